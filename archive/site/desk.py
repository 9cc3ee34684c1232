"""The archivist's desk: addresses of coverage, crawls, the ledger and the schema."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from archive.site.answers import text_answer
from archive.site.certificate import read_certificates
from archive.site.crawls import read_crawl, read_crawls
from archive.site.diagram import draw_schema, read_schema
from archive.site.ledger import read_addresses
from archive.site.pages import Handler, id_of, page_answer
from archive.site.room import Room

LOOK_AGAIN = "5"
"""Seconds after which a reader who wants to watch a running crawl sees it anew."""

_ID = r"(?P<id>[^/]+?)"
_FORM = r"(?P<form>\.json)?$"


async def coverage(room: Room, request: Any) -> Response:
    """What was promised and kept, of one blog or of all."""
    id = request.url_vars.get("id")
    page = await room.ask(lambda c: read_certificates(c, id), patient=True)
    return await page_answer(room, request, page)


async def crawls(room: Room, request: Any) -> Response:
    """Every crawl; ``?blog=`` chooses one blog's."""
    blog = request.args.get("blog") or None
    return await page_answer(room, request, await room.ask(lambda c: read_crawls(c, room.home, blog)))


async def crawl(room: Room, request: Any) -> Response:
    """One crawl; ``?live=1`` asks the browser to look again while it runs."""
    page = await room.ask(lambda c: read_crawl(c, room.home, id_of(request)), patient=True)
    answer = await page_answer(room, request, page)
    if page.crawl.running and request.args.get("live"):
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


async def addresses(room: Room, request: Any) -> Response:
    """The ledger by outcome."""
    asked = [request.args.get(name) for name in ("blog", "outcome", "reason", "page")]
    return await page_answer(room, request, await room.ask(lambda c: read_addresses(c, *asked), patient=True))


async def schema(room: Room, request: Any) -> Response:
    """Tables and how they hang together; ``.svg`` is the drawing alone."""
    page = await room.ask(read_schema)
    if request.url_vars.get("form") == ".svg":
        return text_answer(draw_schema(page), "image/svg+xml")
    return await page_answer(room, request, page)


PAGES: tuple[tuple[str, Handler], ...] = (
    (r"^/-/coverage" + _FORM, coverage),
    (r"^/-/coverage/" + _ID + _FORM, coverage),
    (r"^/-/crawls" + _FORM, crawls),
    (r"^/-/crawl/" + _ID + _FORM, crawl),
    (r"^/-/addresses" + _FORM, addresses),
    (r"^/-/schema(?P<form>\.json|\.svg)?$", schema),
)
