"""Reads the time of day as it is printed: 10:15 pm, 15h30, um 15 Uhr, kl. 15, 午後3時, noon."""

from __future__ import annotations

import re
from datetime import timedelta

from pipelines.months import DAYTIMES, HALVES, NIGHT

_HALF = (
    r"((?<![^\W\d_])(?:[apπμ]\.?\s?[mμ]|[дп]\.?п)(?![^\W\d_])\.?"
    r"|午前|午後|上午|下午|오전|오후|凌晨|清晨|早上|中午|傍晚|晚上)"
)
_DAYTIMES = "|".join(sorted(map(re.escape, DAYTIMES), key=len, reverse=True)).replace("'", "['’]")
_IN_WORDS = rf",?\s({_DAYTIMES})(?!\w)"
_TIME = re.compile(
    rf"(?:{_HALF}\s*)?(?<![\d.,:])(\d{{1,2}})\s?(?::|\.|h|u(?:hr|ur)?|時|点|點|시)\s?(\d\d)(?!\d)"
    rf"(?:\s?[:.分분]\s?(\d\d)(?!\d))?(?:[.,]\d+)?[秒分분초]?(?:\s*{_HALF})?(?:\s?(?:uhr|uur))?(?:{_IN_WORDS})?",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"(?<![\d.,:])(\d{{1,2}})(?:\s?{_HALF}|{_IN_WORDS.replace('|дня', '')})", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:{_HALF}\s*)?(?<![\d.,:/-])(\d{{1,2}})\s?(?:uhr|uur|時|点|點|시)(?![\w間])(?:{_IN_WORDS})?"
    rf"|(?<!\w)(?:à|às|a las|a les|alle|alle ore|ore|kl\.?|klockan)\s(\d{{1,2}})(?:\s?h(?:eures?)?)?(?![\w:.,/-])"
    rf"(?:{_IN_WORDS})?|[,|–-]\s?(\d{{1,2}})\s?h(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<!\w)(?:12\s?)?(noon|midnight|midi|minuit|mediodía|medianoche)(?!\w)", re.IGNORECASE)
_WAYS = (_TIME, _HOUR, _WHOLE, _NAMED)
_MIDNIGHT = ("midnight", "minuit", "medianoche")


def find_clock(words: str, start: int, end: int) -> tuple[timedelta, int] | None:
    """The time of day nearest behind the date that stands from ``start`` to ``end``, else the last before it: how long
    after midnight (24:00 is the end of the day), and where it ends."""
    for place, stretch in ((end, words[end:]), (0, words[:start])):
        for way in _WAYS:
            matches = list(way.finditer(stretch))
            if place == 0:
                matches.reverse()
            for found in matches:
                if (told := _read(found)) is not None:
                    return told, place + found.end()
    return None


def find_hour(words: str) -> re.Match[str] | None:
    """Where a time of day stands; None: nowhere."""
    return _TIME.search(words) or _HOUR.search(words)


def _read(found: re.Match[str]) -> timedelta | None:
    minute = second = 0
    half = named = None
    if found.re is _NAMED:
        hour = 0 if found[1].lower() in _MIDNIGHT else 12
    elif found.re is _HOUR:
        hour, half, named = int(found[1]), found[2], found[3]
    elif found.re is _WHOLE:
        hour, half, named = int(found[2] or found[4] or found[6]), found[1], found[3] or found[5]
    else:
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        half, named = found[1] or found[5], found[6]
    if half or named:
        shift = HALVES.get(re.sub(r"[.\s]", "", half).lower(), 0) if half else _shift(str(named))
        hour = _shifted(hour, shift) if hour <= 12 else hour
    is_clock = hour < 24 or (hour == 24 and not minute and not second)
    return timedelta(hours=hour, minutes=minute, seconds=second) if is_clock and minute < 60 and second < 60 else None


def _shift(named: str) -> int:
    return DAYTIMES.get(named.lower().replace("’", "'"), 0)


def _shifted(hour: int, shift: int) -> int:
    if shift == NIGHT:
        shift = 12 if 6 <= hour < 12 else 0
    return hour % 12 + shift
