"""Reads a real WordPress under many themes as if no platform were known: ``python -m bench.themes``.

The blog and its truth come from the testbed beside the repository (its database says what was said); more themes than
Debian has are taken from ``--themes DIR``. The pages are kept in ``--pages DIR``, so that readers can be measured again
without the server: ``python -m bench.themes --pages DIR``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from lxml import html

from bench.gold import fold
from bench.tally import Tally, write_row
from bench.truth import COLUMNS, Said, Truth, score_page
from pipelines.normalize import normalize
from spiders.markup import words_of
from spiders.page import Page
from spiders.read import choose_adapter, read_page

TESTBED = Path(__file__).resolve().parents[1].parent / "shared" / "testbed"
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
LEAST, MOST = 3, 20
"""How many comments the posts that are read have: the testbed shows 20 on a page."""


def read_truth(file: Path) -> dict[str, Truth]:
    """What WordPress itself knows, by the address of the post."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    comments: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["kind"] == "comment" and row["html_visible"]:
            comments.setdefault(row["post_id"], []).append(row)
    posts = [row for row in rows if row["kind"] != "comment" and not row["protected"]]
    return {p["url"]: _truth(p, comments[p["id"]]) for p in posts if LEAST <= len(comments.get(p["id"], ())) <= MOST}


def _truth(post: dict[str, Any], rows: list[dict[str, Any]]) -> Truth:
    places = {row["id"]: place for place, row in enumerate(rows)}
    said = tuple(
        Said(
            str(row["id"]),
            _words(row["author"]),
            _words(row["html"]),
            (_utc(row["date_gmt"]), datetime.fromisoformat(row["date_local"])),
            places.get(row["display_parent"]),
            ping=row["type"] != "comment",
        )
        for row in rows
    )
    return Truth(said, unescape(post["title"]), _words(post["html"]) or None)


def _utc(words: str) -> datetime:
    return datetime.fromisoformat(words.replace("Z", "+00:00"))


def _words(markup: str) -> str:
    return words_of(html.fragment_fromstring(markup or "", create_parent="div"))


def harvest(root: Path, port: int, themes: list[str], pages: Path) -> None:
    """Show the blog in each theme and keep the pages of its posts, with what is true of them."""
    docroot, socket = root / str(port) / "html", root / "run" / "mysqld.sock"
    truth = pages / "truth.jsonl"
    pages.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(TESTBED / "wp_truth.py"), "--socket", str(socket), "--db", f"wp_{port}"]
    truth.write_bytes(subprocess.run([*command, "--docroot", str(docroot)], check=True, stdout=subprocess.PIPE).stdout)
    for theme in themes:
        up = subprocess.run(
            [str(TESTBED / "wordpress-up.sh"), theme, str(port)], capture_output=True, env={"WPT_ROOT": str(root)}
        )
        print(f"{theme}: {'shown' if up.returncode == 0 else up.stdout[-200:].decode(errors='replace')}", flush=True)
        for number, url in enumerate(read_truth(truth) if up.returncode == 0 else ()):
            try:
                with urllib.request.urlopen(url, timeout=30) as answer:
                    body = answer.read()
            except OSError as error:
                print(f"  {url}: {error}")
                continue
            file = pages / theme / f"{number:03}.html"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(body)


def iter_shown(pages: Path) -> Iterator[tuple[str, Page, Truth]]:
    """Each kept page with its theme and what is true of it: of the comments those that the theme shows at all."""
    truths = list(read_truth(pages / "truth.jsonl").items())
    for file in sorted(pages.glob("*/*.html")):
        url, truth = truths[int(file.stem)]
        page = Page(url, file.read_bytes(), content_type="text/html; charset=utf-8")
        shown = fold(words_of(page.root))
        said = [_as_shown(one, shown) for one in truth.comments]
        places = [i for i, one in enumerate(said) if one is not None]
        new = {old: place for place, old in enumerate(places)}
        kept = tuple(
            replace(one, parent=new.get(one.parent if one.parent is not None else -1))
            for one in said
            if one is not None
        )
        yield file.parent.name, page, Truth(kept, truth.title, truth.body)


def _as_shown(said: Said, shown: str) -> Said | None:
    """What of a comment stands on a page whose folded words are ``shown``; None: nothing.

    Themes list pings by title."""
    if fold(said.text)[:80] in shown:
        return said
    return replace(said, text="", times=()) if said.ping and fold(said.author) in shown else None


def score(pages: Path, *, generic: bool, only: str | None) -> dict[str, Tally]:
    """The tallies by theme; ``generic``: adapters switched off."""
    tallies: dict[str, Tally] = {}
    for theme, page, truth in iter_shown(pages):
        if (only and only not in theme) or not truth.comments:
            continue
        if generic:
            adapter, marks = choose_adapter(page, ())
            reading = adapter.read(page, marks)
        else:
            reading = read_page(page)
        score_page(tallies.setdefault(theme, Tally()), truth, normalize(reading, seen=SEEN), f"{theme} {page.url}")
    return tallies


def main(arguments: list[str] | None = None) -> int:
    """Show, read, print; 0 unless the arguments are wrong."""
    parser = argparse.ArgumentParser(prog="bench.themes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path, required=True, help="where the pages are kept")
    parser.add_argument("--root", type=Path, help="WPT_ROOT of a running testbed: keep its pages first")
    parser.add_argument("--port", type=int, default=8301)
    parser.add_argument("--themes", nargs="+", default=["twentytwentyone", "twentytwentytwo", "twentytwentythree"])
    parser.add_argument("--known", action="store_true", help="read with the adapters, not by the generic reader alone")
    parser.add_argument("--only", help="only themes whose name contains this")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list N misses of each theme and kind")
    options = parser.parse_args(arguments)
    if options.root is not None:
        harvest(options.root, options.port, options.themes, options.pages)
    tallies = score(options.pages, generic=not options.known, only=options.only)
    print(f"{'theme':24} {'pages':>6} {'known':>6} {' '.join(f'{c:>7}' for c in COLUMNS)}")
    whole = Tally()
    for theme, tally in tallies.items():
        print(write_row(theme, tally, COLUMNS))
        whole.join(tally)
        for column in COLUMNS if options.show else ():
            for miss in [m for m in tally.misses if m.startswith(f"{column} ".ljust(9))][: options.show]:
                print(f"    {miss}")
    print(write_row("all", whole, COLUMNS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
