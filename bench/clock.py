"""Measures how soon the thread clock sees new comments, against fixed intervals: ``python -m bench.clock``.

A ladder of ages is judged too, all at the same number of requests.

The times are those of saved blogs (beside the repository; without them a made-up world stands in). Each blog is judged
with rates that were fitted to the others. All rules hear of a post when it appears; the clock knows at every moment
only what its looks have shown by then.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from archive.looks import LONGEST, SHORTEST, USUAL, Rates, days_to_wait, look_of, weigh
from bench.rates import fit_rates
from bench.talks import Talks, iter_saved, make_talks

SAVED = Path(__file__).resolve().parents[2] / "shared" / "pages"
INTERVALS = (30.0, 90.0, 180.0, 365.0)
ROUNDS = 4
"""A blog that did not last for so many intervals is not judged by them: all rules would look once or twice."""
_GOLDEN = 0.6180339887498949
_TRUST = 2.0

Outcome = tuple[float, list[float]]
"""How many looks, and each comment's delay in days."""


@dataclass(frozen=True, slots=True)
class Score:
    """One rule on one blog (or all together): looks, and days until a new comment was seen."""

    blog: str
    rule: str
    interval: float
    looks: float
    median: float
    p90: float
    mean: float


def fixed(blog: Talks, step: float) -> Outcome:
    """A look at every thread each ``step`` days; threads take turns, so that delays are even between 0 and a step."""
    looks, delays = 0.0, []
    for number, talk in enumerate(blog.talks):
        first = (number * _GOLDEN) % 1 * step
        looks += max(0, math.ceil((blog.end - talk.posted - first) / step)) + 1
        for age in talk.comments:
            delays.append(first + max(0, math.ceil((age - first) / step)) * step - age)
    return looks, delays


def ladder(blog: Talks, part: float) -> Outcome:
    """A wait of so large a part of the post's age (and a day), whatever was said under it."""
    return _walk(blog, lambda number, age, seen: min(LONGEST, max(SHORTEST, part * (age + 1))))


def clock(blog: Talks, rates: Rates, price: float) -> Outcome:
    """The thread clock, with what it has learned of the blog by then."""
    expected, talked = _TRUST, _TRUST
    shares: dict[int, tuple[float, float]] = {}

    def wait(number: int, age: float, seen: Sequence[float]) -> float:
        nonlocal expected, talked
        look = look_of(age, [age - one for one in seen])
        more, said = weigh(look, rates)
        before = shares.get(number, (0.0, 0.0))
        expected, talked = expected + more - before[0], talked + said - before[1]
        shares[number] = more, said
        return days_to_wait(look, talked / expected, price, rates)

    return _walk(blog, wait)


def _walk(blog: Talks, wait: Callable[[int, float, Sequence[float]], float]) -> Outcome:
    """Look at all threads in the order in which they are due, each until a look at or after the end."""
    queue = [(talk.posted, number) for number, talk in enumerate(blog.talks)]
    heapq.heapify(queue)
    seen = [0] * len(queue)
    looks, delays = -float(len(queue)), []  # the first look, when the post appears, costs every rule the same
    while queue:
        now, number = heapq.heappop(queue)
        talk = blog.talks[number]
        age = now - talk.posted
        looks += 1
        while seen[number] < len(talk.comments) and talk.comments[seen[number]] <= age:
            delays.append(age - talk.comments[seen[number]])
            seen[number] += 1
        if now < blog.end or seen[number] < len(talk.comments) or age == 0:
            heapq.heappush(queue, (now + wait(number, age, talk.comments[: seen[number]]), number))
    return looks, delays


def at_budget(rule: Callable[[float], Outcome], looks: float) -> Outcome:
    """The rule with its knob turned so that it costs at most so many looks."""
    low, high = math.log(1e-5), math.log(1e4)
    for _ in range(12):
        middle = (low + high) / 2
        spent = rule(math.exp(middle))[0]
        if spent > looks:
            low = middle
        else:
            high = middle
            if spent > 0.995 * looks:
                break
    return rule(math.exp(high))


def score(blog: str, rule: str, interval: float, outcome: Outcome) -> Score:
    """An outcome in numbers."""
    looks, delays = outcome
    ranked = sorted(delays)
    median, p90 = (ranked[min(len(ranked) - 1, int(part * len(ranked)))] for part in (0.5, 0.9))
    return Score(blog, rule, interval, looks, median, p90, sum(ranked) / len(ranked))


def judge(blogs: Sequence[Talks], intervals: Sequence[float], *, fit: bool) -> Iterator[Score]:
    """Every rule on every blog at the requests of every interval, then on all of them together."""
    together: dict[tuple[float, str], Outcome] = {}
    for blog in blogs:
        rates = fit_rates([other for other in blogs if other is not blog]) if fit else USUAL
        for interval in intervals:
            if blog.end - blog.talks[0].posted < ROUNDS * interval:
                continue
            plain = fixed(blog, interval)
            outcomes = {
                "fixed": plain,
                "ladder": at_budget(partial(ladder, blog), plain[0]),
                "clock": at_budget(partial(clock, blog, rates), plain[0]),
            }
            for rule, outcome in outcomes.items():
                yield score(blog.name, rule, interval, outcome)
                looks, delays = together.get((interval, rule), (0.0, []))
                together[interval, rule] = looks + outcome[0], delays + outcome[1]
    for (interval, rule), outcome in sorted(together.items()):
        yield score("all", rule, interval, outcome)


def main() -> int:
    """Judge and print; 1 when a fixed interval beats the clock on all blogs together."""
    parser = argparse.ArgumentParser(prog="bench.clock", description=__doc__)
    parser.add_argument("--pages", type=Path, default=SAVED, help="the saved blogs")
    parser.add_argument("--intervals", type=float, nargs="+", default=INTERVALS, metavar="DAYS")
    parser.add_argument("--made-up", action="store_true", help="only the made-up world")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    blogs = [] if options.made_up else list(iter_saved(options.pages))
    if not blogs:
        print("No saved blogs: a made-up world stands in." if not options.made_up else "A made-up world.")
        blogs = [make_talks(seed) for seed in range(6)]
    print(f"{len(blogs)} blogs, {sum(len(b.talks) for b in blogs)} posts, {sum(b.count for b in blogs)} comments")
    print(f"{'blog':20} every    rule      looks   median      p90     mean  (days until a new comment is seen)")
    scores = []
    for one in judge(blogs, options.intervals, fit=len(blogs) > 1):
        scores.append(one)
        print(
            f"{one.blog:20} {one.interval:5.0f} d  {one.rule:6} {one.looks:8.0f} {one.median:8.2f} {one.p90:8.2f}"
            f" {one.mean:8.2f}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in scores], indent=2), "utf-8")
    return 0 if all(beats(scores, interval) for interval in options.intervals) else 1


def beats(scores: Sequence[Score], interval: float) -> bool:
    """Whether the clock saw comments sooner than the fixed interval on all blogs together, at the median and at p90."""
    by = {one.rule: one for one in scores if one.blog == "all" and one.interval == interval}
    ours, plain = by["clock"], by["fixed"]
    print(
        f"every {interval:.0f} days, all blogs: the clock's median is {plain.median / max(ours.median, 1e-9):.0f} "
        f"times shorter, its p90 {plain.p90 / max(ours.p90, 1e-9):.1f} times, at {ours.looks / plain.looks:.3f} of "
        "the looks"
    )
    return ours.median < plain.median and ours.p90 < plain.p90 and ours.looks <= plain.looks


if __name__ == "__main__":
    sys.exit(main())
