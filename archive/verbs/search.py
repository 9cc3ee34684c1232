"""``blogkeep search``: posts and comments that hold some words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from archive.command import archive_option, json_option, open_rows
from archive.db.queries import find_blogs
from archive.terminal import say, say_json, unmark


@click.command()
@click.argument("words", nargs=-1, required=True)
@archive_option
@json_option
@click.option("--blog", metavar="URL", help="Only in this blog.")
@click.option("--kind", type=click.Choice(["post", "comment"]), help="Only posts, or only comments.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page of hits.")
def search(words: tuple[str, ...], archive: Path, as_json: bool, blog: str | None, kind: str | None, page: int) -> None:
    """Find posts and comments: all WORDS, "a phrase", a prefix*, -without.

    Best first when hits are few, newest first when they are many. Put -- before a word that begins with a
    minus.
    """
    from archive.site.seek import SearchPage, read_search

    _, db = open_rows(archive)
    db.conn.row_factory = sqlite3.Row
    blog_id = find_blogs(db, blog)[0].id if blog is not None else None
    found: SearchPage = read_search(db.conn, " ".join(words), blog_id, kind, str(page))
    if as_json:
        say_json({"words": found.words, "count": found.count, "many": found.many, "hits": found.hits})
        return
    for line in _iter_hits(found):
        say(line)


def _iter_hits(found: Any) -> Iterator[str]:
    more = "more than " if found.many else ""
    yield f"{more}{found.count} hits for: {found.words}"
    for hit in found.hits:
        when = hit.time.sentence or "no time told"
        yield ""
        yield f"{hit.kind} {hit.id}  {hit.author or 'nobody named'}, {when}: {unmark(hit.heading)}"
        yield f"  {unmark(hit.words)}"
