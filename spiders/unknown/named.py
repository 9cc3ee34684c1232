"""Finds a post's author in a part that is called after one, or in a link to all that one person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from spiders.page import Page
from spiders.unknown.body import is_within
from spiders.unknown.lines import words_in
from spiders.unknown.names import clean_name
from spiders.unknown.outline import Outline
from spiders.unknown.words import COMMENTISH, WHEN, has_name

_NAMED = re.compile(
    r"(?:^|[-_])(?:author|autor|auteur|autore|autoren|authors|byline|written-?by|wrote_by)"
    r"(?:[-_]{0,2}(?:names?|link|text|txt|line|label|meta|header|credits?|vcard|first))*$"
)
"""A class that has to do with who wrote; what holds a portrait or tells of a life is called more than that."""
_ARCHIVE = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|autor[ei]|writers?|reporters?|creator|contributors?|redakteure?)/[^/?#]+/?$"
    r"|[?&]author=\d+$",
    re.IGNORECASE,
)
"""Where a blog lists what one person wrote."""
_NOT_BY = re.compile(
    r"\b(?:all|alle|more|mehr|view|see|zeige|posts?|articles?|artikel|beiträge|archiv\w*|tous|todos|tutti)\b|[→»]"
    r"|\b(?:fotos?|photos?|bild(?:er)?|image|illustration|reviewed|geprüft|translat\w+|übersetz\w+|©)\b",
    re.IGNORECASE,
)
"""What is said of all that somebody wrote, and of who did something else than write."""
_FARTHEST = 150
"""Elements between the title and the name of who wrote what it heads."""
_MOST = 20
"""Parts called after an author that are looked at, the nearest first."""


def find_named_author(
    outline: Outline, title: html.HtmlElement | None, owned: set[html.HtmlElement]
) -> tuple[str, str | None] | None:
    """The name nearest to the title, with its link. ``owned`` are the comments, whose authors are no post's."""
    order = {e: at for at, e in enumerate(outline.places)}
    head = order.get(title, 0) if title is not None else 0
    near = [(abs(order[e] - head), e) for e in _iter_signatures(outline, title)]
    for _, element in sorted((one for one in near if one[0] < _FARTHEST), key=lambda one: one[0])[:_MOST]:
        words = words_in(element)
        if not 1 < len(words) < 80 or WHEN.search(words) or _NOT_BY.search(words) or is_within(element, owned):
            continue
        name = clean_name(words.rpartition(": ")[2]) if element not in owned else None
        if name and len(name) < 60:
            href = element.get("href")
            return name, outline.page.join(href) if href else None
    return None


def _iter_signatures(outline: Outline, title: html.HtmlElement | None) -> Iterator[html.HtmlElement]:
    """Parts called after an author outside of comments and of what the post says; links where they name one person,
    or stand beside the title."""
    persons = _persons(outline.page)
    beside = set(title.getparent().iter("a")) if title is not None and len(persons) > 1 else None
    for element, place in outline.places.items():
        if place.shut or place.region is not None or place.body is not None:
            continue
        leads = element.get("href") in persons and (beside is None or element in beside)
        if leads or has_name(_NAMED, element.get("class", "")):
            above = element.getparent()
            names = f"{element.get('class', '')} {above.get('class', '') if above is not None else ''}"
            if not COMMENTISH.search(names.lower()):
                yield element


def _persons(page: Page) -> set[str]:
    links = (a.get("href", "") for a in page.css("a[href]"))
    return {href for href in links if _ARCHIVE.search(href)}
