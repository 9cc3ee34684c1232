"""Works out who answers whom where no platform says so: by a link, a quotation, or the name it begins with. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cmp_to_key, partial
from itertools import pairwise

from archive.conversation import Answer, Spoken, Subject
from pipelines.addressed import Addressed, Names, fold_name
from pipelines.quotations import Words, find_passages, fold

LEAST = 0.8
"""What scores less is not kept: one wrong answer in five would be too many."""

_FIRST_LINK = re.compile(
    r"\s*(?:<(?:p|div|span|b|strong|em|i|cite)\b[^>]*>\s*)*[@\w\s:]{0,24}<a\b[^>]*?href=\"([^\"]*#[^\"]+)\""
)


def find_answers(thread: Sequence[Spoken], subject: Subject | None = None) -> tuple[Answer, ...]:
    """Who answers whom among those comments of one thread of which no parent is told, in the order of their ids.

    The same comments in any order give the same answers. Nobody answers what came later, themselves, or, by way of
    others, their own answer. When two are quoted or addressed, nobody is taken.
    """
    open_to_guess = [one for one in thread if one.answers is None and not one.mute and (one.text or one.html)]
    if not open_to_guess or len(thread) < 2:
        return ()
    search = _Search(sorted(thread, key=lambda one: one.id), subject or Subject())
    found = [answer for one in open_to_guess if (answer := search.of(one)) is not None and answer.score >= LEAST]
    return tuple(_without_circles(found, {one.id: one.answers for one in thread}))


def _without_circles(found: Sequence[Answer], told: Mapping[str, str | None]) -> Iterator[Answer]:
    """The answers, surest first into the tree, without those that would close a circle or lead into one."""
    above = {one: parent for one, parent in told.items() if parent is not None}
    tops: dict[str, str | None] = {}
    for one in above:
        _find_top(one, above, tops)
    kept = []
    for answer in sorted(found, key=lambda one: (-one.score, one.id)):
        top = _find_top(answer.parent, above, tops)
        if top is not None and top != answer.id:
            above[answer.id] = answer.parent
            tops[answer.id] = top
            kept.append(answer)
    yield from sorted(kept, key=lambda one: one.id)


def _find_top(one: str, above: Mapping[str, str], tops: dict[str, str | None]) -> str | None:
    """Whom a chain of answers ends at, None when it runs in a circle; ``tops`` remembers, and is put right.

    A top that got a parent since it was noted leads on to that parent's top.
    """
    path: dict[str, None] = {}
    here: str | None = one
    while here is not None and here in above and here not in path:
        path[here] = None
        here = tops.get(here, above[here])
    if here is not None and here in path:
        here = None
    for passed in path:
        tops[passed] = here
    return here


class _Search:
    """One thread, made ready to be asked of each of its comments."""

    def __init__(self, thread: Sequence[Spoken], subject: Subject) -> None:
        self._thread = thread
        self._falls = _falls(thread)
        self._hosts = {fold_name(name) for name in subject.hosts} - {""}
        self._post = fold(subject.text)
        in_time = sorted(thread, key=cmp_to_key(partial(_order, falls=self._falls)))
        self._ranks = {one.id: rank for rank, one in enumerate(in_time)}
        self._by_name: dict[str, list[Spoken]] = defaultdict(list)
        self._persons: dict[str, set[str]] = defaultdict(set)
        self._by_anchor: dict[str, Spoken | None] = {}
        for one in in_time:
            if one.mute:
                continue
            name = fold_name(one.author)
            self._by_name[name].append(one)
            if one.person is not None:
                self._persons[name].add(one.person)
            if one.url and "#" in one.url:
                anchor = one.url.rpartition("#")[2]
                self._by_anchor[anchor] = None if anchor in self._by_anchor else one
        self._names = Names(self._by_name, (one.text for one in thread))
        self._words: Words | None = None
        self._passages: dict[str, tuple[str, ...]] = {}

    def of(self, one: Spoken) -> Answer | None:
        """Whom this comment answers."""
        linked = self._linked(one)
        if linked is not None:
            return Answer(one.id, linked.id, "inferred", 0.98)
        addressed = self._names.find(one.text)
        quoted = self._quoted(one)
        if quoted is not None:
            parent, score = quoted
            if addressed is not None and addressed.name != fold_name(parent.author):
                return None
            return Answer(one.id, parent.id, "quoted", 0.99 if addressed else score)
        return self._addressed(one, addressed) if addressed is not None else None

    def _linked(self, one: Spoken) -> Spoken | None:
        found = _FIRST_LINK.match((one.html or "")[:600])
        other = self._by_anchor.get(found[1].rpartition("#")[2]) if found else None
        return other if other is not None and self._may_answer(one, other) else None

    def _quoted(self, one: Spoken) -> tuple[Spoken, float] | None:
        """The one comment that is quoted, and how sure that is; None when it is none, or more than one."""
        parents: dict[str, tuple[Spoken, int]] = {}
        for passage in self._passages_of(one):
            if passage in self._post:
                continue
            originals = [other for other in self._saying(passage) if self._is_original(one, other, passage)]
            if len(originals) > 1:
                return None
            for other in originals:
                parents[other.id] = (other, max(len(passage), parents.get(other.id, (other, 0))[1]))
        if len(parents) != 1:
            return None
        ((parent, length),) = parents.values()
        score = 0.98 if length >= 60 else 0.95 if length >= 35 else 0.9
        return parent, score if self._post else score - 0.1

    def _passages_of(self, one: Spoken) -> tuple[str, ...]:
        if one.id not in self._passages:
            self._passages[one.id] = find_passages(one.text, one.html)
        return self._passages[one.id]

    def _saying(self, passage: str) -> Iterator[Spoken]:
        if self._words is None:
            self._words = Words([one.text for one in self._thread])
        return (self._thread[place] for place in self._words.find(passage))

    def _is_original(self, one: Spoken, other: Spoken, passage: str) -> bool:
        """Whether ``other`` said it first-hand, before ``one``: who quotes it too did not."""
        if not self._may_answer(one, other):
            return False
        return not any(passage in said or said in passage for said in self._passages_of(other))

    def _addressed(self, one: Spoken, addressed: Addressed) -> Answer | None:
        """The latest comment of who is addressed, before this one; None when two of them wait for an answer."""
        if self._means_host(addressed.name) or len(self._persons[addressed.name]) > 1:
            return None
        theirs = self._iter_back(addressed.name, one)
        latest = next(theirs, None)
        if latest is None or not self._may_answer(one, latest):
            return None
        second = next(theirs, None)
        mine = next(self._iter_back(fold_name(one.author), one), None) if one.author else None
        if second is not None and (mine is None or not self._is_before(second, mine)):
            return None
        score = addressed.score - (0.0 if second is None else 0.05)
        return Answer(one.id, latest.id, "inferred", round(score, 2))

    def _iter_back(self, name: str, one: Spoken) -> Iterator[Spoken]:
        """What who bears the name said before ``one``, the latest first."""
        said = self._by_name[name]
        for other in reversed(said[: bisect_left(said, self._ranks[one.id], key=lambda each: self._ranks[each.id])]):
            if self._is_before(other, one):
                yield other

    def _means_host(self, name: str) -> bool:
        """Whether the blog's own writer may be meant, as "Chris" by who comments under Christopher's post: then it is
        the post that is answered, as likely as not."""
        first = name.partition(" ")[0]
        for host in self._hosts:
            theirs = host.partition(" ")[0]
            short, long = sorted((first, theirs), key=len)
            if name == host or (len(short) >= 3 and long.startswith(short)):
                return True
        return False

    def _may_answer(self, one: Spoken, other: Spoken) -> bool:
        if other.mute or other.id == one.id or not self._is_before(other, one):
            return False
        return not one.author or fold_name(one.author) != fold_name(other.author)

    def _is_before(self, one: Spoken, other: Spoken) -> bool:
        """Whether ``one`` was said before ``other``: by their times, else by their numbers, else as they stand."""
        return _order(one, other, falls=self._falls) < 0


def _order(one: Spoken, other: Spoken, *, falls: bool = False) -> int:
    """-1: ``one`` came before ``other``; 1: after it; 0: nobody knows. Clocks of two kinds are not compared."""
    if one.moment and other.moment and one.moment.endswith("Z") == other.moment.endswith("Z"):
        length = min(len(one.moment), len(other.moment))
        known = _compare(one.moment[:length], other.moment[:length])
        if known:
            return known
    if one.system == other.system and one.number is not None and other.number is not None:
        known = _compare(one.number, other.number)
        if known:
            return known
    if one.position is None or other.position is None:
        return 0
    return _compare(one.position, other.position) * (-1 if falls else 1)


def _compare(one: str | int, other: str | int) -> int:
    return (one > other) - (one < other)  # type: ignore[operator]


def _falls(thread: Sequence[Spoken]) -> bool:
    """Whether the thread stands newest first: more neighbours fall in time than rise."""
    placed = sorted((one for one in thread if one.position is not None), key=lambda one: (one.position or 0, one.id))
    unplaced = [replace(one, position=None) for one in placed]
    return sum(_order(one, other) for one, other in pairwise(unplaced)) > 0
