"""Captures: what was fetched, when, what came and where it is kept; all of an address, and one in full."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive import urls
from archive.errors import BlogkeepError, NotKept
from archive.home import Home
from archive.site.evidence import find_capture, find_original, read_record
from archive.site.kept import forms
from archive.site.talk import shorten

MOST = 500

AT_ADDRESSES = """
select *
from captures
where url in ({marks})
order by time, id
limit 500
"""

ROWS_OF = """
select 'post' as kind, s.post_id as id, p.title as words
from sightings s
join posts p on p.id = s.post_id
where s.capture_id = :id
  and s.comment_id is null
union
select 'comment', s.comment_id, c.author
from sightings s
join comments c on c.id = s.comment_id
where s.capture_id = :id
order by kind desc, words
limit 200
"""


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """A capture in one line: what was fetched, when, what came, and where it is kept."""

    id: str
    url: str
    time: str
    status: int | None
    content_type: str | None
    digest: str
    warc: str
    offset: int
    length: int
    revisit_of: str | None
    truncated: str | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that a capture saw."""

    kind: str
    id: str
    words: str | None


@dataclass(frozen=True, slots=True)
class CapturePage:
    """A capture as it is kept. ``headers`` as they came; ``fault``: why the record can't be read."""

    title: str
    capture: CaptureLine
    blog_id: str | None
    blog_title: str | None
    adapter: str | None
    layout: str | None
    doubt: str | None
    status_line: str
    headers: tuple[tuple[str, str], ...]
    request: str
    bytes: int | None
    note: str | None
    fault: str | None
    rows: tuple[Reference, ...]
    others: tuple[CaptureLine, ...]


@dataclass(frozen=True, slots=True)
class CapturesPage:
    """Every capture of an address."""

    title: str
    url: str
    captures: tuple[CaptureLine, ...]
    more: bool


def read_line(row: sqlite3.Row) -> CaptureLine:
    """A capture's line from its row."""
    return CaptureLine(**{name: row[name] for name in CaptureLine.__dataclass_fields__})


def read_capture(connection: sqlite3.Connection, home: Home, id: str) -> CapturePage:
    """The page of a capture; what can't be read of its record is said in ``fault``."""
    row = find_capture(connection, id)
    line = read_line(row)
    status, request = "", ""
    headers: tuple[tuple[str, str], ...] = ()
    size: int | None = None
    note: str | None = None
    fault: str | None = None
    try:
        record = read_record(home, row, find_original(connection, row))
    except (BlogkeepError, OSError) as error:
        fault = str(error)
    else:
        status = f"{record.head.status or ''} {record.head.reason}".strip()
        headers, request = record.head.headers, record.request[:100_000].decode("latin-1")
        size, note = len(record.body.data), record.body.note
    return CapturePage(
        title=f"Capture of {shorten(line.url, 120)}",
        capture=line,
        blog_id=row["blog_id"],
        blog_title=row["blog_title"] or row["blog_home"],
        adapter=row["adapter"],
        layout=row["layout"],
        doubt=row["doubt"],
        status_line=status,
        headers=headers,
        request=request,
        bytes=size,
        note=note,
        fault=fault,
        rows=tuple(Reference(**dict(each)) for each in connection.execute(ROWS_OF, {"id": id})),
        others=captures_at(connection, line.url),
    )


def read_captures(connection: sqlite3.Connection, url: str) -> CapturesPage:
    """Every capture of ``url``, oldest first; NotKept when there is none."""
    captures = captures_at(connection, url)
    if not captures:
        raise NotKept(f"No capture of '{shorten(url, 300)}' is kept.")
    return CapturesPage(f"Captures of {shorten(url, 120)}", url, captures, len(captures) == MOST)


def captures_at(connection: sqlite3.Connection, url: str) -> tuple[CaptureLine, ...]:
    """The captures of an address, however it is spelled; the first 500, oldest first."""
    if len(url) > urls.MAX_LENGTH:
        return ()
    spelled = forms(url)
    rows = connection.execute(AT_ADDRESSES.format(marks=", ".join("?" * len(spelled))), spelled)
    return tuple(read_line(row) for row in rows)
