"""Questions that several verbs ask: which blog is meant, what is kept of an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.aliases import find_row
from archive.errors import NotKept
from archive.urls import key, plain, post_at

BLOGS = """
select id, home, title
from blogs
order by length(home) desc, home
"""

CAPTURES = """
select id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated, doubt
from captures
where url in ({marks})
order by time, id
"""

PROOF = """
select id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated, doubt
from captures
where id = (
  select capture_id from posts where id = ?1
  union all
  select capture_id from comments where id = ?1
  limit 1
)
"""


@dataclass(frozen=True, slots=True)
class BlogRow:
    """A blog as it is listed."""

    id: str
    home: str
    title: str | None


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """A capture as it is listed: when, what came, and the place of its bytes."""

    id: str
    url: str
    time: str
    status: int | None
    content_type: str | None
    digest: str
    warc: str
    offset: int
    length: int
    revisit_of: str | None
    truncated: str | None
    doubt: str | None


def list_blogs(db: Database) -> list[BlogRow]:
    """Every blog, the longest homes first."""
    return [BlogRow(*row) for row in db.conn.execute(BLOGS)]


def find_blogs(db: Database, words: str | None) -> list[BlogRow]:
    """The blogs that are meant: by id, by home, or the one that an address lies in; all when ``words`` is
    None.

    NotKept when there is none, with what there is.
    """
    blogs = list_blogs(db)
    if words is None:
        return blogs
    wanted = key(words if "://" in words else f"http://{words}")
    for blog in blogs:
        home = key(blog.home)
        if words == blog.id or wanted == home or wanted.startswith((f"{home}/", f"{home}?")):
            return [blog]
    known = ", ".join(blog.home for blog in blogs[:5]) or "none"
    raise NotKept(f"No blog is kept under '{words}'. Kept are: {known}. Try: blogkeep crawl {words}")


def find_captures(db: Database, url: str) -> list[CaptureRow]:
    """Every capture of an address, oldest first; http and https, with and without ``www.`` count as one."""
    forms = sorted(iter_forms(url))
    sql = CAPTURES.format(marks=",".join("?" * len(forms)))
    return [CaptureRow(*row) for row in db.conn.execute(sql, forms)]


def find_proof(db: Database, row_id: str) -> CaptureRow | None:
    """The capture that the body of a post or comment comes from; None when there is no such row."""
    row = db.conn.execute(PROOF, (find_row(db.conn, row_id),)).fetchone()
    return CaptureRow(*row) if row is not None else None


def iter_forms(url: str) -> Iterator[str]:
    """The addresses under which one page may have been captured."""
    first = plain(url if "://" in url else f"http://{url}") or url
    yield first
    _, separator, rest = first.partition("://")
    bare = rest.removeprefix("www.")
    if separator:
        for scheme in ("http", "https"):
            for host in (bare, f"www.{bare}"):
                yield f"{scheme}://{host}"


def post_id_of(url: str) -> str:
    """The id that the post at an address has, kept or not."""
    return post_at(url if "://" in url else f"http://{url}")
