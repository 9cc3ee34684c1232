"""Times as the database keeps them: UTC, ISO 8601, ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime | None) -> str | None:
    """A time as the database keeps it: UTC, ISO 8601, ``Z``; None stays None."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def unstamp(text: str | None) -> datetime | None:
    """The aware UTC time that :func:`stamp` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
