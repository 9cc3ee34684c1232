"""The thread clock against fixed intervals, on a made-up world: seen sooner with no more requests."""

from __future__ import annotations

import pytest

from archive.looks import USUAL, Rates
from bench.clock import at_budget, beats, clock, fixed, judge, ladder, score
from bench.rates import descend
from bench.talks import Talk, Talks, as_talks, make_talks

SMALL = Talks("small", (Talk(0.0, (1.0, 12.0)), Talk(5.0, ())), 20.0)


def test_the_made_up_world_is_the_same_for_the_same_seed() -> None:
    assert make_talks(3) == make_talks(3)
    assert make_talks(3) != make_talks(4)


@pytest.mark.parametrize("seed", range(3))
def test_the_clock_sees_comments_sooner_with_no_more_requests(seed: int) -> None:
    blog = make_talks(seed, posts=50, years=3)
    scores = list(judge([blog], [60.0], fit=False))
    assert sorted(one.rule for one in scores) == ["clock", "clock", "fixed", "fixed", "ladder", "ladder"]
    assert beats(scores, 60.0)


def test_every_comment_is_seen_by_every_rule_and_never_before_it_was_written() -> None:
    blog = make_talks(1, posts=30)
    for looks, delays in (fixed(blog, 45.0), ladder(blog, 0.5), clock(blog, USUAL, 1.0)):
        assert len(delays) == blog.count
        assert min(delays) >= 0
        assert looks > 0


def test_a_fixed_interval_never_waits_longer_than_itself() -> None:
    assert max(fixed(make_talks(2), 45.0)[1]) <= 45.0


def test_the_knob_stays_within_the_budget() -> None:
    blog = make_talks(5, posts=40)
    looks, _ = at_budget(lambda part: ladder(blog, part), 200.0)
    assert 150 < looks <= 200


def test_a_score_says_how_long_comments_waited() -> None:
    one = score("small", "fixed", 10.0, fixed(SMALL, 10.0))
    assert (one.looks, one.median) == (5.0, 9.0)


def test_a_post_begins_with_its_first_comment_when_a_clock_is_wrong() -> None:
    found = as_talks("x", [("p", 100.0, 98.0), ("p", 100.0, 105.0), ("late", 300.0, None)])
    assert found == Talks("x", (Talk(98.0, (0.0, 7.0)),), 105.0)


def test_the_search_for_rates_finds_the_bottom_of_a_bowl() -> None:
    found = descend(lambda at: (at[0] - 3) ** 2 + (at[1] + 1) ** 2, [0.0, 0.0], 120)
    assert found == pytest.approx([3, -1], abs=0.01)


def test_rates_are_values() -> None:
    assert Rates(1, 2, 3, 4, 5, 6, 7) == Rates(1, 2, 3, 4, 5, 6, 7)
