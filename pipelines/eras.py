"""Turns years of other eras into common ones: 平成22年, H22.3.7, 民國99年, พ.ศ. 2553."""

from __future__ import annotations

import re

_BEFORE_FIRST = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "民國": 1911, "民国": 1911}
"""The common year before the first of an era."""

_ERA = re.compile(r"(令和|平成|昭和|民[國国]|(?<![^\W_])[HRS])\s?(\d{1,3}|元)\s?(?=[年./-]\s?\d)")
_THAI = re.compile("[\u0e00-\u0e7f]")
_BUDDHIST = re.compile(r"(?:พ\.?\s?ศ\.?\s*)?(?<!\d)(2[45]\d\d|260\d)(?!\d)")
_AHEAD = 543
"""Years by which the Buddhist era is ahead."""


def to_common_years(words: str) -> str:
    """The words with common years in place of those counted from an emperor, the Republic of China or (among Thai
    letters) the Buddha."""
    words = _ERA.sub(_common, words)
    return _BUDDHIST.sub(lambda found: str(int(found[1]) - _AHEAD), words) if _THAI.search(words) else words


def _common(found: re.Match[str]) -> str:
    return str(_BEFORE_FIRST[found[1]] + (1 if found[2] == "元" else int(found[2])))
