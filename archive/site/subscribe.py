"""Addresses of feeds, citations, people, and of what robots are told."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from archive.errors import NotKept
from archive.site.answers import text_answer
from archive.site.atom import Feed, print_feed, read_blog_feed, read_search_feed, read_thread_feed
from archive.site.cite import read_citation
from archive.site.pages import Handler, id_of, page_answer
from archive.site.person import read_person
from archive.site.room import Room

_ID = r"(?P<id>[^/]+?)"
_FORM = r"(?P<form>\.json)?$"

FILTERS = ("q", "blog", "kind", "person", "year", "language")
_TEXTS = {".txt": "words", ".bib": "bibtex", ".ris": "ris"}


async def search_feed(room: Room, request: Any) -> Response:
    """A search, to subscribe to."""
    asked = {name: request.args.get(name) for name in FILTERS}
    feed = await room.ask(lambda c: read_search_feed(c, asked, request.query_string), beside=True)
    return _feed_answer(room, request, feed)


async def blog_feed(room: Room, request: Any) -> Response:
    """A blog's newest posts and comments."""
    return _feed_answer(room, request, await room.ask(lambda c: read_blog_feed(c, id_of(request))))


async def thread_feed(room: Room, request: Any) -> Response:
    """The newest comments under a post."""
    return _feed_answer(room, request, await room.ask(lambda c: read_thread_feed(c, id_of(request))))


async def cite(room: Room, request: Any) -> Response:
    """How to cite a post or comment: a page, or one text of it."""
    kind, form, root = request.url_vars["kind"], request.url_vars.get("form") or "", _root(room, request)
    page = await room.ask(lambda c: read_citation(c, kind, id_of(request), root))
    if form in _TEXTS:
        return text_answer(getattr(page, _TEXTS[form]), "text/plain")
    return await page_answer(room, request, page)


async def person(room: Room, request: Any) -> Response:
    """What was said under a name."""
    number = request.args.get("page")
    page = await room.ask(lambda c: read_person(c, id_of(request), number), patient=True)
    return await page_answer(room, request, page)


async def robots(room: Room, request: Any) -> Response:
    """What robots may read, when the archive is served in public; NotKept when nobody said."""
    said = (room.datasette.plugin_config("blogkeep") or {}).get("robots")
    if not isinstance(said, str):
        raise NotKept("There is no robots.txt here.")
    return text_answer(said, "text/plain")


def _root(room: Room, request: Any) -> str:
    """This site's address as the reader wrote it, with a slash at its end."""
    return str(room.datasette.absolute_url(request, "/"))


def _feed_answer(room: Room, request: Any, feed: Feed) -> Response:
    return text_answer(print_feed(feed, _root(room, request)), "application/atom+xml")


PAGES: tuple[tuple[str, Handler], ...] = (
    (r"^/robots\.txt$", robots),
    (r"^/-/search\.atom$", search_feed),
    (r"^/-/blog/" + _ID + r"\.atom$", blog_feed),
    (r"^/-/post/" + _ID + r"\.atom$", thread_feed),
    (r"^/-/cite/(?P<kind>post|comment)/" + _ID + r"(?P<form>\.json|\.txt|\.bib|\.ris)?$", cite),
    (r"^/-/person/" + _ID + _FORM, person),
)
