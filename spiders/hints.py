"""Tells at a glance that a selector cannot match: the names it asks for do not stand in the page at all."""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = re.compile(
    r"[#.]((?:[\w-]|[^\x00-\x7f])+)"
    r"|\[\s*([\w-]+-[\w-]+)\s*\]"
    r"|\[\s*[\w|-]+\s*[~|^$*]?=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\]\s]+))"
)
_WORD = re.compile(r"[a-z0-9_.-]{3,}")


@lru_cache(maxsize=4096)
def hints_of(selector: str) -> tuple[tuple[str, ...], ...]:
    """For each alternative of a selector the words without which it cannot match, the longest first.

    Empty when an alternative asks for nothing that could be looked for. Words are ids, classes, compound
    names of attributes and the plain parts of their values, in small letters: they stand in a page's source
    as they stand in the selector, for nobody writes letters, digits and dots as entities.
    """
    alternatives = []
    for one in _split(selector):
        named = (next(g for g in found.groups() if g is not None) for found in _NAME.finditer(one))
        words = {word for name in named for word in _WORD.findall(name.lower())}
        if not words:
            return ()
        alternatives.append(tuple(sorted(words, key=lambda word: (-len(word), word))))
    return tuple(alternatives)


def _split(selector: str) -> list[str]:
    """The alternatives between top-level commas, without what stands in parentheses (``:not``, ``:is``)."""
    parts, depth, quote = [""], 0, ""
    for sign in selector:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            continue
        elif sign == "," and depth == 0:
            parts.append("")
            continue
        if depth == 0:
            parts[-1] += sign
    return parts


def may_match(selector: str, lowered: str) -> bool:
    """Whether ``selector`` could match in a page whose source in small letters is ``lowered``.

    False is certain, True is not.
    """
    hints = hints_of(selector)
    return not hints or any(all(word in lowered for word in words) for words in hints)
