"""A good guest: one pause for each host, Retry-After, a slower step where a server is slow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from spiders.robots import Robots

MAX_PAUSE = 15 * 60.0
"""Seconds that a crawl waits for one host; who asks for more is visited by a later run."""
MAX_RETRY_AFTER = 7 * 24 * 3600.0
FASTEST_PARALLEL = 8
"""Requests to one host at a time when the user asked for no pause at all."""
_EPOCH = 1e9
"""A larger number is no span of seconds, but a time since 1970."""
SLOW_ANSWER = 5.0
"""Seconds: the pause grows to the time an answer takes, up to this."""


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait, as a number or a date; None when it says nothing usable.

    Absurd values (negative, longer than :data:`MAX_RETRY_AFTER`) are cut to the sensible range.
    """
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def read_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a server that counts requests (``X-RateLimit-Remaining: 0``) begins to count anew.

    ``X-RateLimit-Reset`` is read as an epoch (GitHub), a time (Mastodon) or seconds from now. None when there are
    requests left, or nobody says when there will be; cut like :func:`read_retry_after`.
    """
    told = headers.get("x-ratelimit-reset", "").strip()
    if headers.get("x-ratelimit-remaining", "").strip() != "0" or not told:
        return None
    if told.isascii() and told.isdigit():
        seconds = float(told[:12])
        return min(max(seconds - now.timestamp() if seconds > _EPOCH else seconds, 0.0), MAX_RETRY_AFTER)
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return read_retry_after(told, now)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


@dataclass(slots=True)
class HostPace:
    """How a host wants to be asked. Times are monotonic seconds of the event loop."""

    host: str
    delay: float
    robots: Robots | None = None
    robots_asked: bool = False
    in_flight: int = 0
    next_time: float = 0.0
    paused_until: float = 0.0
    why_paused: str | None = None
    slowness: float = field(default=0.0)

    @property
    def pause(self) -> float:
        """Seconds between two requests: the user's delay, the host's Crawl-delay, its own slowness."""
        wanted = self.robots.crawl_delay if self.robots and self.robots.crawl_delay else 0.0
        return max(self.delay, wanted, min(self.slowness, SLOW_ANSWER) if self.delay else 0.0)

    @property
    def parallel(self) -> int:
        """How many requests may be under way at once."""
        return 1 if self.pause else FASTEST_PARALLEL

    def wait(self, now: float) -> float | None:
        """Seconds until the next request may start; None while as many as allowed are under way."""
        if self.in_flight >= self.parallel:
            return None
        return max(self.next_time, self.paused_until) - now

    def is_put_off(self, now: float) -> bool:
        """Whether the host asks for a longer pause than a crawl waits: it is for a later run."""
        return self.paused_until - now > MAX_PAUSE

    def start(self, now: float) -> None:
        """A request starts."""
        self.in_flight += 1
        self.next_time = now + self.pause

    def finish(self, seconds: float | None, *, well: bool) -> None:
        """A request ended after ``seconds``; slowness follows slowly, and never falls on errors."""
        self.in_flight -= 1
        if seconds is not None and (well or seconds > self.slowness):
            self.slowness = (self.slowness + seconds) / 2

    def pause_until(self, moment: float, why: str) -> None:
        """Ask nothing of this host before ``moment``."""
        if moment > self.paused_until:
            self.paused_until, self.why_paused = moment, why
