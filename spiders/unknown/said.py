"""Finds what a comment says: the part named so, else all but the signature."""

from __future__ import annotations

import re

from lxml import html

from spiders.unknown.lines import (
    IS_ASIDE,
    IS_AUTHOR,
    IS_DATE,
    IS_TEXT,
    Line,
    drop,
    own_flags,
    prune,
    words_in,
)
from spiders.unknown.moments import LONG
from spiders.unknown.opened import Opened
from spiders.unknown.words import (
    SAYS,
    WHEN,
    WHO_SAYS,
    rest_of,
)

_LEAD = re.compile(rf"^[\s:,|–—-]*(?:{SAYS}\b)?[\s:,|–—-]*", re.IGNORECASE)


def find_said(one: Opened) -> html.HtmlElement:
    """What the comment says: the part named so when nothing else stands in it, else all but the signature."""
    named = _named_body(one)
    if named is not None:
        for part in [
            e for e in named.iter("*") if e is not named and own_flags(e) & IS_ASIDE and len(words_in(e)) < 60
        ]:
            drop(part)
        return named
    lines, drops = one.lines, _signature_lines(one)
    if len(drops) == len(lines):  # a comment may be nothing but a time, or stock words: "Thanks, and to you!"
        drops -= {i for i in drops - one.signed if _is_a_sentence(one, lines[i])}
    if all(i in drops and not _says_more(one, lines[i]) for i in range(len(lines))):
        return prune(html.Element("div"))
    for index in drops:
        _clear(one, lines[index], index in one.signed)
    for image in [e for e in one.box.iter("img") if _is_portrait(e)]:
        drop(image)
    return prune(one.box)


def _is_a_sentence(one: Opened, line: Line) -> bool:
    """Whether this may be said; beside a name that another line gives, also in a part named after the author."""
    named = 0 if one.author and one.author not in line.words else IS_AUTHOR
    marked = line.flags & (named | IS_DATE | IS_ASIDE)
    return bool(line.flags & IS_TEXT) or (not marked and line.words[-1:] in tuple(".!?…"))


def _says_more(one: Opened, line: Line) -> bool:
    """Whether a signature line goes on with what is said: "NAME says: …"."""
    return len(rest_of(line.words, one.author)) > 60 or (len(line.words) > LONG)


def _clear(one: Opened, line: Line, signed: bool) -> None:
    """Take a signature out of its line; what is said behind it stays."""
    more = signed and _says_more(one, line)
    for slot in line.slots:
        words = " ".join(slot.words.split())
        if more and rest_of(words, one.author) and slot.words is not None:
            cut = WHO_SAYS.match(words) if one.author and words.startswith(one.author) else _LEAD.match(words)
            if cut:
                slot.put(words[cut.end() :].lstrip(" :,-–—"))
            continue
        slot.clear()


def _is_portrait(image: html.HtmlElement) -> bool:
    told = f"{image.get('class')} {image.get('src')} {image.get('id')}".lower()
    return "avatar" in told or "userpic" in told or "gravatar" in told


def _named_body(one: Opened) -> html.HtmlElement | None:
    signed = {slot.element for i in one.signed for slot in one.lines[i].slots if not slot.after}
    for element in one.box.iter("*"):
        flags = own_flags(element)
        if not flags & IS_TEXT or flags & (IS_DATE | IS_ASIDE) or element.tag in ("a", "time", "h1", "h2", "h3", "h4"):
            continue
        if not words_in(element) and element.find(".//img") is None:
            continue
        inside = list(element.iter("*"))
        if any(e in signed or (own_flags(e) & (IS_AUTHOR | IS_DATE) and not _is_prose(e)) for e in inside):
            continue
        return element
    return None


def _is_prose(element: html.HtmlElement) -> bool:
    """Whether this is a name or time that the comment itself cites."""
    return element.tag == "cite" and "class" not in element.attrib


def _signature_lines(one: Opened) -> set[int]:
    """The lines that belong to the signature: named so, or with nothing left when it is taken out."""
    lines = one.lines
    drops = {i for i, line in enumerate(lines) if _is_signature(one, i, line)}
    ends = range(len(lines))
    for walk in (ends, reversed(ends)):
        for index in walk:
            if index in drops:
                continue
            if (
                len(lines[index].words) < LONG
                and not lines[index].images
                and not rest_of(lines[index].words, one.author)
                and _has_stock(lines[index])
            ):
                drops.add(index)
            else:
                break
    return drops


def _has_stock(line: Line) -> bool:
    return not line.flags & IS_TEXT or bool(WHEN.search(line.words))


def _is_signature(one: Opened, index: int, line: Line) -> bool:
    if line.images and not line.words:
        return False
    if index in one.signed:
        return True
    if len(line.words) > LONG:
        return False
    if line.flags & IS_ASIDE and not line.flags & IS_TEXT:
        return True
    rest = rest_of(line.words, one.author)
    if line.flags & (IS_AUTHOR | IS_DATE) and not line.flags & IS_TEXT:
        return len(rest) <= 60
    if line.flags & (IS_AUTHOR | IS_DATE):
        return len(rest) <= 15
    return False
