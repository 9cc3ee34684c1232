"""What scripts and attributes of a page set for a comment system: values by name, never out of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spiders.page import Page
from spiders.script import NotLiteral, read_literal

_LINE = 2000
"""Characters of a line that are looked at for a comment's beginning."""


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
    for found in re.finditer(rf"(?<![\w$.-]){re.escape(name)}[\"']?\s*[=:](?![=>])", text):
        if is_comment(text, found.start()):
            continue
        try:
            yield read_literal(text, found.end())
        except NotLiteral:
            continue


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
    for found in re.finditer(rf"(?<![\w$]){re.escape(name)}\s*(?:=|:|\()\s*(?=\{{)", page.text):
        if is_comment(page.text, found.start()):
            continue
        try:
            value = read_literal(page.text, found.end())
        except NotLiteral:
            value = _take_literals(page.text[found.end() : found.end() + _LINE])
        if isinstance(value, dict) and value:
            return value
    return {}


_PAIR = re.compile(r"([A-Za-z_$][\w$]*)[\"']?\s*:\s*(?=[\"'\d])")


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


_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)


def markup_in(text: str) -> str:
    """The markup that a script would write: all of its strings that hold tags, one after the other."""
    parts: list[str] = []
    for found in _STRING.finditer(text):
        if "<" in found[0]:
            try:
                parts.append(str(read_literal(text, found.start())))
            except NotLiteral:
                continue
    return "".join(parts)
