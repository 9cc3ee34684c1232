"""Evidence: the WARC record behind a capture, found again without leaving the archive's folder."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from archive.errors import BlogkeepError, BrokenWarc, NotKept
from archive.home import Home
from archive.models import Exchange
from archive.warc.message import Body, Head, read_body, read_head
from archive.warc.reader import find_warc, read_exchange

MAX_SHOWN = 64 * 1024 * 1024
"""Bytes of an unfolded body that replay reads; the rest is in the WARC, for who downloads the record."""

CAPTURE = """
select c.*, b.title as blog_title, b.home as blog_home
from captures c
left join blogs b on b.id = c.blog_id
where c.id = ?
"""


WHOLE_BEFORE = """
select *
from captures
where url = ?
  and time <= ?
  and status = 200
  and truncated is null
order by time desc, id desc
limit 1
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What the WARC holds of one capture, unfolded: the answer's head and body, the request's own bytes.

    ``content_type`` is that of the body, which for a 304 came with the answer that it stands for; None: nobody said.
    """

    head: Head
    body: Body
    request: bytes
    content_type: str | None


def find_capture(connection: sqlite3.Connection, id: str) -> sqlite3.Row:
    """The row of a capture; NotKept when there is none."""
    row: sqlite3.Row | None = connection.execute(CAPTURE, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No capture is kept under the id '{id[:80]}'.")
    return row


def find_original(connection: sqlite3.Connection, row: sqlite3.Row) -> sqlite3.Row | None:
    """The capture whose body a revisit repeats or a 304 stands for; None when it is neither, or that is not here."""
    original: sqlite3.Row | None = None
    if row["revisit_of"] is not None:
        original = connection.execute(CAPTURE, (row["revisit_of"],)).fetchone()
    elif row["status"] == 304:
        original = connection.execute(WHOLE_BEFORE, (row["url"], row["time"])).fetchone()
    return original


def read_record(home: Home, row: sqlite3.Row, original: sqlite3.Row | None, limit: int = MAX_SHOWN) -> Record:
    """The record of a capture, a revisit's body from its original. BrokenWarc, NotKept when it can't be read.

    The body holds ``limit`` bytes at most.
    """
    exchange = _exchange(home, row)
    head, body = read_head(exchange.response), read_body(exchange.response, limit)
    kind = head.get("content-type") or row["content_type"]
    if original is not None and (not body.data or head.status == 304):
        answer = _exchange(home, original).response
        body = read_body(answer, limit)
        if head.status == 304:
            kind = read_head(answer).get("content-type") or original["content_type"]
    return Record(head, body, exchange.request, kind)


def record_place(home: Home, row: sqlite3.Row) -> tuple[Path, int, int]:
    """File, offset and length of a capture's record; BrokenWarc when the file is not there or too short."""
    path = warc_path(home, row["warc"])
    offset, length = int(row["offset"]), int(row["length"])
    size = path.stat().st_size
    if offset < 0 or length <= 0 or offset + length > size:
        raise BrokenWarc(
            f"'{path.name}' has {size} bytes, but the record should stand at {offset} and be {length} long. "
            "Try: blogkeep verify"
        )
    return path, offset, length


def warc_path(home: Home, name: str) -> Path:
    """The WARC file of this name inside the archive; a name that leads elsewhere, or a link, is refused."""
    if Path(name).name != name or "\0" in name:
        raise BrokenWarc(f"'{name[:200]}' is no name of a WARC file. Try: blogkeep verify")
    path = find_warc(home, name)
    if path.is_symlink():
        raise BrokenWarc(f"'{name[:200]}' is a link to another place; the file itself belongs there.")
    return path


def _exchange(home: Home, row: sqlite3.Row) -> Exchange:
    path, offset, _ = record_place(home, row)
    try:
        return read_exchange(home, row["warc"], offset)
    except (BlogkeepError, OSError):
        raise
    except Exception as error:
        # whatever a damaged record does to its readers, it is a damaged record
        raise BrokenWarc(f"The record at {offset} of '{path.name}' can't be read: {error!r}"[:500]) from error
