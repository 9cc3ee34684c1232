"""Cells of Datasette's tables: archived HTML as text, ids as doors to our pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from archive.site.talk import shorten

DOORS = {"post_id": "post", "comment_id": "comment", "capture_id": "capture", "blog_id": "blog"}
OWN = {"posts": "post", "comments": "comment", "captures": "capture", "blogs": "blog"}
LONG = frozenset(("html", "text", "witness", "before", "now", "description"))

LINK = Markup('<a href="{href}">{words}</a>')
OUT = Markup('<a href="{href}" rel="nofollow noreferrer noopener">{words}</a>')


def show_cell(value: Any, column: str, table: str | None) -> Markup | None:
    """What a cell shows; None leaves it to Datasette, which prints everything as text."""
    if isinstance(value, dict) and column in DOORS:
        # a foreign key with the label that Datasette found for it
        return _door(DOORS[column], str(value.get("value")), str(value.get("label")))
    if not isinstance(value, str):
        return None
    if column in LONG:
        return Markup("{}").format(shorten(value, 300))
    if column in DOORS:
        return _door(DOORS[column], value)
    if column == "id" and table in OWN:
        return _door(OWN[table], value)
    if column == "url" and value.startswith(("http://", "https://")) and " " not in value:
        return OUT.format(href=value, words=shorten(value, 120))
    return None


def _door(kind: str, id: str, words: str | None = None) -> Markup:
    return LINK.format(href=f"/-/{kind}/{quote(id, safe='')}", words=shorten(words or id, 120))
