"""Events: what became of posts and comments, and when: edited, vanished, tombstoned, back, gone, moved, closed.

They are worked out from all looks at a thread each time a capture adds one, so that the order of arrival does not
matter. What is new needs no event: a row's ``first_seen`` says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from itertools import pairwise

from sqlite_utils import Database

from archive.db.absences import Look, Remark, Seat, find_absences
from archive.db.claims import body_number
from archive.db.doubts import is_trusted
from archive.db.merge import SOURCE_RANK
from archive.db.rows import chunks, marks
from archive.db.thread_looks import GONE, MOVED
from archive.db.turns import Told, Turn, iter_turns
from archive.urls import place, stable_id

LOOKS = """
select
  captures.id, captures.time, captures.url, captures.status, captures.truncated, captures.doubt, captures.adapter,
  captures.layout, looks.source, looks.promised, looks.open, looks.more, looks.print, looks.moved_to
from looks
join captures on captures.id = looks.capture_id
where looks.post_id = ?
order by captures.time, captures.id
"""

HAS_EVENTS = """
select
  exists (select 1 from events where post_id = ?1),
  exists (select 1 from versions where post_id = ?1)
"""

POST = """
select url, first_seen
from posts
where id = ?
"""

REMARKS = """
select
  id,
  iif(exists (select 1 from copies where copies.post_id = comments.post_id), '', system),
  kind,
  depth,
  source_id,
  author
from comments
where post_id = ?
"""

SEATS = """
select sightings.capture_id, sightings.comment_id, sightings.position, sightings.deleted
from sightings
join comments on comments.id = sightings.comment_id
where sightings.capture_id in ({marks})
  and comments.post_id = ?
"""

STONES = """
select sightings.comment_id
from comments
join sightings on sightings.comment_id = comments.id and sightings.deleted = 1
where comments.post_id = ?
"""

REWRITTEN = """
select null, id, title, html, text
from versions
where post_id = ?1
union all
select versions.comment_id, versions.id, versions.title, versions.html, versions.text
from comments
join versions on versions.comment_id = comments.id
where comments.post_id = ?1
"""

TOLD = """
select
  captures.id, captures.time, captures.url, captures.adapter, captures.layout, sightings.source, sightings.body,
  coalesce(sightings.deleted, 0)
from sightings
join captures on captures.id = sightings.capture_id
where sightings.{owner} = ?
"""

OLD_EVENTS = """
select
  id, post_id, comment_id, what, time, capture_id, last_capture_id, ended, old_version, new_version, moved_to, why
