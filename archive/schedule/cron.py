"""Cron expressions of five fields, right over summer time: when they name the next minute."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from archive.errors import BadSchedule

_WORDS = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip
MOST_LETTERS = 200
HOW = "Write minute, hour, day, month and day of the week, as '30 3 * * SUN' (Sundays at 3:30)."


def read_cron(text: str) -> str:
    """The expression, made regular; BadSchedule names the field that is wrong, or says that it never comes."""
    expression = " ".join(_WORDS.get(text.strip().lower(), text).split())
    if len(expression) > MOST_LETTERS:
        raise BadSchedule(f"--cron: an expression of {len(expression)} letters is too long. {HOW}")
    if len(expression.split()) != 5:
        raise BadSchedule(f"--cron: '{expression}' has {len(expression.split())} fields, not five. {HOW}")
    try:
        CronSim(expression, datetime(2024, 1, 1, tzinfo=UTC))
    except (CronSimError, ValueError) as error:
        raise BadSchedule(f"--cron: '{expression}': {str(error).lower()}. {HOW}") from error
    if next_cron(expression, ZoneInfo("UTC"), datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise BadSchedule(f"--cron: '{expression}' names a day that never comes. {HOW}")
    return expression


def next_cron(expression: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment (UTC) after ``after`` that the expression names in a zone; None when none ever comes."""
    try:
        for moment in CronSim(expression, after.astimezone(zone)):
            found = moment.astimezone(UTC)
            if found > after:  # in the second run of a repeated hour it names the first once more
                return found
    except (OverflowError, ValueError):
        pass
    return None
