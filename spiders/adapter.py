"""What an adapter is: marks that know a platform, layouts of its markup, fields as data; and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import html

from archive.models import Comment, Follow, Kind, Moment, Post, Promise, Reading, Role
from archive.urls import host_of
from spiders.containers import Containers, Each
from spiders.fields import Field, Many, Scope
from spiders.page import Page, PageKind

PageOf = Literal["post", "comments", "index"]


@dataclass(frozen=True, slots=True)
class Marks:
    """How a platform is known. Patterns are searched ignoring case; every hit is evidence and is reported.

    ``generator`` in ``<meta name=generator>``; ``headers`` as (lower-case name, pattern); ``css`` selectors;
    ``raw`` patterns in the page's text (asset hosts, scripts); ``host`` in the page's host.
    """

    generator: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    css: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    host: str | None = None

    def find(self, page: Page, least: int = 0) -> tuple[tuple[str, int], ...]:
        """The marks this page bears, each with its weight (generator 4, host and headers 3, others 2; 1 for text that
        stands in links alone: anybody may link to a platform's machines).

        Empty as soon as they cannot weigh at least ``least`` any more: then the rest is not looked for.
        """
        found = self.find_stated(page)
        open_weight = sum(weight for _, weight in found) + 2 * (len(self.css) + len(self.raw))
        for name, marks, weigh in (("css", self.css, _weigh_selector), ("raw", self.raw, _weigh_text)):
            for mark in marks:
                if open_weight < least:
                    return ()
                weight = weigh(mark, page)
                if weight:
                    found.append((f"{name} {mark}", weight))
                open_weight -= 2 - weight
        return tuple(found) if open_weight >= least else ()

    def find_stated(self, page: Page) -> list[tuple[str, int]]:
        """The marks that cost nothing to look for: generator, host, headers."""
        found: list[tuple[str, int]] = []
        if self.generator and any(_search(self.generator, g) for g in generators(page)):
            found.append((f"generator {self.generator}", 4))
        if self.host and _search(self.host, host_of(page.url)):
            found.append((f"host {self.host}", 3))
        for name, pattern in self.headers:
            if _search(pattern, page.headers.get(name, "")):
                found.append((f"header {name}: {pattern}", 3))
        return found


_MOST_PLACES = 100
"""Places of a mark that are looked at for one outside of a link."""


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1024)
def _lowered(pattern: str) -> re.Pattern[str]:
    """The pattern for text in small letters: many times as fast over a whole page as ignoring case."""
    return re.compile(re.sub(r"\\.|[A-Z]", lambda m: m[0] if m[0][0] == "\\" else m[0].lower(), pattern))


@lru_cache(maxsize=1024)
def _plain_words(pattern: str) -> str | None:
    """What a pattern without any choice looks for, in small letters; None when it is a real pattern."""
    words = re.sub(r"\\([./?+-])", "\0\\1", pattern)
    bare = re.sub(r"\0.", "", words)
    return None if re.search(r"[\\^$.|?*+()\[\]{}]", bare) else words.replace("\0", "").lower()


def _weigh_selector(selector: str, page: Page) -> int:
    return 2 if page.first(selector) is not None else 0


def _weigh_text(pattern: str, page: Page) -> int:
    """2 where a pattern is found in a page's text in small letters, 1 where links alone hold it, 0 where it is not.

    Plain words are found much faster than patterns.
    """
    text, words, weight = page.lowered, _plain_words(pattern), 0
    for at in islice(_iter_places(text, words, pattern), _MOST_PLACES):
        opened = text.rfind("<", 0, at)
        if text[opened + 1 : opened + 3] not in ("a ", "a\n", "a\t") or text.rfind(">", opened, at) > opened:
            return 2
        weight = 1
    return weight


def _iter_places(text: str, words: str | None, pattern: str) -> Iterator[int]:
    if words is None:
        yield from (found.start() for found in _lowered(pattern).finditer(text))
        return
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _search(pattern: str, value: str) -> bool:
    return bool(value) and _pattern(pattern).search(value) is not None


def generators(page: Page) -> list[str]:
    """What the page calls its maker in ``<meta name=generator>``."""
    metas = page.css("meta[name][content]")
    return [m.get("content", "") for m in metas if m.get("name", "").strip().lower() == "generator"]


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses to look at: every ``name`` attribute that ``css`` selects (and ``match`` admits)."""

    role: Role
    finder: str
    css: str
    name: str = "href"
    match: str | None = None

    def find(self, page: Page) -> Iterable[Follow]:
        """One Follow for each address, in document order."""
        for element in page.css(self.css):
            value = element.get(self.name)
            if value and (self.match is None or _search(self.match, value)):
                url = page.join(value)
                if url is not None:
                    yield Follow(url, self.role, self.finder)


@dataclass(frozen=True, slots=True)
class PostFields:
    """Where a post's facts stand. ``words``/``machine`` are its time as printed and as an attribute gives it.

    ``closed`` and ``open`` are fields that say anything at all when comments are closed or open;
    ``promised`` is a field that holds the number of comments (digits are taken).
    """

    source_id: Field | None = None
    title: Field | None = None
    author: Field | None = None
    author_url: Field | None = None
    words: Field | None = None
    machine: Field | None = None
    updated_words: Field | None = None
    updated: Field | None = None
    html: Field | None = None
    tags: Many | None = None
    categories: Many | None = None
    previous: Field | None = None
    next: Field | None = None
    closed: Field | None = None
    open: Field | None = None
    promised: Field | None = None
    promised_by: str = "page"


@dataclass(frozen=True, slots=True)
class CommentFields:
    """Where a comment's facts stand, inside its own container; ``url`` wants a ``permalink(…)`` field.

    ``parent`` gives the parent's source id (stated). Without it, a container inside a container is its
    child (nested). ``kind`` gives "comment", "trackback", "pingback", …; None means comment. ``deleted`` and
    ``owner`` are fields that say anything at all for a tombstone, or when the post's author wrote it; so does
    ``collapsed`` where only a name and a subject are shown, or words that are cut, and all of them stand elsewhere.
    """

    key: Field | None = None
    url: Field | None = None
    author: Field | None = None
    author_url: Field | None = None
    author_id: Field | None = None
    title: Field | None = None
    words: Field | None = None
    machine: Field | None = None
    html: Field | None = None
    parent: Field | None = None
    kind: Field | None = None
    deleted: Field | None = None
    collapsed: Field | None = None
    owner: Field | None = None
    indent: str | None = None
    """Wrappers beside a comment that hold its replies (``div.indented`` after its parent)."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The posts an index page lists: a container each, its permalink, what it promises of comments."""

    each: Each
    url: Field
    promised: Field | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One generation of a platform's markup, chosen by ``when`` (and not ``unless``), never by a date.

    ``page`` says what such a page shows: a post, a further page of comments, or an index. ``comments`` are the
    containers; several kinds of list (comments, trackbacks) may each have fields of their own, as pairs.
    ``about`` is the post's permalink (default: the page's canonical address on the same host, else its own).
    ``amend`` is a plain function for what data cannot say; it receives the finished reading. ``test`` is one
    that must agree too, where no selector can tell one page from another.
    """

    name: str
    when: str
    unless: str | None = None
    page: PageOf = "post"
    about: Field | None = None
    post: PostFields | None = None
    comments: tuple[tuple[Containers, CommentFields], ...] = ()
    entries: Entries | None = None
    follow: tuple[Links, ...] = ()
    amend: Callable[[Page, Reading], Reading] | None = None
    test: Callable[[Page], bool] | None = None

    def fits(self, page: Page) -> bool:
        """Whether this page bears the layout's mark."""
        if page.first(self.when) is None:
            return False
        if self.unless is not None and page.first(self.unless) is not None:
            return False
        return self.test is None or self.test(page)


