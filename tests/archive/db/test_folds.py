"""The hour that winter time repeats and the one that summer time skips: what can be known, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from archive.clock import read_clock
from archive.db.store import transaction
from archive.db.zones import apply_zone, forget_zone
from archive.models import Moment
from tests.archive.db.world import capture, comment, new_db, post, reading, rows, save, tables, utc, wall

ZONE = "Europe/Berlin"
TIMES = "select source_id, published, published_precision, published_zone from comments order by 1"


def at(minute: int, hour: int = 2) -> Moment:
    """A wall clock in the hour that Berlin's winter time repeats."""
    return wall(2006, 10, 29, hour, minute)


def answer(name: str, to: str, when: Moment, how: str = "stated"):
    parent = comment(to)
    return comment(name, published=when, parent_id=parent.id, parent_how=how)


def placed(*comments, **more) -> list[tuple]:
    """The times that Berlin gives these comments; the same when it is done again, and whatever was done before."""
    db = new_db()
    blog_id = save(db, (capture(1), reading(*comments, **more)))
    with transaction(db):
        apply_zone(db, blog_id, ZONE, 0.9)
        found, before = rows(db, TIMES), tables(db)
        assert apply_zone(db, blog_id, ZONE, 0.9) == 0
        apply_zone(db, blog_id, "Asia/Tokyo", 0.9)
        apply_zone(db, blog_id, ZONE, 0.9)
        assert tables(db) == before
        forget_zone(db, blog_id)
        assert {row[1:] for row in rows(db, TIMES) if row[3] != "stated"} <= {(None, None, "unknown")}
    return found


def test_a_repeated_hour_is_taken_the_first_time_and_said_to_be_open() -> None:
    clocks = [comment(str(n), published=at(30, hour)) for n, hour in enumerate((2, 1, 3), 1)]
    assert placed(*clocks) == [
        ("1", "2006-10-29T00:30:00Z", "hour", "inferred"),
        ("2", "2006-10-28T23:30:00Z", None, "inferred"),
        ("3", "2006-10-29T02:30:00Z", None, "inferred"),
    ]


def test_an_answer_is_not_older_than_what_it_answers() -> None:
    assert placed(comment("1", published=utc(2006, 10, 29, 0, 50)), answer("2", "1", at(10))) == [
        ("1", "2006-10-29T00:50:00Z", None, "stated"),
        ("2", "2006-10-29T01:10:00Z", None, "inferred"),
    ]


def test_answers_within_the_repeated_hour_follow_each_other() -> None:
    answers = (answer("2", "1", at(40)), answer("3", "2", at(45)), answer("4", "1", at(55)))
    found = placed(comment("1", published=at(50)), *answers)
    assert [row[1:3] for row in found] == [
        ("2006-10-29T00:50:00Z", "hour"),
        ("2006-10-29T01:40:00Z", None),
        ("2006-10-29T01:45:00Z", None),
        ("2006-10-29T00:55:00Z", "hour"),
    ]


def test_a_comment_is_not_older_than_its_post() -> None:
    found = placed(comment("1", published=at(10)), posts=(post(published=utc(2006, 10, 29, 0, 40)),))
    assert found == [("1", "2006-10-29T01:10:00Z", None, "inferred")]


def test_seconds_that_are_not_printed_and_parents_that_lie_later_move_nothing() -> None:
    for when in (utc(2006, 10, 29, 0, 30, 45), utc(2006, 11, 2)):
        found = placed(comment("1", published=when), answer("2", "1", at(30)))
        assert found[1][1:3] == ("2006-10-29T00:30:00Z", "hour")


def test_a_circle_of_answers_ends() -> None:
    found = placed(answer("1", "2", at(50)), answer("2", "1", at(40)))
    assert [row[1] for row in found] == ["2006-10-29T01:50:00Z", "2006-10-29T01:40:00Z"]


def test_a_skipped_hour_is_read_as_if_it_was_not_and_said_to_be_open() -> None:
    clocks = [comment(str(n), published=wall(2006, 3, 26, hour, 30)) for n, hour in enumerate((2, 3), 1)]
    assert placed(*clocks) == [
        ("1", "2006-03-26T01:30:00Z", "hour", "inferred"),
        ("2", "2006-03-26T01:30:00Z", None, "inferred"),
    ]


def test_a_stated_time_ends_the_doubt_of_an_hour() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(comment("1", published=at(30)))))
    with transaction(db):
        apply_zone(db, blog_id, ZONE, 0.9)
    save(db, (capture(2), reading(comment("1", published=utc(2006, 10, 29, 1, 30, 7)), source="feed")))
    assert rows(db, TIMES) == [("1", "2006-10-29T01:30:07Z", None, "stated")]


MOMENTS = st.datetimes(datetime(1991, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Etc/GMT-2"])


@given(MOMENTS, ZONES)
def test_every_moment_is_among_those_that_its_wall_clock_may_mean(moment: datetime, zone: str) -> None:
    clock = read_clock(zone)
    assert clock is not None
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    ways = clock.possible(local)
    assert moment in ways
    assert len(ways) == 1 or ways[1] - ways[0] in (timedelta(hours=1), timedelta(minutes=30))
    assert clock.localise(local) == ways[0]


@given(st.datetimes(), ZONES)
def test_any_wall_clock_has_as_many_moments_as_its_clock_showed_it(local: datetime, zone: str) -> None:
    clock = read_clock(zone)
    assert clock is not None
    assert len(clock.possible(local)) in (0, 1, 2)
