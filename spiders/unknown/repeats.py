"""Repeated structure: signatures of the same shape, one after the other, where a thread can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from spiders.unknown.around import Mark
from spiders.unknown.lines import words_in
from spiders.unknown.outline import Outline, is_heading_of_thread
from spiders.unknown.words import BY, WHEN, WHO_SAYS, rest_of, tokens_of

_LONG = 200
_DIGITS = re.compile(r"\d+")
_MOST = 20_000

_Shape = tuple[str, ...]


def iter_shapes(outline: Outline) -> Iterator[list[Mark]]:
    """Groups of signatures of one shape, those under a thread's heading first, the largest first."""
    start = _thread_start(outline)
    groups: dict[_Shape, list[html.HtmlElement]] = {}
    begun = start is None
    for steps, element in enumerate(outline.open_elements()):
        if steps > _MOST * 4:
            break
        begun = begun or element is start
        place = outline.place(element)
        if not begun or place.body is not None:
            continue
        if (start is not None or place.region is not None) and _is_signature(element):
            groups.setdefault(_shape(element), []).append(element)
    inside = [[e for e in group if outline.place(e).region is not None] for group in groups.values()]
    ordered = sorted(inside if any(inside) else groups.values(), key=len, reverse=True)
    for group in ordered[:4]:
        if not group or (len(group) == 1 and outline.place(group[0]).region is None):
            continue
        yield [(element, None) for element in group[:_MOST]]


def _thread_start(outline: Outline) -> html.HtmlElement | None:
    for heading in outline.headings:
        if not outline.place(heading).shut and is_heading_of_thread(words_in(heading)[:200]):
            return heading
    return None


def _is_signature(element: html.HtmlElement) -> bool:
    """Whether an element's words are a time, or say who wrote, and little else."""
    if element.tag in ("html", "body", "head", "script", "style", "title", "br", "img", "input", "option"):
        return False
    if element.tag == "time":
        return True
    if len(element) > 6:
        return False
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    if not own.strip() or len(own) > _LONG:
        return False
    words = words_in(element)
    if len(words) > _LONG:
        return False
    if WHEN.search(words):
        return len(rest_of(words)) <= 60
    said = WHO_SAYS.match(words)
    return (said is not None and not rest_of(words, said[1])) or (
        BY.match(words) is not None and len(words) < 80 and words[-1] not in ".!?"
    )


def _shape(element: html.HtmlElement) -> _Shape:
    parts = []
    node: html.HtmlElement | None = element
    for _ in range(4):
        if node is None:
            break
        tokens = [_DIGITS.sub("", t) for t in tokens_of(node.get("class", "")) if t not in ("odd", "even", "alt")]
        parts.append(f"{node.tag}.{tokens[0] if tokens else ''}" if node is element else node.tag)
        node = node.getparent()
    return tuple(parts)