@dataclass(frozen=True, slots=True)
class Api:
    """A platform's answers that are no pages: an address pattern and the function that reads such an answer.

    ``kinds`` of answer are taken from hosts that are not the blog's; comment systems answer in HTML and scripts too.
    """

    name: str
    address: str
    read: Callable[[Page], Reading | None]
    kinds: tuple[PageKind, ...] = ("json", "feed")

    def matches(self, url: str) -> bool:
        """Whether ``url`` is an address of this kind."""
        return _search(self.address, url)


@dataclass(frozen=True, slots=True)
class Since:
    """How a platform's list is asked for what is new since a time.

    ``address`` is searched in the list's address. ``query`` are parameters to set; in their values ``{since}`` is
    the time (UTC, to the day), which lies ``days`` before the last visit: what waited for approval is dated when it
    was written. ``instead``: the question takes the place of the list; otherwise both are asked.
    """

    address: str
    query: tuple[tuple[str, str], ...]
    days: int = 1
    instead: bool = True

    def question(self, url: str, last: datetime) -> str:
        """The list's address with the question; ``last`` is when the last visit began."""
        parts = urlsplit(url)
        since = f"{last - timedelta(days=self.days):%Y-%m-%dT00:00:00Z}"
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        query |= {name: value.replace("{since}", since) for name, value in self.query}
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe=":/,"), ""))


