"""Measures the schedule that a worker carries: ``python -m bench.schedule``.

An archive gets 10,000 schedules. Then, in this order:

* ``blogkeep work`` rests with nothing due: memory in MB (resident), CPU in % of one core, and CPU in ms of one look at
  the schedules (a knock; at rest there is one each five minutes);
* the delay in s from a due time, and from a request by hand, until that worker says that the run has begun. Nobody
  listens at the blogs' addresses: the crawls fail, but they begin. A due time is late by up to a second, for the
  worker's clock shows whole seconds;
* a tenth of the schedules is due at once, half of these below one domain: CPU in ms of taking up a run and of writing
  its end, once while that domain is crawled by as many as may, so that its blogs wait at the head of the line.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean
from threading import Timer

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.runs import End, Run, claim_run, end_run
from archive.db.schedules import add_schedule, ask_schedule, find_schedule
from archive.db.store import transaction
from archive.home import Home, create_home
from archive.schedule.options import CrawlOptions
from archive.schedule.plan import read_plan
from archive.workers import wake
from spiders.child import memory_of

FIRST = timedelta(days=1)
"""From now until the first tenth is due; the others are due a week after it."""
WEEK = timedelta(days=7)
PER_DOMAIN = 4
KNOCKS, CLAIMS, TIMES = 50, 200, 3
CLAIM_LIMIT, IDLE_LIMIT = 20.0, 1.0
"""More ms of CPU for taking up a run, or more % of a core at rest, is a fault."""
PATIENCE = 180.0
"""Seconds after which a worker is ended."""
QUICK = CrawlOptions(delay=0.0, retry_pause=0.05)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: the mean and the greatest value in ``unit``. ``most``: what the mean may not exceed."""

    name: str
    mean: float
    greatest: float
    unit: str
    most: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether it keeps to its limit, if it has one."""
        return self.most is None or self.mean <= self.most


def fill(db: Database, blogs: int, now: datetime) -> None:
    """So many schedules; a tenth is due after :data:`FIRST`, one a second, those of the crowded domain first."""
    due = max(blogs // 10, 1)
    with transaction(db):
        for number in range(blogs):
            seed = f"http://blog{number}.example.com/" if number < due // 2 else f"http://blog{number}.example/"
            start = now + FIRST + timedelta(seconds=number) + (WEEK if number >= due else timedelta())
            add_schedule(db, read_plan(seed, now=start, every="2 weeks"), now)


@contextmanager
def working(home: Home) -> Iterator[subprocess.Popen[str]]:
    """``blogkeep work`` on the archive, ended at the end."""
    command = [str(Path(sys.executable).parent / "blogkeep"), "work", "--archive", str(home.root)]
    worker = subprocess.Popen([*command, "--parallel", str(TIMES)], stderr=subprocess.PIPE, text=True)
    guard = Timer(PATIENCE, worker.kill)
    guard.start()
    try:
        yield worker
    finally:
        guard.cancel()
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
        worker.communicate()


def hear_all(worker: subprocess.Popen[str], beginnings: list[str]) -> list[float]:
    """When the worker says that each of these runs begins (seconds of the epoch); returns once all have ended too."""
    assert worker.stderr is not None
    begun: dict[str, float] = {}
    ended: set[str] = set()
    for line in worker.stderr:
        words = next((one for one in beginnings if line.startswith(one)), None)
        if words is not None and words in begun:
            ended.add(words)
        elif words is not None:
            begun[words] = time.time()
        if len(ended) == len(beginnings):
            return [begun[one] for one in beginnings]
    raise SystemExit(f"The worker ended before it said all of {beginnings}.")


def cpu_of(process: int) -> float:
    """Seconds of user and system time of a living process, in steps of 10 ms."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(home: Home, worker: subprocess.Popen[str], seconds: float) -> Iterator[Figure]:
    """What the worker uses while nothing is due."""
    before, began = cpu_of(worker.pid), time.monotonic()
    time.sleep(seconds)
    share = 100 * (cpu_of(worker.pid) - before) / (time.monotonic() - began)
    memory = memory_of(worker.pid) / 1e6
    yield Figure("memory at rest", memory, memory, "MB")
    yield Figure("CPU at rest", share, share, "%", IDLE_LIMIT)
    before = cpu_of(worker.pid)
    for _ in range(KNOCKS):
        wake(home)
        time.sleep(0.02)
    look = 1000 * (cpu_of(worker.pid) - before) / KNOCKS
    yield Figure("CPU of a look", look, look, "ms")


