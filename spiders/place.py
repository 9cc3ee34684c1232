"""Finds where a value stands on a page, for values that were worked out and not selected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml import html

from spiders.page import Page

_NUMBERS = re.compile(r"\d")
_LONG = 2_000
"""Letters of an element's words; those of longer ones are not kept."""
_MOST_PLACES = 20
"""Elements with the very same words that are looked at: a name may stand in a sidebar as well."""
_MOST_AROUND = 300
"""Characters around a value in the words of an element, for the element to count as the value's place."""
_MOST_SEARCHES = 500
"""Values that are looked for inside longer words; in a thread of thousands, the first ones tell enough."""


class Places:
    """The elements of a page by their words. A place is written as a selector of the element and its parent.

    Long elements stand by how long they are: their words, each in all elements around it, would be many times the page.
    """

    def __init__(self, page: Page) -> None:
        self._by_words: dict[str, list[html.HtmlElement]] = {}
        self._by_length: dict[int, list[html.HtmlElement]] = {}
        for element, length in _measure(page.root).items():
            if element.tag in ("script", "style", "title"):
                continue
            if length > _LONG:
                self._by_length.setdefault(length, []).append(element)
                continue
            found = self._by_words.setdefault(_fold(element.text_content()), [])
            if len(found) < _MOST_PLACES:
                found.append(element)
        self._searches = 0

    def find(self, value: str | None) -> list[str]:
        """The places where just these words stand, else where they stand among few others; innermost elements.

        ``[]`` when they stand nowhere in one piece.
        """
        if not value or not (words := _fold(value)):
            return []
        found = self._saying(words) or self._find_around(words)
        outer = {element.getparent() for element in found}
        return list(dict.fromkeys(_write(one) for one in found if one not in outer))

    def _saying(self, words: str) -> list[html.HtmlElement]:
        if len(words) <= _LONG:
            return self._by_words.get(words, [])
        alike = self._by_length.get(len(words), [])
        return [one for one in alike[-_MOST_PLACES:] if _fold(one.text_content()) == words]

    def _find_around(self, words: str) -> list[html.HtmlElement]:
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return []
        most = len(words) + _MOST_AROUND
        around = [said for said in self._by_words if len(said) < most and words in said]
        if around:
            return self._by_words[min(around, key=len)]
        lengths = sorted(n for n in range(max(len(words), _LONG) + 1, most) if n in self._by_length)
        longer = (one for n in lengths for one in self._by_length[n][-_MOST_PLACES:])
        return [one for one in islice(longer, _MOST_PLACES) if words in _fold(one.text_content())][:1]


def _measure(root: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """How many letters the words of each element have, white space left out; in document order."""
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    lengths = dict.fromkeys(elements, 0)
    for one in reversed(elements):
        inside = sum(lengths.get(child, 0) + len(_fold(child.tail or "")) for child in one)
        lengths[one] = len(_fold(one.text or "")) + inside
    return lengths


def most_common(places: Iterable[list[str]]) -> dict[str, int]:
    """For the values of a list: the place that serves most of them, then the next for the rest, and so on."""
    rest = [set(one) for one in places if one]
    chosen: dict[str, int] = {}
    while rest:
        counts: dict[str, int] = {}
        for one in rest:
            for place in sorted(one):
                counts[place] = counts.get(place, 0) + 1
        best = max(counts, key=lambda place: (counts[place], place))
        chosen[best] = counts[best]
        rest = [one for one in rest if best not in one]
    return chosen


def _fold(words: str) -> str:
    return "".join(words.split())


def _write(element: html.HtmlElement) -> str:
    parent = element.getparent()
    above = f"{_step(parent)} > " if parent is not None and parent.tag != "html" else ""
    return above + _step(element)


def _step(element: html.HtmlElement) -> str:
    """``div#comments.list``: ids and classes with numbers name one comment, not the place."""
    identity = element.get("id") or ""
    named = f"#{identity}" if identity and not _NUMBERS.search(identity) and " " not in identity else ""
    classes = [one for one in (element.get("class") or "").split() if not _NUMBERS.search(one)]
    return f"{element.tag}{named}" + "".join(f".{one}" for one in classes[:2])
