"""Crawls: what was asked for, how it went, what came of it; running ones as they stand."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotKept
from archive.home import Home

MOST = 200

CRAWLS = """
select k.*, b.title as blog_title, b.home as blog_home
from crawls k
left join blogs b on b.id = k.blog_id
where (:id is null or k.id = :id)
  and (:blog is null or k.blog_id = :blog)
order by k.started desc
limit :most
"""

SETTLED = """
select coalesce(outcome, state) as outcome, count(*) as count
from addresses
where blog_id = :blog
  and crawl_id = :crawl
group by 1
order by 2 desc
"""

DUE = "select count(*) from addresses where blog_id = ? and state = 'due'"

DECISIONS = """
select time, what, url, why
from decisions
where blog_id = ?
  and time >= ?
  and (? is null or time <= ?)
order by time
limit 100
"""


@dataclass(frozen=True, slots=True)
class CrawlLine:
    """A crawl in one line. ``outcome``: finished, stopped, failed, running, or broken off (its process died).

    ``figures`` are what it wrote last: with every batch of pages while it runs, then at its end.
    """

    id: str
    blog_id: str | None
    blog_title: str
    seed: str
    started: str
    ended: str | None
    outcome: str
    message: str | None
    figures: dict[str, int]

    @property
    def running(self) -> bool:
        """Whether its process is at work now."""
        return self.outcome == "running"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided while the crawl ran, and why: robots.txt ignored, certificates not checked."""

    time: str
    what: str
    url: str | None
    why: str


@dataclass(frozen=True, slots=True)
class CrawlsPage:
    """The crawls of all blogs or of one (``blog``), the newest first."""

    title: str
    blog: str | None
    crawls: tuple[CrawlLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class CrawlPage:
    """One crawl. ``settled``: addresses it asked last, by outcome, as they stand now; ``due``: still to ask."""

    title: str
    crawl: CrawlLine
    settings: dict[str, str]
    outcomes: dict[str, int]
    settled: dict[str, int]
    due: int
    decisions: tuple[Decision, ...]


def read_crawls(connection: sqlite3.Connection, home: Home, blog: str | None) -> CrawlsPage:
    """Every crawl, or those of the blog with this id."""
    rows = connection.execute(CRAWLS, {"id": None, "blog": blog, "most": MOST + 1}).fetchall()
    lines = tuple(_read_line(row, home) for row in rows[:MOST])
    return CrawlsPage("Crawls", blog, lines, len(rows) > MOST)


def read_crawl(connection: sqlite3.Connection, home: Home, id: str) -> CrawlPage:
    """One crawl; NotKept when there is none under this id."""
    row = connection.execute(CRAWLS, {"id": id, "blog": None, "most": 1}).fetchone()
    if row is None:
        raise NotKept(f"No crawl is known under the id '{id[:80]}'.")
    line = _read_line(row, home)
    settled = connection.execute(SETTLED, {"blog": row["blog_id"], "crawl": id})
    decided = connection.execute(DECISIONS, (row["blog_id"], row["started"], row["ended"], row["ended"]))
    outcomes = _read_json(row["figures"]).get("outcomes")
    return CrawlPage(
        title=f"Crawl of {line.blog_title}",
        crawl=line,
        settings={str(name): _plain(value) for name, value in _read_json(row["settings"]).items()},
        outcomes=_numbers(outcomes if isinstance(outcomes, dict) else {}),
        settled={str(one["outcome"]): one["count"] for one in settled},
        due=connection.execute(DUE, (row["blog_id"],)).fetchone()[0],
        decisions=tuple(Decision(**dict(one)) for one in decided),
    )


def _read_line(row: sqlite3.Row, home: Home) -> CrawlLine:
    return CrawlLine(
        row["id"],
        row["blog_id"],
        row["blog_title"] or row["blog_home"] or row["seed"],
        row["seed"],
        row["started"],
        row["ended"],
        row["outcome"] or ("running" if _is_alive(home, row["blog_id"]) else "broken off"),
        row["message"],
        _numbers(_read_json(row["figures"])),
    )


def _is_alive(home: Home, blog: str | None) -> bool:
    """Whether the process that crawls this blog lives, by the number it left in its lock file."""
    try:
        process = int((home.locks / f"{blog}.lock").read_text("ascii"))
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _read_json(text: str) -> dict[str, Any]:
    """A JSON object; empty when the column holds something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _numbers(values: dict[str, Any]) -> dict[str, int]:
    return {str(name): value for name, value in values.items() if isinstance(value, int)}


def _plain(value: Any) -> str:
    """'true' as 'yes', lists with commas, the rest as it is written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
