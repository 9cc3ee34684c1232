"""A thread in reading order: who answers whom, as the platform told it, however broken the tale is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

DEEPEST = 8
"""Levels that are drawn as levels; deeper answers stay on the last one and name whom they answer."""


class Spoken(Protocol):
    """What a thread needs to know of a comment."""

    @property
    def id(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...


C = TypeVar("C", bound=Spoken)


@dataclass(frozen=True, slots=True)
class Fold:
    """What is folded below a comment: how many answers, by whom (the first few names, then how many more).

    ``new`` of them came since the day that the reader named. ``open``: shown unfolded.
    """

    answers: int
    names: tuple[str, ...]
    others: int
    new: int
    open: bool


@dataclass(frozen=True, slots=True)
class Turn(Generic[C]):
    """A comment at its place. ``level`` counts from 0 and stops at DEEPEST; ``depth`` goes on.

    ``parent`` is the comment it answers, when that one is kept. ``opens`` lists start before this turn and
    ``closes`` lists end after it (each list is one level), so that a template needs no recursion. ``fold``: the list
    of its answers is folded; ``shuts`` says of each list that ends whether its fold ends with it.
    """

    comment: C
    parent: C | None
    depth: int
    level: int
    opens: bool
    closes: int
    fold: Fold | None = None
    shuts: tuple[bool, ...] = ()


def arrange(comments: Sequence[C]) -> tuple[Turn[C], ...]:
    """``comments`` (in their order on the page) as turns: each answer after what it answers.

    A parent that is not kept makes its answers first-level turns. Parents in a circle are broken at the
    comment that comes first on the page. Every comment appears once; the depth has no limit.
    """
    placed = list(_walk(comments))
    levels = [min(depth, DEEPEST) for _, _, depth in placed]
    return tuple(
        Turn(
            comment,
            parent,
            depth,
            level,
            opens=index == 0 or level > levels[index - 1],
            closes=max(level - (levels[index + 1] if index + 1 < len(placed) else -1), 0),
        )
        for index, ((comment, parent, depth), level) in enumerate(zip(placed, levels, strict=True))
    )


def _walk(comments: Sequence[C]) -> Iterator[tuple[C, C | None, int]]:
    """Each comment with its kept parent and depth; first from those that answer nobody, then from what is
    left (circles), which are entered at the earliest comment."""
    by_id = {comment.id: comment for comment in comments}
    answers: dict[str | None, list[C]] = defaultdict(list)
    for comment in comments:
        answers[comment.parent_id if comment.parent_id in by_id else None].append(comment)
    seen: set[str] = set()
    yield from _descend(answers[None], answers, by_id, seen)
    for comment in comments:
        if comment.id not in seen:
            yield from _descend([comment], answers, by_id, seen)


def _descend(
    roots: Iterable[C], answers: dict[str | None, list[C]], by_id: dict[str, C], seen: set[str]
) -> Iterator[tuple[C, C | None, int]]:
    """Depth first from ``roots``, without recursion: a thread may be 10,000 deep."""
    waiting = [(root, 0) for root in reversed(list(roots))]
    while waiting:
        comment, depth = waiting.pop()
        if comment.id in seen:
            continue
        seen.add(comment.id)
        yield comment, by_id.get(comment.parent_id or "") if depth else None, depth
        waiting.extend((answer, depth + 1) for answer in reversed(answers[comment.id]))
