"""Addresses: which page answers where; each also as ``.json``, and never with a traceback."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Forbidden, Response

from archive import urls
from archive.db.aliases import find_row
from archive.errors import NotKept
from archive.site.answers import FileSlice, redirect_answer, replay_answer, sheet_answer
from archive.site.blog import read_blog
from archive.site.captures import read_capture, read_captures
from archive.site.concerns import PAGES as CONCERNS
from archive.site.control import change, is_public
from archive.site.conversation import PAGES as CONVERSATION
from archive.site.desk import PAGES as DESK
from archive.site.evidence import find_capture, find_original, read_record, record_place
from archive.site.home import read_home
from archive.site.kept import find_kept
from archive.site.pages import Handler, id_of, page_answer
from archive.site.past import PAGES as PAST
from archive.site.past import then
from archive.site.post import find_place, read_post
from archive.site.problem import Problem, explain
from archive.site.proof import read_proof
from archive.site.replay import show
from archive.site.room import Room, find_room
from archive.site.schedules import PAGES as TIMETABLE
from archive.site.seek import read_search
from archive.site.subscribe import FILTERS
from archive.site.subscribe import PAGES as MORE

Route = tuple[str, Callable[..., Awaitable[Response]]]

OURS = (
    "search", "blog", "post", "comment", "proof", "cite", "person", "capture", "captures", "replay", "coverage",
    "crawl", "crawls", "addresses", "conversation", "history", "schedule", "schedules", "concerns",
)  # fmt: skip
"""First words of our addresses: below them, what is no page of ours is not kept."""

_ID = r"(?P<id>[^/]+?)"
_FORM = r"(?P<form>\.json)?$"


def iter_routes(datasette: Any) -> list[Route]:
    """Our routes, when this Datasette serves an archive; else none, and Datasette's own stand."""
    if find_room(datasette) is None:
        return []
    pages: list[tuple[str, Handler]] = [
        *CONCERNS,
        *CONVERSATION,
        *DESK,
        *MORE,
        *PAST,
        *TIMETABLE,
        (r"^/" + _FORM, home),
        (r"^/-/room\.css$", sheet),
        (r"^/-/search" + _FORM, search),
        (r"^/-/blog/" + _ID + _FORM, blog),
        (r"^/-/post/" + _ID + _FORM, post),
        (r"^/-/comment/" + _ID + _FORM, comment),
        (r"^/-/proof/(?P<kind>post|comment)/" + _ID + _FORM, proof),
        (r"^/-/capture/" + _ID + r"\.warc(?:\.gz)?$", record),
        (r"^/-/capture/" + _ID + _FORM, capture),
        (r"^/-/captures" + _FORM, captures),
        (r"^/-/replay/" + _ID + r"/$", replay),
        (r"^/-/replay/" + _ID + r"$", replay_door),
        (rf"^/-/(?:{'|'.join(OURS)})(?:[/.].*)?$", nothing),
    ]
    return [
        (r"^/-/schedules/change$", _guard(change, ("POST",))),
        *((pattern, _guard(handler)) for pattern, handler in pages),
    ]


