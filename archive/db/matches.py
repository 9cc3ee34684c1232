"""Matches: which comments of several systems are one, by their ids, or by author, words and time. Pure.

To be right matters more than to find much. Two comments of one id space (a system, read from the same sources) are
never one, nor are two that one capture shows side by side. Where two may be meant, none is taken. The answer is a
function of the set of comments, so that it does not matter in which order they became known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from archive.db.claims import fold

Source = tuple[str, str]
"""Who read a comment where: the adapter and the kind of source."""
Space = tuple[str, str]
"""A system and one of its id spaces."""

MINUTE = 60
"""Seconds by which two machines may date one comment differently, and by which a printed minute is cut short."""
LONG = 40
"""Letters of a text that two people, or one person twice, do not write by chance."""
_QUARTER = 15 * 60
_FARTHEST = 14 * 3600
"""Seconds that a clock of any zone may be away from UTC; all zones are whole quarters of an hour away."""
_MOST = 40
"""Comments of one author with the same words that are compared with each other."""
_PROVEN = 2
"""Matches by which two id spaces of one system are believed to be two."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Copy:
    """A comment as one system has it.

    ``author`` and ``texts`` (what it says and said) are folded, see :func:`words_of`. ``utc`` and ``local`` are seconds
    since 1970, by a stated zone and by the wall clock; ``day`` counts days, where only a date was told. ``seen`` are
    the captures that show it.
    """

    id: str
    system: str
    source_id: str | None
    ping: bool
    author: str
    texts: frozenset[str]
    utc: int | None
    local: int | None
    day: int | None
    sources: frozenset[Source]
    seen: frozenset[str]


def words_of(text: str | None) -> str:
    """A text as two systems may tell it alike: letters and digits only, without addresses, which some cut short."""
    return fold(_ADDRESS.sub(" ", text or ""))


def find_groups(copies: Sequence[Copy]) -> list[tuple[str, ...]]:
    """The ids of copies that are one comment, as groups of two and more; each group and all of them in order."""
    spaces = find_spaces(copies)
    known = {copy.id: copy for copy in copies}
    stated = {pair for pair in _iter_pairs(copies, spaces, _by_id) if _has_one_id(*pair)}
    bound = {(one.id, other.system) for pair in stated for one, other in (pair, pair[::-1])}
    told = {
        pair
        for pair in _iter_pairs(copies, spaces, _by_words)
        if not any((one.id, other.system) in bound for one, other in (pair, pair[::-1])) and is_alike(*pair)
    }
    groups: list[tuple[str, ...]] = []
    doubtful: set[str] = set()
    for group, pairs in _iter_connected(stated | told):
        if _is_sound(group, pairs, spaces):
            groups.append(group)
        else:
            doubtful.update(group)
    rest = {pair for pair in stated if pair[0].id in doubtful}
    groups += [group for group, pairs in _iter_connected(rest) if _is_sound(group, pairs, spaces)]
    return sorted(_proven(groups, known, spaces))


def find_spaces(copies: Iterable[Copy]) -> dict[str, Space]:
    """The id space of each copy: sources of a system that gave one comment the same id are one space.

    Comments without an id of their own have a space for themselves in each system.
    """
    copies = list(copies)
    root: dict[tuple[str, Source], tuple[str, Source]] = {}

    def find(one: tuple[str, Source]) -> tuple[str, Source]:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for copy in copies:
        ends = sorted(find((copy.system, source)) for source in copy.sources) if copy.source_id else []
        for end in ends[1:]:
            root[find(end)] = find(ends[0])
    spaces: dict[str, Space] = {}
    for copy in copies:
        named = copy.source_id is not None and copy.sources
        first = find((copy.system, min(copy.sources))) if named else None
        spaces[copy.id] = (copy.system, " ".join(first[1]) if first else "")
    return spaces


def is_alike(one: Copy, other: Copy) -> bool:
    """Whether author, words and time of two copies are those of one comment."""
    said = one.texts & other.texts
    if not said or (one.author, one.ping) != (other.author, other.ping):
        return False
    agreed, is_long = times_agree(one, other), max(map(len, said)) >= LONG
    return (bool(one.author) and is_long) if agreed is None else agreed and (bool(one.author) or is_long)


