"""Measures how quickly pages come from an archive of a million comments: ``python -m bench.pages``.

The archive is made first (``bench.world``); ``--archive DIR`` takes one that is there. Each page is asked by several
clients at once, after one visit that warms it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from archive.db.connect import open_db
from archive.home import Home
from bench.world import COMMON, COMMONEST, LONG_THREAD, RARE, make_world

AIM = 100.0
"""Milliseconds within which 95 of 100 visits should end."""

LONGEST = "select post_id from threads where kept = ? limit 1"
GREATEST = "select blog_id from posts group by blog_id order by count(*) desc limit 1"
TALKER = "select author_id from comments group by author_id order by count(*) desc limit 1"


@dataclass(frozen=True, slots=True)
class Timing:
    """One page: milliseconds of its first visit, and of the later ones at 50 and 95 of 100; ``bytes`` of the page."""

    name: str
    first: float
    p50: float
    p95: float
    bytes: int


def find_pages(home: Home) -> dict[str, str]:
    """The pages to visit, by name."""
    db = open_db(home.db, read_only=True)
    blog, talker = db.execute(GREATEST).fetchone()[0], db.execute(TALKER).fetchone()[0]
    post = db.execute(LONGEST, (LONG_THREAD,)).fetchone()[0]
    db.close()
    return {
        "home": "/",
        "blog": f"/-/blog/{blog}",
        f"post with {LONG_THREAD} comments": f"/-/post/{post}",
        "search, a rare word": f"/-/search?q={RARE}",
        "search, a common word": f"/-/search?q={COMMON}",
        "search, the commonest word": f"/-/search?q={COMMONEST}",
        "search, two words": f"/-/search?q={COMMONEST}+{COMMON}",
        "facet: year": f"/-/search?q={COMMONEST}&year=2010",
        "facet: blog": f"/-/search?q={COMMONEST}&blog={blog}",
        "facet: person": f"/-/search?q={COMMONEST}&person={talker}",
        "person": f"/-/person/{talker}",
        "conversation": "/-/conversation",
        "conversation of a blog": f"/-/conversation/{blog}",
        "coverage of a blog": f"/-/coverage/{blog}",
        "feed of the commonest word": f"/-/search.atom?q={COMMONEST}",
    }


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a running ``blogkeep serve``."""
    blogkeep = str(Path(sys.executable).parent / "blogkeep")
    command = [blogkeep, "serve", "--archive", str(folder), "--port", "0", "--json"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield str(json.loads(server.stdout.readline())["url"])
    finally:
        server.terminate()
        server.wait()


def measure(name: str, house: str, path: str, *, clients: int, visits: int) -> Timing:
    """Visit a page once, then ``visits`` times by ``clients`` at once."""
    started = time.monotonic()
    with urllib.request.urlopen(house.rstrip("/") + path) as answer:
        size = len(answer.read())
    first = 1000 * (time.monotonic() - started)
    with ThreadPoolExecutor(clients) as pool:
        walks = [pool.submit(_walk, house, path, visits // clients) for _ in range(clients)]
        times = sorted(each for walk in walks for each in walk.result())
    return Timing(name, first, statistics.median(times), times[int(0.95 * (len(times) - 1))], size)


def _walk(house: str, path: str, visits: int) -> list[float]:
    """Milliseconds of each of so many visits in one connection."""
    connection = HTTPConnection(urlsplit(house).netloc)
    times = []
    for _ in range(visits):
        started = time.monotonic()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        times.append(1000 * (time.monotonic() - started))
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return times


def measure_all(home: Home, *, clients: int, visits: int) -> list[Timing]:
    """Every page of the archive in ``home``, said as it comes."""
    timings = []
    print(f"{'page':32} {'first':>8} {'p50':>8} {'p95':>8} {'KB':>6}   ms, {clients} clients")
    with serving(home.root) as house:
        for name, path in find_pages(home).items():
            timing = measure(name, house, path, clients=clients, visits=visits)
            timings.append(timing)
            late = "" if timing.p95 <= AIM else f"  over {AIM:.0f}"
            figures = f"{timing.first:8.0f} {timing.p50:8.1f} {timing.p95:8.1f} {timing.bytes / 1000:6.0f}"
            print(f"{name:32} {figures}{late}", flush=True)
    return timings


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the archive, measure and print; 1 when a page missed the aim and ``--strict`` was said."""
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--archive", type=Path, help="an archive of bench.world; without it one is made and removed")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--visits", type=int, default=200, help="of each page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a page misses the aim")
    options = parser.parse_args(arguments)
    folder = options.archive or Path(tempfile.mkdtemp(prefix="blogkeep-world-")) / "archive"
    try:
        home = Home(folder) if options.archive else make_world(folder, options.comments)
        timings = measure_all(home, clients=options.clients, visits=options.visits)
    finally:
        if not options.archive:
            shutil.rmtree(folder.parent)
    if options.json:
        options.json.write_text(json.dumps([asdict(timing) for timing in timings], indent=2), "utf-8")
    return int(options.strict and any(timing.p95 > AIM for timing in timings))


if __name__ == "__main__":
    sys.exit(main())
