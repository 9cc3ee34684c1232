"""A blog's life: what is counted over all of it, looked up once for each state of the archive."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.db.changes import read_changes
from archive.site.chart import Chart, draw
from archive.site.entries import HAS_A_GAP, HAS_COMMENTS, MOST_DISCUSSED, WIDEST_GAP, Entry, read_posts
from archive.site.memory import remember
from archive.site.talk import Remark, read_remark
from archive.site.times import now

POSTS_BY_MONTH = """
select substr(moment, 1, 7) as month, count(*) as count
from posts
where blog_id = ?
group by month
order by month
"""

COMMENTS_BY_MONTH = """
select substr(c.moment, 1, 7) as month, count(*) as count
from posts p
join comments c on c.post_id = p.id
where p.blog_id = ?
group by month
order by month
"""
"""Deleted ones too: so the index alone answers, without a look at a million rows."""

LATELY = """
select
  c.id, c.post_id, c.kind, c.author, c.published, c.published_local, c.published_raw, c.published_zone,
  c.published_precision,
  substr(c.text, 1, 400) as text, p.title as post_title, p.blog_id, b.title as blog_title, b.home as blog_home
from (
  select t.post_id
  from threads t
  join posts p on p.id = t.post_id
  where p.blog_id = :blog
  order by t.last_comment desc
  limit :count
) lively
join comments c on c.post_id = lively.post_id
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
where c.moment <= :now
  and c.deleted = 0
order by c.moment desc
limit :count
"""

AUTHORS = """
select author as words, count(*) as count
from posts
where blog_id = ?
  and author is not null
group by author
order by count desc, author
limit 20
"""

TAGS = """
select g.name as words, count(distinct g.post_id) as count
from posts p
join tags g on g.post_id = p.id
where p.blog_id = ?
group by g.name
order by count desc, g.name
limit 30
"""

TALKERS = """
select c.author_id as id, max(c.author) as name, count(*) as comments, max(c.by_post_author) as author
from posts p
join comments c on c.post_id = p.id
where p.blog_id = ?
  and c.author_id is not null
  and c.kind = 'comment'
  and c.deleted = 0
group by c.author_id
order by comments desc, name
limit 12
"""

CAPTURED = """
select count(*) as count, min(time) as first, max(time) as last, count(doubt) as doubted
from captures
where blog_id = ?
"""

COVERAGE = """
with told (promised, kept, pings, deleted) as (
  select t.promised, t.kept, t.pings, t.deleted
  from threads t
  join posts p on p.id = t.post_id
  where p.blog_id = ?1
  union all
  select promised, 0, 0, 0
  from unkept_threads
  where blog_id = ?1
)
select
  count(*) as threads,
  sum(promised is not null) as promising,
  coalesce(sum(promised), 0) as promised,
  coalesce(sum(kept), 0) as kept,
  coalesce(sum(pings), 0) as pings,
  coalesce(sum(deleted), 0) as deleted,
  sum(promised is not null and promised <= kept + pings + deleted) as whole,
  coalesce(sum(max(coalesce(promised, 0) - kept - pings - deleted, 0)), 0) as missing
from told
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a blog's threads promised, those of posts that are not kept among them, and what is kept of it.

    ``promising`` ones say how much there is.
    """

    threads: int
    promising: int
    whole: int
    promised: int
    kept: int
    pings: int
    deleted: int
    missing: int


@dataclass(frozen=True, slots=True)
class Group:
    """An author or a tag, with the number of posts."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Talker:
    """Somebody who talks here. ``author``: the platform marks comments as the post author's own."""

    id: str
    name: str | None
    comments: int
    author: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What became lately (``what``: edited, vanished, …) of a comment, or of the post when ``comment_id`` is None."""

    what: str
    comment_id: str | None
    post_id: str
    title: str | None
    author: str | None
    time: str


@dataclass(frozen=True, slots=True)
class Captured:
    """The captures of a blog: how many, from when to when, how many were not understood."""

    count: int
    first: str | None
    last: str | None
    doubted: int


@dataclass(frozen=True, slots=True)
class Life:
    """What is counted over a whole blog; it costs a look at every row."""

    talk: tuple[Remark, ...]
    posts_by: dict[str, int]
    undated: int
    authors: tuple[Group, ...]
    tags: tuple[Group, ...]
    talkers: tuple[Talker, ...]
    changes: tuple[Change, ...]
    captured: Captured
    coverage: Coverage
    discussed: tuple[Entry, ...]
    gaps: tuple[Entry, ...]
    chart: Chart | None


def read_life(connection: sqlite3.Connection, id: str) -> Life:
    """What is counted over the blog with this id."""
    return remember(connection, ("life", id), lambda: _read_life(connection, id))


def _read_life(connection: sqlite3.Connection, id: str) -> Life:
    posts_by = _counts(connection, POSTS_BY_MONTH, id)
    undated = posts_by.pop("", 0)
    comments_by = _counts(connection, COMMENTS_BY_MONTH, id)
    comments_by.pop("", 0)
    talk = connection.execute(LATELY, {"blog": id, "count": 10, "now": now()})
    return Life(
        talk=tuple(read_remark(row) for row in talk),
        posts_by=posts_by,
        undated=undated,
        authors=tuple(Group(*row) for row in connection.execute(AUTHORS, (id,))),
        tags=tuple(Group(*row) for row in connection.execute(TAGS, (id,))),
        talkers=tuple(
            Talker(row["id"], row["name"], row["comments"], bool(row["author"]))
            for row in connection.execute(TALKERS, (id,))
        ),
        changes=tuple(
            Change(row.what, row.comment_id, row.post_id, row.title, row.author, row.time)
            for row in read_changes(connection, "blog", id, most=10, new=False)
        ),
        captured=Captured(*connection.execute(CAPTURED, (id,)).fetchone()),
        coverage=_read_coverage(connection, id),
        discussed=read_posts(connection, id, HAS_COMMENTS, MOST_DISCUSSED, 10),
        gaps=read_posts(connection, id, HAS_A_GAP, WIDEST_GAP, 10),
        chart=draw(posts_by, comments_by),
    )


def _read_coverage(connection: sqlite3.Connection, blog: str) -> Coverage:
    row = connection.execute(COVERAGE, (blog,)).fetchone()
    return Coverage(**{name: row[name] or 0 for name in Coverage.__dataclass_fields__})


def _counts(connection: sqlite3.Connection, sql: str, blog: str) -> dict[str, int]:
    return {row["month"] or "": row["count"] for row in connection.execute(sql, (blog,))}
