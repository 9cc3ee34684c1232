"""Copies: what each system says of a comment that several systems show, apart from the row that they make together.

A row of ``comments`` hears every witness. Where the copies of several systems stand in one row, what each of them said
is kept here as well, so that the row can be made again when one of them says more, and the copies can be parted
when a later capture proves that they are two comments.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.merge import Kept
from archive.db.rows import chunks, load_rows, marks, write_rows
from archive.db.told import pack, strip, unpack

UNDER = """
select id, comment_id, said, links
from copies
where post_id = ?
"""

LINKS = """
select links.comment_id, links.url, links.words, captures.time, links.capture_id
from links
join captures on captures.id = links.capture_id
where links.comment_id in ({marks})
"""

SAVE = """
insert into copies (id, comment_id, post_id, system, source_id, said, links)
values (?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  comment_id = excluded.comment_id,
  said = excluded.said,
  links = excluded.links
"""

DROP = """
delete from copies
where id = ?
"""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link's first capture, and the words it had there."""

    time: str
    capture_id: str
    words: str | None

    def is_before(self, other: Pointer | None) -> bool:
        """Whether this capture is the earlier one."""
        return other is None or (self.time, self.capture_id) < (other.time, other.capture_id)


Links = dict[str, Pointer]
"""Links by address."""


class Copies:
    """The copies under one post. ``own`` are the comments as each system tells them, by the id that each has alone;
    ``row`` names the row in which each stands. ``before`` is that as it was loaded."""

    def __init__(self, db: Database, post_id: str) -> None:
        self.db = db
        self.post_id = post_id
        self.own: dict[str, Kept] = {}
        self.row: dict[str, str] = {}
        self.links: dict[str, Links] = {}
        self.parted: dict[str, Kept] = {}
        self.rewritten: list[Kept] = []
        self._by_row: dict[str, list[str]] = {}
        self._now: dict[str, tuple[str, str, str]] = {}
        self._as_kept: dict[str, tuple[str, str, str]] = {}
        for one, row, said, links in db.conn.execute(UNDER, (post_id,)):
            self.own[one] = unpack(said)
            self.row[one] = row
            self.links[one] = {url: Pointer(*told) for url, told in json.loads(links).items()}
            self._as_kept[one] = (row, said, links)
        self.before: Mapping[str, str] = dict(self.row)

    def load(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Comments as each system tells them; of those that stand alone, their rows."""
        ids = list(ids)
        found = load_rows(self.db, "comments", [one for one in ids if one not in self.own])
        return {one: kept for one in ids if (kept := self.own.get(one) or found.get(one)) is not None}

    def write(self, rows: Iterable[Kept]) -> None:
        """Write the rows of those that stand alone; what the others said is kept by :meth:`save`."""
        write_rows(self.db, "comments", [kept for kept in rows if kept.id not in self.own])

    def stands_in(self, one: str) -> str:
        """The row in which a comment stands: its own, unless it is a copy."""
        return self.row.get(one, one)

    def own_of(self, row: str) -> list[str]:
        """The copies that stand in a row; a comment that was parted stands alone."""
        return [row] if row in self.parted else self._by_row.get(row, [])

    def point(self, one: str, url: str, pointer: Pointer) -> None:
        """A copy leads to an address."""
        if pointer.is_before(self.links[one].get(url)):
            self.links[one][url] = pointer

    def take(self, rows: Mapping[str, Kept]) -> None:
        """Comments that stood alone become copies."""
        for kept in rows.values():
            strip(kept)
            self.own[kept.id] = kept
        self.links.update((one, {}) for one in rows)
        for some in chunks(rows):
            for one, url, *told in self.db.conn.execute(LINKS.format(marks=marks(some)), some):
                words, time, capture_id = told
                self.links[one][url] = Pointer(time, capture_id, words)

    def leave(self, one: str) -> Kept:
        """A copy is none any more; answers what it said."""
        self.row.pop(one, None)
        return self.own.pop(one)

    def dirty(self) -> set[str]:
        """The rows of which a copy is new, gone, moved, or says something that is not kept yet."""
        for kept in self.own.values():
            strip(kept)
        self._now = {one: (self.row[one], pack(kept), _written(self.links[one])) for one, kept in self.own.items()}
        self._by_row = defaultdict(list)
        for one, row in sorted(self.row.items()):
            self._by_row[row].append(one)
        news = {self.row[one] for one, now in self._now.items() if self._as_kept.get(one) != now}
        return news | {row for one, row in self.before.items() if self.row.get(one) != row}

    def save(self) -> None:
        """Write what the copies say, after the rows in which they stand; call :meth:`dirty` first."""
        rows = [
            (one, row, self.post_id, str(self.own[one].row["system"]), self.own[one].row.get("source_id"), said, links)
            for one, (row, said, links) in self._now.items()
            if self._as_kept.get(one) != (row, said, links)
        ]
        self.db.conn.executemany(SAVE, rows)
        self.db.conn.executemany(DROP, [(one,) for one in self.before if one not in self.own])


def _written(links: Links) -> str:
    told: dict[str, Sequence[str | None]] = {url: (one.time, one.capture_id, one.words) for url, one in links.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
