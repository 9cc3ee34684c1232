"""Knows a page that lists posts: several entries, each with an address of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html

from archive.urls import host_of, key
from spiders.page import Page
from spiders.unknown.headline import find_own_heading
from spiders.unknown.lines import words_in
from spiders.unknown.outline import HEADINGS, Outline
from spiders.unknown.words import COUNT

_INDEX_PATH = re.compile(
    r"^/?(?:index\.\w+|default\.\w+|home|blog|weblog)?/?$"
    r"|/(?:page|seite|pagina)s?/\d+/?$|/(?:category|categories|categoria|tag|tags|labels?|author|topics?|search)/[^/]+(?:/|$)"
    r"|/(?:archives?|tags|categories|search)(?:\.\w+|/)?$"
    r"|^/(?!(?:.*/)?(?:19|20)\d\d/\d\d?/(?:\d\d?/)?(?:19|20)\d\d)(?:.*/)?(?:19|20)\d\d/(?:\d\d?/?){0,2}(?:index\.\w+)?$|/(?:19|20)\d\d[_-]\d\d[_-]\d\d[_-]archive\.html$",
    re.IGNORECASE,
)
_POST_QUERY = re.compile(r"(?:^|&)(?:p|page_id|post|post_?id|article_?id|itemid)=\d{2,}(?:&|$)", re.IGNORECASE)
"""A post's number, where an address without a path names one: `/?p=3289`."""
_PERMA = re.compile(
    r"^\W*(?:permalink|permanent link|link|#|∞|¶|read more|more|continue reading|weiterlesen|lire la suite"
    r"|leggi tutto)\W*",
    re.I,
)


_PROSE = frozenset(("p", "em", "strong", "b", "i"))
_LEAST = 600
"""Letters of paragraphs with which a page says something itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post that an index page lists, with the number of comments it promises."""

    url: str
    promised: int | None = None


def find_entries(outline: Outline) -> list[Entry]:
    """The posts of an index page; empty for any other page."""
    named = _named_entries(outline)
    if len(named) >= 2:
        return named
    return _headed_entries(outline)


def shows_one_post(outline: Outline) -> bool:
    """Whether a page with entries is one post, and they are what its theme shows beside it.

    Its head says when it was published; or its own heading stands in an article; or more is said outside of the entries
    than in them.
    """
    page = outline.page
    if looks_like_index(page):
        return False
    if page.first("meta[property='article:published_time'][content]") is not None:
        return True
    heading = find_own_heading(page)
    if heading is None or outline.place(heading).shut:
        return False
    articles = set(outline.articles)
    if not articles.isdisjoint(heading.iterancestors()):
        return True
    inside, outside = _weigh(outline, articles)
    return outside >= _LEAST and outside > inside


def _weigh(outline: Outline, articles: set[html.HtmlElement]) -> tuple[int, int]:
    """Letters of paragraphs in the articles, and of those in none."""
    weights, within = [0, 0], set[html.HtmlElement]()
    for element, place in outline.places.items():
        if element in articles or element.getparent() in within:
            within.add(element)
        if element.tag in _PROSE and not place.shut and place.region is None:
            own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
            weights[element not in within] += own
    return weights[0], weights[1]


def find_single_entry(outline: Outline) -> list[Entry]:
    """The one post of a list of one: its title leads to another page than this."""
    named = _named_entries(outline)
    if len(named) != 1 or key(named[0].url) == key(outline.page.url):
        return []
    own, other = urlsplit(outline.page.url).path, urlsplit(named[0].url).path
    same = own.rpartition("/")[2].partition(".")[0]
    return [] if same and same not in ("index", "default") and same in other else named


def looks_like_index(page: Page) -> bool:
    """Whether the address is one under which blogs list posts."""
    parts = urlsplit(page.url)
    return _INDEX_PATH.search(parts.path) is not None and _POST_QUERY.search(parts.query) is None


def _named_entries(outline: Outline) -> list[Entry]:
    found: dict[str, Entry] = {}
    outer: set[html.HtmlElement] = set()
    own = key(outline.page.url)
    for article in outline.articles:
        if any(a in outer for a in article.iterancestors()):
            continue
        outer.add(article)
        url = _permalink(outline, article)
        if url is None:
            continue
        if key(url) == own:
            return []
        found.setdefault(key(url), Entry(url, _promised(article)))
    return list(found.values())


def _permalink(outline: Outline, article: html.HtmlElement) -> str | None:
    home = host_of(outline.page.url).removeprefix("www.")
    links = [a for h in article.iter(*HEADINGS) for a in (*h.iter("a"), *h.iterancestors("a"))]
    links += [a for a in article.iter("a") if "bookmark" in (a.get("rel") or "") or "u-url" in (a.get("class") or "")]
    links += [a for a in article.iter("a") if _PERMA.match(words_in(a)[:40])]
    for link in links:
        url = outline.page.join(link.get("href"))
        if url and host_of(url).removeprefix("www.") == home and urlsplit(url).path not in ("", "/"):
            return url
    return None


def _promised(article: html.HtmlElement) -> int | None:
    for link in article.iter("a"):
        if found := COUNT.search(words_in(link)[:80]):
            return int(found[1] or found[2])
    return None


def _headed_entries(outline: Outline) -> list[Entry]:
    """Headings of one kind, each with a link to another page here.

    A page with a heading that its window's title repeats is about one thing: such headings are then its margin's.
    """
    if not looks_like_index(outline.page) and _has_own_heading(outline):
        return []
    kinds: dict[tuple[str, str], dict[str, Entry]] = {}
    home, own = host_of(outline.page.url).removeprefix("www."), key(outline.page.url)
    for heading in outline.headings:
        place = outline.place(heading)
        if place.shut or place.region is not None or place.body is not None:
            continue
        for link in heading.iter("a"):
            url = outline.page.join(link.get("href"))
            if (
                url
                and host_of(url).removeprefix("www.") == home
                and key(url) != own
                and urlsplit(url).path not in ("", "/")
            ):
                kinds.setdefault((heading.tag, heading.get("class", "")), {}).setdefault(key(url), Entry(url))
    most = max(kinds.values(), key=len, default={})
    return list(most.values()) if len(most) >= 3 or (len(most) == 2 and looks_like_index(outline.page)) else []


def _has_own_heading(outline: Outline) -> bool:
    window = fold(
        words_in(outline.page.root.find(".//title")) if outline.page.root.find(".//title") is not None else ""
    )
    for heading in outline.headings:
        words = fold(words_in(heading))
        if len(words) > 3 and words in window and not outline.place(heading).shut:
            links = [outline.page.join(a.get("href")) for a in (*heading.iter("a"), *heading.iterancestors("a"))]
            if all(url is None or key(url) == key(outline.page.url) for url in links):
                return True
    return False


def fold(words: str) -> str:
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]+", "", words).casefold()
