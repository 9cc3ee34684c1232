"""The certificate as a file: what was promised, kept and missing of one blog, with the evidence, to be filed."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from sqlite_utils import Database

from archive.db.claims import seconds
from archive.db.connect import explained
from archive.db.coverage import CAUSE_WORDS, BlogCoverage, list_threads, read_coverage
from archive.db.left_out import LEFT_OUT_WORDS, LeftOut, read_left_out
from archive.db.roll import Thread
from archive.filed import weigh
from archive.home import Home
from archive.site.in_short import NEVER, iter_in_short, iter_unknown
from archive.site.phrases import say_count

CRAWLS = """
select id, seed, started, ended, outcome, message
from crawls
where blog_id = ?
order by started, id
"""

DECISIONS = """
select time, what, url, why
from decisions
where blog_id = ?
order by time, id
"""

WARCS = """
select warc, count(*), min(time), max(time)
from captures
where blog_id = ?
group by warc
order by warc
"""

PROMISE_CAPTURES = """
select promises.url, captures.id, captures.time, captures.url, captures.warc, captures.offset, captures.digest
from promises
join captures on captures.id = promises.capture_id
where promises.blog_id = ?
  and promises.said_of = 'comments'
order by captures.time, captures.id
"""

FORM = 1
"""The form of the JSON: raised when a program that reads it would break."""

_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl of the blog: from where, when (UTC), how it ended."""

    id: str
    seed: str
    started: str
    ended: str | None
    outcome: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was done on purpose against a rule, and why."""

    time: str
    what: str
    url: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Warc:
    """A WARC file that holds captures of the blog; ``bytes`` and ``sha256`` are None when it is not there."""

    name: str
    bytes: int | None
    sha256: str | None
    captures: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The capture that says how long a thread is."""

    capture_id: str
    time: str
    url: str
    warc: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True)
class Statement:
    """All that a certificate says of one blog. ``proofs`` are by the thread's address; ``unknown`` are sentences;
    ``roll`` is every thread that is kept, ``left_out`` what was not asked for on purpose."""

    made: str
    tool: str
    coverage: BlogCoverage
    crawls: tuple[Crawl, ...]
    decisions: tuple[Decision, ...]
    warcs: tuple[Warc, ...]
    proofs: dict[str, Proof]
    unknown: tuple[str, ...]
    in_short: tuple[str, ...]
    roll: tuple[Thread, ...]
    left_out: tuple[LeftOut, ...]


def read_statements(home: Home, db: Database, words: str | None, now: datetime) -> Iterator[Statement]:
    """What is to be certified of the blogs that ``words`` mean (None: all). Reads each of their WARC files once for its
    digest. NotKept when there is no such blog.
    """
    for coverage in read_coverage(db, words):
        yield _state(home, db, coverage, now)


def _state(home: Home, db: Database, coverage: BlogCoverage, now: datetime) -> Statement:
    blog_id = coverage.blog.id
    gaps = {thread.url for thread in coverage.missing}
    said = ((row[0], Proof(*row[1:])) for row in db.conn.execute(PROMISE_CAPTURES, (blog_id,)))
    warcs = tuple(_weigh(home, *row) for row in db.conn.execute(WARCS, (blog_id,)).fetchall())
    crawls = tuple(Crawl(*row) for row in db.conn.execute(CRAWLS, (blog_id,)))
    last = crawls[-1].outcome if crawls else NEVER
    return Statement(
        seconds(now), f"Blogkeep {version('blogkeep')}", coverage, crawls,
        tuple(Decision(*row) for row in db.conn.execute(DECISIONS, (blog_id,))),
        warcs, {url: proof for url, proof in said if url in gaps},
        tuple(iter_unknown(coverage, last, any(one.sha256 is None for one in warcs))), tuple(iter_in_short(coverage)),
        list_threads(db, coverage), read_left_out(db, blog_id),
    )  # fmt: skip


def _weigh(home: Home, name: str, captures: int, first: str, last: str) -> Warc:
    path = home.warcs / name
    if Path(name).name != name or not path.is_file():
        return Warc(name, None, None, captures, first, last)
    size, digest = weigh(path)
    return Warc(name, size, digest, captures, first, last)


def as_json(statement: Statement) -> str:
    """The certificate for programs: UTF-8, two spaces, a line's end at its end."""
    told = asdict(statement)
    counts = statement.coverage
    told["coverage"]["comments_missing"] = counts.comments_missing
    told["coverage"] |= {"comments_accepted": counts.comments_accepted, "posts_accepted": counts.posts_accepted}
    whole: dict[str, Any] = {"certificate": FORM, **told, "causes": CAUSE_WORDS}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_html(statement: Statement) -> str:
    """The certificate for people: one page, no script, nothing loaded from elsewhere."""
    pages = Environment(loader=PackageLoader("archive.site", "templates"), autoescape=True, trim_blocks=True)
    words = {"words": CAUSE_WORDS, "left_out_words": LEFT_OUT_WORDS, "count": say_count}
    return pages.get_template("statement.html").render(it=statement, c=statement.coverage, **words)


def name_statement(statement: Statement) -> str:
    """The name of its files, without an ending: letters, digits and hyphens."""
    home = statement.coverage.blog.home.partition("://")[2].lower()
    plain = _NO_NAME.sub("-", home).strip("-")[:80] or "blog"
    return f"{plain}-{statement.coverage.blog.id[:6]}-{statement.made[:10]}"


def heft(home: Home, connection: sqlite3.Connection, blog_id: str) -> int:
    """Bytes of the WARC files of a blog: what a certificate of it has to read."""
    names = (str(row[0]) for row in connection.execute(WARCS, (blog_id,)))
    paths = (home.warcs / name for name in names if Path(name).name == name)
    return sum(path.stat().st_size for path in paths if path.is_file())


def write_statement(statement: Statement, folder: Path) -> tuple[Path, Path]:
    """Write ``NAME.html`` and ``NAME.json`` into ``folder`` (made when it is not there); NAME is the blog's home with
    the day, so that certificates of several days stand side by side. Never half a file.
    """
    name = name_statement(statement)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for text, ending in ((as_html(statement), "html"), (as_json(statement), "json")):
            partial = folder / f"{name}.{ending}.part"
            partial.write_text(text, "utf-8", errors="replace")
            partial.replace(folder / f"{name}.{ending}")
    return folder / f"{name}.html", folder / f"{name}.json"
