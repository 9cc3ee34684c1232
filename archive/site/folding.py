"""Folding: which branches of a long thread are folded away, and what is told of them on the fold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from archive.site.thread import DEEPEST, Fold, Spoken, Turn

SHORT = 30
"""Comments up to which a thread is shown as it is."""

DEEP = 3
"""Depth from which on the answers to a comment are folded."""

WIDE = 10
"""More comments than these below one answer are folded."""

ENDLESS = 200
"""In a longer thread wide branches are folded at first-level comments already."""

MOST_NAMES = 3


class Named(Spoken, Protocol):
    """What a fold tells of a comment."""

    @property
    def author(self) -> str | None: ...
    @property
    def new(self) -> bool: ...


N = TypeVar("N", bound=Named)


def fold(turns: Sequence[Turn[N]], opened: Collection[str], *, all_open: bool = False) -> tuple[Turn[N], ...]:
    """``turns`` with the folds of a long thread; those that hold a comment of ``opened``, or a new one, are open.

    Inside a folded branch nothing is folded once more: one click shows it all.
    """
    if len(turns) <= SHORT:
        return tuple(turns)
    folds = {
        start: _describe([turn.comment for turn in turns[start + 1 : end]], opened, all_open)
        for start, end in _iter_branches(turns)
    }
    return tuple(_apply(turns, folds)) if folds else tuple(turns)


def _iter_branches(turns: Sequence[Turn[N]]) -> Iterator[tuple[int, int]]:
    """Where the branches to fold begin (the comment above them) and end, the outermost of each."""
    ends = _find_ends(turns)
    place = 0
    while place < len(turns):
        turn, answers = turns[place], ends[place] - place - 1
        first = 0 if len(turns) > ENDLESS else 1
        if answers and turn.level < DEEPEST and (turn.depth >= DEEP or (turn.depth >= first and answers > WIDE)):
            yield place, ends[place]
            place = ends[place]
        else:
            place += 1


def _find_ends(turns: Sequence[Turn[N]]) -> list[int]:
    """For each turn the place after the last answer below it."""
    ends = [len(turns)] * len(turns)
    standing: list[int] = []
    for place, turn in enumerate(turns):
        while standing and turns[standing[-1]].depth >= turn.depth:
            ends[standing.pop()] = place
        standing.append(place)
    return ends


def _describe(comments: Sequence[N], opened: Collection[str], all_open: bool) -> Fold:
    names = tuple(dict.fromkeys(comment.author for comment in comments if comment.author))
    new = sum(comment.new for comment in comments)
    held = any(comment.id in opened for comment in comments) if opened else False
    return Fold(len(comments), names[:MOST_NAMES], len(names[MOST_NAMES:]), new, all_open or held or new > 0)


def _apply(turns: Sequence[Turn[N]], folds: dict[int, Fold]) -> Iterator[Turn[N]]:
    """The turns with their folds; a list that a fold began ends it too."""
    lists: list[bool] = []
    for place, turn in enumerate(turns):
        if turn.opens:
            lists.append(place - 1 in folds)
        shut = tuple(lists.pop() for _ in range(turn.closes))
        if place in folds or any(shut):
            turn = replace(turn, fold=folds.get(place), shuts=shut)
        yield turn
