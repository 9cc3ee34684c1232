"""What wrappers taught by feeds are worth: ``python -m bench.taught``.

On the saved blogs that have comment feeds, with every hint of names taken out (:mod:`bench.scramble`): by shapes alone,
and by what the feeds teach. Every third page without a listed comment is read too: whatever is found there is none.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archive.models import Reading
from bench.gold import Sheet, Source, iter_sources, open_page
from bench.parents import read_parents
from bench.score import PAGES, SEEN
from bench.scramble import scramble
from bench.tally import Tally, write_row
from bench.truth import Said, Truth, score_page
from pipelines.normalize import normalize
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page
from spiders.unknown.taught import Lesson, learn, read_taught

COLUMNS = ("recall", "prec", "author", "parent", "f1", "silent")


def teach(source: Source) -> Lesson | None:
    """What the blog's comment feeds teach of its scrambled pages."""
    sheets = []
    for sheet in source.gold:
        if sheet.feed is not None and sheet.feed_url is not None:
            told = normalize(read_page(open_page(sheet.feed, sheet.feed_url, "feed")), seen=SEEN)
            sheets.append((_open(sheet), told.comments))
    return learn(sheets) if sheets else None


def _open(sheet: Sheet) -> Page:
    return scramble(open_page(sheet.file, sheet.url))


def score(source: Source, lesson: Lesson | None) -> dict[str, Tally]:
    """By shapes alone, and taught, of the pages whose comments are listed."""
    tallies = {"shapes": Tally(), "taught": Tally()}
    for sheet in source.silver:
        page = _open(sheet)
        truth = Truth(tuple(_listed(sheet)))
        alone: Reading = GENERIC.read(page, ())
        score_page(tallies["shapes"], truth, normalize(alone, seen=SEEN), sheet.url)
        if lesson is not None:
            taught = replace(alone, about=sheet.url, comments=read_taught(page, lesson))
            score_page(tallies["taught"], truth, normalize(taught, seen=SEEN), sheet.url)
    return tallies


def _listed(sheet: Sheet) -> Iterator[Said]:
    """The comments as they are listed, by their words: the scrambled page has no numbers."""
    parents = read_parents(sheet)
    places = {one.id: place for place, one in enumerate(sheet.comments)}
    for one in sheet.comments:
        above = parents.get(one.id or "")
        yield Said(None, one.author, one.text, parent=places.get(above), parent_known=bool(parents))


def score_rest(source: Source) -> Tally:
    """Pages of which no list tells a comment: the generic reader has to be silent there (a list may have gaps)."""
    tally = Tally()
    listed = {sheet.file for sheet in (*source.silver, *source.gold)}
    for file in sorted(set(source.pages) - listed)[::3]:
        reading = GENERIC.read(scramble(open_page(file, source.pages[file])), ())
        tally.add("silent", not reading.comments, f"{len(reading.comments)} comments  {file}")
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both rows of each blog; 0 unless the arguments are wrong."""
    parser = argparse.ArgumentParser(prog="bench.taught", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path, default=PAGES, help="saved blogs (default: ../shared/pages)")
    parser.add_argument("--source", help="only blogs whose name contains this")
    options = parser.parse_args(arguments)
    print(f"{'names scrambled':24} {'pages':>6} {'known':>6} {' '.join(f'{c:>7}' for c in COLUMNS)}")
    for source in iter_sources(options.pages, options.source):
        lesson = teach(source)
        tallies = score(source, lesson)
        tallies["shapes"].join(score_rest(source))
        for way, tally in tallies.items():
            if tally.of["count"]:
                print(write_row(f"{source.name[:17]} {way}", tally, COLUMNS), flush=True)
        if lesson is not None:
            fields = f"name {lesson.author}, words {lesson.body}, sure {lesson.sure:.2f}"
            print(f"    {lesson.taught} comments taught {lesson.container}: {fields}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
