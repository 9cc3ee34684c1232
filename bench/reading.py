"""Measures how quickly pages are read, and what the hugest ones cost: ``python -m bench.reading``.

CPU milliseconds of reading and normalizing, each page parsed anew; the hugest pages run in a process of their own, so
that its peak of memory is theirs.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.site import Blog
from pipelines.normalize import normalize
from spiders.links import iter_links
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page
from spiders.scope import Scope

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
HOME = "http://pomona.example/"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Timing:
    """One kind of page: CPU milliseconds (the median), MB at the peak where it was measured alone, what came out."""

    name: str
    ms: float
    aim: float | None
    megabytes: float | None
    found: str


def write_thread(comments: int) -> bytes:
    """A post of the made-up blog with so many comments."""
    blog = Blog(300)
    page, shown = blog.post_page(7), "".join(blog.comment(7, place) for place in range(comments))
    head, _, rest = page.partition("<a id='c")
    return (head + shown + "<div id='end'>" + rest.partition("</div><div")[2]).encode()


def write_links(count: int) -> bytes:
    """A page of nothing but links, each to another address of the blog."""
    links = "".join(f'<p><a href="/p/{number}.html">link {number}</a></p>' for number in range(count))
    return f"<html><head><title>Links</title></head><body><h1>Links</h1>{links}</body></html>".encode()


def write_huge(megabytes: int) -> bytes:
    """A page so long that nobody made it by hand."""
    one = "<p>Rain plays it better than most <a href='/p/{0}.html'>link {0}</a>" + " word" * 400 + "</p>"
    count = megabytes * 1_000_000 // len(one)
    return ("<html><title>Huge</title><h1>Huge</h1>" + "".join(map(one.format, range(count)))).encode()


def read_post(body: bytes) -> str:
    """Read and normalize a post's page by its platform."""
    reading = normalize(read_page(Page(f"{HOME}2004/03/quince-7.html", body, content_type=HTML)), seen=SEEN)
    return f"{len(reading.comments)} comments, {reading.adapter}"


def read_unknown_post(body: bytes) -> str:
    """The same as if no platform were known."""
    reading = normalize(GENERIC.read(Page(f"{HOME}2004/03/quince-7.html", body, content_type=HTML)), seen=SEEN)
    return f"{len(reading.comments)} comments, {reading.adapter}"


def read_links(body: bytes) -> str:
    """Read a page and judge every link of it, as a crawl does."""
    page, scope = Page(HOME, body, content_type=HTML), Scope(HOME)
    read_page(page)
    found = [one for url in iter_links(page) if (one := scope.judge(url, "link", "link")) is not None]
    return f"{len(found)} links"


PAGES: dict[str, tuple[Callable[[], bytes], Callable[[bytes], str], int, float | None]] = {
    "post with 20 comments": (lambda: write_thread(20), read_post, 25, 10.0),
    "post with 20 comments, unknown": (lambda: write_thread(20), read_unknown_post, 15, None),
    "post with 1,000 comments": (lambda: write_thread(1000), read_post, 5, 300.0),
    "post with 1,000 comments, unknown": (lambda: write_thread(1000), read_unknown_post, 3, None),
    "page with 100,000 links": (lambda: write_links(100_000), read_links, 1, None),
    "page with 1,000,000 links": (lambda: write_links(1_000_000), read_links, 1, None),
    "answer of 100 MB": (lambda: write_huge(100), read_links, 1, None),
}
"""For each page how it is made, how it is read, how often, and the aim in milliseconds."""
ALONE = ("page with 1,000,000 links", "answer of 100 MB")


def measure(name: str) -> Timing:
    """Read one kind of page as often as its row says."""
    write, read, times, aim = PAGES[name]
    body, took, found = write(), [], ""
    for _ in range(times):
        started = time.process_time()
        found = read(body)
        took.append(1000 * (time.process_time() - started))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if name in ALONE else None
    return Timing(name, statistics.median(took), aim, peak, found)


def measure_alone(name: str) -> Timing:
    """:func:`measure` in a process of its own."""
    command = [sys.executable, "-m", "bench.reading", "--json", "--only", name]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[1])
    return Timing(**json.loads(done.stdout)[0])


def write_line(timing: Timing) -> str:
    """A timing as one line of the table."""
    memory = f"{timing.megabytes:7.0f}" if timing.megabytes else "      -"
    aim = "" if timing.aim is None else f"  aim {timing.aim:.0f}{'' if timing.ms <= timing.aim else ', missed'}"
    return f"{timing.name:36} {timing.ms:10.1f} {memory}  {timing.found}{aim}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when an aim was missed and ``--strict`` was said."""
    parser = argparse.ArgumentParser(prog="bench.reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=PAGES, help="only this kind of page, in this process")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--strict", action="store_true", help="exit 1 when an aim was missed")
    options = parser.parse_args(arguments)
    timings = []
    if not options.json:
        print(f"{'page':36} {'CPU ms':>10} {'MB':>7}")
    for name in [options.only] if options.only else PAGES:
        timing = measure_alone(name) if name in ALONE and not options.only else measure(name)
        timings.append(timing)
        if not options.json:
            print(write_line(timing), flush=True)
    if options.json:
        json.dump([asdict(timing) for timing in timings], sys.stdout, indent=2)
        print()
    return int(options.strict and any(t.aim is not None and t.ms > t.aim for t in timings))


if __name__ == "__main__":
    sys.exit(main())
