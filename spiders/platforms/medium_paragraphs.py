"""Medium's paragraphs as markup: each has a type, a text and marks that stand from one place to another."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Any

from spiders.comments.told import number, rows, words

_TAGS = {
    "P": "p", "H2": "h2", "H3": "h3", "H4": "h4", "BQ": "blockquote", "PQ": "blockquote", "PRE": "pre",
    "ULI": "li", "OLI": "li", "IMG": "figure", "IFRAME": "figure", "MIXTAPE_EMBED": "p",
}  # fmt: skip
_BY_NUMBER = {
    1: "P", 2: "H2", 3: "H3", 4: "IMG", 6: "BQ", 7: "PQ", 8: "PRE", 9: "ULI", 10: "OLI", 11: "IFRAME",
    13: "H4", 14: "MIXTAPE_EMBED",
}  # fmt: skip
"""Types as older answers number them."""
_MARKS = {"STRONG": "strong", "EM": "em", "CODE": "code", "STRIKE": "s", 1: "strong", 2: "em", 10: "code"}
_LISTS = {"ULI": "ul", "OLI": "ol"}


def as_html(paragraphs: Iterable[dict[str, Any]]) -> str | None:
    """The markup of a body; None when there are no paragraphs."""
    parts: list[str] = []
    opened: str | None = None
    for one in paragraphs:
        kind = one.get("type")
        kind = _BY_NUMBER.get(kind, "P") if isinstance(kind, int) else kind
        wanted = _LISTS.get(kind or "")
        if opened and opened != wanted:
            parts.append(f"</{opened}>")
        if wanted and opened != wanted:
            parts.append(f"<{wanted}>")
        opened = wanted
        parts.append(_paragraph(one, _TAGS.get(kind or "", "p")))
    if opened:
        parts.append(f"</{opened}>")
    return "".join(parts) or None


def _paragraph(one: dict[str, Any], tag: str) -> str:
    told = one.get("text")
    inside = _marked(told if isinstance(told, str) else "", rows(one.get("markups")))
    image = words(one, "metadata", "id")
    if tag == "figure":
        source = f"https://miro.medium.com/v2/{escape(image)}" if image else ""
        picture = f'<img src="{source}">' if image else ""
        return f"<figure>{picture}{f'<figcaption>{inside}</figcaption>' if inside else ''}</figure>"
    return f"<{tag}>{inside}</{tag}>"


def _marked(told: str, marks: list[dict[str, Any]]) -> str:
    """The text with its marks; places are counted in UTF-16 units, marks that overlap are cut into pieces."""
    units = told.encode("utf-16-le")
    ranges = [(number(m, "start") or 0, number(m, "end") or 0, pair) for m in marks if (pair := _pair(m))]
    length = len(units) // 2
    cuts = sorted({0, length, *(c for s, e, _ in ranges for c in (s, e) if 0 < c < length)})
    parts = []
    for start, end in pairwise(cuts):
        piece = units[2 * start : 2 * end].decode("utf-16-le", "replace")
        around = [pair for s, e, pair in ranges if s <= start and end <= e]
        before = "".join(pair[0] for pair in around)
        after = "".join(pair[1] for pair in reversed(around))
        parts.append(f"{before}{escape(piece, quote=False).replace(chr(10), '<br>')}{after}")
    return "".join(parts)


def _pair(mark: dict[str, Any]) -> tuple[str, str] | None:
    kind = mark.get("type")
    if kind in ("A", 3):
        href = words(mark, "href")
        return (f'<a href="{escape(href)}">', "</a>") if href else None
    tag = _MARKS.get(kind) if isinstance(kind, str | int) else None
    return (f"<{tag}>", f"</{tag}>") if tag else None
