"""The doors: headers that every answer carries, Datasette's own pages too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

App = Callable[[Any, Any, Any], Awaitable[None]]

WANTED = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}
"""Types are not guessed, other sites don't learn whence a reader comes, nobody frames us; own headers win."""


def guard_every_answer(app: App) -> App:
    """``app`` with the headers of WANTED on each of its answers."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        async def send_guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name.lower() for name, _ in headers}
                headers += [[name, value] for name, value in WANTED.items() if name not in said]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_guarded)

    return guarded
