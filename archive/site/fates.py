"""Fates: what became of a post and of each comment under it, with the captures that prove it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

FATES = """
select e.comment_id, e.what, e.time, e.capture_id, k.time as last_time, e.last_capture_id, e.ended, e.why
from events e
left join captures k on k.id = e.last_capture_id
where e.post_id = ?
  and e.what in ('vanished', 'unseen', 'tombstoned', 'back', 'gone', 'moved')
order by e.time, e.id
limit 2000
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of something: ``what`` at ``time`` by ``capture_id``; it was seen last at ``last_time`` by
    ``last_capture_id``. ``ended``: when it was seen back. ``why``: why it is not sure."""

    what: str
    time: str
    capture_id: str
    last_time: str | None
    last_capture_id: str | None
    ended: str | None
    why: str | None


def read_fates(connection: sqlite3.Connection, post: str) -> dict[str, tuple[Fate, ...]]:
    """The fates under a post by the comment's id, the oldest first; the post's own under its own id."""
    found: dict[str, list[Fate]] = defaultdict(list)
    for row in connection.execute(FATES, (post,)):
        found[row[0] or post].append(Fate(*tuple(row)[1:]))
    return {one: tuple(fates) for one, fates in found.items()}
