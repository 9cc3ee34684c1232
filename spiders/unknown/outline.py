"""One walk over a page: which part each element is in, and which elements call themselves what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from spiders.page import Page
from spiders.unknown.lines import first_words
from spiders.unknown.words import (
    ARTICLE,
    BODY,
    COMMENTISH,
    HEADING,
    ITEM,
    NOT_ITEM,
    NUMBERED,
    REGION,
    SHUT_TAGS,
    STRONG,
    has_name,
    is_shut,
    tokens_of,
)

MAX_ELEMENTS = 250_000
"""Pages with more elements are read by their structured data alone."""
MAX_DEPTH = 512
"""Deeper elements belong to no blog; they are in no part of the page."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SHUT_IN_THREAD = re.compile(r"respond|form|preview|nav(?:igation)?(?:-|$)|pagination|pager")
_BIG = 40
_HOLDS_POST = etree.XPath(
    "boolean(descendant::*[contains(concat(' ', @class, ' '), ' hentry ')"
    " or contains(@class, 'post-body') or contains(@class, 'entry-content')])"
)
_HOLDS_THREAD = etree.XPath("boolean(descendant::*[@id='comments']) and count(//*[@id='comments']) = 1")
"""Of several elements of this name one is a list of what was said elsewhere on the blog."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: in which thread, in which post's words, in a part that tells nothing."""

    region: html.HtmlElement | None = None
    body: html.HtmlElement | None = None
    shut: bool = False
    depth: int = 0


@dataclass(slots=True)
class Outline:
    """What the walk found, in document order."""

    page: Page
    shut_tags: frozenset[str] = SHUT_TAGS
    places: dict[html.HtmlElement, Place] = field(default_factory=dict)
    regions: list[html.HtmlElement] = field(default_factory=list)
    bodies: list[html.HtmlElement] = field(default_factory=list)
    articles: list[html.HtmlElement] = field(default_factory=list)
    headings: list[html.HtmlElement] = field(default_factory=list)
    numbered: list[tuple[str, bool, html.HtmlElement]] = field(default_factory=list)
    items: dict[str, list[html.HtmlElement]] = field(default_factory=dict)
    others: dict[str, list[html.HtmlElement]] = field(default_factory=dict)

    def place(self, element: html.HtmlElement) -> Place:
        """Where ``element`` stands."""
        return self.places.get(element, _NOWHERE)

    def open_elements(self) -> Iterator[html.HtmlElement]:
        """All elements outside the parts that tell nothing."""
        return (element for element, place in self.places.items() if not place.shut)


_NOWHERE = Place(shut=True)
_TOP = Place()


def walk(page: Page, *, unscripted: bool = False) -> Outline | None:
    """The outline of a page; None when it has too many elements to be looked at one by one.

    ``unscripted`` looks into ``<noscript>`` too, which says again what a page that needs no script shows anyway.
    """
    if page.root.xpath("count(//*)") > MAX_ELEMENTS:
        return None
    outline = Outline(page, shut_tags=SHUT_TAGS - {"noscript"} if unscripted else SHUT_TAGS)
    places = outline.places
    for element in page.root.iter("*"):
        parent = element.getparent()
        above = _TOP if parent is None else places.get(parent)
        if above is None or above.depth >= MAX_DEPTH:
            continue
        places[element] = _visit(outline, element, above)
    if not any(_says_something(region) for region in outline.regions):
        _found_region(outline)
    return outline


def _says_something(region: html.HtmlElement) -> bool:
    return len(region) > 1 or (len(region) == 1 and len(region[0]) > 0)


def _found_region(outline: Outline) -> None:
    """Where nothing calls itself a thread: what stands below a thread's heading, up to another heading."""
    for element, place in list(outline.places.items()):
        if place.shut or place.region is not None or place.body is not None or not _may_head(element):
            continue
        top = element
        while not _has_more(top):
            above = top.getparent()
            if above is None or above.tag in ("body", "html", "td"):
                break
            top = above
        rest = _below(top)
        if rest and not any(body is part or part in body.iterancestors() for part in rest for body in outline.bodies):
            outline.regions.extend(rest)
            for part in rest:
                for inside in part.iter("*"):
                    known = outline.places.get(inside)
                    if known is not None and not known.shut:
                        outline.places[inside] = Place(part.getparent(), None, False, known.depth)


