"""What a terminal or a program sees: archived words without escapes, values as JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import click

_ESCAPES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI
    "|\x1b[\\]PX^_].*?(?:\x07|\x1b\\\\|\x9c|$)"  # OSC and other strings
    "|\x1b."
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.DOTALL,
)


_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters (file names that are no text): no encoding has them, JSON can write them."""


def plain_text(text: str) -> str:
    """Archived words as a terminal may print them: no escapes, no control or direction characters."""
    return _HALVES.sub("\ufffd", _ESCAPES.sub("", text))


def say(text: str) -> None:
    """Print a line that may hold archived words."""
    click.echo(plain_text(text))


def say_json(value: Any) -> None:
    """Print a value (dataclasses too) as JSON; control characters come out escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain_value).replace("\x7f", "\\u007f")
    click.echo(_HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text))


def _plain_value(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no value for JSON")


def unmark(markup: Any) -> str:
    """Marked words for a terminal: hits stand between asterisks."""
    return html.unescape(re.sub(r"</?mark>", "*", str(markup)))
