"""A made-up archive of any size, the same for the same seed: rows without captures behind them, to measure pages on.

Run ``python -m bench.world FOLDER --comments 1000000``; a million comments take one to three minutes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.rows import index_new
from archive.home import Home, create_home
from archive.urls import stable_id

COMMONEST = "orchard"
"""A word of three comments in four."""

COMMON = "lantern"
"""A word of about one comment in twenty."""

RARE = "quincunx"
"""A word of one comment in five thousand."""

LONG_THREAD = 200
"""Comments under each blog's first post."""

BLOGS = (("Pomona", 0.7), ("Long Ladder", 0.2), ("Stone Fruit", 0.07), ("Small Press", 0.03))
FIRST_DAY = datetime(2003, 3, 1, 9, 30, tzinfo=UTC)
DAYS = 6000
BATCH = 20_000

ADD_POST = """
insert into posts (id, blog_id, url, title, author, author_id, published, published_zone, language, capture_id,
  first_seen, last_seen, number, html, text)
values (?, ?, ?, ?, ?, ?, ?, 'stated', 'en', ?, ?, ?, ?, ?, ?)
"""
ADD_COMMENT = """
insert into comments (id, post_id, source_id, author, author_url, author_id, published, published_zone, parent_id,
  parent_how, depth, position, language, capture_id, first_seen, last_seen, number, html, text)
values (?, ?, ?, ?, ?, ?, ?, 'stated', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_CAPTURE = """
insert into captures (id, blog_id, url, time, status, content_type, digest, warc, offset, length, adapter, layout)
values (?, ?, ?, ?, 200, 'text/html', 'sha1:MADEUP', 'made-up.warc.gz', ?, 9000, 'typepad', 'modern')
"""
ADD_SIGHTING = """
insert into sightings (id, comment_id, capture_id, source, position)
values (?, ?, ?, 'page', ?)
"""
COUNT_SOURCES = """
insert into thread_sources (post_id, source, comments)
select post_id, 'page', kept
from threads
where kept > 0
"""
COUNT_THREADS = """
insert into threads (post_id, promised, promised_by, kept, first_comment, last_comment)
select p.id, count(c.id) + (p.number % 50 = 0), 'heading', count(c.id), min(c.moment), max(c.moment)
from posts p
left join comments c on c.post_id = p.id
group by p.id
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks: id, name, address."""

    id: str
    name: str
    url: str | None


class Chance:
    """Seeded words and people, and how many rows were numbered so far."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = random.Random(seed)
        self.numbers = {"posts": 0, "comments": 0, "captures": 0}
        sounds = [a + b for a in "b d f g k l m n p r s t v w".split() for b in "a e i o u".split()]
        self.words = sorted({"".join(self.random.choices(sounds, k=self.random.randint(2, 4))) for _ in range(6000)})
        weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))
        self.sentences = [
            " ".join(self.random.choices(self.words, cum_weights=weights, k=self.random.randint(6, 14))).capitalize()
            + "."
            for _ in range(20_000)
        ]
        self.people = [self._person(number) for number in range(people)]
        self.weights = list(accumulate(1 / (rank + 5) ** 0.8 for rank in range(people)))

    def _person(self, number: int) -> Person:
        name = " ".join(self.random.choices(self.words, k=2)).title()
        url = f"http://no-{number}.example/" if number % 3 else None
        return Person(stable_id("person", str(number)), name, url)

    def next(self, table: str) -> int:
        """The number of the next row."""
        self.numbers[table] += 1
        return self.numbers[table]

    def text(self, sentences: int) -> str:
        """Some prose; most of it speaks of the commonest word."""
        said = self.random.choices(self.sentences, k=sentences)
        luck = self.random.random()
        if luck < 0.75:
            said[0] = f"The {COMMONEST} again. {said[0]}"
        if 0.7 < luck < 0.75:
            said.append(f"Bring a {COMMON}.")
        if luck < 0.0002:
            said.append(f"It was a {RARE}!")
        return " ".join(said)


