"""Understands times as blogs tell them: to machines (ISO, RFC 822, epochs), to readers in fourteen languages.

Better no date than a wrong one: what is half told ("4. Jan @ 17:50"), relative ("2 days ago"), impossible
(31 February) or absurd (1 January 1970, next year) keeps its words and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from archive.models import Moment
from pipelines.months import HALVES, MONTHS, REGIONS, WEEKDAYS, ZONES
from pipelines.zones import localise

FIRST_YEAR = 1990
"""No blog is older; what claims to be is an empty field or a broken clock."""

TOLERANCE = timedelta(days=2)
"""How far ahead of the capture a date may be: clocks differ, and so do zones (by 26 hours at most)."""

LONGEST = 200
"""Longer words hold more than a date."""

_ISO = re.compile(
    r"\s*([12]\d{3})-?(\d\d)-?(\d\d)"
    r"(?:[T\s_]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?\s*",
    re.IGNORECASE,
)
_STAMP = re.compile(r"([12]\d{3})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")

_WORD = r"([^\W\d_]{3,12})"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|\.?[ºª°]|\.)?"
_OF = r"(?:de\s+|del\s+|d['’]|of\s+|den\s+)?"
_GAP = r"(?:\s*[.,]?\s+(?:de\s+|del\s+|of\s+)?|[-/.,])"
_WITH_YEAR = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"{_WORD}\.?[\s\-/]*(\d{{1,2}}){_ORDINAL}(?:\s*[,.]\s*|\s+|[-/])(?:of\s+)?(\d{{4}})(?!\d)", "mdy"),
        (rf"(?<![\d:.])(\d{{1,2}}){_ORDINAL}[\s,\-/]*{_OF}{_WORD}{_GAP}(\d{{4}})(?!\d)", "dmy"),
        (rf"(?<!\d)(\d{{4}})[\s,.\-/]+{_WORD}[\s.,\-/]+(\d{{1,2}})(?!\d)", "ymd"),
        (rf"(?<![\d:.])(\d{{1,2}}){_ORDINAL}\s*{_OF}{_WORD}\.?\s*['’](\d\d)(?!\d)", "dmy"),
        (rf"{_WORD}\.?\s*(\d{{1,2}}){_ORDINAL},?\s*['’](\d\d)(?!\d)", "mdy"),
        (rf"(?<![\d:.])(\d{{1,2}})[-/.]{_WORD}[-/.](\d\d)(?![\d:])", "dmy"),
        (rf"(?<![\d:.])(\d{{1,2}})\s{_WORD}\s(\d\d)(?=\s\d\d:\d\d)", "dmy"),
    )
)
_WITHOUT_YEAR = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"{_WORD}\.?\s*(\d{{1,2}}){_ORDINAL}(?![\d:])", "md"),
        (rf"(?<![\d:.])(\d{{1,2}}){_ORDINAL}\s*{_OF}{_WORD}", "dm"),
    )
)
_YEAR = re.compile(r"(?<![\w+\-:.])(?:19|20)\d\d(?![\w:])")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[年년./\-]\s?(\d{1,2})\s?[月월./\-]\s?(\d{1,2})(?!\d)[日일]?")
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])")

_HALF = r"((?<![^\W\d_])[ap]\.?\s?m\b\.?|午前|午後|上午|下午|오전|오후)"
_TIME = re.compile(
    rf"(?:{_HALF}\s*)?(?<![\d.,:])(\d{{1,2}})\s?(?::|\.|h|時|点|시)\s?(\d\d)(?!\d)"
    rf"(?:\s?[:.分분]\s?(\d\d)(?!\d))?(?:[.,]\d+)?[秒분分]?(?:\s*{_HALF})?",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?<![\d.,:])(\d{{1,2}})\s?{_HALF}", re.IGNORECASE)
_ZONE = re.compile(
    r"\s*[(\[]?\s*(?:(?:UTC|GMT)\s?([+-]\d{1,2}(?::?\d\d)?)(?![\d:])|([+-]\d\d:?\d\d)(?![\d:])|([A-Z]{1,4})\b)"
)
_ODD_OFFSETS = frozenset((-570, -270, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765))
_FOLD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told: the wall clock, whether it has a time of day, minutes east of Greenwich if said."""

    local: datetime
    has_clock: bool
    offset: int | None = None
    is_wall: bool = True

    @property
    def utc(self) -> datetime | None:
        """The moment itself, when the zone was told."""
        if self.offset is None or not self.has_clock:
            return None
        return (self.local - timedelta(minutes=self.offset)).replace(tzinfo=UTC)


