"""A conversation as far as it matters for who answers whom: what was said, about what, and answers worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spoken:
    """A comment of a thread.

    ``moment`` is ISO 8601, UTC with ``Z`` or a wall clock; ``number`` the id that ``system`` gave when it is a number
    (they grow with time); ``answers`` the parent that a platform states or its markup nests. Pings and tombstones are
    ``mute``: they answer nobody, and nobody answers them. ``person`` is an address that tells two of one name apart.
    """

    id: str
    author: str | None = None
    text: str = ""
    html: str | None = None
    url: str | None = None
    person: str | None = None
    moment: str | None = None
    system: str = "native"
    number: int | None = None
    position: int | None = None
    answers: str | None = None
    mute: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a thread is about: the post's words (None: not kept) and the names of who writes the blog."""

    text: str | None = None
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """``id`` answers ``parent``, found by a quotation or otherwise; ``score`` is how sure that is, from 0 to 1."""

    id: str
    parent: str
    how: Literal["quoted", "inferred"]
    score: float
