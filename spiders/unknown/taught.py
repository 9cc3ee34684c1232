"""Wrappers taught by the blog's own feeds: which element holds a comment, and which in it the name and the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import html

from archive.models import Comment
from spiders.page import Page
from spiders.unknown.around import own_containers
from spiders.unknown.inside import Container, read_inside
from spiders.unknown.outline import Outline, walk
from spiders.unknown.passages import Passages, fold
from spiders.unknown.threads import tie_comments

ENOUGH = 3
"""So many comments must have taught a wrapper, or half of what is known: fewer may have met by chance."""
LEAST_SURE = 0.6
"""A wrapper that finds less of what taught it is none."""
_SHORT = 12
"""Letters of a text; shorter ones stand anywhere."""
_MOST = 20_000
_SWITCHES = re.compile(r"\d|^(?:odd|even|alt|first|last)$")


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """What an element is called and what the one around it is called; empty: whatever it is called.

    >>> Shape("li", "talk", "ol", "")  # li.talk in any ol
    """

    tag: str
    name: str
    above_tag: str
    above_name: str

    def fits(self, element: html.HtmlElement) -> bool:
        """Whether an element has this shape."""
        above = element.getparent()
        return (
            element.tag == self.tag
            and (not self.name or self.name in _names(element))
            and above is not None
            and (not self.above_tag or above.tag == self.above_tag)
            and (not self.above_name or self.above_name in _names(above))
        )

    def find(self, top: html.HtmlElement) -> Iterator[html.HtmlElement]:
        """The elements of this shape below ``top``, in document order."""
        return (element for element in top.iter(self.tag) if element is not top and self.fits(element))

    def __str__(self) -> str:
        above = f"{self.above_tag}{'.' * bool(self.above_name)}{self.above_name}"
        return f"{above}{' > ' * bool(above)}{self.tag}{'.' * bool(self.name)}{self.name}"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a blog's feeds taught of its pages. ``anchor`` is what stands before a comment's number in its id.

    ``sure`` (0–1) is the share of the comments in the feeds that the wrapper finds again with the right author, less
    where few taught it; ``taught`` is how many did.
    """

    container: Shape
    author: Shape | None
    body: Shape | None
    anchor: str | None
    sure: float
    taught: int


Sheet = tuple[Page, tuple[Comment, ...]]
"""A page with the comments of its post that the blog's feeds tell."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A comment of the feeds found again on its page: the chain of elements around it, the narrowest first."""

    comment: Comment
    chain: tuple[html.HtmlElement, ...]


