"""Scores the readers against real pages whose comments are known: `python -m bench.score`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.clock import localise
from archive.models import Comment, Reading
from bench.gold import (
    Pair,
    Sheet,
    Source,
    fold,
    iter_sources,
    match,
    open_page,
    overlap,
    same_author,
    same_minute,
    same_words,
    text_of,
)
from bench.parents import Parents, read_parents
from bench.tally import Tally
from pipelines.normalize import normalize
from pipelines.zones import infer_zone
from spiders.page import Page
from spiders.read import choose_adapter, read_page

PAGES = Path(__file__).resolve().parents[1].parent / "shared" / "pages"
SEEN = datetime(2025, 11, 1, tzinfo=UTC)
"""When the saved pages count as seen; only relative dates ("3 days ago") lean on it."""

Zone = tuple[str, float] | None


class Readers:
    """Reads each page once and remembers; counts the CPU it took."""

    def __init__(self, generic: bool = False) -> None:
        self._generic = generic
        self._kept: dict[Path, Reading] = {}
        self.seconds = 0.0

    def read(self, file: Path, url: str, kind: str = "html") -> Reading:
        """The normalised reading of a saved file."""
        if file not in self._kept:
            page = open_page(file, url, kind)
            started = time.process_time()
            self._kept[file] = normalize(self._read(page), seen=SEEN)
            self.seconds += time.process_time() - started
        return self._kept[file]

    def _read(self, page: Page) -> Reading:
        if self._generic and page.kind == "html":
            adapter, marks = choose_adapter(page, ())
            return adapter.read(page, marks)
        return read_page(page)

    @property
    def pages(self) -> int:
        return len(self._kept)


def _kept(reading: Reading) -> tuple[Comment, ...]:
    return tuple(c for c in reading.comments if not c.deleted)


def score_silver(source: Source, readers: Readers) -> Tally:
    """Our reading of the pages against the list made by one hand-written rule."""
    tally = Tally()
    for sheet in source.silver:
        reading = readers.read(sheet.file, sheet.url)
        tally.adapters[f"{reading.adapter}/{reading.layout}"] += 1
        ours = _kept(reading)
        at = _place(sheet)
        tally.of["known"] += len(sheet.comments)
        tally.of["ours"] += len(ours)
        counts = f"{len(ours)} for {len(sheet.comments)}  {reading.adapter}/{reading.layout}"
        tally.add("count", len(ours) == len(sheet.comments), f"{counts}  {at}")
        pairs = match(sheet.comments, ours)
        _score_finds(tally, pairs, len(ours))
        for pair in pairs:
            _score_pair(tally, pair, at)
        _score_parents(tally, read_parents(sheet), ours, at)
        _score_post(tally, reading, at)
    return tally


def _score_finds(tally: Tally, pairs: list[Pair], ours: int) -> None:
    """How many of the listed comments were found, and how many of ours are listed."""
    both = sum(pair.ours is not None for pair in pairs)
    for name, of in (("recall", len(pairs)), ("prec", ours)):
        tally.right[name] += both
        tally.of[name] += of


def _place(sheet: Sheet) -> str:
    return f"{sheet.source}/{sheet.file.as_posix().partition(sheet.source + '/')[2]}"


def _score_pair(tally: Tally, pair: Pair, at: str) -> None:
    known, ours = pair.known, pair.ours
    tally.add("ids", ours is not None and pair.by_id, f"{known.id} {known.author!r}  {at}")
    if ours is None:
        return
    where = f"#{known.id}  {at}"
    told = ours.published
    names = f"{known.author!r} ≠ {ours.author!r}  {where}"
    tally.add("author", same_author(known.author, ours.author), names)
    words = told.words if told else None
    if known.date is not None:
        tally.add("date", same_words(known.date, words), f"{known.date!r} ≠ {words!r}  {where}")
        good = told is not None and (told.utc is not None or told.local is not None)
        tally.add("dated", good, f"not understood: {told!r}  {where}")
    text = text_of(ours)
    tally.add("text", fold(known.text) == fold(text), f"{known.text!r}\n{'':12}≠ {text!r}  {where}")
    tally.add("f1", overlap(known.text, text))
    if known.ping:
        tally.add("ping", ours.kind != "comment", f"{ours.kind}  {where}")


def _score_parents(tally: Tally, parents: Parents, ours: tuple[Comment, ...], at: str) -> None:
    """Whether each comment that was found answers whom it should, where the page tells that of anybody."""
    names = {one.id: one.source_id for one in ours}
    for one in ours:
        if one.source_id in parents:
            known, told = parents[one.source_id], names.get(one.parent_id)
            tally.add("parent", known == told, f"{told} ≠ {known}  #{one.source_id}  {at}")


def _score_post(tally: Tally, reading: Reading, at: str) -> None:
    post = reading.post
    tally.add("title", bool(post and post.title), at)
    tally.add("body", bool(post and (post.html or post.text)), at)
    told = post.published if post else None
    tally.add("posted", bool(told and (told.words or told.machine)), at)


def score_gold(source: Source, readers: Readers) -> Tally:
    """Our reading of the pages against the publisher's own comment feeds."""
    tally = Tally()
    matched = []
    for sheet in source.gold:
        for pair in match(sheet.comments, _kept(readers.read(sheet.file, sheet.url))):
            tally.add("ids", pair.ours is not None and pair.by_id, f"{pair.known.id}  {_place(sheet)}")
            if pair.ours is not None and pair.by_id:
                matched.append((pair, f"#{pair.known.id}  {_place(sheet)}"))
    zone = infer_zone(list(_iter_times(p for p, _ in matched)))
    tally.adapters[f"zone {zone[0]} ({zone[1]:.3f})" if zone else "no zone"] += 1
    for pair, where in matched:
        _score_known(tally, pair, where, zone)
    return tally


