"""The blog's clock: times known both ways, and wall clocks turned into UTC once the zone is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils import Database

from archive.db.claims import seconds
from archive.db.people import name_people
from archive.errors import BlogkeepError

PAIRS = """
select distinct wall.published, stated.published
from {table}
join sightings wall on wall.{owner} = {table}.id and wall.published not like '%Z'
join sightings stated on stated.{owner} = {table}.id and stated.published like '%Z'
where {table}.{blog}
order by 1, 2
limit 20000
"""

OWN_PAIRS = """
select distinct published_local, published
from {table}
where {table}.{blog}
  and published_zone = 'stated'
  and published_local || 'Z' != published
order by 1, 2
limit 20000
"""

_OF_BLOG = {
    "posts": ("post_id", "blog_id = :blog_id"),
    "comments": ("comment_id", "post_id in (select id from posts where blog_id = :blog_id)"),
}

UNPLACED = """
select id, published_local, published
from {table}
where {blog}
  and published_local is not null
  and published_zone in ('unknown', 'inferred')
  and not exists (
    select 1
    from json_each(witness, '$.by')
    where json_type(json_each.value, '$[1].published') is not null
  )
"""

PLACE = """
update {table}
set published = ?, published_zone = 'inferred'
where id = ?
"""

NAME_ZONE = """
update blogs
set zone = ?, zone_confidence = ?
where id = ?
"""

TIME_THREADS = """
update threads
set (first_comment, last_comment) = (
  select min(moment), max(moment)
  from comments
  where comments.post_id = threads.post_id
)
where post_id in (select id from posts where blog_id = ?)
"""

SPEAKERS = """
select author_id from posts where blog_id = :blog_id and author_id is not null
union
select author_id
from comments
where post_id in (select id from posts where blog_id = :blog_id)
  and author_id is not null
"""


def find_zone_pairs(db: Database, blog_id: str) -> Iterator[tuple[datetime, datetime]]:
    """The same moments as the blog's naive wall clock and as aware UTC, from posts and comments seen both
    ways.

    A witness whose clock equals UTC says nothing of the blog's clock and is left out.
    """
    seen: set[tuple[str, str]] = set()
    for table, (owner, blog) in _OF_BLOG.items():
        for question in (PAIRS, OWN_PAIRS):
            sql = question.format(table=table, owner=owner, blog=blog)
            for pair in db.conn.execute(sql, {"blog_id": blog_id}):
                if pair not in seen:
                    seen.add(pair)
                    yield (
                        datetime.fromisoformat(pair[0]),
                        datetime.fromisoformat(pair[1].replace("Z", "+00:00")),
                    )


def apply_zone(db: Database, blog_id: str, name: str, confidence: float) -> int:
    """Give UTC to the blog's posts and comments of which only the wall clock is known; answers how many
    changed.

    ``name`` is an IANA zone, ``confidence`` from 0 to 1; both are kept with the blog. An hour that winter
    time repeats is taken the first time. What a witness stated is never touched, and a later statement wins
    over what was worked out here, so this may be done again at any time, with any zone. BlogkeepError for
    an unknown zone.
    """
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BlogkeepError(f"'{name}' is no time zone. Give an IANA name, as Europe/Berlin.") from error
    db.conn.execute(NAME_ZONE, (name, confidence, blog_id))
    changed = sum(_place(db, table, blog_id, zone) for table in _OF_BLOG)
    if changed:
        db.conn.execute(TIME_THREADS, (blog_id,))
        name_people(db, [row[0] for row in db.conn.execute(SPEAKERS, {"blog_id": blog_id}).fetchall()])
    return changed


def _place(db: Database, table: str, blog_id: str, zone: ZoneInfo) -> int:
    sql = UNPLACED.format(table=table, blog=_OF_BLOG[table][1])
    rows = db.conn.execute(sql, {"blog_id": blog_id}).fetchall()
    placed = ((_utc(local, zone), one, published) for one, local, published in rows)
    changes = [(utc, one) for utc, one, published in placed if utc is not None and utc != published]
    db.conn.executemany(PLACE.format(table=table), changes)
    return len(changes)


def _utc(local: str, zone: ZoneInfo) -> str | None:
    """None at the edges of the calendar, where no UTC exists."""
    try:
        return seconds(datetime.fromisoformat(local).replace(tzinfo=zone, fold=0).astimezone(UTC))
    except (OverflowError, ValueError):
        return None
