"""Finds who wrote a post and when: stated for machines, else printed nearest to it."""

from __future__ import annotations

import re

from lxml import html

from spiders.fields import Rdf, Scope
from spiders.unknown.body import is_within
from spiders.unknown.jsonld import Told
from spiders.unknown.lines import copy_out, iter_lines, words_in
from spiders.unknown.named import find_named_author
from spiders.unknown.names import clean_name
from spiders.unknown.outline import Outline
from spiders.unknown.stated import loose_time, stated_author
from spiders.unknown.threads import Thread
from spiders.unknown.words import BY, COMMENTISH, HOUR, WHEN, has_name, rest_of

_DIGIT = re.compile(r"\d")
_WHEN = re.compile(
    r"(?:^|[-_])(?:date|time|published|posted|dt-published|dateline|datum|timestamp|meta|byline|postinfo|footer|info|submitted|post-header)(?:$|[-_])|date$"
)
_STUCK = re.compile(r"((?:19|20)\d\d)(\d{1,2}[:.h]\d\d)")
"""A year and an hour with nothing between: two elements side by side."""
_PLACES = re.compile(r"\s+(?:in|on|at|um|am|le|il|el|em|à|a|dans|alle|the|under)\s+|[|,(]")
_NOBODY = re.compile(r"^(?:your|this|the|my|our|a|an|any|all|me|us)\b", re.IGNORECASE)
_BEFORE_HOUR = re.compile(r"(?:posted|at|à|um|alle|ore|a las|às|om|kl\.?)\W*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"\W*(?:this (?:entry|post|article) was )?(?:posted|published|written|filed|submitted)\b", re.IGNORECASE
)


def find_time(
    outline: Outline,
    thread: Thread,
    body: html.HtmlElement | None,
    title: html.HtmlElement | None,
    told: Told | None,
) -> tuple[str | None, str | None]:
    """The post's time as (machine, words)."""
    page = outline.page
    machine = told.published if told else None
    for css, name in (
        ("meta[property='article:published_time']", "content"),
        ("[itemprop~=datePublished]", "datetime"),
        ("[itemprop~=datePublished]", "content"),
        ("time.dt-published, .dt-published", "datetime"),
        ("time.published, time.entry-date, time[pubdate], .entry-date time, .post-date time", "datetime"),
        ("abbr.published", "title"),
        (
            "meta[name='dc.date'], meta[name='DC.date'], meta[name='dcterms.created']",
            "content",
        ),
    ):
        machine = machine or next(
            (e.get(name) for e in page.css(css)[:5] if e.get(name) and _is_mine(outline, e, thread)), None
        )
    machine = machine or Rdf("dc:date").read(Scope(page, page.root))
    words, beside = _printed_time(outline, thread, body, title)
    return machine or beside or (None if words else loose_time(page)), words


def _is_mine(outline: Outline, element: html.HtmlElement, thread: Thread) -> bool:
    if element.tag == "meta" and outline.place(element).region is None:
        return not is_within(element, set(thread.elements))
    place = outline.place(element)
    return not place.shut and place.region is None and not is_within(element, set(thread.elements))


