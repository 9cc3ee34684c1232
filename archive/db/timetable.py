"""The timetable to look at: every schedule with its state, its last run and the one that goes on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from archive.db.stamps import stamp
from archive.errors import NotKept
from archive.schedule.words import rhythm_words

State = Literal["running", "asked", "due", "planned", "paused", "over"]
"""``asked``: somebody asked for a run now; ``over``: its rhythm names no further day."""

RUN = """
r.id, r.schedule_id, r.seed, r.due, r.why, r.missed, r.whole, r.started, r.ended, r.outcome, r.message, r.crawl_id,
r.worker, r.process, r.status, r.memory, r.log, k.figures
"""

SCHEDULE = """
s.id, s.seed, coalesce(s.blog_id, b.id), b.title, s.every, s.cron, s.zone, s.hours, s.jitter, s.start, s.settings,
s.memory, s.full_every, s.paused, s.created, s.beat, s.next_due, s.asked, s.failures, s.served
"""

SCHEDULES = f"""
select {SCHEDULE}
from schedules s
left join blogs b on b.id = s.blog_id
where :id is null or s.id = :id
order by s.paused, coalesce(s.asked, s.next_due) is null, coalesce(s.asked, s.next_due), s.seed
limit :most offset :skip
"""

GOING = f"""
select {RUN}
from runs r
left join crawls k on k.id = r.crawl_id
where r.outcome is null
order by r.id
"""

LAST = f"""
select {RUN}
from runs r
left join crawls k on k.id = r.crawl_id
where r.id = (select max(id) from runs where schedule_id = ? and outcome is not null)
"""

RUNS = f"""
select {RUN}
from runs r
left join crawls k on k.id = r.crawl_id
where (:schedule is null or r.schedule_id = :schedule)
  and (:bad = 0 or r.outcome in ('failed', 'killed', 'lost', 'refused'))
order by r.id desc
limit :most
"""

ONE_RUN = f"select {RUN} from runs r left join crawls k on k.id = r.crawl_id where r.id = ?"

COUNT = """
select
  count(*),
  coalesce(sum(paused), 0),
  coalesce(sum((paused = 0 and next_due <= :now) or asked is not null), 0),
  coalesce(sum(failures > 0 and paused = 0), 0),
  min(case when paused = 0 then next_due end)
from schedules
"""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run to look at. ``outcome`` is ``running`` while it goes on; times as the database keeps them (UTC).

    ``posts`` and ``comments`` are what its crawl found new; None when no crawl told.
    """

    id: int
    schedule_id: str | None
    seed: str
    due: str
    why: str
    missed: int
    whole: bool
    started: str
    ended: str | None
    outcome: str
    message: str | None
    crawl_id: str | None
    worker: str
    process: int | None
    status: int | None
    memory: int | None
    log: str | None
    posts: int | None
    comments: int | None


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule to look at. ``jitter`` in seconds, ``memory`` in bytes, ``options`` of its crawls."""

    id: str
    seed: str
    blog_id: str | None
    title: str | None
    state: State
    rhythm: str
    every: str | None
    cron: str | None
    zone: str
    window: str | None
    jitter: float
    start: str | None
    options: dict[str, Any]
    memory: int | None
    full_every: int | None
    created: str
    beat: str | None
    next_due: str | None
    asked: str | None
    failures: int
    served: int
    going: RunLine | None
    last: RunLine | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many schedules there are, paused, due (or asked for), failing; and when the first is due next."""

    schedules: int
    paused: int
    due: int
    failing: int
    next_due: str | None


def read_timetable(
    connection: sqlite3.Connection, now: datetime, *, most: int = -1, skip: int = 0
) -> tuple[ScheduleLine, ...]:
    """Every schedule (``most`` of them after ``skip``), those that are due first at the top, paused ones last."""
    return _read(connection, now, {"id": None, "most": most, "skip": skip})


def read_schedule(connection: sqlite3.Connection, now: datetime, id: str) -> ScheduleLine:
    """One schedule by its id; NotKept when there is none."""
    found = _read(connection, now, {"id": id, "most": 1, "skip": 0})
    if not found:
        raise NotKept(f"No schedule is kept under the id '{id[:80]}'.")
    return found[0]


def read_going(connection: sqlite3.Connection) -> tuple[RunLine, ...]:
    """The runs that go on."""
    return _lines(connection.execute(GOING))


def read_runs(
    connection: sqlite3.Connection, schedule: str | None = None, *, bad: bool = False, most: int = 50
) -> tuple[RunLine, ...]:
    """Runs of one schedule or of all, the newest first; ``bad`` leaves out those that ended well."""
    return _lines(connection.execute(RUNS, {"schedule": schedule, "bad": bad, "most": most}))


def read_run(connection: sqlite3.Connection, id: int) -> RunLine:
    """One run; NotKept when there is none with this number."""
    found = _lines(connection.execute(ONE_RUN, (id,)))
    if not found:
        raise NotKept(f"No run has the number {id}.")
    return found[0]


def read_counts(connection: sqlite3.Connection, now: datetime) -> Counts:
    """The timetable in numbers."""
    return Counts(*connection.execute(COUNT, {"now": stamp(now)}).fetchone())


def _read(connection: sqlite3.Connection, now: datetime, asked: dict[str, Any]) -> tuple[ScheduleLine, ...]:
    going = {run.schedule_id: run for run in read_going(connection)}
    lines = []
    for row in connection.execute(SCHEDULES, asked).fetchall():
        last = next(iter(_lines(connection.execute(LAST, (row[0],)))), None)
        lines.append(_line(tuple(row), stamp(now) or "", going.get(row[0]), last))
    return tuple(lines)


def _line(row: tuple[Any, ...], now: str, going: RunLine | None, last: RunLine | None) -> ScheduleLine:
    id, seed, blog, title, every, cron, zone, hours, jitter, start, settings = row[:11]
    memory, full_every, paused, created, beat, next_due, asked, failures, served = row[11:]
    return ScheduleLine(
        id=id,
        seed=seed,
        blog_id=blog,
        title=title,
        state=_state(bool(paused), next_due, asked, now, going),
        rhythm=rhythm_words(every, cron, hours, zone),
        every=every,
        cron=cron,
        zone=zone or "UTC",
        window=hours,
        jitter=jitter,
        start=start,
        options=_read_json(settings),
        memory=memory,
        full_every=full_every,
        created=created,
        beat=beat,
        next_due=next_due,
        asked=asked,
        failures=failures,
        served=served,
        going=going,
        last=last,
    )


def _state(paused: bool, next_due: str | None, asked: str | None, now: str, going: RunLine | None) -> State:
    if going is not None:
        return "running"
    if asked is not None:
        return "asked"
    if paused:
        return "paused"
    if next_due is None:
        return "over"
    return "due" if next_due <= now else "planned"


def _lines(rows: Iterable[Any]) -> tuple[RunLine, ...]:
    lines = []
    for row in rows:
        said: list[Any] = list(row)
        new = _read_json(said.pop())
        said[6], said[9] = bool(said[6]), said[9] or "running"
        said += [_number(new.get("posts")), _number(new.get("comments"))]
        lines.append(RunLine(*said))
    return tuple(lines)


def _read_json(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
