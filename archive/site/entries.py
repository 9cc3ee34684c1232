"""Entries: posts on a list, each with what is kept and missing of its thread."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.site.times import Told, told

POSTS_OF = """
select
  p.id, p.title, p.url, p.author, p.published, p.published_local, p.published_raw, p.published_zone,
  p.published_precision,
  t.promised, coalesce(t.kept, 0) as kept, coalesce(t.pings, 0) as pings, coalesce(t.deleted, 0) as deleted
from posts p
left join threads t on t.post_id = p.id
where p.blog_id = :blog
  and {which}
order by {order}
limit :count offset :skip
"""
BY_AUTHOR = "p.author = :author"
WITH_TAG = "exists (select 1 from tags g where g.post_id = p.id and g.name = :tag)"
IN_SPAN = "p.moment >= :since and p.moment < :until"
UNDATED = "p.moment is null"
NEWEST_FIRST = "p.moment desc, p.id"
MOST_DISCUSSED = "t.kept desc, p.id"
WIDEST_GAP = "t.promised - t.kept - t.pings - t.deleted desc, p.id"
HAS_COMMENTS = "t.kept > 0"
HAS_A_GAP = "t.promised > t.kept + t.pings + t.deleted"


@dataclass(frozen=True, slots=True)
class Entry:
    """A post on a list. ``missing`` counts comments promised and not kept; ``promised`` None: nobody says."""

    id: str
    title: str | None
    url: str
    author: str | None
    time: Told
    promised: int | None
    kept: int
    pings: int
    missing: int


def read_posts(
    connection: sqlite3.Connection, blog: str, which: str, order: str, count: int, skip: int = 0, **asked: str
) -> tuple[Entry, ...]:
    """The posts of a blog that WHICH names, in an order, after ``skip`` others, ``count`` at most."""
    sql = POSTS_OF.format(which=which, order=order)
    rows = connection.execute(sql, {"blog": blog, "count": count, "skip": skip, **asked})
    return tuple(read_entry(row) for row in rows)


def read_entry(row: sqlite3.Row) -> Entry:
    """A post on a list, from a row of posts joined with its thread."""
    there = row["kept"] + row["pings"] + row["deleted"]
    return Entry(
        row["id"],
        row["title"],
        row["url"],
        row["author"],
        told(row),
        row["promised"],
        row["kept"],
        row["pings"],
        max((row["promised"] or 0) - there, 0),
    )
