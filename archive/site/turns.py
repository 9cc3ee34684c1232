"""Turns: pages are made one after another while they are quick, so that none waits for all the others at once.

Python runs one thread at a time. Pages that are made side by side pass it to and fro and end together, all of them
late; made in turn, the first is there at once and the last no later than before.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

PATIENCE = 0.1
"""Seconds that one waits for one's turn; whoever takes longer (a first look at a large archive) holds nobody up."""

_turns: WeakKeyDictionary[AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@asynccontextmanager
async def in_turn(patience: float = PATIENCE) -> AsyncIterator[None]:
    """One's turn among the pages of this event loop, the first come first; without one after ``patience`` seconds."""
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    try:
        await asyncio.wait_for(turn.acquire(), patience)
    except TimeoutError:
        yield
        return
    try:
        yield
    finally:
        turn.release()
