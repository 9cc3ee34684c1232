"""The vocabulary of selectors as data: a field says where a value stands, inside one element.

A field is a frozen value with one verb, ``read(scope) -> str | None``. ``first(a, b, c)`` asks in turn.
What these kinds cannot say becomes one more named kind here, written once, never code in a layout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol

from lxml import html

from archive.urls import key
from spiders.markup import escape, inner_html, matches, outer_html, pattern, pick, words_of
from spiders.page import Page, compile_css

MAX_MATCHED = 10_000
"""Characters of an element's words that a pattern may search: signatures are short, attacks on patterns long."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An element to read in, with borders: nested containers (replies) belong to somebody else."""

    page: Page
    element: html.HtmlElement
    borders: frozenset[html.HtmlElement] = frozenset()

    def css(self, selector: str) -> Iterator[html.HtmlElement]:
        """Elements that match inside this scope, not inside a nested one; ``""`` is the scope's element itself."""
        if not selector:
            yield self.element
            return
        whole = self.element is self.page.root
        for found in self.page.css(selector) if whole else compile_css(selector)(self.element):
            if not self.borders or self._is_mine(found):
                yield found

    def _is_mine(self, element: html.HtmlElement) -> bool:
        node: html.HtmlElement | None = element
        while node is not None and node is not self.element:
            if node in self.borders:
                return False
            node = node.getparent()
        return True

    def strip_borders(self, element: html.HtmlElement) -> set[html.HtmlElement]:
        """Nested containers inside ``element``, which its text must not swallow."""
        return {e for e in element.iter() if e in self.borders} if self.borders else set()


class Field(Protocol):
    """Where a value stands."""

    def read(self, scope: Scope) -> str | None:
        """The value inside ``scope``; None when the page does not say."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """The words of the first element that has any (and matches)."""

    css: tuple[str, ...]
    match: str | None = None
    without: str | None = None

    def read(self, scope: Scope) -> str | None:
        for selector in self.css:
            for element in scope.css(selector):
                without = scope.strip_borders(element)
                if self.without:
                    without |= set(compile_css(self.without)(element))
                words = words_of(element, without)
                if value := pick(words if self.match is None else words[:MAX_MATCHED], self.match):
                    return value
        return None


@dataclass(frozen=True, slots=True)
class Inner:
    """The markup inside the first element that matches, without what ``without`` selects.

    ``join`` puts the markup of all matching elements one after the other (a body and its continuation).
    """

    css: tuple[str, ...]
    without: str | None = None
    join: bool = False

    def read(self, scope: Scope) -> str | None:
        parts: list[str] = []
        for selector in self.css:
            for element in scope.css(selector):
                without = scope.strip_borders(element)
                if self.without:
                    without |= set(compile_css(self.without)(element))
                if value := inner_html(element, without):
                    parts.append(value)
                    if not self.join:
                        return value
        return "\n".join(parts) or None


@dataclass(frozen=True, slots=True)
class Attr:
    """An attribute of the first element that has it (and matches). ``link``: an address, made absolute.

    ``anchor`` keeps the address's fragment.
    """

    name: str
    css: tuple[str, ...]
    match: str | None = None
    link: bool = False
    anchor: bool = False

    def read(self, scope: Scope) -> str | None:
        for selector in self.css:
            for element in scope.css(selector):
                value = pick(element.get(self.name), self.match)
                if value is not None and self.link:
                    value = scope.page.join_anchor(value) if self.anchor else scope.page.join(value)
                if value is not None:
                    return value
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """The markup of the siblings after ``start`` until an element that matches ``until`` (or the end).

    For bodies that have no element of their own. ``start`` None begins with the scope's first child.
    ``back`` walks the other way: the siblings *before* ``start``.
    """

    start: str | None
    until: str | None
    back: bool = False

    def read(self, scope: Scope) -> str | None:
        stops = set(compile_css(self.until)(scope.element)) if self.until else set()
        if self.start is None:
            return self._between(scope, scope.element.text or "", list(scope.element), stops)
        start = next(scope.css(self.start), None)
        if start is None:
            return None
        if self.back:
            before = list(start.itersiblings(preceding=True))
            taken = []
            for sibling in before:
                if sibling in stops:
                    break
                taken.append(sibling)
            taken.reverse()
            lead = (start.getparent().text or "") if len(taken) == len(before) else ""
            return self._between(scope, lead, taken, set())
        return self._between(scope, start.tail or "", list(start.itersiblings()), stops)

    @staticmethod
    def _between(scope: Scope, lead: str, siblings: list[html.HtmlElement], stops: set[html.HtmlElement]) -> str | None:
        parts = [escape(lead)]
        for sibling in siblings:
            if sibling in stops or sibling in scope.borders:
                break
            parts.append(outer_html(sibling, scope.strip_borders(sibling) | stops))
        return "".join(parts).strip() or None


@dataclass(frozen=True, slots=True)
class Beside:
    """A field read in the nearest sibling of the container that ``css`` matches, never past another container.

    For platforms that put a comment's anchor before its container, or its body after. ``after`` looks ahead.
    """

    css: str
    field: Field
    after: bool = False

    def read(self, scope: Scope) -> str | None:
        for sibling in scope.element.itersiblings(preceding=not self.after):
            if sibling in scope.borders:
                return None
            if matches(sibling, self.css):
                return self.field.read(Scope(scope.page, sibling, scope.borders))
        return None


@dataclass(frozen=True, slots=True)
class Before:
    """The markup of the siblings before the container, back to one that matches ``until`` or another container.

    For comments whose only element of their own is the line that signs them.
    """

    until: str

    def read(self, scope: Scope) -> str | None:
        parts: list[str] = []
        for sibling in scope.element.itersiblings(preceding=True):
            if sibling in scope.borders or matches(sibling, self.until):
                parts.append(escape(sibling.tail or ""))
                break
            parts.append(outer_html(sibling, None))
        else:
            parent = scope.element.getparent()
            parts.append(escape((parent.text or "") if parent is not None else ""))
        return "".join(reversed(parts)).strip() or None


@dataclass(frozen=True, slots=True)
class Own:
    """What ``match`` finds in the page's own address; ``put`` is a template for its groups (``\\1.html``)."""

    match: str
    put: str | None = None

    def read(self, scope: Scope) -> str | None:
        found = pattern(self.match).search(scope.page.url)
        if found is None:
            return None
        return found.expand(self.put) if self.put is not None else pick(scope.page.url, self.match)


