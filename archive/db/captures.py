"""Looks captures up: who holds this payload already, what a 304 stands for, which blogs are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive.db.stamps import stamp, unstamp
from archive.models import Capture

COLUMNS = "id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated"

SAME_PAYLOAD = f"""
select {COLUMNS}
from captures
where digest = :digest and revisit_of is null and truncated is null
order by url <> :url, time
limit 1
"""

WHOLE = f"""
select {COLUMNS}
from captures
where id = :id and url = :url and status = 200 and truncated is null
"""

WHOLE_BEFORE = f"""
select {COLUMNS}
from captures
where url = :url and time <= :time and status = 200 and truncated is null
order by time desc, id desc
limit 1
"""

UNREAD_304 = f"""
select captures.rowid, blogs.home, {", ".join(f"captures.{name}" for name in COLUMNS.split(", "))}
from captures
left join captures original on original.id = captures.revisit_of
left join blogs on blogs.id = coalesce(captures.blog_id, original.blog_id)
where captures.status = 304
  and captures.adapter is null
  and captures.rowid > :after
  and (original.id is null or original.adapter is not null)
order by captures.rowid
limit :limit
"""

GIVE_BLOG = "update captures set blog_id = :blog where id = :id and blog_id is null"

FROM = "select 1 from captures where warc = :warc and offset >= :offset limit 1"

HOMES = "select home from blogs order by length(home) desc, home"


def find_capture_by_digest(db: Database, url: str, digest: str) -> Capture | None:
    """A whole capture with this payload, of this address if there is one; None when it was never kept."""
    row = db.execute(SAME_PAYLOAD, {"digest": digest, "url": url}).fetchone()
    return _capture(row) if row is not None else None


def find_whole(db: Database, id: str, url: str) -> Capture | None:
    """The whole answer of this address that is kept under this id; None when there is none."""
    row = db.execute(WHOLE, {"id": id, "url": url}).fetchone()
    return _capture(row) if row is not None else None


def find_whole_before(db: Database, url: str, time: datetime) -> Capture | None:
    """The last whole answer of this address until then; None when there is none."""
    row = db.execute(WHOLE_BEFORE, {"url": url, "time": stamp(time)}).fetchone()
    return _capture(row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Unread:
    """A 304 that was not read yet; ``home`` is its blog's, None when nobody knows its blog."""

    capture: Capture
    home: str | None


def iter_unread_304(db: Database, batch: int) -> Iterator[list[Unread]]:
    """The 304s that may stand for a page and were not read, so many at a time; rows may change in between."""
    after = 0
    while rows := db.execute(UNREAD_304, {"after": after, "limit": batch}).fetchall():
        yield [Unread(_capture(row[2:]), row[1]) for row in rows]
        after = rows[-1][0]


def give_blog(db: Database, id: str, blog_id: str) -> None:
    """The capture belongs to this blog, unless its blog is known."""
    db.execute(GIVE_BLOG, {"id": id, "blog": blog_id})


def _capture(row: Any) -> Capture:
    time = unstamp(row[2])
    assert time is not None, "captures.time is not null"
    return Capture(row[0], row[1], time, *row[3:])


def has_capture_from(db: Database, warc: str, offset: int) -> bool:
    """Whether a capture at this place of a WARC file, or one behind it, has a row."""
    return db.execute(FROM, {"warc": warc, "offset": offset}).fetchone() is not None


def known_homes(db: Database) -> list[str]:
    """The homes of all blogs in the archive, the longest first."""
    return [home for (home,) in db.execute(HOMES)]
