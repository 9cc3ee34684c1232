"""Offsets that a blog prints for people: believed unless machines contradict them, and then for none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.db.offsets import apply_doubt
from archive.db.store import transaction
from archive.models import Moment
from pipelines.dates import read_moment
from pipelines.zonepass import learn_zone
from tests.archive.db.world import capture, comment, new_db, reading, rows, save, tables, wall

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
TIMES = "select source_id, published, published_zone from comments where source_id like 'alone%' order by 1"


def page_says(utc: datetime, offset: str) -> Moment:
    """The moment as the blog's page prints it: Berlin's wall clock, and always the same offset behind it."""
    words = f"{utc.astimezone(BERLIN):%d %B %Y %H:%M} {offset}"
    return read_moment(Moment(words), day_first=None, language="en", seen=SEEN)


def feed_says(utc: datetime) -> Moment:
    return read_moment(Moment(None, utc.isoformat()), day_first=None, language=None, seen=SEEN)


YEAR = [datetime(2008, month, 10, 12, month, tzinfo=UTC) for month in range(1, 13)]
SUMMER, WINTER = datetime(2008, 7, 20, 10, tzinfo=UTC), datetime(2008, 12, 20, 10, tzinfo=UTC)


def history(offset: str, feed: list[datetime]) -> list:
    pairs = [comment(str(n), published=page_says(utc, offset)) for n, utc in enumerate(feed)]
    alone = [comment(f"alone {n}", published=page_says(utc, offset)) for n, utc in enumerate((SUMMER, WINTER), 1)]
    told = [comment(str(n), published=feed_says(utc)) for n, utc in enumerate(feed)]
    return [(capture(1), reading(*pairs, *alone)), (capture(2), reading(*told, source="feed"))]


def learnt(*said) -> tuple[object, list[tuple]]:
    db = new_db()
    blog_id = save(db, *said)
    with transaction(db):
        zone = learn_zone(db, blog_id)
        before = tables(db)
        assert learn_zone(db, blog_id) == zone
        assert tables(db) == before
    return zone, rows(db, TIMES)


@pytest.mark.parametrize("offset", ["+0100", "CET", "UTC+1", "-0500"])
def test_an_offset_that_feeds_contradict_is_believed_for_none(offset: str) -> None:
    zone, times = learnt(*history(offset, YEAR))
    assert zone == ("Europe/Berlin", 1.0)
    assert times == [
        ("alone 1", "2008-07-20T10:00:00Z", "inferred"),
        ("alone 2", "2008-12-20T10:00:00Z", "inferred"),
    ]


def test_an_offset_stays_where_no_feed_tells_and_where_feeds_agree() -> None:
    for feed in ([], YEAR[:2], [YEAR[0], YEAR[1], YEAR[10], YEAR[11]]):
        _, times = learnt(*history("+0100", feed))
        assert times == [
            ("alone 1", "2008-07-20T11:00:00Z", "stated"),
            ("alone 2", "2008-12-20T10:00:00Z", "stated"),
        ]


def test_an_offset_that_is_wrong_once_in_fifty_is_believed() -> None:
    many = [WINTER - timedelta(days=n) for n in range(50)]
    said = history("+0100", many)
    wrong = comment("0", published=feed_says(many[0] + timedelta(hours=2)))
    _, times = learnt(said[0], (capture(2), reading(wrong, *said[1][1].comments[1:], source="feed")))
    assert times[0][2] == "stated"


def test_where_no_clock_explains_the_machines_a_contradicted_time_is_known_by_its_wall_clock_alone() -> None:
    said = history("+0100", YEAR)
    odd = [comment(str(n), published=feed_says(utc + timedelta(minutes=17 * n + 5))) for n, utc in enumerate(YEAR)]
    zone, times = learnt(said[0], (capture(2), reading(*odd, source="feed")))
    assert zone is None
    assert times == [("alone 1", None, "unknown"), ("alone 2", None, "unknown")]


def test_a_doubted_offset_proves_no_zone_for_others() -> None:
    said = history("+0100", YEAR)
    bare = reading(comment("alone 3", published=wall(2008, 7, 20, 12, 0)))
    zone, times = learnt(*said, (capture(3), bare))
    assert (zone, times[2]) == (("Europe/Berlin", 1.0), ("alone 3", "2008-07-20T10:00:00Z", "inferred"))


def test_what_was_doubted_is_believed_again_when_nothing_contradicts_it_any_more() -> None:
    plain, other = new_db(), new_db()
    page, _ = history("+0100", YEAR)
    blog_id = save(plain, page)
    save(other, page)
    with transaction(other):
        assert apply_doubt(other, blog_id, None) == len(YEAR) + 2
    assert rows(other, TIMES) == [("alone 1", None, "unknown"), ("alone 2", None, "unknown")]
    for db in (plain, other):
        with transaction(db):
            learn_zone(db, blog_id)
    assert tables(plain) == tables(other)


def test_a_machines_time_of_a_doubted_comment_is_stated() -> None:
    db = new_db()
    blog_id = save(db, *history("+0100", YEAR))
    with transaction(db):
        learn_zone(db, blog_id)
    exact = comment("alone 1", published=feed_says(SUMMER + timedelta(seconds=9)))
    save(db, (capture(3), reading(exact, source="feed")))
    assert rows(db, TIMES)[0] == ("alone 1", "2008-07-20T10:00:09Z", "stated")
    assert rows(db, "select count(*) from comments where json_extract(witness, '$.said_utc') is not null") == [(1,)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(4)), st.booleans(), st.sampled_from(["+0100", "+0200", "CET"]))
def test_rows_are_the_same_in_whatever_order_and_however_often_it_is_learnt(
    order: list[int], often: bool, offset: str
) -> None:
    page, feed = history(offset, YEAR)
    half = len(feed[1].comments) // 2
    said = [
        page,
        (capture(2), reading(*feed[1].comments[:half], source="feed")),
        (capture(3), reading(*feed[1].comments[half:], source="feed")),
        (capture(4), page[1]),
    ]
    one, other = new_db(), new_db()
    blog_id = save(one, *said)
    for place in order:
        save(other, said[place])
        if often:
            with transaction(other):
                learn_zone(other, blog_id)
    for db in (one, other):
        with transaction(db):
            learn_zone(db, blog_id)
    assert tables(one) == tables(other)


def attribute_says(utc: datetime, offset: str) -> Moment:
    """The moment as a page states it in an attribute: Berlin's wall clock, and always the same offset behind it."""
    local = utc.astimezone(BERLIN)
    printed, machine = f"{local:%d %B %Y %H:%M}", f"{local:%Y-%m-%dT%H:%M:%S}{offset}"
    return read_moment(Moment(printed, machine), day_first=None, language="en", seen=SEEN)


