"""Works out in which zone a blog's clock runs, or ran one after the other, from times known both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import pairwise

from archive.clock import Clock, find_place, localise

__all__ = ["infer_zone", "localise"]

Pair = tuple[datetime, datetime]
"""The same moment as naive wall clock and as aware UTC."""

ENOUGH = 3
"""From so many pairs on a zone is believed; fewer halve the confidence. A change of zone must explain more than so
many pairs that are not explained without it."""

WELL = 0.97
"""The share of pairs from which on one zone for all times is enough."""

SLACK = timedelta(seconds=90)
"""Printed times have minutes only, and some clocks round up."""

_MOST_PAIRS = 2000
FARTHEST = timedelta(hours=15)
"""No clock is farther from UTC: a pair that is tells of a date misread or changed, not of a clock."""

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


def infer_zone(pairs: Iterable[Pair], doubtful: Iterable[Pair] = ()) -> tuple[str, float] | None:
    """The zone in which the blog prints its times, and how sure that is, from 0 to 1.

    One IANA zone for all times when it explains 97 % of the pairs, or when no division of the time explains more;
    else zones one after the other, as words that ``archive.clock`` reads ("UTC until 2007-05-20; Etc/GMT-2").
    The confidence is the share of pairs explained, to a minute and a half; halved below three pairs, and a tenth less
    when one zone's pairs leave open what the clock does in the other half of the year. None without pairs or when
    nothing explains half of them. Which of many zones with the same clock is named is a convention, not a finding.

    ``doubtful`` are pairs that may be no evidence (a clock that equals UTC is London in winter, or a platform that
    writes ``Z`` behind any clock): they prove no zone, but they may decide between zones that ``pairs`` prove.
    """
    sample = _sample(pairs)
    if not sample:
        return None
    shown = {name: _find_explained(sample, name) for name in (*_ZONES, *_HOURS)}
    hits = {name: sum(found) for name, found in shown.items()}
    if max(hits.values()) < WELL * len(sample):
        clock, found = _divide(sample, shown)
        if len(clock.stretches) > 1 and found >= 0.5:
            return str(clock), round(found, 3)
    best, share = _find_one(sample, hits, _sample(doubtful))
    return (best, round(share, 3)) if best else None


def _sample(pairs: Iterable[Pair]) -> list[Pair]:
    counted = Counter(
        (utc, local)
        for local, utc in pairs
        if local.tzinfo is None and utc.tzinfo is not None and abs(local.replace(tzinfo=UTC) - utc) <= FARTHEST
    )
    return [(local, utc) for utc, local in sorted(counted)[:: max(1, len(counted) // _MOST_PAIRS)]]


def _find_one(sample: list[Pair], hits: dict[str, int], doubtful: list[Pair]) -> tuple[str, float]:
    """The one zone that explains most (the first of equals), and how sure it is; no name when that is under a half."""
    most = max(hits.values())
    tied = _decide([name for name in hits if hits[name] == most], doubtful)
    share = most / len(sample)
    if share < 0.5:
        return "", share
    if len(sample) < ENOUGH:
        share /= 2
    elif _is_open(sample, tied):
        share *= 0.9
    return tied[0], share


def _decide(tied: list[str], doubtful: list[Pair]) -> list[str]:
    """Of zones that explain the same those that explain the doubtful pairs too, if any explains nearly all."""
    hits = {name: sum(_find_explained(doubtful, name)) for name in tied} if doubtful and len(tied) > 1 else {}
    most = max(hits.values(), default=0)
    return [name for name in tied if hits[name] == most] if hits and most >= WELL * len(doubtful) else tied


def _divide(sample: list[Pair], shown: dict[str, list[bool]]) -> tuple[Clock, float]:
    """The zones one after the other that explain most, a change costing :data:`ENOUGH` pairs; the share explained.

    Clocks without summer time come first among equals: who sets a clock by hand has one of those.
    """
    names = [name for name in (*_HOURS, *_ZONES) if sum(shown[name]) > ENOUGH]
    if not names:
        return Clock((("UTC", None),)), 0.0
    best, trail = [0] * len(names), []
    for place in range(len(sample)):
        top = max(range(len(names)), key=best.__getitem__)
        origin = [top if best[top] - ENOUGH > kept else one for one, kept in enumerate(best)]
        best = [max(best[one], best[top] - ENOUGH) + shown[name][place] for one, name in enumerate(names)]
        trail.append(origin)
    state = max(range(len(names)), key=best.__getitem__)
    states = [state]
    for origin in reversed(trail[1:]):
        states.append(state := origin[state])
    states.reverse()
    told = [names[state] for state in states]
    explained = sum(shown[name][place] for place, name in enumerate(told))
    return _clock(sample, shown, told), explained / len(sample)


def _clock(sample: list[Pair], shown: dict[str, list[bool]], told: Sequence[str]) -> Clock:
    """The clock of pairs whose zone is ``told``; a zone ends between the last pair it explains and the first of the
    next."""
    stretches: list[tuple[str, datetime | None]] = []
    sure = [place for place, name in enumerate(told) if shown[name][place]]
    for before, after in pairwise(sure):
        if told[before] != told[after]:
            stretches.append((told[before], _between(sample[before][0], sample[after][0])))
    return Clock((*stretches, (told[sure[-1]], None)))


def _between(last: datetime, first: datetime) -> datetime:
    """A wall clock after ``last`` and not after ``first``: the midnight nearest the middle when there is one."""
    middle = last + (first - last) / 2
    for day in (middle.date(), first.date()):
        midnight = datetime.combine(day, time())
        if last < midnight <= first:
            return midnight
    return first.replace(second=0, microsecond=0)


def _find_explained(sample: list[Pair], zone: str) -> list[bool]:
    place = find_place(zone)
    if place is None:
        return [False] * len(sample)
    return [abs(_wall(utc, place) - local) <= SLACK for local, utc in sample]


def _wall(utc: datetime, place: tzinfo) -> datetime:
    try:
        return utc.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        return utc.replace(tzinfo=None)


def _is_open(sample: list[Pair], tied: list[str]) -> bool:
    """Whether zones that explain as much disagree half a year away from the pairs."""
    moment = sample[0][1].astimezone(UTC)
    days = [moment.replace(month=month, day=15) for month in (1, 7)]
    places = [place for name in tied if (place := find_place(name)) is not None]
    clocks = {tuple(_wall(day, place) for day in days) for place in places}
    return len(clocks) > 1
