"""Gaps that a person accepted, and why: decisions that last while the gap does not grow, and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archive.db.claims import seconds
from archive.urls import place

DECIDED = """
select what, url, why, time, measure
from decisions
where blog_id = ?
  and url is not null
  and what in ('gap accepted', 'gap opened again')
order by time, id
"""

DECIDE = """
insert into decisions (time, blog_id, what, url, why, measure)
values (?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A gap that is left as it is: when (UTC) and why. ``missing`` is how many comments were missing then; None for a
    post that is not kept.
    """

    url: str
    why: str
    time: str
    missing: int | None

    def covers(self, missing: int) -> bool:
        """Whether a gap of so many comments is still the one that was accepted: one that grew is not."""
        return self.missing is None or missing <= self.missing


def read_acceptances(db: Database, blog_id: str) -> dict[str, Acceptance]:
    """By place: the gaps of a blog that stand accepted. The last decision about a place counts."""
    standing: dict[str, Acceptance] = {}
    for what, url, why, time, measure in db.conn.execute(DECIDED, (blog_id,)):
        standing.pop(place(url), None)
        if what == "gap accepted":
            standing[place(url)] = Acceptance(url, why, time, measure)
    return standing


def save_acceptance(db: Database, blog_id: str, url: str, missing: int | None, why: str, now: datetime) -> None:
    """Leave a gap as it is, and record why. The caller commits."""
    db.conn.execute(DECIDE, (seconds(now), blog_id, "gap accepted", url, why, missing))


def save_reopening(db: Database, blog_id: str, url: str, why: str, now: datetime) -> None:
    """Take an acceptance back, and record why. The caller commits."""
    db.conn.execute(DECIDE, (seconds(now), blog_id, "gap opened again", url, why, None))
