"""After a crawl or reread: works out a blog's order of day and month and its zone, and applies both."""

from __future__ import annotations

from datetime import date, datetime

from sqlite_utils import Database

from archive.clock import read_clock
from archive.db import stated
from archive.db.claims import wall_clock
from archive.db.offsets import apply_doubt, drop_doubt, has_resting, iter_proven
from archive.db.orders import Dated, apply_order, find_dates
from archive.db.stated import find_judged
from archive.db.zones import apply_zone, find_equal_pairs, find_zone_pairs, forget_zone
from pipelines.dates import infer_order, read_again
from pipelines.offsets import is_contradicted, read_printed
from pipelines.zones import infer_zone


def learn_zone(db: Database, blog_id: str) -> tuple[str, float] | None:
    """The zone that the blog's own pairs of times prove, applied to its rows; None when nothing proves one.

    Before it, dates that their page left open are read in the order of the blog, and offsets that better witnesses
    contradict lose their say. Inside the caller's transaction. A function of what witnesses told alone, so that it
    gives the same after a reread.
    """
    learn_order(db, blog_id)
    _judge_stamps(db, blog_id)
    doubted, found = _judge_offsets(db, blog_id)
    if doubted:
        apply_doubt(db, blog_id, read_clock(found[0]) if found else None)
    else:
        drop_doubt(db, blog_id)
        found = infer_zone(find_zone_pairs(db, blog_id), find_equal_pairs(db, blog_id))
    if found is not None:
        apply_zone(db, blog_id, *found)
    else:
        forget_zone(db, blog_id)
    return found


def _judge_stamps(db: Database, blog_id: str) -> None:
    """Believe feeds and APIs in place of the times that pages state for machines, where these are proven wrong."""
    told = {(one.local, one.said, one.better) for one in find_judged(db, blog_id)}
    proven = sorted((local, said, better) for local, said, better in told if better is not None)
    found = infer_zone((local, better) for local, _, better in proven)
    doubted = is_contradicted(proven, found[0] if found else None)
    if doubted or stated.is_any_doubted(db, blog_id):
        stated.apply_doubt(db, blog_id, read_clock(found[0]) if found else None, doubted=doubted)


def _judge_offsets(db: Database, blog_id: str) -> tuple[bool, tuple[str, float] | None]:
    """Whether machines contradict the offsets that the blog prints; then the zone that they prove instead."""
    if not has_resting(db, blog_id):
        return False, None
    pairs, equal = (find(db, blog_id, printed=False) for find in (find_zone_pairs, find_equal_pairs))
    found = infer_zone(pairs, equal)
    told = [(one.local, read_printed(one.local, one.raw), one.utc) for one in iter_proven(db, blog_id)]
    doubted = is_contradicted(((a, b, c) for a, b, c in told if b is not None), found[0] if found else None)
    return doubted, found if doubted else None


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
