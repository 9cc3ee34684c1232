"""Threads in numbers, and how deep comments stand."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.migrations.tallies import thread_tallies
from archive.db.threads import find_depths
from tests.archive.db.world import capture, comment, new_db, post, reading, rows, save, utc, wall


def test_depth_follows_parents_and_forgives_circles_and_gaps() -> None:
    parents = {"a": None, "b": "a", "c": "b", "lost": "gone", "x": "y", "y": "x", "z": "x", "me": "me"}
    said = {"a": 0, "b": 7, "c": None, "lost": 3, "x": 5, "y": 5, "z": 5, "me": 1}
    assert find_depths(parents, said) == {
        "a": 0, "b": 1, "c": 2, "lost": 3, "x": 0, "y": 0, "z": 1, "me": 0,
    }  # fmt: skip


def test_a_thread_ten_thousand_deep_is_measured() -> None:
    names = [str(number) for number in range(10_000)]
    parents = dict(zip(names, [None, *names], strict=False))
    depths = find_depths(dict(reversed(parents.items())), dict.fromkeys(names, 0))
    assert depths["9999"] == 9999


def test_pings_and_tombstones_are_counted_apart() -> None:
    db = new_db()
    save(
        db,
        (
            capture(1),
            reading(
                comment("1", published=utc(2006, 1, 2)),
                comment("2", kind="reaction", published=utc(2006, 3, 1)),
                comment("3", kind="trackback", published=wall(2005, 12, 31)),
                comment("4", None, deleted=True),
                posts=(post(comments_open=False, promised=5),),
            ),
        ),
    )
    assert rows(
        db,
        "select promised, promised_by, kept, pings, deleted, open, first_comment, last_comment from threads",
    ) == [(5, "page", 2, 1, 1, 0, "2005-12-31T00:00:00", "2006-03-01T00:00:00Z")]
    assert rows(db, "select missing from missing_comments") == [(1,)]


def test_when_to_look_next_survives_a_save() -> None:
    db = new_db()
    save(db, (capture(1), reading(comment("1"))))
    db.execute("update threads set next_look = '2027-01-01T00:00:00Z'")
    save(db, (capture(2), reading(comment("2"))))
    assert rows(db, "select kept, next_look from threads") == [(2, "2027-01-01T00:00:00Z")]


TALLIES = "select kept, folded, orphans, disputed from threads"
BY_SOURCE = "select source, comments from thread_sources order by source"


def _told_twice() -> Database:
    """A page that folds one comment away and hides a parent, and a feed that tells another time of one of them."""
    db = new_db()
    page = reading(
        comment("1", published=utc(2006, 1, 2)),
        comment("2", None, whole=False),
        comment("3", parent_id=comment("9").id, parent_how="stated"),
    )
    feed = reading(comment("1", published=utc(2006, 1, 7)), comment("4", published=utc(2006, 1, 8)), source="feed")
    save(db, (capture(1), page), (capture(2), feed))
    return db


def test_a_thread_counts_what_is_folded_orphaned_and_disputed_and_who_showed_it() -> None:
    db = _told_twice()
    assert rows(db, TALLIES) == [(4, 1, 1, 1)]
    assert rows(db, BY_SOURCE) == [("feed", 2), ("page", 3)]
    assert rows(db, "select count(distinct comment_id) from contradictions") == [(1,)]


def test_a_parent_that_arrives_later_ends_the_orphan() -> None:
    db = _told_twice()
    save(db, (capture(3), reading(comment("9"))))
    assert rows(db, TALLIES) == [(5, 1, 0, 1)]
    assert rows(db, BY_SOURCE) == [("feed", 2), ("page", 4)]


def test_an_older_archive_gets_the_same_counts() -> None:
    db = _told_twice()
    before = rows(db, TALLIES), rows(db, BY_SOURCE)
    db.execute("drop table thread_sources")
    for column in ("folded", "orphans", "disputed"):
        db.execute(f"alter table threads drop column {column}")
    thread_tallies(db)
    assert (rows(db, TALLIES), rows(db, BY_SOURCE)) == before
