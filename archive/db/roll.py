"""The roll of a blog's threads: for each what was promised and by whom, what is kept and which witness showed it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlite_utils import Database

THREADS = """
select
  posts.id, posts.url, posts.title, threads.promised, threads.promised_by, threads.kept, threads.pings, threads.deleted,
  threads.folded
from posts
join threads on threads.post_id = posts.id
where posts.blog_id = ?
"""

SHOWN = """
select thread_sources.post_id, thread_sources.source, thread_sources.comments
from posts
cross join thread_sources on thread_sources.post_id = posts.id
where posts.blog_id = ?
order by thread_sources.comments desc, thread_sources.source
"""

TOLD = """
select post_id, said_by, promised, capture_id
from (
  select promises.post_id, promises.said_by, promises.promised, promises.capture_id,
    max(promises.time || promises.capture_id)
  from posts
  cross join promises on promises.post_id = posts.id
  where posts.blog_id = ?
    and promises.said_of = 'comments'
  group by promises.post_id, promises.said_by
)
order by promised desc, said_by
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of the roll. ``told`` is who promises how many comments, the latest word of each; ``sources`` how many
    kind of witness showed; ``capture_id`` the capture that says ``promised`` (None, like it, when nobody does).
    ``cause`` is the first known cause of what is missing; ``folded`` are kept comments without their words.
    """

    post_id: str
    url: str | None
    title: str | None
    promised: int | None
    promised_by: str | None
    told: dict[str, int]
    kept: int
    pings: int
    deleted: int
    sources: dict[str, int]
    missing: int
    cause: str | None
    capture_id: str | None
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What each witness last said of how long a thread is, and the capture of the greatest figure."""

    counts: dict[str, int]
    captures: dict[str, str]


def read_shown(db: Database, blog_id: str) -> dict[str, dict[str, int]]:
    """By post: how many of its kept comments each kind of witness showed, the most first."""
    shown: dict[str, dict[str, int]] = defaultdict(dict)
    for post_id, source, comments in db.conn.execute(SHOWN, (blog_id,)):
        shown[post_id][source] = comments
    return dict(shown)


def read_told(db: Database, blog_id: str) -> dict[str, Told]:
    """By post: who promises how many comments, the greatest figure first."""
    told: dict[str, Told] = defaultdict(lambda: Told({}, {}))
    for post_id, said_by, promised, capture_id in db.conn.execute(TOLD, (blog_id,)):
        told[post_id].counts[said_by] = promised
        told[post_id].captures[said_by] = capture_id
    return dict(told)


def read_roll(db: Database, blog_id: str, causes: dict[str, str]) -> tuple[Thread, ...]:
    """Every thread of the blog, widest gaps first, then those without words. ``causes``: of the gaps, by post."""
    shown, told = read_shown(db, blog_id), read_told(db, blog_id)
    nobody = Told({}, {})
    roll = []
    rows = db.conn.execute(THREADS, (blog_id,)).fetchall()
    for post_id, url, title, promised, by, kept, pings, deleted, folded in rows:
        said = told.get(post_id, nobody)
        missing = max((promised or 0) - kept - pings - deleted, 0)
        roll.append(
            Thread(
                post_id, url, title, promised, by, said.counts, kept, pings, deleted, shown.get(post_id, {}), missing,
                causes.get(post_id), said.captures.get(by or ""), folded,
            )
        )  # fmt: skip
    return tuple(sorted(roll, key=lambda one: (-one.missing, -one.folded, one.url or "")))
