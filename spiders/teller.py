"""Tells of trouble after scheduled runs, beside the work: a slow mail server holds up no crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlite_utils import Database

from archive.db.runs import End, Run
from archive.errors import BlogkeepError
from archive.home import Home
from archive.terminal import plain_text
from spiders.notices import report_concerns

_OF_THE_PROCESS = frozenset({"failed", "killed"})
"""Outcomes of which the crawl's own row may know nothing: its process was killed, or never wrote one."""


@contextmanager
def telling(home: Home, say: Callable[[str], None]) -> Iterator[Callable[[Database, Run, End], None]]:
    """What to call after each run; leaving waits until everybody is told. What cannot be told is said, and goes
    out with the next message.

    A refused run is no news: somebody else was crawling the blog.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="teller") as thread:

        def after_run(db: Database, run: Run, end: End) -> None:
            if end.outcome != "refused":
                thread.submit(_tell, home, run, end, say)

        yield after_run


def _tell(home: Home, run: Run, end: End, say: Callable[[str], None]) -> None:
    failure = (end.message or end.outcome) if end.outcome in _OF_THE_PROCESS else None
    try:
        report = report_concerns(home, end.crawl_id, seed=run.schedule.seed, failure=failure)
    except BlogkeepError as error:
        say(plain_text(f"{run.schedule.seed}: nobody could be told of run {run.id}: {error}"))
        return
    for delivery in report.deliveries:
        if delivery.error is not None:
            say(plain_text(f"{delivery.target} could not be told: {delivery.error}"))
