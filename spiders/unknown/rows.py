"""Rows: parts of one make, one after the other, and what speaks for their being comments, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import html

from archive.urls import key as url_key
from spiders.unknown.around import Mark
from spiders.unknown.lines import first_words, words_in
from spiders.unknown.nesting import Look, look_of
from spiders.unknown.outline import Outline, is_heading_of_thread
from spiders.unknown.words import COUNT, WHEN

ENOUGH = 2
"""Points that must speak for rows: a count alone may be the number of anything else if it is small."""
_TAGS = frozenset(("div", "li", "article", "section", "tr", "table", "blockquote", "dd"))
_MOST = 20_000
_SAMPLE = 20
"""Rows of a group that are looked into; the others look the same."""
_SHORT = 80
_HEAD = 400
"""Characters in which a comment's time stands, if it stands at its head."""
_DIGIT = re.compile(r"\d")
_REPLY = re.compile(
    r"\W*(?:reply|respond|répondre|antworten|rispondi|responder|reageer|beantwoorden|svara?|odpowiedz|ответить|відповісти"
    r"|yanıtla|válasz|返信|回复|回覆|답글|quote|citer?|zitieren|citar|cita)\b.{0,40}$",
    re.IGNORECASE,
)


def iter_rows(outline: Outline) -> Iterator[list[Mark]]:
    """Groups of rows that are likely comments, the widest first."""
    told = _counts(outline)
    for group in _groups(outline):
        if len(group) > 1 and _points(outline, group, told) >= ENOUGH:
            yield [(element, None) for element in group]


def _groups(outline: Outline) -> list[list[html.HtmlElement]]:
    """Elements of one make: of one class, or nameless in one parent."""
    groups: dict[tuple[Look, html.HtmlElement | None], list[html.HtmlElement]] = {}
    for element in outline.open_elements():
        if element.tag in _TAGS and outline.place(element).body is None:
            look = look_of(element)
            groups.setdefault((look, None if look[1] else element.getparent()), []).append(element)
    return [group for group in groups.values() if 1 < len(group) <= _MOST]


def _points(outline: Outline, group: Sequence[html.HtmlElement], told: set[int]) -> int:
    some = group[:_SAMPLE]
    points = (2 if len(group) > 3 else 1) if len(group) in told else 0
    if not points and len(group) > 3 and max(told, default=0) > len(group) and all(_has_own_id(row) for row in some):
        points = 2  # more are promised than this page shows
    points += 1 if all(outline.place(e).region is not None for e in some) else 0
    if not points and not any(e.get("id") or e.get("name") for row in some[:1] for e in row.iter("*")):
        return 0
    if any(_holds_more(row) for row in some) or sum(_is_of_a_list(outline, row) for row in some) * 2 > len(some):
        return 0
    if _all(_leads_to_itself(outline, row) for row in some):
        points += 2 if any(WHEN.search(words_in(row)[:_HEAD]) for row in some) else 1
    points += 1 if _all(_offers_reply(row) for row in some) else 0
    return points + (1 if points and _is_before_form(group[-1]) else 0)


def _all(told: Iterator[bool]) -> bool:
    """Whether it is so of nearly all."""
    seen = list(told)
    return sum(seen) >= 0.8 * len(seen)


def _counts(outline: Outline) -> set[int]:
    """How many comments the page says it has, in words that lead nowhere else; empty when it tells several numbers."""
    counts: set[int] = set()
    own = url_key(outline.page.url)
    for element in outline.open_elements():
        text = element.text
        if not text or len(text) > _SHORT or len(element) > 3 or not _DIGIT.search(text + _inner(element)):
            continue
        if (found := COUNT.search(first_words(element, _SHORT))) and not _leads_away(outline, element, own):
            counts.add(int(found[1] or found[2]))
    return counts if len(counts) == 1 else set()


def _inner(element: html.HtmlElement) -> str:
    return "".join(child.text or "" for child in element)


def _leads_away(outline: Outline, element: html.HtmlElement, own: str) -> bool:
    link = element if element.tag == "a" else next(element.iterancestors("a"), None)
    if link is None:
        return False
    target = outline.page.join((link.get("href") or "").partition("#")[0] or outline.page.url)
    return target is not None and url_key(target) != own


def _holds_more(row: html.HtmlElement) -> bool:
    """Whether a row is a part of the page: it holds the title, or the heading of a thread."""
    return any(h.tag == "h1" or is_heading_of_thread(words_in(h)) for h in row.iter("h1", "h2", "h3", "h4"))


def _is_of_a_list(outline: Outline, row: html.HtmlElement) -> bool:
    """Whether a row leads on, as posts in a list and boxes in a margin do: a linked heading, a count, many links."""
    own = url_key(outline.page.url)
    links = [a for a in row.iter("a") if a.get("href")]
    heads = [a for a in links if next(a.iterancestors("h1", "h2", "h3", "h4"), None) is not None]
    if any(_leads_away(outline, a, own) for a in heads) or any(COUNT.search(first_words(a, _SHORT)) for a in links):
        return True
    told = len(words_in(row))
    return told == 0 or sum(len(words_in(a)) for a in links) > 0.6 * told


def _leads_to_itself(outline: Outline, row: html.HtmlElement) -> bool:
    """Whether a row has a link to an anchor that stands in it, or right before it."""
    ids = {value for e in row.iter("*") for value in (e.get("id"), e.get("name")) if value}
    before = row.getprevious()
    if before is not None and isinstance(before.tag, str):
        ids |= {value for value in (before.get("id"), before.get("name")) if value}
    return any((a.get("href") or "").partition("#")[2] in ids for a in row.iter("a") if "#" in (a.get("href") or ""))


def _has_own_id(row: html.HtmlElement) -> bool:
    """Whether a row can be linked to and bears no heading, as boxes in a margin do."""
    return bool(row.get("id")) and next(row.iter("h1", "h2", "h3", "h4"), None) is None


def _offers_reply(row: html.HtmlElement) -> bool:
    return any(len(words := first_words(e, _SHORT)) < _SHORT and _REPLY.match(words) for e in row.iter("a", "button"))


def _is_before_form(row: html.HtmlElement) -> bool:
    """Whether a form to write in stands after the rows: beside them, or beside what holds them."""
    node: html.HtmlElement | None = row
    for _ in range(3):
        if node is None:
            return False
        for steps, sibling in enumerate(node.itersiblings("*")):
            if steps > 8:
                break
            if sibling.find(".//textarea") is not None:
                return True
        node = node.getparent()
    return False