def learn(sheets: Sequence[Sheet]) -> Lesson | None:
    """The wrapper that these pages teach; None when no element holds a comment's name and words and no other's.

    The order of the pages makes no difference.
    """
    known = [one for page, comments in sheets for one in _find_known(page, comments)]
    told = sum(len(fold(c.text)) >= _SHORT for _, comments in sheets for c in comments)
    if not known or len(known) < min(ENOUGH, max(1, told // 2)):
        return None
    best = _vote(known)
    if best is None or (best[1] < ENOUGH and best[1] < len(known)):
        return None
    shape = best[0]
    boxes = [(one, next((e for e in reversed(one.chain) if shape.fits(e)), None)) for one in known]
    inside = [(one, box) for one, box in boxes if box is not None]
    author = _learn_field([(_exact(box, one.comment.author), box) for one, box in inside if one.comment.author])
    body = _learn_field([(_exact(box, one.comment.text), box) for one, box in inside])
    lesson = Lesson(shape, author, body, _learn_anchor(inside), 0.0, len(known))
    sure = _examine(lesson, sheets, told)
    return replace(lesson, sure=sure) if sure >= LEAST_SURE else None


def read_taught(page: Page, lesson: Lesson) -> tuple[Comment, ...]:
    """The comments of a page as the lesson finds them; a missing author misaligns nothing."""
    outline = walk(page)
    if outline is None:
        return ()
    found = list(_find_boxes(outline, lesson))
    containers = own_containers(outline, [(box, _key_of(box, lesson)) for box in found[:_MOST]])
    comments = [_correct(read_inside(page, one), one, lesson) for one in containers]
    kept = [i for i, one in enumerate(comments) if one.html and (one.author or one.published or one.source_id)]
    return tuple(tie_comments([comments[i] for i in kept], [containers[i] for i in kept]))


def _find_boxes(outline: Outline, lesson: Lesson) -> Iterator[html.HtmlElement]:
    for element in lesson.container.find(outline.page.root):
        if not outline.place(element).shut and not (lesson.body and next(lesson.body.find(element), None) is None):
            yield element


def _find_known(page: Page, comments: Sequence[Comment]) -> list[_Known]:
    """The comments that stand on the page in words, each with what is around it and around no other."""
    passages = Passages(page.root)
    narrow: dict[html.HtmlElement, Comment] = {}
    for comment in comments:
        text = fold(comment.text)
        if len(text) >= _SHORT and (element := passages.find(text)) is not None:
            narrow.setdefault(element, comment)
    counts: Counter[html.HtmlElement] = Counter()
    for element in narrow:
        counts.update((element, *element.iterancestors()))
    found = []
    for element, comment in narrow.items():
        chain = [e for e in (element, *element.iterancestors()) if e.tag not in ("body", "html")]
        author = fold(comment.author)
        own = [e for e in chain if (counts[e] == 1 or len(narrow) == 1) and author in passages.words_of(e)]
        nested = [e for e in chain if counts[e] > 1 and author in passages.words_of(e)]
        if len(narrow) == 1:
            own = own[:3]
        if own or nested[:1]:
            found.append(_Known(comment, tuple(own or nested[:1])))
    return found


def _shapes(element: html.HtmlElement) -> Iterator[Shape]:
    """The shapes an element has, those with a name of some kind only."""
    above = element.getparent()
    if above is None or not isinstance(element.tag, str):
        return
    for name in (*_names(element), ""):
        for above_name in (*_names(above), ""):
            if name or above_name:
                yield Shape(element.tag, name, above.tag if above_name else "", above_name)
    if not _names(element) and not _names(above):
        yield Shape(element.tag, "", above.tag, "")


def _names(element: html.HtmlElement) -> tuple[str, ...]:
    return tuple(n for n in (element.get("class") or "").split() if not _SWITCHES.search(n))


def _vote(known: Sequence[_Known]) -> tuple[Shape, int] | None:
    """The shape that is found around most of the known comments, and around how many.

    Of equals the one that fewer elements have, then the widest.
    """
    votes: Counter[Shape] = Counter()
    width: Counter[Shape] = Counter()
    for one in known:
        seen: dict[Shape, int] = {}
        for place, element in enumerate(one.chain):
            for shape in _shapes(element):
                seen[shape] = place
        votes.update(seen.keys())
        for shape, place in seen.items():
            width[shape] += place
    if not votes:
        return None
    most = max(votes.values())
    tops = [one.chain[0].getroottree() for one in known]
    roots = list(dict.fromkeys(tree.getroot() for tree in tops))
    near = [shape for shape, count in votes.items() if count >= 0.95 * most]
    fits = {shape: sum(1 for root in roots for _ in shape.find(root)) for shape in near}
    few = min(fits.values())
    rest = [shape for shape in near if fits[shape] <= 1.2 * few + 1]
    best = max(rest, key=lambda s: (width[s], bool(s.name), not s.above_name, s))
    return best, votes[best]


def _exact(box: html.HtmlElement, told: str | None) -> html.HtmlElement | None:
    """The widest element in the box that says just this."""
    words = fold(told)
    if not words:
        return None
    for element in box.iter("*"):
        if element is not box and fold("".join(element.itertext())) == words:
            return element
    return None


def _learn_field(pairs: Iterable[tuple[html.HtmlElement | None, html.HtmlElement]]) -> Shape | None:
    """The shape of which the first in each box is the right one, for three of four boxes; None when there is none."""
    found = list(pairs)
    votes: Counter[Shape] = Counter()
    for right, box in found:
        if right is not None:
            votes.update({shape for shape in _shapes(right) if next(shape.find(box), None) is right})
    if not votes:
        return None
    most = max(votes.values())
    best = max((s for s, n in votes.items() if n == most), key=lambda s: (bool(s.name), not s.above_name, s))
    return best if most >= 0.75 * len(found) else None


def _learn_anchor(inside: Sequence[tuple[_Known, html.HtmlElement]]) -> str | None:
    """What stands before a comment's number in the id (or name) of its box or of something in it."""
    votes: Counter[str] = Counter()
    for one, box in inside:
        number = one.comment.source_id
        if number:
            ids = {v for e in box.iter("*") for v in (e.get("id"), e.get("name")) if v and v.endswith(number)}
            votes.update({value[: -len(number)] for value in ids})
    if not votes:
        return None
    best = max(votes, key=lambda prefix: (votes[prefix], prefix))
    return best if votes[best] >= 0.75 * len(inside) else None


def _key_of(box: html.HtmlElement, lesson: Lesson) -> str | None:
    if lesson.anchor is None:
        return None
    for element in box.iter("*"):
        for value in (element.get("id"), element.get("name")):
            if value and value.startswith(lesson.anchor) and value[len(lesson.anchor) :].isalnum():
                return str(value[len(lesson.anchor) :])
    return None


def _correct(comment: Comment, container: Container, lesson: Lesson) -> Comment:
    """The comment with what the lesson knows better of it."""
    box, others = container.nodes[0], container.borders
    if lesson.author and (element := _first(lesson.author, box, others)) is not None:
        words = " ".join("".join(element.itertext()).split())
        comment = replace(comment, author=words or None)
    if lesson.body and (element := _first(lesson.body, box, others)) is not None:
        markup = (element.text or "") + "".join(html.tostring(child, encoding="unicode") for child in element)
        comment = replace(comment, html=markup.strip() or None)
    return comment


def _first(shape: Shape, box: html.HtmlElement, others: frozenset[html.HtmlElement]) -> html.HtmlElement | None:
    for element in shape.find(box):
        if not any(above in others for above in (element, *element.iterancestors()) if above is not box):
            return element
    return None


def _examine(lesson: Lesson, sheets: Sequence[Sheet], told: int) -> float:
    """The share of the told comments that the lesson finds again under their author."""
    right = 0
    for page, comments in sheets:
        read = read_taught(page, lesson)
        ours = [(fold(_words(c.html)), fold(c.author)) for c in read]
        for comment in comments:
            text = fold(comment.text)
            if len(text) >= _SHORT:
                right += any(text in words and fold(comment.author) == author for words, author in ours)
    return round(right / max(told, 1) * lesson.taught / (lesson.taught + 1), 2)


def _words(markup: str | None) -> str:
    return "".join(html.fragment_fromstring(markup or "", create_parent="div").itertext())
