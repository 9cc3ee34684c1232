"""Proof: the capture behind a row, and every other capture that saw it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from archive.db.aliases import find_row
from archive.errors import NotKept
from archive.site.captures import CaptureLine, captures_at, read_line
from archive.site.changes import Version, read_versions
from archive.site.evidence import find_capture
from archive.site.talk import shorten

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


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture that saw a row. ``source``: page, feed, api, embed, export; ``position`` on its list."""

    capture: CaptureLine
    source: str
    position: int | None
    published: str | None


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


def read_proof(connection: sqlite3.Connection, kind: str, id: str) -> ProofPage:
    """What proves the post or comment (``kind``) under ``id``; NotKept when there is none."""
    id = find_row(connection, id) if kind == "comment" else id
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
        versions=read_versions(connection, kind, id).get(id, ()),
        others=captures_at(connection, capture.url),
    )


def _name(kind: str, row: sqlite3.Row) -> str:
    """'Proof of “Slow bread”', 'Proof of a comment by Basil'."""
    if kind == "post":
        return f"Proof of “{shorten(row['title'], 80)}”" if row["title"] else "Proof of an untitled post"
    return f"Proof of a comment by {shorten(row['author'], 80)}" if row["author"] else "Proof of a nameless comment"


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
