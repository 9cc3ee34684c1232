"""The blog's clock: times known both ways, and wall clocks turned into UTC once the zone is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlite_utils import Database

from archive.clock import Clock, read_clock
from archive.db.claims import MACHINE, seconds
from archive.db.folds import Placed, place_all
from archive.db.people import name_people
from archive.db.rows import Table
from archive.errors import BlogkeepError

RANK = """(
    select json_extract(json_each.value, '$[1].published')
    from json_each({table}.witness, '$.by')
    where json_type(json_each.value, '$[1].published') is not null
  )"""
"""The rank of who told a row's UTC."""

CLOCK = "____-__-__T__:__:__"
"""A wall clock's time as rows keep it: no bare date, and no UTC, which has a Z."""

PAIRS = """
select distinct wall.published, stated.published
from {table}
join sightings wall on wall.{owner} = {table}.id and wall.published like :clock
join sightings stated on stated.{owner} = {table}.id and stated.published like '%Z'
where {table}.{blog}
  and (:printed or (stated.published = {table}.published and {rank} >= :machine))
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
  and (:printed or {rank} >= :machine)
order by 1, 2
limit 20000
"""

OF_BLOG: dict[Table, tuple[str, str]] = {
    "posts": ("post_id", "blog_id = :blog_id"),
    "comments": ("comment_id", "post_id in (select id from posts where blog_id = :blog_id)"),
}
"""For each table the column of ``sightings`` that names its rows, and what makes a row one of the blog's."""

UNPLACED = """
select id, published_local, published, published_precision
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
set published = ?, published_zone = ?, published_precision = ?
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


def find_zone_pairs(db: Database, blog_id: str, *, printed: bool = True) -> Iterator[tuple[datetime, datetime]]:
    """The same moments as the blog's naive wall clock and as aware UTC, from posts and comments seen both
    ways.

    Unless ``printed``, what rests on an offset that was printed for people is left out. Bare dates are no clocks. A
    witness of which the clock equals UTC may say nothing of the blog's clock; that is for
    :func:`find_equal_pairs`.
    """
    return _iter_pairs(db, blog_id, (PAIRS, OWN_PAIRS), equal=False, printed=printed)


def find_equal_pairs(db: Database, blog_id: str, *, printed: bool = True) -> Iterator[tuple[datetime, datetime]]:
    """Like :func:`find_zone_pairs`, of posts and comments that are told with one and the same figures as wall clock
    and as UTC: London in winter, or a platform that calls every clock UTC."""
    return _iter_pairs(db, blog_id, (OWN_PAIRS,), equal=True, printed=printed)


def _iter_pairs(
    db: Database, blog_id: str, questions: Iterable[str], *, equal: bool, printed: bool
) -> Iterator[tuple[datetime, datetime]]:
    seen: set[tuple[str, str]] = set()
    told = {"blog_id": blog_id, "clock": CLOCK, "equal": equal, "printed": printed, "machine": MACHINE}
    for table, (owner, blog) in OF_BLOG.items():
        for question in questions:
            rank = RANK.format(table=table)
            for pair in db.conn.execute(question.format(table=table, owner=owner, blog=blog, rank=rank), told):
                if pair not in seen:
                    seen.add(pair)
                    yield datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1].replace("Z", "+00:00"))


def apply_zone(db: Database, blog_id: str, words: str, confidence: float) -> int:
    """Give UTC to the blog's posts and comments of which only the wall clock is known; answers how many
    changed.

    ``words`` are an IANA zone or several in turn (as :mod:`archive.clock` writes them), ``confidence`` is from 0 to 1;
    both are kept with the blog. In an hour that the clock repeated or skipped, see :mod:`archive.db.folds`; a bare date
    has no UTC.
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
    rows = db.conn.execute(sql, {"blog_id": blog_id, "clock": CLOCK}).fetchall()
    clocks = {one: datetime.fromisoformat(local) for one, local, *_ in rows if local and len(local) == len(CLOCK)}
    placed = place_all(db, table, clocks, clock) if clock else {}
    changes = []
    for one, _, published, precision in rows:
        now = placed.get(one, Placed(None))
        utc = seconds(now.utc) if now.utc else None
        if (utc, now.precision) != (published, precision):
            changes.append((utc, "inferred" if utc else "unknown", now.precision, one))
    db.conn.executemany(PLACE.format(table=table), changes)
    return len(changes)
