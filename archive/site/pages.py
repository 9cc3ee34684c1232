"""A page as the request wants it, and what a request may say: numbers, ids, choices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Response

from archive.site.answers import html_answer, json_answer, sheet_mark
from archive.site.room import Room

Handler = Callable[[Room, Any], Awaitable[Response]]

SHEET = f"/-/room.css?{sheet_mark()}"


async def page_answer(room: Room, request: Any, page: Any, status: int = 200) -> Response:
    """``page`` as JSON, or as HTML by the template named after its class."""
    if (request.url_vars.get("form") or "") == ".json":
        return json_answer(page, status)
    template = f"room/{type(page).__name__.removesuffix('Page').lower()}.html"
    context = {"page": page, "database": room.name, "sheet": SHEET}
    return html_answer(await room.datasette.render_template(template, context, request=request), status)


def id_of(request: Any) -> str:
    """The id in the address."""
    return str(request.url_vars["id"])


def number_of(text: str | None, most: int) -> int:
    """The number of a page that was asked for: 1 to ``most``, 1 when it is no number."""
    asked = int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
    return max(min(asked, most), 1)
