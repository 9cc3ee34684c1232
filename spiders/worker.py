"""The worker: takes up what is due, runs each crawl in a process of its own, writes how it ended, and sleeps."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from sqlite_utils import Database

from archive.db.runs import End, Outcome, Run, claim_run, count_waiting, end_run, find_crawl
from archive.db.schedules import find_next_due
from archive.errors import BlogkeepError
from archive.home import Home
from archive.workers import Presence, is_alive, wake
from spiders.child import EXIT_INCOMPLETE, Child, end_of, start_child

TICK = 1.0
"""Seconds between two looks at the memory and time of crawls that run."""
LONGEST = 300.0
"""The longest sleep in seconds: clocks may jump, machines may sleep, and rows may be changed by hand."""
RECHECK = 5.0
"""Seconds until a due crawl that waits for somebody else's is looked at again."""

AfterRun = Callable[[Database, Run, End], None]
"""Called after each run, when its end is written: where somebody is told of trouble."""


def now_utc() -> datetime:
    """The time, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Done:
    """A run that ended, for who asked. ``status`` is the exit status of its crawl."""

    run: int
    seed: str
    outcome: Outcome
    message: str | None
    crawl: str | None
    status: int | None


@dataclass(slots=True)
class WorkerLoop:
    """Works on one archive. ``now`` tells the time; ``before`` set means: only what was due then."""

    home: Home
    db: Database
    presence: Presence
    parallel: int = 1
    per_domain: int = 4
    now: Callable[[], datetime] = now_utc
    before: datetime | None = None
    full: str = "--full"
    say: Callable[[str], None] = lambda words: None
    after_run: AfterRun = lambda db, run, end: None
    children: dict[int, Child] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    ending: int = 0
    bell: int = -1

    def run_due(self) -> list[Done]:
        """Run what is due and return; what waits for other workers' crawls is left to them."""
        with self._signals():
            self.turn()
            while self.children:
                self._wait(TICK)
                self.turn()
        return self.done

    def run_until_stopped(self) -> None:
        """Work until SIGTERM or SIGINT; crawls that run are asked to end, and go on next time. Errors of one turn (a
        locked database, a full disk) are said, and the next turn tries again."""
        with self._signals():
            while not self.ending or self.children:
                try:
                    self.turn()
                    pause = self.how_long()
                except BlogkeepError as error:
                    self.say(str(error))
                    pause = RECHECK
                self.done.clear()
                if not self.ending or self.children:
                    self._wait(pause)

    def turn(self) -> None:
        """One look around: write the ends of crawls that ended, hold the others to their limits, begin new ones."""
        self._collect()
        for child in self.children.values():
            child.watch(self.now())
        while not self.ending and len(self.children) < self.parallel and self._begin():
            pass

    def how_long(self) -> float:
        """Seconds to sleep: until the next due time, a tick while crawls run, never long."""
        if self.children:
            return TICK
        now, due = self.now(), find_next_due(self.db)
        if due is None:
            return LONGEST
        away = (due - now).total_seconds()
        return min(away, LONGEST) if away > 0 else RECHECK

    def _begin(self) -> bool:
        """Begin the most urgent run; False when there is none, or none may begin now."""

        def alive(worker: str, run: int) -> bool:
            return (worker == self.presence.worker.name and run in self.children) or is_alive(self.home, worker, run)

        run = claim_run(
            self.db,
            self.presence.worker.name,
            self.now(),
            is_alive=alive,
            per_domain=self.per_domain,
            before=self.before,
        )
        if run is None:
            return False
        missed = f", {run.missed} missed before" if run.missed else ""
        self.say(f"{run.schedule.seed}: run {run.id} begins ({run.why}, due {run.due.isoformat()}{missed})")
        try:
            self.children[run.id] = start_child(self.home, run, self.now(), self.full)
        except OSError as error:
            self._write_end(run, End("failed", f"its process could not be started: {error}", "again"))
        return True

    def _collect(self) -> None:
        for id, child in list(self.children.items()):
            if child.is_over():
                told = child.close()
                end = end_of(child, told, self.now())
                del self.children[id]
                self._write_end(child.run, end)

    def _write_end(self, run: Run, end: End) -> None:
        if end.crawl_id is None:
            found = find_crawl(self.db, run.schedule.blog_id, run.started)
            end = End(end.outcome, end.message, end.after, found, end.status, end.memory)
        if not end_run(self.db, run.id, end, self.now()):
            self.say(f"{run.schedule.seed}: run {run.id} ended ({end.outcome}), but it had been given up: refused")
            return
        self.done.append(Done(run.id, run.schedule.seed, end.outcome, end.message, end.crawl_id, end.status))
        self.say(f"{run.schedule.seed}: run {run.id} {end.outcome}" + (f" ({end.message})" if end.message else ""))
        wake(self.home)  # others may wait for this host
        self.after_run(self.db, run, end)

    def _wait(self, seconds: float) -> None:
        """Sleep until something happens: a knock, a signal, the end of a crawl, or the time is over."""
        wanted = [self.presence.pipe, *([self.bell] if self.bell >= 0 else [])]
        with suppress(InterruptedError):
            heard, _, _ = select.select(wanted, [], [], max(seconds, 0.0))
            if self.presence.pipe in heard:
                self.presence.hear()
            if self.bell in heard:
                with suppress(BlockingIOError):
                    os.read(self.bell, 4096)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Asked to end: once ends the crawls cleanly, twice by force."""
        self.ending += 1
        for child in list(self.children.values()):
            if self.ending == 1:
                child.interrupt(self.now(), "the worker was ended")
            else:
                child.kill()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Inside, signals ring the bell that ends a sleep: SIGTERM and SIGINT end the work, SIGHUP looks around."""
        bell, rope = os.pipe()
        for end in (bell, rope):
            os.set_blocking(end, False)
        handlers: dict[int, Any] = {
            signal.SIGINT: self._stop,
            signal.SIGTERM: self._stop,
            signal.SIGHUP: lambda number, frame: None,
            signal.SIGCHLD: lambda number, frame: None,
        }
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        old_rope = signal.set_wakeup_fd(rope, warn_on_full_buffer=False)
        self.bell = bell
        try:
            yield
        finally:
            signal.set_wakeup_fd(old_rope)
            for number, handler in before.items():
                signal.signal(number, handler)
            self.bell = -1
            os.close(bell)
            os.close(rope)

    def waiting(self) -> int:
        """How many due crawls wait for other workers' hosts."""
        return count_waiting(self.db, self.before or self.now())


def exit_code_of(done: list[Done], ended: bool) -> int:
    """0: all went well, or nothing was due. 1: a run failed, was killed, lost or refused. 4: a host asked to come back,
    or addresses failed. 130: it was ended."""
    if ended:
        return 130
    if any(one.outcome in ("failed", "killed", "lost", "refused") for one in done):
        return 1
    return EXIT_INCOMPLETE if any(one.status == EXIT_INCOMPLETE for one in done) else 0


def print_line(words: str) -> None:
    """A line of a worker's own log: systemd and cron put the time to it."""
    print(words, file=sys.stderr, flush=True)
