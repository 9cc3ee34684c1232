"""Finds the heading that says what the page calls itself: a post's title, not one of another post beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from archive.urls import key
from spiders.markup import words_of
from spiders.page import Page

_HEADINGS = (
    "h1, h2, h3, .entry-title, .post-title, .posttitle, .storytitle, .wp-block-post-title, .p-name, "
    "[itemprop~=headline]"
)
_SEPARATORS = re.compile(r"\s+[|–—·•»«:>~/-]+\s+|:\s+|\s*\|\s*")
_SITE = (
    "a[rel~=home], .site-title, #site-title, .blog-title, #blog-title, .site-name, #site-name, #logo, .logo, "
    ".site-branding, #header h1 a, #blogname"
)
_FEEDS = "link[rel~=alternate][type*='rss'][title], link[rel~=alternate][type*='atom'][title]"
_ASIDE = re.compile(r"comment|sidebar|widget|related|footer|(?:^|[\s_-])nav(?:$|[\s_-])|menu|teaser", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_MOST = 200
"""Headings that are looked at: more stand on no post's page."""
_PARTS = 60
"""Elements in a heading; more hold more than a title."""
_SHORTEST = 3
"""Letters of a title that is known by being repeated; less is repeated by chance."""


def find_headline(page: Page, title: str | None) -> str | None:
    """The title of the page's post where a heading, or a part of one, says it and ``title`` is not it.

    None where ``title`` is what the page calls itself, and where no heading is.
    """
    told, read = _stated(page), fold(title or "")
    if not told or read in told or (len(read) >= _SHORTEST and read in _stated(page, least=0)):
        return None
    best: tuple[int, str] | None = None
    for heading in _iter_headings(page):
        for words in _iter_runs(heading):
            folded = fold(words)
            is_tail = read.find(folded) > 0 and 5 * len(folded) < 2 * len(read)
            if folded in told and not is_tail and (best is None or len(folded) > best[0]):
                best = (len(folded), words)
    return best[1] if best is not None else None


def find_own_heading(page: Page) -> html.HtmlElement | None:
    """The heading that says what the page calls itself and leads to no other: that of the one thing it is about."""
    told = _stated(page)
    for heading in _iter_headings(page) if told else ():
        if fold(words_of(heading)[:600]) in told:
            links = [page.join(a.get("href")) for a in (*heading.iter("a"), *heading.iterancestors("a"))]
            if all(url is None or key(url) == key(page.url) for url in links):
                return heading
    return None


def _stated(page: Page, least: float = 0.5) -> set[str]:
    """What the page may call itself, folded: its titles without the site's name, and parts that are the most of one.

    ``least`` is the share of a title that is its most. A title that was read may be less ("LONG NAME OF BLOG: Flax").
    """
    names = _site_names(page)
    found: set[str] = set()
    for title in _iter_titles(page):
        parts = [part for part in _SEPARATORS.split(title)[:12] if fold(part)]
        while len(parts) > 1 and fold(parts[-1]) in names:
            parts.pop()
        while len(parts) > 1 and fold(parts[0]) in names:
            del parts[0]
        whole = len(fold("".join(parts)))
        runs = (fold("".join(parts[i:j])) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))
        found.update(run for run in runs if len(run) >= least * whole)
    return {one for one in found - names if len(one) >= _SHORTEST}


def _iter_titles(page: Page) -> Iterator[str]:
    for selector in ("meta[property='og:title'][content]", "title"):
        element = page.first(selector)
        if element is not None:
            words = element.get("content") if element.tag == "meta" else words_of(element)
            yield _TAG.sub("", words or "").strip()[:500]


def _site_names(page: Page) -> set[str]:
    named = page.first("meta[property='og:site_name'][content]")
    names = {fold(named.get("content", ""))} if named is not None else set()
    names.update(fold(words_of(element)) for element in page.css(_SITE)[:20])
    for feed in page.css(_FEEDS)[:4]:
        names.add(fold(_SEPARATORS.split(feed.get("title", ""))[0]))
    return names - {""}


def _iter_headings(page: Page) -> Iterator[html.HtmlElement]:
    """Headings that may be the post's; what holds a part of the page is none."""
    for heading in page.css(_HEADINGS)[:_MOST]:
        if next(islice(heading.iter(), _PARTS, None), None) is None and not _is_beside(heading):
            yield heading


def _is_beside(heading: html.HtmlElement) -> bool:
    above = (one for one in islice(heading.iterancestors(), 40) if one.tag not in ("body", "html"))
    return any(
        one.tag in ("nav", "aside", "footer") or _ASIDE.search(f"{one.get('class', '')} {one.get('id', '')}")
        for one in above
    )


def _iter_runs(heading: html.HtmlElement) -> Iterator[str]:
    """The words of a heading, and those of every run of its texts: a day or a kicker may stand in it too."""
    whole = words_of(heading)
    if not 0 < len(whole) <= 600:
        return
    yield whole
    texts = [" ".join(text.split()) for text in heading.itertext() if fold(text)]
    if 1 < len(texts) <= 8:
        runs = (" ".join(texts[i:j]) for i in range(len(texts)) for j in range(i + 1, len(texts) + 1))
        yield from (run for run in runs if 3 * len(run) > len(whole))


def fold(words: str) -> str:
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]+", "", words).casefold()
