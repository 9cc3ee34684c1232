"""The certificate as a file: what was promised, kept and missing of one blog, with the evidence, to be filed."""

from __future__ import annotations

import json
import re
from collections import Counter
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
from archive.db.coverage import CAUSE_WORDS, BlogCoverage, read_coverage
from archive.filed import weigh
from archive.home import Home

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
    """All that a certificate says of one blog. ``proofs`` are by the thread's address; ``unknown`` are sentences."""

    made: str
    tool: str
    coverage: BlogCoverage
    crawls: tuple[Crawl, ...]
    decisions: tuple[Decision, ...]
    warcs: tuple[Warc, ...]
    proofs: dict[str, Proof]
    unknown: tuple[str, ...]
    in_short: tuple[str, ...]


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
    return Statement(
        seconds(now), f"Blogkeep {version('blogkeep')}", coverage, crawls,
        tuple(Decision(*row) for row in db.conn.execute(DECISIONS, (blog_id,))),
        warcs, {url: proof for url, proof in said if url in gaps}, tuple(_iter_unknown(coverage, crawls, warcs)),
        tuple(iter_in_short(coverage)),
    )  # fmt: skip


def _weigh(home: Home, name: str, captures: int, first: str, last: str) -> Warc:
    path = home.warcs / name
    if Path(name).name != name or not path.is_file():
        return Warc(name, None, None, captures, first, last)
    size, digest = weigh(path)
    return Warc(name, size, digest, captures, first, last)


def iter_in_short(coverage: BlogCoverage) -> Iterator[str]:
    """The certificate in plain sentences: what is promised, kept and missing; nothing is claimed that nobody says."""
    c = coverage
    kept = f"{c.posts_kept:,} posts are kept, {c.posts_whole:,} of them whole"
    if c.posts_promised is None:
        yield f"{kept}; how many posts the blog has is not known."
    else:
        yield f"{kept}; the highest figure that anybody gives is {c.posts_promised:,}, told by {c.posts_promised_by}."
    if c.posts_missing:
        yield f"{len(c.posts_missing):,} posts are named somewhere and not kept whole; they are listed below."
    elif c.posts_promised is not None and c.posts_promised > c.posts_kept:
        yield f"{c.posts_promised - c.posts_kept:,} posts are promised that nothing names: which ones is not known."
    yield from _iter_of_comments(c)


def _iter_of_comments(c: BlogCoverage) -> Iterator[str]:
    told = c.threads_promised + sum(thread.post_id is None for thread in c.missing)
    if not told:
        yield f"{c.comments_kept:,} comments are kept; nobody says how many there should be."
        return
    promised = c.comments_promised + sum(thread.promised for thread in c.missing if thread.post_id is None)
    of_it = f"Of {promised:,} comments that {told:,} threads promise"
    if not c.missing:
        yield f"{of_it} none is missing."
        return
    causes: Counter[str] = Counter()
    for thread in c.missing:
        causes[thread.cause] += thread.missing
    why = "; ".join(f"{count:,}: {CAUSE_WORDS[cause]}" for cause, count in causes.most_common())
    yield f"{of_it} {c.comments_missing:,} are missing, in {len(c.missing):,} threads. By the first known cause: {why}."


def _iter_unknown(coverage: BlogCoverage, crawls: tuple[Crawl, ...], warcs: tuple[Warc, ...]) -> Iterator[str]:
    """What this certificate cannot say."""
    if coverage.posts_promised is None:
        yield "Nobody says how many posts the blog has: what no feed, sitemap or page names was not looked for."
    silent = coverage.threads - coverage.threads_promised
    if silent:
        yield f"Of {silent:,} threads nobody says how long they are: whether they are whole is not known."
    if not crawls:
        yield "The blog was not crawled from here: its captures were imported."
    elif crawls[-1].outcome != "finished":
        yield "The last crawl did not come to its end: what it would have found is not known."
    if any(warc.sha256 is None for warc in warcs):
        yield "Some WARC files are not there: their rows have no proof in this archive."
    yield "Comments that vanished before the first capture, and were counted by nobody, leave no trace."


def as_json(statement: Statement) -> str:
    """The certificate for programs: UTF-8, two spaces, a line's end at its end."""
    told = asdict(statement)
    told["coverage"]["comments_missing"] = statement.coverage.comments_missing
    whole: dict[str, Any] = {"certificate": FORM, **told, "causes": CAUSE_WORDS}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_html(statement: Statement) -> str:
    """The certificate for people: one page, no script, nothing loaded from elsewhere."""
    pages = Environment(loader=PackageLoader("archive.site", "templates"), autoescape=True, trim_blocks=True)
    return pages.get_template("statement.html").render(it=statement, c=statement.coverage, words=CAUSE_WORDS)


def write_statement(statement: Statement, folder: Path) -> tuple[Path, Path]:
    """Write ``NAME.html`` and ``NAME.json`` into ``folder`` (made when it is not there); NAME is the blog's home with
    the day, so that certificates of several days stand side by side. Never half a file.
    """
    home = statement.coverage.blog.home.partition("://")[2].lower()
    plain = _NO_NAME.sub("-", home).strip("-")[:80] or "blog"
    name = f"{plain}-{statement.coverage.blog.id[:6]}-{statement.made[:10]}"
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for text, ending in ((as_html(statement), "html"), (as_json(statement), "json")):
            partial = folder / f"{name}.{ending}.part"
            partial.write_text(text, "utf-8", errors="replace")
            partial.replace(folder / f"{name}.{ending}")
    return folder / f"{name}.html", folder / f"{name}.json"
