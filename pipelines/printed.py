"""Reads times as they are printed for people: the languages of most blogs, and the numbers of all others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from unicodedata import normalize

from pipelines.eras import to_common_years
from pipelines.hours import find_clock, find_hour
from pipelines.months import MONTHS, REGIONS, WEEKDAYS, ZONES, month_of
from pipelines.zones import localise

LONGEST = 200
"""Longer words hold more than a date."""

_MOST = 10 * LONGEST
"""So much is looked at before white space is folded."""

_WORD = r"([^\W\d_]{3,12}|[一二三四五六七八九十]{1,2}月|(?<!\d)\d{1,2}[月월])"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|\.?[ºª°]|\.)?"
_OF = r"(?:de\s+|del\s+|d['’]|of\s+|den\s+)?"
_GAP = r"(?:\s*[.,]?\s+(?:de\s+|del\s+|of\s+)?|\.?[-/]|[.,])"
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
_ROMAN = re.compile(r"(?<![\d:.])(\d{1,2})[. /-]\s?([IVX]{1,4})[. /-]\s?(\d{4})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:])")

_ZONE = re.compile(
    r"\s*[(\[]?\s*(?:(?:UTC|GMT)\s?([+-]\d{1,2}(?::?\d\d)?)(?![\d:])"
    r"|([+-]\d\d:?\d\d)(?![\d:])|([A-Z]{1,4})\b)"
)
_ODD_OFFSETS = frozenset((-570, -270, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765))
_WEEKDAY = re.compile(r"[^\W\d_]{2,}")
_FOLD = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and the like, which scripts write between the numbers of a date."""

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Letters, numbers and signs as wide as Chinese ones."""

_YEAR_IN_FRONT = ("ja", "zh", "ko")
"""Languages in which 10/03/05 is the fifth of March 2010."""

_Found = tuple[date, int, int]
"""A date, and where it begins and ends in the words."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: the wall clock, whether it has a time of day, minutes east of Greenwich if said.

    ``is_wall`` is False for what is told in UTC for machines: no clock of the blog shows it.
    """

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


@dataclass(frozen=True, slots=True)
class Numeric:
    """A date in numbers of which only the year is sure (``2/10/2006``), read both ways; where it stands."""

    as_day: date | None
    as_month: date | None
    dotted: bool
    words: str
    start: int
    end: int

    def judge(self) -> bool | None:
        """Whether the day is first: it cannot be otherwise, or a weekday says so; None: open."""
        if self.as_day is None or self.as_month is None:
            return None if self.as_day is self.as_month else self.as_month is None
        for word in _WEEKDAY.findall(self.words):
            weekday = WEEKDAYS.get(word.lower())
            fits = self.as_day.weekday() == weekday
            if weekday is not None and fits != (self.as_month.weekday() == weekday):
                return fits
        return None

    def read(self, day_first: bool | None, language: str | None) -> date | None:
        """The date: as it must be, as the weekday, a dot, the page or the language says; None when open."""
        verdict = True if self.as_day == self.as_month else self.judge()
        if verdict is None:
            verdict = True if self.dotted else day_first
        if verdict is None:
            verdict = order_of(language)
        return None if verdict is None else self.as_day if verdict else self.as_month


def read_words(words: str | None, day_first: bool | None, language: str | None, day: date | None = None) -> Told | None:
    """What is printed; None when day, month or year is missing or cannot be told apart.

    ``day`` fills in what the words leave out, when it does not speak against them.
    """
    if not words:
        return None
    words = plain(words)
    found = _find_date(words, day_first, language)
    if found is None and day is not None:
        found = _complete(words, day)
    if found is None:
        return _ask_dateparser(words, day_first, language)
    date_told, start, end = found
    clock = find_clock(words, start, end)
    if clock is None:
        return Told(datetime.combine(date_told, time()), False)
    told, after = clock
    try:
        local = datetime.combine(date_told, time()) + told
    except OverflowError:
        return None
    return Told(local, True, _find_offset(words, after, local))


def plain(words: str) -> str:
    """The words as they are looked at: composed letters, plain signs, single spaces, common years, nothing that is not
    seen, not more than a date can be long."""
    words = words[:_MOST]
    if not words.isascii():
        words = _INVISIBLE.sub("", normalize("NFC", words)).translate(_WIDE)
    return to_common_years(_FOLD.sub(" ", words).strip()[:LONGEST])[:LONGEST]


def find_numeric(words: str, language: str | None = None) -> Numeric | None:
    """The first date in numbers with the year last (in Chinese, Japanese and Korean: with all four numbers of it)."""
    words = plain(words)
    found = _NUMERIC.search(words)
    if found is None or (len(found[4]) == 2 and _has_year_in_front(language)):
        return None
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    as_day, as_month = _date(year, second, first), _date(year, first, second)
    return Numeric(as_day, as_month, found[2] == ".", words, found.start(), found.end())


def _has_year_in_front(language: str | None) -> bool:
    return (language or "").lower().startswith(_YEAR_IN_FRONT)


def order_of(language: str | None) -> bool | None:
    """Whether a language writes the day before the month; None when it is not known or its writers differ."""
    if language is None:
        return None
    first, _, region = language.lower().replace("_", "-").partition("-")
    if first != "en":
        return True
    return None if region == "ca" else region not in ("", "us", "ph")


def read_offset(words: str | None) -> int | None:
    """Minutes east of Greenwich: ``+0100``, ``-08:00``, ``Z``, ``PST``; None for none and impossible ones."""
    if not words:
        return None
    if words[0] not in "+-":
        return ZONES.get(words.upper())
    digits = words[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    offset = (hours * 60 + minutes) * (-1 if words[0] == "-" else 1)
    is_real = -720 <= offset <= 840 and (minutes == 0 or offset in _ODD_OFFSETS)
    return offset if is_real else None


def _find_date(words: str, day_first: bool | None, language: str | None) -> _Found | None:
    """The first full date in these words, and where it stands."""
    if found := _YEAR_FIRST.search(words):
        return _at(found, _date(int(found[1]), int(found[2]), int(found[3])))
    for pattern, order in _WITH_YEAR:
        for found in pattern.finditer(words):
            parts = dict(zip(order, found.groups(), strict=True))
            month = month_of(parts["m"])
            if month is not None:
                return _at(found, _date(_full_year(parts["y"]), month, int(parts["d"])))
    if (found := _ROMAN.search(words)) and (month := month_of(found[2])):
        return _at(found, _date(int(found[3]), month, int(found[1])))
    if _has_year_in_front(language) and (found := _NUMERIC.search(words)) and len(found[4]) == 2:
        return _at(found, _date(_full_year(found[1].zfill(2)), int(found[3]), int(found[4])))
    if numeric := find_numeric(words):
        day = numeric.read(day_first, language)
        return (day, numeric.start, numeric.end) if day else None
    years = set(_YEAR.findall(words))  # as in Thu Jan 4 17:50:51 CET 2007
    return _find_without_year(words, int(years.pop())) if len(years) == 1 else None


def _find_without_year(words: str, year: int) -> _Found | None:
    for pattern, order in _WITHOUT_YEAR:
        for found in pattern.finditer(words):
            parts = dict(zip(order, found.groups(), strict=True))
            month = month_of(parts["m"])
            if month is not None:
                return _at(found, _date(year, month, int(parts["d"])))
    return None


def _complete(words: str, day: date) -> _Found | None:
    """``day`` when the words name it without its year or give a time of day only; None when they disagree."""
    found = _find_without_year(words, day.year)
    if found is not None:
        return found if found[0] == day else None
    clock = find_hour(words)
    rest = words[: clock.start()] + words[clock.end() :] if clock else ""
    is_only_clock = clock is not None and not re.search(r"\d", rest)
    return (day, 0, 0) if is_only_clock and not _names_other_day(rest, day) else None


def _names_other_day(words: str, day: date) -> bool:
    named = {WEEKDAYS[word] for word in map(str.lower, _WEEKDAY.findall(words)) if word in WEEKDAYS}
    return bool(named) and day.weekday() not in named


def _at(found: re.Match[str], day: date | None) -> _Found | None:
    return (day, found.start(), found.end()) if day else None


def _full_year(year: str) -> int:
    """Two digits mean 1990–2089."""
    number = int(year)
    return number if len(year) == 4 else number + (1900 if number >= 90 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_offset(words: str, after: int, local: datetime) -> int | None:
    """Minutes east of Greenwich, when they are printed behind the time of day."""
    found = _ZONE.match(words, after)
    if found is None:
        return None
    if found[3] in REGIONS:
        utc = localise(local, REGIONS[found[3]])
        return None if utc is None else round((local - utc.replace(tzinfo=None)).total_seconds() / 60)
    return read_offset(found[1] or found[2] or found[3])


@lru_cache(maxsize=4096)
def _ask_dateparser(words: str, day_first: bool | None, language: str | None) -> Told | None:
    """The last resort, for languages that are not ours; believed if its year and day stand in the words."""
    names = [name.lower() for name in _WEEKDAY.findall(words)]
    if len(words) > 40 or not _YEAR.search(words) or max(map(len, names), default=0) < 3:
        return None
    if _NUMERIC.search(words) or _YEAR_FIRST.search(words) or any(name in MONTHS for name in names):
        return None  # that is ours to read: it says no date, or leaves the order open
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
    is_clock = find_hour(words) is not None
    return Told(local.replace(tzinfo=None, microsecond=0), is_clock)
