"""A page as the request wants it, and what a request may say: numbers, ids, choices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response
from jinja2 import Environment

from archive.site.answers import html_answer, json_answer, sheet_mark
from archive.site.phrases import PHRASES
from archive.site.room import Room

Handler = Callable[[Room, Any], Awaitable[Response]]

_environments: WeakKeyDictionary[Any, Environment] = WeakKeyDictionary()

SHEET = f"/-/room.css?{sheet_mark()}"


async def page_answer(room: Room, request: Any, page: Any, status: int = 200) -> Response:
    """``page`` as JSON, or as HTML by the template named after its class."""
    if (request.url_vars.get("form") or "") == ".json":
        return await room.make(lambda: json_answer(page, status))
    template = f"room/{type(page).__name__.removesuffix('Page').lower()}.html"
    context = {"page": page, "database": room.name, "sheet": SHEET}
    drawn = _environment(room.datasette).get_template(template)
    return html_answer(await room.make(lambda: drawn.render(context)), status)


def _environment(datasette: Any) -> Environment:
    """Jinja without async, which takes half the time of Datasette's for a long thread; its folders and filters."""
    theirs = datasette.get_jinja_environment() if hasattr(datasette, "get_jinja_environment") else datasette.jinja_env
    ours = _environments.get(datasette)
    if ours is None or ours.loader is not theirs.loader:
        ours = Environment(loader=theirs.loader, autoescape=True)
        ours.filters |= theirs.filters
        ours.globals |= PHRASES
        _environments[datasette] = ours
    return ours


def id_of(request: Any) -> str:
    """The id in the address."""
    return str(request.url_vars["id"])


def number_of(text: str | None, most: int) -> int:
    """The number of a page that was asked for: 1 to ``most``, 1 when it is no number."""
    asked = int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
    return max(min(asked, most), 1)
