"""The ledger as pages: addresses by what became of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.errors import NotKept
from archive.site.memory import remember
from archive.site.pages import number_of

PAGE = 100
MOST_PAGES = 200

COUNTS = """
select coalesce(outcome, state) as outcome, coalesce(reason, '') as reason, count(*) as count
from addresses
where (:blog is null or blog_id = :blog)
group by 1, 2
order by count desc, 1, 2
"""

ADDRESSES = """
select a.id, a.url, a.role, a.state, a.outcome, a.reason, a.status, a.attempts, a.found_on, a.capture_id, a.last_tried,
  a.not_before, a.blog_id
from addresses a
where (:blog is null or a.blog_id = :blog)
  and (:outcome is null or coalesce(a.outcome, a.state) = :outcome)
  and (:reason is null or coalesce(a.reason, '') = :reason)
order by a.id
limit :count offset :skip
"""

BLOG = "select coalesce(title, home) from blogs where id = ?"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many addresses ended so; ``reason`` is empty where none was given."""

    outcome: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address and what became of it. ``outcome`` None: not asked yet."""

    url: str
    role: str
    state: str
    outcome: str | None
    reason: str | None
    status: int | None
    attempts: int
    found_on: str | None
    capture_id: str | None
    last_tried: str | None
    not_before: str | None


@dataclass(frozen=True, slots=True)
class AddressesPage:
    """Addresses of a blog or of all, of one outcome (and reason) or of all; ``counts`` tell them all."""

    title: str
    blog: str | None
    blog_title: str | None
    outcome: str | None
    reason: str | None
    counts: tuple[Tally, ...]
    number: int
    addresses: tuple[AddressLine, ...]
    more: bool


def read_addresses(
    connection: sqlite3.Connection, blog: str | None, outcome: str | None, reason: str | None, page: str | None
) -> AddressesPage:
    """A page of the ledger. NotKept when there is no such blog."""
    named = connection.execute(BLOG, (blog,)).fetchone() if blog else None
    if blog and named is None:
        raise NotKept(f"No blog is kept under the id '{blog[:80]}'.")
    number = number_of(page, MOST_PAGES)
    asked = {"blog": blog or None, "outcome": outcome or None, "reason": reason}
    rows = connection.execute(ADDRESSES, {**asked, "count": PAGE + 1, "skip": (number - 1) * PAGE}).fetchall()
    return AddressesPage(
        title=f"Addresses: {outcome}" if outcome else "Addresses",
        blog=blog or None,
        blog_title=named[0] if named else None,
        outcome=outcome or None,
        reason=reason,
        counts=remember(connection, ("addresses", blog or None), lambda: _read_counts(connection, blog or None)),
        number=number,
        addresses=tuple(_read_line(row) for row in rows[:PAGE]),
        more=len(rows) > PAGE and number < MOST_PAGES,
    )


def _read_counts(connection: sqlite3.Connection, blog: str | None) -> tuple[Tally, ...]:
    return tuple(Tally(*row) for row in connection.execute(COUNTS, {"blog": blog}))


def _read_line(row: sqlite3.Row) -> AddressLine:
    return AddressLine(**{name: row[name] for name in AddressLine.__dataclass_fields__})
