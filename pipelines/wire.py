"""The wire: what goes over one connection for one request, taken down byte by byte.

Twisted's client shows a response after it has parsed it; these classes stand between it and the transport.
They lean on private names of Twisted (``pipelines.capture.find_missing_names``).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from twisted.web import _newclient
from twisted.web.client import HTTPConnectionPool

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


class _Tap:
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


class _WireRequest(_newclient.Request):
    """A request that knows which wire it goes over."""

    wire: Wire
    attempt: Attempt | None = None

    def writeTo(self, transport: Any) -> Any:
        write: Any = super().writeTo
        return write(_Tap(transport, self.attempt.request) if self.attempt else transport)


class _Connection:
    """A connection out of the pool, for one request."""

    def __init__(self, connection: Any, wire: Wire) -> None:
        self._connection, self._wire = connection, wire

    def request(self, request: Any) -> Any:
        # the class is changed because the agent has already made the request (Scrapy does so with its parser)
        request.__class__ = _WireRequest
        request.wire = self._wire
        return self._connection.request(request)


class WirePool(HTTPConnectionPool):
    """Hands out connections that know for which wire they were asked."""

    def getConnection(self, key: Any, endpoint: Any) -> Any:
        wire = asking.get()
        found = super().getConnection(key, endpoint)
        return found.addCallback(_Connection, wire) if wire else found


@cache
def _tapped(base: type[Any]) -> Any:
    """A protocol class like ``base`` that shows its bytes."""

    class WireProtocol(base):  # type: ignore[misc]
        _attempt: Attempt | None = None

        def request(self, request: Any) -> Any:
            wire = getattr(request, "wire", None)
            if wire is not None and self.state == "QUIESCENT":
                peer = self.transport.getPeer()
                self._attempt = request.attempt = wire.begin(getattr(peer, "host", None))
            return super().request(request)

        def dataReceived(self, data: bytes) -> None:
            if self._attempt is not None and not self._attempt.receive(data):
                self._attempt = None
                self.transport.abortConnection()
                return
            super().dataReceived(data)

        def _finishResponse(self, rest: bytes) -> None:
            attempt, self._attempt = self._attempt, None
            if attempt is not None:
                attempt.finish(rest)
            super()._finishResponse(rest)

    return WireProtocol


def tapped_factory(base: Any) -> Any:
    class WireFactory(base):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:
            protocol = super().buildProtocol(addr)
            protocol.__class__ = _tapped(protocol.__class__)
            return protocol

    return WireFactory


def open_pool(old: HTTPConnectionPool) -> WirePool:
    """A pool like ``old`` (nothing is in it yet) whose connections show their bytes."""
    make: Any = WirePool
    pool: WirePool = make(old._reactor, persistent=old.persistent)
    pool.maxPersistentPerHost = old.maxPersistentPerHost
    pool._factory = tapped_factory(old._factory)
    return pool
