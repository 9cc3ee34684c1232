"""What changed: the lines of the view ``changes`` of a blog or a post, with names and titles, the newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

Whose = Literal["blog", "post"]

EVENTS = """
select
  changes.time, changes.what, changes.post_id, changes.comment_id, posts.title, posts.url,
  iif(changes.comment_id is null, posts.author, comments.author), changes.before, changes.after, changes.why,
  changes.last_capture_id, changes.capture_id, last.time
from changes
join posts on posts.id = changes.post_id
left join comments on comments.id = changes.comment_id
left join captures last on last.id = changes.last_capture_id
where changes.{whose}_id = :id
  and changes.time >= :since
  and changes.what <> 'new'
order by changes.time desc
limit :most
"""

NEW_POSTS = """
select
  first_seen, 'new', id, null, title, url, author, null, substr(text, 1, 1000), null, null,
  (
    select sightings.capture_id
    from sightings
    join captures on captures.id = sightings.capture_id
    where sightings.post_id = posts.id
    order by captures.time, captures.id
    limit 1
  ),
  null
from posts
where {whose} = :id
  and first_seen >= :since
order by first_seen desc, id
limit :most
"""

NEW_COMMENTS = """
select
  comments.first_seen, 'new', posts.id, comments.id, posts.title, posts.url, comments.author, null, comments.text, null,
  null,
  (
    select sightings.capture_id
    from sightings
    join captures on captures.id = sightings.capture_id
    where sightings.comment_id = comments.id
    order by captures.time, captures.id
    limit 1
  ),
  null
from (
  select threads.post_id
  from posts
  join threads on threads.post_id = posts.id
  where posts.{whose} = :id
    and threads.last_new >= :since
  order by threads.last_new desc
  limit :most
) grown
join posts on posts.id = grown.post_id
join comments on comments.post_id = grown.post_id
where comments.first_seen >= :since
order by comments.first_seen desc, comments.id
limit :most
"""
"""Only the threads that grew last are looked into: as many as lines are wanted are enough."""

COUNTS: dict[Whose, str] = {
    "blog": """
select 'new posts', count(*) from posts where blog_id = :id and first_seen >= :since
union all
select 'new comments', count(*)
from posts
join threads on threads.post_id = posts.id and threads.last_new >= :since
join comments on comments.post_id = posts.id and comments.first_seen >= :since
where posts.blog_id = :id
union all
select events.what, count(*)
from posts
join events on events.post_id = posts.id
where posts.blog_id = :id
  and events.time >= :since
group by events.what
""",
    "post": """
select 'new comments', count(*) from comments where post_id = :id and first_seen >= :since
union all
select what, count(*) from events where post_id = :id and time >= :since group by what
""",
}

_COLUMN: dict[Whose, str] = {"blog": "blog_id", "post": "id"}
ALL_TIME = "0000"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that was seen to change, proved by ``capture_id`` at ``time`` (UTC).

    ``title`` and ``url`` are the post's. ``last_time`` and ``last_capture_id``: when and by what the state before was
    last seen; it changed in between. ``why``: why it is not sure; None when it is.
    """

    time: str
    what: str
    post_id: str
    comment_id: str | None
    title: str | None
    url: str
    author: str | None
    before: str | None
    after: str | None
    why: str | None
    last_capture_id: str | None
    capture_id: str
    last_time: str | None


def read_changes(
    connection: sqlite3.Connection,
    whose: Whose,
    id: str,
    since: str = ALL_TIME,
    *,
    most: int = -1,
    new: bool = True,
) -> tuple[ChangeRow, ...]:
    """What changed in a blog or under a post since a moment (UTC), the newest first, ``most`` of it (-1: all).

    Without ``new`` only what became of posts and comments that were known.
    """
    asked = {"id": id, "since": since, "most": most}
    arms = (EVENTS, NEW_POSTS, NEW_COMMENTS) if new else (EVENTS,)
    names = {EVENTS: whose}
    rows = [
        ChangeRow(*row)
        for sql in arms
        for row in connection.execute(sql.format(whose=names.get(sql, _COLUMN[whose])), asked)
    ]
    rows.sort(key=lambda row: (row.what, row.post_id, row.comment_id or ""))
    rows.sort(key=lambda row: row.time, reverse=True)
    return tuple(rows if most < 0 else rows[:most])


def count_changes(connection: sqlite3.Connection, whose: Whose, id: str, since: str = ALL_TIME) -> dict[str, int]:
    """How many of each sort: 'new posts', 'new comments', and the names of events; only what there is."""
    rows = connection.execute(COUNTS[whose], {"id": id, "since": since})
    return {what: count for what, count in rows if count}
