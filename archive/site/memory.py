"""Memory: answers that cost a look at the whole archive, kept until the archive changes."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

QUICK = 0.2
"""Seconds: what took less is asked anew as soon as the archive changes."""

PATIENCE = 20
"""What took longer is believed this many times as long, so that a running crawl does not make every page slow."""

_MOST = 500


@dataclass(slots=True)
class _Answer:
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: object = None
    value: Any = None
    there: bool = False
    took: float = 0.0
    since: float = 0.0

    def holds(self, state: object) -> bool:
        if not self.there:
            return False
        waits = self.took > QUICK and time.monotonic() - self.since < PATIENCE * self.took
        return self.state == state or waits


_answers: OrderedDict[Hashable, _Answer] = OrderedDict()
_door = threading.Lock()


def remember(connection: sqlite3.Connection, question: Hashable, ask: Callable[[], T]) -> T:
    """The answer of ``ask()`` to ``question`` about the archive behind ``connection``; asked once for each state of it.

    While one reader asks anew, others get the answer of before. An archive in memory is asked each time.
    """
    path = connection.execute("pragma database_list").fetchone()[2]
    if not path:
        return ask()
    answer = _find((path, question))
    state = _state_of(path)
    if answer.holds(state):
        value: T = answer.value
        return value
    if not answer.lock.acquire(blocking=not answer.there):
        old: T = answer.value
        return old
    try:
        if not answer.holds(state):
            started = time.monotonic()
            answer.value = ask()
            answer.took, answer.since = time.monotonic() - started, time.monotonic()
            answer.state, answer.there = state, True
        fresh: T = answer.value
        return fresh
    finally:
        answer.lock.release()


def _find(key: Hashable) -> _Answer:
    with _door:
        answer = _answers.setdefault(key, _Answer())
        _answers.move_to_end(key)
        while len(_answers) > _MOST:
            _answers.popitem(last=False)
        return answer


def _state_of(path: str) -> tuple[tuple[int, int], ...]:
    """What changes with every write: times and sizes of the database and its log."""
    return tuple(_look(path + end) for end in ("", "-wal"))


def _look(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
