"""Finds a page's comments: by what they call themselves, else by the shape they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import html

from archive.models import Comment
from archive.urls import key as url_key
from spiders.unknown.around import Mark, enclose, own_containers
from spiders.unknown.days import put_days
from spiders.unknown.inside import Container, read_inside
from spiders.unknown.lines import IS_QUOTE, Line, copy_out, iter_lines, words_in
from spiders.unknown.mistaken import is_mistaken
from spiders.unknown.nesting import nest
from spiders.unknown.outline import HEADINGS, Outline
from spiders.unknown.repeats import iter_shapes
from spiders.unknown.rows import iter_rows
from spiders.unknown.signers import Spot, find_spot, line_at
from spiders.unknown.words import PING, WHEN, rest_of

MAX_COMMENTS = 20_000
"""No more are read from one page."""
_BARE = frozenset(
    ("a", "span", "input", "p", "small", "dt", "dd", "b", "strong", "td", "th", "img", "label", *HEADINGS)
)
_WHOLE = frozenset(("div", "li", "article", "section", "tr", "table", "ul", "ol", "dl", "blockquote"))
_OF_COMMENT = re.compile(r"/comments?/\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments found, how, and how sure that is (0–1)."""

    comments: tuple[Comment, ...] = ()
    elements: tuple[html.HtmlElement, ...] = ()
    way: str = ""
    sure: float = 0.0

    @property
    def value(self) -> float:
        """What this finding is worth beside others: sure ones count, and many count more than few."""
        return float(self.sure * len(self.comments) ** 0.5)


def find_thread(outline: Outline) -> Thread:
    """The page's own comments, by the first way that gives good ones; an empty thread when there are none."""
    best = Thread()
    for way, sure, find in _WAYS:
        for containers in find(outline):
            thread = _read(outline, containers[:MAX_COMMENTS], way, sure)
            if thread.value > best.value:
                best = thread
        if best.sure >= 0.75:
            return _with_pings(outline, best)
    return _with_pings(outline, best) if best.sure >= 0.4 else Thread()


def _with_pings(outline: Outline, thread: Thread) -> Thread:
    """The thread with pings that stand in a list of their own, where they have no ids as the comments have."""
    owned = set(thread.elements)
    found = [
        element
        for token, elements in outline.items.items()
        if PING.search(token)
        for element in elements
        if _may_hold(outline, element) and element not in owned and not _meets(element, owned)
    ]
    pings = _read(outline, own_containers(outline, [(e, None) for e in found]), thread.way, thread.sure)
    if not pings.comments:
        return thread
    start = len(thread.comments)
    more = tuple(replace(one, position=start + place) for place, one in enumerate(pings.comments))
    return replace(thread, comments=thread.comments + more, elements=thread.elements + pings.elements)


def _meets(element: html.HtmlElement, owned: set[html.HtmlElement]) -> bool:
    return any(a in owned for a in element.iterancestors()) or any(e in owned for e in element.iter("*"))


def _read(outline: Outline, containers: list[Container], way: str, sure: float) -> Thread:
    if len(containers) == 1 and containers[0].key is None and _holds_several(containers[0]):
        return Thread()
    comments = put_days(containers, _mistrust_stamps(_read_all(outline, containers)))
    good = [_worth(comment) for comment in comments]
    kept = [i for i, worth in enumerate(good) if worth > 0]
    found = [comments[i] for i in kept]
    if not found or _are_elsewhere(outline, found, containers):
        return Thread()
    in_thread = any(outline.place(containers[i].nodes[0]).region is not None for i in kept[:3])
    if is_mistaken(outline.page, found, way, in_thread=in_thread):
        return Thread()
    share = sum(good[i] for i in kept) / len(comments)
    tied = tie_comments(found, [containers[i] for i in kept])
    nodes = tuple(node for i in kept for node in containers[i].nodes)
    return Thread(tuple(tied), nodes, way, round(sure * share, 2))


def _read_all(outline: Outline, containers: list[Container]) -> list[Comment]:
    """Every container read; where most have no name, by the place at which they seem to have one."""
    comments = [read_inside(outline.page, container) for container in containers]
    if all(one.author or one.html is None or one.deleted for one in comments):
        return comments
    lines = [iter_lines(copy_out(c.nodes, c.borders)) for c in containers]
    spot = find_spot(lines)
    if spot is None:
        return comments
    return [
        one if one.author and _stands(one.author, said, spot) else read_inside(outline.page, replace(c, spot=spot))
        for one, c, said in zip(comments, containers, lines, strict=True)
    ]


