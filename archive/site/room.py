"""The room: which archive this Datasette serves, who may enter, and how it is asked."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Forbidden

from archive.home import Home
from archive.site.turns import in_turn

T = TypeVar("T")

DATABASE_FILE = "archive.db"


@dataclass(frozen=True, slots=True)
class Room:
    """One archive behind one Datasette: its rows (``database``, Datasette's) and its folder (``home``)."""

    datasette: Any
    database: Any
    home: Home

    @property
    def name(self) -> str:
        """The database's name in Datasette's addresses."""
        return str(self.database.name)

    async def ask(
        self, question: Callable[[sqlite3.Connection], T], *, patient: bool = False, beside: bool = False
    ) -> T:
        """The answer of ``question(connection)``, run on one of Datasette's read-only connections, in turn.

        Datasette's ``sql_time_limit_ms`` holds for each question as a whole; what takes longer raises
        ``sqlite3.OperationalError("interrupted")``. ``patient`` questions also work outside SQLite (they
        unpack and rewrite a page) and have a minute. ``beside`` others run those whose work is SQLite's own, which
        keeps no Python from running: a search.
        """
        limit = 60_000 if patient else int(self.datasette.setting("sql_time_limit_ms"))

        def within_limit(connection: sqlite3.Connection) -> T:
            with sqlite_timelimit(connection, limit):
                return question(connection)

        async with nullcontext() if beside else in_turn():
            answer: T = await self.database.execute_fn(within_limit)
        return answer

    async def make(self, work: Callable[[], T]) -> T:
        """What ``work()`` makes, in a thread and in turn: a long page must not keep the others from being sent."""
        async with in_turn():
            return await asyncio.to_thread(work)

    async def admit(self, request: Any) -> None:
        """Nothing, when the visitor may see the database; Datasette's Forbidden when not."""
        if not await _may_see(self.datasette, request.actor, self.name):
            raise Forbidden("You may not see this archive.")


def find_room(datasette: Any) -> Room | None:
    """The archive among the databases of this Datasette; None when it serves none."""
    for database in datasette.databases.values():
        path = getattr(database, "path", None)
        if path and Path(path).name == DATABASE_FILE:
            return Room(datasette, database, Home(Path(path).resolve().parent))
    return None


async def _may_see(datasette: Any, actor: Any, name: str) -> bool:
    """Whether ``actor`` may see the whole database, asked as Datasette 1.0 or as 0.65 wants it."""
    if hasattr(datasette, "allowed"):
        from datasette.resources import DatabaseResource

        allowed = await datasette.allowed(action="view-database", resource=DatabaseResource(database=name), actor=actor)
    else:
        allowed = await datasette.permission_allowed(actor, "view-database", resource=name, default=True)
    return bool(allowed)
