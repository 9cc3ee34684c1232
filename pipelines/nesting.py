"""Flattens markup nested or left open so often that a parser would need minutes or gigabytes for it."""

from __future__ import annotations

import re

DEEPEST = 200
"""No page of ours nests a body deeper; browsers stop at 512."""

_MOST_COPIES = 100_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^>]{0,2000}>")
_FORMATTING = re.compile("a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u")
_UNCOUNTED = re.compile(
    "p|li|dd|dt|td|th|tr|tbody|thead|tfoot|option|optgroup|rp|rt|colgroup"  # closed by the next of their kind
    "|area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"  # without an end
)


def flatten(html: str) -> str:
    """``html`` without tags that open deeper than :data:`DEEPEST`; without formatting if a parser would copy
    it into more than 100,000 places (HTML reopens ``<b>`` in every paragraph until it is closed).

    Linear in time.
    """
    if _count_copies(html) > _MOST_COPIES:
        html = _TAG.sub(lambda tag: "" if _FORMATTING.fullmatch(tag[2].lower()) else tag[0], html)
    return _cut_depth(html)


def _count_copies(html: str) -> int:
    """How many elements reopening makes, at most: for each block, the formatting that stands open there."""
    standing, copies = 0, 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if _FORMATTING.fullmatch(name):
            standing = max(0, standing + (-1 if tag[1] else 1))
        elif not tag[1]:
            copies += standing
    return copies


def _cut_depth(html: str) -> str:
    depth = 0
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(html):
        if _UNCOUNTED.fullmatch(tag[2].lower()):
            continue
        depth += -1 if tag[1] else 1
        is_deep = depth >= DEEPEST if tag[1] else depth > DEEPEST
        depth = max(depth, 0)
        if is_deep:
            parts.append(html[position : tag.start()])
            position = tag.end()
    return html if not position else "".join((*parts, html[position:]))
