"""After a crawl or reread: works out the blog's zone, and applies it where only a wall clock is known."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.zones import apply_zone, find_equal_pairs, find_zone_pairs, forget_zone
from pipelines.zones import infer_zone


def learn_zone(db: Database, blog_id: str) -> tuple[str, float] | None:
    """The zone that the blog's own pairs of times prove, applied to its rows; None when nothing proves one.

    Inside the caller's transaction. A function of the rows alone, so that it gives the same after a reread.
    """
    found = infer_zone(find_zone_pairs(db, blog_id), find_equal_pairs(db, blog_id))
    if found is not None:
        apply_zone(db, blog_id, *found)
    else:
        forget_zone(db, blog_id)
    return found
