"""Schedules as rows: added, found, paused, resumed, removed; and when each is due next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from sqlite_utils import Database

from archive.db.stamps import stamp, unstamp
from archive.errors import BadSchedule, NotKept
from archive.schedule.options import CrawlOptions, read_options
from archive.schedule.plan import Plan, lies_inside
from archive.schedule.rule import Rule, due_of, first_beat, next_beat
from archive.schedule.span import read_span
from archive.schedule.window import read_window
from archive.schedule.words import rhythm_words
from archive.schedule.zone import read_zone
from archive.urls import key, stable_id

COLUMNS = """
id, seed, every, cron, zone, hours, jitter, start, host, domain, settings, memory, full_every, paused, created, beat,
next_due, asked, failures, served
"""

ADD = """
insert into schedules
  (id, blog_id, seed, every, cron, zone, hours, jitter, start, host, domain, settings, memory, full_every, created,
   beat, next_due)
values
  (:id, (select id from blogs where id = :blog), :seed, :every, :cron, :zone, :hours, :jitter, :start, :host, :domain,
   :settings, :memory, :full_every, :created, :beat, :due)
"""

ALL = f"select {COLUMNS} from schedules order by paused, next_due is null, next_due, seed"

ONE = f"select {COLUMNS} from schedules where id = ?"

NEIGHBOURS = "select id, seed from schedules where host = ?"

NEXT_DUE = """
select min(moment)
from (
  select min(next_due) as moment from schedules where paused = 0
  union all
  select min(asked) from schedules where asked is not null
)
"""

PAUSE = "update schedules set paused = 1, asked = null where id = ?"

RESUME = "update schedules set paused = 0, failures = 0, beat = :beat, next_due = :due where id = :id"

REMOVE = "delete from schedules where id = ?"

ASK = "update schedules set asked = :now where id = :id"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as it stands. Times are aware UTC; see ``schedules`` in the schema for what each column says."""

    id: str
    seed: str
    every: str | None
    cron: str | None
    rule: Rule
    host: str
    domain: str
    options: CrawlOptions
    memory: int | None
    full_every: int | None
    paused: bool
    created: datetime
    beat: datetime | None
    next_due: datetime | None
    asked: datetime | None
    failures: int
    served: int

    @property
    def blog_id(self) -> str:
        """The id that the blog has, or will have once it is crawled."""
        return stable_id("blog", key(self.seed))

    @property
    def rhythm(self) -> str:
        """When it comes back, in words."""
        window = str(self.rule.window) if self.rule.window else None
        return rhythm_words(self.every, self.cron, window, self.rule.zone.key)


def add_schedule(db: Database, plan: Plan, now: datetime, *, anyway: bool = False) -> Schedule:
    """Write the plan's row; BadSchedule when the blog, or one around or inside it, is scheduled already.

    ``anyway`` allows the latter. The caller has the transaction.
    """
    if db.execute(ONE, (plan.id,)).fetchone() is not None:
        raise BadSchedule(
            f"{plan.seed} is scheduled already ({plan.id}). See it with: blogkeep schedule show {plan.id}. "
            f"To change it, remove it first: blogkeep schedule remove {plan.id}"
        )
    if not anyway:
        _refuse_overlap(db, plan)
    beat = first_beat(plan.rule)
    assert beat is not None
    values = {
        "id": plan.id,
        "blog": stable_id("blog", key(plan.seed)),
        "seed": plan.seed,
        "every": plan.every,
        "cron": plan.rule.cron,
        "zone": plan.rule.zone.key,
        "hours": str(plan.rule.window) if plan.rule.window else None,
        "jitter": plan.rule.jitter.total_seconds(),
        "start": stamp(plan.rule.start),
        "host": plan.host,
        "domain": plan.domain,
        "settings": json.dumps(plan.options.as_record(), ensure_ascii=False, sort_keys=True),
        "memory": plan.memory,
        "full_every": plan.full_every,
        "created": stamp(now),
        "beat": stamp(beat),
        "due": stamp(due_of(plan.rule, plan.id, beat)),
    }
    db.execute(ADD, values)
    return find_schedule(db, plan.id)