def read_moment(moment: Moment, *, day_first: bool | None, language: str | None, seen: datetime) -> Moment:
    """The moment with ``utc``, ``local`` and ``zone`` as far as they can be known. Never raises.

    ``utc`` is set when an offset, a zone name, UTC or an epoch is told (zone "stated"). ``local`` is the wall
    clock as told, without a zone (zone "unknown" when ``utc`` is None); a bare date has ``local`` at 00:00 and
    never ``utc`` (:func:`has_clock` tells it from midnight). All three are None when nothing sure was
    understood. ``day_first`` says what 2/10 means, None: the language decides, or the weekday printed beside it,
    or nobody. ``seen`` (aware) is when the page was captured.
    """
    machine = _sane(_read_machine(moment.machine, day_first, language), seen)
    words = _sane(_read_words(moment.words, day_first, language), seen)
    told = _choose(machine, words)
    if told is None:
        return replace(moment, utc=None, local=None, zone=None)
    utc = told.utc
    local: datetime | None = told.local if told.is_wall else None
    if words is not None and words is not told and words.has_clock and utc is not None:
        if abs(words.local.replace(tzinfo=UTC) - utc) <= timedelta(hours=15):
            is_same = local is not None and local.replace(second=0, microsecond=0) == words.local
            local = local if is_same else words.local
    return replace(moment, utc=utc, local=local, zone="stated" if utc is not None else "unknown")


def _choose(machine: _Told | None, words: _Told | None) -> _Told | None:
    """The better witness of the two: who tells the zone, then who tells the time of day, then the machine."""
    if machine is None or words is None:
        return machine or words
    if machine.utc is not None or (words.utc is None and machine.has_clock):
        return machine
    if words.utc is not None or not words.has_clock:
        return words if words.utc is not None else machine
    if abs(words.local.date() - machine.local.date()) <= timedelta(days=1):
        return words
    return _Told(datetime.combine(machine.local.date(), words.local.time()), True)


def _sane(told: _Told | None, seen: datetime) -> _Told | None:
    """``told`` unless it is before blogs or after the capture."""
    if told is None or told.local.year < FIRST_YEAR:
        return None
    return told if told.local.replace(tzinfo=UTC) <= seen + TOLERANCE else None


def has_clock(moment: Moment) -> bool:
    """Whether the moment tells a time of day: False for a bare date (whose ``local`` is 00:00) and for no date."""
    if moment.local is None:
        return moment.utc is not None
    if moment.local.time() != time():
        return True
    late = datetime.max.replace(tzinfo=UTC) - TOLERANCE
    told = (_read_machine(moment.machine, True, None), _read_words(moment.words, True, None))
    return any(one is not None and _sane(one, late) is not None and one.has_clock for one in told)


def infer_day_first(moments: Iterable[Moment], language: str | None, not_before: date | None = None) -> bool | None:
    """Whether 2/10 on this page is the second of October, from all dates on it.

    Evidence is a number above 12, a weekday beside it, a machine's date of the same moment, and that nothing on
    a post's page is older than the post (``not_before``). Without any the language decides (in English the month
    is first, unless it is said to be British, Irish, Australian, …); None when that is not known either.
    """
    votes = 0
    for moment in moments:
        found = _NUMERIC.search(moment.words) if moment.words else None
        if found is not None:
            verdict = _judge_order(found, moment, not_before)
            votes += 0 if verdict is None else 1 if verdict else -1
    return votes > 0 if votes else _order_of(language)


