"""Understands times as blogs tell them: to machines (ISO, RFC 822, epochs) and to readers.

Better no date than a wrong one: what is half told ("4. Jan @ 17:50"), impossible (31 February) or absurd (1 January
1970, next year) keeps its words and nothing else. What counts back ("2 weeks ago") is reckoned from the capture's time
and said to be an estimate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from archive.models import Moment
from pipelines.printed import Told, find_numeric, order_of, plain, read_offset, read_words
from pipelines.relative import reckon

FIRST_YEAR = 1990
"""No blog is older; what claims to be is an empty field or a broken clock."""

TOLERANCE = timedelta(days=2)
"""How far ahead of the capture a date may be: clocks differ, and so do zones (by 26 hours at most)."""

_ISO = re.compile(
    r"\s*([12]\d{3})-?(\d\d)-?(\d\d)"
    r"(?:[T\s_]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(r"([12]\d{3})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")

_SLACK = {to: timedelta(days=days) for to, days in (("day", 2), ("week", 8), ("month", 32), ("year", 367))}
"""How far a day that was reckoned may be from the day that is meant."""

_FARTHEST = timedelta(hours=15)
"""No clock of any blog is farther from UTC."""


def read_moment(
    moment: Moment,
    *,
    day_first: bool | None,
    language: str | None,
    seen: datetime,
    day: date | None = None,
    order_proven: bool = True,
) -> Moment:
    """The moment with ``utc``, ``local`` and ``zone`` as far as they can be known. Never raises.

    ``utc`` is set when an offset, a zone name, UTC or an epoch is told (zone "stated"). ``local`` is the wall
    clock as told, without a zone (zone "unknown" when ``utc`` is None); a bare date has ``local`` at 00:00,
    ``day_only`` and never ``utc``. Words that count back give such a date with a ``precision``. All are None when
    nothing sure was understood.

    ``day_first`` says what 2/10 means; None: the weekday beside it, a dot or the language
    decides, or nobody. ``seen`` (aware) is when the page was captured. ``day`` is the day that a permalink
    names, for words that leave out the year ("4. Jan @ 17:50") or the day ("17:50"), or count back to about it. Unless
    ``order_proven``, the moment says with ``order_open`` whether it could as well be another with day and month the
    other way round.
    """
    known = (language, seen, day)
    told = _understand(moment, day_first, *known)
    if order_proven or not (find_numeric(moment.words or "") or find_numeric(moment.machine or "")):
        return told
    ways = [_understand(moment, order, *known) for order in (True, False)]
    ways = [way for way in ways if way.zone is not None]
    is_open = len({(way.utc, way.local) for way in ways}) > 1
    return replace(told, order_open=True) if is_open else ways[0] if ways else told


def _understand(
    moment: Moment, day_first: bool | None, language: str | None, seen: datetime, day: date | None
) -> Moment:
    machine = _sane(_read_machine(moment.machine, day_first, language), seen)
    words = _sane(read_words(moment.words, day_first, language, day), seen)
    told = _choose(machine, words)
    bare = Moment(moment.words, moment.machine)
    if told is None:
        return _estimate(bare, language, seen, day)
    local = _wall_clock(told, words)
    if told.utc is None:
        return replace(bare, local=local, zone="unknown", day_only=not told.has_clock)
    return replace(bare, utc=told.utc, local=local, zone="stated", printed=told is words)


def _estimate(bare: Moment, language: str | None, seen: datetime, day: date | None) -> Moment:
    """The day reckoned from words that count back from the capture, or ``day`` where they may mean that; ``bare``
    itself where there are none."""
    words = plain(bare.words or "")
    found = reckon(words, language, seen) if words and find_numeric(words) is None else None
    if found is None or found[0].year < FIRST_YEAR:
        return bare
    if day is not None and abs(found[0] - day) <= _SLACK[found[1]]:
        return replace(bare, local=datetime.combine(day, time()), zone="unknown", day_only=True)
    local = datetime.combine(found[0], time())
    return replace(bare, local=local, zone="unknown", day_only=True, precision=found[1])


def _choose(machine: Told | None, words: Told | None) -> Told | None:
    """The better witness of the two: who tells the zone, then who tells the time of day, then the machine."""
    if machine is None or words is None:
        return machine or words
    if machine.utc is not None:
        return machine
    if words.utc is not None:
        return words
    if machine.has_clock or not words.has_clock:
        return machine
    if abs(words.local.date() - machine.local.date()) <= timedelta(days=1):
        return words
    return Told(datetime.combine(machine.local.date(), words.local.time()), True)


def _wall_clock(told: Told, words: Told | None) -> datetime | None:
    """The blog's own clock: as printed when that can be the same moment, else as the machine tells it."""
    local = told.local if told.is_wall else None
    if words is None or words is told or not words.has_clock or told.utc is None:
        return local
    is_far = abs(words.local.replace(tzinfo=UTC) - told.utc) > _FARTHEST
    is_same = local is not None and local.replace(second=0) == words.local
    return local if is_far or is_same else words.local