def _guard(handler: Handler, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[..., Awaitable[Response]]:
    """``handler`` behind the door: who may enter, by which methods, and a page for what goes wrong."""

    async def view(datasette: Any, request: Any) -> Response:
        room = find_room(datasette)
        assert room is not None
        try:
            if request.method not in methods:
                return await page_answer(room, request, Problem.not_allowed(), status=405)
            await room.admit(request)
            return await handler(room, request)
        except Forbidden:
            raise
        except Exception as error:
            problem = explain(error)
            if problem.status >= 500:
                print(f"blogkeep: {request.path[:200]!r}: {error!r}"[:1000], file=sys.stderr)
            return await page_answer(room, request, problem, status=problem.status)

    return view


async def home(room: Room, request: Any) -> Response:
    """The entrance."""
    return await page_answer(room, request, await room.ask(lambda c: read_home(c, public=is_public(room))))


async def sheet(room: Room, request: Any) -> Response:
    """The one style sheet."""
    return sheet_answer()


async def blog(room: Room, request: Any) -> Response:
    """A blog; ``?in=2005``, ``?in=2005-03``, ``?author=`` and ``?tag=`` choose the posts."""
    asked = [request.args.get(name) for name in ("in", "author", "tag", "page")]
    page = await room.ask(lambda c: read_blog(c, id_of(request), *asked), patient=True)
    return await page_answer(room, request, page)


async def post(room: Room, request: Any) -> Response:
    """A post with its thread; ``?since=2024-05-07`` marks what is new, ``?open=`` unfolds to a comment or ``all``.

    ``?at=2024-05-07`` shows it as it stood then.
    """
    if at := (request.args.get("at") or "").strip():
        return await then(room, request, at)
    since, opened = request.args.get("since"), request.args.get("open")
    page = await room.ask(lambda c: read_post(c, id_of(request), since=since, opened=opened), patient=True)
    return await page_answer(room, request, page)


async def comment(room: Room, request: Any) -> Response:
    """A comment's place in its thread; the id of another system's copy leads to the same place."""
    row = await room.ask(lambda c: find_row(c, id_of(request)))
    place, long = await room.ask(lambda c: find_place(c, row))
    form, id = request.url_vars.get("form") or "", quote(row, safe="")
    opened = f"?open={id}" if long else ""
    return redirect_answer(f"/-/post/{quote(place, safe='')}{form}{opened}#c-{id}")


async def search(room: Room, request: Any) -> Response:
    """Posts and comments that hold some words."""
    asked = {name: request.args.get(name) for name in (*FILTERS, "page", "far")}
    page = await room.ask(lambda c: read_search(c, **asked), patient=bool(asked["far"]), beside=True)
    return await page_answer(room, request, page)


async def proof(room: Room, request: Any) -> Response:
    """What proves a row."""
    kind = request.url_vars["kind"]
    return await page_answer(room, request, await room.ask(lambda c: read_proof(c, kind, id_of(request))))


async def capture(room: Room, request: Any) -> Response:
    """A capture as it is kept."""
    page = await room.ask(lambda c: read_capture(c, room.home, id_of(request)), patient=True)
    return await page_answer(room, request, page)


async def captures(room: Room, request: Any) -> Response:
    """Every capture of an address."""
    url = (request.args.get("url") or "").strip()
    return await page_answer(room, request, await room.ask(lambda c: read_captures(c, url)))


async def record(room: Room, request: Any) -> Response:
    """The WARC record of a capture, byte for byte."""
    row = await room.ask(lambda c: find_capture(c, id_of(request)))
    path, offset, length = record_place(room.home, row)
    with path.open("rb") as file:
        file.seek(offset)
        packed = file.read(2) == b"\x1f\x8b"
    name = "".join(letter for letter in row["id"] if letter.isalnum() or letter == "-")[:80] or "capture"
    return FileSlice(path, offset, length, f"{name}.warc.gz" if packed else f"{name}.warc")


async def replay(room: Room, request: Any) -> Response:
    """A capture shown again; a redirect leads to the nearest capture of where it pointed."""
    row = await room.ask(lambda c: find_capture(c, id_of(request)))

    def shown(connection: sqlite3.Connection) -> Response:
        unpacked = read_record(room.home, row, find_original(connection, row))
        place = unpacked.head.get("location")
        if place and unpacked.head.status in (301, 302, 303, 307, 308):
            return _follow(connection, row, place)
        return replay_answer(show(row, unpacked, lambda wanted: find_kept(connection, wanted, row["time"])))

    return await room.ask(shown, patient=True)


def _follow(connection: sqlite3.Connection, row: sqlite3.Row, place: str) -> Response:
    """To the nearest capture of where a redirect pointed; NotKept when that is not kept."""
    target = urls.join(row["url"], place)
    there = find_kept(connection, [target], row["time"]).replay(target) if target else None
    if there is None or there == f"/-/replay/{quote(row['id'], safe='')}/":
        raise NotKept(f"'{row['url'][:300]}' redirected to '{(target or place)[:300]}', which is not kept.")
    return redirect_answer(there)


async def replay_door(room: Room, request: Any) -> Response:
    """The same with the slash at the end."""
    return redirect_answer(f"/-/replay/{quote(id_of(request), safe='')}/")


async def nothing(room: Room, request: Any) -> Response:
    """Below our addresses, but none of them."""
    raise NotKept("There is no such page.")
