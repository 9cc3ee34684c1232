"""Looks captures up: who holds this payload already, which blogs are known."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.ledger import unstamp
from archive.models import Capture

SAME_PAYLOAD = """
select id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated
from captures
where digest = :digest and revisit_of is null and truncated is null
order by url <> :url, time
limit 1
"""

FROM = "select 1 from captures where warc = :warc and offset >= :offset limit 1"

HOMES = "select home from blogs order by length(home) desc, home"


def find_capture_by_digest(db: Database, url: str, digest: str) -> Capture | None:
    """A whole capture with this payload, of this address if there is one; None when it was never kept."""
    row = db.execute(SAME_PAYLOAD, {"digest": digest, "url": url}).fetchone()
    if row is None:
        return None
    time = unstamp(row[2])
    assert time is not None, "captures.time is not null"
    return Capture(row[0], row[1], time, *row[3:])


def has_capture_from(db: Database, warc: str, offset: int) -> bool:
    """Whether a capture at this place of a WARC file, or one behind it, has a row."""
    return db.execute(FROM, {"warc": warc, "offset": offset}).fetchone() is not None


def known_homes(db: Database) -> list[str]:
    """The homes of all blogs in the archive, the longest first."""
    return [home for (home,) in db.execute(HOMES)]
