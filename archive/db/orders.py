"""The order of day and month: what the blog's dates prove, and wall clocks of which their own page left it open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.claims import DAY_ONLY
from archive.db.rows import Table, chunks, load_rows, write_rows
from archive.db.zones import OF_BLOG, time_people_and_threads

_NUMERIC = "*[0-9]*[-./]*[0-9]*[-./]*[0-9]*"
"""What no date in numbers can be without (a pattern of SQLite's ``glob``)."""

_IS_SURE = f"""exists (
    select 1
    from json_each(witness, '$.by')
    where json_extract(json_each.value, '$[1].local') >= {DAY_ONLY}
  )"""

_STATED = "coalesce(json_extract(witness, '$.said_utc'), case when published_zone = 'stated' then published end)"

DATED = """
select distinct
  published_raw,
  case when {sure} then published_local end,
  {stated}
from {table}
where {blog}
  and published_raw glob :numeric
"""

OPEN = """
select
  id,
  published_raw,
  {stated},
  first_seen,
  published_local,
  json_extract(witness, '$.said_local') is not null
from {table}
where {blog}
  and ((published_raw glob :numeric and not {sure}) or json_extract(witness, '$.said_local') is not null)
order by id
"""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as printed, and what else is known of it: the wall clock if some witness left no doubt about it, and UTC
    if it was stated; both as rows keep them."""

    raw: str
    local: str | None
    utc: str | None


def find_dates(db: Database, blog_id: str) -> Iterator[Dated]:
    """The blog's printed dates that may be in numbers, each once."""
    for table, (_, blog) in OF_BLOG.items():
        sql = DATED.format(table=table, blog=blog, sure=_IS_SURE, stated=_STATED)
        for row in db.conn.execute(sql, {"blog_id": blog_id, "numeric": _NUMERIC}):
            yield Dated(*row)


def apply_order(db: Database, blog_id: str, read: Callable[[Dated, str], str | None]) -> int:
    """Read the blog's dates again of which the page left open what is day and what is month; answers how many changed.

    ``read`` gets such a date and when it was first seen, and gives the wall clock as rows keep it, None when it does
    not know better than the page. What the page gave is remembered in the row's ``witness`` (``said_local``, empty for
    nothing), and comes back when a later call knows no better. UTC worked out from the other clock is void.
    """
    changed = sum(_read_again(db, table, blog_id, read) for table in ("posts", "comments"))
    if changed:
        time_people_and_threads(db, blog_id)
    return changed


def _read_again(db: Database, table: Table, blog_id: str, read: Callable[[Dated, str], str | None]) -> int:
    sql = OPEN.format(table=table, blog=OF_BLOG[table][1], sure=_IS_SURE, stated=_STATED)
    rows = db.conn.execute(sql, {"blog_id": blog_id, "numeric": _NUMERIC}).fetchall()
    told: dict[str, str | None] = {}
    for one, raw, utc, first_seen, local, is_worked_out in rows:
        better = read(Dated(raw, None, utc), first_seen)
        if is_worked_out if better is None else better != local:
            told[one] = better
    changed = 0
    for some in chunks(told):
        kept = load_rows(db, table, some)
        for one, row in kept.items():
            row.work_out_local(told[one])
            changed += "published_local" in row.changed
        write_rows(db, table, kept.values())
    return changed
