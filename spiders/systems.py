"""What a comment system is: how a page that embeds it is known, what to ask of it, how its answers are read.

A thread that a script brings into the page is asked for as the script would ask, and its answer is read like any
page. Most answers do not say which post they stand under; so the address that is asked carries the permalink in
a parameter that no system knows and all of them ignore (:data:`POST`). A capture is then understood by itself,
today and in any archive.

Who answers to POST alone is asked by :func:`ask_by_post`, the only place where a question gets a body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from archive.models import Comment, Follow, Posted, Promise, Reading
from archive.posted import ASKED_FOR, METHOD, filed_with, wire_address
from archive.urls import host_of, join, plain
from spiders.adapter import Api, canonical
from spiders.page import Page

POST = ASKED_FOR
"""The parameter in which an address that is asked of a comment system carries the post's permalink."""

MOST_WORD = 1000
"""Characters of one value in a POST."""
MOST_ADDRESS = 8000
"""Characters of the address under which the answer to a POST is filed."""
_MOST_SAID = 4000
"""Of these, what the POST says: the whole of it tells two questions apart, so none of it may be cut off."""
_ENDPOINT = re.compile(r"https?://[a-z0-9.\[\]:-]+(?:/[\w.~-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class System:
    """A comment system that lives on other people's pages.

    ``marks`` are words in small letters; a page without any of them is not looked at any further. ``find``
    gives the addresses that hold the thread of a page. ``read`` takes comments that the system (or a plug-in)
    printed into the page itself. ``refuses`` says in words why a thread that was found cannot be asked for.
    """

    name: str
    title: str
    marks: tuple[str, ...]
    find: Callable[[Page, Reading], Iterable[Follow]]
    apis: tuple[Api, ...] = ()
    read: Callable[[Page, Reading], Iterable[Comment]] | None = None
    refuses: Callable[[Page, Reading], str | None] | None = None


def read_systems(page: Page, reading: Reading, systems: Iterable[System]) -> Reading:
    """The reading of a page with what the comment systems on it add: addresses to ask, printed comments.

    An index is left alone: its scripts name no thread, or those of many posts.
    """
    if reading.about is None and reading.doubt is None and not reading.posts:
        return reading
    for system in systems:
        if any(mark in page.lowered for mark in system.marks):
            reading = _add(page, reading, system)
    return reading


def _add(page: Page, reading: Reading, system: System) -> Reading:
    found = tuple(system.find(page, reading))
    printed = tuple(system.read(page, reading)) if system.read is not None else ()
    refused = system.refuses(page, reading) if system.refuses is not None else None
    if not (found or printed or refused):
        return reading
    known = {(c.system, c.source_id) for c in reading.comments if c.source_id}
    news = [c for c in printed if (c.system, c.source_id) not in known]
    said = {_letters(c) for c in news}
    comments = (*(c for c in reading.comments if _letters(c) not in said), *news)
    return replace(
        reading,
        marks=(*reading.marks, f"comments by {system.name}"),
        about=reading.about or (permalink_of(page, reading) if news else None),
        comments=tuple(replace(c, position=n) for n, c in enumerate(comments)) if news else comments,
        follow=tuple(dict.fromkeys((*reading.follow, *found))),
        doubt=reading.doubt or refused,
    )


def _letters(comment: Comment) -> str:
    """What a comment says, to know the same one read twice: here, and by a reader that knows no system."""
    return re.sub(r"<[^>]*>|\s+", "", comment.html or comment.id or comment.source_id or "")


def permalink_of(page: Page, reading: Reading) -> str:
    """The permalink of the post whose thread stands on this page."""
    return reading.about or canonical(page) or plain(page.url) or page.url


def ask(system: str, url: str, post: str | None, /, **parameters: str | int | None) -> Follow:
    """An address to ask, with these parameters (None: left out) and the post it is asked for."""
    told = {name: value for name, value in parameters.items() if value is not None}
    if post is not None:
        told[POST] = post
    mark = "" if not told else "&" if "?" in url else "?"
    return Follow(f"{url}{mark}{urlencode(told, quote_via=quote)}", "embed", system)


def ask_by_post(system: str, server: str, path: str, post: str | None, /, **values: str) -> Follow | None:
    """A question to ``path`` of a server that answers to POST alone, with these values as JSON.

    ``path`` and the names of the values are the system's, written in our code; ``server`` and the values may be a
    page's own words. None when these are none of a thread: the server is no more than an origin and plain folders,
    a value is one printable line, and the whole stays within :data:`MOST_ADDRESS`.
    """
    if _ENDPOINT.fullmatch(f"{server}{path}") is None:
        return None
    if not all(0 < len(value) <= MOST_WORD and value.isprintable() for value in values.values()):
        return None
    body = Posted(json.dumps(values, separators=(",", ":")))
    follow = ask(system, f"{server}{path}", post)
    address = filed_with(follow.url, body)
    if METHOD in follow.url or len(address) > MOST_ADDRESS or len(address) - len(follow.url) > _MOST_SAID:
        return None
    return replace(follow, body=body)


def parameter(url: str, *names: str) -> str | None:
    """The value of the first of these parameters that the address gives (not empty).

    Of one given twice the last counts: ours stands behind whatever a server put into an address of its own.
    """
    told = dict(parse_qsl(urlsplit(url).query))
    return next((told[name] for name in names if told.get(name)), None)


def post_asked_for(page: Page, *otherwise: str | None) -> str | None:
    """The permalink of the post this answer is for: as asked for, else the first of ``otherwise`` that is one."""
    for one in (parameter(wire_address(page.url), POST), *otherwise):
        if one and (url := plain(one)):
            return url
    return None


def post_by_referer(page: Page, match: str = r"^https?://[^/]+/[^/]") -> str | None:
    """The page of the same host from which a browser asked for this answer, when ``match`` admits it.

    What browsers kept was asked without our parameter; an answer from the blog's own host was asked by its post.
    """
    url = plain((page.referer or "").partition("?")[0])
    if url is None or host_of(url) != host_of(page.url):
        return None
    return url if re.match(match, url) else None


def by_origin(page: Page, path: str | None) -> str | None:
    """The page at ``path`` of the site that the answer's Access-Control-Allow-Origin names; None without one."""
    origin = page.headers.get("access-control-allow-origin", "")
    return join(origin, path) if path and path.startswith("/") and origin.startswith("http") else path


def more(page: Page, system: str, /, **changed: str | int) -> Follow:
    """The address of this answer with some parameters changed: its next page."""
    parts = urlsplit(page.url)
    told = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **{k: str(v) for k, v in changed.items()}}
    query = urlencode(told, quote_via=quote)
    return Follow(parts._replace(query=query).geturl(), "embed", system)


def thread(
    page: Page,
    system: str,
    layout: str,
    about: str | None,
    comments: Iterable[Comment],
    *,
    promised: int | None = None,
    by: str = "",
    follow: Iterable[Follow] = (),
) -> Reading:
    """What an answer says: the comments of one post (positions are given here), how many there are, what is next."""
    placed = (
        replace(c, position=n, system=system, depth=0 if c.parent_source_id is None else None)
        for n, c in enumerate(comments)
    )
    promises = (Promise("comments", promised, by, about),) if promised is not None and about else ()
    return Reading(
        url=page.url,
        source="embed",
        adapter=system,
        layout=layout,
        about=about,
        comments=tuple(placed),
        promised=promises,
        follow=tuple(dict.fromkeys(follow)),
        doubt=None if about else "which post these comments belong to is not said",
    )


def refused(page: Page, system: str, layout: str, why: str) -> Reading:
    """An answer that holds no thread, with what it says instead."""
    return Reading(page.url, "embed", system, layout, about=post_asked_for(page), doubt=why)
