"""When to look at a thread again: lively ones soon, quiet ones later, closed ones rarely, none never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.looks import (
    LONGEST,
    LONGEST_CLOSED,
    SHORTEST,
    SHORTEST_CLOSED,
    Look,
    days_to_wait,
    expect_comments,
    learn_liveliness,
    look_of,
    next_look,
    take_look,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def wait(posted: datetime | None, comments: list[datetime] | None = None, **more: bool) -> float:
    return days_to_wait(take_look(NOW, posted, comments or [], **more))


def test_the_older_the_post_the_longer_it_is_left_alone() -> None:
    waits = [wait(ago(days)) for days in (0, 1, 3, 10, 30, 100, 400, 4000)]
    assert waits == sorted(waits)
    assert waits[0] < 4
    assert waits[-1] > 90


def test_a_comment_of_today_brings_us_back_sooner() -> None:
    silent, old, fresh = wait(ago(300)), wait(ago(300), [ago(299)]), wait(ago(300), [ago(0.1)])
    assert fresh < old < silent


def test_many_voices_bring_us_back_sooner_than_one() -> None:
    assert wait(ago(30), [ago(d) for d in range(1, 30)]) < wait(ago(30), [ago(1)])


def test_a_talkative_blog_is_asked_sooner_than_a_silent_one() -> None:
    talkative = learn_liveliness([look_of(100, [99.5] * 9)] * 40)
    silent = learn_liveliness([look_of(100, [])] * 40)
    assert silent < 1 < talkative
    fresh = look_of(0, [])
    assert days_to_wait(fresh, talkative) < days_to_wait(fresh) < days_to_wait(fresh, silent)


def test_nothing_known_of_a_blog_is_the_usual_blog() -> None:
    assert learn_liveliness([]) == 1.0


def test_a_request_that_costs_less_is_made_sooner() -> None:
    look = look_of(10, [9, 9, 8])
    assert days_to_wait(look, price=0.25) < days_to_wait(look) < days_to_wait(look, price=4)


def test_the_wait_is_where_what_is_expected_is_worth_a_request() -> None:
    look = look_of(10, [9, 9, 8])
    days = days_to_wait(look, price=2.0)
    assert expect_comments(look, days) * days**0.5 == pytest.approx(2.0, rel=0.05)


def test_closed_threads_are_looked_at_rarely_and_not_never() -> None:
    assert wait(ago(2), [ago(1)], settled=True) == SHORTEST_CLOSED
    assert wait(ago(5000), settled=True) == LONGEST_CLOSED


@pytest.mark.parametrize(
    "posted", [None, datetime(1969, 12, 31, 23, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)], ids=str
)
def test_a_post_without_a_possible_time_is_as_old_as_its_first_comment(posted: datetime | None) -> None:
    assert take_look(NOW, posted, [ago(50), ago(20)]) == take_look(NOW, ago(50), [ago(50), ago(20)])
    assert take_look(NOW, posted) == take_look(NOW, NOW)


def test_clocks_that_go_wrong_do_no_harm() -> None:
    assert take_look(NOW, NOW + 400 * DAY) == take_look(NOW, NOW)
    assert take_look(NOW, ago(9), [NOW + 8 * HOUR]) == take_look(NOW, ago(9), [NOW])
    assert take_look(NOW, ago(9), [NOW + 4000 * DAY]) == take_look(NOW, ago(9))


def test_ten_thousand_comments_are_few_numbers() -> None:
    look = take_look(NOW, ago(4000), [ago(day / 3) for day in range(10_000)])
    assert look.comments == 10_000
    assert len(look.echoes) < 60
    assert SHORTEST <= days_to_wait(look) < 2


def test_the_order_of_comments_says_nothing() -> None:
    times = [ago(day * day / 7) for day in range(40)]
    assert take_look(NOW, ago(300), times) == take_look(NOW, ago(300), times[::-1])


def test_the_next_look_is_a_minute_in_utc_after_the_last() -> None:
    due = next_look(NOW.astimezone(), take_look(NOW, ago(1)))
    assert due > NOW
    assert due.utcoffset() == timedelta(0)
    assert (due.second, due.microsecond) == (0, 0)


def test_the_end_of_the_calendar_is_the_latest_look() -> None:
    end = datetime(9999, 12, 31, tzinfo=UTC)
    assert next_look(end, take_look(end, ago(1))).year == 9999


@given(
    st.floats(0, 30_000),
    st.lists(st.floats(-400, 30_000), max_size=40),
    st.booleans(),
    st.floats(0.0001, 10_000),
    st.floats(0.001, 1000),
)
def test_every_thread_has_a_sane_wait(
    age: float, gaps: list[float], settled: bool, liveliness: float, price: float
) -> None:
    days = days_to_wait(look_of(age, gaps, settled=settled), liveliness, price)
    assert SHORTEST - 1e-9 <= days <= (LONGEST_CLOSED if settled else LONGEST) + 1e-9


def test_a_look_is_a_value() -> None:
    assert look_of(3, [1, 1]) == Look(3.0, look_of(3, [1, 1]).echoes)
