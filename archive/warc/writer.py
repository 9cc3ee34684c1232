"""Writes exchanges into WARC files: request and response exactly as they crossed the wire."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType

from archive.errors import OutOfSpace
from archive.home import Home
from archive.models import Capture, Exchange
from archive.posted import wire_address
from archive.warc.message import read_head
from archive.warc.question import address_of
from archive.warc.record import (
    LEVEL,
    REVISIT_PROFILE,
    UNMODIFIED_PROFILE,
    RecordWriter,
    digest_of,
    payload_start,
    safe_url,
    write_date,
)
from archive.warc.segment import Segment

MAX_BYTES = 1_000_000_000
SMALLEST_REVISIT = 512
"""Payloads of fewer bytes are kept again: the headers of a revisit record would take as much room."""

_REMEMBERED = 20_000
"""How many payloads of this run are known for revisits (about 300 bytes each); older ones are forgotten."""

FindDuplicate = Callable[[str, str], Capture | None]


@dataclass(frozen=True, slots=True)
class _Original:
    """The record that a revisit refers to, and what it has in common with it."""

    id: str
    url: str
    time: datetime
    profile: str = REVISIT_PROFILE


class WarcWriter:
    """The one writer of a crawl. Use it from one thread.

    ``info`` goes into the warcinfo record of every file as ``key: value``. ``find_duplicate(url, digest)``
    may answer a capture of an earlier crawl that holds the same payload whole (not a revisit); then, as
    for payloads of this run, a revisit record is written. A file is closed before it outgrows ``max_bytes``,
    unless a single exchange does. The first file is made by the first write.
    """

    def __init__(
        self,
        home: Home,
        *,
        info: Mapping[str, str],
        prefix: str = "blogkeep",
        max_bytes: int = MAX_BYTES,
        find_duplicate: FindDuplicate | None = None,
        level: int = LEVEL,
    ) -> None:
        self._home = home
        self._info = {**_own_info(), **info}
        self._prefix = prefix
        self._max_bytes = max_bytes
        self._find_duplicate = find_duplicate
        self._records = RecordWriter(level)
        self._seen: OrderedDict[str, _Original] = OrderedDict()
        self._segment: Segment | None = None
        self._serial = 0
        self.bytes_written = 0

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, exchange: Exchange, held: Capture | None = None) -> Capture:
        """Keeps an answer and its request. Its place is right at once, durable after :meth:`sync`.

        ``held`` is the capture whose validators went with the request: a 304 stands for it, and is kept as a
        revisit of it, with its payload digest. OutOfSpace when the disk is full: nothing of this exchange is in
        the file then, all before it is.
        """
        url = safe_url(exchange.url)
        address = address_of(url, exchange.request)
        start = payload_start(url, exchange.response)
        head = read_head(exchange.response)
        if held is not None and head.status == 304 and exchange.truncated is None:
            digest = held.digest
            original: _Original | None = _Original(held.id, held.url, held.time, UNMODIFIED_PROFILE)
            start = len(exchange.response)
        else:
            digest = digest_of(memoryview(exchange.response)[start:])
            # a revisit record cannot say to which POST its original was the answer: such answers are kept whole
            size = len(exchange.response) - start if address == url else 0
            original = self._find_original(exchange, url, digest, size)
        ids = (str(uuid.uuid4()), str(uuid.uuid4()))
        data = self._answer(exchange, url, digest, ids, original, start)
        length = len(data)
        if exchange.request:
            data += self._request(exchange, url, ids[1], ids[0])
        segment = self._segment_for(len(data))
        capture = Capture(
            id=ids[0],
            url=address,
            time=exchange.started.astimezone(UTC),
            status=head.status,
            content_type=head.get("content-type"),
            digest=digest,
            warc=segment.name,
            offset=segment.size,
            length=length,
            revisit_of=original.id if original else None,
            truncated=exchange.truncated,
            location=head.location,
        )
        self._append(segment, data, capture)
        if original is None and exchange.truncated is None and address == url:
            self._remember(digest, _Original(capture.id, url, capture.time))
        return capture

    def write_unanswered(self, exchange: Exchange) -> None:
        """Keeps a request that no byte came back for. There is no capture: nothing was captured."""
        if exchange.request:
            data = self._request(exchange, safe_url(exchange.url), str(uuid.uuid4()), None)
            self._append(self._segment_for(len(data)), data, None)

    def sync(self) -> None:
        """Everything written so far is on the disk, records and index lines; rows may name it now."""
        if self._segment:
            self._segment.sync()

    def close(self) -> None:
        """Ends the open file. The writer may be used again: the next write makes a new file."""
        segment, self._segment = self._segment, None
        if segment:
            segment.close()

    def _append(self, segment: Segment, data: bytes, capture: Capture | None) -> None:
        segment.append(data, capture)
        self.bytes_written += len(data)

    def _segment_for(self, size: int) -> Segment:
        if self._segment and self._segment.size + size > self._max_bytes:
            self.close()
        if self._segment is None:
            self._segment = self._open_segment()
        return self._segment

    def _open_segment(self) -> Segment:
        self._serial += 1
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        stem = f"{self._prefix}-{stamp}-{self._serial:05d}-{uuid.uuid4().hex[:8]}"
        self._home.warcs.mkdir(parents=True, exist_ok=True)
        segment = Segment(self._home.warcs, stem)
        try:
            self._append(segment, self._records.warcinfo(segment.name, self._info), None)
        except OutOfSpace:
            segment.discard()
            raise
        return segment

    def _find_original(self, exchange: Exchange, url: str, digest: str, size: int) -> _Original | None:
        if size < SMALLEST_REVISIT or exchange.truncated:
            return None
        if known := self._seen.get(digest):
            self._seen.move_to_end(digest)
            return known
        found = self._find_duplicate(url, digest) if self._find_duplicate else None
        if found is None or found.revisit_of or found.truncated or found.digest != digest:
            return None
        if wire_address(found.url) != found.url:
            return None
        return _Original(found.id, found.url, found.time)

    def _remember(self, digest: str, original: _Original) -> None:
        self._seen[digest] = original
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _answer(
        self,
        exchange: Exchange,
        url: str,
        digest: str,
        ids: tuple[str, str],
        original: _Original | None,
        start: int,
    ) -> bytes:
        block = exchange.response[:start] if original else exchange.response
        headers = _fields(exchange, url, ids[0], ids[1] if exchange.request else None)
        if exchange.truncated:
            headers.append(("WARC-Truncated", exchange.truncated))
        if original:
            headers += [
                ("WARC-Profile", original.profile),
                ("WARC-Refers-To", _urn(original.id)),
                ("WARC-Refers-To-Target-URI", original.url),
                ("WARC-Refers-To-Date", write_date(original.time)),
            ]
        headers += [("WARC-Payload-Digest", digest), ("WARC-Block-Digest", digest_of(block))]
        kind = "revisit" if original else "response"
        return self._records.member(kind, "application/http; msgtype=response", headers, block)

    def _request(self, exchange: Exchange, url: str, id: str, answer: str | None) -> bytes:
        block = exchange.request
        start = payload_start(url, block)
        headers = _fields(exchange, url, id, answer)
        headers += [
            ("WARC-Payload-Digest", digest_of(memoryview(block)[start:])),
            ("WARC-Block-Digest", digest_of(block)),
        ]
        return self._records.member("request", "application/http; msgtype=request", headers, block)


def _fields(exchange: Exchange, url: str, id: str, other: str | None) -> list[tuple[str, str]]:
    headers = [
        ("WARC-Record-ID", _urn(id)),
        ("WARC-Target-URI", url),
        ("WARC-Date", write_date(exchange.started)),
    ]
    if exchange.ip:
        headers.append(("WARC-IP-Address", exchange.ip))
    if other:
        headers.append(("WARC-Concurrent-To", _urn(other)))
    return headers


def _urn(id: str) -> str:
    return f"<urn:uuid:{id}>"


def _own_info() -> dict[str, str]:
    try:
        number = version("blogkeep")
    except PackageNotFoundError:
        number = "0"
    return {
        "software": f"blogkeep/{number}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
