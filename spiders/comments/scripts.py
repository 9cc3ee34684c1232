"""What scripts and attributes of a page set for a comment system: values by name, never out of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from spiders.page import Page
from spiders.script import NotLiteral, read_literal

_GIVEN = re.compile(r"[\"']?\s*[=:](?![=>])")
_OBJECT = re.compile(r"\s*(?:=|:|\()\s*(?=\{)")
_WORD = re.compile(r"[\w$]")
_WORD_OR_DOT = re.compile(r"[\w$.-]")
_PAIR = re.compile(r"([A-Za-z_$][\w$]*)[\"']?\s*:\s*(?=[\"'\d])")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?", re.DOTALL)
_LINE = 2000
"""Characters of a line that are looked at for a comment's beginning."""


_MOST = 500
"""How often a name is looked at in one page; no honest page has it so often."""


def setting(page: Page, *names: str) -> str | None:
    """The text that a script gives to the first of these names: ``name = "…"``, ``name: "…"``, ``"name":"…"``.

    None when it is an expression, empty, or stands in a comment (templates leave examples there).
    """
    for name in names:
        for value in _iter_values(page.text, name):
            if isinstance(value, str) and value.strip():
                return value.strip()
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
    return None


def _iter_values(text: str, name: str) -> Iterator[Any]:
    for place in _iter_places(text, name, _WORD_OR_DOT):
        found = _GIVEN.match(text, place + len(name))
        if found is None or is_comment(text, place):
            continue
        try:
            yield read_literal(text, found.end())
        except NotLiteral:
            continue


def _iter_places(text: str, name: str, before: re.Pattern[str]) -> Iterator[int]:
    """Where ``name`` stands with nothing like ``before`` before it (many times as fast as one pattern for both)."""
    place = text.find(name)
    for _ in range(_MOST):
        if place < 0:
            return
        if place == 0 or text.startswith("window.", place - 7) or not before.match(text[place - 1]):
            yield place
        place = text.find(name, place + len(name))


def is_comment(text: str, place: int) -> bool:
    """Whether what stands at ``place`` of a script is commented out."""
    line = text[max(text.rfind("\n", 0, place) + 1, place - _LINE) : place]
    if re.search(r"(?:^|[\s;{])//", line):
        return True
    start = max(0, place - 10 * _LINE)
    return text.rfind("/*", start, place) > text.rfind("*/", start, place)


def object_settings(page: Page, name: str) -> dict[str, Any]:
    """The object that a script gives to ``name`` (or hands to it as ``name({…})``), as far as it is literal.

    Where one of its values is an expression, the others are still taken. Empty when there is none.
    """
    for place in _iter_places(page.text, name, _WORD):
        found = _OBJECT.match(page.text, place + len(name))
        if found is None or is_comment(page.text, place):
            continue
        try:
            value = read_literal(page.text, found.end())
        except NotLiteral:
            value = _take_literals(page.text[found.end() : found.end() + _LINE])
        if isinstance(value, dict) and value:
            return value
    return {}


def _take_literals(text: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for found in _PAIR.finditer(text.partition("}")[0]):
        if is_comment(text, found.start()):
            continue
        try:
            told.setdefault(found[1], read_literal(text, found.end()))
        except NotLiteral:
            continue
    return told


_SETS = re.compile(r"([\w$]+)\.(id|className|innerHTML)\s*=\s*$")


def markup_in(text: str) -> str:
    """The markup that a script would write: all of its strings that hold tags, one after the other.

    Where it makes the containers of comments itself (``one.id = "comment-1"; one.innerHTML = "…"``), with these.
    """
    parts: list[str] = []
    made: dict[tuple[str, str], str] = {}
    for found in _STRING.finditer(text):
        sets = _SETS.search(text, max(0, found.start() - 100), found.start())
        if found[0][-1] != found[0][0] or ("<" not in found[0] and sets is None):
            continue  # one without an end is no string
        try:
            value = str(read_literal(text, found.start()))
        except NotLiteral:
            continue
        if sets is not None and sets[2] != "innerHTML":
            made[sets[1], sets[2]] = value
            continue
        name = made.pop((sets[1], "id"), "") if sets is not None else ""
        shape = made.pop((sets[1], "className"), "") if sets is not None else ""
        if name.startswith("comment-") and f'id="{name}"' not in value:
            value = f'<div id="{escape(name)}" class="{escape(shape)}">{value}</div>'
        parts.append(value)
    return "".join(parts)
