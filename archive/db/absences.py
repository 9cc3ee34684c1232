"""Absences: which comments of a thread are not shown any more, by which captures, and how sure that is. Pure.

A page that failed is no witness of absence, nor is a layout that changed. A comment has *vanished* when a capture
that can be read and should show it does not: the same address, read by the same layout, and the same stretch of
the thread, for what stood before the comment and what stood behind it is there and it is not in between, or the
page shows as many comments as it says there are. Where one of these is wanting, the comment is *unseen*: not seen
since, for a reason that is named.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

SAME_TIME = 24 * 3600.0
"""Seconds. Two captures that are less far apart may belong to one crawl: neither takes back what the other shows."""

ELSEWHERE = "another page or source showed it when this one did not, and was not asked again"
REWRITTEN = "the page shows it without an id, and something new of the same author: perhaps it was rewritten"
OTHER_LAYOUT = "the page was read by another layout"
NO_PINGS = "no trackback or pingback is shown any more: the page may hide them"
NO_COMMENTS = "no comment is shown any more, and the page does not say that there are none"
SWITCHED_OFF = "no comment is shown any more, and comments are closed: they may be switched off"
SELECTION = "the page says that there are more comments than it shows"
COLLAPSED = "the page shows fewer comments than there are, and this one is an answer: its branch may be collapsed"
MOST_GONE = "most of the thread is not shown any more"
NO_ORDER = "the comments stand in no order that can be compared"
EDGE = "it stood at the edge of the page: it may stand on another page now"
CUT = "it stood at the end of the list: the page may be cut short"


@dataclass(frozen=True, slots=True)
class Seat:
    """A comment as one look shows it: its place on the list (None: no order told), and whether as a tombstone."""

    position: int | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One capture of a thread.

    ``when`` is its time in seconds (UTC epoch), ``place`` the address as compared, ``reader`` adapter and layout.
    ``readable``: answered well, whole, without a doubt. ``promised`` is what it says of how many comments there
    are, ``open`` whether more may be written, ``more`` whether the thread goes on elsewhere. ``seats`` are the
    comments it shows, by id; looks that show the same may share one mapping.
    """

    id: str
    when: float
    place: str
    source: str
    reader: str
    readable: bool
    promised: int | None
    open: bool | None
    more: bool
    seats: Mapping[str, Seat]

    @property
    def key(self) -> tuple[float, str]:
        """What looks are ordered by."""
        return (self.when, self.id)


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be known of a comment: its list (system and sort), whether it is a ping, its depth, whether it has an
    id of its own, and who signed it."""

    list: str
    ping: bool
    depth: int
    named: bool
    author: str | None


@dataclass(frozen=True, slots=True)
class Absence:
    """A comment that was shown (``last``) and then was not where it should be (``missed``).

    ``back`` is the capture that shows it again, None while there is none. ``why``: why that is not sure; None when
    it is: the comment has vanished.
    """

    comment_id: str
    last: Look
    missed: Look
    back: Look | None
    why: str | None


@dataclass(frozen=True, slots=True)
class _Run:
    """The readable looks at one place that lack a comment, between one that shows it and the next that does."""

    seen: Look
    misses: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class _Miss:
    """A look that lacks a comment, and why that is not sure to mean anything."""

    look: Look
    why: str | None


class _Same:
    """A look as a key: by which it is, not by what it shows."""

    __slots__ = ("look",)

    def __init__(self, look: Look) -> None:
        self.look = look

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.look is other.look

    def __hash__(self) -> int:
        return id(self.look)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A list as one look shows it (``before``: the place of each comment) and as a later one does, lined up.

    ``now`` runs in the direction of ``before``. ``left`` and ``right`` tell for each place of ``before`` where in
    ``now`` the nearest comment before and behind it stands that both show. ``ordered``: both agree about the order.
    """

    before: Mapping[str, int]
    now: Sequence[str]
    left: Sequence[int | None]
    right: Sequence[int | None]
    common: int
    ordered: bool

    @property
    def adds_nothing(self) -> bool:
        """Whether ``now`` shows nothing that ``before`` does not."""
        return self.common == len(self.now)


def find_absences(looks: Iterable[Look], remarks: Mapping[str, Remark]) -> tuple[Absence, ...]:
    """Every absence in a thread of which this is every look, in whatever order they come.

    ``remarks`` are the comments that are kept; others are passed over.
    """
    thread = _Thread(sorted(looks, key=lambda look: look.key), remarks)
    return tuple(found for one in sorted(thread.suspects()) for found in thread.absences_of(one))


