"""After a crawl or reread: what only the whole blog can tell: its clock, then who answers whom."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.answers import apply_answers
from pipelines.answers import find_answers
from pipelines.zonepass import learn_zone


def learn_blog(db: Database, blog_id: str) -> None:
    """Work out the blog's order of day and month, its zone and the answers that nobody states; apply all to its rows.

    Inside the caller's transaction. A function of what witnesses told alone, so that it gives the same after a reread.
    """
    learn_zone(db, blog_id)
    apply_answers(db, blog_id, find_answers)