_RDF = re.compile(r"<rdf:Description\b((?:\s+[\w:]{1,40}\s*=\s*\"[^\"]{0,4000}\")+)", re.IGNORECASE)
_RDF_ATTRIBUTE = re.compile(r"([\w:]{1,40})\s*=\s*\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Rdf:
    """An attribute of the page's TrackBack RDF (``dc:date``, ``dc:creator``, ``rdf:about``), comment or not.

    Where a page describes several posts, the one that is ``about`` this address is meant; without it, none.
    """

    name: str

    def read(self, scope: Scope) -> str | None:
        found = [dict(_RDF_ATTRIBUTE.findall(m[1])) for m in _RDF.finditer(scope.page.text)]
        found = [one for one in found if "dc:title" in one or "trackback:ping" in one]
        if len(found) > 1:
            here = key(scope.page.url)
            found = [one for one in found if key(unescape(one.get("rdf:about", ""))) == here]
        value = found[0].get(self.name) if found else None
        return unescape(value).strip() or None if value else None


@dataclass(frozen=True, slots=True)
class Signpost:
    """The address of the first link whose words match ``says``: « Previous | Main | Next », Permalink."""

    says: str
    css: str = "a[href]"

    def read(self, scope: Scope) -> str | None:
        for element in scope.css(self.css):
            if pattern(self.says).search(words_of(element)):
                return scope.page.join(element.get("href"))
        return None


@dataclass(frozen=True, slots=True)
class Together:
    """Several fields' values with a space between (a day here, an hour there); None when one says nothing."""

    fields: tuple[Field, ...]

    def read(self, scope: Scope) -> str | None:
        values = [one.read(scope) for one in self.fields]
        said = [value for value in values if value is not None]
        return " ".join(said) if len(said) == len(values) else None


@dataclass(frozen=True, slots=True)
class First:
    """The first of several fields that says something."""

    fields: tuple[Field, ...]

    def read(self, scope: Scope) -> str | None:
        for one in self.fields:
            if (value := one.read(scope)) is not None:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Raw:
    """A match in the page's own text (scripts and HTML comments too), wherever the scope is."""

    match: str

    def read(self, scope: Scope) -> str | None:
        return pick(scope.page.text, self.match)


@dataclass(frozen=True, slots=True)
class Const:
    """Always the same value, when ``css`` matches (or is not given)."""

    value: str
    css: str | None = None

    def read(self, scope: Scope) -> str | None:
        if self.css is not None and next(scope.css(self.css), None) is None:
            return None
        return self.value


@dataclass(frozen=True, slots=True)
class Call:
    """A plain function for what data cannot say, so that the exception shows."""

    function: Callable[[Scope], str | None] = field(repr=False)

    def read(self, scope: Scope) -> str | None:
        return self.function(scope)


def iter_within(scope: Scope, css: str) -> Iterator[Scope]:
    """The parts of a scope that ``css`` matches, as scopes with the same borders."""
    for element in scope.css(css):
        yield Scope(scope.page, element, scope.borders)


@dataclass(frozen=True, slots=True)
class Within:
    """A field read in the parts that ``css`` matches, one after the other, until one says something.

    Much cheaper than a long selector before each of many fields: the parts are looked up once a page.
    """

    css: str
    field: Field

    def read(self, scope: Scope) -> str | None:
        for part in iter_within(scope, self.css):
            if (value := self.field.read(part)) is not None:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Many:
    """A list: the words (or an attribute) of every matching element, each once, in order."""

    css: str
    name: str | None = None
    match: str | None = None
    within: str | None = None

    def read_all(self, scope: Scope) -> tuple[str, ...]:
        """Every value in document order."""
        scopes = iter_within(scope, self.within) if self.within else (scope,)
        values = (
            pick(element.get(self.name) if self.name else words_of(element), self.match)
            for one in scopes
            for element in one.css(self.css)
        )
        return tuple(dict.fromkeys(v for v in values if v))


def text(*css: str, match: str | None = None, without: str | None = None) -> Text:
    """The words of the first element that has any."""
    return Text(css, match, without)


def inner(*css: str, without: str | None = None, join: bool = False) -> Inner:
    """The markup inside an element."""
    return Inner(css, without, join)


def attr(name: str, *css: str, match: str | None = None) -> Attr:
    """An attribute's value."""
    return Attr(name, css or ("",), match)


def link(*css: str, match: str | None = None) -> Attr:
    """An address in ``href``, made absolute."""
    return Attr("href", css, match, link=True)


def permalink(*css: str, match: str | None = None) -> Attr:
    """An address in ``href``, made absolute, fragment kept."""
    return Attr("href", css, match, link=True, anchor=True)


def first(*fields: Field) -> First:
    """Ask these fields in turn."""
    return First(fields)


def together(*fields: Field) -> Together:
    """All of these fields' values, with a space between."""
    return Together(fields)
