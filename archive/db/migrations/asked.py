"""How the schema came to know what is asked beside an address."""

from __future__ import annotations

from sqlite_utils import Database


def posted(db: Database) -> None:
    """What a POST carries: it is asked again as it was asked before."""
    db.execute("alter table addresses add column body text")
    db.execute("alter table addresses add column body_type text")
