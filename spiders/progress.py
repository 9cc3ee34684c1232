"""Live progress: found, fetched, posts, comments, bytes, rate, and what each host waits for."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from spiders.crawl import Crawl

LIVE_SECONDS = 0.5
PLAIN_SECONDS = 15.0
HOSTS_SHOWN = 4


def size(count: float) -> str:
    """Bytes for people: ``12.3 MB`` (powers of 1000, as disks are sold)."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def iter_waits(crawl: Crawl) -> Iterator[str]:
    """What the busiest hosts wait for, a sentence each."""
    frontier = crawl.frontier
    now = frontier.clock()
    lanes = sorted(frontier.lanes.values(), key=lambda lane: -len(lane.heap))
    for lane in [one for one in lanes if one.heap or one.pace.in_flight][:HOSTS_SHOWN]:
        pace = lane.pace
        pause = pace.paused_until - now
        if pause > 0:
            what = f"asked us to wait ({pace.why_paused}), {pause:.0f} s left"
        elif pace.robots is None:
            what = "robots.txt first"
        elif pace.robots.crawl_delay and pace.robots.crawl_delay >= pace.pause > 0:
            what = f"one request every {pace.pause:g} s (its Crawl-delay)"
        elif pace.pause:
            what = f"one request every {pace.pause:.1f} s"
        else:
            what = "no pause (--delay 0)"
        yield f"{pace.host}: {len(lane.heap)} waiting, {what}"


class Progress:
    """Shows how a crawl goes: a live table on a terminal, a line now and then elsewhere, nothing when quiet."""

    def __init__(self, crawl: Crawl, *, quiet: bool, stream: TextIO | None = None) -> None:
        self.crawl = crawl
        self.quiet = quiet
        self.stream = stream or sys.stderr
        self.started = monotonic()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Show from now on (inside the running event loop)."""
        if not self.quiet:
            self._task = asyncio.get_running_loop().create_task(self._show())

    def stop(self) -> None:
        """Show no more."""
        if self._task is not None:
            self._task.cancel()

    async def _show(self) -> None:
        console = Console(file=self.stream)
        if not console.is_terminal:
            while True:
                await asyncio.sleep(PLAIN_SECONDS)
                print(self.line(), file=self.stream, flush=True)
        with Live(self.table(), console=console, refresh_per_second=4, transient=True) as live:
            while True:
                await asyncio.sleep(LIVE_SECONDS)
                live.update(self.table())

    def line(self) -> str:
        """Everything in one line."""
        figures, frontier = self.crawl.figures, self.crawl.frontier
        seconds = max(monotonic() - self.started, 0.001)
        if (teaching := self.crawl.teaching) is not None and teaching.due:
            return f"reading what the blog's feeds teach: {teaching.pages} of {teaching.due} pages"
        waiting = f"{frontier.queued}{'+' if frontier.overflow else ''}"
        return (
            f"{figures.fetched} fetched, {waiting} waiting, {figures.posts} posts, {figures.comments} comments, "
            f"{size(figures.bytes)}, {figures.fetched / seconds:.1f} a second"
            + (f", {figures.failed} failed" if figures.failed else "")
        )

    def table(self) -> Table:
        """The live view."""
        table = Table.grid(padding=(0, 1))
        table.add_row(Text(self.crawl.seed, style="bold"))
        table.add_row(Text(self.line()))
        for wait in iter_waits(self.crawl):
            table.add_row(Text(wait, style="dim"))
        return table
