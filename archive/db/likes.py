"""Copies to compare: what each system tells of the comments under a post, made plain, and which captures show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlite_utils import Database

from archive.db.claims import ORDER_OPEN, fold
from archive.db.copies import Copies
from archive.db.matches import Copy, Source, words_of
from archive.db.merge import Kept, Value
from archive.db.rows import chunks, marks
from archive.urls import place

IS_MIXED = """
select
  exists (select 1 from copies where post_id = ?1)
  or (select count(distinct system) from comments where post_id = ?1) > 1
  or (
    select count(distinct captures.adapter)
    from looks
    join captures on captures.id = looks.capture_id
    where looks.post_id = ?1
      and looks.source is not null
  ) > 1
"""
"""Whether there may be copies at all: several systems, or several readers of one."""

ALONE = """
select id, system, source_id, kind, author, case when whole = 1 then coalesce(text, html) end
from comments
where post_id = ?
"""

VERSIONS = """
select versions.comment_id, coalesce(versions.text, versions.html)
from comments
join versions on versions.comment_id = comments.id
where comments.post_id = ?
"""

LOOKS = """
select captures.id, captures.url, captures.adapter, looks.source, looks.print
from looks
join captures on captures.id = looks.capture_id
where looks.post_id = ?1
  and looks.source is not null
  and captures.blog_id = (select blog_id from posts where id = ?1)
order by captures.time, captures.id
"""
"""Captures made of the post's own blog: what another blog's pages say of its comments proves nothing."""

SEATS = """
select coalesce(as_id, comment_id), capture_id
from sightings
where capture_id in ({marks})
  and comment_id is not null
"""

_PINGS = ("trackback", "pingback", "webmention")


def find_copies(db: Database, post_id: str, copies: Copies, joined: Container[str]) -> list[Copy]:
    """The comments under a post as each system tells them; none when no two of them are worth comparing.

    ``joined`` are comments without an id that speak through one that has one; rows of theirs may still stand.
    """
    if not db.conn.execute(IS_MIXED, (post_id,)).fetchone()[0]:
        return []
    told = _read_told(db, post_id, copies, joined)
    alike = _find_alike(told.values())
    if not alike:
        return []
    sources, seen = _read_sources(db, post_id)
    kept = copies.load(alike)
    return [one.as_copy(kept.get(one.id), sources[one.id], seen[one.id]) for one in told.values() if seen[one.id]]


@dataclass(frozen=True, slots=True)
class Told:
    """A comment as far as it is told by who it is and what it says or said."""

    id: str
    system: str
    source_id: str | None
    ping: bool
    author: str
    texts: frozenset[str]

    def as_copy(self, kept: Kept | None, sources: Iterable[Source], seen: Iterable[str]) -> Copy:
        """With its times, when they are needed, and the captures that show it."""
        utc, local, day = _times(kept) if kept is not None else (None, None, None)
        told = (self.id, self.system, self.source_id, self.ping, self.author, self.texts, utc, local, day)
        return Copy(*told, frozenset(sources), frozenset(seen))


def _read_told(db: Database, post_id: str, copies: Copies, joined: Container[str]) -> dict[str, Told]:
    earlier: dict[str, list[str]] = defaultdict(list)
    for one, text in db.conn.execute(VERSIONS, (post_id,)):
        earlier[one].append(text)
    told = {
        one: _told(one, system, source_id, kind, author, [text, *earlier[one]])
        for one, system, source_id, kind, author, text in db.conn.execute(ALONE, (post_id,))
        if one not in copies.own and one not in joined
    }
    for one, kept in copies.own.items():
        row = kept.row
        whole = [row.get("text") or row.get("html")] if row.get("whole") else []
        texts = [*whole, *(version.text or version.html for version in (kept.versions or {}).values())]
        told[one] = _told(one, row["system"], row.get("source_id"), row["kind"], row.get("author"), texts)
    return told


def _told(one: str, system: Value, source_id: Value, kind: Value, author: Value, texts: Iterable[Value]) -> Told:
    words = frozenset(words_of(str(text)) for text in texts if text)
    name = None if source_id is None else str(source_id)
    return Told(one, str(system), name, kind in _PINGS, fold(str(author or "")), words - {""})


def _find_alike(told: Iterable[Told]) -> list[str]:
    """Those that share words or an id with another."""
    shared: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in told:
        for text in one.texts:
            shared["words", one.author, text].append(one.id)
        if one.source_id is not None:
            shared["id", one.source_id].append(one.id)
    return sorted({one for some in shared.values() if len(some) > 1 for one in some})


def _read_sources(db: Database, post_id: str) -> tuple[dict[str, set[Source]], dict[str, set[str]]]:
    """Who read each comment where, and the captures that show it; of looks that show the same the first counts."""
    looks: dict[tuple[Value, ...], tuple[str, Source]] = {}
    for capture_id, url, adapter, source, shown in db.conn.execute(LOOKS, (post_id,)):
        looks.setdefault((place(url), adapter, source, shown), (capture_id, (str(adapter), str(source))))
    captures = dict(looks.values())
    sources: dict[str, set[Source]] = defaultdict(set)
    seen: dict[str, set[str]] = defaultdict(set)
    for some in chunks(captures):
        for one, capture_id in db.conn.execute(SEATS.format(marks=marks(some)), some):
            sources[one].add(captures[capture_id])
            seen[one].add(capture_id)
    return sources, seen


def _times(kept: Kept) -> tuple[int | None, int | None, int | None]:
    """What was told of when it was written: seconds by a stated zone, by a wall clock, or the day alone."""
    utc = local = day = None
    if "published" in kept.keys and kept.row.get("published_zone") == "stated":
        utc = _seconds(str(kept.row["published"]))
    if "local" in kept.keys and kept.keys["local"][0] > ORDER_OPEN:
        clock = str(kept.told("local")[0])
        local = _seconds(clock) if len(clock) > 10 else None
        day = (date.fromisoformat(clock) - _EPOCH.date()).days if len(clock) == 10 else None
    return utc, local, day


def _seconds(clock: str) -> int:
    return int((datetime.fromisoformat(clock).replace(tzinfo=UTC) - _EPOCH).total_seconds())


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
