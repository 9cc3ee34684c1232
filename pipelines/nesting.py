"""Flattens markup that is nested or left open so often that a parser would need minutes or gigabytes for it."""

from __future__ import annotations

import re

DEEPEST = 200
"""No page of ours nests a body deeper; browsers stop at 512."""

_MOST_COPIES = 100_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CLOSED_BY_NEXT = frozenset("p li dd dt td th tr tbody thead tfoot option optgroup rp rt colgroup".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def flatten(html: str) -> str:
    """``html`` without tags that open deeper than :data:`DEEPEST`; without formatting if a parser would copy it
    into more than 100,000 places (HTML reopens ``<b>`` in every paragraph until it is closed). Linear in time."""
    if _count_copies(html) > _MOST_COPIES:
        html = _TAG.sub(lambda tag: "" if tag[2].lower() in _FORMATTING else tag[0], html)
    return _cut_depth(html)


def _count_copies(html: str) -> int:
    """How many elements reopening makes, at most: for each block, the formatting that stands open before it."""
    standing, copies = 0, 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _FORMATTING:
            standing = max(0, standing + (-1 if tag[1] else 1))
        elif not tag[1] and name not in _VOID:
            copies += standing
    return copies


def _cut_depth(html: str) -> str:
    depth = 0
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _VOID or name in _CLOSED_BY_NEXT:
            continue
        depth += -1 if tag[1] else 1
        is_deep = depth >= DEEPEST if tag[1] else depth > DEEPEST
        depth = max(depth, 0)
        if is_deep:
            parts.append(html[position : tag.start()])
            position = tag.end()
    return html if not position else "".join((*parts, html[position:]))
