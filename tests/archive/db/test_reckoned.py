"""Days that were reckoned from words that count back: below every time that is told, the earliest of equals."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.db.store import transaction
from archive.db.zones import apply_zone, find_equal_pairs, find_zone_pairs
from archive.models import Moment, Precision
from pipelines.zonepass import learn_zone
from tests.archive.db.world import capture, comment, day, new_db, post, printed, reading, rows, save, tables, utc, wall

TIMES = """
select published, published_local, published_precision, published_zone, published_raw
from comments
order by source_id
"""


def about(words: str, to: Precision, *parts: int) -> Moment:
    """A day that was reckoned."""
    local = datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001
    return Moment(words, None, None, local, "unknown", day_only=True, precision=to)


WEEKS = about("2 weeks ago", "week", 2006, 1, 3)


def told(*moments: Moment, source: str = "page") -> list[tuple]:
    """The row of a comment of which each capture in turn tells a time; the same in any order."""
    said = [(capture(n), reading(comment("1", published=one), source=source)) for n, one in enumerate(moments, 1)]  # type: ignore[arg-type]
    found = []
    for order in (said, said[::-1]):
        db = new_db()
        save(db, *order)
        found.append(rows(db, TIMES))
    assert found[0] == found[1]
    return found[0]


def test_an_estimate_stands_with_its_words_and_says_how_exact_it_is() -> None:
    assert told(WEEKS) == [(None, "2006-01-03", "week", "unknown", "2 weeks ago")]


@pytest.mark.parametrize(
    ("better", "published", "local"),
    [
        (utc(2006, 1, 5, 1, 9), "2006-01-05T01:09:00Z", None),
        (wall(2006, 1, 5, 1, 9), None, "2006-01-05T01:09:00"),
        (day(2006, 1, 5), None, "2006-01-05"),
        (printed("01/05/2006", (2006, 1, 5), order_open=True), None, "2006-01-05T00:00:00"),
    ],
)
def test_any_time_that_is_told_beats_an_estimate(better: Moment, published: str | None, local: str | None) -> None:
    for source in ("page", "feed"):
        assert [row[:3] for row in told(WEEKS, better, source=source)] == [(published, local, None)]


def test_a_feeds_time_beats_the_estimate_of_the_page() -> None:
    said = [
        (capture(1), reading(comment("1", published=WEEKS))),
        (capture(2), reading(comment("1", published=utc(2006, 1, 5, 1, 9)), source="feed")),
        (capture(3), reading(comment("1", published=about("1 day ago", "day", 2006, 1, 5)))),
    ]
    for order in (said, said[::-1]):
        db = new_db()
        save(db, *order)
        assert [row[:4] for row in rows(db, TIMES)] == [("2006-01-05T01:09:00Z", None, None, "stated")]
        assert rows(db, "select distinct published from sightings where comment_id is not null order by 1") == [
            (None,),
            ("2006-01-05T01:09:00Z",),
        ]
        assert rows(db, "select * from contradictions") == []


def test_of_estimates_the_finest_speaks_then_the_earliest() -> None:
    exact = about("3 days ago", "day", 2006, 1, 6)
    later = about("3 weeks ago", "week", 2006, 1, 4)
    assert told(WEEKS, later) == [(None, "2006-01-03", "week", "unknown", "2 weeks ago")]
    assert told(later, WEEKS) == [(None, "2006-01-04", "week", "unknown", "3 weeks ago")]
    assert told(WEEKS, exact, later) == [(None, "2006-01-06", "day", "unknown", "3 days ago")]


def test_an_estimate_proves_no_zone_and_is_given_none() -> None:
    db = new_db()
    blog_id = save(
        db,
        (capture(1), reading(comment("1", published=WEEKS), comment("2", published=WEEKS))),
        (capture(2), reading(comment("1", published=utc(2006, 1, 3, 1, 9)), source="feed")),
        (capture(3), reading(posts=(post(published=about("3 weeks ago", "week", 2006, 1, 1)),))),
    )
    assert [*find_zone_pairs(db, blog_id), *find_equal_pairs(db, blog_id)] == []
    with transaction(db):
        assert learn_zone(db, blog_id) is None
        assert apply_zone(db, blog_id, "America/Los_Angeles", 0.9) == 0
    assert [row[:3] for row in rows(db, TIMES)] == [
        ("2006-01-03T01:09:00Z", None, None),
        (None, "2006-01-03", "week"),
    ]
    assert rows(db, "select published, moment, published_precision from posts") == [(None, "2006-01-01", "week")]


def test_an_estimate_gives_way_to_a_date_that_the_blogs_order_settles_and_comes_back() -> None:
    open_date = printed("08/11/2006", None, order_open=True)
    db = new_db()
    said = [
        (capture(1), reading(comment("1", published=about("1 year ago", "year", 2006, 1, 1)))),
        (capture(2), reading(comment("1", published=open_date))),
        (capture(3), reading(comment("2", published=printed("25/11/2006", (2006, 11, 25))))),
    ]
    blog_id = save(db, *said[:2])
    with transaction(db):
        learn_zone(db, blog_id)
    assert rows(db, TIMES) == [(None, "2006-01-01", "year", "unknown", "08/11/2006")]
    save(db, said[2])
    with transaction(db):
        learn_zone(db, blog_id)
    assert rows(db, TIMES)[0] == (None, "2006-11-08", None, "unknown", "08/11/2006")
    other = new_db()
    save(other, *said[::-1])
    with transaction(other):
        learn_zone(other, blog_id)
    assert tables(db) == tables(other)


def test_copies_of_an_estimate_in_two_systems_keep_it() -> None:
    db = new_db()
    words = "I wrote this down in a hurry, and every letter of it is true."
    copy = comment("9", words, author="Ann", system="disqus", published=utc(2006, 1, 5))
    save(
        db,
        (capture(1), reading(comment("1", words, author="Ann", published=WEEKS))),
        (capture(2), reading(copy, source="embed")),
    )
    assert {row[:3] for row in rows(db, TIMES)} <= {(None, "2006-01-03", "week"), ("2006-01-05T00:00:00Z", None, None)}


TOLD = (
    WEEKS,
    about("3 days ago", "day", 2006, 1, 6),
    about("5 weeks ago", "week", 2006, 1, 2),
    about("1 year ago", "year", 2006, 1, 1),
    utc(2006, 1, 5, 1, 9),
    wall(2006, 1, 5, 1, 9),
    day(2006, 1, 5),
    printed("08/11/2006", None, order_open=True),
    printed("25/11/2006", (2006, 11, 25)),
    None,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans())
def test_any_order_of_captures_leaves_equal_rows(data: st.DataObject, learns: bool) -> None:
    pairs = [
        (
            capture(number, minutes=data.draw(st.integers(0, 3))),
            reading(
                *(
                    comment(name, text, author="Ann", published=data.draw(st.sampled_from(TOLD)))
                    for name, text in (("1", "one"), (None, "one"), ("2", "two"))
                ),
                source=data.draw(st.sampled_from(("page", "feed"))),
            ),
        )
        for number in range(1, data.draw(st.integers(2, 4)))
    ]
    one, other = new_db(), new_db()
    blog_id = save(one, *pairs)
    for pair in data.draw(st.permutations(pairs)):
        save(other, pair)
        if learns:
            with transaction(other):
                learn_zone(other, blog_id)
    for db in (one, other):
        with transaction(db):
            learn_zone(db, blog_id)
    assert tables(one) == tables(other)
    for published, local, precision, *_ in rows(one, TIMES):
        assert precision is None or (published is None and str(local) < "2006-01-07")
