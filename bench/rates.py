"""Fits the thread clock's rates to times of comments, by maximum likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from archive.looks import Rates
from bench.talks import Talks

GUESS = Rates(0.3, 1.0, 1.5, 0.05, 0.05, 1.3, 0.0001)
"""Where the search begins: round numbers that no blog has seen."""

_TRUST = 2.0


def fit_rates(blogs: Sequence[Talks], steps: int = 220) -> Rates:
    """The rates under which the comments of these blogs, each as lively as it is, are likeliest."""
    prepared = [_prepare(blog) for blog in blogs]

    def cost(logs: list[float]) -> float:
        if max(logs) > 5 or min(logs) < -20:
            return 1e12
        rates = Rates(*(math.exp(one) for one in logs))
        return -sum(_likelihood(one, rates) for one in prepared)

    start = [math.log(getattr(GUESS, name)) for name in Rates.__dataclass_fields__]
    return Rates(*(math.exp(one) for one in descend(cost, start, steps)))


Prepared = tuple[list[tuple[float, list[float]]], list[float], list[float]]
"""Each comment's age with the gaps to those before it; how long each comment and each post was seen after."""


def _prepare(blog: Talks) -> Prepared:
    comments: list[tuple[float, list[float]]] = []
    after: list[float] = []
    for talk in blog.talks:
        span = blog.end - talk.posted
        for place, age in enumerate(talk.comments):
            comments.append((age, [age - one for one in talk.comments[max(0, place - 30) : place]]))
            after.append(max(span - age, 0.0))
    return comments, after, [blog.end - talk.posted for talk in blog.talks]


def _likelihood(prepared: Prepared, rates: Rates) -> float:
    comments, after, spans = prepared
    fade, lag = -rates.post_fade, rates.post_lag
    own = [rates.post_size * (age + lag) ** fade for age, _ in comments]
    fade, lag = -rates.reply_fade, rates.reply_lag
    replied = [rates.reply_size * sum([(gap + lag) ** fade for gap in gaps]) for _, gaps in comments]
    expected = rates.post_size * sum(_gathered(span, rates.post_lag, rates.post_fade) for span in spans)
    replies = rates.reply_size * sum(_gathered(span, rates.reply_lag, rates.reply_fade) for span in after)
    lively = 1.0
    for _ in range(6):
        talked = sum(lively * a / (lively * a + b + rates.trickle) for a, b in zip(own, replied, strict=True))
        lively = (_TRUST + talked) / (_TRUST + expected)
    logs = sum(math.log(lively * a + b + rates.trickle) for a, b in zip(own, replied, strict=True))
    return logs - lively * expected - replies - rates.trickle * sum(spans)


def _gathered(span: float, lag: float, fade: float) -> float:
    power = 1 - fade if abs(1 - fade) > 1e-6 else 1e-6
    return float(((span + lag) ** power - lag**power) / power)


def descend(cost: Callable[[list[float]], float], start: list[float], steps: int) -> list[float]:
    """The least of a function near ``start``, by the simplex of Nelder and Mead (1965)."""
    corners = [start] + [[x + 0.4 * (i == j) for j, x in enumerate(start)] for i in range(len(start))]
    ranked = sorted((cost(corner), corner) for corner in corners)
    for _ in range(steps):
        centre = [sum(axis) / (len(ranked) - 1) for axis in zip(*(c for _, c in ranked[:-1]), strict=True)]
        worst = ranked[-1][1]

        def along(by: float, centre: list[float] = centre, worst: list[float] = worst) -> tuple[float, list[float]]:
            there = [c + by * (c - w) for c, w in zip(centre, worst, strict=True)]
            return cost(there), there

        new = along(1.0)
        if new[0] < ranked[0][0]:
            new = min(new, along(2.0))
        elif new[0] >= ranked[-2][0]:
            new = along(-0.5)
        if new[0] < ranked[-1][0]:
            ranked[-1] = new
        else:
            best = ranked[0][1]
            shrunk = [[(a + b) / 2 for a, b in zip(best, corner, strict=True)] for _, corner in ranked[1:]]
            ranked = [ranked[0], *((cost(corner), corner) for corner in shrunk)]
        ranked.sort()
    return ranked[0][1]
