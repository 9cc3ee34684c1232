"""Who answers whom by where comments stand: one inside another, or in a wrapper after the one that it answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import html

from spiders.unknown.inside import Container
from spiders.unknown.words import tokens_of

_HEAD = 12
"""How many elements at the head of a part are looked through for a comment."""
_DEEP = 600
"""Levels of elements; blogs nest no deeper."""
_NEAR = 48
"""Levels from a comment up to the list that it shares with the one before it."""
_INDENTS = frozenset(
    (
        "indented",
        "children",
        "replies",
        "comment-replies",
        "child-comments",
        "comment-children",
        "sub-comments",
    )
)
_WALLS = frozenset(("body", "html", "head", "main"))
_SWITCHES = re.compile(r"\d+|^(?:odd|even|alt|first|last|clearfix)$")

Look = tuple[str, str]
"""Tag and first class of an element."""
Places = dict[html.HtmlElement, int]


def nest(containers: Sequence[Container]) -> list[int | None]:
    """For each container the place of the one that it answers; None at the top."""
    places = {container.nodes[0]: i for i, container in enumerate(containers)}
    marks = {c.mark: i for i, c in enumerate(containers) if c.mark is not None}
    wrappers = _find_wrappers(containers)
    first_in: Places = {}
    nested: list[int | None] = []
    for index, container in enumerate(containers):
        above = wrappers.get(container.nodes[0])
        for steps, ancestor in enumerate(container.nodes[0].iterancestors() if above is None else ()):
            if steps > _DEEP or ancestor.tag in _WALLS:
                break
            above = places.get(ancestor, marks.get(ancestor, wrappers.get(ancestor)))
            if above is None and _is_named(ancestor):
                above = _before(ancestor, places)
            if above is None and ancestor.tag == "li":
                above = first_in.setdefault(ancestor, index)
            if above is not None and above < index:
                break
            above = None
        nested.append(above)
    return nested


def _is_named(element: html.HtmlElement) -> bool:
    return not _INDENTS.isdisjoint(tokens_of(element.get("class", "")))


def _before(wrapper: html.HtmlElement, places: Places) -> int | None:
    """The comment that stands before the replies in ``wrapper``; a form may stand between them."""
    for steps, sibling in enumerate(wrapper.itersiblings("*", preceding=True)):
        if steps > 8:
            break
        inside = (e for _, e in zip(range(_HEAD), sibling.iter("*"), strict=False))
        if (found := next((places[e] for e in inside if e in places), None)) is not None:
            return found
    return None


def _find_wrappers(containers: Sequence[Container]) -> Places:
    """Elements that stand right after a comment and hold others of its kind, each with that comment's place.

    One such element may be the rest of the list, folded away: an unnamed one must have a twin after another comment.
    """
    found: Places = {}
    owners = {node: i for i, container in enumerate(containers) for node in container.nodes}
    for index, container in enumerate(containers[1:], 1):
        before, part = _fork(containers[index - 1].nodes[-1], container.nodes[0])
        if before is None or part is None or part in found:
            continue
        if before in found and look_of(before) == look_of(part):
            found[part] = found[before]
        elif before in owners and _holds_a_twin(part, containers[owners[before]].nodes):
            found[part] = owners[before]
    twins = Counter(look for look, _ in {(look_of(part), place) for part, place in found.items()})
    return {part: place for part, place in found.items() if twins[look_of(part)] > 1 or _is_named(part)}


def _fork(left: html.HtmlElement, right: html.HtmlElement) -> tuple[html.HtmlElement | None, html.HtmlElement | None]:
    """The two siblings in which two elements stand; None when one holds the other."""
    branches = {left.getparent(): left}
    if right.getparent() in branches:
        return left, right
    for steps, ancestor in enumerate(left.iterancestors()):
        if steps > _NEAR or ancestor.tag in _WALLS:
            break
        branches[ancestor.getparent()] = ancestor
    part = right
    for steps, ancestor in enumerate(right.iterancestors()):
        if steps > _NEAR or ancestor in branches:
            other = branches.get(ancestor)
            return (None, None) if other is part else (other, part)
        part = ancestor
    return None, None


def _holds_a_twin(part: html.HtmlElement, nodes: Sequence[html.HtmlElement]) -> bool:
    """Whether what looks like this comment stands inside ``part``, which itself looks otherwise."""
    looks = {look_of(node) for node in nodes if look_of(node)[1]}
    if not looks or look_of(part) in looks:
        return False
    inside = (e for _, e in zip(range(_HEAD + 1), part.iter("*"), strict=False))
    return any(element is not part and look_of(element) in looks for element in inside)


def look_of(element: html.HtmlElement) -> Look:
    """Tag and first class, without what changes from one comment to the next."""
    for token in tokens_of(element.get("class", "")):
        if name := _SWITCHES.sub("", token):
            return element.tag, name
    return element.tag, ""
