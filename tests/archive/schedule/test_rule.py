"""Rules of time: over summer time, leap days, odd zones, missed runs and clocks that jump back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.errors import BadSchedule
from archive.schedule.cron import next_cron, read_cron
from archive.schedule.rule import Rule, count_missed, due_of, first_beat, jitter_of, next_beat, retry_after
from archive.schedule.span import Span, read_span
from archive.schedule.window import Window, read_window
from archive.schedule.zone import instant_of, read_zone, wall_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        *("UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"),
        *("Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll", "Pacific/Kiritimati"),
    )
]
"""Half-hour summer time (Lord Howe), a skipped day (Apia 2011), two hours (Troll), Ramadan (Casablanca)."""

zones = st.sampled_from(ZONES)
moments = st.integers(1_230_000_000, 2_114_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
"""2008 to 2036."""
spans = st.sampled_from(
    [Span(seconds=60), Span(seconds=5400), Span(days=1), Span(days=7), Span(months=1), Span(months=12), Span(1, 3, 60)]
)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
windows = st.builds(Window, clocks, clocks).filter(lambda window: window.begin != window.end)
crons = st.sampled_from(
    ["30 2 * * *", "0 0 * * 0", "*/15 * * * *", "0 4 29 2 *", "15 1,2,3 * * *", "0 */5 * * *", "0 0 L * *"]
)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """A wall clock of a zone as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def beats(rule: Rule, after: datetime, count: int) -> list[str]:
    """The next beats as the wall of the rule's zone shows them."""
    found = []
    for _ in range(count):
        following = next_beat(rule, after)
        assert following is not None
        found.append(following.astimezone(rule.zone).isoformat(" ", "minutes"))
        after = following
    return found


def test_a_weekly_rhythm_keeps_its_hour_over_summer_time() -> None:
    rule = Rule(read_span("1 week"), None, BERLIN, at("2026-10-19 04:00"))
    assert beats(rule, rule.start, 2) == ["2026-10-26 04:00+01:00", "2026-11-02 04:00+01:00"]


def test_ninety_minutes_pass_evenly_over_summer_time() -> None:
    rule = Rule(read_span("90m"), None, BERLIN, at("2026-03-29 01:00"))
    assert beats(rule, rule.start, 2) == ["2026-03-29 03:30+02:00", "2026-03-29 05:00+02:00"]


def test_the_last_day_of_a_month_comes_back_after_february() -> None:
    rule = Rule(read_span("1 month"), None, BERLIN, at("2024-01-31 12:00"))
    assert [beat[:10] for beat in beats(rule, rule.start, 3)] == ["2024-02-29", "2024-03-31", "2024-04-30"]