def _iter_times(pairs: Iterable[Pair]) -> Iterable[tuple[datetime, datetime]]:
    for pair in pairs:
        told = pair.ours.published if pair.ours else None
        if told is not None and told.utc is None and told.local is not None and not told.day_only and pair.known.date:
            yield told.local, datetime.fromisoformat(pair.known.date)


def _score_known(tally: Tally, pair: Pair, where: str, zone: Zone) -> None:
    known, ours = pair.known, pair.ours
    assert ours is not None
    names = f"{known.author!r} ≠ {ours.author!r}  {where}"
    tally.add("author", same_author(known.author, ours.author), names)
    told = ours.published
    utc = told.utc if told else None
    if utc is None and told is not None and told.local is not None and not told.day_only and zone is not None:
        utc = localise(told.local, zone[0])
    tally.add("utc", same_minute(known.date, utc), f"{known.date} ≠ {utc} {told!r}  {where}")
    text = text_of(ours)
    tally.add("text", fold(known.text) == fold(text), f"{known.text!r}\n{'':12}≠ {text!r}  {where}")
    tally.add("f1", overlap(known.text, text))


def score_feeds(source: Source, readers: Readers) -> Tally:
    """Our reading of the comment feeds themselves: everything must come out."""
    tally = Tally()
    for sheet in source.gold:
        if sheet.feed is None or sheet.feed_url is None:
            continue
        reading = readers.read(sheet.feed, sheet.feed_url, "feed")
        tally.adapters[f"{reading.adapter}/{reading.layout}"] += 1
        at = f"{sheet.source}/{sheet.feed.as_posix().partition(sheet.source + '/')[2]}"
        tally.add("count", len(reading.comments) == len(sheet.comments), at)
        for pair in match(sheet.comments, reading.comments):
            tally.add("ids", pair.ours is not None and pair.by_id, f"{pair.known.id}  {at}")
            if pair.ours is not None:
                _score_known(tally, pair, f"#{pair.known.id}  {at}", None)
    return tally


def score_rest(source: Source, readers: Readers) -> Tally:
    """Pages of which no list tells a comment: any that is found there is a ghost (or the list's gap)."""
    tally = Tally()
    listed = {sheet.file for sheet in (*source.silver, *source.gold)}
    for file, url in source.pages.items():
        if file not in listed:
            reading = readers.read(file, url)
            tally.adapters[f"{reading.adapter}/{reading.layout}"] += 1
            place = f"{source.name}/{file.as_posix().partition(source.name + '/')[2]}"
            found = f"{len(reading.comments)} comments {reading.adapter}/{reading.layout}  {place}"
            tally.add("silent", not reading.comments, found)
    return tally


TABLES: tuple[tuple[str, Callable[[Source, Readers], Tally], tuple[str, ...]], ...] = (
    (
        "pages against the rule-made lists",
        score_silver,
        tuple("count recall prec ids author date dated parent text f1 ping title body posted".split()),
    ),
    ("pages against the publishers' feeds", score_gold, ("ids", "author", "utc", "text", "f1")),
    ("the feeds themselves", score_feeds, ("count", "ids", "author", "utc", "text", "f1")),
    ("pages on which no comment is listed", score_rest, ("silent",)),
)


AIMS = {"recall": 0.995, "prec": 0.995, "author": 0.995, "date": 0.995, "parent": 0.99, "f1": 0.97}
"""What known platforms should reach on the rule-made lists."""
AIMS_UNKNOWN = {"recall": 0.90, "prec": 0.90}
"""What the generic reader alone should reach."""


def add_up(tallies: Iterable[Tally]) -> Tally:
    """All blogs as one row."""
    whole = Tally()
    for tally in tallies:
        whole.join(tally)
    return whole


