"""Measures a whole crawl against bare Scrapy and wget on one made-up blog: `python -m bench.run`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

HOST = "pomona.example"
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Result:
    """One crawl: ``seconds`` on the wall, ``cpu`` seconds of user and system, ``memory`` in MB at its peak.

    ``pages`` are HTML answers with status 200, ``requests`` all answers (a post has a comment feed
    too), as the server counted them.
    """

    name: str
    posts: int
    latency: float
    pages: int
    requests: int
    seconds: float
    cpu: float
    memory: float
    status: int

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU a page."""
        return 1000 * self.cpu / max(self.pages, 1)


@contextmanager
def serving(posts: int, latency: float) -> Iterator[int]:
    """The port of a running made-up blog."""
    command = [sys.executable, "-m", "bench.site", "--posts", str(posts), "--latency", str(latency)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert server.stdout is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait()


def take_counts(port: int) -> dict[str, int]:
    """What was asked since the last call."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/count") as answer:
        counts: dict[str, int] = json.load(answer)
    return counts


def measure(name: str, command: list[str], port: int, posts: int, latency: float, folder: Path) -> Result:
    """Run one crawler to its end; its output goes to ``folder/NAME.log``."""
    take_counts(port)
    with (folder / f"{name}.log").open("wb") as log:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    counts = take_counts(port)
    return Result(
        name=name,
        posts=posts,
        latency=latency,
        pages=counts.get("pages", 0),
        requests=counts.get("requests", 0),
        seconds=seconds,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss / 1024,
        status=process.returncode,
    )


def commands(port: int, folder: Path, *, wget: bool) -> dict[str, list[str]]:
    """The crawlers to compare, each with the command that starts it."""
    blogkeep = [str(Path(sys.executable).parent / "blogkeep"), "crawl", f"http://{HOST}/"]
    blogkeep += ["--archive", str(folder / "archive"), "--delay", "0", "--no-media", "--json"]
    blogkeep += ["--resolve", f"{HOST}:80:127.0.0.1:{port}"]
    if not wget:
        bare = [sys.executable, "-m", "bench.bare", f"http://127.0.0.1:{port}/"]
        return {"bare Scrapy": bare, "blogkeep": blogkeep}
    mirror = ["wget", "--mirror", "--quiet", "--execute", "robots=off", f"--warc-file={folder / 'wget'}"]
    mirror += [f"--directory-prefix={folder / 'mirror'}", f"http://127.0.0.1:{port}/"]
    return {"wget": mirror, "blogkeep": blogkeep}


RETURN = "return"
"""A second crawl by the same command of the blog that did not change."""


def compare(posts: int, latency: float, *, wget: bool, only: str | None) -> list[Result]:
    """All crawlers on one blog, one after the other."""
    results: list[Result] = []
    with serving(posts, latency) as port, tempfile.TemporaryDirectory(prefix="blogkeep-bench-") as temporary:
        folder = Path(temporary)
        planned = commands(port, folder, wget=wget)
        if not wget:
            planned[RETURN] = planned["blogkeep"]
        for name, command in planned.items():
            if name == RETURN and not any(result.name == "blogkeep" for result in results):
                continue
            if name != RETURN and only is not None and only not in name:
                continue
            result = measure(name, command, port, posts, latency, folder)
            results.append(result)
            print(_row(result), flush=True)
            if result.status != 0:
                print((folder / f"{name}.log").read_text("utf-8", "replace")[-2000:])
    return results


def _row(result: Result) -> str:
    figures = f"{result.posts:>6} {1000 * result.latency:>4.0f} {result.pages:>7} {result.requests:>8}"
    figures += f" {result.seconds:>8.1f} {result.rate:>8.1f} {result.cpu_ms:>8.1f} {result.memory:>7.0f}"
    return f"{result.name:12} {figures}{'' if result.status == 0 else f'  exit {result.status}'}"


def _say_ratio(results: list[Result]) -> None:
    by_name = {result.name: result for result in results}
    ours, back = by_name.get("blogkeep"), by_name.pop(RETURN, None)
    if ours is not None and back is not None:
        print(
            f"  a return to the unchanged blog: {back.requests / max(ours.requests, 1):.1%} of the requests,"
            f" {back.cpu / ours.cpu:.1%} of the CPU of the first crawl"
        )
    for name, other in by_name.items():
        if ours is not None and other is not ours and other.pages:
            print(
                f"  blogkeep against {name}: {ours.rate / other.rate:.2f} times the pages a second,"
                f" {ours.cpu_ms / other.cpu_ms:.2f} times the CPU a page,"
                f" {ours.memory / other.memory:.2f} times the memory"
            )


def main() -> int:
    """Compare and print; 1 when a crawler failed."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1000], help="posts, as 1000 10000")
    parser.add_argument("--latency", type=float, default=0.05, help="seconds an answer waits for wget")
    parser.add_argument("--wget-pages", type=int, default=300, help="posts for wget; 0: none")
    parser.add_argument("--only", help="only the crawlers whose name contains this")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    print("crawler       posts   ms   pages requests  seconds  pages/s   CPU ms      MB")
    everything: list[Result] = []
    for posts in options.pages:
        results = compare(posts, 0.0, wget=False, only=options.only)
        _say_ratio(results)
        everything += results
    if shutil.which("wget") and options.wget_pages:
        results = compare(options.wget_pages, options.latency, wget=True, only=options.only)
        _say_ratio(results)
        everything += results
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in everything], indent=2), "utf-8")
    return 0 if all(result.status == 0 for result in everything) else 1


if __name__ == "__main__":
    sys.exit(main())
