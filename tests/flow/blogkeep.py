"""Runs the command as a user would, in a process of its own, and looks into the archive it leaves."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("blogkeep"))

DERIVED = (
    *("blogs", "captures", "posts", "comments", "people", "tags", "links"),
    *("versions", "sightings", "promises", "threads"),
)
"""Tables that are a function of the captures."""


def run(*arguments: str | Path, check: int | None = 0, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """``blogkeep ARGUMENTS``; ``check`` is the exit status it must end with (None: any)."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
    )
    assert check is None or done.returncode == check, f"status {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def crawl(archive: Path, seed: str, *options: str | Path, check: int | None = 0) -> dict[str, Any]:
    """A quick crawl; its summary."""
    done = run(
        "crawl",
        seed,
        "--archive",
        archive,
        "--delay",
        "0",
        "--retry-pause",
        "0.05",
        "--json",
        *options,
        check=check,
    )
    summary: dict[str, Any] = json.loads(done.stdout)["crawls"][0]
    return summary


def open_rows(archive: Path) -> sqlite3.Connection:
    """The archive's database, to read."""
    return sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)


def select(archive: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows a question gives."""
    db = open_rows(archive)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def dump(archive: Path, tables: Iterable[str] = DERIVED) -> dict[str, list[dict[str, Any]]]:
    """Every row of the derived tables, in an order that does not depend on how they came in.

    ``number`` is a place in the search index and means nothing.
    """
    db = open_rows(archive)
    db.row_factory = sqlite3.Row
    try:
        return {
            table: sorted(
                ({k: row[k] for k in dict(row) if k != "number"} for row in db.execute(f"select * from {table}")),
                key=lambda row: json.dumps(row, sort_keys=True, default=str),
            )
            for table in tables
        }
    finally:
        db.close()