def _printed_time(
    outline: Outline, thread: Thread, body: html.HtmlElement | None, title: html.HtmlElement | None
) -> tuple[str | None, str | None]:
    """The time printed nearest to the post's title or words, as (words, machine form when it has one)."""
    owned = set(thread.elements)
    order = {e: i for i, e in enumerate(outline.places)}
    begin = order.get(body, 0) if body is not None else 0
    head = order.get(title, begin) if title is not None else begin
    last = begin + (sum(1 for _ in body.iter("*")) if body is not None else 0)
    best: tuple[int, str, str | None] | None = None
    for element, place in outline.places.items():
        if place.shut or place.region is not None or element in owned:
            continue
        named = element.tag == "time" or has_name(_WHEN, f"{element.get('class', '')} {element.get('id', '')}")
        own = (element.text or "") + " ".join(child.tail or "" for child in element)
        if len(own) > 300 or not (named or _DIGIT.search(own)):
            continue
        at = order[element]
        inside = begin <= at < last
        if inside and not named and (element.getparent() is not body or len(rest_of(words_in(element)[:300])) > 40):
            continue
        words = words_in(element) if named or len(element) < 6 else own
        found = WHEN.search(" ".join(own.split())) or WHEN.search(words[:300])
        if found is None and named and 2 <= len(element) <= 6:  # day, month and year each in an element
            found = WHEN.search(" ".join(" ".join(element.itertext()).split())[:300])
        if found is None or (len(words) > 300 and not _SIGNED.match(words)) or (owned and is_within(element, owned)):
            continue
        if len(rest_of(words)) > 90 and not _SIGNED.match(words):
            continue
        distance = min(abs(at - head), abs(at - begin), abs(at - last)) - (60 if named else 0)
        if best is None or distance < best[0]:
            best = (distance, found[0], element.get("datetime"))
    if best is None or best[0] >= 150:
        return None, None
    day = _STUCK.sub(r"\1 \2", best[1])
    if best[2] is None and not HOUR.search(day) and (hour := _hour_beside(outline, thread, last)):
        day = f"{day} {hour}"
    return day, best[2]


def _hour_beside(outline: Outline, thread: Thread, last: int) -> str | None:
    """The hour in the line that signs the post, where the day stands over it."""
    owned = set(thread.elements)
    for at, (element, place) in enumerate(outline.places.items()):
        if at < last - 12 or place.shut or place.region is not None or element in owned:
            continue
        if at > last + 60:
            break
        own = " ".join(((element.text or "") + "".join(child.tail or "" for child in element)).split())
        if 3 < len(own) < 200 and (found := HOUR.search(own)) and not is_within(element, owned):
            if len(own) < 12 or BY.search(own) or _BEFORE_HOUR.search(own[: found.start()]):
                return str(found[0])
    return None


def find_author(
    outline: Outline, title: html.HtmlElement | None, thread: Thread, told: Told | None
) -> tuple[str | None, str | None]:
    page = outline.page
    if told is not None and told.author:
        return told.author, told.author_url
    owned = set(thread.elements)
    for css in (
        ".p-author",
        "[itemprop~=author]",
        ".author .fn",
        "a[rel~=author]",
        ".byline .author",
        ".author",
        ".byline",
        ".fn",
    ):
        for element in page.css(css)[:8]:
            place = outline.place(element)
            if place.shut or place.region is not None or element in owned or is_within(element, owned):
                continue
            above = element.getparent()
            if css[0] == "." and (place.body is not None or COMMENTISH.search(above.get("class", "").lower())):
                continue
            name = clean_name(words_in(element))
            if name and len(name) < 60:
                link = element if element.tag == "a" else element.find(".//a")
                return name, page.join(link.get("href")) if link is not None else None
    if name := Rdf("dc:creator").read(Scope(page, page.root)) or stated_author(page):
        return name, None
    if (named := find_named_author(outline, title, owned)) is not None:
        return named
    return _posted_by(outline, owned), None


def _posted_by(outline: Outline, owned: set[html.HtmlElement]) -> str | None:
    """The name in the line that signs the post: "Posted by NAME at 3:39 PM"."""
    for element in outline.open_elements():
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if not 4 < len(own) < 600 or own.isspace() or outline.place(element).region is not None:
            continue
        if element in owned or not BY.search(" ".join(own.split())) or is_within(element, owned):
            continue
        for line in iter_lines(copy_out([element], frozenset())):
            if name := _signed_by(line.words, outline.place(element).body is not None):
                return name
    return None


def _signed_by(words: str, within: bool) -> str | None:
    """The name in a line like "Posted by NAME at 3:39 PM" or "Written by NAME"."""
    by = BY.search(words[:300])
    if by is None:
        return None
    times = [found for found in (WHEN.search(words), HOUR.search(words)) if found is not None]
    when = min(times, key=lambda found: found.start(), default=None)
    if when is None and (within or len(by[0]) < 9 or by.start() > 3 or len(words) > 60 or words[-1] in ".!?:"):
        return None
    told = words[by.end() : when.start()] if when and when.start() > by.end() else words[by.end() :]
    name = clean_name(_PLACES.split(told)[0])
    return name if name and not _NOBODY.match(name) else None
