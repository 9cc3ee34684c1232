"""``blogkeep serve``: the archive in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import click

from archive.command import archive_option, json_option
from archive.home import open_home


@click.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is everywhere.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free port.")
@click.option("--open", "browse", is_flag=True, help="Open the archive in the browser.")
@click.option(
    "--root", is_flag=True, help="Print an address that logs in as root, once: who may change schedules from the site."
)
@click.option("--public", is_flag=True, help="For strangers: no SQL of their own, robots.txt keeps robots out.")
@click.option("--robots", type=click.Choice(["none", "posts"]), help="What robots may read of a --public archive.")
@json_option
def serve(
    archive: Path, host: str, port: int, browse: bool, root: bool, public: bool, robots: str | None, as_json: bool
) -> None:
    """Browse, search, query and replay the archive in a browser, until Ctrl-C.

    Nothing is written, but schedules by who has logged in with --root; a crawl may go on meanwhile.
    """
    from archive.serve import serve as serve_archive

    home = open_home(archive)

    def ready(address: str) -> None:
        if as_json:
            click.echo(json.dumps({"archive": str(home.root), "url": address}))
        else:
            click.echo(f"{home.root} is served at {address} (Ctrl-C ends)")

    if robots is not None and not public:
        raise click.UsageError("--robots is for --public: give both.")
    if root and public:
        raise click.UsageError("--root is not for --public: serve once more, for yourself, with --root.")

    def logs_in(address: str) -> None:
        click.echo(json.dumps({"root": address}) if as_json else f"To log in as root, once: {address}")

    serve_archive(
        home,
        host=host,
        port=port,
        ready=ready,
        browse=browse,
        public=public,
        robots=robots == "posts",
        root=logs_in if root else None,
    )
