"""What an answer in JSON tells, taken with care: a value of another kind than it should be is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.models import Moment

DEEPEST = 500
"""How deep replies may be nested; what lies deeper is broken or an attack."""


def dig(value: Any, *path: str) -> Any:
    """The value at the end of these names; None when the way breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: Any, *path: str) -> str | None:
    """A text that says anything."""
    value = dig(value, *path)
    return value.strip() or None if isinstance(value, str) else None


def number(value: Any, *path: str) -> int | None:
    """A whole number, also when it is written as a text."""
    value = dig(value, *path)
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def name(value: Any, *path: str) -> str | None:
    """An id as text: a number or a word; None for zero and nothing."""
    value = dig(value, *path)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    return words(value)


def moment(value: Any, *path: str, utc: bool = False) -> Moment | None:
    """A time as a text or an epoch; ``utc`` adds the zone to a text that has none but is meant so."""
    value = dig(value, *path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Moment(machine=repr(value)) if value > 0 else None
    told = words(value)
    if told is None or told.startswith("0001-"):
        return None
    has_zone = told.endswith(("Z", "z")) or "+" in told[10:] or "-" in told[10:]
    return Moment(machine=told if has_zone or not utc else f"{told}Z")


def iter_tree(items: Any, below: str) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, int]]:
    """Every object of a tree with the one it stands below and its depth from 0, in reading order."""
    stack: list[tuple[dict[str, Any], dict[str, Any] | None, int]]
    stack = [(one, None, 0) for one in reversed(rows(items))]
    while stack:
        one, above, depth = stack.pop()
        yield one, above, depth
        if depth < DEEPEST:
            stack.extend((child, one, depth + 1) for child in reversed(rows(one.get(below))))
