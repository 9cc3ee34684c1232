"""A window of the day in which crawls may run, as 22:00-06:00: by the wall clock of a zone, across midnight too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.errors import BadSchedule
from archive.schedule.zone import instant_of, wall_of

_WINDOW = re.compile(r"\s*(\d{1,2})(?::(\d\d))?\s*(?:-|–|to|until)\s*(\d{1,2})(?::(\d\d))?\s*")
_DAYS_TRIED = 5
"""A window inside an hour that a zone skips has no opening that day; in no zone five days are skipped in a row."""


@dataclass(frozen=True, slots=True)
class Window:
    """From ``begin`` (within) to ``end`` (without) on the wall clock; an ``end`` before ``begin`` is the next day's."""

    begin: time
    end: time

    def __str__(self) -> str:
        end = "24:00" if self.end == time(0) else f"{self.end:%H:%M}"
        return f"{self.begin:%H:%M}-{end}"

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether it is open at a moment."""
        clock = wall_of(moment, zone).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def opening(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself when it is open, else when it opens next."""
        if self.holds(moment, zone):
            return moment
        found = (one for one in _iter_at(self.begin, moment, zone) if one >= moment and self.holds(one, zone))
        return next(found, moment)

    def closing(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """When it closes, seen from a moment at which it is open."""
        found = (one for one in _iter_at(self.end, moment, zone) if one > moment and not self.holds(one, zone))
        return next(found, moment + timedelta(days=1))


def _iter_at(clock: time, moment: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments around ``moment`` at which the wall shows ``clock``, an hour that comes twice both times."""
    first = wall_of(moment, zone).date() - timedelta(days=1)
    walls = [datetime.combine(first + timedelta(days=number), clock) for number in range(_DAYS_TRIED + 1)]
    found = {instant_of(wall, zone) for wall in walls}
    found |= {wall.replace(tzinfo=zone, fold=1).astimezone(UTC) for wall in walls}
    return sorted(found)


def read_window(text: str) -> Window:
    """The window that words say; BadSchedule when they say none."""
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise BadSchedule(f"--window: '{text[:40]}' is no window of the day. Write it as 22:00-06:00.")
    begin = _read_clock(found[1], found[2], text)
    end = _read_clock(found[3], found[4], text)
    if begin == end:
        raise BadSchedule(f"--window: '{text[:40]}' begins when it ends. Leave it out to crawl at any time.")
    return Window(begin, end)


def _read_clock(hour: str, minute: str | None, text: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        hours = 0
    if hours > 23 or minutes > 59:
        raise BadSchedule(f"--window: no clock shows what '{text[:40]}' says. Write it as 22:00-06:00.")
    return time(hours, minutes)
