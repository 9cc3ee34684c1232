"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 2000
"""Words compared one by one; when more differ, the old and the new stand one after the other."""

MOST_VERSIONS = 200

_WORD = re.compile(r"\S+\s*|\s+")

VERSIONS = {
    "post": """
select v.post_id as id, v.text, v.first_seen, v.last_seen, v.capture_id, p.text as now
from versions v
join posts p on p.id = v.post_id
where v.post_id = :id
order by v.first_seen, v.id
limit :most
""",
    "comment": """
select v.comment_id as id, v.text, v.first_seen, v.last_seen, v.capture_id, c.text as now
from versions v
join comments c on c.id = v.comment_id
where v.comment_id = :id
order by v.first_seen, v.id
limit :most
""",
    "thread": """
select v.comment_id as id, v.text, v.first_seen, v.last_seen, v.capture_id, c.text as now
from comments c
join versions v on v.comment_id = c.id
where c.post_id = :id
order by v.first_seen, v.id
limit :most
""",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed the ``same``, that are ``gone`` or ``new`` in the next version."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a post or comment said before, when it was seen so, and the way from there to the next version."""

    text: str
    first_seen: str
    last_seen: str
    capture_id: str
    pieces: tuple[Piece, ...]


def read_versions(connection: sqlite3.Connection, kind: str, id: str) -> dict[str, tuple[Version, ...]]:
    """The earlier versions of a 'post', a 'comment' or all comments of a post ('thread'), by the item's id.

    The oldest first, MOST_VERSIONS at most.
    """
    rows = defaultdict(list)
    for row in connection.execute(VERSIONS[kind], {"id": id, "most": MOST_VERSIONS}):
        rows[row["id"]].append(row)
    return {item: tuple(_iter_versions(versions)) for item, versions in rows.items()}


def _iter_versions(rows: Sequence[sqlite3.Row]) -> Iterator[Version]:
    texts = [row["text"] or "" for row in rows] + [rows[0]["now"] or ""]
    for row, before, after in zip(rows, texts, texts[1:], strict=False):
        yield Version(before, row["first_seen"], row["last_seen"], row["capture_id"], compare(before, after))


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other: joined in order, same and gone are ``before``, same and new ``after``."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _count_equal(old, new)
    end = _count_equal(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    pieces = [("same", old[:start]), *_iter_middle(middle_old, middle_new), ("same", old[len(old) - end :])]
    return tuple(Piece(kind, "".join(words)) for kind, words in pieces if words)  # type: ignore[arg-type]


def _iter_middle(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    if len(old) + len(new) > MOST_WORDS:
        yield from (("gone", old), ("new", new))
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", old[i:j]
        else:
            yield from (("gone", old[i:j]), ("new", new[k:m]))


def _count_equal(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two lists share from their beginning on."""
    differ = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))
