"""In which zone a blog's clock runs, and what UTC a wall clock is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clock import read_clock
from pipelines.zones import infer_zone, localise

WINTER = [datetime(2008, 1, day, 3 * day, 15, 20, tzinfo=UTC) for day in range(1, 8)]
SUMMER = [datetime(2008, 7, day, 3 * day, 45, 50, tzinfo=UTC) for day in range(1, 8)]


def at(words: str) -> datetime:
    """A wall clock."""
    return datetime.fromisoformat(words)


def pairs(times: list[datetime], zone: str) -> list[tuple[datetime, datetime]]:
    """As a blog prints these moments: on its own clock, without seconds."""
    place = ZoneInfo(zone)
    return [(time.astimezone(place).replace(tzinfo=None, second=0), time) for time in times]


@pytest.mark.parametrize(
    "zone",
    ["America/Los_Angeles", "America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney"],
)
def test_summer_and_winter_together_prove_a_zone(zone: str) -> None:
    assert infer_zone(pairs(WINTER + SUMMER, zone)) == (zone, 1.0)


def test_clock_without_summer_time_is_named_by_its_offset() -> None:
    berlin_all_year = [(time.replace(tzinfo=None) + timedelta(hours=1), time) for time in WINTER + SUMMER]
    assert infer_zone(berlin_all_year) == ("Etc/GMT-1", 1.0)


def test_one_season_leaves_the_other_open() -> None:
    assert infer_zone(pairs(WINTER, "Europe/Berlin")) == ("Europe/Berlin", 0.9)


def test_few_pairs_are_half_believed() -> None:
    assert infer_zone(pairs(WINTER[:1] + SUMMER[:1], "Europe/Berlin")) == ("Europe/Berlin", 0.5)
    assert infer_zone([]) is None


def test_outliers_lower_the_confidence_and_chaos_proves_nothing() -> None:
    told = pairs(WINTER + SUMMER, "Europe/Berlin")
    told[0] = (told[0][0] + timedelta(hours=5), told[0][1])
    assert infer_zone(told) == ("Europe/Berlin", 0.929)
    chaos = [(time.replace(tzinfo=None) + timedelta(minutes=17 * i), time) for i, time in enumerate(WINTER)]
    assert infer_zone(chaos) is None


def test_clock_that_was_set_by_hand_is_told_in_stretches() -> None:
    days = [datetime(2007, 1, 1, 12, tzinfo=UTC) + timedelta(days=20 * i) for i in range(60)]
    hours = [0] * 7 + [2] * 43 + [1] * 10
    told = [(day.replace(tzinfo=None) + timedelta(hours=h), day) for day, h in zip(days, hours, strict=True)]
    found = infer_zone(told)
    assert found == ("UTC until 2007-05-11; Etc/GMT-2 until 2009-09-17; Etc/GMT-1", 1.0)
    assert infer_zone(reversed(told * 2)) == found
    for local, utc in told:
        assert localise(local, found[0]) == utc


def test_writer_who_moved_has_two_zones_with_their_summers() -> None:
    days = [datetime(2007, 1, 1, 12, tzinfo=UTC) + timedelta(days=9 * i) for i in range(160)]
    told = pairs(days[:80], "America/New_York") + pairs(days[80:], "Europe/Berlin")
    assert infer_zone(told) == ("America/New_York until 2008-12-16; Europe/Berlin", 1.0)


def test_few_pairs_do_not_divide_a_clock() -> None:
    told = pairs(WINTER + SUMMER, "Europe/Berlin")
    late = [datetime(2009, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    assert infer_zone(told + pairs(late, "Asia/Tokyo")) == ("Europe/Berlin", 0.824)


def test_misread_dates_say_nothing_of_the_clock() -> None:
    told = pairs(WINTER + SUMMER, "Europe/Berlin")
    assert infer_zone([*told, (at("2008-12-01 17:00"), told[0][1])]) == ("Europe/Berlin", 1.0)


def test_clock_that_equals_utc_tells_of_winter_where_other_pairs_prove_the_summer() -> None:
    winter, summer = pairs(WINTER, "Europe/London"), pairs(SUMMER, "Europe/London")
    assert infer_zone(summer) == ("Europe/London", 0.9)
    assert infer_zone(summer, winter) == ("Europe/London", 1.0)
    assert infer_zone([], winter) is None
    assert infer_zone(pairs(SUMMER, "Europe/Berlin"), winter) == infer_zone(pairs(SUMMER, "Europe/Berlin"))


def test_order_and_repetition_of_pairs_do_not_matter() -> None:
    told = pairs(WINTER + SUMMER, "Europe/Berlin")
    assert infer_zone(told * 3) == infer_zone(reversed(told)) == infer_zone(told)


def test_wall_clock_becomes_utc_by_the_season() -> None:
    assert localise(at("2008-01-04 17:50"), "Europe/Berlin") == datetime(2008, 1, 4, 16, 50, tzinfo=UTC)
    assert localise(at("2008-07-04 17:50"), "Europe/Berlin") == datetime(2008, 7, 4, 15, 50, tzinfo=UTC)
    assert localise(at("2008-10-26 02:30"), "Europe/Berlin") == datetime(2008, 10, 26, 0, 30, tzinfo=UTC)
    assert localise(at("2008-03-30 02:30"), "Europe/Berlin") == datetime(2008, 3, 30, 1, 30, tzinfo=UTC)


def test_words_name_a_clock_and_are_its_words_again() -> None:
    for words in ("Europe/Berlin", "UTC until 2007-05-20; Etc/GMT-2 until 2008-03-01 14:20; Europe/Berlin"):
        assert str(read_clock(words)) == words
    for words in ("UTC until 2007-05-20", "UTC; Europe/Berlin", "UTC until soon; Europe/Berlin", "UTC until ; UTC"):
        assert read_clock(words) is None


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "Europe/", "\x00"])
def test_unknown_zone_gives_no_moment(zone: str) -> None:
    assert localise(at("2008-01-04"), zone) is None


@given(st.lists(st.tuples(st.datetimes(), st.datetimes(timezones=st.just(UTC)))))
def test_any_pairs_give_a_zone_or_none(told: list[tuple[datetime, datetime]]) -> None:
    found = infer_zone(told)
    assert found is None or 0 < found[1] <= 1