def _refuse_overlap(db: Database, plan: Plan) -> None:
    for id, seed in db.execute(NEIGHBOURS, (plan.host,)):
        inner, outer = (plan.seed, seed) if lies_inside(plan.seed, seed) else (seed, plan.seed)
        if lies_inside(inner, outer):
            raise BadSchedule(
                f"{inner} lies inside {outer}: one crawl asks for both, and {seed} is scheduled already ({id}). "
                "If they are two blogs, say so with --anyway (and keep them apart with --exclude)."
            )


def iter_schedules(db: Database) -> Iterator[Schedule]:
    """Every schedule, those that are due first before the others, paused ones last."""
    for row in db.execute(ALL).fetchall():
        yield read_row(row)


def find_schedule(db: Database, name: str) -> Schedule:
    """The schedule of a blog, by its address or the schedule's id; NotKept with what may have been meant."""
    for id in (name, stable_id("schedule", key(name)), stable_id("schedule", key(f"http://{name}"))):
        row = db.execute(ONE, (id,)).fetchone()
        if row is not None:
            return read_row(row)
    known = {seed: id for id, seed in db.execute("select id, seed from schedules limit 20000")}
    near = get_close_matches(name[:200], list(known), n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise NotKept(f"No schedule is kept for '{name[:200]}'.{hint} See them all with: blogkeep schedule list")


def pause_schedule(db: Database, schedule: Schedule) -> None:
    """It rests until it is resumed; a run that goes on is not ended."""
    db.execute(PAUSE, (schedule.id,))


def resume_schedule(db: Database, schedule: Schedule, now: datetime) -> None:
    """It goes on in its rhythm; beats that passed meanwhile are not made good."""
    beat = next_beat(schedule.rule, max(now, schedule.rule.start - timedelta(seconds=1)))
    due = due_of(schedule.rule, schedule.id, beat) if beat else None
    db.execute(RESUME, {"id": schedule.id, "beat": stamp(beat), "due": stamp(due)})


def remove_schedule(db: Database, schedule: Schedule) -> None:
    """It is forgotten; its runs stay, with what they kept."""
    db.execute(REMOVE, (schedule.id,))


def ask_schedule(db: Database, schedule: Schedule, now: datetime) -> None:
    """Its next run begins as soon as a worker is free, whatever the window, and also when it is paused."""
    db.execute(ASK, {"id": schedule.id, "now": stamp(now)})


def find_next_due(db: Database) -> datetime | None:
    """When the first of all schedules is due; None when none is."""
    moment: str | None = db.execute(NEXT_DUE).fetchone()[0]
    return unstamp(moment)


def read_row(row: tuple[object, ...]) -> Schedule:
    """A row of :data:`COLUMNS` as a Schedule."""
    said = dict(zip(("".join(COLUMNS.split())).split(","), row, strict=True))
    start = unstamp(_text(said["start"]) or _text(said["created"]))
    created = unstamp(_text(said["created"]))
    assert start is not None
    assert created is not None
    every, cron, hours = _text(said["every"]), _text(said["cron"]), _text(said["hours"])
    rule = Rule(
        every=read_span(every) if every else None,
        cron=cron,
        zone=read_zone(_text(said["zone"]) or "UTC"),
        start=start,
        window=read_window(hours) if hours else None,
        jitter=timedelta(seconds=float(str(said["jitter"]))),
    )
    return Schedule(
        id=str(said["id"]),
        seed=str(said["seed"]),
        every=every,
        cron=cron,
        rule=rule,
        host=str(said["host"]),
        domain=str(said["domain"]),
        options=read_options(str(said["settings"])),
        memory=_number(said["memory"]),
        full_every=_number(said["full_every"]),
        paused=bool(said["paused"]),
        created=created,
        beat=unstamp(_text(said["beat"])),
        next_due=unstamp(_text(said["next_due"])),
        asked=unstamp(_text(said["asked"])),
        failures=_number(said["failures"]) or 0,
        served=_number(said["served"]) or 0,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