class _Place:
    """The looks at one address in their order, and the times of those that can be read."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self.readable: list[Look] = []
        self.times: list[float] = []

    def add(self, look: Look) -> None:
        self.looks.append(look)
        if look.readable:
            self.readable.append(look)
            self.times.append(look.when)

    def nearest(self, when: float) -> Look | None:
        """The readable look nearest to a time, if it is less than a day away."""
        at = bisect_left(self.times, when)
        near = min(self.readable[max(at - 1, 0) : at + 1], key=lambda look: abs(look.when - when), default=None)
        return near if near is not None and abs(near.when - when) < SAME_TIME else None

    def between(self, since: float, until: float) -> Sequence[Look]:
        """The readable looks after one time and up to another."""
        return self.readable[bisect_right(self.times, since) : bisect_right(self.times, until)]


class _Thread:
    """All looks at a thread, in their order."""

    def __init__(self, looks: Sequence[Look], remarks: Mapping[str, Remark]) -> None:
        self.looks = looks
        self.remarks = remarks
        self.places: dict[str, _Place] = defaultdict(_Place)
        for look in looks:
            self.places[look.place].add(look)
        # many comments of one look are judged by the same few looks: what these say together is worked out once
        self._lists = cache(self._find_list)
        self._pairs = cache(self._line_up)
        self._shown = cache(self._count_shown)
        self._jumps = cache(_has_no_order)

    def suspects(self) -> set[str]:
        """Comments that some readable look lacks which its place has shown before."""
        found: set[str] = set()
        for place in self.places.values():
            known: set[str] = set()
            before: Look | None = None
            for look in place.looks:
                if before is None or look.seats is not before.seats or look.readable > before.readable:
                    if look.readable:
                        found |= known - look.seats.keys()
                    known |= look.seats.keys()
                before = look
        return found & self.remarks.keys()

    def absences_of(self, one: str) -> Iterator[Absence]:
        """The absences of one comment, oldest first; of those that are not sure only one that lasts."""
        sightings = [look for look in self.looks if one in look.seats]
        keys = [look.key for look in sightings]
        gaps: dict[int, list[_Miss]] = defaultdict(list)
        for run in self._runs(one):
            if not self._is_contradicted(run, sightings):
                for miss in self._judged(run, one, sightings):
                    gaps[bisect_left(keys, miss.look.key)].append(miss)
        for after in sorted(gaps):
            last, back = sightings[after - 1], sightings[after] if after < len(sightings) else None
            miss = min(gaps[after], key=lambda each: (each.why is not None, each.why == ELSEWHERE, each.look.key))
            if not last.seats[one].deleted and (miss.why is None or back is None):
                yield Absence(one, last, miss.look, back, miss.why)

    def _runs(self, one: str) -> Iterator[_Run]:
        for place in self.places.values():
            seen: Look | None = None
            misses: list[Look] = []
            for look in place.looks:
                if one in look.seats:
                    if seen is not None and misses:
                        yield _Run(seen, tuple(misses))
                    seen, misses = look, []
                elif seen is not None and look.readable:
                    misses.append(look)
            if seen is not None and misses:
                yield _Run(seen, tuple(misses))

    def _is_contradicted(self, run: _Run, sightings: Sequence[Look]) -> bool:
        """Whether another witness shows the comment while this place does not: the place hides it then."""
        first, last = run.misses[0], run.misses[-1]
        for seen in sightings:
            if seen.place == run.seen.place or seen.when < first.when:
                continue
            if seen.key < last.key:
                return True
            nearest = self.places[run.seen.place].nearest(seen.when)
            if nearest is not None and first.key <= nearest.key <= last.key:
                return True
        return False

    def _judged(self, run: _Run, one: str, sightings: Sequence[Look]) -> Iterator[_Miss]:
        """The looks of a run that may speak, until one is sure.

        A place that lacks what another showed just before may hide it: it is silent for a day, and not sure later,
        until the other is seen to lack it too.
        """
        first, judged = run.misses[0], None
        clouded = [
            seen
            for seen in sightings
            if seen.place != run.seen.place and seen.key < first.key and first.when - seen.when < SAME_TIME
        ]
        for look in run.misses:
            if judged is not None and _says_the_same(look, judged):
                continue
            whole = self._is_whole(run.seen, look, self.remarks[one])
            if look.source == "feed" and not whole:  # it shows the newest, and is silent of the others
                continue
            clouds = [seen for seen in clouded if not self._is_taken_back(one, seen, look)]
            if clouds:
                if look.when - clouds[-1].when >= SAME_TIME:
                    yield _Miss(look, ELSEWHERE)
                continue
            judged = look
            why = self._judge(run.seen, look, one, whole)
            yield _Miss(look, why)
            if why is None:
                return

    def _is_taken_back(self, one: str, seen: Look, miss: Look) -> bool:
        """Whether the place that showed it was seen to lack it since."""
        since = self.places[seen.place].between(seen.when, miss.when + SAME_TIME)
        return any(one not in look.seats for look in since)

    def _is_whole(self, seen: Look, miss: Look, remark: Remark) -> bool:
        """Whether a look, with those at the thread's other pages, shows as many comments as it says there are."""
        if miss.promised is None:
            return False
        comments, pings, stones = self._shown(_Same(miss))
        pings_count = len(seen.seats) == seen.promised and len(miss.seats) == miss.promised
        if remark.ping:
            return pings_count and pings > 0
        if not comments:
            return False
        if miss.more:  # the count of one page may be taken for that of the thread
            return miss.promised in (comments, comments - stones)
        return pings_count or comments >= miss.promised

    def _count_shown(self, same: _Same) -> tuple[int, int, int]:
        """How many comments, pings and tombstones a look shows, with those at the thread's other pages."""
        miss = same.look
        shown = dict(miss.seats)
        for name, place in self.places.items():
            near = place.nearest(miss.when) if name != miss.place else None
            if near is not None and near.source == miss.source:
                shown.update(near.seats)
        kept = {one: seat for one, seat in shown.items() if one in self.remarks}
        pings = sum(self.remarks[one].ping for one in kept)
        return len(kept) - pings, pings, sum(seat.deleted for seat in kept.values())

    def _judge(self, seen: Look, miss: Look, one: str, whole: bool) -> str | None:
        """Why it is not sure that a comment is gone which ``seen`` shows and ``miss`` lacks; None when it is."""
        remark = self.remarks[one]
        if miss.reader != seen.reader:
            return OTHER_LAYOUT
        pair = self._pairs(_Same(seen), _Same(miss), remark.list)
        if not pair.now:
            return _judge_none(miss, remark)
        if not remark.named:
            new = (self.remarks[other] for other in pair.now if other not in seen.seats)
            if any(not other.named and _name(other.author) == _name(remark.author) for other in new):
                return REWRITTEN
        if whole:
            return None
        if miss.promised is None and pair.common * 2 < len(pair.before):
            return MOST_GONE
        if miss.promised is not None and miss.promised > len(miss.seats):
            if not miss.more:
                return SELECTION
            if remark.depth:
                return COLLAPSED
        if self._jumps(_Same(seen)) or self._jumps(_Same(miss)):
            return NO_ORDER
        return self._judge_place(pair, one, alone=not (seen.more or miss.more))

    def _find_list(self, same: _Same, name: str) -> tuple[str, ...]:
        """The comments of a list that a look shows, in their order, as far as one is told."""
        found = [
            (seat.position or 0, one)
            for one, seat in same.look.seats.items()
            if one in self.remarks and self.remarks[one].list == name
        ]
        return tuple(one for _, one in sorted(found))

    def _line_up(self, seen: _Same, miss: _Same, name: str) -> _Pair:
        before, now = self._lists(seen, name), self._lists(miss, name)
        places = {each: place for place, each in enumerate(now)}
        common = [places[each] for each in before if each in places]
        ordered = common == sorted(common)
        if len(common) > 1 and common == sorted(common, reverse=True):
            now, ordered = now[::-1], True
            places = {each: place for place, each in enumerate(now)}
        return _Pair(
            {each: place for place, each in enumerate(before)},
            now,
            _find_nearest(before, places),
            _find_nearest(before[::-1], places)[::-1],
            len(common),
            ordered,
        )

    def _judge_place(self, pair: _Pair, one: str, *, alone: bool) -> str | None:
        """None when the later list reaches over the place where ``one`` stood in the earlier; else why not.

        ``alone``: the list has no other pages.
        """
        if not pair.ordered:
            return NO_ORDER
        at = pair.before[one]
        left, right = pair.left[at], pair.right[at]
        if left is not None and right is not None:
            return None
        # answers to its neighbour do not count as what stands behind it: its own level must go on
        beyond = range(left + 1, len(pair.now)) if left is not None else range(right or 0)
        if any(self.remarks[pair.now[each]].depth <= self.remarks[one].depth for each in beyond):
            return None
        if right is not None and alone and pair.adds_nothing:
            return None
        return CUT if alone and left is not None else EDGE


def _has_no_order(same: _Same) -> bool:
    """Whether a look tells of some comment no place."""
    return any(seat.position is None for seat in same.look.seats.values())


def _find_nearest(before: Sequence[str], places: Mapping[str, int]) -> list[int | None]:
    """For each place of ``before`` where the nearest comment before it stands that has a place."""
    nearest: list[int | None] = []
    last: int | None = None
    for each in before:
        nearest.append(last)
        last = places.get(each, last)
    return nearest


def _judge_none(miss: Look, remark: Remark) -> str | None:
    """The same for a look that shows nothing of the list."""
    if remark.ping:
        return NO_PINGS
    if miss.promised != 0:
        return NO_COMMENTS
    return SWITCHED_OFF if miss.open is False else None


def _says_the_same(one: Look, other: Look) -> bool:
    return (
        one.seats is other.seats
        and one.reader == other.reader
        and (one.promised, one.open, one.more) == (other.promised, other.open, other.more)
    )


def _name(author: str | None) -> str:
    return " ".join((author or "").casefold().split())
