"""Brings an answer and its request together, wherever in the file they stand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from archive.warc.record import ANSWERS, Record
from archive.warc.walk import MOST, OnDamage, iter_records, iter_records_from

_AHEAD = 16
_AHEAD_BYTES = 32 * 1024 * 1024
"""So many records, so many bytes may wait for a request before the whole file is searched for it."""


def iter_pairs(
    path: Path, on_damage: OnDamage = lambda damage: None, most: int = MOST
) -> Iterator[tuple[Record, Record | None]]:
    """Every web answer with its request (None: there is none), in the order of the answers in the file."""
    far = _FarRequests(path)
    waiting: deque[Record] = deque()
    near: deque[Record] = deque(maxlen=_AHEAD)
    for record in iter_records(path, on_damage, most=most):
        if record.kind in ANSWERS and record.is_web:
            waiting.append(record)
        elif record.kind == "request":
            near.append(record)
        while waiting and (request := _take(waiting[0], near)):
            yield waiting.popleft(), request
        while len(waiting) > _AHEAD or sum(len(one.block) for one in waiting) > _AHEAD_BYTES:
            answer = waiting.popleft()
            yield answer, far.find(answer)
    for answer in waiting:
        yield answer, _take(answer, near) or far.find(answer)


def belong(answer: Record, request: Record) -> bool:
    """Whether ``answer`` is to ``request``: WARC-Concurrent-To says so, else address and time agree."""
    if request.kind != "request":
        return False
    named = answer.concurrent | request.concurrent
    if named:
        return request.get("WARC-Record-ID") in named or answer.get("WARC-Record-ID") in named
    return request.url == answer.url and request.get("WARC-Date") == answer.get("WARC-Date")


def _take(answer: Record, near: deque[Record]) -> Record | None:
    for request in near:
        if belong(answer, request):
            near.remove(request)
            return request
    return None


class _FarRequests:
    """The requests far from their answers. The file is searched once, when the first one is missed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] | None = None

    def find(self, answer: Record) -> Record | None:
        if self._places is None:
            self._places = dict(self._iter_places())
        names = (answer.get("WARC-Record-ID") or "", *answer.concurrent)
        place = next((self._places[name] for name in names if name in self._places), None)
        found = next(iter_records_from(self._path, place), None) if place is not None else None
        return found if found is not None and belong(answer, found) else None

    def _iter_places(self) -> Iterator[tuple[str, int]]:
        for record in iter_records(self._path):
            if record.kind == "request":
                for name in (record.get("WARC-Record-ID"), *record.concurrent):
                    if name:
                        yield name, record.offset
