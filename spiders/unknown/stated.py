"""Who wrote a page's one post and when, as the page states it for machines: JSON-LD, then metas, then microdata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml import html

from archive.urls import host_of
from spiders.markup import words_of
from spiders.page import Page
from spiders.unknown.jsonld import Told, read_jsonld
from spiders.unknown.words import WHEN

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "parsely-pub-date",
    "shareaholic:article_published_time",
    "sailthru.date",
    "citation_online_date",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish_date",
)
"""Metas that hold the day a page was published, the surest first; what is called modified or updated is none."""
_AUTHORS = (
    "author",
    "parsely-author",
    "sailthru.author",
    "shareaholic:article_author_name",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "article:author",
)
_LABEL = re.compile(
    r"^(?:written by|verfasst von|geschrieben von|écrit par|rédigé par|escrito por|scritto da|geschreven door"
    r"|skrevet a[fv]|skriven av|napisane przez|автор|написано|著者|执笔者|作者)\W*$",
    re.IGNORECASE,
)
"""What stands in ``twitter:label1`` where ``twitter:data1`` holds the author: Yoast SEO writes both."""
_NO_NAME = re.compile(
    r"://|@|\bwww\.|\d{4}|^(?:no author|unknown|n/?a|author|admin(?:istrator)?|webmaster)$", re.IGNORECASE
)
_MOST = 200
"""Dated elements that are looked at."""
MAX_NAME = 80
"""Characters of an author's name; more is no name."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the page tells machines; None means that it says nothing."""

    author: str | None = None
    author_url: str | None = None
    published: str | None = None


def read_stated(page: Page) -> Stated:
    """Who wrote the page's post and when. Only for a page of which it is known that it holds one post."""
    told = read_jsonld(page, of_page=True) or Told()
    metas = _metas(page)
    signed = told.author if _may_be_name(told.author) else None
    return Stated(
        author=signed or stated_author(page, metas),
        author_url=told.author_url if signed else None,
        published=told.published or stated_time(metas) or _dated_element(page),
    )


def stated_author(page: Page, metas: dict[str, str] | None = None) -> str | None:
    """The person that the page's metas name; None where they name the site itself."""
    metas = _metas(page) if metas is None else metas
    labels = [metas.get(f"twitter:data{n}") for n in "1234" if _LABEL.match(metas.get(f"twitter:label{n}", ""))]
    for name in (*map(metas.get, _AUTHORS), *labels):
        if name and _may_be_name(name) and not is_site_name(page, name):
            return name
    return None


def _may_be_name(words: str | None) -> bool:
    return words is not None and len(words) <= MAX_NAME and _NO_NAME.search(words) is None


def stated_time(metas: dict[str, str]) -> str | None:
    """The day and hour in the surest of the metas."""
    return next((metas[name] for name in _PUBLISHED if metas.get(name)), None)


def loose_time(page: Page) -> str | None:
    """The meta that is called a date and nothing more: of publication, of a change, or of today."""
    return _metas(page).get("date")


def is_site_name(page: Page, name: str) -> bool:
    """Whether a name is the one under which the site goes, or its host's."""
    names = [page.first("meta[property='og:site_name'][content]"), page.first("meta[name='application-name'][content]")]
    told = {_fold(one.get("content", "")) for one in names if one is not None}
    host = host_of(page.url).removeprefix("www.")
    return _fold(name) in told | {_fold(host), _fold(host.rpartition(".")[0])}


def _metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.css("meta[content]"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        words = " ".join(meta.get("content", "").split())
        if name and words:
            found.setdefault(name, words)
    return found


def _dated_element(page: Page) -> str | None:
    """The one day that microdata give; comments and other posts on the page may have theirs, then it is nobody's."""
    days = {
        value for one in page.css("[itemprop~=datePublished]")[:_MOST] if (value := _day_of(one)) and not _is_talk(one)
    }
    return days.pop() if len(days) == 1 else None


def _day_of(element: html.HtmlElement) -> str | None:
    value: str | None = element.get("content") or element.get("datetime")
    if value is None and (found := WHEN.search(words_of(element)[:60])):
        value = str(found[0])
    return value


def _is_talk(element: html.HtmlElement) -> bool:
    above = islice(element.iterancestors(), 40)
    return any("omment" in f"{one.get('itemtype', '')} {one.get('itemprop', '')} {one.get('id', '')}" for one in above)


def _fold(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()
