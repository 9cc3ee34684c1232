"""Wall clocks as UTC, also in the hour that winter time repeats and in the one that summer time skips.

In a repeated hour both moments are possible. A comment is not older than its post and what it answers: where that rules
out the first moment, the second is meant. Else the first is taken, and said to be right to an hour only, as is a clock
that stood in the hour that was skipped (it is read as if that had not been done).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from archive.clock import Clock
from archive.db.rows import Table, chunks, marks

EARLIER = """
select comments.id, parents.id, parents.published, posts.published
from comments
join posts on posts.id = comments.post_id
left join comments parents on parents.id = comments.parent_id and comments.parent_score is null
where comments.id in ({marks})
"""

_SLACK = timedelta(seconds=90)
"""Printed times have minutes only."""

_PASSES = 100
"""Answers to answers within one hour: more are not followed."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment in UTC (None: nobody can say), and whether it is right to an hour only."""

    utc: datetime | None
    precision: Literal["hour"] | None = None


def place_all(db: Database, table: Table, clocks: Mapping[str, datetime], clock: Clock) -> dict[str, Placed]:
    """Each row's wall clock as UTC, on the blog's ``clock``."""
    placed: dict[str, Placed] = {}
    twice: dict[str, tuple[datetime, datetime]] = {}
    for one, local in clocks.items():
        ways = clock.possible(local)
        if len(ways) == 2:
            twice[one] = (ways[0], ways[1])
        utc = ways[0] if ways else clock.localise(local)
        placed[one] = Placed(utc, None if len(ways) == 1 or utc is None else "hour")
    if twice and table == "comments":
        _unfold(db, twice, placed)
    return placed


def _unfold(db: Database, twice: Mapping[str, tuple[datetime, datetime]], placed: dict[str, Placed]) -> None:
    """Take the second moment where something earlier rules out the first; again while that moves others."""
    earlier: dict[str, tuple[str | None, str | None, str | None]] = {}
    for some in chunks(twice):
        earlier.update((row[0], row[1:]) for row in db.conn.execute(EARLIER.format(marks=marks(some)), some))
    for _ in range(_PASSES):
        moved = {}
        for one, (first, second) in twice.items():
            parent, parents_time, posts_time = earlier[one]
            answered = placed[parent].utc if parent in placed else _read(parents_time)
            bound = max(filter(None, (answered, _read(posts_time))), default=first)
            if first + _SLACK < bound <= second + _SLACK and placed[one].utc == first:
                moved[one] = Placed(second)
        if not moved:
            return
        placed.update(moved)


def _read(utc: str | None) -> datetime | None:
    return datetime.fromisoformat(utc.replace("Z", "+00:00")) if utc else None
