"""Runs: a due time taken up by one worker, in one transaction; how it ended; and what that means for the next.

A run's id is its fence: it only grows, and an end is written only while the run is open. Who comes late with the end
of a run that was given up is refused, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from archive.db.schedules import COLUMNS, ONE, Schedule, read_row
from archive.db.stamps import stamp, unstamp
from archive.db.store import transaction
from archive.errors import BadSchedule
from archive.schedule.rule import count_missed, due_of, next_beat, retry_after

Outcome = Literal["finished", "stopped", "failed", "killed", "lost", "refused"]
Why = Literal["rhythm", "by hand", "again", "going on"]
Next = Literal["rhythm", "again", "at once", "next window"]
"""When the schedule is due after a run: in its rhythm, after a pause that grows with each failure, at once, or when its
window opens."""

OPEN = """
select id, schedule_id, worker
from runs
where outcome is null
order by id
"""

DUE = """
select id, next_due, asked
from schedules
where (paused = 0 and next_due <= :before)
  or asked is not null
order by asked is null, coalesce(asked, next_due), id
"""

FREE = """
select
  not exists (select 1 from runs where outcome is null and host = :host)
  and (select count(*) from runs where outcome is null and domain = :domain) < :per_domain
"""

OVERLAPPING = f"""
select {COLUMNS}
from schedules
where ((paused = 0 and next_due <= :now) or asked is not null)
  and id in (select schedule_id from runs where outcome is null)
"""

START = """
insert into runs (schedule_id, blog_id, seed, host, domain, due, why, missed, whole, started, worker)
values (:schedule, (select id from blogs where id = :blog), :seed, :host, :domain, :due, :why, :missed, :whole, :now,
  :worker)
"""

REFUSE = """
insert into runs
  (schedule_id, blog_id, seed, host, domain, due, why, started, ended, outcome, message, worker)
values
  (:schedule, (select id from blogs where id = :blog), :seed, :host, :domain, :due, :why, :now, :now, 'refused',
   :message, :worker)
"""

REFUSE_MORE = """
update runs
set ended = :now, due = :due, missed = missed + 1
where id = (select max(id) from runs where schedule_id = :schedule)
  and outcome = 'refused'
  and message = :message
"""

MOVE_ON = "update schedules set beat = :beat, next_due = :due, asked = null where id = :id"

BEGIN = "update runs set process = :process, log = :log where id = :id and outcome is null"

END = """
update runs
set ended = :now, outcome = :outcome, message = :message, status = :status, memory = :memory,
  crawl_id = (select id from crawls where id = :crawl),
  blog_id = coalesce(blog_id, (select id from blogs where id = :blog))
where id = :id
  and outcome is null
"""

AFTER = """
update schedules
set next_due = :due, failures = :failures, served = served + :served,
  blog_id = coalesce(blog_id, (select id from blogs where id = :blog))
where id = :id
"""

LAST_CRAWL = """
select id
from crawls
where blog_id = ?
  and started >= ?
order by started desc
limit 1
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A due time that was taken up. ``whole``: it asks every known address. ``until``: when its window closes (UTC)."""

    id: int
    schedule: Schedule
    due: datetime
    why: Why
    missed: int
    whole: bool
    started: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended, and when its schedule is due after it. ``memory`` in bytes."""

    outcome: Outcome
    message: str | None = None
    after: Next = "rhythm"
    crawl_id: str | None = None
    status: int | None = None
    memory: int | None = None


IsAlive = Callable[[str, int], bool]
"""Whether the worker of this name, or the crawl of the run with this id, still lives."""


def claim_run(
    db: Database,
    worker: str,
    now: datetime,
    *,
    is_alive: IsAlive,
    per_domain: int,
    before: datetime | None = None,
) -> Run | None:
    """Take up the most urgent run whose host is free, in one transaction; None when there is none.

    Runs of dead workers are given up first, overlapping ones refused. What waits for its host stays due. ``before``
    (default ``now``) leaves alone what was due later. ArchiveBusy when the database is locked for a minute.
    """
    with transaction(db):
        give_up_lost(db, now, is_alive)
        refuse_overlapping(db, worker, now)
        due = db.execute(DUE, {"before": stamp(min(before or now, now))}).fetchall()
        for id, _, _ in due:
            run = _try_claim(db, str(id), worker, now, per_domain)
            if run is not None:
                return run
    return None


def _try_claim(db: Database, id: str, worker: str, now: datetime, per_domain: int) -> Run | None:
    host, domain, seed = db.execute("select host, domain, seed from schedules where id = ?", (id,)).fetchone()
    if not db.execute(FREE, {"host": host, "domain": domain, "per_domain": per_domain}).fetchone()[0]:
        return None
    try:
        schedule = read_row(db.execute(ONE, (id,)).fetchone())
    except BadSchedule as error:  # a row that was edited by hand stops no other
        db.execute("update schedules set paused = 1, asked = null where id = ?", (id,))
        values = {"schedule": id, "blog": None, "seed": seed, "host": host, "domain": domain, "due": stamp(now)}
        message = f"paused, for its rule cannot be read: {error}"
        db.execute(REFUSE, {**values, "why": "rhythm", "now": stamp(now), "message": message, "worker": worker})
        return None
    window = schedule.rule.window
    if window is not None and schedule.asked is None and not window.holds(now, schedule.rule.zone):
        _move(db, schedule, schedule.beat, window.opening(now, schedule.rule.zone))
        return None
    return _start(db, schedule, worker, now)