from events
where post_id = ?
"""

DROP_EVENT = """
delete from events
where id = ?
"""

ADD_EVENT = """
insert into events (
  id, post_id, comment_id, what, time, capture_id, last_capture_id, ended, old_version, new_version, moved_to, why
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_PINGS = ("trackback", "pingback", "webmention")
_WELL = (200, 203, 304)
"""Statuses of answers that show what stands at an address; 304: what the last one showed."""


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a post or comment. ``capture_id`` proves it, ``last_capture_id`` shows what was before.

    ``ended``: when a later capture shows it back. ``old_version`` and ``new_version`` are ids of versions, None
    for the body that stands. ``why``: why it is not sure; None when it is.
    """

    post_id: str
    comment_id: str | None
    what: str
    time: str
    capture_id: str
    last_capture_id: str | None = None
    ended: str | None = None
    old_version: str | None = None
    new_version: str | None = None
    moved_to: str | None = None
    why: str | None = None

    @property
    def id(self) -> str:
        """The same on every machine: what became of what, by which capture."""
        return stable_id("event", self.post_id, self.comment_id or "", self.what, self.capture_id)


@dataclass(frozen=True, slots=True)
class _Row:
    """A look as it is kept; ``time`` as the captures write it."""

    id: str
    time: str
    url: str
    status: int | None
    truncated: str | None
    doubt: str | None
    adapter: str | None
    layout: str | None
    source: str | None
    promised: int | None
    open: int | None
    more: int | None
    print: int | None
    moved_to: str | None

    @property
    def place(self) -> str:
        return place(self.url)

    @property
    def when(self) -> float:
        return _seconds(self.time)

    @property
    def reader(self) -> str:
        """Who read the page, and what it left to another reader."""
        return f"{self.adapter} {self.layout} {self.doubt or ''}".rstrip()

    @property
    def readable(self) -> bool:
        well = self.source is not None and self.status in _WELL
        return well and self.truncated is None and is_trusted(self.doubt)


def tell_events(db: Database, post_ids: Iterable[str]) -> None:
    """Make the events of these posts (those that are kept) true again. Cheap for a thread that was seen once."""
    for post_id in post_ids:
        has_events, rewritten = db.conn.execute(HAS_EVENTS, (post_id,)).fetchone()
        looks = [_Row(*row) for row in db.conn.execute(LOOKS, (post_id,))]
        if len(looks) > 1 or rewritten or has_events or any(look.source is None for look in looks):
            _write(db, post_id, _Post(db, post_id, looks).iter_events())


def _write(db: Database, post_id: str, events: Iterable[Event]) -> None:
    told: dict[str, Event] = {}
    for event in events:
        told.setdefault(event.id, event)
    new = {(one, *astuple(event)) for one, event in told.items()}
    old = set(db.conn.execute(OLD_EVENTS, (post_id,)).fetchall())
    db.conn.executemany(DROP_EVENT, [(row[0],) for row in old - new])
    db.conn.executemany(ADD_EVENT, sorted(new - old, key=str))


class _Post:
    """A post whose events are told, and all looks at it, oldest first."""

    def __init__(self, db: Database, post_id: str, looks: Sequence[_Row]) -> None:
        self.db = db
        self.id = post_id
        self.looks = looks
        self.times = {look.id: look.time for look in looks}

    def iter_events(self) -> Iterator[Event]:
        """Everything that became of the post and its comments; nothing when it is not kept."""
        post = self.db.conn.execute(POST, (self.id,)).fetchone()
        if post is None:
            return
        yield from self._iter_fates(*post)
        yield from self._iter_openings()
        yield from self._iter_edits()
        yield from self._iter_stones()
        yield from self._iter_absences()

    def _iter_fates(self, url: str, first_seen: str) -> Iterator[Event]:
        """Gone, moved and back: what its own address answered, one answer after the other."""
        states = [(self._state(look), look) for look in self.looks if look.place == place(url)]
        told = [(state, look) for state, look in states if state is not None]
        fates: list[tuple[str, _Row, str | None]] = []
        state, last = "", None
        for now, look in told:
            if now == "back" and not state:
                state, last = "back", look.id
            elif now != state and (state or first_seen < look.time):
                fates.append((now, look, last))
                state, last = now, look.id
            elif now == "back":
                last = look.id
        for (what, look, before), later in zip(fates, (*fates[1:], None), strict=False):
            ended = later[1].time if later is not None else None
            moved_to = look.moved_to if what == "moved" else None
            until = ended if what != "back" else None
            yield Event(self.id, None, what, look.time, look.id, before, until, moved_to=moved_to)

    def _state(self, look: _Row) -> str | None:
        if look.status in GONE:
            return "gone"
        if look.status in MOVED:
            return "moved" if look.moved_to not in (None, self.id) else None
        return "back" if look.readable else None

    def _iter_openings(self) -> Iterator[Event]:
        """Comments closed and opened, as the post's pages say, or else what says it oftenest."""
        told: dict[str, list[Told]] = defaultdict(list)
        for look in self.looks:
            if look.open is not None and look.readable:
                told[look.source or ""].append(Told(look.id, look.when, look.place, look.reader, look.open))
        best = max(told, key=lambda source: (SOURCE_RANK.get(source, 0), source), default=None)
        for turn in iter_turns(told[best] if best is not None else ()):
            yield self._event(turn, None, "opened" if turn.after.value else "closed")

    def _iter_edits(self) -> Iterator[Event]:
        """What was rewritten, as witnesses of the best kind tell it."""
        bodies: dict[str | None, dict[int, str]] = defaultdict(dict)
        for comment_id, version, title, html, text in self.db.conn.execute(REWRITTEN, (self.id,)):
            bodies[comment_id][body_number(title, text if text is not None else html)] = version
        for comment_id, versions in bodies.items():
            told = self._told(comment_id)
            rank = max((SOURCE_RANK[row[5]] for row in told if row[6] is not None), default=0)
            best = [
                _told(row, row[6], self.times) for row in told if row[6] is not None and SOURCE_RANK[row[5]] == rank
            ]
            for turn in iter_turns(best):
                old, new = versions.get(turn.before.value), versions.get(turn.after.value)
                if turn.before.value != turn.after.value and (old, new) != (None, None):
                    yield self._event(turn, comment_id, "edited", old, new)

    def _iter_stones(self) -> Iterator[Event]:
        """What became a tombstone, and what stood up again."""
        stones = {row[0] for row in self.db.conn.execute(STONES, (self.id,))}
        for comment_id in sorted(stones):
            told = [_told(row, row[7], self.times) for row in self._told(comment_id)]
            turns = list(iter_turns(told))
            for turn, later in pairwise([*turns, None]):
                assert turn is not None
                ended = self.times[later.after.id] if later is not None and turn.after.value else None
                yield self._event(turn, comment_id, "tombstoned" if turn.after.value else "back", ended=ended)

    def _iter_absences(self) -> Iterator[Event]:
        if not _looked_twice(self.looks):
            return
        remarks = {
            row[0]: Remark(f"{row[1]} {_sort(row[2])}", row[2] in _PINGS, row[3] or 0, row[4] is not None, row[5])
            for row in self.db.conn.execute(REMARKS, (self.id,))
        }
        for absence in find_absences(self._iter_looks(), remarks):
            last, missed, back = absence.last.id, absence.missed.id, absence.back
            what = "vanished" if absence.why is None else "unseen"
            ended = self.times[back.id] if back is not None else None
            asked = (self.id, absence.comment_id)
            yield Event(*asked, what, self.times[missed], missed, last, ended, why=absence.why)
            if back is not None:
                yield Event(*asked, "back", self.times[back.id], back.id, last)

    def _iter_looks(self) -> Iterator[Look]:
        """The looks with what they show; those of one print share it.

        A feed that answers 304 is no look: WordPress dates its feeds by the newest post or comment, so that it says
        "as before" of a list that lost one.
        """
        shared = {(look.place, look.print): look.id for look in reversed(self.looks) if look.source is not None}
        seats: dict[str, dict[str, Seat]] = {one: {} for one in shared.values()}
        for some in chunks(seats):
            asked = (*some, self.id)
            for capture_id, comment_id, position, deleted in self.db.conn.execute(
                SEATS.format(marks=marks(some)), asked
            ):
                seats[capture_id][comment_id] = Seat(position, bool(deleted))
        for look in self.looks:
            if look.source is not None and (look.source, look.status) != ("feed", 304):
                yield Look(
                    look.id,
                    look.when,
                    look.place,
                    look.source,
                    look.reader,
                    look.readable,
                    look.promised,
                    None if look.open is None else bool(look.open),
                    bool(look.more),
                    seats[shared[look.place, look.print]],
                )

    def _told(self, comment_id: str | None) -> list[tuple[str, str, str, str, str, str, int | None, int]]:
        owner = "post_id" if comment_id is None else "comment_id"
        rows = self.db.conn.execute(TOLD.format(owner=owner), (comment_id or self.id,)).fetchall()
        self.times.update((row[0], row[1]) for row in rows)
        return rows

    def _event(
        self,
        turn: Turn,
        comment_id: str | None,
        what: str,
        old: str | None = None,
        new: str | None = None,
        ended: str | None = None,
    ) -> Event:
        proof = turn.after.id
        return Event(self.id, comment_id, what, self.times[proof], proof, turn.before.id, ended, old, new, why=turn.why)


def _told(row: tuple[str, str, str, str, str, str, int | None, int], value: int, times: Mapping[str, str]) -> Told:
    return Told(row[0], _seconds(times[row[0]]), place(row[2]), f"{row[3]} {row[4]}", value)


def _looked_twice(looks: Sequence[_Row]) -> bool:
    """Whether a place was looked at more than once: else nothing can be missed."""
    places = [look.place for look in looks if look.source is not None]
    return len(set(places)) < len(places)


def _sort(kind: str) -> str:
    return "pings" if kind in _PINGS else "reactions" if kind == "reaction" else "comments"


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()
