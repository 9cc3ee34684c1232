"""Finds where in each comment its name stands, if nothing calls it so: a place of short words, other ones in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from spiders.unknown.lines import IS_QUOTE, IS_TEXT, Line
from spiders.unknown.words import WHEN, rest_of

_PLACES: tuple[tuple[str, int], ...] = (
    ("head", 0),
    ("time", -1),
    ("time", 1),
    ("head", 1),
    ("tail", -1),
    ("tail", -2),
    ("tail", -3),
)
_LONG = 50
_MARKED = frozenset(("b", "strong", "cite", "em", "i", "dt", "h2", "h3", "h4", "h5", "h6"))
_SENTENCE = re.compile(r"[.!?…]$|[;!?]\s|,\s.*,\s|:$")
_NOBODY = re.compile(r"\(?(?:anonym|anónim|anôn|anonim|guest|gast\b|visitor|invité|ospite|invitado|visitante)", re.I)
_MOST = 400
"""Comments that are looked at; the rest look the same."""


Look = tuple[str, ...]
"""The elements around a line's first words, the nearest first."""


@dataclass(frozen=True, slots=True)
class Spot:
    """So many lines on from ``origin`` (``head``, ``tail``, ``time``: the line that prints one).

    Names have one of ``looks``, no name has one of ``others``, which the lines of the words have.
    """

    origin: str
    steps: int
    looks: frozenset[Look]
    others: frozenset[Look] = frozenset()


def find_spot(comments: Sequence[Sequence[Line]]) -> Spot | None:
    """Where the names stand in these comments, each given by its lines; None when no place looks like it."""
    if len(comments) == 1:
        return _alone(comments[0])
    ranked = [found for place in _PLACES if (found := _weigh(comments[:_MOST], *place)) is not None]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def line_at(lines: Sequence[Line], spot: Spot) -> int | None:
    """The line at this place of a comment, if what stands there looks as it does in the others."""
    at = _count_on(lines, spot.origin, spot.steps)
    if at is None or ((look := _look(lines[at])) not in spot.looks and (look in spot.others or not spot.others)):
        return None
    return None if len(lines[at].words) > 2 * _LONG or WHEN.search(lines[at].words) else at


def _count_on(lines: Sequence[Line], origin: str, steps: int) -> int | None:
    start = {"head": 0, "tail": len(lines)}.get(origin)
    start = _time_line(lines) if origin == "time" else start
    return start + steps if start is not None and 0 <= start + steps < len(lines) else None


def _alone(lines: Sequence[Line]) -> Spot | None:
    """Of a single comment: the line beside its time, if that pair stands above or below all it says."""
    time = _time_line(lines)
    if time is None or len(lines) < 3 or time == 0:
        return None
    after = any(rest_of(line.words) for line in lines[time + 1 :])
    if (time == 1) != after or not _may_be_name(lines[time - 1]):
        return None
    return Spot("time", -1, frozenset((_look(lines[time - 1]),)))


def _weigh(comments: Sequence[Sequence[Line]], origin: str, steps: int) -> tuple[float, Spot] | None:
    """How much the lines at this place look like names; None when they do not."""
    found = [lines[at] for lines in comments if (at := _count_on(lines, origin, steps)) is not None]
    names = [line for line in found if _may_be_name(line)]
    if len(found) < 0.6 * len(comments) or len(names) < max(2, 0.7 * len(found)):
        return None
    words = {line.words for line in names}
    if len(names) > 2 and len(words) == 1:
        return None
    looks = Counter(_look(line) for line in names)
    often, marked = max(looks.values()), sum(n for look, n in looks.items() if look[0] in _MARKED)
    worth = (len(names) + often + 0.5 * marked + 0.5 * len(words)) / len(comments)
    others = {_look(line) for lines in comments for line in lines} - set(map(_look, found))
    return round(worth, 3), Spot(
        origin, steps, frozenset(one for one, n in looks.items() if 10 * n >= len(names)), frozenset(others)
    )


def _look(line: Line) -> Look:
    """Links do not count: some names are links."""
    slot = next((slot for slot in line.slots if slot.words.strip()), None)
    if slot is None:
        return ()
    start: html.HtmlElement | None = slot.element.getparent() if slot.after else slot.element
    tags: list[str] = []
    while start is not None and len(tags) < 2:
        if start.tag != "a":
            tags.append(start.tag)
        start = start.getparent()
    return tuple(tags)


def _time_line(lines: Sequence[Line]) -> int | None:
    return next((i for i, line in enumerate(lines) if WHEN.search(line.words) and len(rest_of(line.words)) <= 20), None)


def _may_be_name(line: Line) -> bool:
    words = line.words
    return (
        0 < len(words) <= _LONG
        and len(words.split()) <= 6
        and not line.flags & (IS_TEXT | IS_QUOTE)
        and _SENTENCE.search(words) is None
        and WHEN.search(words) is None
        and bool(rest_of(words) or _NOBODY.match(words))
    )
