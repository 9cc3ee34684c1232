"""Time zones by name, and the instants that wall clocks name, also where summer time skips or repeats an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from archive.errors import BadSchedule


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def read_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name, as Europe/Berlin; BadSchedule with what may have been meant for any other word."""
    if name in _names():
        return ZoneInfo(name)
    short = name[:60]
    by_lower = {known.lower(): known for known in _names()}
    near = get_close_matches(short.lower().replace(" ", "_"), by_lower, n=1, cutoff=0.6)
    cities = [known for known in _names() if known.rpartition("/")[2].lower() == short.lower().replace(" ", "_")]
    meant = sorted(cities)[:1] or [by_lower[one] for one in near]
    hint = f" Did you mean {meant[0]}?" if meant else ""
    raise BadSchedule(f"--zone: no time zone is called '{short}'.{hint} Write an IANA name, as Europe/Berlin or UTC.")


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows at a moment, without its zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment (UTC) at which a clock on the wall shows ``wall`` or more.

    Of an hour that comes twice it is the first; of one that is skipped, the moment of the skip.
    """
    early, late = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if wall_of(early, zone) == wall:
        return early
    while late - early > timedelta(seconds=1):  # the skip lies between what both offsets say
        middle = early + timedelta(seconds=(late - early).total_seconds() // 2)
        if wall_of(middle, zone) >= wall:
            late = middle
        else:
            early = middle
    return late
