"""In which zone a blog's clock runs, and what UTC a wall clock is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_order_and_repetition_of_pairs_do_not_matter() -> None:
    told = pairs(WINTER + SUMMER, "Europe/Berlin")
    assert infer_zone(told * 3) == infer_zone(reversed(told)) == infer_zone(told)


def test_wall_clock_becomes_utc_by_the_season() -> None:
    assert localise(at("2008-01-04 17:50"), "Europe/Berlin") == datetime(2008, 1, 4, 16, 50, tzinfo=UTC)
    assert localise(at("2008-07-04 17:50"), "Europe/Berlin") == datetime(2008, 7, 4, 15, 50, tzinfo=UTC)
    assert localise(at("2008-10-26 02:30"), "Europe/Berlin") == datetime(2008, 10, 26, 0, 30, tzinfo=UTC)
    assert localise(at("2008-03-30 02:30"), "Europe/Berlin") == datetime(2008, 3, 30, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "Europe/", "\x00"])
def test_unknown_zone_gives_no_moment(zone: str) -> None:
    assert localise(at("2008-01-04"), zone) is None


@given(st.lists(st.tuples(st.datetimes(), st.datetimes(timezones=st.just(UTC)))))
def test_any_pairs_give_a_zone_or_none(told: list[tuple[datetime, datetime]]) -> None:
    found = infer_zone(told)
    assert found is None or 0 < found[1] <= 1