def _stands(author: str, lines: list[Line], spot: Spot) -> bool:
    """Whether this name stands where the names seem to stand, or nothing does."""
    at = line_at(lines, spot)
    return at is None or author in lines[at].words


def _mistrust_stamps(comments: list[Comment]) -> list[Comment]:
    """A machine's time that is the same on every comment while the printed ones differ was left in the template."""
    told = [c.published for c in comments if c.published is not None and c.published.machine and c.published.words]
    if len(told) < 2 or len({m.machine for m in told}) > 1 or len({m.words for m in told}) * 2 <= len(told):
        return comments
    return [
        replace(c, published=replace(c.published, machine=None)) if c.published and c.published.words else c
        for c in comments
    ]


def _holds_several(container: Container) -> bool:
    """Whether what was taken for one comment is signed more than once."""
    times = 0
    for line in iter_lines(copy_out(container.nodes, container.borders)):
        if len(line.words) < 200 and not line.flags & IS_QUOTE and WHEN.search(line.words):
            times += len(rest_of(line.words)) <= 30
    return times > 1


def _worth(comment: Comment) -> float:
    """1.0 for a comment with all it should have; 0.0 for what is none."""
    if comment.deleted:
        return 1.0
    signed = bool(comment.author) + bool(comment.published)
    if comment.html is None:
        return 0.6 if signed and comment.kind != "comment" else 0.5 if signed == 2 and comment.source_id else 0.0
    if not signed:
        return 0.3 if comment.source_id else 0.0
    return 1.0 if signed == 2 else 0.9 if comment.author and comment.source_id else 0.7


def tie_comments(comments: list[Comment], containers: list[Container]) -> Iterator[Comment]:
    """The comments of one thread with their places and, by what holds what, their parents."""
    aboves = nest(containers)
    done: list[Comment] = []
    known = {c.source_id for c in comments if c.source_id}
    for index, comment in enumerate(comments):
        comment = replace(comment, position=index)
        if comment.parent_source_id is not None and comment.parent_source_id not in known:
            comment = replace(comment, parent_source_id=None, parent_how=None)
        above = aboves[index]
        if above is not None and comment.parent_how is None:
            parent = done[above]
            depth = (parent.depth or 0) + 1
            comment = replace(comment, parent_source_id=parent.source_id, parent_how="nested", depth=depth)
        done.append(comment)
        yield comment


def _are_elsewhere(outline: Outline, comments: list[Comment], containers: list[Container]) -> bool:
    """Whether these are pointers to comments on other pages: the newest of the blog, in some corner."""
    if any(outline.place(c.mark).region is not None for c in containers[:3] if c.mark is not None):
        return False
    pages = {url_key(c.url.partition("#")[0]) for c in comments if c.url and not _OF_COMMENT.search(c.url)}
    return len(pages) > 1 and url_key(outline.page.url) not in pages


def _by_microformat(outline: Outline) -> Iterator[list[Container]]:
    found = outline.page.css(".p-comment, .u-comment, .h-cite.u-like, .h-cite.u-repost, .h-cite.u-bookmark")
    yield from _as_own(outline, found)
    inside = [e for e in outline.page.css(".h-cite") if outline.place(e).region is not None]
    yield from _as_own(outline, inside)


def _by_microdata(outline: Outline) -> Iterator[list[Container]]:
    css = "[itemtype$='schema.org/Comment'], [itemtype$='schema.org/UserComments']"
    yield from _as_own(outline, outline.page.css(css))


def _as_own(outline: Outline, elements: list[html.HtmlElement]) -> Iterator[list[Container]]:
    numbers = _numbers(outline)
    marks: list[Mark] = []
    for element in elements:
        if not outline.place(element).shut and not _is_in_words(outline, element):
            marks.append((element, _number_of(element, numbers)))
    if marks:
        yield own_containers(outline, marks)


def _numbers(outline: Outline) -> dict[html.HtmlElement, str]:
    return {element: number for number, _, element in outline.numbered}


