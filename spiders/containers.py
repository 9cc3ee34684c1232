"""Containers: the elements that hold one comment each, found by selector or by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lxml import html

from spiders.markup import pattern, pick, words_of
from spiders.page import Page, compile_css


@dataclass(frozen=True, slots=True)
class Each:
    """Containers: one element a comment. ``inside`` limits where to look, ``unless`` throws out decoys.

    ``says`` is a pattern that the container's words must match, where classes tell too little; ``holds``
    selects something that must stand in it (a signature: the box with the form has none).
    """

    css: str
    inside: str | None = None
    unless: str | None = None
    says: str | None = None
    holds: str | None = None

    def find(self, page: Page) -> list[html.HtmlElement]:
        """The containers in document order, each once."""
        tops = page.css(self.inside) if self.inside else [page.root]
        decoys = set(page.css(self.unless)) if self.unless else set()
        seen: dict[html.HtmlElement, None] = {}
        for top in tops:
            for element in compile_css(self.css)(top):
                if not decoys or not any(e in decoys for e in (element, *element.iterancestors())):
                    seen.setdefault(element)
        found = list(seen)
        if self.holds is not None:
            found = [element for element in found if compile_css(self.holds)(element)]
        if self.says is not None:
            found = [element for element in found if pattern(self.says).search(words_of(element))]
        return found


class Containers(Protocol):
    """Whatever finds the elements that hold one comment each."""

    def find(self, page: Page) -> list[html.HtmlElement]:
        """The containers in document order, each once."""
        ...


@dataclass(frozen=True, slots=True)
class EachId:
    """Containers known by their number: of all elements whose id holds the same number, the outermost.

    ``match`` has one group, the number. Themes put it on an item, on a box inside the item, or on both.
    ``unless`` throws out decoys; ``not_tags`` are bare anchors that stand before or inside the container.
    """

    match: str
    unless: str | None = None
    not_tags: frozenset[str] = frozenset({"a", "span", "input", "form", "p", "small", "h2", "h3"})

    def find(self, page: Page) -> list[html.HtmlElement]:
        """The containers in document order, one for each number."""
        decoys = set(page.css(self.unless)) if self.unless else set()
        seen: dict[str, html.HtmlElement] = {}
        for element in _with_id(page.root):
            if element.tag in self.not_tags or not (number := pick(element.get("id"), self.match)):
                continue
            if number not in seen and not (decoys and any(e in decoys for e in element.iterancestors())):
                seen[number] = element
        return list(seen.values())


_with_id = compile_css("[id]")
