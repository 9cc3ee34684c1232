"""After a crawl or reread: works out a blog's order of day and month and its zone, and applies both."""

from __future__ import annotations

from datetime import date, datetime

from sqlite_utils import Database

from archive.db.claims import wall_clock
from archive.db.orders import Dated, apply_order, find_dates
from archive.db.zones import apply_zone, find_equal_pairs, find_zone_pairs, forget_zone
from pipelines.dates import infer_order, read_again
from pipelines.zones import infer_zone


def learn_zone(db: Database, blog_id: str) -> tuple[str, float] | None:
    """The zone that the blog's own pairs of times prove, applied to its rows; None when nothing proves one.

    Before it, dates that their page left open are read in the order of the blog. Inside the caller's transaction. A
    function of what witnesses told alone, so that it gives the same after a reread.
    """
    learn_order(db, blog_id)
    found = infer_zone(find_zone_pairs(db, blog_id), find_equal_pairs(db, blog_id))
    if found is not None:
        apply_zone(db, blog_id, *found)
    else:
        forget_zone(db, blog_id)
    return found


def learn_order(db: Database, blog_id: str) -> bool | None:
    """Whether the blog writes the day first, applied to dates in numbers that their page left open; None: not known.

    A date that a machine tells too is read by that, whatever the order.
    """
    order = infer_order((one.raw, _day(one.local), one.utc) for one in find_dates(db, blog_id))

    def read(dated: Dated, seen: str) -> str | None:
        moment = read_again(dated.raw, dated.utc, order, datetime.fromisoformat(seen.replace("Z", "+00:00")))
        return wall_clock(moment) if moment else None

    apply_order(db, blog_id, read)
    return order


def _day(local: str | None) -> date | None:
    return date.fromisoformat(local[:10]) if local else None
