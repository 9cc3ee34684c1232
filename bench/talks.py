"""When people talked: posts and comments of saved blogs by their times, and a made-up world of them."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.store import save_blog, transaction
from archive.models import Blog, Capture
from bench.gold import open_page, read_manifest
from pipelines.store import save_page
from pipelines.zonepass import learn_zone
from spiders.exchange import read_safely

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = 86400

TIMES = """
select posts.id, julianday(posts.moment), julianday(comments.moment)
from posts
left join comments on comments.post_id = posts.id and comments.moment is not null
where posts.moment is not null
order by posts.moment, posts.id, comments.moment
"""


@dataclass(frozen=True, slots=True)
class Talk:
    """A post at ``posted`` (days since some beginning); ``comments`` are days after it, in order."""

    posted: float
    comments: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Talks:
    """All talks of a blog, until its last comment (``end``): after it nobody knows whether nobody spoke."""

    name: str
    talks: tuple[Talk, ...]
    end: float

    @property
    def count(self) -> int:
        """How many comments there are."""
        return sum(len(talk.comments) for talk in self.talks)


def iter_saved(folder: Path, least: int = 100) -> Iterator[Talks]:
    """The saved blogs below ``folder`` with at least so many dated comments, read by our own readers."""
    for manifest in sorted(folder.glob("*/manifest.jsonl")):
        found = as_talks(manifest.parent.name, _read_rows(manifest.parent))
        if found is not None and found.count >= least:
            yield found


def _read_rows(folder: Path) -> list[tuple[str, float, float | None]]:
    db: Database = open_db(":memory:")
    saved = list(read_manifest(folder))
    hosts = Counter(url.split("/")[2] for _, url, _ in saved)
    with transaction(db):
        blog = save_blog(db, Blog(f"http://{hosts.most_common(1)[0][0]}/"))
        for number, (file, url, kind) in enumerate(saved):
            page = open_page(file, url, kind)
            one = Capture(f"c{number}", url, SEEN, 200, page.content_type, "sha1:A", "saved.warc.gz", number * 9, 9)
            save_page(db, one, read_safely(page), blog)
        learn_zone(db, blog)
    rows = db.execute(TIMES).fetchall()
    db.close()
    return rows


def as_talks(name: str, rows: list[tuple[str, float, float | None]]) -> Talks | None:
    """Rows of post, its day, a comment's day, as talks; a post begins with its first comment when that is earlier."""
    posted: dict[str, float] = {}
    spoken: dict[str, list[float]] = defaultdict(list)
    for post, day, comment in rows:
        posted[post] = min(posted.get(post, day), day if comment is None else comment)
        if comment is not None:
            spoken[post].append(comment)
    if not spoken:
        return None
    end = max(max(days) for days in spoken.values())
    talks = (Talk(day, tuple(sorted(one - day for one in spoken[post]))) for post, day in posted.items() if day <= end)
    return Talks(name, tuple(sorted(talks, key=lambda talk: (talk.posted, talk.comments))), end)


def make_talks(seed: int, posts: int = 120, years: float = 5.0) -> Talks:
    """A made-up blog, the same for the same seed, by another rule than the clock's: lognormal delays, unequal posts.

    Four comments in five answer the post (after a day or so, give or take a factor of eight), the others answer one of
    them within hours; one post in ten goes on being found for years.
    """
    chance = random.Random(seed)
    liveliness = chance.lognormvariate(0.3, 0.8)
    end = years * 365
    talks = []
    for _ in range(posts):
        day = chance.uniform(0, end)
        said: list[float] = []
        for _ in range(int(chance.expovariate(1 / liveliness))):
            if said and chance.random() < 0.2:
                said.append(chance.choice(said) + chance.lognormvariate(-1.5, 1.0))
            else:
                said.append(chance.lognormvariate(0.0, 2.1))
        if chance.random() < 0.1:
            said += [chance.uniform(0, end - day) for _ in range(int(chance.expovariate(1 / 2)))]
        talks.append(Talk(day, tuple(sorted(one for one in said if day + one <= end))))
    return Talks(f"made up, {seed}", tuple(sorted(talks, key=lambda talk: (talk.posted, talk.comments))), end)
