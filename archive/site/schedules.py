"""The timetable as pages: what is scheduled, what runs, how runs ended, and the end of their logs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datasette.utils.asgi import Response

from archive.db.stamps import unstamp
from archive.db.timetable import (
    Counts,
    RunLine,
    ScheduleLine,
    read_counts,
    read_going,
    read_run,
    read_runs,
    read_schedule,
    read_timetable,
)
from archive.errors import NotKept
from archive.home import Home
from archive.logs import find_log, tail
from archive.schedule.words import away_words
from archive.site.control import Control, find_control, refuse_strangers
from archive.site.pages import Handler, id_of, number_of, page_answer
from archive.site.room import Room
from archive.workers import Worker, find_workers

MOST = 200
LOG_SHOWN = 8000
"""How many bytes of a log's end are shown."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A schedule on the page, with how far its next due time is away in words."""

    schedule: ScheduleLine
    away: str | None


@dataclass(frozen=True, slots=True)
class SchedulesPage:
    """The timetable. ``bad`` are the last runs that did not end well."""

    title: str
    now: str
    counts: Counts
    workers: tuple[Worker, ...]
    going: tuple[RunLine, ...]
    schedules: tuple[Looked, ...]
    bad: tuple[RunLine, ...]
    number: int
    more: bool
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """One schedule with its runs, and the end of the log of one of them."""

    title: str
    schedule: ScheduleLine
    away: str | None
    runs: tuple[RunLine, ...]
    run: RunLine | None
    log: str | None
    control: Control | None = None


async def schedules(room: Room, request: Any) -> Response:
    """The timetable."""
    refuse_strangers(room)
    control = _control(room, request)
    number = number_of(request.args.get("page"), 10_000)
    page = await room.ask(lambda c: read_schedules(c, room.home, _now(), number, control), patient=True)
    return _answer(await page_answer(room, request, page))


async def schedule(room: Room, request: Any) -> Response:
    """One schedule; ``?run=`` chooses the run whose log is shown."""
    refuse_strangers(room)
    control = _control(room, request)
    asked = request.args.get("run")
    page = await room.ask(lambda c: read_one(c, room.home, _now(), id_of(request), asked, control), patient=True)
    return _answer(await page_answer(room, request, page))


def _control(room: Room, request: Any) -> Control | None:
    """What the forms need, in a page for people only."""
    return None if request.url_vars.get("form") else find_control(room, request)


def _answer(response: Any) -> Response:
    """Forms say whence they come (but to nobody else), and pages that hold tokens are kept by nobody."""
    response.headers |= {"Referrer-Policy": "same-origin", "Cache-Control": "private, no-store"}
    return response


def read_schedules(
    connection: sqlite3.Connection, home: Home, now: datetime, number: int, control: Control | None
) -> SchedulesPage:
    """The timetable, its ``number``-th page."""
    found = read_timetable(connection, now, most=MOST + 1, skip=(number - 1) * MOST)
    return SchedulesPage(
        title="Schedules",
        now=now.isoformat().replace("+00:00", "Z"),
        counts=read_counts(connection, now),
        workers=find_workers(home),
        going=read_going(connection),
        schedules=tuple(Looked(one, _away(one, now)) for one in found[:MOST]),
        bad=read_runs(connection, bad=True, most=20),
        number=number,
        more=len(found) > MOST,
        control=control,
    )


def read_one(
    connection: sqlite3.Connection, home: Home, now: datetime, id: str, asked: str | None, control: Control | None
) -> SchedulePage:
    """One schedule, and the log of the run with the number ``asked``, or of its last; NotKept for what is not there."""
    line = read_schedule(connection, now, id)
    runs = read_runs(connection, id, most=MOST)
    run = runs[0] if runs else None
    if asked:
        run = read_run(connection, number_of(asked, 10**8))
        if run.schedule_id != id:
            raise NotKept(f"Run {run.id} is none of this schedule.")
    path = find_log(home, run.log) if run is not None else None
    log = tail(path, LOG_SHOWN) if path is not None else None
    return SchedulePage(f"Schedule of {line.title or line.seed}", line, _away(line, now), runs, run, log, control)


def _away(line: ScheduleLine, now: datetime) -> str | None:
    moment = unstamp(line.next_due)
    return away_words(moment, now) if moment is not None else None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


_FORM = r"(?P<form>\.json)?$"

PAGES: tuple[tuple[str, Handler], ...] = (
    (r"^/-/schedules" + _FORM, schedules),
    (r"^/-/schedule/(?P<id>[^/]+?)" + _FORM, schedule),
)
