"""Serves the archive to browsers: Datasette with our settings and our plugin, for this machine only."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import webbrowser
from collections.abc import Callable
from typing import Any

import uvicorn
from datasette.app import Datasette

from archive.db.connect import open_db
from archive.errors import BlogkeepError
from archive.home import Home

SETTINGS: dict[str, Any] = {
    "suggest_facets": False,  # a fresh suggestion for every table page costs ten times the page
    "default_page_size": 50,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 4,
    "max_returned_rows": 1000,
    "allow_download": False,  # a copy of a database that is being written is no backup
}


PUBLIC: dict[str, Any] = {
    "sql_time_limit_ms": 1000,
    "num_sql_threads": 8,
    "max_csv_mb": 10,
    "default_allow_sql": False,  # a stranger's query costs the whole house time; ours and the tables stay
}
"""What differs for strangers."""

OPEN_ROBOTS = "User-agent: *\nDisallow: /-/replay/\nDisallow: /-/search\nDisallow: /archive/\n"
"""Robots may read posts, not replays: a copy must not compete with what still stands."""

CLOSED_ROBOTS = "User-agent: *\nDisallow: /\n"

NOT_FOR_STRANGERS = ("notices", "schedules", "runs")
"""Tables that a public archive does not show: mail addresses of who is told, and what is planned."""


def public_metadata(home: Home, robots: str) -> dict[str, Any]:
    """What Datasette is told of an archive for strangers: what robots may read, and tables that are shut."""
    shut = {table: {"allow": False} for table in NOT_FOR_STRANGERS}
    return {"plugins": {"blogkeep": {"robots": robots}}, "databases": {home.db.stem: {"tables": shut}}}


def open_datasette(home: Home, *, public: bool = False, robots: bool = False) -> Any:
    """Datasette on this archive: ``archive.db`` as the database ``archive``, read only.

    ``public`` is for strangers: no SQL of their own, less time for a page, and a robots.txt that keeps robots out, or
    lets them read posts when ``robots`` is True.
    """
    open_db(home.db).close()
    settings = {**SETTINGS, **PUBLIC} if public else SETTINGS
    metadata = public_metadata(home, OPEN_ROBOTS if robots else CLOSED_ROBOTS) if public else None
    return Datasette([str(home.db)], settings=settings, metadata=metadata, memory=False)


def serve(
    home: Home,
    *,
    host: str,
    port: int,
    ready: Callable[[str], None],
    browse: bool = False,
    public: bool = False,
    robots: bool = False,
    root: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C. ``port`` 0 takes a free one; ``ready`` hears the address once it answers.

    ``root`` hears the address that logs in as the root actor, once. A crawl may go on meanwhile. BlogkeepError when
    the port is taken.
    """
    bound = _bind(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}/"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            settle()
            ready(address)
            if root is not None:
                root(login_address(datasette, address))
            if browse:
                webbrowser.open(address)

    with bound:
        datasette = open_datasette(home, public=public, robots=robots)
        app = datasette.app()
        config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=3)
        asyncio.run(Server(config).serve(sockets=[bound]))


def settle() -> None:
    """Tell Python's garbage collector that what is loaded by now stays.

    Else it looks through all of it (100,000 objects, 80 ms) whenever a few hundred pages' worth was made, and every
    reader waits.
    """
    gc.collect()
    gc.freeze()


def login_address(datasette: Any, address: str) -> str:
    """The address that logs in as Datasette's root actor: it works once, and says so in 0.65 and 1.0 alike."""
    if hasattr(datasette, "root_enabled"):
        datasette.root_enabled = True
    return f"{address}-/auth-token?token={datasette._root_token}"


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once only on sockets that say TCP; without it each answer waits 40 ms for the reader's nod
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise BlogkeepError(f"Port {port} on {host} is taken. Take a free one with: --port 0") from error
        what = f"Nobody can listen on {host}:{port} here ({error.strerror}). Try: --host 127.0.0.1"
        raise BlogkeepError(what) from error
    return bound
