"""From marks to containers: a mark is any element of which each comment has one; what around it is the comment?"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

from lxml import html

from spiders.unknown.inside import Container
from spiders.unknown.lines import words_in
from spiders.unknown.outline import HEADINGS, Outline
from spiders.unknown.words import BY, WHEN, WHO_SAYS, rest_of

_CLIMB = 48
"""Levels a mark is climbed from; threads nest deeper only through their own containers."""
_FEW = 400
"""Siblings looked at beside the first and the last mark."""
_WALLS = frozenset(("body", "html", "head", "main"))

Mark = tuple[html.HtmlElement, str | None]
"""An element with the number it bears, if any."""


def enclose(outline: Outline, marks: list[Mark]) -> list[Container]:
    """The containers of these marks in document order.

    A mark's container is the widest element that holds no other mark; where what is said stands *between* such
    elements (``<dt>`` and ``<dd>``, an anchor and paragraphs, paragraphs and a line that signs them), it is the
    stretch from mark to mark.
    """
    counts = _count(outline, marks)
    tops = [_climb(outline, element, counts) for element, _ in marks]
    stretches = _stretch(tops)
    borders = frozenset(tops)
    containers = []
    for index, (element, key) in enumerate(marks):
        nodes = stretches.get(index, (tops[index],))
        containers.append(Container(nodes, borders - {tops[index]}, element, key))
    return containers


def own_containers(outline: Outline, marks: list[Mark]) -> list[Container]:
    """The marks are the containers themselves, if what is said does not stand between them."""
    tops = [element for element, _ in marks]
    stretches = _stretch(tops)
    borders = frozenset(tops)
    return [
        Container(stretches.get(i, (element,)), borders - {element}, element, key)
        for i, (element, key) in enumerate(marks)
    ]


def _count(outline: Outline, marks: Iterable[Mark]) -> Counter[html.HtmlElement]:
    counts: Counter[html.HtmlElement] = Counter()
    for element, _ in marks:
        region = outline.place(element).region
        counts[element] += 1
        for steps, ancestor in enumerate(element.iterancestors()):
            if steps > _CLIMB or ancestor.tag in _WALLS:
                break
            counts[ancestor] += 1
            if ancestor is region:
                break
    return counts


def _climb(outline: Outline, element: html.HtmlElement, counts: Counter[html.HtmlElement]) -> html.HtmlElement:
    region = outline.place(element).region
    top = element
    for steps, ancestor in enumerate(element.iterancestors()):
        if steps > _CLIMB or counts[ancestor] != 1:
            break
        if ancestor is region and not _is_bare(top):
            break
        top = ancestor
    return top


def _is_bare(element: html.HtmlElement) -> bool:
    return element.tag in (
        "a",
        "dt",
        "dd",
        "span",
        "p",
        "small",
        "cite",
        "b",
        "strong",
        "time",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "em",
        "i",
    )


def _stretch(tops: list[html.HtmlElement]) -> dict[int, tuple[html.HtmlElement, ...]]:
    """For marks side by side that hold too little: the siblings from one to the next."""
    groups: dict[html.HtmlElement, list[int]] = {}
    holders = _holders(tops)
    for index, top in enumerate(tops):
        parent = top.getparent()
        if parent is not None:
            groups.setdefault(parent, []).append(index)
    found: dict[int, tuple[html.HtmlElement, ...]] = {}
    for parent, members in groups.items():
        if len(members) > 1:
            found.update(_stretch_group(parent, members, tops, holders))
        elif len(tops) == 1 and _is_bare(tops[0]):
            found.update(_stretch_one(members[0], tops[0]))
    return found


def _holders(tops: list[html.HtmlElement]) -> set[html.HtmlElement]:
    """All elements that hold one of these."""
    holders: set[html.HtmlElement] = set()
    for top in tops:
        for ancestor in top.iterancestors():
            if ancestor in holders:
                break
            holders.add(ancestor)
    return holders


def _stretch_one(index: int, top: html.HtmlElement) -> dict[int, tuple[html.HtmlElement, ...]]:
    after = _run(top)
    if after and rest_of(_words(after)):
        return {index: (top, *after)}
    before = _run(top, back=True)
    return {index: (*before, top)} if before else {}


def _stretch_group(
    parent: html.HtmlElement, members: list[int], tops: list[html.HtmlElement], holders: set[html.HtmlElement]
) -> dict[int, tuple[html.HtmlElement, ...]]:
    """What stands between the members, save what holds others of the same thread."""
    positions = {child: i for i, child in enumerate(parent)}
    children = list(parent)
    at = [positions[tops[i]] for i in members]
    gaps = [[e for e in children[a + 1 : b] if e not in holders] for a, b in itertools.pairwise(at)]
    said = [g for g in gaps if g and rest_of(_words(g)[:400])]
    tails = [tops[i] for i in members if len((tops[i].tail or "").strip()) > 2]
    if 2 * (len(said) + (len(tails) if not said else 0)) < len(gaps) + 1 or not (said or tails):
        return {}
    top = tops[members[0]]
    before, after = _run(top, back=True), _run(tops[members[-1]])
    longest = max((len(g) for g in gaps), default=1)
    if _signs_below(top, before, after):
        runs = [before[-max(3, 3 * longest) :], *gaps]
        return {i: (*run, tops[i]) for i, run in zip(members, runs, strict=True)}
    runs = [*gaps, after[: max(3, 3 * longest)]]
    return {i: (tops[i], *run) for i, run in zip(members, runs, strict=True)}


def _signs_below(top: html.HtmlElement, before: list[html.HtmlElement], after: list[html.HtmlElement]) -> bool:
    """Whether marks stand after what they sign."""
    signature = words_in(top)
    if not signature:
        return False
    has_before, has_after = bool(rest_of(_words(before)[:400])), bool(rest_of(_words(after)[:400]))
    if has_before != has_after:
        return has_before
    if WHO_SAYS.match(signature) or not has_before:
        return False
    return BY.search(signature) is not None or WHEN.search(signature) is not None


def _words(nodes: Iterable[html.HtmlElement]) -> str:
    return " ".join(
        f"{words_in(n)} {n.tail or ''}"
        for n in nodes
        if isinstance(n.tag, str) and n.tag not in ("script", "style", "form")
    )


def _run(top: html.HtmlElement, back: bool = False) -> list[html.HtmlElement]:
    """The siblings beside ``top`` that may still belong to its comment: up to a heading, form or rule."""
    found: list[html.HtmlElement] = []
    for steps, sibling in enumerate(top.itersiblings(preceding=back)):
        if steps > _FEW or _ends(sibling, back):
            break
        found.append(sibling)
    return found[::-1] if back else found


def _ends(element: html.HtmlElement, back: bool) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag in HEADINGS or element.tag in ("form", "nav", "footer", "hr", "iframe"):
        return True
    if element.find(".//form") is not None or element.find(".//textarea") is not None:
        return True
    return element.tag in ("div", "section", "ul", "ol", "table") and back and element.find(".//h2") is not None
