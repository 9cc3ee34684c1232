"""The archivist's desk: addresses of coverage, crawls, the ledger and the schema."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from datasette.utils.asgi import Response
from sqlite_utils import Database

from archive.errors import TooHeavy
from archive.site.answers import text_answer
from archive.site.certificate import read_certificates
from archive.site.crawls import read_crawl, read_crawls
from archive.site.diagram import draw_schema, read_schema
from archive.site.ledger import read_addresses
from archive.site.memory import remember
from archive.site.pages import Handler, id_of, page_answer
from archive.site.room import Room
from archive.site.statement import Statement, as_html, as_json, heft, name_statement, read_statements

LOOK_AGAIN = "5"
"""Seconds after which a reader who wants to watch a running crawl sees it anew."""

MOST_TO_WEIGH = 500_000_000
"""Bytes of WARC files that a visitor's wish for a certificate may make the site read: about two seconds."""

_ID = r"(?P<id>[^/]+?)"
_FORM = r"(?P<form>\.json)?$"


async def coverage(room: Room, request: Any) -> Response:
    """What was promised and kept, of one blog or of all."""
    id = request.url_vars.get("id")
    page = await room.ask(lambda c: read_certificates(c, id), patient=True)
    return await page_answer(room, request, page)


async def certificate(room: Room, request: Any) -> Response:
    """The certificate of a blog, to be filed: read (.html) or checked by programs (.json)."""
    id, form = id_of(request), request.url_vars["form"]
    statement = await room.ask(lambda c: remember(c, ("certificate", id), lambda: _certify(room, c, id)), patient=True)
    text, kind = (as_html(statement), "text/html") if form == ".html" else (as_json(statement), "application/json")
    return text_answer(text, kind, name_statement(statement) + form)


def _certify(room: Room, connection: sqlite3.Connection, id: str) -> Statement:
    if heft(room.home, connection, id) > MOST_TO_WEIGH:
        raise TooHeavy(
            f"This blog's WARC files are too large to be read for a visitor; a certificate names the digest of each. "
            f"Ask for it where the archive stands: blogkeep coverage {id} --certificate DIR"
        )
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    return next(read_statements(room.home, db, id, datetime.now(UTC)))


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
    (r"^/-/coverage/" + _ID + r"/certificate(?P<form>\.html|\.json)$", certificate),
    (r"^/-/coverage/" + _ID + _FORM, coverage),
    (r"^/-/crawls" + _FORM, crawls),
    (r"^/-/crawl/" + _ID + _FORM, crawl),
    (r"^/-/addresses" + _FORM, addresses),
    (r"^/-/schema(?P<form>\.json|\.svg)?$", schema),
)
