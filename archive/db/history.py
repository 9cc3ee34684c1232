"""What an address was through time: its captures, and what its post and comments said before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.queries import CaptureRow, find_captures, post_id_of
from archive.errors import NotKept

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
    """All that is known of an address through time."""

    url: str
    post_id: str | None
    captures: tuple[CaptureRow, ...]
    versions: tuple[VersionRow, ...]
    deleted: tuple[Tombstone, ...]


def read_history(db: Database, url: str) -> History:
    """The history of an address; NotKept when nothing of it is kept."""
    captures = find_captures(db, url)
    post = db.conn.execute(POST, (post_id_of(url),)).fetchone()
    if post is not None and not captures:
        captures = find_captures(db, post[1])
    if post is None and not captures:
        raise NotKept(
            f"Nothing is kept of '{url}'. Try: blogkeep crawl {url}, or blogkeep import FILE.warc.gz"
        )
    post_id = post[0] if post is not None else None
    versions = db.conn.execute(VERSIONS, (post_id,)).fetchall()
    deleted = db.conn.execute(DELETED, (post_id,)).fetchall()
    return History(
        url,
        post_id,
        tuple(captures),
        tuple(VersionRow(*row) for row in versions),
        tuple(Tombstone(*row) for row in deleted),
    )