@dataclass(frozen=True, slots=True)
class Adapter:
    """A blog platform: how it is known, how its pages are read, where more is found.

    ``discover`` is asked on every page of the platform for addresses that data cannot name (API roots, feeds
    with parameters). ``traps`` are patterns of addresses that are never worth a visit, each with a name.
    ``follow`` holds on all layouts. ``since`` are its lists that can be asked for what is new. ``no_layout`` names
    what to say when a page fits none (an index, mostly).
    """

    name: str
    title: str
    marks: Marks
    layouts: tuple[Layout, ...]
    follow: tuple[Links, ...] = ()
    discover: Callable[[Page], Iterable[Follow]] | None = None
    apis: tuple[Api, ...] = ()
    traps: tuple[tuple[str, str], ...] = ()
    since: tuple[Since, ...] = ()

    def read(self, page: Page, marks: tuple[str, ...] = ()) -> Reading:
        """What ``page`` says, by the first layout that fits; without one, a reading that doubts."""
        layout = next((one for one in self.layouts if one.fits(page)), None)
        if layout is None:
            reading = Reading(page.url, "page", self.name, "unknown", marks, doubt="layout unknown")
        else:
            reading = read_layout(page, self.name, layout, marks)
        follow = [*reading.follow, *(f for links in self.follow for f in links.find(page))]
        if self.discover is not None:
            follow.extend(self.discover(page))
        return replace(reading, follow=tuple(dict.fromkeys(follow)))


def read_layout(page: Page, adapter: str, layout: Layout, marks: tuple[str, ...] = ()) -> Reading:
    """A page read by one layout: its post, its comments, what it promises and asks to look at.

    What stands inside a comment's container never counts as the post's.
    """
    owners = find_containers(page, layout.comments)
    scope = Scope(page, page.root, frozenset(owners))
    about = None
    if layout.page != "index":
        about = page.join(layout.about.read(scope)) if layout.about else None
        about = about or canonical(page) or page.url
    post = read_post(scope, layout.post, about) if layout.post and layout.page == "post" and about else None
    promised: list[Promise] = []
    if post is not None and post.promised is not None and layout.post is not None:
        promised.append(Promise("comments", post.promised, layout.post.promised_by, about))
    follow = [f for links in layout.follow for f in links.find(page)]
    if layout.entries is not None:
        for url, count in read_entries(page, layout.entries):
            follow.append(Follow(url, "post", "index"))
            if count is not None:
                promised.append(Promise("comments", count, "index", url))
    reading = Reading(
        url=page.url,
        source="page",
        adapter=adapter,
        layout=layout.name,
        marks=marks,
        about=about,
        posts=(post,) if post else (),
        comments=_read_owned(page, owners),
        promised=tuple(promised),
        follow=tuple(dict.fromkeys(follow)),
    )
    return layout.amend(page, reading) if layout.amend else reading


def canonical(page: Page) -> str | None:
    """The page's ``rel=canonical`` (or og:url) when it stays on the same host and names a page below the root."""
    for selector, name in (("link[rel~=canonical]", "href"), ("meta[property='og:url']", "content")):
        element = page.first(selector)
        url = page.join(element.get(name)) if element is not None else None
        at_home = url is not None and host_of(url).removeprefix("www.") == host_of(page.url).removeprefix("www.")
        if url and at_home and url.partition("://")[2].rstrip("/") != host_of(url):
            return url
    return None


def _read(scope: Scope, field: Field | None) -> str | None:
    return field.read(scope) if field is not None else None


def _number(value: str | None) -> int | None:
    digits = re.sub(r"(?<=\d)[.,\s\u00a0\u202f](?=\d{3}\b)", "", value or "")
    found = re.search(r"\d{1,9}", digits)
    return int(found[0]) if found else None


def _moment(words: str | None, machine: str | None) -> Moment | None:
    return Moment(words, machine) if words or machine else None


def read_post(scope: Scope, fields: PostFields, url: str) -> Post:
    """The post that the scope shows, by these fields."""
    is_closed = _read(scope, fields.closed) is not None
    is_open = _read(scope, fields.open) is not None
    return Post(
        url=url,
        source_id=_read(scope, fields.source_id),
        title=_read(scope, fields.title),
        author=_read(scope, fields.author),
        author_url=_read(scope, fields.author_url),
        published=_moment(_read(scope, fields.words), _read(scope, fields.machine)),
        updated=_moment(_read(scope, fields.updated_words), _read(scope, fields.updated)),
        html=_read(scope, fields.html),
        tags=fields.tags.read_all(scope) if fields.tags else (),
        categories=fields.categories.read_all(scope) if fields.categories else (),
        previous_url=_read(scope, fields.previous),
        next_url=_read(scope, fields.next),
        comments_open=False if is_closed else True if is_open else None,
        promised=_number(_read(scope, fields.promised)),
    )


