"""The wire: what goes over a connection for one request, taken down byte by byte."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive.models import Exchange
from archive.warc.message import drop_interim


@dataclass(slots=True)
class Attempt:
    """One try on one connection. ``limit`` is the most bytes of an answer that are taken, 0 for no limit."""

    started: datetime
    limit: int = 0
    ip: str | None = None
    request: bytearray = field(default_factory=bytearray)
    response: bytearray = field(default_factory=bytearray)
    complete: bool = False
    over: bool = False
    closed: bool = False

    def receive(self, data: bytes) -> bool:
        """Takes bytes of the answer; False when there are more of them than the limit allows."""
        if self.closed:
            return True
        self.response += data
        if self.limit and len(self.response) > self.limit:
            del self.response[self.limit :]
            self.over = True
        return not self.over

    def finish(self, rest: bytes) -> None:
        """The answer is whole. ``rest`` came after its end and is no part of it."""
        self.complete = True
        if rest:
            del self.response[-len(rest) :]

    def exchange(self, url: str, truncated: str | None) -> Exchange:
        """The attempt as a value. The buffers are let go; what still comes belongs to nobody."""
        self.closed = True
        request, response = bytes(self.request), bytes(self.response)
        self.request.clear()
        self.response.clear()
        return Exchange(url, request, drop_interim(response), self.started, self.ip, truncated)


class Wire:
    """What crosses the wire for one Scrapy request: two attempts when the pool's old connection was dead."""

    def __init__(self, limit: int) -> None:
        self.attempts: list[Attempt] = []
        self._limit = limit
        self._closed = False

    def begin(self, ip: str | None) -> Attempt | None:
        """A new attempt; None when nobody waits for it any more."""
        if self._closed:
            return None
        self.attempts.append(Attempt(datetime.now(UTC), self._limit, ip))
        return self.attempts[-1]

    def close(self) -> list[Attempt]:
        """All attempts; there will be no more."""
        self._closed = True
        return self.attempts


asking: ContextVar[Wire | None] = ContextVar("asking", default=None)
"""The wire of the request whose connection is asked for right now."""


class Tap:
    """A transport that also shows what is written to it."""

    def __init__(self, transport: Any, taken: bytearray) -> None:
        self._transport, self._taken = transport, taken

    def write(self, data: bytes) -> None:
        self._taken += data
        self._transport.write(data)

    def writeSequence(self, parts: Iterable[bytes]) -> None:
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
