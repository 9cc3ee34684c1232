"""What an answer means for its address."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.answers import Verdict, judge_answer, judge_failure, when
from spiders.politeness import HostPace, read_reset, read_retry_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def judge(status: int | None, attempts: int = 0, truncated: str | None = None, **headers: str) -> Verdict:
    values = {name.replace("_", "-"): value for name, value in headers.items()}
    return judge_answer(status, values, truncated, attempts, 5.0, NOW)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "kept"),
        (301, "redirected"),
        (404, "gone"),
        (410, "gone"),
        (403, "denied"),
        (451, "denied"),
    ],
)
def test_settled_answers(status: int, outcome: str) -> None:
    verdict = judge(status)
    assert (verdict.outcome, verdict.wait) == (outcome, None)


def test_304_settles_a_conditional_question_and_no_other() -> None:
    asked = judge_answer(304, {}, None, 0, 5.0, NOW, conditional=True)
    assert (asked.outcome, asked.wait) == ("unchanged", None)
    assert (judge(304).outcome, judge(304).wait) == ("error", 5.0)
    assert judge(304, attempts=2).wait is None
    cut = judge_answer(304, {}, "disconnect", 0, 5.0, NOW, conditional=True)
    assert (cut.outcome, cut.reason) == ("error", "status 304, cut off")


def test_a_broken_server_is_asked_three_times_with_longer_waits() -> None:
    assert [judge(500, attempts).wait for attempts in range(4)] == [5.0, 20.0, None, None]


def test_who_asks_to_wait_is_waited_for() -> None:
    verdict = judge(429, retry_after="120")
    assert (verdict.wait, verdict.pause_host) == (120.0, True)
    assert judge(503, retry_after="Sun, 22 Nov 2026 12:10:00 GMT").wait == 600.0
    assert judge(503).wait == 5.0


def test_a_refusal_that_says_when_to_come_back_is_no_refusal() -> None:
    """GitHub: 403 where its primary limit (remaining 0, reset) or its secondary one (Retry-After) is used up."""
    epoch = str(int(NOW.timestamp()) + 90)
    used_up = judge(403, x_ratelimit_remaining="0", x_ratelimit_reset=epoch)
    assert (used_up.outcome, used_up.wait, used_up.pause_host) == ("error", 90.0, True)
    assert judge(403, retry_after="60").wait == 60.0
    assert judge(403, attempts=5, x_ratelimit_remaining="0", x_ratelimit_reset=epoch).wait is None
    left = judge(403, x_ratelimit_remaining="12", x_ratelimit_reset=epoch)
    assert (left.outcome, left.wait) == ("denied", None)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2026-11-22T12:05:00.000Z", 300.0),
        ("2026-11-22T12:05:00", 300.0),
        ("30", 30.0),
        ("0", 0.0),
        ("1000000001", 0.0),
        ("99999999999999999999", 604800.0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_the_end_of_a_limit_is_read_in_every_spelling(told: str, seconds: float | None) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": told}
    assert read_reset(headers, NOW) == seconds
    assert judge_answer(429, headers, None, 0, 5.0, NOW).wait == max(seconds or 0.0, 5.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("99999999999999999999", 604800.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Sun, 22 Nov 1926 12:10:00 GMT", 0.0),
        ("Sun, 99 Nov 2026 12:10:00 GMT", None),
    ],
)
def test_absurd_retry_after_is_cut_or_passed_over(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


def test_a_cut_off_answer_is_kept_and_asked_for_again() -> None:
    first, last = judge(200, truncated="disconnect"), judge(200, attempts=2, truncated="disconnect")
    assert (first.outcome, first.wait, last.wait) == ("kept", 5.0, None)
    assert judge(200, truncated="length").outcome == "too large"


def test_no_answer_is_tried_again_and_named() -> None:
    verdict = judge_failure("DownloadTimeoutError", "took longer than 60 seconds", 0, 5.0)
    assert (verdict.outcome, verdict.wait) == ("unreachable", 5.0)
    assert when(judge_failure("X", "", 2, 5.0), NOW) is None


def test_a_host_is_asked_at_its_own_pace() -> None:
    pace = HostPace("blog.example", 1.0)
    pace.start(100.0)
    assert pace.wait(100.5) is None  # one at a time
    pace.finish(0.2, well=True)
    assert pace.wait(100.25) == 0.75
    pace.pause_until(160.0, "status 429")
    assert pace.wait(101.0) == 59.0


def test_a_slow_server_is_asked_more_slowly() -> None:
    pace = HostPace("blog.example", 1.0)
    for _ in range(6):
        pace.start(0.0)
        pace.finish(4.0, well=True)
    assert 3.5 < pace.pause <= 4.0
    assert HostPace("blog.example", 0.0, slowness=4.0).pause == 0.0
