"""History as a page: what became of a post and its comments, or what changed in a blog, the newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from archive.days import read_start
from archive.db.changes import ALL_TIME, ChangeRow, Whose, count_changes, read_changes
from archive.errors import NotKept
from archive.site.atom import MOST, Entry, Feed
from archive.site.changes import Piece, compare
from archive.site.memory import remember
from archive.site.talk import shorten

MOST_LINES = 200

OWNER: dict[Whose, str] = {
    "post": "select coalesce(p.title, p.url), b.id, coalesce(b.title, b.home) from posts p "
    "join blogs b on b.id = p.blog_id where p.id = ?",
    "blog": "select coalesce(title, home), id, coalesce(title, home) from blogs where id = ?",
}

WORDS = {
    "new": "first seen",
    "edited": "rewritten",
    "vanished": "vanished",
    "unseen": "not seen since",
    "tombstoned": "marked as deleted",
    "back": "back again",
    "gone": "gone",
    "moved": "moved",
    "redirected": "redirected to what is not kept",
    "closed": "closed for comments",
    "opened": "opened for comments",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was seen to change, in words; ``pieces``: the way from the old words to the new ones."""

    change: ChangeRow
    words: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What changed in a blog or under a post (``kind``), the newest MOST_LINES; ``counts`` of each sort.

    ``since``: the day from which on, None for all of it. ``with_new``: what was seen for the first time is told too.
    """

    title: str
    kind: Whose
    id: str
    blog_id: str
    blog_title: str
    since: str | None
    with_new: bool
    counts: dict[str, int]
    lines: tuple[Line, ...]
    more: bool


def tell_fate(what: str) -> str:
    """What became of something, in the words of a page."""
    return WORDS.get(what, what)


def read_history_page(
    connection: sqlite3.Connection, kind: Whose, id: str, since: str | None, *, with_new: bool
) -> HistoryPage:
    """The history of a post or blog; NotKept when there is none, BadDate for a ``since`` that is no date."""
    title, blog_id, blog_title = _owner(connection, kind, id)
    start = read_start(since) if since else ALL_TIME
    asked = ("history", kind, id, start, with_new)
    rows, counts = remember(
        connection,
        asked,
        lambda: (
            read_changes(connection, kind, id, start, most=MOST_LINES + 1, new=with_new),
            count_changes(connection, kind, id, start),
        ),
    )
    return HistoryPage(
        title=title,
        kind=kind,
        id=id,
        blog_id=blog_id,
        blog_title=blog_title,
        since=since or None,
        with_new=with_new,
        counts=counts,
        lines=tuple(_line(row) for row in rows[:MOST_LINES]),
        more=len(rows) > MOST_LINES,
    )


def read_history_feed(connection: sqlite3.Connection, id: str) -> Feed:
    """What became of a blog's posts and comments, to subscribe to; what is new has a feed of its own."""
    title, _, _ = _owner(connection, "blog", id)
    rows = read_changes(connection, "blog", id, most=MOST, new=False)
    path = f"-/history/blog/{quote(id, safe='')}"
    return Feed(f"What changed in {title}", f"{path}.atom", path, tuple(map(_entry, rows)))


def _entry(row: ChangeRow) -> Entry:
    thing = f"a comment by {row.author or 'nobody named'} on " if row.comment_id else ""
    where = shorten(row.title or row.url, 80)
    told = [("Before: ", row.before), ("Now: ", row.after), ("Not sure: ", row.why)]
    return Entry(
        kind="change",
        id=f"{row.what}/{row.comment_id or row.post_id}/{row.capture_id}",
        post_id=row.post_id,
        author=row.author,
        published=None,
        first_seen=row.time,
        text="\n\n".join(f"{name}{words}" for name, words in told if words),
        title=f"{tell_fate(row.what).capitalize()}: {thing}{where}",
        moment=row.time,
    )


def _line(row: ChangeRow) -> Line:
    edited = row.what == "edited"
    pieces = compare(row.before or "", row.after or "") if edited else ()
    return Line(row, tell_fate(row.what), pieces)


def _owner(connection: sqlite3.Connection, kind: Whose, id: str) -> tuple[str, str, str]:
    row = connection.execute(OWNER[kind], (id,)).fetchone()
    if row is None:
        raise NotKept(f"No {kind} is kept under the id '{id[:80]}'.")
    return row[0], row[1], row[2]
