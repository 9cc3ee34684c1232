"""Makes names, titles and tags plain: one line, without the words that stand around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.clean import strip_control

LONGEST = 500
"""Longer names, titles and tags are cut: the capture has them whole."""

_SPACE = re.compile(r"\s+")
_BEFORE_NAME = re.compile(
    r"(?:posted|written|comment|trackback|pingback|kommentar|geschrieben)\s+(?:by|von)\b:?\s+", re.IGNORECASE
)
_AFTER_NAME = re.compile(
    r"\s*(?:\(noreply@blogger\.com\)|\b(?:says?|said|wrote|writes|schrieb|sagt|dice|dit)\s*[:…]+)$",
    re.IGNORECASE,
)
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s+\((.+)\)")
_MAIL = re.compile(r"([^\s@]+)@[^\s@]+\.[^\s@]+")
_NOBODY = frozenset(("", "null", "undefined", "(null)", "n/a", "-"))


def tidy(words: str | None) -> str | None:
    """Words on one line: white space folded, no control characters, cut at 500; None when empty."""
    if not words:
        return None
    words = _SPACE.sub(" ", strip_control(words)).strip()
    return (words if len(words) <= LONGEST else words[: LONGEST - 1] + "…") or None


def tidy_name(name: str | None) -> str | None:
    """A name as printed, without the words around it ("Posted by", "says:") and without a mail address.

    None for what is no name: empty, ``null``.
    """
    name = tidy(name)
    if name is None:
        return None
    if before := _BEFORE_NAME.match(name):
        name = name[before.end() :]
    name = _AFTER_NAME.sub("", name)
    both = _MAIL_AND_NAME.fullmatch(name)
    mail = _MAIL.fullmatch(name)
    name = both[1] if both else mail[1] if mail else name
    return None if name.lower() in _NOBODY else name


def tidy_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names made plain, each once, in their order; empty ones are left out."""
    return tuple(dict.fromkeys(name for name in map(tidy, names) if name))
