"""New since: which comments of a thread came after a day that the reader names. Nothing is remembered of readers."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ge, gt
from typing import Literal

_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?Z?)?")

MOST_LOOKS = 6


@dataclass(frozen=True, slots=True)
class Look:
    """A day (UTC) on which comments of this thread came into the archive, and how many."""

    day: str
    count: int


@dataclass(frozen=True, slots=True)
class Since:
    """What is new. ``asked``: the reader's day or moment, None when none was named; ``by``: whether comments count as
    new that the archive has ``seen`` since then or that were ``written`` since then.

    ``looks`` tell when the thread grew, the latest first; ``now`` is the moment to name on the next visit.
    """

    asked: str | None
    by: Literal["seen", "written"]
    new: tuple[str, ...]
    looks: tuple[Look, ...]
    now: str | None


def read_since(comments: Sequence[sqlite3.Row], asked: str | None) -> Since:
    """Which of ``comments`` are new since ``asked``: from a day (UTC) on, or after a moment; else nothing is new.

    Before the archive's first look at the thread nobody can have read it here: then what was *written* since counts.
    """
    day = _understand(asked)
    first = min((row["first_seen"] for row in comments), default="")
    by: Literal["seen", "written"] = "seen" if day is None or day[:10] >= first[:10] else "written"
    column = "first_seen" if by == "seen" else "moment"
    later = ge if len(day or "") == len("2024-05-06") else gt
    new = tuple(row["id"] for row in comments if day is not None and later(row[column] or "", day))
    now = max((row["first_seen"] for row in comments), default=None)
    return Since(day, by, new, _read_looks(comments), now)


def _understand(asked: str | None) -> str | None:
    """A day, or a moment that compares with those of rows, whose seconds end in ``Z``; None when it is neither."""
    if asked is None or not _DAY.fullmatch(asked):
        return None
    bare = asked.removesuffix("Z")
    return bare + "Z" if len(bare) > len("2024-05-06T07:08") else bare


def _read_looks(comments: Sequence[sqlite3.Row]) -> tuple[Look, ...]:
    """The days on which the thread grew, the latest first; the first look, which brought what was there, is none."""
    days = sorted(Counter(row["first_seen"][:10] for row in comments).items())
    return tuple(Look(day, count) for day, count in days[:0:-1][:MOST_LOOKS])
