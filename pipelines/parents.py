"""Ties answers to what they answer: parents as ids, circles cut, depth counted.

Who is addressed by a quotation or an ``@name`` is worked out later and elsewhere (``quoted``, ``inferred``);
here stands only what a platform states or its markup nests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.models import Comment, ParentHow, Reading
from pipelines.identity import comment_id


def tie_parents(reading: Reading) -> Reading:
    """The reading with ``parent_id`` and ``depth`` on comments that have an id.

    A parent that is not on the page keeps its id: another page may hold it. ``depth`` is counted from parents
    when all of them are here; else it is what the page says, None when that is a 0 that cannot be true. A
    circle is cut at its smallest id, so every witness of the circle cuts it at the same place.
    """
    if not reading.comments:
        return reading
    parents = list(_iter_parents(reading.comments))
    uncut = {c.id: p for c, p in zip(reading.comments, parents, strict=True) if c.id}
    cut = _find_cuts(uncut)
    comments: list[Comment] = []
    depths = _count_depths({child: None if child in cut else parent for child, parent in uncut.items()})
    for comment, parent in zip(reading.comments, parents, strict=True):
        if comment.id in cut:
            parent = None
        how: ParentHow | None = (comment.parent_how or "stated") if parent else None
        depth = _depth(comment, parent, depths)
        if (parent, how, depth) != (comment.parent_id, comment.parent_how, comment.depth):
            comment = replace(comment, parent_id=parent, parent_how=how, depth=depth)
        comments.append(comment)
    return replace(reading, comments=tuple(comments))


def _iter_parents(comments: Sequence[Comment]) -> Iterator[str | None]:
    """The parent of each; what is nested in a container without an id answers the last comment one level up."""
    last: dict[int, str | None] = {}
    for comment in comments:
        if comment.post_id and comment.parent_source_id:
            yield comment_id(comment.post_id, comment.system, comment.parent_source_id)
        elif comment.parent_id is not None or comment.parent_how != "nested" or not comment.depth:
            yield comment.parent_id  # tied before, or nothing to tie by
        else:
            yield last.get(comment.depth - 1)
        if comment.depth is not None:
            last[comment.depth] = comment.id


def _find_cuts(parents: dict[str, str | None]) -> set[str]:
    """The smallest id of every circle."""
    cuts: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = parents.get(node)
        if node is not None and node in path:
            walked = list(path)
            cuts.add(min(walked[walked.index(node) :]))
        done.update(path)
    return cuts


def _count_depths(parents: dict[str, str | None]) -> dict[str, int | None]:
    """How far each id stands below its root; None when a parent on the way is not here."""
    depths: dict[str, int | None] = {}
    for start in parents:
        path: list[str] = []
        node: str | None = start
        while node is not None and node in parents and node not in depths:
            path.append(node)
            node = parents[node]
        depth = -1 if node is None else depths.get(node)
        for one in reversed(path):
            depth = None if depth is None else depth + 1
            depths[one] = depth
    return depths


def _depth(comment: Comment, parent: str | None, depths: dict[str, int | None]) -> int | None:
    if parent is None and comment.parent_source_id is None:
        return comment.depth
    counted = depths.get(comment.id) if comment.id else None
    return counted if counted is not None else (comment.depth or None)
