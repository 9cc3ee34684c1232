"""A filed certificate against the archive: does it still hold the files and the rows that the certificate names?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.errors import BlogkeepError
from archive.home import Home
from archive.verify import Finding

POSTS = """
select count(*)
from posts
where blog_id = ?
"""

COMMENTS = """
select coalesce(sum(threads.kept), 0)
from threads
join posts on posts.id = threads.post_id
where posts.blog_id = ?
"""

MOST_BYTES = 256_000_000
"""A certificate that is larger is none of ours: one of 5,000 gaps has some megabytes."""

_BLOCK = 1 << 20


def weigh(path: Path) -> tuple[int, str]:
    """A file's length in bytes and its SHA-256 (hex); read once, a megabyte at a time."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def iter_departures(home: Home, certificate: Path) -> Iterator[Finding]:
    """Where the archive departs from a certificate (its JSON): WARC files that are lost or altered, and fewer posts or
    comments than were certified. More is no departure. BlogkeepError when the file is no certificate.
    """
    told = _read(certificate)
    yield from (found for warc in told["warcs"] for found in _iter_of_warc(home, warc))
    coverage, db = told["coverage"], open_db(home.db)
    for name, sql in (("posts", POSTS), ("comments", COMMENTS)):
        yield from _iter_of_rows(db, sql, str(coverage["blog"]["id"]), name, int(coverage[f"{name}_kept"]))


def _read(path: Path) -> dict[str, Any]:
    """The certificate, as far as it is asked here; every value that is used is of its kind."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        told = json.loads(path.read_text("utf-8"))
        int(told["coverage"]["posts_kept"]), int(told["coverage"]["comments_kept"]), str(told["coverage"]["blog"]["id"])
        if told["certificate"] != 1 or not all(isinstance(one["name"], str) for one in told["warcs"]):
            raise ValueError("another form")
    except OSError as error:
        raise BlogkeepError(f"The certificate {path} cannot be read: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        way = "Give the .json that blogkeep coverage --certificate DIR wrote."
        raise BlogkeepError(f"{path} is no certificate that this version understands. {way}") from error
    return dict(told)


def _iter_of_warc(home: Home, told: dict[str, Any]) -> Iterator[Finding]:
    name, certified = told["name"], told.get("sha256")
    if certified is None:
        return
    path = home.warcs / name
    if Path(name).name != name or not path.is_file():
        yield Finding(
            "warc-lost", name, "The certificate names this file, and it is not there.", "Bring it back from a copy."
        )
        return
    if weigh(path)[1] != certified:
        what = "Its bytes are not those that were certified."
        yield Finding("warc-altered", name, what, "Bring it back from a copy, or see what changed: blogkeep verify.")


def _iter_of_rows(db: Database, sql: str, blog_id: str, name: str, certified: int) -> Iterator[Finding]:
    (kept,) = db.conn.execute(sql, (blog_id,)).fetchone()
    if kept < certified:
        what = f"{certified:,} {name} were certified, {kept:,} are kept."
        yield Finding("fewer-rows", blog_id, what, "Make rows anew from the captures: blogkeep reread.")