def delays(home: Home, db: Database, worker: subprocess.Popen[str]) -> Iterator[Figure]:
    """How long a due crawl, and one that was asked for, waits for a worker that is free."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    seeds = [f"http://127.0.0.{2 + number}:9/" for number in range(TIMES)]
    with transaction(db):
        for number, seed in enumerate(seeds):
            due = start + timedelta(seconds=2 * number)
            add_schedule(db, read_plan(seed, now=due, every="1 week", options=QUICK), start)
    wake(home)
    begun = hear_all(worker, [f"{seed}: run" for seed in seeds])
    late = [time - start.timestamp() - 2 * number for number, time in enumerate(begun)]
    yield Figure("delay of a due crawl", fmean(late), max(late), "s")
    late.clear()
    for seed in seeds:
        asked = time.time()
        with transaction(db):
            ask_schedule(db, find_schedule(db, seed), datetime.now(UTC))
        wake(home)
        late.append(hear_all(worker, [f"{seed}: run"])[0] - asked)
    yield Figure("delay of a crawl by hand", fmean(late), max(late), "s")


def take(db: Database, now: datetime) -> Run | None:
    """What a worker would take up now."""
    return claim_run(db, "bench", now, is_alive=lambda worker, run: True, per_domain=PER_DOMAIN)


def claims(db: Database, name: str, now: datetime, count: int) -> Iterator[Figure]:
    """Take up runs and end them, one after the other."""
    taking, ending = [], []
    for _ in range(count):
        began = time.process_time()
        run = take(db, now)
        taken = time.process_time()
        if run is None:
            break
        end_run(db, run.id, End("finished"), now)
        taking.append(1000 * (taken - began))
        ending.append(1000 * (time.process_time() - taken))
    if taking:
        yield Figure(f"CPU of a claim, {name}", fmean(taking), max(taking), "ms", CLAIM_LIMIT)
        yield Figure(f"CPU of an end, {name}", fmean(ending), max(ending), "ms")


def measure(folder: Path, blogs: int, seconds: float) -> Iterator[Figure]:
    """All figures, one after the other."""
    home = create_home(folder / "archive")
    db = open_db(home.db)
    now = datetime.now(UTC).replace(microsecond=0)
    fill(db, blogs, now)
    with working(home) as worker:
        assert worker.stderr is not None
        assert worker.stderr.readline().startswith("At work")
        time.sleep(min(seconds, 1.0))  # its first look is no rest
        yield from rest(home, worker, seconds)
        yield from delays(home, db, worker)
    later, count = now + FIRST + timedelta(days=1), min(CLAIMS, max(blogs // 50, 1))
    going = [run for run in (take(db, later) for _ in range(min(PER_DOMAIN, blogs // 20))) if run is not None]
    yield from claims(db, "a domain is full", later, count)
    for run in going:
        end_run(db, run.id, End("finished"), later)
    yield from claims(db, "all are free", later, count)
    db.close()


def main() -> int:
    """Measure and print; 1 when a figure exceeds its limit."""
    parser = argparse.ArgumentParser(prog="bench.schedule", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--blogs", type=int, default=10_000, help="how many schedules")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the worker is watched at rest")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    print(f"{options.blogs} schedules                      mean  greatest")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="blogkeep-bench-") as temporary:
        for one in measure(Path(temporary), options.blogs, options.seconds):
            figures.append(one)
            limit = "" if one.is_good else f"  over {one.most:g}"
            print(f"{one.name:32} {one.mean:9.2f} {one.greatest:9.2f} {one.unit}{limit}", flush=True)
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in figures], indent=2), "utf-8")
    return 0 if all(one.is_good for one in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
