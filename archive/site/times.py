"""Times as a reader sees them: UTC first, then the page's own words and how the zone is known."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_FIXED = re.compile(r"\bEtc/(?:GMT|UTC)(?:([+-])(\d{1,2}))?(?![\w+-])", re.ASCII)

_ZONES = {
    "stated": "zone stated",
    "inferred": "zone inferred",
    "unknown": "zone unknown",
}


_DIGITS = {"day": 10, "week": 10, "month": 7, "year": 4}
"""How much of a date that was reckoned is worth printing."""


@dataclass(frozen=True, slots=True)
class Told:
    """A time as told. ``utc`` and ``local`` are ISO 8601; ``words`` are the page's own; None: not said."""

    utc: str | None = None
    local: str | None = None
    words: str | None = None
    zone: str | None = None
    precision: str | None = None

    @property
    def machine(self) -> str | None:
        """What a ``datetime`` attribute holds: the UTC time, else the wall clock's, no more exact than it is."""
        return self.utc or (self.local and exact(self.local, self.precision))

    @property
    def sentence(self) -> str | None:
        """'3 Mar 2005, 10:11 UTC', or the wall clock's time said to be one; None when no time was told."""
        if self.utc:
            return f"{plain_time(self.utc)} UTC"
        if self.local and is_estimate(self.precision):
            return f"about {plain_time(exact(self.local, self.precision))}"
        if self.local:
            return f"{plain_time(self.local)} by the blog’s clock"
        return self.words

    @property
    def how(self) -> str | None:
        """The page's own words and how the zone is known, in one remark; None when nothing is to say."""
        if is_estimate(self.precision):
            return f"reckoned from “{self.words}”, to a {self.precision}"
        words = f"“{self.words}”" if self.words else None
        zone = _ZONES.get(self.zone or "", self.zone)
        hour = "an hour that the clock repeated or skipped" if self.precision == "hour" else None
        return ", ".join(part for part in (words, zone, hour) if part) or None


def told(row: sqlite3.Row) -> Told:
    """The time of a post's or comment's row."""
    return Told(
        row["published"],
        row["published_local"],
        row["published_raw"],
        row["published_zone"],
        row["published_precision"],
    )


def is_estimate(precision: str | None) -> bool:
    """Whether a time of this precision was reckoned from words that count back."""
    return precision in _DIGITS


def exact(iso: str, precision: str | None) -> str:
    """A date to what is known of it: '2010-03' of one that was reckoned to a month."""
    return iso[: _DIGITS.get(precision or "")]


@lru_cache(maxsize=8192)
def plain_time(iso: str) -> str:
    """'2005-03-03T10:11:00Z' as '3 Mar 2005, 10:11', a bare date without a time, '2005-03' as 'Mar 2005'; what is
    neither stays as it is."""
    if re.fullmatch(r"\d{4}(?:-\d\d)?", iso):
        return plain_month(iso) if len(iso) > 4 else iso
    try:
        time = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = f"{time.day} {_MONTHS[time.month - 1]} {time.year}"
    return day if len(iso) == len("2005-03-03") else f"{day}, {time:%H:%M}"


def plain_day(iso: str | None) -> str:
    """'2005-03-03T10:11:00Z' as '3 Mar 2005'; empty when there is none."""
    return plain_time(iso).partition(",")[0] if iso else ""


def plain_month(month: str) -> str:
    """'2005-03' as 'Mar 2005'; what is no month comes back as it is."""
    year, _, number = month.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}" if number.isdecimal() and 1 <= int(number) <= 12 else month


def plain_zone(clock: str) -> str:
    """'Etc/GMT+5', whose sign counts westward, as 'UTC−5'; zones that hold one after another in turn, with 'then'."""
    return _FIXED.sub(_offset, clock).replace("; ", ", then ")


def _offset(found: re.Match[str]) -> str:
    sign, hours = found.groups()
    return f"UTC{'−' if sign == '+' else '+'}{int(hours)}" if hours and int(hours) else "UTC"


def now() -> str:
    """The time it is, as rows write it: to leave out what claims to come from the future."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FILTERS: dict[str, Callable[..., str]] = {
    "plain_time": plain_time,
    "plain_day": plain_day,
    "plain_month": plain_month,
    "plain_zone": plain_zone,
}
"""What templates call these functions."""
