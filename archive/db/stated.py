"""Times that pages state for machines (``datetime="…+00:00"``), and what feeds and APIs tell of the same moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.clock import Clock
from archive.db.claims import MACHINE, seconds
from archive.db.folds import Placed, place_all
from archive.db.merge import SOURCE_RANK
from archive.db.rows import Table, chunks, load_rows, write_rows
from archive.db.zones import CLOCK, OF_BLOG, RANK, time_people_and_threads

STAMPS = """
select id, published_local, coalesce(json_extract(witness, '$.said_utc'), published), published, published_zone,
  published_precision, json_extract(witness, '$.said_utc') is not null,
  (
    select sightings.published
    from sightings
    join captures on captures.id = sightings.capture_id
    where sightings.{owner} = {table}.id
      and sightings.source <> 'page'
      and sightings.published like '%Z'
    order by sightings.source, captures.time desc, captures.id desc
    limit 1
  ) as better
from {table}
where {blog}
  and published_local like :clock
  and (published_zone = 'stated' or json_extract(witness, '$.said_utc') is not null)
  and {rank} = :rank
order by id
"""

JUDGED = "select * from ({stamps}) where better is not null limit 20000"

ANY_DOUBTED = """
select 1
from {table}
where {blog}
  and witness like '%"said_utc":%'
limit 1
"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A row's time as its page states it for machines (``said``), its wall clock, and the same by a feed, an API or a
    comment system (``better``; None where none tells).

    ``now`` is what stands: UTC, how it is known, how exact, and whether the page is doubted.
    """

    table: Table
    id: str
    local: datetime
    said: datetime
    better: datetime | None
    now: tuple[str | None, str | None, str | None, bool]


def find_judged(db: Database, blog_id: str) -> list[Stamp]:
    """The blog's posts and comments whose time is best told by an attribute of a page that shows a wall clock too, and
    told by a better witness."""
    return [one for table in OF_BLOG for one in _find(db, table, blog_id, JUDGED)]


def is_any_doubted(db: Database, blog_id: str) -> bool:
    """Whether any of the blog's times was taken away from who told it."""
    questions = (ANY_DOUBTED.format(table=table, blog=blog) for table, (_, blog) in OF_BLOG.items())
    return any(db.conn.execute(sql, {"blog_id": blog_id}).fetchone() for sql in questions)


def _find(db: Database, table: Table, blog_id: str, sql: str = "{stamps}") -> list[Stamp]:
    owner, blog = OF_BLOG[table]
    sql = sql.format(stamps=STAMPS.format(table=table, owner=owner, blog=blog, rank=RANK.format(table=table)))
    found = []
    told = {"blog_id": blog_id, "clock": CLOCK, "rank": SOURCE_RANK["page"] + MACHINE}
    for one, local, said, utc, zone, precision, doubted, better in db.conn.execute(sql, told):
        times = (datetime.fromisoformat(local), _read(said), _read(better) if better else None)
        found.append(Stamp(table, one, *times, (utc, zone, precision, bool(doubted))))
    return found


def apply_doubt(db: Database, blog_id: str, clock: Clock | None, *, doubted: bool) -> int:
    """Where pages are ``doubted``, give their times the UTC of the better witness, else that of the blog's ``clock``
    (None: nobody knows); where they are not, what they state. Answers how many changed."""
    changed = 0
    for table in OF_BLOG:
        ours = _find(db, table, blog_id)
        alone = {one.id: one.local for one in ours if one.better is None} if doubted and clock else {}
        placed = place_all(db, table, alone, clock) if clock else {}
        wanted = {one.id: _want(one, placed.get(one.id, Placed(None)), doubted) for one in ours}
        due = [one.id for one in ours if wanted[one.id] != one.now]
        for some in chunks(due):
            kept = load_rows(db, table, some)
            for one, row in kept.items():
                utc, zone, precision, _ = wanted[one]
                if doubted:
                    row.work_out_utc(utc, zone, precision)
                else:
                    row.believe_utc()
            write_rows(db, table, kept.values())
        changed += len(due)
    if changed:
        time_people_and_threads(db, blog_id)
    return changed


def _want(one: Stamp, placed: Placed, doubted: bool) -> tuple[str | None, str, str | None, bool]:
    if not doubted:
        return (seconds(one.said), "stated", None, False)
    if one.better is not None:
        return (seconds(one.better), "stated", None, True)
    utc = seconds(placed.utc) if placed.utc else None
    return (utc, "inferred" if utc else "unknown", placed.precision, True)


def _read(utc: str) -> datetime:
    return datetime.fromisoformat(utc.replace("Z", "+00:00"))
