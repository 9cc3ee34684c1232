"""Proof: the capture behind a row, and every other capture that saw it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive import urls
from archive.errors import BlogkeepError, NotKept
from archive.home import Home
from archive.site.evidence import find_capture, find_original, read_record
from archive.site.kept import forms
from archive.site.talk import shorten

MOST = 500

ROW = {
    "post": """
select id, url, title, author, text, capture_id, first_seen, last_seen, witness, id as post_id
from posts
where id = ?
""",
    "comment": """
select id, url, title, author, text, capture_id, first_seen, last_seen, witness, post_id
from comments
where id = ?
""",
}

SIGHTINGS = {
    "post": """
select s.source, s.position, s.published, k.*
from sightings s
join captures k on k.id = s.capture_id
where s.post_id = ?
  and s.comment_id is null
order by k.time, k.id
limit 500
""",
    "comment": """
select s.source, s.position, s.published, k.*
from sightings s
join captures k on k.id = s.capture_id
where s.comment_id = ?
order by k.time, k.id
limit 500
""",
}

VERSIONS = {
    "post": """
select text, first_seen, last_seen, capture_id
from versions
where post_id = ?
order by first_seen, id
""",
    "comment": """
select text, first_seen, last_seen, capture_id
from versions
where comment_id = ?
order by first_seen, id
""",
}

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
class Sighting:
    """One capture that saw a row. ``source``: page, feed, api, embed, export; ``position`` on its list."""

    capture: CaptureLine
    source: str
    position: int | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """What a post or comment said before, and when it was seen so."""

    text: str
    first_seen: str
    last_seen: str
    capture_id: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Who told a field: the capture, when it was made, and how well its kind of source is believed."""

    field: str
    rank: int
    time: str
    capture_id: str


@dataclass(frozen=True, slots=True)
class ProofPage:
    """What proves a post or comment. ``witness``: who told each field."""

    title: str
    kind: str
    id: str
    post_id: str
    url: str | None
    author: str | None
    words: str
    capture: CaptureLine
    first_seen: str
    last_seen: str
    witness: tuple[Credit, ...]
    sightings: tuple[Sighting, ...]
    versions: tuple[Version, ...]
    others: tuple[CaptureLine, ...]


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


def read_proof(connection: sqlite3.Connection, kind: str, id: str) -> ProofPage:
    """What proves the post or comment (``kind``) under ``id``; NotKept when there is none."""
    row = connection.execute(ROW[kind], (id,)).fetchone()
    if row is None:
        raise NotKept(f"No {kind} is kept under the id '{id[:80]}'.")
    capture = read_line(find_capture(connection, row["capture_id"]))
    return ProofPage(
        title=_name(kind, row),
        kind=kind,
        id=id,
        post_id=row["post_id"],
        url=row["url"],
        author=row["author"],
        words=shorten(row["text"], 300),
        capture=capture,
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        witness=_read_witness(row["witness"]),
        sightings=tuple(
            Sighting(read_line(seen), seen["source"], seen["position"], seen["published"])
            for seen in connection.execute(SIGHTINGS[kind], (id,))
        ),
        versions=tuple(
            Version(old["text"] or "", old["first_seen"], old["last_seen"], old["capture_id"])
            for old in connection.execute(VERSIONS[kind], (id,))
        ),
        others=_captures_at(connection, capture.url),
    )


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
        others=_captures_at(connection, line.url),
    )


def read_captures(connection: sqlite3.Connection, url: str) -> CapturesPage:
    """Every capture of ``url``, oldest first; NotKept when there is none."""
    captures = _captures_at(connection, url)
    if not captures:
        raise NotKept(f"No capture of '{shorten(url, 300)}' is kept.")
    return CapturesPage(f"Captures of {shorten(url, 120)}", url, captures, len(captures) == MOST)


def _name(kind: str, row: sqlite3.Row) -> str:
    """'Proof of “Slow bread”', 'Proof of a comment by Basil'."""
    if kind == "post":
        return f"Proof of “{shorten(row['title'], 80)}”" if row["title"] else "Proof of an untitled post"
    return (
        f"Proof of a comment by {shorten(row['author'], 80)}"
        if row["author"]
        else "Proof of a nameless comment"
    )


def _captures_at(connection: sqlite3.Connection, url: str) -> tuple[CaptureLine, ...]:
    if len(url) > urls.MAX_LENGTH:
        return ()
    spelled = forms(url)
    rows = connection.execute(AT_ADDRESSES.format(marks=", ".join("?" * len(spelled))), spelled)
    return tuple(read_line(row) for row in rows)


def _read_witness(text: str) -> tuple[Credit, ...]:
    """Who told which field, from a row's ``witness`` column; empty when the column holds something else."""
    try:
        by = json.loads(text)["by"]
        credits = [
            Credit(str(field), int(rank), str(time), str(capture))
            for capture, (time, ranks) in by.items()
            for field, rank in ranks.items()
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
    return tuple(sorted(credits, key=lambda credit: credit.field))
