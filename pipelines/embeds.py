"""Turns embedded players and frames into links: what they showed is gone, where they pointed is kept."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup, Tag

_EMBED = re.compile(r"<(iframe|object|embed)\b", re.IGNORECASE)
_LONGEST = 5_000
"""No embed code is longer; what pretends to be is left to the cleaner, which drops it."""


def link_embeds(html: str) -> str:
    """``html`` with each iframe, object and embed replaced by a paragraph that links to what it showed.

    The rest is left as it stands. An embed without a web address is dropped.
    """
    if not _EMBED.search(html):
        return html
    parts: list[str] = []
    position = 0
    while (found := _EMBED.search(html, position)) is not None:
        end = _end_of(html, found)
        parts += (html[position : found.start()], _as_link(html[found.start() : end]))
        position = end
    parts.append(html[position:])
    return "".join(parts)


def _end_of(html: str, found: re.Match[str]) -> int:
    """Where the embed ends: behind its closing tag when that is near, else behind its opening tag."""
    limit = found.start() + _LONGEST
    if found[1].lower() != "embed":
        closing = re.compile(rf"</{found[1]}\s*>", re.IGNORECASE).search(html, found.end(), limit)
        if closing:
            return closing.end()
    gate = html.find(">", found.end(), limit)
    return gate + 1 if gate >= 0 else found.end()


def _as_link(code: str) -> str:
    """A link to what this code shows. Read with Beautiful Soup: such code is short and mostly broken."""
    for tag in BeautifulSoup(code, "html.parser").find_all(["iframe", "embed", "object", "param"]):
        address = _address_of(tag)
        if address:
            words = escape(address.partition("//")[2] or address)
            return f'<p><a href="{escape(address)}">{words}</a></p>'
    return ""


def _address_of(tag: Tag) -> str | None:
    if tag.name == "param":
        value = tag.get("value") if str(tag.get("name", "")).lower() in ("movie", "src", "url") else None
    elif tag.name == "object":
        value = tag.get("data")
    else:
        value = tag.get("src") or tag.get("data-src") or tag.get("data-lazy-src")
    address = str(value or "").strip()
    is_web = re.match(r"(?:https?:)?//[^\s/]|/[^/]|\.\.?/", address, re.IGNORECASE)
    return address if is_web else None
