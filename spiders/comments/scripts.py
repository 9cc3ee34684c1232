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


def call_settings(page: Page, call: str) -> dict[str, Any]:
    """The object that a script hands to ``call({…})``; empty when there is none or it is no literal."""
    for found in re.finditer(rf"(?<![\w$]){re.escape(call)}\s*\(\s*", page.text):
        if not is_comment(page.text, found.start()):
            try:
                value = read_literal(page.text, found.end())
            except NotLiteral:
                continue
            if isinstance(value, dict):
                return value
    return {}
