"""A day that is printed once over the comments written on it, with the hour in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive.models import Comment, Moment
from spiders.unknown.inside import Container
from spiders.unknown.lines import copy_out, iter_lines, words_in
from spiders.unknown.words import HOUR, WHEN, rest_of

_LONGEST = 60
"""Characters of a line that is a day and nothing else."""


def put_days(containers: Sequence[Container], comments: list[Comment]) -> list[Comment]:
    """The comments with the day over them and their own hour, where each has an hour and none a day by itself."""
    if any(comment.published for comment in comments):
        return comments
    found: list[Comment] = []
    day = None
    for container, comment in zip(containers, comments, strict=True):
        day = _day_over(container) or day
        hour = _hour_in(container) if day else None
        if hour is None:
            return comments
        found.append(replace(comment, published=Moment(f"{day} {hour}")))
    return found


def _day_over(container: Container) -> str | None:
    """The day that stands alone right before this comment."""
    node = container.nodes[0].getprevious() if container.nodes else None
    while node is not None and not (isinstance(node.tag, str) and words_in(node)):
        node = node.getprevious()
    words = words_in(node) if node is not None else ""
    found = WHEN.search(words) if 0 < len(words) <= _LONGEST else None
    return str(found[0]) if found and not HOUR.search(words) and not rest_of(words) else None


def _hour_in(container: Container) -> str | None:
    """The hour in the line that signs the comment."""
    for line in iter_lines(copy_out(container.nodes, container.borders)):
        found = HOUR.search(line.words) if len(line.words) <= 2 * _LONGEST else None
        if found is not None and len(rest_of(line.words)) <= _LONGEST:
            return str(found[0])
    return None
