"""What a blog's feeds can teach: its comments as they tell them, and its pages on which no comment was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.captures import COLUMNS
from archive.db.ledger import unstamp
from archive.models import Capture, Comment
from archive.urls import key

POSTS = """
select id, url
from posts
where blog_id = ?
order by id
"""

UNREAD = f"""
select {COLUMNS}
from captures
where blog_id = :blog
  and status = 200
  and revisit_of is null
  and (adapter = 'generic' or doubt = 'layout unknown')
  and layout <> 'generic-index'
  and not exists (
    select 1
    from sightings
    where sightings.capture_id = captures.id
      and sightings.comment_id is not null
  )
order by digest, time, id
"""

TAUGHT = """
select comments.post_id, comments.source_id, comments.author, comments.text
from comments
join posts on posts.id = comments.post_id
where posts.blog_id = :blog
  and comments.system = 'native'
  and comments.text is not null
  and exists (
    select 1
    from sightings
    where sightings.comment_id = comments.id
      and sightings.source in ('feed', 'api')
  )
order by comments.post_id, comments.id
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A page on which no comment was found, read by nobody who knows its layout. ``post_id`` None: no row knows it."""

    capture: Capture
    post_id: str | None
    post_url: str


def iter_unread(db: Database, blog_id: str) -> Iterator[Unread]:
    """The blog's pages, lists of posts left out, that showed no comment to a reader who did not know them.

    In an order of their own: it is the same whenever they were captured.
    """
    posts = {key(url): (id, url) for id, url in db.execute(POSTS, [blog_id])}
    for row in db.execute(UNREAD, {"blog": blog_id}).fetchall():
        post, time = posts.get(key(row[1]), (None, row[1])), unstamp(row[2])
        if time is not None:
            yield Unread(Capture(row[0], row[1], time, *row[3:]), *post)


def find_taught(db: Database, blog_id: str) -> dict[str, tuple[Comment, ...]]:
    """For each post the comments that a feed or API of the blog tells: who wrote what."""
    found: dict[str, list[Comment]] = {}
    for post, source_id, author, text in db.execute(TAUGHT, {"blog": blog_id}):
        found.setdefault(post, []).append(Comment(source_id=source_id, author=author, text=text))
    return {post: tuple(comments) for post, comments in found.items()}