def read_entries(page: Page, entries: Entries) -> Iterable[tuple[str, int | None]]:
    """The posts an index page lists, with the number of comments it promises for each."""
    containers = entries.each.find(page)
    borders = frozenset(containers)
    for element in containers:
        scope = Scope(page, element, borders - {element})
        url = page.join(_read(scope, entries.url))
        if url is not None:
            yield url, _number(_read(scope, entries.promised))


def read_comments(page: Page, lists: tuple[tuple[Containers, CommentFields], ...]) -> tuple[Comment, ...]:
    """Every comment of the page in document order, each read inside its own container."""
    return _read_owned(page, find_containers(page, lists))


def find_containers(
    page: Page, lists: tuple[tuple[Containers, CommentFields], ...]
) -> dict[html.HtmlElement, CommentFields]:
    """The containers of all lists in document order, each with the fields it is read by."""
    owners: dict[html.HtmlElement, CommentFields] = {}
    found = 0
    for each, fields in lists:
        elements = each.find(page)
        found += bool(elements)
        for element in elements:
            owners.setdefault(element, fields)
    if found > 1:
        owners = {element: owners[element] for element in page.root.iter() if element in owners}
    return _drop_unshown(page, owners)


def _drop_unshown(page: Page, owners: dict[html.HtmlElement, CommentFields]) -> dict[html.HtmlElement, CommentFields]:
    """Without those in ``<noscript>``, which says again what is shown; all of them where nothing is shown."""
    unshown = {inside for part in page.css("noscript") for inside in part.iter("*") if inside in owners}
    return {e: fields for e, fields in owners.items() if e not in unshown} or owners


def _read_owned(page: Page, owners: dict[html.HtmlElement, CommentFields]) -> tuple[Comment, ...]:
    borders = frozenset(owners)
    comments: list[Comment] = []
    places: dict[html.HtmlElement, int] = {}
    answered: dict[html.HtmlElement, html.HtmlElement | None] = {}
    for position, element in enumerate(owners):
        scope = Scope(page, element, borders - {element})
        comment = read_comment(scope, owners[element], position)
        container = next((a for a in element.iterancestors() if a in places), None)
        if container is None and (indent := owners[element].indent) and (wrappers := set(page.css(indent))):
            wrapper = next((a for a in element.iterancestors() if a in wrappers), None)
            if wrapper is not None and wrapper not in answered:
                answered[wrapper] = _find_answered(wrapper, wrappers, places)
            container = answered[wrapper] if wrapper is not None else None
        if container is not None and comment.parent_source_id is None:
            above = comments[places[container]]
            comment = replace(
                comment, parent_source_id=above.source_id, parent_how="nested", depth=(above.depth or 0) + 1
            )
        places[element] = position
        comments.append(comment)
    if all(map(_says_something, comments)):
        return tuple(comments)
    return tuple(replace(one, position=place) for place, one in enumerate(filter(_says_something, comments)))


def _says_something(comment: Comment) -> bool:
    """Whether this is a comment, and no empty element of the same class."""
    told = (comment.source_id, comment.url, comment.author, comment.published, comment.title, comment.html)
    return comment.deleted or any(told)


def _find_answered(
    wrapper: html.HtmlElement, wrappers: set[html.HtmlElement], places: dict[html.HtmlElement, int]
) -> html.HtmlElement | None:
    """The container that stands before a wrapper of replies: whose they are. A form may stand between them."""
    for sibling in wrapper.itersiblings("*", preceding=True):
        if sibling not in wrappers and (found := next((e for e in sibling.iter("*") if e in places), None)) is not None:
            return found
    return None


_KINDS: dict[str, Kind] = {
    "trackback": "trackback",
    "pingback": "pingback",
    "webmention": "webmention",
    "reaction": "reaction",
}


def read_comment(scope: Scope, fields: CommentFields, position: int) -> Comment:
    """The comment in this container. ``depth`` starts at 0; nested containers are added by the caller."""
    parent = _read(scope, fields.parent)
    return Comment(
        source_id=_read(scope, fields.key),
        kind=_KINDS.get((_read(scope, fields.kind) or "").lower(), "comment"),
        url=_read(scope, fields.url),
        author=_read(scope, fields.author),
        author_url=_read(scope, fields.author_url),
        author_id=_read(scope, fields.author_id),
        by_post_author=True if _read(scope, fields.owner) is not None else None,
        title=_read(scope, fields.title),
        published=_moment(_read(scope, fields.words), _read(scope, fields.machine)),
        html=_read(scope, fields.html),
        whole=_read(scope, fields.collapsed) is None,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=0,
        position=position,
        deleted=_read(scope, fields.deleted) is not None,
    )