def _sane(told: Told | None, seen: datetime) -> Told | None:
    """``told`` unless it is before blogs or after the capture."""
    if told is None or told.local.year < FIRST_YEAR:
        return None
    return told if told.local.replace(tzinfo=UTC) <= seen + TOLERANCE else None


def infer_day_first(moments: Iterable[Moment], language: str | None, not_before: date | None = None) -> bool | None:
    """Whether 2/10 on this page is the second of October, from all dates on it.

    Evidence is a number above 12, a weekday beside it, a machine's date of the same moment, and that nothing
    on a post's page is older than the post (``not_before``). Without any the language decides (in English the
    month is first, unless it is said to be British, Irish, Australian, …); None when that is unknown too, and where
    the evidence contradicts itself.
    """
    votes = [0, 0]
    for moment in moments:
        found = find_numeric(moment.words) if moment.words else None
        if found is not None:
            verdict = found.judge()
            if verdict is None:
                verdict = _judge_by_others(found.as_day, found.as_month, moment.machine, not_before)
            if verdict is not None:
                votes[verdict] += 1
    return _agree(votes) if any(votes) else order_of(language)


def _agree(votes: list[int]) -> bool | None:
    """What nineteen in twenty say; None where they contradict each other."""
    most = max(votes)
    return votes[True] > votes[False] if most and most >= 0.95 * sum(votes) else None


def infer_order(dates: Iterable[tuple[str, date | None, str | None]]) -> bool | None:
    """Whether 2/10 on this blog is the second of October, from dates all over it; None when nothing proves it.

    Each date is as printed, with the day if that is sure and the time that a machine tells of it (ISO 8601). Nineteen
    in twenty that prove anything must agree.
    """
    votes = [0, 0]
    for raw, sure, machine in dates:
        found = find_numeric(raw)
        verdict = found.judge() if found else None
        if found and verdict is None:
            known = sure.isoformat() if sure else None if _tells_zone(raw) else machine
            verdict = _judge_by_others(found.as_day, found.as_month, known, None)
        if verdict is not None:
            votes[verdict] += 1
    return _agree(votes)


def _tells_zone(raw: str) -> bool:
    """Whether these words tell an offset, so that UTC told of them may be their own guess."""
    told = read_words(raw, True, None)
    return told is not None and told.offset is not None


def read_again(raw: str, machine: str | None, day_first: bool | None, seen: datetime) -> Moment | None:
    """A date in numbers of which its page left open what is day and what is month: as ``machine`` tells it of the same
    moment (ISO 8601), else as ``day_first`` says. None when neither does, or when these words leave nothing open.
    """
    found = find_numeric(raw)
    if found is None:
        return None
    verdict = _judge_by_others(found.as_day, found.as_month, machine, None)
    order = day_first if verdict is None else verdict
    if order is None:
        return None
    told = read_moment(Moment(raw), day_first=order, language=None, seen=seen, order_proven=False)
    return told if told.order_open and told.local is not None and told.utc is None else None


def _judge_by_others(
    as_day: date | None, as_month: date | None, machine: str | None, not_before: date | None
) -> bool | None:
    if as_day is None or as_month is None or as_day == as_month:
        return None
    told = _read_machine(machine, None, None)
    if told is not None:
        by_day, by_month = (abs((told.local.date() - day).days) for day in (as_day, as_month))
        if min(by_day, by_month) <= 1 < max(by_day, by_month):
            return by_day <= 1
    if not_before is not None and (as_day < not_before) != (as_month < not_before):
        return as_month < not_before
    return None


def _read_machine(machine: str | None, day_first: bool | None, language: str | None) -> Told | None:
    """What is told for machines; it is a wall clock too when its offset is another than zero."""
    if not machine:
        return None
    machine = machine.strip()
    try:
        if _EPOCH.fullmatch(machine):
            whole = machine.partition(".")[0]
            seconds = int(whole if len(whole) <= 10 else whole[:-3])
            return Told(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), True, 0, False)
        if iso := _ISO.fullmatch(machine):
            year, month, day, hour, minute, second = (int(part or 0) for part in iso.groups()[:6])
            offset = read_offset(iso[7])
            is_end = (hour, minute, second) == (24, 0, 0)  # of the day, as ISO 8601 writes it
            local = datetime(year, month, day, 0 if is_end else hour, minute, min(second, 59))  # noqa: DTZ001 - a wall clock
            local += timedelta(days=is_end)
            return Told(local, iso[4] is not None, offset, offset != 0)
        if stamp := _STAMP.fullmatch(machine):
            parts = [int(part) for part in stamp.groups()]
            return Told(datetime(*parts), True)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock
    except (ValueError, OverflowError):
        return None
    told = read_words(machine, day_first, language)
    return replace(told, is_wall=told.offset != 0) if told else None
