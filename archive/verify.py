"""Do WARC, index and rows agree? Findings, each with the way to mend it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.store import transaction
from archive.db.threads import COUNT_THREAD, count_threads
from archive.errors import NotKept
from archive.home import Home
from archive.posted import wire_address
from archive.warc.cdxj import OPEN, Line, growing_index_of, index_of, iter_lines
from archive.warc.check import iter_faults
from archive.warc.reader import find_warc

PLACES = """
select id, url, digest, offset
from captures
where warc = ?
order by offset
"""

WARCS = """
select distinct warc
from captures
order by warc
"""

LOST_KEYS = "pragma foreign_key_check"

QUICK_CHECK = "pragma quick_check(20)"

STRAY_PARENTS = """
select comments.id, parent.post_id
from comments
join comments parent on parent.id = comments.parent_id
where parent.post_id != comments.post_id
order by comments.id
limit 100
"""

THREADS = """
select posts.id, posts.url, threads.kept, threads.pings, threads.deleted
from posts
left join threads on threads.post_id = posts.id
order by posts.id
"""

INDEXES = ("posts", "comments")

UNINDEXED = """
select
  (select count(*) from {table} where number not in (select id from {table}_fts_docsize)),
  (select count(*) from {table}_fts_docsize where id not in (select number from {table}))
"""

CHECK_INDEX = """
insert into {table}_fts ({table}_fts, rank)
values ('integrity-check', 1)
"""

REBUILD_INDEX = """
insert into {table}_fts ({table}_fts)
values ('rebuild')
"""

_COPY = "Put the file back from a copy. Without one, fetch again what is lost: blogkeep crawl URL --again"
_REREAD = "Make the rows anew from the WARC files: blogkeep reread"
_MEND = "Mend it: blogkeep verify --mend"
_MOST = 20
"""So many findings of one kind are listed one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree: one word for scripts, where it is, what is wrong, and the way to mend it."""

    code: str
    place: str
    what: str
    mend: str


def verify(home: Home) -> Iterator[Finding]:
    """Everything in the archive that does not agree, as it is found; nothing when all is well.

    Reads every WARC file from end to end and the whole database: minutes for gigabytes. A crawl may go on
    meanwhile. Changes nothing.
    """
    db = open_db(home.db)
    try:
        for fault in iter_faults(home):
            yield Finding(fault.code, fault.place, fault.what, fault.mend)
        yield from _check_database(db)
        yield from _check_captures(db, home)
        yield from _check_parents(db)
        yield from _check_threads(db)
        yield from _check_search(db)
    finally:
        db.close()


def mend(home: Home) -> list[str]:
    """Make good what rows alone can mend: the search index, the counts of threads. Says what was done."""
    db = open_db(home.db)
    done = []
    with transaction(db):
        for table in INDEXES:
            db.conn.execute(REBUILD_INDEX.format(table=table))
            done.append(f"The search index of {table} was made anew.")
        posts = [row[0] for row in db.conn.execute("select id from posts").fetchall()]
        count_threads(db, posts)
        done.append(f"{len(posts)} threads were counted anew.")
    db.close()
    return done


def _check_database(db: Database) -> Iterator[Finding]:
    for (words,) in db.conn.execute(QUICK_CHECK).fetchall():
        if words != "ok":
            yield Finding("database", "archive.db", str(words), _REREAD)
    lost = [(str(table), str(parent)) for table, _, parent, _ in db.conn.execute(LOST_KEYS).fetchall()]
    for table, parent in sorted(set(lost)):
        count = lost.count((table, parent))
        what = f"{count} rows of {table} name rows of {parent} that are not there."
        yield Finding("lost", table, what, _REREAD)


def _check_captures(db: Database, home: Home) -> Iterator[Finding]:
    """Each capture's row against its line in the WARC's index (which was held against the records before)."""
    for (warc,) in db.conn.execute(WARCS).fetchall():
        rows = db.conn.execute(PLACES, (warc,)).fetchall()
        try:
            lines = _read_index(home, warc)
        except (NotKept, OSError):
            what = f"{len(rows)} captures are said to be in this file, which is not there or has no index."
            yield Finding("gone", warc, what, _COPY)
            continue
        wrong = [found for row in rows if (found := _compare(warc, row, lines)) is not None]
        yield from wrong[:_MOST]
        if len(wrong) > _MOST:
            yield Finding("row", warc, f"{len(wrong) - _MOST} more rows do not fit their records.", _REREAD)


def _read_index(home: Home, warc: str) -> dict[int, Line]:
    """The lines of the file's index by offset, also while file and index are written; NotKept or OSError without."""
    path = find_warc(home, warc)
    if path.name.endswith(OPEN):
        with suppress(FileNotFoundError):  # then it was closed between the two looks
            return {line.offset: line for line in iter_lines(growing_index_of(path))}
    return {line.offset: line for line in iter_lines(index_of(path))}


def _compare(warc: str, row: tuple[str, str, str, int], lines: dict[int, Line]) -> Finding | None:
    capture_id, url, digest, offset = row
    place = f"{warc} at byte {offset}"
    line = lines.get(offset)
    if line is None:
        return Finding("row", place, f"Capture {capture_id} of {url} is said to begin here; no answer does.", _REREAD)
    if line.address != url and (line.method or line.url != wire_address(url)):
        return Finding("row", place, f"Capture {capture_id} is of {url}, the record of {line.address}.", _REREAD)
    if line.digest.removeprefix("sha1:") != digest.removeprefix("sha1:"):
        what = f"Capture {capture_id} of {url} has the digest {digest}, the record {line.digest}."
        return Finding("row", place, what, _REREAD)
    return None


def _check_parents(db: Database) -> Iterator[Finding]:
    for comment_id, post_id in db.conn.execute(STRAY_PARENTS).fetchall():
        what = f"It answers a comment under another post ({post_id})."
        yield Finding("parent", f"comment {comment_id}", what, _REREAD)


def _check_threads(db: Database) -> Iterator[Finding]:
    wrong = 0
    for post_id, url, *said in db.conn.execute(THREADS).fetchall():
        counted = [count or 0 for count in db.conn.execute(COUNT_THREAD, (post_id,)).fetchone()[:3]]
        if said != counted:
            wrong += 1
            if wrong <= _MOST:
                what = f"The thread says {said} comments, pings and tombstones; there are {counted}."
                yield Finding("count", url, what, _MEND)
    if wrong > _MOST:
        yield Finding("count", "threads", f"{wrong - _MOST} more threads are counted wrong.", _MEND)


def _check_search(db: Database) -> Iterator[Finding]:
    for table in INDEXES:
        without, strangers = db.conn.execute(UNINDEXED.format(table=table)).fetchone()
        if without or strangers:
            what = f"{without} rows cannot be found, {strangers} entries lead nowhere."
            yield Finding("search", f"{table}_fts", what, _MEND)
            continue
        try:
            db.conn.execute(CHECK_INDEX.format(table=table))
        except sqlite3.DatabaseError as error:
            yield Finding("search", f"{table}_fts", f"The index does not fit its rows ({error}).", _MEND)
