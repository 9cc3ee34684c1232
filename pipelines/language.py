"""Says which language a page is in: its own word first, its letters when it says nothing."""

from __future__ import annotations

import re

_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
ENOUGH = 200
"""Shorter texts are not guessed at: half of the guesses would be wrong."""

_READ = 1000


def read_language(tag: str | None) -> str | None:
    """A language tag as pages give it (``de_DE``, ``EN``) in regular form (``de-DE``); None for others."""
    found = _TAG.fullmatch((tag or "").strip())
    if found is None or found[0].lower() in ("und", "mul", "zxx"):
        return None
    first, *rest = re.split("[-_]", found[0])
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def guess_language(text: str | None) -> str | None:
    """The language (two letters) of a text; None for short ones and for what is hardly letters."""
    if text is None or len(text) < ENOUGH:
        return None
    start = text[:_READ]
    if sum(map(str.isalpha, start)) < len(start) / 2:
        return None
    import py3langid  # here, because it takes 0.4 s and 100 MB; most pages say theirs

    return str(py3langid.classify(start)[0])
