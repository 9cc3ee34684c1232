"""Who answers whom where replies stand in one list and only their level (an indent, a class) tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from archive.models import Comment, Reading
from spiders.adapter import CommentFields, find_containers
from spiders.containers import Containers
from spiders.fields import Field, Scope
from spiders.page import Page

Lists = tuple[tuple[Containers, CommentFields], ...]


def nest(comments: Sequence[Comment], levels: Sequence[int | None]) -> tuple[Comment, ...]:
    """The comments with parents: the last one before it whose level is lower. What is stated stays.

    ``levels`` stand beside the comments; None is one without a level, which is nobody's child.
    """
    branch: list[tuple[int, Comment]] = []
    depths: dict[str | None, int] = {}
    nested: list[Comment] = []
    for comment, level in zip(comments, levels, strict=True):
        if level is not None:
            while branch and branch[-1][0] >= level:
                branch.pop()
            if branch and comment.parent_source_id is None and branch[-1][1].source_id:
                above = branch[-1][1].source_id
                comment = replace(comment, parent_source_id=above, parent_how="nested")
        if comment.parent_source_id is not None:
            comment = replace(comment, depth=depths.get(comment.parent_source_id, 0) + 1)
        depths[comment.source_id] = comment.depth or 0
        if level is not None:
            branch.append((level, comment))
        nested.append(comment)
    return tuple(nested)


def by_level(lists: Lists, level: Field) -> Callable[[Page, Reading], Reading]:
    """An ``amend`` that reads each container's level (digits) and gives the comments their parents by it."""

    def amend(page: Page, reading: Reading) -> Reading:
        owners = find_containers(page, lists)
        if len(owners) != len(reading.comments):
            return reading
        borders = frozenset(owners)
        levels = [_digits(level.read(Scope(page, one, borders - {one}))) for one in owners]
        return replace(reading, comments=nest(reading.comments, levels))

    return amend


def _digits(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 6 else None
