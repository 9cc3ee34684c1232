"""Addresses that were left out on purpose: by robots.txt, by the crawl's own options, as traps, as private; and why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

LEFT_OUT = """
select outcome, reason, url, addresses
from (
  select
    outcome, coalesce(reason, outcome) as reason, url, id,
    count(*) over (partition by outcome, coalesce(reason, outcome)) as addresses,
    row_number() over (partition by outcome, coalesce(reason, outcome) order by id) as rank
  from addresses
  where blog_id = ?
    and state = 'refused'
    and outcome in ('robots', 'excluded', 'private', 'trap')
)
where rank <= 5
order by case outcome when 'robots' then 1 when 'excluded' then 2 when 'private' then 3 else 4 end, addresses desc,
  reason, rank
limit 500
"""

LEFT_OUT_WORDS = {
    "robots": "robots.txt forbids them, and it was obeyed",
    "excluded": "the crawl was told to leave them out",
    "private": "they lead into a private network",
    "trap": "they have no end or no worth (calendars, print views, reply links)",
}
"""Why addresses were left out, for people."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Addresses that were left out for one reason: how many, and the first that were found."""

    outcome: str
    reason: str
    addresses: int
    first: tuple[str, ...]


def read_left_out(db: Database, blog_id: str) -> tuple[LeftOut, ...]:
    """What of a blog was left out on purpose, robots.txt first, then the most; at most a hundred reasons and more."""
    found: dict[tuple[str, str], LeftOut] = {}
    for outcome, reason, url, addresses in db.conn.execute(LEFT_OUT, (blog_id,)):
        known = found.get((outcome, reason))
        first = (*known.first, url) if known else (url,)
        found[outcome, reason] = LeftOut(outcome, reason, addresses, first)
    return tuple(found.values())
