"""Finds who wrote a comment: an element called so, else the words of its signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from archive.urls import host_of
from spiders.page import Page
from spiders.unknown.lines import (
    IS_ASIDE,
    IS_AUTHOR,
    IS_DATE,
    IS_QUOTE,
    IS_TEXT,
    Line,
    own_flags,
    words_in,
)
from spiders.unknown.moments import LONG, from_end
from spiders.unknown.opened import Opened
from spiders.unknown.signers import Spot, line_at
from spiders.unknown.words import (
    BY,
    HOUR,
    PINGED,
    WHEN,
    WHO_SAYS,
    has_name,
    rest_of,
)

MAX_NAME = 100
"""Characters of a commenter's name; more is no name."""
_ENDS = ' \t\n|,;:-–—·•»«#@()[]/"“”„*+>∞¶'
_TRAIL = re.compile(r"[\s,|]+(?:at|on|um|am|le|il|el|em|op|den|à|alle|@|says?|said|wrote|in|to|the|from|via|—|–|-)\W*$")
_BAR = re.compile(r"\s*[|•»·/—–](?!.*\.\.).*$|\s+(?:-{1,2}|at|on|@)\s*\W.*$|\s+\((?:guest|post author|author)\)$", re.I)
_RANK = re.compile(r"(?<=\S)\s+\[(?:visitor|member|guest)\]$", re.IGNORECASE)
"""What some blogs print in brackets behind every name."""
_STANDS_AROUND = re.compile(
    r"(?:says?|said|wrote|writes)?\s*:\s*$|^(?:posted |comment )?by\b|^\W+|[|•»]", re.IGNORECASE
)
"""Signs that what is called a name holds more than a name."""
_LINKS = re.compile(
    r"(?:#|perma-?link|link|reply|respond|edit|delete|quote|cite|report|share|permalien|antworten|comment)\b",
    re.IGNORECASE,
)
"""What a link in a signature is called that leads to no person."""
_LEADS_TO_DAY = re.compile(r"\W*(?:\d{1,4}\W+)?(?:at|on|um|am|le|il|el|em|op|den)?\W*", re.IGNORECASE)
"""What may stand before the day where the name comes after it: "3. Le 5 mai 2008, par NAME"."""
_NO_NAME = re.compile(r"(?:utc|gmt|at|on|says|said|le|um|il)", re.IGNORECASE)
_ADDRESS = re.compile(r"^https?://\S+\s+(?=\S)")
_ALT = re.compile(
    r"^(?:avatar|gravatar|photo|picture|image|user|profile|get your own|icon|.*'s (?:avatar|picture))\b.*$",
    re.I,
)
_FN = re.compile(r"^(?:fn|p-name|.*author-?name|.*author__name|.*user-?name|.*display-?name|nickname|nick|given-name)$")
_AUTHORISH = re.compile(r"author|commenter|poster|commentby|auteur|autor")


def find_writer(one: Opened, spot: Spot | None = None) -> None:
    """``spot`` is where the comments beside it seem to have their names."""
    for rank, element in _ranked_authors(one.box):
        name = _stated_name(element) if rank == 0 else _named_in(element)
        if name:
            one.author, one.author_url = name, _address_of(one, element, name)
            one.signed.update(_lines_of(one, element))
            return
    if spot is not None and _find_signer(one, spot):
        return
    order = sorted(range(len(one.lines)), key=lambda i: (i not in one.signed, from_end(i, one)))
    for index in order[:6]:
        name = _name_in(one.lines[index], index in one.signed)
        if name:
            one.author, one.author_url = name, _address_near(one, one.lines[index], name)
            one.signed.add(index)
            return
    _guess_author(one)


def find_source(one: Opened) -> None:
    """What a ping is called: the words of its first link that leads away, however many they are."""
    for link in one.box.iter("a"):
        words, url = words_in(link), _web(one.page, link.get("href"))
        if words and url and host_of(url) != host_of(one.page.url) and not own_flags(link) & IS_ASIDE:
            one.author, one.author_url = words, url
            lines = _lines_of(one, link)
            if all(PINGED.match(one.lines[i].words) or one.lines[i].words == words for i in lines):
                one.signed.update(lines)
            return


def _find_signer(one: Opened, spot: Spot) -> bool:
    at = line_at(one.lines, spot)
    if at is not None and (name := clean_name(one.lines[at].words)):
        one.author, one.author_url = name, _address_near(one, one.lines[at], name)
        one.signed.add(at)
    return one.author is not None


