"""A blog's page: its life as a chart, its posts by year and month, who spoke last, what is missing."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from archive.errors import NotKept
from archive.site.chart import Chart
from archive.site.entries import BY_AUTHOR, IN_SPAN, NEWEST_FIRST, UNDATED, WITH_TAG, Entry, read_posts
from archive.site.life import Captured, Change, Coverage, Group, Talker, read_life
from archive.site.pages import number_of
from archive.site.talk import Remark

_SPAN = re.compile(r"[0-9]{4}(?:-[0-9]{2})?|undated")

MOST_POSTS = 100
MOST_PAGES = 500
"""Posts on one page, and pages of them."""

BLOG = """
select id, home, title, description, platform, language, zone, zone_confidence
from blogs
where id = ?
"""


@dataclass(frozen=True, slots=True)
class BlogPage:
    """What stands on a blog's page. ``span``: the year or month of ``posts``, 'undated' or None.

    With ``author`` or ``tag``, ``posts`` are theirs and ``span`` is None.
    """

    title: str
    id: str
    home: str
    description: str | None
    platform: str | None
    language: str | None
    zone: str | None
    zone_confidence: float | None
    years: dict[str, int]
    months: dict[str, int]
    undated: int
    span: str | None
    author: str | None
    tag: str | None
    number: int
    posts: tuple[Entry, ...]
    more: bool
    talk: tuple[Remark, ...]
    authors: tuple[Group, ...]
    tags: tuple[Group, ...]
    talkers: tuple[Talker, ...]
    changes: tuple[Change, ...]
    captured: Captured
    discussed: tuple[Entry, ...]
    coverage: Coverage
    gaps: tuple[Entry, ...]
    chart: Chart | None


def read_blog(
    connection: sqlite3.Connection, id: str, span: str | None, author: str | None, tag: str | None, page: str | None
) -> BlogPage:
    """A blog's page with the posts of ``span`` ('2005', '2005-03', 'undated'; None: its newest year).

    With ``author`` or ``tag`` (or both) theirs instead, of any time. ``page`` is the number of a page of posts.
    """
    number = number_of(page, MOST_PAGES)
    blog = connection.execute(BLOG, (id,)).fetchone()
    if blog is None:
        raise NotKept(f"No blog is kept under the id '{id[:80]}'.")
    life = read_life(connection, id)
    years: dict[str, int] = {}
    for month, count in life.posts_by.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    newest = next(reversed(years), "undated" if life.undated else None)
    chosen = None if author or tag else span if span and _SPAN.fullmatch(span) else newest
    skip = (number - 1) * MOST_POSTS
    if author or tag:
        posts = _posts_by(connection, id, author, tag, skip)
    else:
        posts = _posts_of_span(connection, id, chosen, skip)
    return BlogPage(
        title=blog["title"] or blog["home"],
        id=id,
        home=blog["home"],
        description=blog["description"],
        platform=blog["platform"],
        language=blog["language"],
        zone=blog["zone"],
        zone_confidence=blog["zone_confidence"],
        years=years,
        months={month: count for month, count in life.posts_by.items() if chosen and month[:4] == chosen[:4]},
        undated=life.undated,
        span=chosen,
        author=author or None,
        tag=tag or None,
        number=number,
        posts=posts[:MOST_POSTS],
        more=len(posts) > MOST_POSTS and number < MOST_PAGES,
        talk=life.talk,
        authors=life.authors,
        tags=life.tags,
        talkers=life.talkers,
        changes=life.changes,
        captured=life.captured,
        discussed=life.discussed,
        coverage=life.coverage,
        gaps=life.gaps,
        chart=life.chart,
    )


def _posts_by(
    connection: sqlite3.Connection, blog: str, author: str | None, tag: str | None, skip: int
) -> tuple[Entry, ...]:
    which = " and ".join(sql for sql, asked in ((BY_AUTHOR, author), (WITH_TAG, tag)) if asked)
    asked = {name: value for name, value in (("author", author), ("tag", tag)) if value}
    return read_posts(connection, blog, which, NEWEST_FIRST, MOST_POSTS + 1, skip, **asked)


def _posts_of_span(connection: sqlite3.Connection, blog: str, span: str | None, skip: int) -> tuple[Entry, ...]:
    if span is None:
        return ()
    if span == "undated":
        return read_posts(connection, blog, UNDATED, NEWEST_FIRST, MOST_POSTS + 1, skip)
    # every moment of a span starts with its letters, and '~' sorts after all of them
    return read_posts(connection, blog, IN_SPAN, NEWEST_FIRST, MOST_POSTS + 1, skip, since=span, until=span + "~")
