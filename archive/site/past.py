"""Addresses of what was: histories of posts and blogs, and threads as they stood."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from archive.site.answers import text_answer
from archive.site.atom import print_feed
from archive.site.history import read_history_feed, read_history_page
from archive.site.pages import Handler, id_of, page_answer
from archive.site.room import Room
from archive.site.then import read_then

_ID = r"(?P<id>[^/]+?)"
_FORM = r"(?P<form>\.json)?$"


async def then(room: Room, request: Any, at: str) -> Response:
    """A post with its thread as it stood at ``at``."""
    page = await room.ask(lambda c: read_then(c, id_of(request), at), patient=True)
    return await page_answer(room, request, page)


async def history(room: Room, request: Any) -> Response:
    """What became of a post and its comments, or of a blog; ``?since=`` a day, ``?new=1`` with what is new."""
    kind, since = request.url_vars["kind"], request.args.get("since")
    with_new = kind == "post" or bool(request.args.get("new"))
    page = await room.ask(lambda c: read_history_page(c, kind, id_of(request), since, with_new=with_new), patient=True)
    return await page_answer(room, request, page)


async def history_feed(room: Room, request: Any) -> Response:
    """What changed in a blog, to subscribe to."""
    feed = await room.ask(lambda c: read_history_feed(c, id_of(request)), patient=True)
    root = str(room.datasette.absolute_url(request, "/"))
    return text_answer(print_feed(feed, root), "application/atom+xml")


PAGES: tuple[tuple[str, Handler], ...] = (
    (r"^/-/history/blog/" + _ID + r"\.atom$", history_feed),
    (r"^/-/history/(?P<kind>post|blog)/" + _ID + _FORM, history),
)