def _lines_of(one: Opened, element: html.HtmlElement) -> list[int]:
    inside = set(element.iter("*"))
    return [
        i
        for i, line in enumerate(one.lines)
        if any(s.element in inside and not (s.after and s.element is element) for s in line.slots)
    ]


def _stated_name(element: html.HtmlElement) -> str | None:
    """The words of an element that is called a name and nothing else: what they look like does not matter."""
    words = _RANK.sub("", words_in(element))
    if len(element) == 0 or (len(element) == 1 and words_in(element[0]) == words):
        if 0 < len(words) <= MAX_NAME and not _STANDS_AROUND.search(words):
            return words
    return _named_in(element)


def _named_in(element: html.HtmlElement) -> str | None:
    """The name in an element that has to do with the author; other parts in it (time, links) stand on their own."""
    if len(element):
        words = " ".join("".join(_iter_words(element)).split())
        if rest_of(words) and (name := clean_name(words)):
            return name
    return clean_name(words_in(element))


def _iter_words(element: html.HtmlElement) -> Iterator[str]:
    """The words of an element without those of its parts that name themselves a time, a link or a rank."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _is_aside(child):
            yield from _iter_words(child)
        yield child.tail or ""


def _is_aside(element: html.HtmlElement) -> bool:
    flags = own_flags(element)
    if flags & (IS_DATE | IS_ASIDE) and not flags & IS_AUTHOR:
        return True
    words = words_in(element)
    return len(element) == 0 and len(words) > 3 and not rest_of(words) and element.tag in ("span", "small", "em", "i")


def _ranked_authors(box: html.HtmlElement) -> list[tuple[int, html.HtmlElement]]:
    found: list[tuple[int, int, html.HtmlElement]] = []
    for order, element in enumerate(box.iter("*")):
        flags = own_flags(element)
        if not (flags & IS_AUTHOR or element.tag == "cite") or flags & IS_TEXT or _is_quoted(element):
            continue
        names = element.get("class", "")
        rank = 3
        if has_name(_FN, names) or (element.get("itemprop") == "name"):
            rank = 0
        elif element.get("itemprop") in ("author", "creator") or has_name(_AUTHORISH, names):
            rank = 1
        elif element.tag == "cite":
            rank = 2
        found.append((rank, order, element))
    return [(rank, element) for rank, _, element in sorted(found, key=lambda f: f[:2])][:6]


def _is_quoted(element: html.HtmlElement) -> bool:
    for steps, above in enumerate(element.iterancestors()):
        if steps >= 40:
            return True
        flags = own_flags(above)
        if flags & IS_QUOTE:
            return True
        if flags & IS_TEXT and not flags & IS_AUTHOR and len(words_in(above)) > 4 * len(words_in(element)):
            # a name inside the words is a name somebody wrote; unless those words are the whole comment
            return element.tag == "cite" and "class" not in element.attrib and above.getparent() is not None
    return False


def clean_name(words: str) -> str | None:
    """A name without what stands around it ("Posted by", "says:", the time); None when nothing is left."""
    if not words or len(words) > LONG:
        return None
    said = WHO_SAYS.match(words)
    if said:
        words = said[1]
    by = BY.match(words)
    if by:
        words = words[by.end() :]
    when = WHEN.search(words)
    if when:
        before, after = words[: when.start()], words[when.end() :]
        if _LEADS_TO_DAY.fullmatch(before):
            words = _after_by(after)
        elif not rest_of(after) or _TRAIL.search(before) or before.rstrip()[-1:] in _ENDS:
            words = before
    words = _RANK.sub("", _ADDRESS.sub("", words).strip())
    bar = _BAR.search(words)
    if bar and bar.start() and not rest_of(words[bar.start() :]):
        words = words[: bar.start()]
    words = _strip(_TRAIL.sub("", _strip(words)))
    if not 0 < len(words) <= MAX_NAME or words.isdigit() or _NO_NAME.fullmatch(words) or HOUR.fullmatch(words):
        return None
    return words


def _after_by(words: str) -> str:
    by = BY.match(words)
    return words[by.end() :] if by else words


def _strip(words: str) -> str:
    """Without the signs around; a bracket stays where its partner is, and a name of signs alone is a name."""
    stripped = words.strip(_ENDS)
    if not stripped:
        return words.strip()
    end = words.find(stripped) + len(stripped)
    for opening, closing in ("()", '""', "“”", "„“", "[]", "«»"):
        if opening in stripped and words[end : end + 1] == closing and stripped.count(closing) <= (opening == closing):
            stripped += closing
            break
    if len(stripped) < 3 and not stripped.isalnum():
        return words.strip().rstrip(":|,")
    return stripped


def _name_in(line: Line, dated: bool) -> str | None:
    """The name a signature line gives: "Posted by NAME", "NAME says", "NAME | DATE"."""
    words = line.words
    if len(words) > LONG or line.flags & IS_QUOTE:
        return None
    if pinged := PINGED.match(words):
        return clean_name(words[pinged.end() :].lstrip(" :")) if not BY.match(words) else clean_name(words)
    by = BY.search(words)
    if by and (dated or (len(words) < 90 and by.start() < 12 and not words.endswith((".", "!", "?")))):
        return clean_name(words[by.end() :])
    said = WHO_SAYS.match(words)
    if said and (
        dated
        or words.rstrip().endswith((":", "...", "…", "says", "said", "wrote"))
        or len(rest_of(words, said[1])) == 0
    ):
        return clean_name(said[1])
    if dated:
        rest = rest_of(words)
        if 0 < len(rest) <= 50 and len(rest.split()) <= 6:
            return _exact(words, rest)
        if not rest:
            return _marked_name(line)
    return None


def _marked_name(line: Line) -> str | None:
    """The name in a link or in bold at the head of a signature of which nothing else is left: "Guest", "Will"."""
    for slot in line.slots:
        words = " ".join(slot.words.split())
        if slot.after or not words.strip(_ENDS) or WHEN.search(words):
            continue
        if slot.element.tag not in ("a", "b", "strong", "cite") or own_flags(slot.element) & (IS_ASIDE | IS_DATE):
            return None
        return None if _LINKS.match(words) else clean_name(words)
    return None


def _exact(words: str, rest: str) -> str | None:
    """A name as it is printed, where taking out stock words has torn holes into it."""
    if rest in words:
        return clean_name(rest)
    when = WHEN.search(words)
    if when is None:
        return None
    before, after = words[: when.start()], words[when.end() :]
    return clean_name(_after_by(after) if _LEADS_TO_DAY.fullmatch(before) else before)


def _guess_author(one: Opened) -> None:
    """A short line of its own at either end, beside the time; else what a portrait is called."""
    lines = one.lines
    near = [i for i in (0, 1, len(lines) - 1, len(lines) - 2) if 0 <= i < len(lines) and i not in one.signed]
    for index in near if one.signed or one.moment else ():
        line = lines[index]
        marked = line.heading or any(
            slot.element.tag in ("b", "strong", "a", "cite", "dt", "em", "h4") and not slot.after for slot in line.slots
        )
        if (
            (
                marked
                and len(line.words) <= 50
                and len(line.words.split()) <= 5
                and len(lines) > 1
                and rest_of(line.words)
            )
            and not line.flags & (IS_TEXT | IS_QUOTE)
            and (name := clean_name(line.words))
        ):
            one.author, one.author_url = name, _address_near(one, line, name)
            one.signed.add(index)
            return
    for image in one.box.iter("img"):
        alt = (image.get("alt") or "").strip()
        if (
            alt
            and len(alt) < 60
            and re.search(
                "avatar|userpic|gravatar|photo",
                f"{image.get('class')} {image.get('src')} {image.get('id')}",
                re.I,
            )
        ) and not _ALT.match(alt):
            one.author = alt
            return


def _address_of(one: Opened, element: html.HtmlElement, name: str) -> str | None:
    for link in (element, *element.iter("a"), *element.iterancestors("a")):
        if link.tag == "a" and (url := _web(one.page, link.get("href"))):
            return url
    return None


def _address_near(one: Opened, line: Line, name: str) -> str | None:
    for slot in line.slots:
        for link in (slot.element, *slot.element.iterancestors("a")):
            if link.tag == "a" and not (slot.after and link is slot.element) and name in words_in(link):
                return _web(one.page, link.get("href"))
    return None


def _web(page: Page, href: str | None) -> str | None:
    if not href or href.startswith("#"):
        return None
    return page.join(href)
