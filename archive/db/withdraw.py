"""Withdraws all rows of one blog, so that its captures can be read again; other blogs' rows stay."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.captures import COLUMNS
from archive.db.people import DROP_PERSON, name_people
from archive.db.stamps import unstamp
from archive.models import Capture

READ = f"""
select blog_id, {COLUMNS}
from captures
where adapter is not null
  and blog_id is not null
  and (
    blog_id = :blog
    or id in (
      select sightings.capture_id
      from posts
      join sightings on sightings.post_id = posts.id
      where posts.blog_id = :blog
      union
      select sightings.capture_id
      from posts
      join comments on comments.post_id = posts.id
      join sightings on sightings.comment_id = comments.id
      where posts.blog_id = :blog
    )
  )
order by time, id
"""

PEOPLE = """
select author_id
from posts
where blog_id = :blog
  and author_id is not null
union
select comments.author_id
from comments
join posts on posts.id = comments.post_id
where posts.blog_id = :blog
  and comments.author_id is not null
"""

OF_CAPTURES = "capture_id in (select id from captures where blog_id = :blog and adapter is not null)"
OF_POSTS = "post_id in (select id from posts where blog_id = :blog)"
OF_COMMENTS = (
    "comment_id in (select comments.id from comments join posts on posts.id = comments.post_id"
    " where posts.blog_id = :blog)"
)
HANGING = f"{OF_CAPTURES} or {OF_POSTS} or {OF_COMMENTS}"

CLEAR = (
    "delete from taught where blog_id = :blog",
    "delete from lessons where blog_id = :blog",
    f"delete from events where {OF_POSTS}",
    f"delete from looks where {OF_CAPTURES}",
    f"delete from sightings where {HANGING}",
    f"delete from versions where {HANGING}",
    f"delete from links where {HANGING}",
    "delete from promises where blog_id = :blog",
    f"delete from thread_sources where {OF_POSTS}",
    f"delete from threads where {OF_POSTS}",
    f"delete from tags where {OF_POSTS}",
    f"delete from joined where {OF_POSTS}",
    f"delete from copies where {OF_POSTS}",
    f"delete from comments where {OF_POSTS}",
    "delete from posts where blog_id = :blog",
)


@dataclass(frozen=True, slots=True)
class ReadCapture:
    """A capture that was read for rows, and the blog it belongs to."""

    capture: Capture
    blog_id: str


def find_read(db: Database, blog_id: str) -> list[ReadCapture]:
    """The captures that were read for the blog's rows, other blogs' that saw some of them too, the oldest first."""
    found = []
    for row in db.execute(READ, {"blog": blog_id}).fetchall():
        time = unstamp(row[3])
        assert time is not None, "captures.time is not null"
        found.append(ReadCapture(Capture(row[1], row[2], time, *row[4:]), row[0]))
    return found


def clear_blog(db: Database, blog_id: str) -> None:
    """Drop what captures say of the blog's posts and comments, inside the caller's transaction.

    Captures and media stay, and what answers without a page say (gone, moved). Read again what :func:`find_read`
    gave before.
    """
    people = [person for (person,) in db.execute(PEOPLE, {"blog": blog_id})]
    db.execute("pragma defer_foreign_keys = on")
    for statement in CLEAR:
        db.conn.execute(statement, {"blog": blog_id})
    db.conn.executemany(DROP_PERSON, ((person,) for person in people))
    left = [one for one in people if db.execute("select 1 from people where id = ?", [one]).fetchone()]
    name_people(db, left)
