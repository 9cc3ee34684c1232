"""What an address was through time: its captures, and what its post and comments said before."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlite_utils import Database

from archive.db.aliases import find_address
from archive.db.changes import ALL_TIME, ChangeRow, count_changes, read_changes
from archive.db.past import ThreadThen, read_thread_at
from archive.db.queries import BlogRow, CaptureRow, find_captures, list_blogs, post_id_of
from archive.errors import NotKept
from archive.urls import key

POST = """
select id, url, title, first_seen, last_seen, capture_id
from posts
where id = ?
"""

VERSIONS = """
select 'post', versions.post_id, posts.author, versions.title, versions.text, versions.first_seen,
  versions.last_seen, versions.capture_id
from versions
join posts on posts.id = versions.post_id
where versions.post_id = ?1
union all
select 'comment', versions.comment_id, comments.author, versions.title, versions.text, versions.first_seen,
  versions.last_seen, versions.capture_id
from comments
join versions on versions.comment_id = comments.id
where comments.post_id = ?1
order by 6, 2, 7
"""

DELETED = """
select id, author, moment, text, last_seen
from comments
where post_id = ?
  and deleted = 1
order by moment, id
"""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a post or comment (``of``, ``id``) said between two captures, before it said something else."""

    of: str
    id: str
    author: str | None
    title: str | None
    text: str | None
    first_seen: str
    last_seen: str
    capture_id: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A comment of which the platform says that it was deleted; ``text`` is what it said, when that was
    kept.
    """

    id: str
    author: str | None
    moment: str | None
    text: str | None
    last_seen: str


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of an address through time: ``since`` a moment (UTC), or from the beginning (None).

    ``changes`` are the newest of what became of the post and its comments, ``counts`` how many there are of each sort.
    """

    url: str
    post_id: str | None
    captures: tuple[CaptureRow, ...]
    versions: tuple[VersionRow, ...]
    deleted: tuple[Tombstone, ...]
    changes: tuple[ChangeRow, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    since: str | None = None


@dataclass(frozen=True, slots=True)
class BlogHistory:
    """What changed in a blog ``since`` a moment (UTC; None: from the beginning), and counts of each sort."""

    blog: BlogRow
    since: str | None
    changes: tuple[ChangeRow, ...]
    counts: dict[str, int]


def read_history(db: Database, url: str, since: str | None = None, most: int = -1) -> History:
    """The history of an address, or of the post of a comment that is named by its id; NotKept when nothing of it is
    kept. ``most`` changes (-1: all)."""
    url = find_address(db.conn, url)
    captures = find_captures(db, url)
    post = db.conn.execute(POST, (post_id_of(url),)).fetchone()
    if post is not None and not captures:
        captures = find_captures(db, post[1])
    if post is None and not captures:
        raise NotKept(_nothing(url))
    post_id = post[0] if post is not None else None
    start = since or ALL_TIME
    versions = (VersionRow(*row) for row in db.conn.execute(VERSIONS, (post_id,)))
    deleted = (Tombstone(*row) for row in db.conn.execute(DELETED, (post_id,)))
    return History(
        url,
        post_id,
        tuple(one for one in captures if one.time >= start),
        tuple(one for one in versions if one.last_seen >= start),
        tuple(one for one in deleted if one.last_seen >= start),
        read_changes(db.conn, "post", post_id, start, most=most) if post_id is not None else (),
        count_changes(db.conn, "post", post_id, start) if post_id is not None else {},
        since,
    )


def find_home(db: Database, url: str) -> BlogRow | None:
    """The blog whose home an address is; None when it is none's."""
    wanted = key(url if "://" in url else f"http://{url}")
    return next((blog for blog in list_blogs(db) if key(blog.home) == wanted or blog.id == url), None)


def read_blog_history(db: Database, blog: BlogRow, since: str | None = None, most: int = -1) -> BlogHistory:
    """What changed in a blog; ``most`` changes (-1: all)."""
    start = since or ALL_TIME
    changes = read_changes(db.conn, "blog", blog.id, start, most=most)
    return BlogHistory(blog, since, changes, count_changes(db.conn, "blog", blog.id, start))


def read_past(db: Database, url: str, at: str) -> ThreadThen:
    """The post at an address and its thread as they stood at ``at`` (UTC). NotKept when no post is kept there."""
    post_id = post_id_of(url)
    if db.conn.execute(POST, (post_id,)).fetchone() is None:
        blog = find_home(db, url)
        hint = f" '{url}' is a blog; name one of its posts." if blog is not None else ""
        raise NotKept(f"No post is kept under '{url}'.{hint} What changed in a blog: blogkeep history URL --since DATE")
    return read_thread_at(db.conn, post_id, at)


def _nothing(url: str) -> str:
    return f"Nothing is kept of '{url}'. Try: blogkeep crawl {url}, or blogkeep import FILE.warc.gz"
