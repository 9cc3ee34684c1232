"""Coverage as a page: what each blog promised, what is kept, what is missing and why, and what to do next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.coverage import BlogCoverage, MissingPost, ThreadCoverage, read_coverage
from archive.db.doubts import is_trusted
from archive.site.memory import remember

MOST_GAPS = 500
"""Threads with a gap on one page, the widest first; the table has them all."""


@dataclass(frozen=True, slots=True)
class Step:
    """What helps: a command and what it does."""

    command: str
    why: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """One blog's coverage, with the steps that help. ``gaps`` are the widest of ``coverage.missing``
    that nobody accepted, ``lost`` the first of ``coverage.posts_missing``; ``more`` and ``more_lost`` stand not here.
    """

    coverage: BlogCoverage
    title: str
    missing: int
    gaps: tuple[ThreadCoverage, ...]
    more: int
    lost: tuple[MissingPost, ...]
    more_lost: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The coverage of one blog (``id``), or of all when ``id`` is None."""

    title: str
    id: str | None
    blogs: tuple[Certificate, ...]


def read_certificates(connection: sqlite3.Connection, id: str | None) -> CoveragePage:
    """The coverage of the blog under ``id``, of all blogs when it is None. NotKept when there is none."""
    found = remember(connection, ("coverage", id), lambda: _read(connection, id))
    title = f"Coverage of {found[0].title}" if id is not None else "Coverage"
    return CoveragePage(title, id, found)


def _read(connection: sqlite3.Connection, id: str | None) -> tuple[Certificate, ...]:
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    return tuple(certify(one, MOST_GAPS if id is not None else 5) for one in read_coverage(db, id))


def certify(coverage: BlogCoverage, most: int) -> Certificate:
    """A blog's coverage as it is shown, with at most so many gaps."""
    gaps = [thread for thread in coverage.missing if not thread.accepted]
    gaps.sort(key=lambda thread: (-thread.missing, thread.url))
    lost = [post for post in coverage.posts_missing if not post.accepted]
    blog = coverage.blog
    return Certificate(
        coverage, blog.title or blog.home, coverage.comments_missing, tuple(gaps[:most]), len(gaps[most:]),
        tuple(lost[:most]), len(lost[most:]), find_steps(coverage),
    )  # fmt: skip


def find_steps(coverage: BlogCoverage) -> tuple[Step, ...]:
    """What the archivist can do about what is missing, what helps most first."""
    home, outcomes = coverage.blog.home, coverage.outcomes
    due = outcomes.get("due", 0)
    failed = sum(outcomes.get(outcome, 0) for outcome in ("unreachable", "error", "denied", "failed"))
    unseen = sum(thread.post_id is None and not thread.accepted for thread in coverage.missing)
    steps = []
    if due:
        why = f"{_count(due, 'address was', 'addresses were')} found and not asked yet"
        steps.append(Step(f"blogkeep crawl {home}", why))
    if failed:
        why = f"{_count(failed, 'address', 'addresses')} could not be had; the host may answer better now"
        steps.append(Step(f"blogkeep crawl {home} --again", why))
    unread = sum(count for doubt, count in coverage.doubts.items() if not is_trusted(doubt))
    if unread:
        pages = _count(unread, "page was", "pages were")
        steps.append(Step("blogkeep reread", f"{pages} kept but not understood; newer readers may understand them"))
    if unseen or (outcomes.get("gone", 0) and coverage.missing):
        why = "what is gone from the web may be in somebody else’s captures"
        steps.append(Step("blogkeep import FILE.warc.gz", why))
    if outcomes.get("robots", 0):
        why = f"robots.txt forbids {_count(outcomes['robots'], 'address', 'addresses')}; ask the blog’s owner first"
        steps.append(Step(f'blogkeep crawl {home} --ignore-robots "REASON"', why))
    return tuple(steps)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
