"""Finds a post's title: a heading that the window's title repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import html

from spiders.markup import words_of
from spiders.page import Page
from spiders.unknown.lines import words_in
from spiders.unknown.outline import HEADINGS, Outline, is_heading_of_thread
from spiders.unknown.words import has_name

_TITLE = re.compile(
    r"^(?:.*(?:entry|post|article|story|node|page|blog)[-_]*(?:title|header|heading|headline|name)|p-name|title|headline)$"
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s+[|–—·»«>-]+\s+|:\s+|\s*\|\s*")


def find_title(outline: Outline, body: html.HtmlElement | None) -> html.HtmlElement | None:
    """The heading that says most of what the window's title says; of equals the one nearest to what titles are."""
    window = _fold(window_title(outline.page) or "")
    candidates: list[tuple[int, int, int, html.HtmlElement]] = []
    for order, heading in enumerate(_title_elements(outline)):
        words = words_in(heading)
        place = outline.place(heading)
        if not words or len(words) > 300 or place.region is not None:
            continue
        folded = _fold(words)
        if is_heading_of_thread(words) and folded not in window:
            continue
        rank = 0 if folded and folded in window else 4
        rank += (
            0 if has_name(_TITLE, heading.get("class", "")) or heading.get("itemprop") in ("headline", "name") else 2
        )
        rank += {"h1": 0, "h2": 0, "h3": 1}.get(heading.tag, 2)
        rank += 6 if place.body is not None and place.body is not heading and rank >= 4 else 0
        rank += 7 if _is_site_name(heading, folded, window) else 0
        said = len(folded) if folded in window else 0
        candidates.append((rank, -said, order, heading))
    best = min(candidates, key=lambda c: c[:3], default=None)
    return best[3] if best is not None and best[0] < 7 else _named_in_window(outline)


def _title_elements(outline: Outline) -> Iterable[html.HtmlElement]:
    yield from (h for h in outline.headings if not outline.place(h).shut)
    css = ".entry-title, .post-title, .p-name, .posttitle, .title, .entrytitle, [itemprop~=headline]"
    for element in outline.page.css(css):
        if element.tag not in HEADINGS and not outline.place(element).shut:
            yield element


def _is_site_name(heading: html.HtmlElement, folded: str, window: str) -> bool:
    """The blog's own name stands in the window's title too, and leads home."""
    link = heading.find(".//a")
    target = urlsplit(link.get("href") or "").path if link is not None and link.get("href") else "x"
    own = f"{heading.get('id', '')} {heading.get('class', '')}".lower()
    return (
        target in ("", "/")
        or (target.endswith("/index.html") and target.count("../") > 1)
        or re.search(r"blog-?(?:title|name)|site-?(?:title|name)|banner|logo|blog-?description|tagline", own)
        is not None
    )


def window_title(page: Page) -> str | None:
    for selector, name in (("meta[property='og:title']", "content"), ("title", None)):
        element = page.first(selector)
        if element is not None:
            words = element.get(name) if name else words_of(element)
            words = _TAG.sub("", words or "").strip()
            if words:
                return words
    return None


def _named_in_window(outline: Outline) -> html.HtmlElement | None:
    """Where a part of the window's title stands on the page; the blog's name comes before the post's."""
    parts = {_fold(part) for part in _SEPARATORS.split(window_title(outline.page) or "")} - {""}
    found = None
    for element in outline.open_elements() if len(parts) > 1 else ():
        text = (element.text or "").strip()
        if 0 < len(text) < 200 and element.tag not in ("title", "a") and _fold(text) in parts:
            found = element if outline.place(element).region is None else found
    return found


def _fold(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()
