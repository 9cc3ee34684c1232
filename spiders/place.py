"""Finds where a value stands on a page, for values that were worked out and not selected."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import html

from spiders.page import Page

_SPACE = re.compile(r"\s+")
_NUMBERS = re.compile(r"\d")
_MOST_PLACES = 20
"""Elements with the very same words that are looked at: a name may stand in a sidebar as well."""
_MOST_AROUND = 300
"""Characters around a value in the words of an element, for the element to count as the value's place."""
_MOST_SEARCHES = 500
"""Values that are looked for inside longer words; in a thread of thousands, the first ones tell enough."""


class Places:
    """The elements of a page by their words. A place is written as a selector of the element and its parent."""

    def __init__(self, page: Page) -> None:
        self._by_words: dict[str, list[html.HtmlElement]] = {}
        for element in page.root.iter():
            if isinstance(element.tag, str) and element.tag not in ("script", "style", "title"):
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
        found = self._by_words.get(words) or self._find_around(words)
        outer = {element.getparent() for element in found}
        return list(dict.fromkeys(_write(one) for one in found if one not in outer))

    def _find_around(self, words: str) -> list[html.HtmlElement]:
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return []
        most = len(words) + _MOST_AROUND
        around = [said for said in self._by_words if len(said) < most and words in said]
        return self._by_words[min(around, key=len)] if around else []


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
    return _SPACE.sub("", words)


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
