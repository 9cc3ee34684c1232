"""Witnesses that tell different times of one thing are listed with what each said, and from which capture."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from archive.db.coverage import read_coverage
from tests.archive.db.world import capture, comment, day, new_db, post, post_id, reading, rows, save, utc, wall

LISTED = """
select comment_id is null, said, source, captures, capture_id, kept
from contradictions
order by 1, 2, 3
"""


def test_times_that_cannot_both_be_true_are_listed_in_any_order_of_captures() -> None:
    printed = replace(utc(2006, 1, 4, 0, 9), printed=True)
    said = [
        (capture(1), reading(comment("1", published=printed))),
        (capture(2), reading(comment("1", published=printed))),
        (capture(3), reading(comment("1", published=utc(2006, 1, 4, 1, 9, 24)), source="feed")),
    ]
    for order in permutations(said):
        db = new_db()
        blog_id = save(db, *order)
        assert rows(db, LISTED) == [
            (0, "2006-01-04T00:09:00Z", "page", 2, "capture-0001", "2006-01-04T01:09:24Z"),
            (0, "2006-01-04T01:09:24Z", "feed", 1, "capture-0003", "2006-01-04T01:09:24Z"),
        ]
        assert rows(db, "select distinct blog_id, post_id, field from contradictions") == [
            (blog_id, post_id(), "published")
        ]
        assert [one.contradictions for one in read_coverage(db)] == [1]


def test_clocks_of_one_moment_do_not_contradict_each_other() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("1", published=wall(2006, 1, 3, 17, 9)), comment("2", published=day(2006, 1, 3)))),
        (capture(2), reading(comment("1", published=utc(2006, 1, 4, 1, 9, 24)), source="feed")),
        (capture(3), reading(comment("1", published=utc(2006, 1, 4, 1, 9)), source="api")),
        (capture(4), reading(comment("2", published=utc(2006, 1, 4, 7, 9)), source="feed")),
    )
    assert rows(db, LISTED) == []
    assert [one.contradictions for one in read_coverage(db)] == [0]


def test_a_posts_days_that_lie_apart_are_listed() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(posts=(post(published=day(2006, 3, 4)),))),
        (capture(2), reading(posts=(post(published=utc(2006, 4, 3, 8)),), source="feed")),
    )
    assert rows(db, LISTED) == [
        (1, "2006-03-04", "page", 1, "capture-0001", "2006-04-03T08:00:00Z"),
        (1, "2006-04-03T08:00:00Z", "feed", 1, "capture-0002", "2006-04-03T08:00:00Z"),
    ]