def make_world(folder: Path, comments: int, seed: int = 7) -> Home:
    """An archive in ``folder`` with so many comments, in four blogs, about 25 under each post."""
    home = create_home(folder)
    db = open_db(home.db)
    for pragma in ("synchronous = off", "foreign_keys = off", "cache_size = -600000"):
        db.execute(f"pragma {pragma}")
    chance = Chance(seed, max(comments // 20, 50))
    db.execute("begin")
    db.conn.executemany(
        "insert into people (id, name, url) values (?, ?, ?)", ((one.id, one.name, one.url) for one in chance.people)
    )
    rows = _Rows(db)
    for name, share in BLOGS:
        for table, row in _iter_blog(chance, name, max(int(comments * share), LONG_THREAD)):
            rows.add(table, row)
    rows.flush()
    db.execute(COUNT_THREADS)
    db.execute(COUNT_SOURCES)
    index_new(db)
    db.execute("commit")
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return home


class _Rows:
    """Rows on their way, written many at once; comments and posts are numbered as they come."""

    SQL = {"posts": ADD_POST, "comments": ADD_COMMENT, "captures": ADD_CAPTURE, "sightings": ADD_SIGHTING}  # noqa: RUF012

    def __init__(self, db: Database) -> None:
        self.db = db
        self.waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in self.SQL}

    def add(self, table: str, row: tuple[object, ...]) -> None:
        """Take a row of ``blogs`` or of a table of SQL."""
        if table == "blogs":
            self.db.conn.execute("insert into blogs (id, home, title, platform, language) values (?, ?, ?, ?, ?)", row)
            return
        self.waiting[table].append(row)
        if len(self.waiting[table]) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        for table, rows in self.waiting.items():
            self.db.conn.executemany(self.SQL[table], rows)
            rows.clear()


def _iter_blog(chance: Chance, name: str, comments: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    home = f"http://{name.lower().replace(' ', '-')}.example/"
    blog = stable_id("blog", home)
    yield "blogs", (blog, home, name, "typepad", "en")
    left, number, posts = comments, 0, max(comments // 25, 1)
    while left > 0:
        size = LONG_THREAD if number == 0 else min(int(chance.random.expovariate(1 / 25)), left)
        day = FIRST_DAY + timedelta(days=DAYS * min(number / posts, 1), minutes=chance.random.randrange(600))
        yield from _iter_thread(chance, blog, f"{home}{number}.html", day, size)
        left -= size
        number += 1


def _iter_thread(
    chance: Chance, blog: str, url: str, day: datetime, size: int
) -> Iterator[tuple[str, tuple[object, ...]]]:
    post, seen = stable_id("post", url), "2026-01-02T03:04:05Z"
    capture = f"capture-{chance.next('captures')}"
    body = "".join(f"<p>{chance.text(5)}</p>" for _ in range(4))
    author = chance.people[0]
    yield "captures", (capture, blog, url, seen, chance.numbers["captures"] * 9000)
    yield (
        "posts",
        (
            post, blog, url, chance.random.choice(chance.sentences), author.name, author.id, _stamp(day),
            capture, seen, seen, chance.next("posts"), body, body.replace("<p>", "").replace("</p>", "\n\n"),
        ),
    )  # fmt: skip
    before: list[str] = []
    for place in range(size):
        (person,) = chance.random.choices(chance.people, cum_weights=chance.weights)
        parent = chance.random.choice(before) if before and chance.random.random() < 0.3 else None
        text = chance.text(chance.random.randint(2, 9))
        id = stable_id("comment", post, str(place))
        time = _stamp(day + timedelta(minutes=7 * place + 3))
        language = "fr" if place % 17 == 5 else "en"
        how, depth = ("stated", 1) if parent else (None, 0)
        yield (
            "comments",
            (
                id, post, str(place), person.name, person.url, person.id, time, parent, how, depth, place, language,
                capture, seen, seen, chance.next("comments"), f"<p>{text}</p>", text,
            ),
        )  # fmt: skip
        yield "sightings", (f"s{chance.numbers['comments']}", id, capture, place)
        before.append(id)


def _stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Make one and say how long it took."""
    parser = argparse.ArgumentParser(prog="bench.world", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    started = time.monotonic()
    home = make_world(options.folder, options.comments, options.seed)
    size = home.db.stat().st_size / 1e6
    print(f"{home.db}: {options.comments:,} comments, {size:,.0f} MB in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
