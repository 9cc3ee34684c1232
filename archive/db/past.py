"""The thread as it stood: which comments were there at a time, with the words of that time, and how that is known."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from archive.db.doubts import trusted
from archive.errors import NotKept

POST = """
select id, blog_id, url, title, author, html, text, first_seen, moment
from posts
where id = ?
"""

COMMENTS = """
select id, kind, author, author_url, moment, published, published_local, published_raw, published_zone,
  published_precision, html, text, parent_id, parent_how, deleted, first_seen
from comments
where post_id = ?
order by moment is null, moment, position, id
"""

EVENTS = """
select comment_id, what, time, capture_id, last_capture_id, ended, old_version, new_version
from events
where post_id = ?
order by time, id
"""

VERSIONS = """
select versions.id, versions.title, versions.html, versions.text
from versions
where post_id = ?1
union all
select versions.id, versions.title, versions.html, versions.text
from comments
join versions on versions.comment_id = comments.id
where comments.post_id = ?1
"""

SEEN_LAST = """
select sightings.comment_id, max(captures.time || captures.id), captures.time, captures.id
from comments
join sightings on sightings.comment_id = comments.id
join captures on captures.id = sightings.capture_id
where comments.post_id = ?
  and captures.time <= ?
group by sightings.comment_id
"""

SEEN_NEXT = """
select sightings.comment_id, min(captures.time || captures.id), captures.time, captures.id
from comments
join sightings on sightings.comment_id = comments.id
join captures on captures.id = sightings.capture_id
where comments.post_id = ?
  and captures.time > ?
group by sightings.comment_id
"""

LOOKS = f"""
select captures.time, captures.id, captures.url, looks.shown, looks.promised
from looks
join captures on captures.id = looks.capture_id
where looks.post_id = ?
  and looks.source is not null
  and {trusted("captures.doubt")}
order by captures.time, captures.id
"""

_SAME_AS_NOW = (
    "id", "kind", "author", "author_url", "moment", "published", "published_local", "published_raw", "published_zone",
    "published_precision", "parent_id", "parent_how",
)  # fmt: skip
_FATES = ("vanished", "tombstoned")
_POST_FATES = ("gone", "moved", "back")


@dataclass(frozen=True, slots=True)
class Proof:
    """A capture and its time (UTC)."""

    time: str
    capture_id: str


@dataclass(frozen=True, slots=True)
class NearLook:
    """A look at the thread: when, which capture, of which address, how many comments it shows and promises."""

    time: str
    capture_id: str
    url: str
    shown: int
    promised: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A comment that stood there, with the words of that time.

    ``known``: it was *seen* at or before the time; or it is only *dated* so: it bears an earlier date, and was first
    seen later. ``seen`` is the last capture at or before the time that shows it, ``next`` the first after.
    ``other_now``: what stands now says something else. ``missed``: it vanished afterwards, by this capture.
    """

    id: str
    kind: str
    author: str | None
    author_url: str | None
    moment: str | None
    published: str | None
    published_local: str | None
    published_raw: str | None
    published_zone: str | None
    published_precision: str | None
    html: str | None
    text: str | None
    parent_id: str | None
    parent_how: str | None
    known: Literal["seen", "dated"]
    seen: Proof | None
    next: Proof | None
    other_now: bool
    missed: Proof | None


@dataclass(frozen=True, slots=True)
class Absent:
    """A comment that stood there no more: *vanished* or *tombstoned* by ``proof``; None when the first capture that
    saw it saw a tombstone."""

    id: str
    author: str | None
    moment: str | None
    what: str
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class ThreadThen:
    """A post and its thread at a time (``at``, UTC).

    ``state``: *there*, *gone* or *moved* as its address answered; *dated*: nobody had looked yet, but its date is
    earlier; *unknown*: neither. ``before`` and ``after`` are the looks at the thread next to the time. ``later`` counts
    comments that came afterwards.
    """

    post_id: str
    blog_id: str
    url: str
    title: str | None
    author: str | None
    html: str | None
    text: str | None
    at: str
    state: str
    state_proof: Proof | None
    comments: tuple[Standing, ...]
    absent: tuple[Absent, ...]
    later: int
    before: NearLook | None
    after: NearLook | None


def read_thread_at(connection: sqlite3.Connection, post_id: str, at: str) -> ThreadThen:
    """The thread of a post as it stood at ``at`` (UTC, as rows write it). NotKept when there is no such post."""
    return _Past(connection, post_id, at).read()


