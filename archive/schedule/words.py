"""A rhythm in words, and how far a time is away."""

from __future__ import annotations

from datetime import datetime

_STEPS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def rhythm_words(every: str | None, cron: str | None, window: str | None, zone: str | None) -> str:
    """When a schedule comes back, in words: ``every 1 week, 22:00-06:00, Europe/Berlin``."""
    span = " ".join((every or "").split()).removeprefix("every ")
    adverbs = ("hourly", "daily", "weekly", "monthly", "yearly")
    parts = [span if span in adverbs else f"every {span}" if span else f"cron {cron}"]
    parts += [window] if window else []
    parts += [zone] if zone and (cron or window or zone != "UTC") else []
    return ", ".join(parts)


def span_words(seconds: float) -> str:
    """A stretch of time in its two greatest units: ``6 days 3 hours``, ``40 seconds``."""
    parts: list[str] = []
    left = int(abs(seconds))
    for unit, length in _STEPS:
        count, left = divmod(left, length)
        if count or (unit == "second" and not parts):
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2])


def away_words(moment: datetime, now: datetime) -> str:
    """How far a moment is away: ``in 6 days 3 hours``, ``4 minutes ago``, ``now``."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"in {span_words(seconds)}" if seconds > 0 else f"{span_words(seconds)} ago"