def _number_of(element: html.HtmlElement, numbers: dict[html.HtmlElement, str]) -> str | None:
    """The number an element bears itself, or an anchor at its head, or one right before it."""
    if element in numbers:
        return numbers[element]
    for steps, inside in enumerate(element.iter("*")):
        if steps > 12:
            break
        if inside in numbers:
            return numbers[inside]
    before = element.getprevious()
    if before is not None and before in numbers and not words_in(before):
        return numbers[before]
    above = element.getparent()
    if above is not None and above in numbers and above[0] is element:
        return numbers[above]
    return None


def _is_in_words(outline: Outline, element: html.HtmlElement) -> bool:
    """Whether an element stands in a post's words, and in no thread within them."""
    place = outline.place(element)
    return place.body is not None and place.body is not element


def _by_number(outline: Outline) -> Iterator[list[Container]]:
    groups: dict[str, list[tuple[bool, html.HtmlElement]]] = {}
    for number, strong, element in outline.numbered:
        place = outline.place(element)
        if place.shut or _is_in_words(outline, element) or not (strong or place.region is not None):
            continue
        if element.tag in ("input", "textarea", "meta", "form"):
            continue
        groups.setdefault(number, []).append((strong, element))
    if not groups:
        return
    if any(strong for group in groups.values() for strong, _ in group):
        groups = {n: g for n, g in groups.items() if any(s for s, _ in g) or any(e.tag in _BARE for _, e in g)}
    whole: list[Mark] = []
    bare: list[Mark] = []
    for number, group in groups.items():
        own = next((e for _, e in group if e.tag in _WHOLE), None)
        if own is not None:
            whole.append((own, number))
        else:
            bare.append((group[0][1], number))
    if whole:
        yield own_containers(outline, whole)
    if bare and len(bare) >= len(whole):
        yield enclose(outline, bare)


def _by_class(outline: Outline) -> Iterator[list[Container]]:
    numbers = _numbers(outline)
    for token in _by_use(outline, outline.items):
        elements = [e for e in outline.items[token] if _may_hold(outline, e)]
        if elements:
            yield own_containers(outline, [(e, _number_of(e, numbers)) for e in elements])


def _may_hold(outline: Outline, element: html.HtmlElement) -> bool:
    return (
        not outline.place(element).shut
        and not _is_in_words(outline, element)
        and element.tag not in ("a", "span", "body", "html")
    )


def _by_use(outline: Outline, tokens: dict[str, list[html.HtmlElement]]) -> list[str]:
    counts = {token: sum(_may_hold(outline, e) for e in found) for token, found in tokens.items()}
    return sorted((t for t, n in counts.items() if n), key=lambda t: -counts[t])[:4]


def _by_part(outline: Outline) -> Iterator[list[Container]]:
    """Classes of parts (``comments-body``, ``comment-author``): as many as most have, one for each comment.

    A single one outside a thread says nothing: many a class in the margins has to do with comments.
    """
    numbers = _numbers(outline)
    parts = {t: [e for e in found if _is_part(outline, e)] for t, found in outline.others.items()}
    parts = {t: p for t, p in parts.items() if len(p) > 1 or (p and outline.place(p[0]).region is not None)}
    often = Counter(len(found) for found in parts.values() if found)
    for token in sorted((t for t in parts if parts[t]), key=lambda t: (-often[len(parts[t])], -len(parts[t])))[:3]:
        yield enclose(outline, [(e, _number_of(e, numbers)) for e in parts[token]])


def _is_part(outline: Outline, element: html.HtmlElement) -> bool:
    place = outline.place(element)
    return (
        not place.shut
        and not _is_in_words(outline, element)
        and element is not place.region
        and bool(words_in(element)[:1])
    )


def _by_shape(outline: Outline) -> Iterator[list[Container]]:
    for marks in iter_shapes(outline):
        yield enclose(outline, marks)


def _by_rows(outline: Outline) -> Iterator[list[Container]]:
    for marks in iter_rows(outline):
        yield own_containers(outline, marks)


_WAYS: tuple[tuple[str, float, Callable[[Outline], Iterator[list[Container]]]], ...] = (
    ("h-cite", 1.0, _by_microformat),
    ("schema.org/Comment", 1.0, _by_microdata),
    ("comment ids", 1.0, _by_number),
    ("comment classes", 0.95, _by_class),
    ("classes of parts", 0.9, _by_part),
    ("repeated structure", 0.85, _by_shape),
    ("rows of one make", 0.8, _by_rows),
)