def times_agree(one: Copy, other: Copy) -> bool | None:
    """True when both were written in the same minute, False when they can not be one, None when times leave it open.

    Clocks without a zone, and such whose zone may be wrong, may differ by what zones differ.
    """
    if one.utc is not None and other.utc is not None:
        return True if abs(one.utc - other.utc) <= MINUTE else _zones_apart(one.utc, other.utc)
    clocks = [copy.local if copy.utc is None else copy.utc for copy in (one, other)]
    if clocks[0] is not None and clocks[1] is not None:
        return _zones_apart(clocks[0], clocks[1])
    days = [_day(copy) for copy in (one, other)]
    if days[0] is not None and days[1] is not None and abs(days[0] - days[1]) > 1:
        return False
    return None


def _zones_apart(one: int, other: int) -> bool | None:
    apart = abs(one - other)
    rest = apart % _QUARTER
    return None if apart <= _FARTHEST + MINUTE and min(rest, _QUARTER - rest) <= MINUTE else False


def _day(copy: Copy) -> int | None:
    clock = copy.local if copy.utc is None else copy.utc
    return copy.day if clock is None else clock // 86400


def _by_id(copy: Copy) -> Iterable[Hashable]:
    return () if copy.source_id is None else (copy.source_id,)


def _by_words(copy: Copy) -> Iterable[Hashable]:
    return ((copy.author, text, copy.ping) for text in copy.texts)


def _has_one_id(one: Copy, other: Copy) -> bool:
    """One system's copy bears the other's number, as those do that Disqus's first plug-in printed into WordPress."""
    if one.system == other.system or one.ping != other.ping or len(one.source_id or "") < 5:
        return False
    return bool(one.author and one.author == other.author) or not one.texts.isdisjoint(other.texts)


def _iter_pairs(
    copies: Iterable[Copy], spaces: Mapping[str, Space], by: Callable[[Copy], Iterable[Hashable]]
) -> Iterator[tuple[Copy, Copy]]:
    """Pairs that share something and may be one at all, each with the smaller id first."""
    alike: dict[Hashable, list[Copy]] = defaultdict(list)
    for copy in copies:
        for shared in by(copy):
            alike[shared].append(copy)
    for some in alike.values():
        if 1 < len(some) <= _MOST:
            for one, other in combinations(sorted(some, key=lambda copy: copy.id), 2):
                if _may_be_one(one, other, spaces):
                    yield one, other


def _may_be_one(one: Copy, other: Copy, spaces: Mapping[str, Space]) -> bool:
    if spaces[one.id] == spaces[other.id] or not one.seen.isdisjoint(other.seen):
        return False
    return one.system != other.system or (one.source_id is not None and other.source_id is not None)


def _iter_connected(pairs: Iterable[tuple[Copy, Copy]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The groups that pairs make, by ids, and how many pairs there are in each."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        near[one.id].add(other.id)
        near[other.id].add(one.id)
    done: set[str] = set()
    for start in sorted(near):
        if start in done:
            continue
        group, wait = {start}, [start]
        while wait:
            news = near[wait.pop()] - group
            group |= news
            wait += news
        done |= group
        yield tuple(sorted(group)), sum(len(near[one]) for one in group) // 2


def _is_sound(group: Sequence[str], pairs: int, spaces: Mapping[str, Space]) -> bool:
    """Whether all of a group are alike, and no two of them of one space."""
    return len({spaces[one] for one in group}) == len(group) and pairs == len(group) * (len(group) - 1) // 2


def _proven(
    groups: Sequence[tuple[str, ...]], known: Mapping[str, Copy], spaces: Mapping[str, Space]
) -> list[tuple[str, ...]]:
    """Without groups that rest on two spaces of one system of which only one match would speak."""
    counts: dict[frozenset[Space], int] = defaultdict(int)
    twins: dict[tuple[str, ...], list[frozenset[Space]]] = {}
    for group in groups:
        pairs = combinations(group, 2)
        same = [frozenset((spaces[a], spaces[b])) for a, b in pairs if known[a].system == known[b].system]
        twins[group] = same
        for pair in same:
            counts[pair] += 1
    return [group for group in groups if all(counts[pair] >= _PROVEN for pair in twins[group])]