def _may_head(element: html.HtmlElement) -> bool:
    names = (element.get("id") or element.get("name") or "").lower()
    if names in ("comments", "kommentare", "commentaires", "comentarios", "commenti", "reacties"):
        return True
    if element.tag in HEADINGS or element.tag in (
        "p",
        "div",
        "b",
        "strong",
        "td",
        "legend",
        "center",
        "font",
        "span",
    ):
        if len(element) > 3:
            return False
        limit = 100 if element.tag in HEADINGS else 40
        words = first_words(element, limit) if len(element) or element.text else ""
        return (
            0 < len(words) < limit
            and words[-1] not in ".!?"
            and is_heading_of_thread(words)
            and not _links_away(element)
        )
    return False


def _links_away(element: html.HtmlElement) -> bool:
    if element.getparent().tag in ("a", "li"):
        return True
    inside = element.tag in HEADINGS
    return any(a.get("href") and not (inside and a.get("href").startswith("#")) for a in element.iter("a"))


def _has_more(element: html.HtmlElement) -> bool:
    return any(
        isinstance(s.tag, str) and s.tag not in ("script", "br", "hr", "a", "style") for s in element.itersiblings()
    )


def _below(top: html.HtmlElement) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = []
    for sibling in top.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        if sibling.tag in HEADINGS and found and not is_heading_of_thread(" ".join(sibling.itertext())[:200]):
            if sibling.tag <= (top.tag if top.tag in HEADINGS else "h9"):
                break
        if sibling.tag in ("footer", "nav", "aside") or is_shut(sibling.get("id", "")):
            break
        found.append(sibling)
    return found


def _visit(outline: Outline, element: html.HtmlElement, above: Place) -> Place:
    tag, attributes = element.tag, element.attrib
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}" if attributes else " "
    if above.shut or tag in outline.shut_tags or (names != " " and is_shut(names)):
        if above.shut or _is_shut(outline, names, element, above):
            return Place(above.region, above.body, True, above.depth + 1)
    region, body = above.region, above.body
    if names != " " or "name" in attributes:
        if tag not in HEADINGS and tag not in ("a", "body", "html", "span", "p") and has_name(REGION, names):
            if region is None or body is not None:
                outline.regions.append(element)
            region, body = element, None
        elif region is None and body is None and has_name(BODY, names) and tag not in ("body", "html"):
            outline.bodies.append(element)
            body = element
        _note(outline, element, names)
    elif region is None and body is None and attributes.get("itemprop") == "articleBody":
        outline.bodies.append(element)
        body = element
    if tag in HEADINGS:
        outline.headings.append(element)
    if tag == "article" or (names != " " and tag not in ("body", "html", "a") and has_name(ARTICLE, names)):
        if region is None and body is None:
            outline.articles.append(element)
    return Place(region, body, False, above.depth + 1)


def _is_shut(outline: Outline, names: str, element: html.HtmlElement, above: Place) -> bool:
    tag = element.tag
    if tag in ("body", "html", "main", "article"):
        return False
    if tag == "form":
        return bool(element.xpath("count(.//p | .//div)") < _BIG)  # some sites put a form around everything
    if above.region is not None and tag not in outline.shut_tags:
        return any(_SHUT_IN_THREAD.search(token) for token in tokens_of(names) if is_shut(token))
    return tag in outline.shut_tags or not _holds_most(element)


def _holds_most(element: html.HtmlElement) -> bool:
    """Whether an element holds a post or most of what the page says: then it is no margin, whatever it is called."""
    if _HOLDS_POST(element) or _HOLDS_THREAD(element):
        return True
    top = next(element.iterancestors("body"), None)
    if top is None or element.xpath("count(.//*)") * 4 < top.xpath("count(.//*)"):
        return False
    prose = ".//text()[not(parent::a or parent::script or parent::style)]"
    return 2 * sum(len(t.strip()) for t in element.xpath(prose)) > sum(len(t.strip()) for t in top.xpath(prose))


def _note(outline: Outline, element: html.HtmlElement, names: str) -> None:
    for attribute in ("id", "name"):
        value = element.get(attribute)
        if value and value[-1].isalnum() and len(value) < 80 and (found := NUMBERED.match(value)):
            word = (found["word"] or "").lower()
            number = found["number"].lstrip("0") or "0"
            outline.numbered.append((number, word in STRONG, element))
            break
    value = element.get("class")
    if value and COMMENTISH.search(value.lower()):
        for token in dict.fromkeys(tokens_of(value)):
            if not COMMENTISH.search(token) or NOT_ITEM.search(token):
                continue
            kind = outline.items if ITEM.match(token) else outline.others
            kind.setdefault(token, []).append(element)


def is_heading_of_thread(words: str) -> bool:
    """Whether these words stand over a thread: "7 comments", "Responses to …"."""
    return len(words) < 160 and HEADING.match(words) is not None
