"""How the schema came to say how exact a time is."""

from __future__ import annotations

from sqlite_utils import Database


def precision(db: Database) -> None:
    """How exact the time of a post or comment is where that is less than it looks."""
    db.execute("alter table posts add column published_precision text")
    db.execute("alter table comments add column published_precision text")
