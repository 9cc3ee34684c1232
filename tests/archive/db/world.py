"""A small world for tests of the rows: captures, readings as normalizing leaves them, tables as values."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.models import Blog, Capture, Comment, Moment, Post, Promise, Reading, Source
from archive.urls import key, stable_id

HOME = "http://blog.example/"
URL = "http://blog.example/2006/01/hello.html"
START = datetime(2026, 1, 1, tzinfo=UTC)

DERIVED = (
    "blogs",
    "captures",
    "people",
    "posts",
    "comments",
    "joined",
    "copies",
    "tags",
    "links",
    "versions",
    "sightings",
    "promises",
    "thread_sources",
    "threads",
    "looks",
    "events",
)


@cache
def _empty() -> bytes:
    db = open_db(":memory:")
    return db.conn.serialize()


def new_db() -> Database:
    """An empty archive in memory (the schema is made once and copied)."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_empty())
    connection.execute("pragma foreign_keys = on")
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def capture(number: int, url: str = URL, *, minutes: int | None = None) -> Capture:
    """The ``number``-th capture, taken ``minutes`` (default: number) after the start."""
    time = START + timedelta(minutes=number if minutes is None else minutes)
    return Capture(f"capture-{number:04}", url, time, 200, "text/html", "sha1:AAAA", "a.warc.gz", number * 100, 99)


def post_id(url: str = URL) -> str:
    return stable_id("post", key(url))


def post(url: str = URL, **more: Any) -> Post:
    more.setdefault("text", more.get("html"))
    return Post(url=url, id=post_id(url), **more)


def comment(source_id: str | None, text: str | None = "words", url: str = URL, **more: Any) -> Comment:
    """A comment as normalizing leaves it; ``n`` counts equal ones before it when it has no id."""
    number = more.pop("n", 0)
    author = more.get("author")
    system = more.get("system", "native")
    if source_id:
        comment_id = stable_id("comment", post_id(url), system, source_id)
    else:
        words = (" ".join((part or "").casefold().split()) for part in (author, text))
        comment_id = stable_id("comment", post_id(url), system, "unnamed", *words, str(number))
    html = f"<p>{text}</p>" if text is not None else None
    return Comment(source_id=source_id, id=comment_id, post_id=post_id(url), html=html, text=text, **more)


def numbered(comments: list[Comment]) -> tuple[Comment, ...]:
    """The comments of one witness: those without an id are told apart by how many equal ones stand before."""
    seen: Counter[tuple[str | None, str | None]] = Counter()
    result = []
    for one in comments:
        if one.source_id is None:
            same = (one.author, one.text)
            parts = ("native", "unnamed", *((p or "").casefold() for p in same), str(seen[same]))
            seen[same] += 1
            one = Comment(**{**_fields(one), "id": stable_id("comment", post_id(), *parts)})
        result.append(one)
    return tuple(result)


def _fields(one: Comment) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Comment.__dataclass_fields__}


def utc(*parts: int) -> Moment:
    """A time with a stated zone."""
    time = datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
    return Moment(None, time.isoformat(), time, None, "stated")


def wall(*parts: int) -> Moment:
    """A wall clock without a zone."""
    return Moment("some day", None, None, datetime(*parts), "unknown")  # type: ignore[arg-type]  # noqa: DTZ001


def day(*parts: int) -> Moment:
    """A bare date."""
    return Moment("some day", None, None, datetime(*parts), "unknown", day_only=True)  # type: ignore[arg-type]  # noqa: DTZ001


def printed(words: str, local: tuple[int, ...] | None, **more: Any) -> Moment:
    """A date in numbers as a page gives it; ``local`` is how it was understood there."""
    if local is None:
        return Moment(words, **more)
    return Moment(words, None, None, datetime(*local), "unknown", **more)  # type: ignore[arg-type]  # noqa: DTZ001


def reading(
    *comments: Comment,
    source: Source = "page",
    posts: tuple[Post, ...] = (),
    promised: tuple[Promise, ...] = (),
    url: str = URL,
    about: str | None = URL,
    **more: Any,
) -> Reading:
    return Reading(
        url,
        source,
        "typepad",
        "modern",
        posts=posts,
        comments=comments,
        promised=promised,
        about=about,
        **more,
    )


def save(db: Database, *pairs: tuple[Capture, Reading]) -> str:
    """Save readings in this order, each in its own transaction; answers the blog's id."""
    with transaction(db):
        blog_id = save_blog(db, Blog(HOME))
    for one, said in pairs:
        with transaction(db):
            save_capture(db, one, blog_id)
            save_reading(db, said, one, blog_id)
    return blog_id


def rows(db: Database, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    return db.execute(sql, parameters).fetchall()


def tables(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All derived rows as values, without the local places in the search index."""
    found = {}
    for table in DERIVED:
        columns = [c.name for c in db[table].columns if c.name not in ("number", "next_look")]
        found[table] = sorted(rows(db, f"select {', '.join(columns)} from {table}"), key=repr)
    return found
