"""Reads a page: what it is, which adapter knows it, what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.models import Follow, Reading
from spiders.adapter import Adapter, Api, Links
from spiders.archive_lists import read_archive_lists
from spiders.comments import SYSTEMS
from spiders.feeds import read_feed
from spiders.page import MAX_TREE, Page, PageKind
from spiders.platforms import ADAPTERS, GENERIC
from spiders.sitemaps import is_sitemap, read_sitemap
from spiders.systems import System, read_systems
from spiders.unknown.fill import fill_gaps
from spiders.walls import find_wall

ENOUGH = 2
"""The least weight of marks with which a platform is believed."""

_ARTICLE = "meta[property='article:published_time'][content], meta[property='og:type'][content='article']"
"""What the head of a post says, and that of a list mostly does not."""

_CUT = f"only the first {MAX_TREE // 1024 // 1024} MB were read, and the links of the rest"

_EVERYWHERE = (
    Links("feed", "link rel=alternate", "link[rel~=alternate][type*='rss'], link[rel~=alternate][type*='atom']"),
    Links("index", "link rel=home", "link[rel~=home], link[rel~=archives], link[rel~=index]"),
    Links("post", "link rel=prev/next", "link[rel=prev], link[rel=next], link[rel=previous]"),
)


def choose_adapter(page: Page, adapters: Iterable[Adapter] = ADAPTERS) -> tuple[Adapter, tuple[str, ...]]:
    """The adapter whose marks weigh most, with the marks; the generic one when no platform is believed.

    Of two that weigh alike the first in the list is taken. What the page states is asked first; who could not
    win any more with all its other marks is not asked for them.
    """
    best, best_place, best_weight, best_marks = GENERIC, 0, ENOUGH - 1, tuple[str, ...]()
    stated = [(sum(w for _, w in a.marks.find_stated(page)), place, a) for place, a in enumerate(adapters)]
    for _, place, adapter in sorted(stated, key=lambda one: (-one[0], one[1])):
        found = adapter.marks.find(page, best_weight if place < best_place else best_weight + 1)
        weight = sum(w for _, w in found)
        if (weight, -place) > (best_weight, -best_place) and weight >= ENOUGH:
            best, best_place, best_weight = adapter, place, weight
            best_marks = tuple(mark for mark, _ in found)
    return best, best_marks


def iter_apis(
    url: str,
    kind: PageKind | None = None,
    givers: Iterable[Adapter | System] = (*ADAPTERS, *SYSTEMS),
) -> Iterator[Api]:
    """The kinds of answer that come from this address, a platform's or a comment system's.

    With ``kind`` only those that may be of this kind.
    """
    for giver in givers:
        for api in giver.apis:
            if (kind is None or kind in api.kinds) and api.matches(url):
                yield api


def read_api(page: Page, givers: Iterable[Adapter | System] = (*ADAPTERS, *SYSTEMS)) -> Reading | None:
    """A platform's or comment system's own answer (JSON of its API), by the address; None when it is none."""
    for api in iter_apis(page.url, None, givers):
        if (reading := api.read(page)) is not None:
            return reading
    return None


def read_page(page: Page) -> Reading:
    """What a page says. Never raises: what is not understood comes back in ``doubt``.

    An error page (status 400 and above) is no post, however much it looks like one.
    """
    try:
        return _read(page)
    except Exception as error:  # one page must not end the crawl; its doubt is counted and listed
        return Reading(page.url, "page", "none", page.kind, doubt=f"reader failed: {error!r}"[:500])


def _read(page: Page) -> Reading:
    if page.status >= 400:
        wall = find_wall(page) if page.kind == "html" else None
        doubt = f"{wall}, status {page.status}" if wall and not wall.startswith("not found") else None
        return Reading(page.url, "page", "none", page.kind, doubt=doubt or f"status {page.status}")
    if (reading := read_api(page)) is not None:
        return reading
    if is_sitemap(page):
        return read_sitemap(page)
    if page.kind == "feed" or (page.kind == "json" and b"jsonfeed.org" in page.body[:4096]):
        return read_feed(page)
    if page.kind == "html":
        return _read_html(page)
    unknown = "unknown JSON" if page.kind == "json" else None
    return Reading(page.url, "page", "none", page.kind, doubt=unknown)


def _read_html(page: Page) -> Reading:
    adapter, marks = choose_adapter(page)
    reading = read_systems(page, _read_by(adapter, page, marks), SYSTEMS)
    has_post = any(len(post.html or "") > 200 for post in reading.posts)
    if not reading.comments and (wall := find_wall(page, has_post=has_post)) is not None:
        return Reading(page.url, "page", adapter.name, "wall", marks, doubt=wall)
    everywhere: list[Follow] = [f for links in _EVERYWHERE for f in links.find(page)]
    language = page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return replace(
        reading,
        follow=tuple(dict.fromkeys((*reading.follow, *everywhere))),
        promised=reading.promised if reading.about else (*reading.promised, *read_archive_lists(page)),
        language=reading.language or language,
        doubt=reading.doubt or (_CUT if page.rest else None),
    )


def _read_by(adapter: Adapter, page: Page, marks: tuple[str, ...]) -> Reading:
    """What the adapter reads; a layout it does not know is read as any blog's page, under its name.

    So is what a layout leaves empty though the page has it.
    """
    reading = adapter.read(page, marks)
    if adapter is GENERIC:
        return reading
    is_list = reading.about is None and not reading.posts and page.first(_ARTICLE) is not None
    if reading.doubt != "layout unknown" and not is_list:
        return fill_gaps(page, reading)
    guess = GENERIC.read(page, marks)
    if is_list and guess.post is None:
        return reading
    follow = tuple(dict.fromkeys((*reading.follow, *guess.follow)))
    is_nothing = guess.doubt is not None and not (guess.posts or guess.comments)
    return reading if is_nothing else replace(guess, adapter=adapter.name, follow=follow)
