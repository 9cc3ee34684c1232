"""Scores the bodies of posts against the publishers' feeds, with trafilatura beside: ``python -m bench.bodies``.

A feed that carries whole posts tells what a post says; where its page is saved too, the page must say the same. Figures
are token-F1, a mean over pages.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from archive.urls import host_of
from bench.gold import open_page, overlap, read_manifest
from bench.score import PAGES, SEEN
from bench.tally import Tally
from pipelines.normalize import normalize
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page

LEAST = 20
"""Words under which a body in a feed is none to measure by."""


def iter_bodies(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Saved pages whose post stands whole in a saved feed: the file, its address, the words."""
    rows = list(read_manifest(folder))
    files = {_key(url): (file, url) for file, url, kind in rows if kind == "html"}
    told: dict[str, str] = {}
    for file, url, kind in rows:
        if kind == "feed":
            for post in normalize(read_page(open_page(file, url, kind)), seen=SEEN).posts:
                if post.whole and len((post.text or "").split()) >= LEAST:
                    told[_key(post.url)] = post.text or ""
    for key, words in sorted(told.items()):
        if key in files:
            yield *files[key], words


def _key(url: str) -> str:
    host = host_of(url)
    path = url.partition("://")[2].removeprefix(host).partition("?")[0].partition("#")[0]
    return host.removeprefix("www.") + path.removesuffix("index.html").rstrip("/")


def _by_adapter(page: Page) -> str:
    post = normalize(read_page(page), seen=SEEN).post
    return (post.text if post else None) or ""


def _by_generic(page: Page) -> str:
    post = normalize(GENERIC.read(page, ()), seen=SEEN).post
    return (post.text if post else None) or ""


def _by_trafilatura(page: Page) -> str:
    return trafilatura.extract(page.body, url=page.url, include_comments=False) or ""


def _by_trafilatura_with_comments(page: Page) -> str:
    return trafilatura.extract(page.body, url=page.url, include_comments=True) or ""


READERS: dict[str, Callable[[Page], str]] = {
    "adapter": _by_adapter,
    "generic": _by_generic,
    "trafilatura": _by_trafilatura,
    "with comments": _by_trafilatura_with_comments,
}
"""Who reads each page; trafilatura with its own settings, without and with the comments (its default)."""


def score_bodies(folder: Path, seconds: dict[str, float]) -> Tally:
    """How much of each post's words every reader gives; CPU is added up in ``seconds``."""
    tally = Tally()
    for file, url, words in iter_bodies(folder):
        tally.of["pages"] += 1
        for name, read in READERS.items():
            page = open_page(file, url)
            started = time.process_time()
            said = read(page)
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - started
            share = overlap(words, said)
            tally.add(name, share)
            if share < 0.97:
                tally.misses.append(f"{name:14} {share:.3f}  {file.parent.parent.name}/{url}")
    return tally


def _line(name: str, tally: Tally) -> str:
    shares = (tally.share(column) for column in READERS)
    cells = " ".join("            -" if s is None else f"{s:13.3f}" for s in shares)
    return f"{name:20} {tally.of['pages']:>6} {cells}"


def main(arguments: list[str] | None = None) -> int:
    """Print a row for each blog whose feeds tell whole posts."""
    parser = argparse.ArgumentParser(prog="bench.bodies", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path, default=PAGES, help="saved blogs (default: ../shared/pages)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list the N worst pages of each reader")
    options = parser.parse_args(arguments)
    if not options.pages.is_dir():
        print(f"No saved blogs in {options.pages}: nothing to score. Name a folder with --pages.")
        return 0
    whole, seconds = Tally(), dict[str, float]()
    print(f"{'bodies, token-F1':20}  pages {' '.join(f'{name:>13}' for name in READERS)}")
    for manifest in sorted(options.pages.glob("*/manifest.jsonl")):
        tally = score_bodies(manifest.parent, seconds)
        if tally.of["pages"]:
            print(_line(manifest.parent.name, tally))
            whole.join(tally)
    print(_line("all", whole))
    pages = max(whole.of["pages"], 1)
    print("ms CPU a page".ljust(27) + " ".join(f"{1000 * seconds.get(name, 0) / pages:13.1f}" for name in READERS))
    for name in READERS if options.show else ():
        print("\n".join(sorted(m for m in whole.misses if m.startswith(f"{name:14}"))[: options.show]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
