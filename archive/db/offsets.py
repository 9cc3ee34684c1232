"""Offsets that were printed for people: what machines tell of them, and the times that rest on them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.clock import Clock
from archive.db.claims import MACHINE, seconds
from archive.db.folds import Placed, place_all
from archive.db.rows import Table, chunks, load_rows, write_rows
from archive.db.zones import CLOCK, OF_BLOG, RANK, time_people_and_threads

PROVEN = """
select distinct published_local, published_raw, published
from {table}
where {blog}
  and published_zone = 'stated'
  and published_local like :clock
  and published_raw is not null
  and {rank} >= :machine
order by 1, 2, 3
limit 20000
"""

RESTING = """
select id, published_local, published, published_precision, json_extract(witness, '$.said_utc') is not null
from {table}
where {blog}
  and published_local like :clock
  and (published_zone = 'stated' or json_extract(witness, '$.said_utc') is not null)
  and {rank} < :machine
order by id
"""


@dataclass(frozen=True, slots=True)
class Proven:
    """A time as printed, with its wall clock, and as a machine tells it (UTC)."""

    local: datetime
    raw: str
    utc: datetime


def has_resting(db: Database, blog_id: str) -> bool:
    """Whether any time of the blog rests on a printed offset alone."""
    return any(True for table in OF_BLOG for _ in _find_resting(db, table, blog_id))


def iter_proven(db: Database, blog_id: str) -> Iterator[Proven]:
    """The blog's printed times of which a machine tells the same moment."""
    for table in OF_BLOG:
        for local, raw, utc in db.conn.execute(*_question(PROVEN, table, blog_id)):
            told = datetime.fromisoformat(utc.replace("Z", "+00:00"))
            yield Proven(datetime.fromisoformat(local), raw, told)


def apply_doubt(db: Database, blog_id: str, clock: Clock | None) -> int:
    """Give times that rest on a printed offset the UTC that the blog's ``clock`` gives (None: nobody knows), because
    machines contradict such offsets; answers how many changed.

    What was printed is remembered in the row's ``witness`` (``said_utc``).
    """
    return _apply(db, blog_id, lambda table, clocks: place_all(db, table, clocks, clock) if clock else {}, doubted=True)


def drop_doubt(db: Database, blog_id: str) -> int:
    """Believe printed offsets again; answers how many times changed."""
    return _apply(db, blog_id, lambda table, clocks: {}, doubted=False)


Place = Callable[[Table, Mapping[str, datetime]], Mapping[str, Placed]]


def _apply(db: Database, blog_id: str, place: Place, *, doubted: bool) -> int:
    changed = 0
    for table in OF_BLOG:
        found = _find_resting(db, table, blog_id)
        placed = place(table, {one: datetime.fromisoformat(local) for one, local, *_ in found})
        told: dict[str, tuple[str | None, str | None]] = {}
        for one, _, published, precision, is_doubted in found:
            now = placed.get(one, Placed(None))
            utc = seconds(now.utc) if now.utc else None
            if bool(is_doubted) != doubted or (doubted and (utc, now.precision) != (published, precision)):
                told[one] = (utc, now.precision)
        for some in chunks(told):
            kept = load_rows(db, table, some)
            for one, row in kept.items():
                utc, precision = told[one]
                if doubted:
                    row.work_out_utc(utc, "inferred" if utc else "unknown", precision)
                else:
                    row.believe_utc()
            write_rows(db, table, kept.values())
        changed += len(told)
    if changed:
        time_people_and_threads(db, blog_id)
    return changed


def _find_resting(db: Database, table: Table, blog_id: str) -> list[tuple[str, str, str | None, str | None, int]]:
    return db.conn.execute(*_question(RESTING, table, blog_id)).fetchall()


def _question(sql: str, table: Table, blog_id: str) -> tuple[str, dict[str, str | int]]:
    sql = sql.format(table=table, blog=OF_BLOG[table][1], rank=RANK.format(table=table))
    return sql, {"blog_id": blog_id, "clock": CLOCK, "machine": MACHINE}
