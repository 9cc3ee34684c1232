"""Spans of time in words: ``90m``, ``2 hours``, ``1 week``, ``1 month``; months and days as the calendar has them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.errors import BadSchedule

_PART = re.compile(r"(\d{1,6}(?:\.\d{1,4})?|an?)\s*([a-z]+)(?:\s*,?\s*(?:and\s+)?|$)")
_EACH = re.compile(r"\s*(?:every\s+|each\s+)?(.*?)\s*", re.DOTALL)

_SECONDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
}
_DAYS = {
    **dict.fromkeys(("d", "day", "days"), 1),
    **dict.fromkeys(("w", "week", "weeks"), 7),
    **dict.fromkeys(("fortnight", "fortnights"), 14),
}
_MONTHS = {
    **dict.fromkeys(("mo", "month", "months"), 1),
    **dict.fromkeys(("quarter", "quarters"), 3),
    **dict.fromkeys(("y", "year", "years"), 12),
}
_ADVERBS = {
    "hourly": "1 hour", "daily": "1 day", "weekly": "1 week", "monthly": "1 month", "yearly": "1 year",
    "minute": "1 minute", "hour": "1 hour", "day": "1 day", "week": "1 week", "month": "1 month", "year": "1 year",
}  # fmt: skip

MOST_YEARS = 20
HOW = "Write it as 90m, 2 hours, 1 day, 1 week or 1 month."


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the calendar: ``months`` and ``days`` keep the hour of the day, ``seconds`` pass evenly."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def rough(self) -> float:
        """How long it is in seconds, a month taken for a twelfth of a mean year."""
        return self.months * 2_629_746 + self.days * 86_400 + self.seconds

    def step(self, wall: datetime, times: int) -> datetime:
        """The wall clock ``times`` spans after ``wall`` (without its seconds); the 31st becomes a month's last day."""
        months = wall.year * 12 + wall.month - 1 + self.months * times
        year, month = divmod(months, 12)
        day = min(wall.day, calendar.monthrange(year, month + 1)[1])
        return wall.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days * times)


def read_span(text: str, option: str = "--every") -> Span:
    """The span that words say; BadSchedule with a way out when they say none, or one that no schedule can keep."""
    match = _EACH.fullmatch(text.lower())
    words = match[1] if match else ""
    words = _ADVERBS.get(words, words)
    months = days = place = 0
    seconds = 0.0
    while place < len(words) and (part := _PART.match(words, place)) is not None:
        number, unit = (1.0 if part[1][0] == "a" else float(part[1])), part[2]
        if unit in _SECONDS:
            seconds += number * _SECONDS[unit]
        elif unit in _DAYS and (number * _DAYS[unit]).is_integer():
            days += int(number * _DAYS[unit])
        elif unit in _DAYS:
            seconds += number * _DAYS[unit] * 86_400
        elif unit in _MONTHS and (number * _MONTHS[unit]).is_integer():
            months += int(number * _MONTHS[unit])
        else:
            break
        place = part.end()
    if place < len(words) or not words:
        raise BadSchedule(f"{option}: '{text[:80]}' is no span of time. {HOW}")
    return _checked(Span(months, days, round(seconds)), text, option)


def _checked(span: Span, text: str, option: str) -> Span:
    if span.rough <= 0:
        raise BadSchedule(f"{option}: '{text[:80]}' is no time at all. {HOW}")
    if span.rough > MOST_YEARS * 31_556_952:
        raise BadSchedule(f"{option}: '{text[:80]}' is longer than {MOST_YEARS} years. {HOW}")
    return span