def _judge_order(found: re.Match[str], moment: Moment, not_before: date | None) -> bool | None:
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    as_day, as_month = _date(year, second, first), _date(year, first, second)
    if as_day == as_month or as_day is None or as_month is None:
        return None if as_day == as_month else as_month is None
    by_weekday = _judge_weekday(moment.words or "", as_day, as_month)
    if by_weekday is not None:
        return by_weekday
    machine = _read_machine(moment.machine, None, None)
    if machine is not None:
        distances = [abs((machine.local.date() - day).days) for day in (as_day, as_month)]
        if min(distances) <= 1 < max(distances):
            return distances[0] <= 1
    if not_before is not None and (as_day < not_before) != (as_month < not_before):
        return as_month < not_before
    return None


def _judge_weekday(words: str, as_day: date, as_month: date) -> bool | None:
    for word in re.findall(r"[^\W\d_]{2,}", words):
        weekday = WEEKDAYS.get(word.lower())
        if weekday is not None and (as_day.weekday() == weekday) != (as_month.weekday() == weekday):
            return as_day.weekday() == weekday
    return None


def _order_of(language: str | None) -> bool | None:
    if language is None:
        return None
    first, _, region = language.lower().replace("_", "-").partition("-")
    if first != "en":
        return True
    if region == "ca":
        return None
    return region not in ("", "us", "ph")


def _read_machine(machine: str | None, day_first: bool | None, language: str | None) -> _Told | None:
    """What is told for machines; a wall clock is told only when there is an offset other than zero."""
    if not machine:
        return None
    machine = machine.strip()
    try:
        if _EPOCH.fullmatch(machine):
            seconds = float(machine) / (1000 if len(machine.partition(".")[0]) > 10 else 1)
            return _Told(datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None), True, 0, False)
        if iso := _ISO.fullmatch(machine):
            hour, minute, second = (int(part or 0) for part in iso.group(4, 5, 6))
            local = datetime(int(iso[1]), int(iso[2]), int(iso[3]), hour, minute, min(second, 59))
            offset = _offset(iso[7])
            return _Told(local, iso[4] is not None, offset, offset != 0)
        if stamp := _STAMP.fullmatch(machine):
            return _Told(datetime(*map(int, stamp.groups())), True)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
    told = _read_words(machine, day_first, language)
    return replace(told, is_wall=told.offset != 0) if told else None