def marked(offset: str, feed: list[datetime]) -> list:
    pairs = [comment(str(n), published=attribute_says(utc, offset)) for n, utc in enumerate(feed)]
    alone = [comment(f"alone {n}", published=attribute_says(utc, offset)) for n, utc in enumerate((SUMMER, WINTER), 1)]
    told = [comment(str(n), published=feed_says(utc)) for n, utc in enumerate(feed)]
    return [(capture(1), reading(*pairs, *alone)), (capture(2), reading(*told, source="feed"))]


@pytest.mark.parametrize("offset", ["+00:00", "Z", "+01:00", "-0800"])
def test_an_attribute_that_feeds_contradict_is_believed_for_none(offset: str) -> None:
    said = marked(offset, YEAR)
    zone, times = learnt(*said)
    assert zone == ("Europe/Berlin", 1.0)
    assert times == [
        ("alone 1", "2008-07-20T10:00:00Z", "inferred"),
        ("alone 2", "2008-12-20T10:00:00Z", "inferred"),
    ]
    db = new_db()
    blog_id = save(db, *said[::-1])
    with transaction(db):
        learn_zone(db, blog_id)
    pairs = "select published, published_zone from comments where source_id not like 'alone%' order by 1"
    assert rows(db, pairs) == [(f"{utc:%Y-%m-%dT%H:%M:%SZ}", "stated") for utc in YEAR]


def test_an_attribute_stays_where_feeds_agree_or_tell_too_little() -> None:
    for offset, feed in (("+01:00", [YEAR[0], YEAR[1], YEAR[10]]), ("Z", []), ("Z", YEAR[:2])):
        _, times = learnt(*marked(offset, feed))
        assert [row[2] for row in times] == ["stated", "stated"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(4)), st.booleans(), st.sampled_from(["+00:00", "+01:00", "+02:00"]))
def test_rows_of_doubted_attributes_are_the_same_in_any_order(order: list[int], often: bool, offset: str) -> None:
    page, feed = marked(offset, YEAR)
    half = len(feed[1].comments) // 2
    said = [
        page,
        (capture(2), reading(*feed[1].comments[:half], source="feed")),
        (capture(3), reading(*feed[1].comments[half:], source="feed")),
        (capture(4), page[1]),
    ]
    one, other = new_db(), new_db()
    blog_id = save(one, *said)
    for place in order:
        save(other, said[place])
        if often:
            with transaction(other):
                learn_zone(other, blog_id)
    for db in (one, other):
        with transaction(db):
            learn_zone(db, blog_id)
    assert tables(one) == tables(other)
