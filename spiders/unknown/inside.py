"""Reads one comment inside its own markup: who, when, what, whatever the parts are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import html

from archive.models import Comment, Kind, Moment
from spiders.fields import inner_html
from spiders.page import Page
from spiders.unknown.lines import (
    IS_ASIDE,
    IS_AUTHOR,
    IS_DATE,
    IS_QUOTE,
    IS_TEXT,
    Line,
    copy_out,
    drop,
    iter_lines,
    own_flags,
    prune,
    words_in,
)
from spiders.unknown.words import BY, GONE, NUMBERED, PING, SAYS, WHEN, WHO_SAYS, has_name, is_shut, rest_of, tokens_of

MAX_NAME = 100
"""Characters of a commenter's name; more is no name."""
_LONG = 240
"""Characters of a line; longer ones are no signature."""
_ENDS = ' \t\n|,;:-–—·•»«#@()[]/"“”„*+>'
_TRAIL = re.compile(
    r"[\s,|]+(?:at|on|um|am|le|il|el|em|op|den|à|alle|@|says?|said|wrote|in|to|the|from|via|—|–|-)\W*$"
)
_BAR = re.compile(
    r"\s*[|•»·/—–](?!.*\.\.).*$|\s+(?:-{1,2}|at|on|@)\s*\W.*$|\s+\((?:guest|post author|author)\)$", re.I
)
_ADDRESS = re.compile(r"^https?://\S+\s+(?=\S)")
_OWNER = re.compile(
    r"^(?:by-?post-?author|by-?author|comment-by-owner|comment-by-node-author|owner|author-comment|authorcomment|postauthor)$"
)
_REPLY_TO = re.compile(
    r"in reply to|replied to|reply to|parent|antwort auf|en réponse à|réponse à|in risposta|en respuesta|em resposta",
    re.I,
)
_ALT = re.compile(
    r"^(?:avatar|gravatar|photo|picture|image|user|profile|get your own|icon|.*'s (?:avatar|picture))\b.*$",
    re.I,
)
_REACTION = re.compile(r"(?<![\w-])u-(?:like|repost|bookmark|favorite)(?:-of)?(?![\w-])")
_PINGED = re.compile(r"\W*(?:trackback|pingback|tracked)\b", re.IGNORECASE)
_LEAD = re.compile(rf"^[\s:,|–—-]*(?:{SAYS}\b)?[\s:,|–—-]*", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[/.-]\d\d(?!\d)|\b(?:ago|fa|vor|hace|há|il y a)\b")
_FN = re.compile(
    r"^(?:fn|p-name|.*author-?name|.*author__name|.*user-?name|.*display-?name|nickname|nick|given-name)$"
)
_AUTHORISH = re.compile(r"author|commenter|poster|commentby|auteur|autor")


@dataclass(frozen=True, slots=True)
class Container:
    """The markup of one comment: ``nodes`` side by side, ``borders`` what in it belongs to other comments.

    ``mark`` is the element that bears the number ``key``, ``above`` the place of the container around it.
    """

    nodes: tuple[html.HtmlElement, ...]
    borders: frozenset[html.HtmlElement] = frozenset()
    mark: html.HtmlElement | None = None
    key: str | None = None
    above: int | None = None


@dataclass(slots=True)
class _Open:
    page: Page
    box: html.HtmlElement
    lines: list[Line]
    author: str | None = None
    author_url: str | None = None
    moment: Moment | None = None
    signed: set[int] = field(default_factory=set)


def read_inside(page: Page, container: Container) -> Comment:
    """The comment in this container; what it does not say stays None."""
    box = copy_out(container.nodes, container.borders)
    url, key = _find_link(page, box, container)
    parent = _find_parent(box, key)
    owner = any(has_name(_OWNER, node.get("class") or "") for node in container.nodes)
    one = _Open(page, box, iter_lines(box))
    _find_time(one)
    _find_author(one)
    body = _find_body(one)
    text = words_in(body)
    markup = inner_html(body)
    return Comment(
        source_id=key,
        kind=_kind_of(container, one),
        url=url,
        author=one.author,
        author_url=one.author_url,
        by_post_author=True if owner else None,
        published=one.moment,
        html=markup if text or "<img" in markup else None,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=0,
        deleted=len(text) < 120 and GONE.match(text) is not None,
    )


def _kind_of(container: Container, one: _Open) -> Kind:
    names = " ".join(f"{node.get('class')} {node.get('id')}" for node in container.nodes[:2]).lower()
    if _REACTION.search(names):
        return "reaction"
    found = PING.search(names) or next(
        (m for i in one.signed if (m := _PINGED.match(one.lines[i].words))), None
    )
    if found is None:
        return "comment"
    return "trackback" if "track" in found[0].lower() else "pingback"


def _find_link(page: Page, box: html.HtmlElement, container: Container) -> tuple[str | None, str | None]:
    """The comment's permalink and its number."""
    key = container.key
    for link in box.iter("a"):
        href = link.get("href") or ""
        if "u-url" in tokens_of(link.get("class") or "") and not _is_in_card(link):
            return page.join_anchor(href), key
        anchor = href.partition("#")[2]
        found = NUMBERED.match(anchor) if anchor else None
        if found and (key is None or found["number"] == key or found["number"].startswith("6a")):
            if not is_shut(link.get("class", "")) and "reply" not in (link.get("class") or "").lower():
                return page.join_anchor(href), found["number"]
    if key is not None and container.mark is not None:
        anchor = container.mark.get("id") or container.mark.get("name") or ""
        return page.join_anchor(f"#{anchor}") if anchor else None, key
    return None, key


def _is_in_card(link: html.HtmlElement) -> bool:
    return any("h-card" in tokens_of(e.get("class") or "") for e in (link, *link.iterancestors()))


def _find_parent(box: html.HtmlElement, key: str | None) -> str | None:
    for link in box.iter("a"):
        anchor = (link.get("href") or "").partition("#")[2]
        found = NUMBERED.match(anchor) if anchor else None
        if found and found["number"] != key:
            parent = link.getparent()
            around = words_in(parent) if parent is not None else ""
            if len(around) < 200 and _REPLY_TO.search(around):
                return found["number"]
    return None


def _find_time(one: _Open) -> None:
    for element in one.box.iter("time", "abbr", "span", "meta", "a", "p", "div"):
        machine = _machine_of(element)
        if machine:
            told = words_in(element)
            one.moment = Moment(told if told and len(told) < _LONG else None, machine)
            return
    best: tuple[tuple[bool, bool, bool, int], int, str] | None = None
    for index, line in enumerate(one.lines):
        if len(line.words) > _LONG or line.flags & IS_QUOTE or (words := _time_in(line)) is None:
            continue
        marked = bool(line.flags & IS_DATE) and not line.flags & IS_TEXT
        signs = BY.search(line.words) is not None or WHO_SAYS.match(line.words) is not None
        order = (not marked, _YEAR.search(words) is None, not signs, _from_end(index, one))
        if (marked or len(rest_of(line.words)) <= 60) and (best is None or order < best[0]):
            best = order, index, words
    if best is not None:
        one.moment = Moment(best[2], None)
        one.signed.add(best[1])


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


def _from_end(index: int, one: _Open) -> int:
    return min(index, len(one.lines) - 1 - index)


def _as_printed(line: Line, found: str) -> str:
    """The whole piece of text around a time when it says nothing else, else the time alone."""
    for slot in line.slots:
        words = " ".join(slot.words.split())
        if found in words and not rest_of(words):
            return re.sub(
                r"^(?:at|on|um|am|le|il|el|em|op|den|à|posted|[\s|,:;·•@—–-])+\s*|[\s|,;·•—–-]+$",
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


def _find_author(one: _Open) -> None:
    for element in _ranked_authors(one.box):
        name = clean_name(words_in(element))
        if name:
            one.author, one.author_url = name, _address_of(one, element, name)
            one.signed.update(_lines_of(one, element))
            return
    order = sorted(range(len(one.lines)), key=lambda i: (i not in one.signed, _from_end(i, one)))
    for index in order[:6]:
        name = _name_in(one.lines[index], index in one.signed)
        if name:
            one.author, one.author_url = name, _address_near(one, one.lines[index], name)
            one.signed.add(index)
            return
    _guess_author(one)


def _lines_of(one: _Open, element: html.HtmlElement) -> list[int]:
    inside = set(element.iter("*"))
    return [
        i
        for i, line in enumerate(one.lines)
        if any(s.element in inside and not (s.after and s.element is element) for s in line.slots)
    ]


def _ranked_authors(box: html.HtmlElement) -> list[html.HtmlElement]:
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
    return [element for _, _, element in sorted(found, key=lambda f: f[:2])][:6]


def _is_quoted(element: html.HtmlElement) -> bool:
    steps = 0
    for above in element.iterancestors():
        steps += 1
        if steps > 40:
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
    if not words or len(words) > _LONG:
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
        if not before.strip(_ENDS):
            words = after
        elif not rest_of(after) or _TRAIL.search(before) or before.rstrip()[-1:] in _ENDS:
            words = before
    words = _ADDRESS.sub("", words).strip()
    bar = _BAR.search(words)
    if bar and bar.start() and not rest_of(words[bar.start() :]):
        words = words[: bar.start()]
    words = _strip(_TRAIL.sub("", _strip(words)))
    return words if 0 < len(words) <= MAX_NAME and not words.isdigit() else None


def _strip(words: str) -> str:
    """Without the signs around; a bracket stays where its partner is, and a name of signs alone is a name."""
    stripped = words.strip(_ENDS)
    if not stripped:
        return words.strip()
    end = words.find(stripped) + len(stripped)
    if "(" in stripped and ")" not in stripped and words[end : end + 1] == ")":
        stripped += ")"
    if len(stripped) < 3 and not stripped.isalnum():
        return words.strip().rstrip(":|,")
    return stripped


def _name_in(line: Line, dated: bool) -> str | None:
    """The name a signature line gives: "Posted by NAME", "NAME says", "NAME | DATE"."""
    words = line.words
    if len(words) > _LONG or line.flags & IS_QUOTE:
        return None
    if pinged := _PINGED.match(words):
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
    return None


def _exact(words: str, rest: str) -> str | None:
    """A name as it is printed, where taking out stock words has torn holes into it."""
    if rest in words:
        return clean_name(rest)
    when = WHEN.search(words)
    return clean_name(words[: when.start()] or words[when.end() :]) if when else None


def _guess_author(one: _Open) -> None:
    """A short line of its own at either end, beside the time; else what a portrait is called."""
    lines = one.lines
    near = [i for i in (0, 1, len(lines) - 1, len(lines) - 2) if 0 <= i < len(lines) and i not in one.signed]
    for index in near if one.signed or one.moment else ():
        line = lines[index]
        marked = line.heading or any(
            slot.element.tag in ("b", "strong", "a", "cite", "dt", "em", "h4") and not slot.after
            for slot in line.slots
        )
        if (
            marked
            and len(line.words) <= 50
            and len(line.words.split()) <= 5
            and len(lines) > 1
            and rest_of(line.words)
        ):
            if not line.flags & (IS_TEXT | IS_QUOTE) and (name := clean_name(line.words)):
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
        ):
            if not _ALT.match(alt):
                one.author = alt
                return


def _address_of(one: _Open, element: html.HtmlElement, name: str) -> str | None:
    for link in (element, *element.iter("a"), *element.iterancestors("a")):
        if link.tag == "a" and (url := _web(one.page, link.get("href"))):
            return url
    return None


def _address_near(one: _Open, line: Line, name: str) -> str | None:
    for slot in line.slots:
        for link in (slot.element, *slot.element.iterancestors("a")):
            if link.tag == "a" and not (slot.after and link is slot.element) and name in words_in(link):
                return _web(one.page, link.get("href"))
    return None


def _web(page: Page, href: str | None) -> str | None:
    if not href or href.startswith("#"):
        return None
    return page.join(href)


def _find_body(one: _Open) -> html.HtmlElement:
    """What the comment says: the part named so when nothing else stands in it, else all but the signature."""
    named = _named_body(one)
    if named is not None:
        for part in [
            e for e in named.iter("*") if e is not named and own_flags(e) & IS_ASIDE and len(words_in(e)) < 60
        ]:
            drop(part)
        return named
    lines, drops = one.lines, _signature_lines(one)
    if all(i in drops and not _says_more(one, lines[i]) for i in range(len(lines))):
        return prune(html.Element("div"))
    for index in drops:
        _clear(one, lines[index], index in one.signed)
    for image in [e for e in one.box.iter("img") if _is_portrait(e)]:
        drop(image)
    return prune(one.box)


def _says_more(one: _Open, line: Line) -> bool:
    """Whether a signature line goes on with what is said: "NAME says: …"."""
    return len(rest_of(line.words, one.author)) > 60 or (len(line.words) > _LONG)


def _clear(one: _Open, line: Line, signed: bool) -> None:
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


def _named_body(one: _Open) -> html.HtmlElement | None:
    signed = {slot.element for i in one.signed for slot in one.lines[i].slots if not slot.after}
    for element in one.box.iter("*"):
        flags = own_flags(element)
        if (
            not flags & IS_TEXT
            or flags & (IS_DATE | IS_ASIDE)
            or element.tag in ("a", "time", "h1", "h2", "h3", "h4")
        ):
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


def _signature_lines(one: _Open) -> set[int]:
    """The lines that belong to the signature: named so, or with nothing left when it is taken out."""
    lines = one.lines
    drops = {i for i, line in enumerate(lines) if _is_signature(one, i, line)}
    ends = range(len(lines))
    for walk in (ends, reversed(ends)):
        for index in walk:
            if index in drops:
                continue
            if (
                len(lines[index].words) < _LONG
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


def _is_signature(one: _Open, index: int, line: Line) -> bool:
    if line.images and not line.words:
        return False
    if index in one.signed:
        return True
    if len(line.words) > _LONG:
        return False
    if line.flags & IS_ASIDE and not line.flags & IS_TEXT:
        return True
    rest = rest_of(line.words, one.author)
    if line.flags & (IS_AUTHOR | IS_DATE) and not line.flags & IS_TEXT:
        return len(rest) <= 60
    if line.flags & (IS_AUTHOR | IS_DATE):
        return len(rest) <= 15
    return False


def read_all(page: Page, containers: Iterable[Container]) -> list[Comment]:
    """Every container read, in order."""
    return [read_inside(page, container) for container in containers]
