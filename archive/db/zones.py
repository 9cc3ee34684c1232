"""The blog's clock: times known both ways, and wall clocks turned into UTC once the zone is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlite_utils import Database

from archive.clock import Clock, read_clock
from archive.db.claims import seconds
from archive.db.people import name_people
from archive.db.rows import Table
from archive.errors import BlogkeepError

_CLOCK = "____-__-__T__:__:__"
"""A wall clock's time as rows keep it: no bare date, and no UTC, which has a Z."""

PAIRS = """
select distinct wall.published, stated.published
from {table}
join sightings wall on wall.{owner} = {table}.id and wall.published like :clock
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
  and published_local like :clock
  and (published_local || 'Z' = published) = :equal
order by 1, 2
limit 20000
"""

OF_BLOG: dict[Table, tuple[str, str]] = {
    "posts": ("post_id", "blog_id = :blog_id"),
    "comments": ("comment_id", "post_id in (select id from posts where blog_id = :blog_id)"),
}
"""For each table the column of ``sightings`` that names its rows, and what makes a row one of the blog's."""

UNPLACED = """
select id, published_local, published
from {table}
where {blog}
  and published_zone in ('unknown', 'inferred')
  and (published is not null or published_local like :clock)
  and not exists (
    select 1
    from json_each(witness, '$.by')
    where json_type(json_each.value, '$[1].published') is not null
  )
"""

PLACE = """
update {table}
set published = ?, published_zone = ?
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

    Bare dates are no clocks. A witness of which the clock equals UTC may say nothing of the blog's clock; that is for
    :func:`find_equal_pairs`.
    """
    return _iter_pairs(db, blog_id, (PAIRS, OWN_PAIRS), equal=False)


def find_equal_pairs(db: Database, blog_id: str) -> Iterator[tuple[datetime, datetime]]:
    """Like :func:`find_zone_pairs`, of posts and comments that are told with one and the same figures as wall clock
    and as UTC: London in winter, or a platform that calls every clock UTC."""
    return _iter_pairs(db, blog_id, (OWN_PAIRS,), equal=True)


def _iter_pairs(
    db: Database, blog_id: str, questions: Iterable[str], *, equal: bool
) -> Iterator[tuple[datetime, datetime]]:
    seen: set[tuple[str, str]] = set()
    told = {"blog_id": blog_id, "clock": _CLOCK, "equal": equal}
    for table, (owner, blog) in OF_BLOG.items():
        for question in questions:
            for pair in db.conn.execute(question.format(table=table, owner=owner, blog=blog), told):
                if pair not in seen:
                    seen.add(pair)
                    yield datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1].replace("Z", "+00:00"))


def apply_zone(db: Database, blog_id: str, words: str, confidence: float) -> int:
    """Give UTC to the blog's posts and comments of which only the wall clock is known; answers how many
    changed.

    ``words`` are an IANA zone or several in turn (as :mod:`archive.clock` writes them), ``confidence`` is from 0 to 1;
    both are kept with the blog. An hour that winter time repeats is taken the first time; a bare date has no UTC.
    What a witness stated is never touched, and a later statement wins over what was worked out here, so this may be
    done again at any time, with any zone. BlogkeepError for an unknown zone.
    """
    clock = read_clock(words)
    if clock is None:
        raise BlogkeepError(f"'{words}' is no time zone. Give an IANA name, as Europe/Berlin.")
    db.conn.execute(NAME_ZONE, (words, confidence, blog_id))
    return _place_all(db, blog_id, clock)


def forget_zone(db: Database, blog_id: str) -> int:
    """Take back what :func:`apply_zone` worked out, when nothing proves a zone any more; answers how many changed."""
    db.conn.execute(NAME_ZONE, (None, None, blog_id))
    return _place_all(db, blog_id, None)


def _place_all(db: Database, blog_id: str, clock: Clock | None) -> int:
    changed = sum(_place(db, table, blog_id, clock) for table in OF_BLOG)
    if changed:
        time_people_and_threads(db, blog_id)
    return changed


def time_people_and_threads(db: Database, blog_id: str) -> None:
    """Make true again what hangs from the times of the blog's rows: a thread's first and last, a person's latest."""
    db.conn.execute(TIME_THREADS, (blog_id,))
    name_people(db, [row[0] for row in db.conn.execute(SPEAKERS, {"blog_id": blog_id}).fetchall()])


def _place(db: Database, table: Table, blog_id: str, clock: Clock | None) -> int:
    sql = UNPLACED.format(table=table, blog=OF_BLOG[table][1])
    rows = db.conn.execute(sql, {"blog_id": blog_id, "clock": _CLOCK}).fetchall()
    placed = ((_utc(local, clock), one, published) for one, local, published in rows)
    changes = [(utc, "inferred" if utc else "unknown", one) for utc, one, published in placed if utc != published]
    db.conn.executemany(PLACE.format(table=table), changes)
    return len(changes)


def _utc(local: str | None, clock: Clock | None) -> str | None:
    """None for a bare date, without a clock, and at the edges of the calendar, where no UTC exists."""
    if clock is None or local is None or len(local) != len(_CLOCK):
        return None
    utc = clock.localise(datetime.fromisoformat(local))
    return seconds(utc) if utc else None
