"""Tells at a glance that a selector cannot match: the names it asks for do not stand in the page at all."""

from __future__ import annotations

import re
from functools import lru_cache

_NAME = re.compile(r"[#.]((?:[\w-]|[^\x00-\x7f])+)|\[\s*[\w|-]+\s*[~|^$*]?=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\]\s]+))")
_WORD = re.compile(r"[A-Za-z0-9_-]{3,}")


@lru_cache(maxsize=4096)
def hints_of(selector: str) -> tuple[tuple[str, ...], ...]:
    """For each alternative of a selector the words without which it cannot match, the longest first.

    Empty when an alternative asks for nothing that could be looked for. Words are ids, classes and the plain
    parts of attribute values, which stand in a page's source as they stand in the selector.
    """
    alternatives = []
    for one in _split(selector):
        words = {
            word
            for found in _NAME.finditer(one)
            for word in _WORD.findall(next(g for g in found.groups() if g is not None))
        }
        if not words:
            return ()
        alternatives.append(tuple(sorted(words, key=lambda word: (-len(word), word))))
    return tuple(alternatives)


def _split(selector: str) -> list[str]:
    """The alternatives between top-level commas, without what stands in parentheses (``:not``, ``:is``, …)."""
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
        elif sign == "," and depth == 0 and parts[-1].count("[") == parts[-1].count("]"):
            parts.append("")
            continue
        if depth == 0:
            parts[-1] += sign
    return parts


def may_match(selector: str, text: str) -> bool:
    """Whether ``selector`` could match in a page whose source is ``text``; False is certain, True is not."""
    hints = hints_of(selector)
    return not hints or any(all(word in text for word in words) for words in hints)