def _start(db: Database, schedule: Schedule, worker: str, now: datetime) -> Run:
    due = schedule.asked or schedule.next_due or now
    rule, why = schedule.rule, _why(schedule, now)
    whole = bool(schedule.full_every) and (schedule.served + 1) % (schedule.full_every or 1) == 0
    missed = count_missed(rule, schedule.beat, now) if why == "rhythm" and schedule.beat else 0
    values = {
        **_place(schedule),
        "due": stamp(due),
        "why": why,
        "missed": missed,
        "whole": whole,
        "now": stamp(now),
        "worker": worker,
    }
    id = db.execute(START, values).lastrowid
    assert id is not None
    _advance(db, schedule, now)
    until = rule.window.closing(now, rule.zone) if rule.window and rule.window.holds(now, rule.zone) else None
    return Run(id, schedule, due, why, missed, whole, now, until if schedule.asked is None else None)


def _why(schedule: Schedule, now: datetime) -> Why:
    if schedule.asked is not None:
        return "by hand"
    if schedule.beat is not None and schedule.beat <= now:
        return "rhythm"
    return "again" if schedule.failures else "going on"


def _advance(db: Database, schedule: Schedule, now: datetime) -> None:
    """To the first beat that has not passed: however many were missed, one run makes them good."""
    beat = schedule.beat
    if beat is not None and beat <= now:
        beat = next_beat(schedule.rule, now)
    _move(db, schedule, beat, due_of(schedule.rule, schedule.id, beat) if beat else None)


def _move(db: Database, schedule: Schedule, beat: datetime | None, due: datetime | None) -> None:
    db.execute(MOVE_ON, {"id": schedule.id, "beat": stamp(beat), "due": stamp(due)})


def _place(schedule: Schedule) -> dict[str, object]:
    return {
        "schedule": schedule.id,
        "blog": schedule.blog_id,
        "seed": schedule.seed,
        "host": schedule.host,
        "domain": schedule.domain,
    }


def refuse_overlapping(db: Database, worker: str, now: datetime) -> None:
    """What is due while its own run still goes on is refused, and recorded; its rhythm goes on."""
    for row in db.execute(OVERLAPPING, {"now": stamp(now)}).fetchall():
        schedule = read_row(row)
        going = db.execute(
            "select id, started from runs where schedule_id = ? and outcome is null", (schedule.id,)
        ).fetchone()
        message = f"run {going[0]}, begun at {going[1]}, still goes on"
        values = {
            **_place(schedule),
            "due": stamp(schedule.asked or schedule.next_due),
            "why": _why(schedule, now),
            "now": stamp(now),
            "message": message,
            "worker": worker,
        }
        if db.execute(REFUSE_MORE, values).rowcount == 0:
            db.execute(REFUSE, values)
        _advance(db, schedule, now)


def give_up_lost(db: Database, now: datetime, is_alive: IsAlive) -> list[int]:
    """Give up the runs whose workers and crawls are dead; they are due again at once. The ids of what was given up."""
    lost = [(id, worker) for id, _, worker in db.execute(OPEN).fetchall() if not is_alive(worker, id)]
    for id, worker in lost:
        message = f"its worker {worker} died; what it kept is kept, and the next run goes on with it"
        _write_end(db, id, End("lost", message, "at once"), now)
    return [id for id, _ in lost]


def begin_run(db: Database, run_id: int, process: int, log: str) -> bool:
    """Write which process crawls; False when the run was given up meanwhile: then it must not begin."""
    with transaction(db):
        return bool(db.execute(BEGIN, {"id": run_id, "process": process, "log": log}).rowcount)


def end_run(db: Database, run_id: int, end: End, now: datetime) -> bool:
    """Write how a run ended. False when somebody else wrote its end before: a stale result is refused."""
    with transaction(db):
        return _write_end(db, run_id, end, now)


def _write_end(db: Database, run_id: int, end: End, now: datetime) -> bool:
    row = db.execute("select schedule_id, seed from runs where id = ?", (run_id,)).fetchone()
    if row is None:
        return False
    found = db.execute(ONE, (row[0],)).fetchone()
    schedule = read_row(found) if found else None
    values = {
        "id": run_id,
        "now": stamp(now),
        "outcome": end.outcome,
        "message": end.message,
        "status": end.status,
        "memory": end.memory,
        "crawl": end.crawl_id,
        "blog": schedule.blog_id if schedule else None,
    }
    if db.execute(END, values).rowcount == 0:
        return False
    if schedule is not None:
        _write_after(db, schedule, end, now)
    return True


def _write_after(db: Database, schedule: Schedule, end: End, now: datetime) -> None:
    lost = end.outcome == "lost"
    failures = schedule.failures + 1 if end.after == "again" or lost else 0
    due = schedule.next_due
    if end.after == "next window" and schedule.rule.window is not None:
        opens = schedule.rule.window.opening(now, schedule.rule.zone)
        due = min(opens, due) if due else opens
    elif lost and failures > 1:  # the first time chance may have been at work
        due = retry_after(failures - 1, now, schedule.rule, next_due=due)
    elif end.after == "again":
        due = retry_after(failures, now, schedule.rule, next_due=due)
    elif end.after == "at once":
        due = min(now, due) if due else now
    values = {
        "id": schedule.id,
        "due": stamp(due),
        "failures": failures,
        "served": end.outcome in ("finished", "stopped"),
        "blog": schedule.blog_id,
    }
    db.execute(AFTER, values)


def find_crawl(db: Database, blog_id: str, since: datetime) -> str | None:
    """The crawl that a run made, when its process could not tell; None when it made none."""
    row = db.execute(LAST_CRAWL, (blog_id, stamp(since))).fetchone()
    return str(row[0]) if row else None


def count_waiting(db: Database, now: datetime) -> int:
    """How many schedules are due and wait: for a free worker or for their host."""
    rows = db.execute(DUE, {"before": stamp(now)}).fetchall()
    return sum(1 for _, due, asked in rows if asked or (unstamp(due) or now) <= now)
