"""Tallies: what stood in the archive of a blog when a crawl ended, to compare the next crawl with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.db.stamps import stamp

COUNT = """
select
  (select count(*) from posts where blog_id = :blog),
  (
    select count(*)
    from posts
    join addresses on addresses.blog_id = posts.blog_id and addresses.url = posts.url
    where posts.blog_id = :blog
      and addresses.outcome = 'gone'
  ),
  (
    select coalesce(sum(threads.kept + threads.pings + threads.deleted), 0)
    from threads
    join posts on posts.id = threads.post_id
    where posts.blog_id = :blog
  ),
  (
    select coalesce(sum(threads.promised), 0)
    from threads
    join posts on posts.id = threads.post_id
    where posts.blog_id = :blog
  ),
  (select coalesce(sum(missing), 0) from missing_comments where blog_id = :blog)
"""

SAVE = """
insert into tallies (crawl_id, blog_id, time, posts, gone, comments, promised, missing)
values (?, ?, ?, ?, ?, ?, ?, ?)
on conflict (crawl_id) do update set
  time = excluded.time,
  posts = excluded.posts,
  gone = excluded.gone,
  comments = excluded.comments,
  promised = excluded.promised,
  missing = excluded.missing
"""

OF_CRAWL = """
select posts, gone, comments, promised, missing
from tallies
where crawl_id = ?
"""

BEST = """
select min(tallies.gone), min(tallies.missing)
from tallies
join crawls on crawls.id = tallies.crawl_id
where tallies.blog_id = :blog
  and tallies.time < :before
  and crawls.outcome = 'finished'
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of a blog: ``posts``, those of them that answer 404 or 410 by now (``gone``), ``comments`` (pings
    and tombstones too), comments ``promised`` by all threads together, and how many of them are ``missing``."""

    posts: int
    gone: int
    comments: int
    promised: int
    missing: int


def count_tally(db: Database, blog_id: str) -> Tally:
    """The tally of a blog as its rows stand."""
    return Tally(*db.conn.execute(COUNT, {"blog": blog_id}).fetchone())


def save_tally(db: Database, blog_id: str, crawl_id: str, now: datetime) -> None:
    """Write the blog's tally down for the crawl that ends now. The caller commits."""
    tally = count_tally(db, blog_id)
    values = (tally.posts, tally.gone, tally.comments, tally.promised, tally.missing)
    db.conn.execute(SAVE, (crawl_id, blog_id, stamp(now), *values))


def find_tally(db: Database, crawl_id: str) -> Tally | None:
    """The tally that stood when a crawl ended; None when none was written (it died, or is older than tallies)."""
    row = db.conn.execute(OF_CRAWL, (crawl_id,)).fetchone()
    return Tally(*row) if row else None


def find_least(db: Database, blog_id: str, before: str) -> tuple[int, int] | None:
    """The fewest posts gone and the fewest comments missing that a finished crawl before this time ended with.

    None when there was no such crawl.
    """
    gone, missing = db.conn.execute(BEST, {"blog": blog_id, "before": before}).fetchone()
    return None if gone is None else (gone, missing)
