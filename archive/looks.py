"""The thread clock: how soon a thread is worth another look, from how lively it is.

A comment is answered soon or late, a post is talked of for days and then hardly ever, and blogs differ in how much is
said at all. So the rate of new comments is modelled as a sum: what the post itself calls forth, fading with its age;
what each comment calls forth, fading with the time since; and a trickle that never ends. A look costs a request, a
comment that waits costs more the longer it waits, and ever less for each further day: the next look comes when the
comments that are to be expected, times the root of the days since the last look, reach ``price``.

All spans are days. Nothing here asks for the time: the same thread gives the same next look today and after a reread.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PRICE = 0.3
"""Expected comments times the root of the days since the last look, that a request is worth. Less: more looks."""

SHORTEST = 1 / 24
LONGEST = 730.0
LONGEST_CLOSED = 1095.0
"""A thread that takes no more comments may still lose some, or be opened again."""
SHORTEST_CLOSED = 180.0

FIRST_POSSIBLE = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it nobody wrote a web page: the time of a post is an unset clock (1969, 1970, year 1)."""

_DAY = timedelta(days=1)

_TRUST = 2.0
"""How many comments the first guess of a blog's liveliness is worth."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast comments come: ``size / (days + lag) ** fade`` a day, after a post and each comment; and a trickle."""

    post_size: float
    post_lag: float
    post_fade: float
    reply_size: float
    reply_lag: float
    reply_fade: float
    trickle: float


USUAL = Rates(0.45, 0.62, 1.76, 0.052, 0.017, 1.205, 0.00003)
"""Fitted by maximum likelihood to 2,750 comments of eight blogs of 2003 to 2022 (``python -m bench.clock``)."""

_STEP_LAG = 0.017
"""Days: comments closer to the look than this are as close as it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the last look at a thread left behind.

    ``age``: days from the post to the look. ``echoes``: how long before the look comments were written, and how many.
    ``settled``: no comment is to be expected (comments are closed, or the post is gone).
    """

    age: float
    echoes: tuple[tuple[float, int], ...] = ()
    settled: bool = False

    @property
    def comments(self) -> int:
        """How many comments were seen."""
        return sum(count for _, count in self.echoes)


def take_look(
    looked: datetime, posted: datetime | None, comments: Iterable[datetime] = (), *, settled: bool = False
) -> Look:
    """The look at ``looked`` on a thread whose post is of ``posted`` (None: nobody says) with ``comments``.

    A post without a possible time is as old as its first comment, or new. Comments that a wrong clock dates more than a
    day after the look say nothing. All times are aware.
    """
    gaps = [(looked - one) / _DAY for one in comments]
    return look_of(_age(looked, posted), gaps, settled=settled)


def look_of(age: float | None, gaps: Iterable[float], *, settled: bool = False) -> Look:
    """Like :func:`take_look`, in days before the look; an ``age`` of None is not known."""
    told = [gap for gap in gaps if gap >= -1]
    if age is None:
        age = max(told, default=0.0)
    counts = Counter(round(2 * math.log2(max(gap, 0.0) + _STEP_LAG)) for gap in told)
    echoes = tuple((2 ** (step / 2) - _STEP_LAG, count) for step, count in sorted(counts.items()))
    return Look(max(age, 0.0), tuple((max(gap, 0.0), count) for gap, count in echoes), settled)


def _age(looked: datetime, posted: datetime | None) -> float | None:
    return None if posted is None or posted < FIRST_POSSIBLE else (looked - posted) / _DAY


def learn_liveliness(looks: Iterable[Look], rates: Rates = USUAL) -> float:
    """How much a blog's posts are talked of, as a multiple of what is usual; 1.0 when nothing is known of it.

    Comments that other comments account for are not counted; few posts say little, and the usual is mixed in.
    """
    expected, talked = _TRUST, _TRUST
    for look in looks:
        more, said = weigh(look, rates)
        expected += more
        talked += said
    return talked / expected


def weigh(look: Look, rates: Rates = USUAL) -> tuple[float, float]:
    """How many comments a usual post of that age has called forth by itself, and how many this one did."""
    expected = rates.post_size * _gathered(0.0, look.age, rates.post_lag, rates.post_fade)
    replies = 0.0
    for gap, count in look.echoes:
        replies += count * rates.reply_size * _gathered(0.0, gap, rates.reply_lag, rates.reply_fade)
    return expected, max(look.comments - replies, 0.0)


def next_look(looked: datetime, look: Look, liveliness: float = 1.0, price: float = PRICE) -> datetime:
    """When to look again, UTC, to the minute. OverflowError never: the calendar's end is the latest."""
    wait = timedelta(minutes=round(days_to_wait(look, liveliness, price) * 1440))
    last = datetime.max.replace(tzinfo=UTC, microsecond=0)
    looked = looked.astimezone(UTC)
    return looked + wait if looked < last - wait else last


def days_to_wait(look: Look, liveliness: float = 1.0, price: float = PRICE, rates: Rates = USUAL) -> float:
    """How long to leave a thread alone after a look."""
    if look.settled:
        return min(max(look.age / 2, SHORTEST_CLOSED), LONGEST_CLOSED)
    low, high = math.log(SHORTEST), math.log(LONGEST)
    for _ in range(10):  # to a part in a hundred
        middle = math.exp((low + high) / 2)
        if expect_comments(look, middle, liveliness, rates) * math.sqrt(middle) < price:
            low = math.log(middle)
        else:
            high = math.log(middle)
    return math.exp(high)


def expect_comments(look: Look, days: float, liveliness: float = 1.0, rates: Rates = USUAL) -> float:
    """How many new comments are to be expected within so many days of the look."""
    expected = rates.post_size * liveliness * _gathered(look.age, days, rates.post_lag, rates.post_fade)
    expected += rates.trickle * days
    for gap, count in look.echoes:
        expected += count * rates.reply_size * _gathered(gap, days, rates.reply_lag, rates.reply_fade)
    return expected


def _gathered(start: float, span: float, lag: float, fade: float) -> float:
    """The integral of ``(x + lag) ** -fade`` from ``start`` over ``span``."""
    power = 1 - fade
    return float(((start + span + lag) ** power - (start + lag) ** power) / power)
