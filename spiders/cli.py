"""The entry point of ``blogkeep``: the verbs that go out and read join those of the house."""

from __future__ import annotations

from archive.cli import house, run_house
from spiders import shift, timetable
from spiders.verbs.check import check
from spiders.verbs.crawl import crawl
from spiders.verbs.notify import notify
from spiders.verbs.reread import import_, reread

for verb in (check, crawl, import_, notify, reread, shift.run_due, shift.work, timetable.schedule):
    house.add_command(verb)


def main(arguments: list[str] | None = None) -> None:
    """Run ``blogkeep``; without ``arguments``, with those of the process."""
    run_house(arguments)
