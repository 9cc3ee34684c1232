"""A comment while it is read: its lines, and what has been found in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import html

from archive.models import Moment
from spiders.page import Page
from spiders.unknown.lines import (
    Line,
)


@dataclass(slots=True)
class Opened:
    """One comment being read: ``signed`` are the lines that hold its name or time."""

    page: Page
    box: html.HtmlElement
    lines: list[Line]
    author: str | None = None
    author_url: str | None = None
    moment: Moment | None = None
    signed: set[int] = field(default_factory=set)