def _offset(words: str | None) -> int | None:
    """Minutes east of Greenwich: ``+0100``, ``-08:00``, ``Z``, ``PST``; None for none and for impossible ones."""
    if not words:
        return None
    if words[0] not in "+-":
        return ZONES.get(words.upper())
    digits = words[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    offset = (hours * 60 + minutes) * (-1 if words[0] == "-" else 1)
    is_real = -720 <= offset <= 840 and (minutes == 0 or offset in _ODD_OFFSETS)
    return offset if is_real else None


def _read_words(words: str | None, day_first: bool | None, language: str | None) -> _Told | None:
    """What is printed for readers; None when day, month or year is missing or cannot be told apart."""
    if not words:
        return None
    words = _FOLD.sub(" ", words[:LONGEST]).strip()
    found = _find_date(words, day_first, language)
    if found is None:
        return _ask_dateparser(words, day_first, language)
    day, start, end = found
    clock = _find_clock(words, start, end)
    if clock is None:
        return _Told(datetime.combine(day, time()), False)
    told, after = clock
    local = datetime.combine(day, told)
    return _Told(local, True, _find_offset(words, after, local))


def _find_date(words: str, day_first: bool | None, language: str | None) -> tuple[date, int, int] | None:
    """The first full date in these words, and where it stands."""
    if found := _YEAR_FIRST.search(words):
        day = _date(int(found[1]), int(found[2]), int(found[3]))
        return (day, found.start(), found.end()) if day else None
    for pattern, order in _WITH_YEAR:
        for found in pattern.finditer(words):
            parts = dict(zip(order, found.groups(), strict=True))
            month = MONTHS.get(parts["m"].lower())
            if month is not None:
                day = _date(_full_year(parts["y"]), month, int(parts["d"]))
                return (day, found.start(), found.end()) if day else None
    if found := _NUMERIC.search(words):
        day = _order(found, words, day_first, language)
        return (day, found.start(), found.end()) if day else None
    return _find_scattered_date(words)


def _order(found: re.Match[str], words: str, day_first: bool | None, language: str | None) -> date | None:
    """Day, month and year of ``2/10/2006``: as it must be, as the weekday, the page, a dot or the language says."""
    verdict = _judge_order(found, Moment(words), None)
    if verdict is None:
        verdict = True if found[2] == "." else day_first
    if verdict is None:
        verdict = found[1] == found[3] or _order_of(language)
    if verdict is None:
        return None
    day, month = (found[1], found[3]) if verdict else (found[3], found[1])
    return _date(_full_year(found[4]), int(month), int(day))


def _find_scattered_date(words: str) -> tuple[date, int, int] | None:
    """Day and month, and the only year that stands elsewhere (``Thu Jan 4 17:50:51 CET 2007``)."""
    years = set(_YEAR.findall(words))
    if len(years) != 1:
        return None
    for pattern, order in _WITHOUT_YEAR:
        for found in pattern.finditer(words):
            parts = dict(zip(order, found.groups(), strict=True))
            month = MONTHS.get(parts["m"].lower())
            if month is not None and (day := _date(int(years.pop()), month, int(parts["d"]))):
                return day, found.start(), found.end()
            if month is not None:
                return None
    return None


def _full_year(year: str) -> int:
    """Two digits mean 1990–2089."""
    number = int(year)
    return number if len(year) == 4 else number + (1900 if number >= 90 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_clock(words: str, start: int, end: int) -> tuple[time, int] | None:
    """The time of day nearest behind the date, else the last before it; and where it ends."""
    for place, stretch in ((end, words[end:]), (0, words[:start])):
        matches = [*_TIME.finditer(stretch)] or [*_HOUR.finditer(stretch)]
        if place == 0:
            matches.reverse()
        for found in matches:
            if (told := _read_clock(found)) is not None:
                return told, place + found.end()
    return None


def _read_clock(found: re.Match[str]) -> time | None:
    if found.re is _HOUR:
        hour, minute, second, half = int(found[1]), 0, 0, found[2]
    else:
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        half = found[1] or found[5]
    if half:
        shift = HALVES.get(re.sub(r"[.\s]", "", half).lower(), 0)
        hour = hour % 12 + shift if hour <= 12 else hour
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _find_offset(words: str, after: int, local: datetime) -> int | None:
    """Minutes east of Greenwich, when they are printed behind the time of day."""
    found = _ZONE.match(words, after)
    if found is None:
        return None
    if found[3] in REGIONS:
        utc = localise(local, REGIONS[found[3]])
        return None if utc is None else round((local - utc.replace(tzinfo=None)).total_seconds() / 60)
    return _offset(found[1] or found[2] or found[3])


@lru_cache(maxsize=4096)
def _ask_dateparser(words: str, day_first: bool | None, language: str | None) -> _Told | None:
    """The last resort, for languages that are not ours. Believed only if its year and day stand in the words."""
    if len(words) > 80 or not _YEAR.search(words) or not re.search(r"[^\W\d_]{3}", words):
        return None
    import dateparser  # here, because it takes half a second, and few pages need it

    order = "YMD" if (language or "").startswith(("zh", "ja", "ko", "hu")) else "DMY" if day_first else "MDY"
    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": order,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    languages = [language.partition("-")[0]] if language else None
    try:
        local = dateparser.parse(words, languages=languages, settings=settings)
    except Exception:  # a library that guesses at hostile words: whatever it stumbles over, there is no date
        return None
    numbers = {int(number) for number in re.findall(r"\d+", words)}
    if local is None or not {local.year, local.day} <= numbers:
        return None
    is_clock = bool(_TIME.search(words))
    return _Told(local.replace(tzinfo=None, microsecond=0), is_clock)
