"""Turns: when what captures tell of one thing became something else: a text, a tombstone, open and closed. Pure.

Two pages may tell one thing differently all the time (an index page leaves out what the post's page prints); that is
no turn. A turn is a place that tells something else than the same place told before; or a place that is new, told
something else, and is no neighbour in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.db.absences import OTHER_LAYOUT, SAME_TIME

OTHER_PAGE = "another page tells it so"


@dataclass(frozen=True, slots=True)
class Told:
    """What one capture tells: ``when`` in seconds (UTC epoch), ``place`` the address as compared, ``reader`` adapter
    and layout."""

    id: str
    when: float
    place: str
    reader: str
    value: int


@dataclass(frozen=True, slots=True)
class Turn:
    """From what was told ``before`` to what was told ``after``. ``why`` says why that may be no change of the thing
    itself; None when it is one."""

    before: Told
    after: Told
    why: str | None


def iter_turns(told: Iterable[Told]) -> Iterator[Turn]:
    """The turns, oldest first, whatever the order in which captures come."""
    places: dict[str, Told] = {}
    newest: Told | None = None
    turned: Told | None = None
    for one in sorted(told, key=lambda each: (each.when, each.id)):
        before = places.get(one.place)
        if before is not None:
            if one.value != before.value and not _is_known(one, before, turned):
                yield Turn(before, one, None if one.reader == before.reader else OTHER_LAYOUT)
                turned = one
        elif newest is not None and one.value != newest.value and one.when - newest.when >= SAME_TIME:
            yield Turn(newest, one, OTHER_PAGE)
            turned = one
        places[one.place] = newest = one


def _is_known(one: Told, before: Told, turned: Told | None) -> bool:
    """Whether another place has told this turn since this one was asked."""
    return turned is not None and turned.value == one.value and turned.when > before.when