def _say_aims(whole: Tally, generic: bool) -> str:
    """The aims beside what was reached; which were missed."""
    parts = []
    for column, aim in (AIMS_UNKNOWN if generic else AIMS).items():
        share = whole.share(column)
        reached = "no case" if share is None else f"{share:.3f}{'' if share >= aim else ' MISSED'}"
        parts.append(f"{column} {aim:g}: {reached}")
    return f"  aims, {'adapters off' if generic else 'known platforms'}: " + ", ".join(parts)


def _line(name: str, tally: Tally, columns: tuple[str, ...]) -> str:
    pages, known = tally.of["count"] or tally.of["silent"], tally.of["known"] or tally.of["ids"]
    counts = f"{pages or '':>6} {known or '':>6}"
    shares = (tally.share(c) for c in columns)
    cells = " ".join("      -" if s is None else f"{s:7.3f}" for s in shares)
    return f"{name:20} {counts} {cells}"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 0 unless the arguments are wrong."""
    parser = argparse.ArgumentParser(prog="bench.score", description=__doc__)
    parser.add_argument("--pages", type=Path, default=PAGES, help="saved blogs (default: ../shared/pages)")
    parser.add_argument("--source", help="only blogs whose name contains this")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="list N misses of each kind")
    parser.add_argument("--rest", action="store_true", help="read the pages without listed comments too")
    parser.add_argument("--generic", action="store_true", help="only as if no platform were known")
    options = parser.parse_args(arguments)
    if not options.pages.is_dir():
        print(f"No saved blogs in {options.pages}: nothing to score. Name a folder with --pages.")
        return 0
    figures = {}
    for generic in (True,) if options.generic else (False, True):
        readers = Readers(generic)
        result = score_all(options.pages, options.source, readers, rest=options.rest)
        name = "adapters off" if generic else "adapters on"
        figures[name] = as_figures(result) | {"ms a page": round(1000 * readers.seconds / max(readers.pages, 1), 2)}
        if not options.json:
            print(f"\n=== {name}: {'the generic reader alone' if generic else 'every platform by its adapter'}")
            _print_tables(result, options.show, readers, generic)
    if options.json:
        json.dump(figures, sys.stdout, indent=2, ensure_ascii=False)
        print()
    return 0


def score_all(folder: Path, only: str | None, readers: Readers, *, rest: bool) -> dict[str, dict[str, Tally]]:
    """The tallies of every table by blog."""
    result: dict[str, dict[str, Tally]] = {}
    for source in iter_sources(folder, only):
        for title, score, _ in TABLES:
            if score is score_rest and not rest:
                continue
            tally = score(source, readers)
            if tally.of:
                result.setdefault(title, {})[source.name] = tally
    return result


def _print_tables(result: dict[str, dict[str, Tally]], show: int, readers: Readers, generic: bool) -> None:
    for title, _, columns in TABLES:
        tallies = result.get(title, {})
        if not tallies:
            continue
        print(f"\n{title}\n{'':20}  pages  known {' '.join(f'{c:>7}' for c in columns)}")
        for name, tally in tallies.items():
            print(_line(name, tally, columns))
        if len(tallies) > 1:
            print(_line("all", add_up(tallies.values()), columns))
        if "prec" in columns:
            print(_say_aims(add_up(tallies.values()), generic))
        for name, tally in tallies.items():
            print(f"  {name}: " + ", ".join(f"{a} {n}" for a, n in tally.adapters.most_common(4)))
            for column in columns if show else ():
                misses = [m for m in tally.misses if m.startswith(f"{column} ".ljust(9))]
                for miss in misses[:show]:
                    print(f"    {miss}")
                if len(misses) > show:
                    print(f"    {column:8} … and {len(misses) - show} more")
    print(f"\n{readers.pages} files read, {1000 * readers.seconds / max(readers.pages, 1):.1f} ms CPU each")


def as_figures(result: dict[str, dict[str, Tally]]) -> dict[str, Any]:
    """The tables as JSON values: shares and, under ``cases``, of how many; ``all`` is all blogs as one."""
    told = {}
    for title, _, columns in TABLES:
        rows = dict(result.get(title, {}))
        if len(rows) > 1:
            rows["all"] = add_up(rows.values())
        told[title] = {source: _figures(tally, columns) for source, tally in rows.items()}
    return told


def _figures(tally: Tally, columns: tuple[str, ...]) -> dict[str, Any]:
    shares = {column: tally.share(column) for column in columns}
    rounded = {column: None if share is None else round(share, 4) for column, share in shares.items()}
    return {**rounded, "cases": {name: count for name, count in tally.of.items() if count}}


if __name__ == "__main__":
    sys.exit(main())
