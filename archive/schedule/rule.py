"""A rule of time: the beats of a rhythm, and when the crawl of a beat is due, after jitter and window."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from archive.schedule.cron import next_cron
from archive.schedule.span import Span
from archive.schedule.window import Window
from archive.schedule.zone import instant_of, wall_of

MISSED_COUNTED = 100
"""Missed beats are counted to here; one run makes them all good."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When to come back. Exactly one of ``every`` and ``cron``; ``start`` (UTC) is where ``every`` counts from.

    ``jitter`` is the greatest delay of a due time after its beat; ``window`` None means at any time of the day.
    """

    every: Span | None
    cron: str | None
    zone: ZoneInfo
    start: datetime
    window: Window | None = None
    jitter: timedelta = timedelta()


def first_beat(rule: Rule) -> datetime | None:
    """The first beat, at ``start`` or after it; None when none ever comes."""
    if rule.every is not None:
        return rule.start
    return next_beat(rule, rule.start - timedelta(seconds=1))


def next_beat(rule: Rule, after: datetime) -> datetime | None:
    """The first beat (UTC) strictly after ``after``; None when none ever comes.

    Beats are counted from ``start``, never from the last run: nothing drifts, and the 31st comes back after February.
    """
    if rule.cron is not None:
        return next_cron(rule.cron, rule.zone, after)
    assert rule.every is not None
    try:
        number = max(int((after - rule.start).total_seconds() / rule.every.rough) - 1, 0)
        while number > 0 and _beat(rule, rule.every, number) > after:
            number -= 1
        while (moment := _beat(rule, rule.every, number)) <= after:
            number += 1
    except (OverflowError, ValueError):  # past the year 9999
        return None
    return moment


def _beat(rule: Rule, every: Span, number: int) -> datetime:
    """The beat with this number; months and days go by the wall clock, hours and minutes by the sun."""
    moment = rule.start
    if every.months or every.days:
        moment = instant_of(every.step(wall_of(rule.start, rule.zone), number), rule.zone) if number else rule.start
    return moment + timedelta(seconds=every.seconds * number)


def count_missed(rule: Rule, beat: datetime, now: datetime) -> int:
    """How many beats after ``beat`` have passed by ``now`` (at most :data:`MISSED_COUNTED`)."""
    count, moment = 0, next_beat(rule, beat)
    while moment is not None and moment <= now and count < MISSED_COUNTED:
        count, moment = count + 1, next_beat(rule, moment)
    return count


def due_of(rule: Rule, schedule_id: str, beat: datetime) -> datetime:
    """When the crawl of a beat is due: the beat, its jitter after it, and then within the window."""
    moment = beat + jitter_of(schedule_id, beat, rule.jitter)
    if rule.window is None:
        return moment
    opened = rule.window.opening(moment, rule.zone)
    if opened == moment:
        return moment
    length = rule.window.closing(opened, rule.zone) - opened
    return opened + jitter_of(schedule_id, beat, min(rule.jitter, length))


def jitter_of(schedule_id: str, beat: datetime, most: timedelta) -> timedelta:
    """A delay from 0 up to ``most`` in whole seconds: the same for one schedule and beat on every machine and day."""
    seconds = int(most.total_seconds())
    if seconds <= 0:
        return timedelta()
    words = f"{schedule_id}\x1f{beat.astimezone(UTC).isoformat()}"
    return timedelta(seconds=int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) % seconds)


PAUSES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=16))
"""Before a failed crawl is tried again; after the last it is left to its rhythm."""


def retry_after(failures: int, now: datetime, rule: Rule, *, next_due: datetime | None) -> datetime | None:
    """When a crawl that has failed ``failures`` times in a row is tried again: within the window, and never after
    its next due time; ``next_due`` when it has failed often enough."""
    if not 1 <= failures <= len(PAUSES):
        return next_due
    moment = now + PAUSES[failures - 1]
    if rule.window is not None:
        moment = rule.window.opening(moment, rule.zone)
    return moment if next_due is None else min(moment, next_due)
