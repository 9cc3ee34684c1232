"""The blog's clock: pairs of times, and wall clocks turned into UTC, again and again the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.db.store import transaction
from archive.db.zones import apply_zone, find_equal_pairs, find_zone_pairs, forget_zone
from archive.errors import BlogkeepError
from archive.models import Moment
from tests.archive.db.world import capture, comment, day, new_db, post, reading, rows, save, tables, utc, wall

TIMES = "select source_id, published, published_zone from comments order by 1"


def history():
    return [
        (
            capture(1),
            reading(
                comment("1", published=wall(2006, 1, 3, 17, 9)),
                comment("2", published=wall(2006, 7, 3, 17, 9)),
            ),
        ),
        (capture(2), reading(comment("1", published=utc(2006, 1, 4, 1, 9, 24)), source="feed")),
        (capture(3), reading(posts=(post(published=wall(2006, 1, 2, 8, 0)),))),
    ]


def test_pairs_are_the_times_seen_both_ways() -> None:
    db = new_db()
    blog_id = save(db, *history())
    assert list(find_zone_pairs(db, blog_id)) == [
        (datetime(2006, 1, 3, 17, 9), datetime(2006, 1, 4, 1, 9, 24, tzinfo=UTC))  # noqa: DTZ001
    ]


def test_a_witness_with_an_offset_gives_a_pair_unless_its_clock_is_utc() -> None:
    local = datetime(2006, 1, 3, 17, 9)  # noqa: DTZ001
    offset = Moment(None, "2006-01-03T17:09-08:00", datetime(2006, 1, 4, 1, 9, tzinfo=UTC), local, "stated")
    zulu = Moment(None, "2006-01-03T17:09Z", datetime(2006, 1, 3, 17, 9, tzinfo=UTC), local, "stated")
    db = new_db()
    blog_id = save(db, (capture(1), reading(comment("1", published=offset), comment("2", published=zulu))))
    assert list(find_zone_pairs(db, blog_id)) == [(local, datetime(2006, 1, 4, 1, 9, tzinfo=UTC))]
    assert list(find_equal_pairs(db, blog_id)) == [(local, datetime(2006, 1, 3, 17, 9, tzinfo=UTC))]


def test_a_bare_date_is_no_pair_and_never_becomes_midnight() -> None:
    db = new_db()
    blog_id = save(
        db,
        (capture(1), reading(comment("1", published=day(2006, 1, 3)), comment("2", published=day(2006, 1, 3)))),
        (capture(2), reading(comment("1", published=utc(2006, 1, 4, 1, 9, 24)), source="feed")),
    )
    assert list(find_zone_pairs(db, blog_id)) == []
    with transaction(db):
        assert apply_zone(db, blog_id, "America/Los_Angeles", 0.9) == 0
    times = "select source_id, published, published_local, published_zone, moment from comments order by 1"
    assert rows(db, times) == [
        ("1", "2006-01-04T01:09:24Z", "2006-01-03", "stated", "2006-01-04T01:09:24Z"),
        ("2", None, "2006-01-03", "unknown", "2006-01-03"),
    ]


def test_a_time_of_day_beats_a_bare_date_whoever_tells_it() -> None:
    said = [
        (capture(1), reading(comment("1", published=day(2006, 1, 3)))),
        (capture(2), reading(comment("1", published=wall(2006, 1, 3, 17, 9)), source="feed")),
    ]
    for order in (said, said[::-1]):
        db = new_db()
        save(db, *order)
        assert rows(db, "select published_local from comments") == [("2006-01-03T17:09:00",)]


def test_a_machines_time_beats_an_offset_printed_for_people() -> None:
    said = [
        (capture(1), reading(comment("1", published=replace(utc(2006, 1, 4, 1, 9), printed=True)))),
        (capture(2), reading(comment("1", published=utc(2006, 1, 4, 0, 9, 24)), source="feed")),
    ]
    for order in (said, said[::-1]):
        db = new_db()
        save(db, *order)
        assert rows(db, TIMES) == [("1", "2006-01-04T00:09:24Z", "stated")]


def test_a_clock_that_was_changed_places_each_time_by_its_own_stretch() -> None:
    db = new_db()
    blog_id = save(db, *history())
    with transaction(db):
        apply_zone(db, blog_id, "UTC until 2006-05-01; Etc/GMT-2", 0.9)
    assert rows(db, TIMES) == [
        ("1", "2006-01-04T01:09:24Z", "stated"),
        ("2", "2006-07-03T15:09:00Z", "inferred"),
    ]
    assert rows(db, "select published from posts") == [("2006-01-02T08:00:00Z",)]


def test_what_nothing_proves_any_more_is_taken_back() -> None:
    db = new_db()
    blog_id = save(db, *history())
    before = tables(db)
    with transaction(db):
        apply_zone(db, blog_id, "America/Los_Angeles", 0.9)
        assert forget_zone(db, blog_id) == 2
    assert tables(db) == before


def test_the_zone_places_wall_clocks_and_leaves_stated_times_alone() -> None:
    db = new_db()
    blog_id = save(db, *history())
    with transaction(db):
        assert apply_zone(db, blog_id, "America/Los_Angeles", 0.9) == 2
    assert rows(db, TIMES) == [
        ("1", "2006-01-04T01:09:24Z", "stated"),
        ("2", "2006-07-04T00:09:00Z", "inferred"),
    ]
    assert rows(db, "select published, published_zone from posts") == [("2006-01-02T16:00:00Z", "inferred")]
    assert rows(db, "select zone, zone_confidence from blogs") == [("America/Los_Angeles", 0.9)]
    assert rows(db, "select first_comment, last_comment from threads") == [
        ("2006-01-04T01:09:24Z", "2006-07-04T00:09:00Z")
    ]


def test_it_may_be_done_again_with_another_zone_and_back() -> None:
    db = new_db()
    blog_id = save(db, *history())
    with transaction(db):
        apply_zone(db, blog_id, "America/Los_Angeles", 0.9)
    before = tables(db)
    with transaction(db):
        assert apply_zone(db, blog_id, "America/Los_Angeles", 0.9) == 0
        assert apply_zone(db, blog_id, "Europe/Berlin", 0.5) == 2
        apply_zone(db, blog_id, "America/Los_Angeles", 0.9)
    assert tables(db) == before


def test_rows_are_the_same_when_the_zone_is_learned_early_or_late() -> None:
    early, late = new_db(), new_db()
    first, *rest = history()
    blog_id = save(early, first)
    with transaction(early):
        apply_zone(early, blog_id, "America/Los_Angeles", 0.9)
    save(early, *rest)
    save(late, *reversed(history()))
    for db in (early, late):
        with transaction(db):
            apply_zone(db, blog_id, "America/Los_Angeles", 0.9)
    assert tables(early) == tables(late)


def test_what_was_worked_out_is_void_when_a_better_clock_is_told() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(comment("1", published=wall(2006, 1, 3, 17, 9)), source="feed")))
    with transaction(db):
        apply_zone(db, blog_id, "Europe/Berlin", 0.9)
    save(db, (capture(2), reading(comment("1", published=wall(2006, 1, 3, 18, 0)))))
    assert rows(db, TIMES) == [("1", None, "unknown")]
    with transaction(db):
        apply_zone(db, blog_id, "Europe/Berlin", 0.9)
    assert rows(db, TIMES) == [("1", "2006-01-03T17:00:00Z", "inferred")]


def test_an_hour_that_comes_twice_is_the_first_and_the_edge_of_time_is_left() -> None:
    db = new_db()
    twice, first_day = wall(2006, 10, 29, 2, 30), wall(1, 1, 1)
    blog_id = save(db, (capture(1), reading(comment("1", published=twice), comment("2", published=first_day))))
    with transaction(db):
        apply_zone(db, blog_id, "Europe/Berlin", 0.9)
    assert rows(db, TIMES) == [("1", "2006-10-29T00:30:00Z", "inferred"), ("2", None, "unknown")]


def test_a_zone_that_is_none_is_refused_by_name() -> None:
    for name in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(BlogkeepError, match="is no time zone"):
            apply_zone(new_db(), "b", name, 1.0)


def test_another_blogs_clock_is_its_own() -> None:
    db = new_db()
    save(db, *history())
    assert list(find_zone_pairs(db, "another blog")) == []