def test_a_leap_day_is_the_28th_in_other_years() -> None:
    rule = Rule(read_span("1 year"), None, BERLIN, at("2024-02-29 12:00"))
    assert [beat[:10] for beat in beats(rule, rule.start, 4)] == [
        "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


def test_cron_runs_once_in_the_night_that_has_half_past_two_twice_and_in_the_one_that_has_it_not() -> None:
    rule = Rule(None, read_cron("30 2 * * *"), BERLIN, at("2026-10-24 00:00"))
    assert beats(rule, rule.start, 3) == ["2026-10-24 02:30+02:00", "2026-10-25 02:30+02:00", "2026-10-26 02:30+01:00"]
    again = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    assert beats(rule, again, 1) == ["2026-10-26 02:30+01:00"]
    assert beats(rule, at("2026-03-28 12:00"), 2) == ["2026-03-29 03:00+02:00", "2026-03-30 02:30+02:00"]


def test_ten_missed_weeks_are_one_run() -> None:
    rule = Rule(read_span("1 week"), None, BERLIN, at("2026-01-05 04:00"))
    now = at("2026-03-18 09:00")
    assert count_missed(rule, rule.start, now) == 10
    assert beats(rule, max(rule.start, now), 1) == ["2026-03-23 04:00+01:00"]


def test_night_reaches_over_midnight() -> None:
    night = read_window("22:00-06:00")
    assert [night.holds(at(f"2026-05-01 {clock}"), BERLIN) for clock in ("21:59", "22:00", "05:59", "06:00")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert night.opening(at("2026-05-01 12:00"), BERLIN) == at("2026-05-01 22:00")
    assert night.closing(at("2026-05-01 23:00"), BERLIN) == at("2026-05-02 06:00")


def test_night_is_an_hour_shorter_or_longer_when_the_clocks_change() -> None:
    night = read_window("22-6")
    lengths = [night.closing(opened, BERLIN) - opened for opened in (at("2026-03-28 22:00"), at("2026-10-24 22:00"))]
    assert lengths == [timedelta(hours=7), timedelta(hours=9)]


def test_a_window_within_the_skipped_hour_opens_the_next_night() -> None:
    window = read_window("02:00-03:00")
    assert window.opening(at("2026-03-29 00:00"), BERLIN) == at("2026-03-30 02:00")


def test_a_window_that_begins_within_the_skipped_hour_opens_when_it_is_over() -> None:
    assert read_window("02:30-05:00").opening(at("2026-03-29 01:00"), BERLIN) == at("2026-03-29 03:00")


def test_a_day_that_a_zone_left_out_has_no_wall_clock() -> None:
    apia = ZoneInfo("Pacific/Apia")
    skipped = instant_of(datetime.fromisoformat("2011-12-30 10:00"), apia)
    assert skipped.astimezone(apia).isoformat() == "2011-12-31T00:00:00+14:00"


def test_due_is_the_same_before_and_after_a_restart_and_differs_between_schedules() -> None:
    rule = Rule(read_span("1 day"), None, BERLIN, at("2026-05-01 12:00"), None, timedelta(hours=2))
    assert due_of(rule, "abc", rule.start).isoformat() == "2026-05-01T10:44:02+00:00"
    assert len({due_of(rule, f"schedule {number}", rule.start) for number in range(100)}) > 90


def test_jitter_spreads_what_the_window_gathers() -> None:
    rule = Rule(read_span("1 day"), None, BERLIN, at("2026-05-01 12:00"), read_window("22-6"), timedelta(hours=2))
    found = sorted(due_of(rule, f"schedule {number}", rule.start) for number in range(50))
    assert at("2026-05-01 22:00") <= found[0] < found[-1] < at("2026-05-02 00:00")
    assert len(set(found)) > 45


def test_failures_are_tried_again_with_a_growing_pause_and_then_left_to_the_rhythm() -> None:
    now = at("2026-05-01 12:00")
    rule = Rule(read_span("1 week"), None, BERLIN, now)
    week = now + timedelta(days=7)
    tries = [retry_after(count, now, rule, next_due=week) for count in range(6)]
    hours = [(one - now).total_seconds() / 3600 for one in tries if one is not None]
    assert hours == [168, 0.25, 1, 4, 16, 168]
    soon = now + timedelta(minutes=10)
    assert retry_after(3, now, rule, next_due=soon) == soon


@settings(max_examples=150, deadline=None)
@given(zones, spans, moments, moments)
@example(ZoneInfo("Pacific/Apia"), Span(days=1), datetime(2011, 12, 20, tzinfo=UTC), datetime(2011, 12, 30, tzinfo=UTC))
def test_the_next_beat_is_later_and_none_lies_between(
    zone: ZoneInfo, every: Span, start: datetime, now: datetime
) -> None:
    rule = Rule(every, None, zone, start)
    following = next_beat(rule, now)
    assert following is not None
    assert following > now
    assert following >= start
    if following > start:
        halfway = now + (following - now) / 2
        assert next_beat(rule, halfway) == following
        assert next_beat(rule, following - timedelta(seconds=1)) == following
        assert following - max(now, start) <= timedelta(seconds=every.rough * 1.1) + timedelta(days=4)


@settings(max_examples=100, deadline=None)
@given(zones, crons, moments)
@example(ZoneInfo("Europe/Berlin"), "15 1,2,3 * * *", datetime(2026, 10, 25, 1, 20, tzinfo=UTC))
def test_cron_always_goes_forward_and_says_what_the_wall_shows(zone: ZoneInfo, cron: str, now: datetime) -> None:
    following = next_cron(cron, zone, now)
    assert following is not None
    assert following > now
    assert next_cron(cron, zone, following - timedelta(seconds=1)) == following


@settings(max_examples=150, deadline=None)
@given(zones, windows, moments)
def test_a_window_is_open_at_its_opening_and_shut_at_its_closing(zone: ZoneInfo, window: Window, now: datetime) -> None:
    opened = window.opening(now, zone)
    assert opened >= now
    assert window.holds(opened, zone)
    assert opened == now or not window.holds(opened - timedelta(seconds=1), zone)
    closed = window.closing(opened, zone)
    assert closed > opened
    assert not window.holds(closed, zone)


@settings(max_examples=100, deadline=None)
@given(zones, moments)
def test_a_wall_clock_names_the_first_moment_that_shows_it(zone: ZoneInfo, moment: datetime) -> None:
    wall = wall_of(moment, zone)
    first = instant_of(wall, zone)
    assert first <= moment
    assert wall_of(first, zone) == wall


@settings(max_examples=100, deadline=None)
@given(zones, spans, windows, moments, st.integers(0, 7200))
def test_due_never_comes_before_its_beat_and_always_within_the_window(
    zone: ZoneInfo, every: Span, window: Window, beat: datetime, seconds: int
) -> None:
    rule = Rule(every, None, zone, beat, window, timedelta(seconds=seconds))
    due = due_of(rule, "abc", beat)
    assert due >= beat
    assert window.holds(due, zone)
    assert due == due_of(rule, "abc", beat)


@settings(max_examples=80, deadline=None)
@given(zones, spans, moments, st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_a_clock_that_jumps_back_serves_no_beat_twice(
    zone: ZoneInfo, every: Span, now: datetime, jump: timedelta
) -> None:
    rule = Rule(every, None, zone, now - timedelta(days=40))
    served = next_beat(rule, now)
    assert served is not None
    following = next_beat(rule, max(served, now - jump))
    assert following is not None
    assert following > served


def test_jitter_is_less_than_its_most() -> None:
    now = at("2026-05-01 12:00")
    assert {jitter_of(str(number), now, timedelta(seconds=3)).seconds for number in range(40)} == {0, 1, 2}
    assert jitter_of("x", now, timedelta()) == timedelta()


def test_first_beat_of_cron_may_be_the_start_itself() -> None:
    start = at("2026-05-03 03:30")
    assert first_beat(Rule(None, "30 3 * * SUN", BERLIN, start)) == start


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("90m", Span(seconds=5400)),
        ("2 hours", Span(seconds=7200)),
        ("1 week", Span(days=7)),
        ("every 1 month", Span(months=1)),
        ("1h30m", Span(seconds=5400)),
        ("1 day and 6 hours", Span(days=1, seconds=21600)),
        ("weekly", Span(days=7)),
        ("a year", Span(months=12)),
        ("1.5 days", Span(seconds=129600)),
        ("2 quarters", Span(months=6)),
        ("every day", Span(days=1)),
    ],
)
def test_spans_are_read_in_words(words: str, span: Span) -> None:
    assert read_span(words) == span


@pytest.mark.parametrize("words", ["", "soon", "0m", "1.5 months", "-1 day", "99 years", "1", "1 day\x1b[m", "9" * 400])
def test_what_is_no_span_is_refused_with_a_way_out(words: str) -> None:
    with pytest.raises(BadSchedule, match="Write it as 90m, 2 hours"):
        read_span(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("* * * *", "has 4 fields, not five"),
        ("61 * * * *", "bad minute"),
        ("0 0 31 2 *", "bad day-of-month"),
        ("0 0 * * FOO", "bad day-of-week"),
        ("*/0 * * * *", "bad minute"),
        ("* " * 300, "too long"),
        ("٣ * * * *", "bad minute"),
    ],
)
def test_a_bad_cron_expression_is_named(words: str, said: str) -> None:
    with pytest.raises(BadSchedule, match=said):
        read_cron(words)


def test_cron_may_be_a_word() -> None:
    assert read_cron(" @weekly ") == "0 0 * * 0"


@pytest.mark.parametrize("words", ["berlin", "Europe/Berlni", "europe/berlin"])
def test_an_unknown_zone_is_guessed_at(words: str) -> None:
    with pytest.raises(BadSchedule, match=r"Did you mean Europe/Berlin\?"):
        read_zone(words)


@pytest.mark.parametrize("words", ["../../etc/passwd", "/etc/localtime", "", "Europe", "\x00", "x" * 5000, "CET\n"])
def test_a_zone_is_no_path(words: str) -> None:
    with pytest.raises(BadSchedule, match="no time zone is called"):
        read_zone(words)


@pytest.mark.parametrize("words", ["22", "22:00-22:00", "25:00-3:00", "22:60-3:00", "night", "-", "1-2-3"])
def test_what_is_no_window_is_refused(words: str) -> None:
    with pytest.raises(BadSchedule, match="--window"):
        read_window(words)


def test_a_window_may_end_at_midnight() -> None:
    window = read_window("18:00-24:00")
    assert (str(window), window.end) == ("18:00-24:00", time(0))
    assert window.closing(at("2026-05-01 19:00"), BERLIN) == at("2026-05-02 00:00")
