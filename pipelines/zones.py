"""Works out in which zone a blog's clock runs, from times known both ways; turns wall clocks into UTC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ENOUGH = 3
"""From so many pairs on a zone is believed; fewer halve the confidence."""

_SLACK = timedelta(seconds=90)
"""Printed times have minutes only, and some clocks round up."""

_MOST_PAIRS = 2000

_ZONES = """
America/New_York America/Los_Angeles Europe/London Europe/Berlin America/Chicago America/Denver
Europe/Athens Europe/Moscow Asia/Tokyo Australia/Sydney Asia/Kolkata Asia/Shanghai America/Sao_Paulo
Pacific/Auckland America/Halifax Europe/Lisbon Europe/Dublin Europe/Paris Europe/Helsinki Europe/Istanbul
Europe/Kyiv Europe/Minsk Europe/Bucharest Asia/Jerusalem Asia/Tehran Asia/Karachi Asia/Dhaka Asia/Kathmandu
Asia/Colombo Asia/Yangon Asia/Yekaterinburg Asia/Novosibirsk Asia/Krasnoyarsk Asia/Vladivostok Asia/Seoul
Asia/Hong_Kong Asia/Amman Asia/Beirut Australia/Perth Australia/Adelaide Australia/Darwin
Australia/Lord_Howe America/Anchorage America/St_Johns America/Mexico_City America/Havana America/Caracas
America/Santiago America/Asuncion America/Argentina/Buenos_Aires America/Montevideo Africa/Cairo
Africa/Casablanca Africa/Windhoek Atlantic/Azores America/Nuuk Pacific/Fiji
""".split()
"""Zones of blogs, the commonest of each clock first: of two that explain the same, the first is named.

Places that never changed their clocks are left to their plain offsets, but for the largest.
"""

_HOURS = ("UTC", *(f"Etc/GMT{sign}{hour}" for hour in range(1, 13) for sign in "-+"), "Etc/GMT-13")
"""Clocks that know no summer, asked when no place explains more."""


def infer_zone(pairs: Iterable[tuple[datetime, datetime]]) -> tuple[str, float] | None:
    """The zone (IANA name) in which the blog prints its times, and how sure that is, from 0 to 1.

    ``pairs`` are the same moments as naive wall clock and as aware UTC. The confidence is the share of pairs
    that the zone explains, to a minute and a half; halved below three pairs, and a tenth less when the pairs
    leave open what the clock does in the other half of the year. None without pairs or when nothing explains
    half of them. Which of many zones with the same clock is named is a convention, not a finding.
    """
    counted = Counter((local, utc) for local, utc in pairs if local.tzinfo is None and utc.tzinfo is not None)
    sample = sorted(counted)[:: max(1, len(counted) // _MOST_PAIRS)]
    if not sample:
        return None
    hits = {name: _count_explained(sample, name) for name in (*_ZONES, *_HOURS)}
    best = max(hits, key=hits.__getitem__)  # the first of equals
    share = hits[best] / len(sample)
    if share < 0.5:
        return None
    if len(sample) < ENOUGH:
        share /= 2
    elif _is_open(sample, [name for name in hits if hits[name] == hits[best]]):
        share *= 0.9
    return best, round(share, 3)


def localise(local: datetime, zone: str) -> datetime | None:
    """The aware UTC of a wall clock in ``zone``; None when the zone is unknown or the result is out of range.

    An hour that winter time repeats is taken the first time; one that summer time skips, as if it did not.
    """
    place = _place(zone)
    if place is None or local.tzinfo is not None:
        return None
    try:
        return local.replace(tzinfo=place).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _count_explained(sample: list[tuple[datetime, datetime]], zone: str) -> int:
    place = _place(zone)
    if place is None:
        return 0
    return sum(abs(_wall(utc, place) - local) <= _SLACK for local, utc in sample)


def _wall(utc: datetime, place: tzinfo) -> datetime:
    try:
        return utc.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        return utc.replace(tzinfo=None)


def _is_open(sample: list[tuple[datetime, datetime]], tied: list[str]) -> bool:
    """Whether zones that explain as much disagree half a year away from the pairs."""
    moment = sample[0][1].astimezone(UTC)
    days = [moment.replace(month=month, day=15) for month in (1, 7)]
    places = [place for name in tied if (place := _place(name)) is not None]
    clocks = {tuple(_wall(day, place) for day in days) for place in places}
    return len(clocks) > 1


@lru_cache(maxsize=256)
def _place(zone: str) -> tzinfo | None:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
