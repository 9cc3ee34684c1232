"""Finds when a comment was written: stated for machines, else printed in its signature."""

from __future__ import annotations

import re

from lxml import html

from archive.models import Moment
from pipelines.relative import BACK
from spiders.unknown.lines import (
    IS_DATE,
    IS_QUOTE,
    IS_TEXT,
    Line,
    own_flags,
    words_in,
)
from spiders.unknown.opened import Opened
from spiders.unknown.words import (
    BY,
    SAYS,
    WHEN,
    WHO_SAYS,
    rest_of,
)

LONG = 240
"""Characters of a line; longer ones are no signature."""
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[/.-]\d\d(?!\d)|前|전"
    r"|\b(?:ago|fa|vor|her|hace|há|il y a|geleden|temu|назад|тому|atrás|önce|sitten|trước)\b"
)
_CENTURY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_QUOTES = re.compile(rf"\W*(?:on|am|le|el|il|em|op|den)\b.*\b{SAYS}\W*$", re.IGNORECASE)
"""A line over what somebody else said before: "On May 3, NAME wrote:"."""


def find_moment(one: Opened) -> None:
    for element in one.box.iter("time", "abbr", "span", "meta", "a", "p", "div"):
        machine = _machine_of(element)
        if machine:
            told = words_in(element)
            one.moment = Moment(told if told and len(told) < LONG else None, machine)
            return
    best: tuple[tuple[bool, bool, bool, int], int, str] | None = None
    for index, line in enumerate(one.lines):
        if len(line.words) > LONG or line.flags & IS_QUOTE or (words := _time_in(line)) is None:
            continue
        marked = bool(line.flags & IS_DATE) and not line.flags & IS_TEXT
        signs = line.heading or BY.search(line.words) is not None or WHO_SAYS.match(line.words) is not None
        signs = signs and not (index and _QUOTES.match(line.words))
        order = (not marked, _YEAR.search(words) is None, not signs, from_end(index, one))
        if (marked or len(rest_of(line.words)) <= 60) and (best is None or order < best[0]):
            best = order, index, words
    if best is not None:
        one.moment = Moment(_titled(one, best[2]) or best[2], None)
        one.signed.add(best[1])


def _titled(one: Opened, words: str) -> str | None:
    """The date that a title gives where the words count back from now ("3 days ago")."""
    if BACK.search(words.lower()) is None:
        return None
    for element in one.box.iter("span", "div", "a", "p", "small", "time", "abbr", "b", "i", "em", "li", "td"):
        title = " ".join((element.get("title") or "").split())
        if len(title) < LONG and _CENTURY.search(title) and WHEN.search(title) and not rest_of(title):
            told = words_in(element)
            if len(told) < LONG and words in told:
                return title
    return None


def _time_in(line: Line) -> str | None:
    """The time that a line prints: by one piece of its text alone, else by several."""
    whole = WHEN.search(line.words)
    if whole is None:
        return None
    for slot in line.slots:
        if found := WHEN.search(" ".join(slot.words.split())):
            if whole[0].startswith(found[0]) and len(whole[0]) > len(found[0]) + 3:
                break  # the hour stands in an element of its own
            printed = _as_printed(line, found[0])
            if printed != found[0] or _YEAR.search(found[0]) or not _YEAR.search(line.words):
                return printed
    return str(whole[0])


def from_end(index: int, one: Opened) -> int:
    return min(index, len(one.lines) - 1 - index)


def _as_printed(line: Line, found: str) -> str:
    """The whole piece of text around a time when it says nothing else, else the time alone."""
    for slot in line.slots:
        words = " ".join(slot.words.split())
        if found in words and not rest_of(words):
            return re.sub(
                r"^(?:(?:at|on|um|am|le|il(?! y a)|el|em|op|den|à|posted)\b|[\s|,:;·•@—–-])+\s*|[\s|,;·•—–-]+$",
                "",
                words,
                flags=re.I,
            )
    return found


def _machine_of(element: html.HtmlElement) -> str | None:
    attributes = element.attrib
    if not attributes:
        return None
    value = attributes.get("datetime") if element.tag == "time" or "itemprop" in attributes else None
    if value is None and "date" in attributes.get("itemprop", "").lower():
        value = attributes.get("content")
    if value is None and "title" in attributes and (element.tag == "abbr" or own_flags(element) & IS_DATE):
        value = attributes["title"]
    told = str(value or "").strip()
    return told if re.match(r"\d{4}-?\d\d-?\d\d", told) else None
