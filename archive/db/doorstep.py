"""The doorstep: what a blog's home answered when it was last asked, followed through its moves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.doubts import trusted
from archive.urls import host_of

HOME = """
select addresses.url, addresses.outcome, addresses.status, addresses.reason, addresses.capture_id,
  addresses.last_tried, captures.doubt, captures.adapter, captures.layout
from addresses
left join captures on captures.id = addresses.capture_id
where addresses.blog_id = :blog
  and (addresses.url = :seed or addresses.finder = 'seed redirect')
order by addresses.url = :seed desc, addresses.id
"""

BEFORE = f"""
select adapter, layout
from captures
where url = ?
  and time < ?
  and {trusted()}
  and adapter is not null
order by time desc
limit 1
"""


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What stands where a blog's home was asked for.

    ``outcome``, ``status`` and ``reason`` are the ledger's, ``doubt``, ``adapter`` and ``layout`` those of the capture;
    None when nothing of the kind is known. ``tried`` is when it was asked last (UTC, as rows keep it). ``moved_to`` is
    the address on another host that the seed leads to.
    """

    url: str
    outcome: str | None
    status: int | None
    reason: str | None
    capture_id: str | None
    tried: str | None
    doubt: str | None
    adapter: str | None
    layout: str | None
    moved_to: str | None = None


def find_doorstep(db: Database, blog_id: str, seed: str) -> Doorstep | None:
    """The doorstep of the blog that is crawled from ``seed``; None when the seed is not in the ledger."""
    rows = [Doorstep(*row) for row in db.conn.execute(HOME, {"blog": blog_id, "seed": seed})]
    if not rows or rows[0].url != seed:
        return None
    first, *moves = rows
    if first.outcome != "redirected" or not moves:
        return first
    last = next((one for one in reversed(moves) if one.outcome != "redirected"), moves[-1])
    moved_to = last.url if is_elsewhere(seed, last.url) else None
    return Doorstep(
        last.url, last.outcome, last.status, last.reason, last.capture_id, last.tried, last.doubt, last.adapter,
        last.layout, moved_to,
    )  # fmt: skip


def find_earlier_reader(db: Database, url: str, before: str) -> tuple[str, str | None] | None:
    """By which adapter and layout an address was last understood before a time; None when it never was."""
    row = db.conn.execute(BEFORE, (url, before)).fetchone()
    return (row[0], row[1]) if row else None


def is_elsewhere(url: str, target: str) -> bool:
    """Whether a blog that answers at ``target`` has left the host of ``url``; ``www.`` and Blogger's countries stay."""
    here, there = (host_of(one).partition(":")[0].removeprefix("www.") for one in (url, target))
    if here.partition(".blogspot.")[1] and there.partition(".blogspot.")[1]:
        return here.partition(".")[0] != there.partition(".")[0]
    return here != there
