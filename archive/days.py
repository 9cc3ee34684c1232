"""Days and moments as people name them, on a command line or in an address: UTC, unless they say otherwise."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime

from archive.errors import BadDate

_SHAPE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?P<time>[T ][0-9]{2}:[0-9]{2}\S*)?)?)?"
)


def read_start(words: str) -> str:
    """The first moment of what is named, as rows write it: '2019' is 2019-01-01T00:00:00Z. BadDate when it is none."""
    return _read(words, last=False)


def read_end(words: str) -> str:
    """The last second of what is named: '2019-05' is 2019-05-31T23:59:59Z. BadDate when it is none."""
    return _read(words, last=True)


def _read(words: str, *, last: bool) -> str:
    found = _SHAPE.fullmatch(words.strip())
    try:
        if found is None:
            raise ValueError
        if found["time"]:
            return _write(datetime.fromisoformat(words.strip()))
        year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
        assert year is not None, "the shape demands a year"
        month = month or (12 if last else 1)
        day = day or (monthrange(year, month)[1] if last else 1)
        return _write(datetime(year, month, day, *((23, 59, 59) if last else (0, 0, 0)), tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise BadDate(
            f"'{words[:60]}' is no date. Write 2019, 2019-05, 2019-05-01 or 2019-05-01T14:30; without a zone that is "
            "UTC, with one: 2019-05-01T14:30+02:00."
        ) from error


def _write(time: datetime) -> str:
    aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return aware.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def between(one: str, other: str) -> str:
    """How far two moments of rows are apart, in words: '3 days', '5 hours', '1 minute', 'less than a minute'."""
    seconds = abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())
    for name, size in (("year", 365.25 * 86400), ("month", 30.44 * 86400), ("day", 86400.0), ("hour", 3600.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}s"
    minutes = int(seconds // 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}" if minutes else "less than a minute"