class _Past:
    """A post's rows and events, seen from a time."""

    def __init__(self, connection: sqlite3.Connection, post_id: str, at: str) -> None:
        self.connection, self.id, self.at = connection, post_id, at
        found = self._all(POST, post_id)
        if not found:
            raise NotKept(f"No post is kept under the id '{post_id[:80]}'.")
        self.post = found[0]
        self.events: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
        for event in self._all(EVENTS, post_id):
            self.events[event["comment_id"]].append(event)
        self.versions = {row["id"]: row for row in self._all(VERSIONS, post_id)} if self.events else {}

    def read(self) -> ThreadThen:
        """The thread at the time."""
        comments, absent, later = self._sort()
        body = self._body(None, self.post)
        state, proof = self._state()
        looks = [NearLook(*row.values()) for row in self._all(LOOKS, self.id)]
        return ThreadThen(
            self.id,
            self.post["blog_id"],
            self.post["url"],
            body["title"] or self.post["title"],
            self.post["author"],
            body["html"] if state != "unknown" else None,
            body["text"] if state != "unknown" else None,
            self.at,
            state,
            proof,
            comments,
            absent,
            later,
            next((look for look in reversed(looks) if look.time <= self.at), None),
            next((look for look in looks if look.time > self.at), None),
        )

    def _sort(self) -> tuple[tuple[Standing, ...], tuple[Absent, ...], int]:
        seen = {row["comment_id"]: Proof(row["time"], row["id"]) for row in self._all(SEEN_LAST, self.id, self.at)}
        later = {row["comment_id"]: Proof(row["time"], row["id"]) for row in self._all(SEEN_NEXT, self.id, self.at)}
        standing, absent, after = [], [], 0
        for row in self._all(COMMENTS, self.id):
            known = self._known(row)
            if known is None:
                after += 1
            elif (gone := self._fate(row)) is not None:
                absent.append(gone)
            else:
                standing.append(self._standing(row, known, seen.get(row["id"]), later.get(row["id"])))
        return tuple(standing), tuple(absent), after

    def _standing(
        self, row: dict[str, Any], known: Literal["seen", "dated"], seen: Proof | None, later: Proof | None
    ) -> Standing:
        body = self._body(row["id"], row)
        misses = (one for one in self.events[row["id"]] if one["what"] in _FATES and one["time"] > self.at)
        missed = next((Proof(one["time"], one["capture_id"]) for one in misses), None)
        return Standing(
            **{name: row[name] for name in _SAME_AS_NOW},
            html=body["html"],
            text=body["text"],
            known=known,
            seen=seen,
            next=later,
            other_now=body is not row,
            missed=missed,
        )

    def _known(self, row: dict[str, Any]) -> Literal["seen", "dated"] | None:
        if row["first_seen"] <= self.at:
            return "seen"
        return "dated" if row["moment"] is not None and row["moment"] <= self.at else None

    def _fate(self, row: dict[str, Any]) -> Absent | None:
        told = (row["id"], row["author"], row["moment"])
        fates = [one for one in self.events[row["id"]] if one["what"] in _FATES]
        for one in fates:
            if one["time"] <= self.at and (one["ended"] is None or one["ended"] > self.at):
                return Absent(*told, one["what"], Proof(one["time"], one["capture_id"]))
        if row["deleted"] and not any(one["what"] == "tombstoned" for one in fates):
            return Absent(*told, "tombstoned", None)
        return None

    def _state(self) -> tuple[str, Proof | None]:
        fates = [one for one in self.events[None] if one["what"] in _POST_FATES and one["time"] <= self.at]
        if fates and fates[-1]["what"] != "back":
            return fates[-1]["what"], Proof(fates[-1]["time"], fates[-1]["capture_id"])
        known = self._known(self.post)
        return {"seen": "there", "dated": "dated", None: "unknown"}[known], None

    def _body(self, comment_id: str | None, row: dict[str, Any]) -> dict[str, Any]:
        """The body of the time: the row itself, or a version of it."""
        edits = [one for one in self.events[comment_id] if one["what"] == "edited"]
        if not edits:
            return row
        past = [one for one in edits if one["time"] <= self.at]
        version = past[-1]["new_version"] if past else edits[0]["old_version"]
        found: dict[str, Any] = self.versions.get(version, row)
        return found

    def _all(self, sql: str, *asked: str) -> list[dict[str, Any]]:
        return list(_iter_rows(self.connection.execute(sql, asked)))


def _iter_rows(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
