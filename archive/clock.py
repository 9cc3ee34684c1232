"""A blog's clock: the zone in which it prints its times, or one zone after another when that was changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_UNTIL = " until "


@dataclass(frozen=True, slots=True)
class Clock:
    """``stretches`` are IANA zones in the order they held, each with the wall clock at which it ended (excluded);
    None for the last, which has no end.

    As words: ``Europe/Berlin``, or ``UTC until 2007-05-20; Etc/GMT-2``.
    """

    stretches: tuple[tuple[str, datetime | None], ...]

    def __str__(self) -> str:
        return "; ".join(zone if end is None else f"{zone}{_UNTIL}{_plain(end)}" for zone, end in self.stretches)

    def zone_at(self, local: datetime) -> str:
        """The zone that held when the blog's clock stood at ``local`` (naive)."""
        return next(zone for zone, end in self.stretches if end is None or local < end)

    def possible(self, local: datetime) -> tuple[datetime, ...]:
        """The moments (UTC) at which this clock stood at ``local``: one; two, in turn, in the hour that winter time
        repeats; none in the hour that summer time skips, and out of the calendar."""
        place = find_place(self.zone_at(local))
        if place is None or local.tzinfo is not None:
            return ()
        try:
            ways = {local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
            return tuple(sorted(way for way in ways if way.astimezone(place).replace(tzinfo=None) == local))
        except (OverflowError, ValueError):
            return ()

    def localise(self, local: datetime) -> datetime | None:
        """The aware UTC of a wall clock; None when the result is out of the calendar.

        An hour that winter time repeats is taken the first time; one that summer time skips, as if it did not.
        """
        place = find_place(self.zone_at(local))
        try:
            return local.replace(tzinfo=place, fold=0).astimezone(UTC) if place and local.tzinfo is None else None
        except (OverflowError, ValueError):
            return None


@lru_cache(maxsize=256)
def read_clock(words: str) -> Clock | None:
    """The clock that these words name, as :class:`Clock` writes them; None when they name none."""
    stretches = list(_iter_stretches(words))
    ends = [end for _, end in stretches]
    is_whole = bool(ends) and ends[-1] is None and None not in ends[:-1]
    if not is_whole or any(find_place(zone) is None for zone, _ in stretches):
        return None
    return Clock(tuple(stretches))


def _iter_stretches(words: str) -> Iterable[tuple[str, datetime | None]]:
    for stretch in words.split("; "):
        zone, until, end = stretch.partition(_UNTIL)
        try:
            yield zone, datetime.fromisoformat(end) if until else None
        except ValueError:
            yield "", None


def localise(local: datetime, words: str) -> datetime | None:
    """The aware UTC of a naive wall clock on the clock that ``words`` name; None when there is none."""
    clock = read_clock(words)
    return clock.localise(local) if clock and local.tzinfo is None else None


@lru_cache(maxsize=256)
def find_place(zone: str) -> tzinfo | None:
    """The IANA zone of this name; None when there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _plain(end: datetime) -> str:
    return end.date().isoformat() if end.time() == time() else end.isoformat(" ", "minutes")
