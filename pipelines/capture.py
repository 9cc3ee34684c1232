"""Scrapy's edge: what crosses the wire goes into the WARC before anyone reads it.

Scrapy and Twisted show a response only after they have parsed it: headers in their own order and case,
chunks joined. So the bytes are taken from the connection itself, in a subclass of Scrapy's HTTP/1.1 handler.
It leans on a few private names; :func:`find_missing_names` says which of them are gone
(docs/decisions/0003-the-wire-is-teed-below-scrapy.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.web import _newclient
from twisted.web.client import HTTPConnectionPool

from archive.errors import BlogkeepError
from archive.posted import wire_address
from archive.warc.writer import WarcWriter
from pipelines.wire import Attempt, Tap, Wire, asking

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_SLACK = 1024 * 1024
"""What heads, interim answers and chunk lines may add to a body of the greatest size."""


class NoWarc(BlogkeepError):
    """A download was asked for while nothing keeps its bytes."""


class WireDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's http and https handler, with every byte kept in the WARC of ``crawler.warc`` first.

    ``request.meta["capture"]`` and ``["exchange"]`` are the Capture and Exchange of the answer, also when the
    download then fails, if any byte came. ``request.meta["exchange_note"]`` says why an answer is not whole
    (a WARC-Truncated reason). ``request.meta["held"]`` is the capture whose validators the request carries: a
    304 stands for it. Exceptions are Scrapy's own; OutOfSpace when the disk is full.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        missing = find_missing_names()
        if missing:
            raise NoWarc(
                f"This Scrapy or Twisted lacks what the capture of the wire leans on: {', '.join(missing)}. "
                "Nothing is fetched that cannot be kept. Install the versions that blogkeep asks for."
            )
        self._pool = _open_pool(self._pool)

    async def download_request(self, request: Request) -> Response:
        """Downloads and keeps. The response is handed on only after it is in the WARC."""
        writer = self._writer()
        wire = Wire(self._most_bytes(request))
        for name in ("capture", "exchange", "exchange_note"):
            request.meta.pop(name, None)
        token = asking.set(wire)
        try:
            response = await super().download_request(request)
        except Exception as error:
            reason = _reason(error)
            _keep(writer, request, _cut_by_us(wire.close(), reason), reason)
            raise
        finally:
            asking.reset(token)
        _keep(writer, request, wire.close(), "disconnect" if "dataloss" in response.flags else "unspecified")
        if "capture" not in request.meta:
            raise NoWarc(f"The answer of {request.url} was not seen on the wire, so it is not handed on.")
        return response

    def _writer(self) -> WarcWriter:
        writer = getattr(self._crawler, "warc", None)
        if not isinstance(writer, WarcWriter):
            raise NoWarc("No WARC is open (crawler.warc is not set): nothing is fetched that cannot be kept.")
        return writer

    def _most_bytes(self, request: Request) -> int:
        most = request.meta.get("download_maxsize", self._default_maxsize)
        return 2 * int(most) + _SLACK if most else 0


def _cut_by_us(attempts: list[Attempt], reason: str) -> list[Attempt]:
    """When it is we who hang up, an answer that ends with its connection looks whole; it is not."""
    if attempts and reason in ("time", "length"):
        attempts[-1].complete = False
    return attempts


def _keep(writer: WarcWriter, request: Request, attempts: list[Attempt], reason: str) -> None:
    """Writes every attempt. ``reason`` is why the last one is not whole, should it not be."""
    url = urldefrag(request.url)[0]
    for attempt in attempts:
        truncated = None if attempt.complete else "length" if attempt.over else reason
        exchange = attempt.exchange(url, truncated)
        if not exchange.response:
            writer.write_unanswered(exchange)
            continue
        capture = writer.write(exchange, request.meta.get("held"))
        request.meta["capture"], request.meta["exchange"] = capture, replace(exchange, url=wire_address(capture.url))
        if truncated:
            request.meta["exchange_note"] = truncated


def _reason(error: Exception) -> str:
    """The WARC-Truncated reason for a failed download."""
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, DownloadCancelledError):
        return "length"
    return "disconnect" if any(_is_disconnect(cause) for cause in _iter_causes(error)) else "unspecified"


def _is_disconnect(error: BaseException) -> bool:
    return isinstance(error, (ConnectionDone, ConnectionLost))


def _iter_causes(error: BaseException | None) -> Iterable[BaseException]:
    while error is not None:
        yield error
        for failure in getattr(error, "reasons", None) or ():
            yield failure.value
        error = error.__cause__


class _WireRequest(_newclient.Request):
    """A request that knows which wire it goes over."""

    wire: Wire
    attempt: Attempt | None = None

    def writeTo(self, transport: Any) -> Any:
        write: Any = super().writeTo
        return write(Tap(transport, self.attempt.request) if self.attempt else transport)


class _Connection:
    """A connection out of the pool, for one request."""

    def __init__(self, connection: Any, wire: Wire) -> None:
        self._connection, self._wire = connection, wire

    def request(self, request: Any) -> Any:
        # the class is changed because the agent has already made the request (Scrapy does so with its parser)
        request.__class__ = _WireRequest
        request.wire = self._wire
        return self._connection.request(request)


class _WirePool(HTTPConnectionPool):
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


def _tapped_factory(base: Any) -> Any:
    class WireFactory(base):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:
            protocol = super().buildProtocol(addr)
            protocol.__class__ = _tapped(protocol.__class__)
            return protocol

    return WireFactory


def _open_pool(old: HTTPConnectionPool) -> _WirePool:
    """A pool like ``old`` (nothing is in it yet) whose connections show their bytes."""
    make: Any = _WirePool
    pool: _WirePool = make(old._reactor, persistent=old.persistent)
    pool.maxPersistentPerHost = old.maxPersistentPerHost
    pool._factory = _tapped_factory(old._factory)
    return pool


_NAMES: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("HTTPConnectionPool._factory", lambda: HTTPConnectionPool._factory),
    ("HTTPConnectionPool.getConnection", lambda: HTTPConnectionPool.getConnection),
    ("_newclient.Request.writeTo", lambda: _newclient.Request.writeTo),
    ("HTTP11ClientProtocol.request", lambda: _newclient.HTTP11ClientProtocol.request),
    ("HTTP11ClientProtocol.dataReceived", lambda: _newclient.HTTP11ClientProtocol.dataReceived),
    ("HTTP11ClientProtocol._finishResponse", lambda: _newclient.HTTP11ClientProtocol._finishResponse),
    ("HTTP11ClientProtocol.state", lambda: _newclient.HTTP11ClientProtocol.state),
    ("_LenientHTTP11ClientFactory", lambda: http11._LenientHTTP11ClientFactory),
    ("HTTP11DownloadHandler.download_request", lambda: HTTP11DownloadHandler.download_request),
)


def find_missing_names() -> list[str]:
    """The names in Scrapy and Twisted that this file leans on and that are gone; empty when all is well."""
    missing = []
    for name, look in _NAMES:
        try:
            look()
        except AttributeError:
            missing.append(name)
    return missing
