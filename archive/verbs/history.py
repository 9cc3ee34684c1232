"""``blogkeep history``: what changed, and how a thread stood on a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from archive.command import archive_option, json_option, open_rows
from archive.days import read_end, read_start
from archive.db.history import find_home, read_blog_history, read_history, read_past
from archive.terminal import say, say_json


@click.command()
@click.argument("url")
@archive_option
@json_option
@click.option("--at", metavar="DATE", help="The thread as it stood then; a bare day means its end.")
@click.option("--since", metavar="DATE", help="Only what was captured since then.")
@click.option("--most", type=click.IntRange(min=0), default=200, show_default=True, help="So many changes; 0 is all.")
def history(url: str, archive: Path, as_json: bool, at: str | None, since: str | None, most: int) -> None:
    """Show a post, an address or a blog through time, as captures prove it.

    Of a post: its captures, what it and its comments said before, what vanished, came back, was deleted. Of a blog (its
    home): what changed. With --at a post and its thread as they stood. Dates are UTC unless they name a zone: 2019,
    2019-05, 2019-05-01, 2019-05-01T14:30, 2019-05-01T14:30+02:00.
    """
    from archive.timeline import iter_blog_history, iter_history, iter_thread

    if at is not None and since is not None:
        raise click.UsageError("--at shows one moment, --since a stretch of time: give one of them.")
    when = read_end(at) if at is not None else None
    start = read_start(since) if since is not None else None
    _, db = open_rows(archive)
    if when is not None:
        then = read_past(db, url, when)
        lines: Iterator[str] = iter_thread(then)
        found: object = then
    elif (blog := find_home(db, url)) is not None:
        changed = read_blog_history(db, blog, start, most or -1)
        found, lines = changed, iter_blog_history(changed)
    else:
        known = read_history(db, url, start, most or -1)
        found, lines = known, iter_history(known)
    if as_json:
        say_json(found)
        return
    for line in lines:
        say(line)
