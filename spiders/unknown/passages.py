"""Finds words on a page whatever the markup between them: the narrowest element that holds a whole passage."""

from __future__ import annotations

import re

from lxml import etree, html

_NO_LETTER = re.compile(r"[\W_]+")
_SILENT = frozenset(("script", "style", "noscript", "template"))


def fold(words: str | None) -> str:
    """Letters and digits alone, in small letters: what two spellings of one text share."""
    return _NO_LETTER.sub("", words or "").casefold()


class Passages:
    """A page's words in one string, and where in it each element begins and ends."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._root = root
        self._spans: dict[html.HtmlElement, tuple[int, int]] = {}
        parts: list[str] = []
        length, begun, silent = 0, dict[html.HtmlElement, int](), 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                begun[element] = length
                silent += element.tag in _SILENT
                words = fold(element.text) if not silent and isinstance(element.tag, str) else ""
            else:
                self._spans[element] = (begun.pop(element), length)
                silent -= element.tag in _SILENT
                words = fold(element.tail) if not silent else ""
            if words:
                parts.append(words)
                length += len(words)
        self.words = "".join(parts)

    def words_of(self, element: html.HtmlElement) -> str:
        """The folded words of an element."""
        start, end = self._spans.get(element, (0, 0))
        return self.words[start:end]

    def find(self, passage: str) -> html.HtmlElement | None:
        """The narrowest element around a folded passage; None when the page does not say it, or says it twice."""
        start = self.words.find(passage)
        if start < 0 or self.words.find(passage, start + 1) >= 0:
            return None
        end, element = start + len(passage), self._root
        while True:
            inner = next((c for c in element if self._holds(c, start, end)), None)
            if inner is None:
                return element
            element = inner

    def _holds(self, element: html.HtmlElement, start: int, end: int) -> bool:
        first, last = self._spans.get(element, (1, 0))
        return first <= start and end <= last
