"""The reading room: Datasette's plugin. Only the hooks stand here; what they do is next door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pluggy import HookimplMarker

from archive.site.cells import show_cell
from archive.site.doors import guard_every_answer
from archive.site.history import tell_fate
from archive.site.labels import label, metadata_of, queries_of
from archive.site.names import language_name, platform_name
from archive.site.room import find_room
from archive.site.routes import iter_routes
from archive.site.times import FILTERS

hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes(datasette: Any) -> list[Any]:
    """Our pages."""
    return list(iter_routes(datasette))


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Descriptions and queries for Datasette 1.0, which wants to be told."""

    async def tell() -> None:
        room = find_room(datasette)
        if room is not None:
            await label(room)

    return tell


@hookimpl(optionalhook=True)
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Descriptions for Datasette 0.65, which asks."""
    room = find_room(datasette)
    return metadata_of(room) if room is not None else {}


@hookimpl(optionalhook=True)
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, str]]:
    """Queries for Datasette 0.65, which asks."""
    room = find_room(datasette)
    return queries_of(room, database) if room is not None else {}


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Words for times, platforms and languages in templates, and the ways home from Datasette's page of an error."""
    env.filters |= {**FILTERS, "platform": platform_name, "language": language_name, "fate": tell_fate}
    env.globals["ways_home"] = lambda: menu_links(datasette)


@hookimpl
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Cells of the archive's tables."""
    room = find_room(datasette)
    return show_cell(value, column, table) if room is not None and room.name == database else None


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """A way back from Datasette's pages."""
    if find_room(datasette) is None:
        return []
    return [{"href": "/", "label": "Reading room"}, {"href": "/-/search", "label": "Search the archive"}]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Headers that every answer of the house carries."""
    return guard_every_answer
