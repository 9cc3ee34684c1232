"""Problems: what went wrong, where, and the way out, as a page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.errors import BadAddress, BadDate, BadSchedule, BlogkeepError, NotKept, TooHeavy


@dataclass(frozen=True, slots=True)
class Problem:
    """A page that says why there is no page."""

    title: str
    status: int
    sentence: str
    ways: tuple[str, ...] = ()

    @classmethod
    def not_allowed(cls) -> Problem:
        """For anything but reading."""
        return cls("Only reading here", 405, "These pages can be read; nothing can be sent to them.")


def explain(error: Exception) -> Problem:
    """The page for an error; what nobody foresaw is said to be ours."""
    if isinstance(error, NotKept):
        return Problem(
            "Not kept",
            404,
            str(error),
            (
                "blogkeep crawl URL — to fetch it, while it is still there",
                "blogkeep import FILE.warc.gz — when somebody else has captured it",
            ),
        )
    if isinstance(error, BadDate):
        return Problem("No date", 400, str(error))
    if isinstance(error, BadSchedule | BadAddress):
        return Problem("That can’t be scheduled", 400, str(error), ("Go back and change what was written",))
    if isinstance(error, TooHeavy):
        return Problem("Too much to read here", 503, str(error))
    if isinstance(error, BlogkeepError):
        return Problem("The evidence can’t be read", 404, str(error), ("blogkeep verify — names the way to mend it",))
    if isinstance(error, FileNotFoundError):
        return Problem("The evidence is not there", 404, f"A file is missing: {error.filename}.", ("blogkeep verify",))
    if isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error):
        return Problem(
            "That took too long",
            503,
            "The question needs more time than this site gives to one page.",
            (
                "Ask for less: one blog, one month, a rarer word",
                "blogkeep serve --setting sql_time_limit_ms 10000",
            ),
        )
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return Problem("Busy", 503, "A crawl is writing just now. Ask again in a moment.")
    return Problem(
        "Something broke here",
        500,
        f"This page could not be made ({type(error).__name__}). The fault is ours; the archive is untouched.",
        ("blogkeep verify — to be sure of the archive", "Tell us, with the address of this page"),
    )
