"""What a blog's feeds can teach, what they taught, and which captures were read by it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from sqlite_utils import Database

from archive.db.captures import COLUMNS
from archive.db.stamps import unstamp
from archive.models import Capture
from archive.urls import post_at

UNREAD = f"""
select {COLUMNS}
from captures
where blog_id = :blog
  and status = 200
  and revisit_of is null
  and (
    exists (
      select 1
      from taught
      where taught.capture_id = captures.id
    )
    or (adapter = 'generic' or doubt = 'layout unknown')
    and layout <> 'generic-index'
    and not exists (
      select 1
      from sightings
      where sightings.capture_id = captures.id
        and sightings.comment_id is not null
    )
  )
order by digest, time, id
"""

TOLD_BY = """
select post_id, capture_id, max(time || capture_id)
from (
  select
    comments.post_id,
    coalesce(sightings.as_id, sightings.comment_id) as told,
    sightings.capture_id,
    captures.time
  from comments
  join posts on posts.id = comments.post_id
  join sightings on sightings.comment_id = comments.id
  join captures on captures.id = sightings.capture_id
  where posts.blog_id = :blog
    and sightings.source in ('feed', 'api')
    and captures.status = 200
    and captures.revisit_of is null
)
group by post_id, told
"""

CAPTURE = f"""
select {COLUMNS}
from captures
where id = ?
"""

FIND = """
select wrapper, author, body, anchor, sure, taught, told, feeds, made_from
from lessons
where blog_id = ?
"""

SAVE = """
insert or replace into lessons (blog_id, wrapper, author, body, anchor, sure, taught, told, feeds, made_from)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

DROP = "delete from lessons where blog_id = ?"

FORGET = "delete from taught where blog_id = ?"

TAUGHT = """
select capture_id, comments
from taught
where blog_id = ?
"""

NOTE = """
insert into taught (capture_id, blog_id, comments)
values (?, ?, ?)
"""

OF_CAPTURE = """
select taught.comments, lessons.wrapper, lessons.author, lessons.body, lessons.anchor, lessons.sure, lessons.taught,
  lessons.told, lessons.feeds, lessons.made_from
from taught
join lessons on lessons.blog_id = taught.blog_id
where taught.capture_id = ?
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that nobody read who knows its layout, and on which no comment was found but by the blog's lesson."""

    capture: Capture
    post_id: str


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson as it is kept: its shapes as JSON, how sure it is and what it was learnt from."""

    wrapper: str
    author: str | None
    body: str | None
    anchor: str | None
    sure: float
    taught: int
    told: int
    feeds: int
    made_from: str

    @property
    def rule(self) -> tuple[str | None, ...]:
        """What decides how a page is read."""
        return (self.wrapper, self.author, self.body, self.anchor)


def iter_unread(db: Database, blog_id: str) -> Iterator[Unread]:
    """The blog's pages, lists of posts left out, that showed no comment to a reader who did not know them.

    In an order of their own: it is the same whenever they were captured, and whether a lesson read them already.
    """
    for row in db.execute(UNREAD, {"blog": blog_id}).fetchall():
        yield Unread(_capture(row), post_at(row[1]))


def find_told(db: Database, blog_id: str) -> dict[str, set[str]]:
    """For each post the captures of feeds and APIs that tell its comments, of each comment the last one."""
    found: dict[str, set[str]] = {}
    for post_id, capture_id, _ in db.execute(TOLD_BY, {"blog": blog_id}):
        found.setdefault(post_id, set()).add(capture_id)
    return found


def find_capture(db: Database, id: str) -> Capture:
    """A capture that is known to be there."""
    return _capture(db.execute(CAPTURE, [id]).fetchone())


def fingerprint(*groups: list[str]) -> str:
    """A fingerprint of lists of ids, in whatever order they are."""
    told = "\x1e".join("\x1f".join(sorted(group)) for group in groups)
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def find_lesson(db: Database, blog_id: str) -> LessonRow | None:
    """The lesson by which the blog's pages were read last; None when there is none."""
    row = db.execute(FIND, [blog_id]).fetchone()
    return LessonRow(*row) if row is not None else None


def save_lesson(db: Database, blog_id: str, lesson: LessonRow | None) -> None:
    """Keep a lesson in place of the one before, inside the caller's transaction; None: nothing is taught any more.

    Captures that another rule read count as unread: withdraw first what it found in them.
    """
    before = find_lesson(db, blog_id)
    if before is not None and (lesson is None or lesson.rule != before.rule):
        db.conn.execute(FORGET, (blog_id,))
    if lesson is None:
        db.conn.execute(DROP, (blog_id,))
    else:
        db.conn.execute(SAVE, (blog_id, *astuple(lesson)))


def find_taught(db: Database, blog_id: str) -> dict[str, int]:
    """The captures that the blog's lesson has read, and how many comments it found in each."""
    return dict(db.execute(TAUGHT, [blog_id]).fetchall())


def note_taught(db: Database, capture_id: str, blog_id: str, comments: int) -> None:
    """A capture was read by its blog's lesson."""
    db.conn.execute(NOTE, (capture_id, blog_id, comments))


def find_teacher(db: Database, capture_id: str) -> tuple[int, LessonRow] | None:
    """How many comments a lesson found in a capture, and the lesson; None when none read it."""
    row = db.execute(OF_CAPTURE, [capture_id]).fetchone()
    return (row[0], LessonRow(*row[1:])) if row is not None else None


def _capture(row: Any) -> Capture:
    time = unstamp(row[2])
    assert time is not None, "captures.time is not null"
    return Capture(row[0], row[1], time, *row[3:])
