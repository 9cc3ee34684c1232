"""What was asked: method and body of a request as it crossed the wire, and where its answer is filed."""

from __future__ import annotations

import re

from archive.posted import filed, split_filed
from archive.warc.message import head_end, read_headers, unframe
from archive.warc.record import Record

_NO_GET = re.compile(rb"(POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT)[ \t]")


def address_of(url: str, request: bytes) -> str:
    """The address under which the answer to ``request`` is filed: ``url`` itself for a GET, when the request
    is not known (empty), or when the address says it already."""
    found = _NO_GET.match(request)
    if found is None or split_filed(url)[1] is not None:
        return url
    head = read_headers(request, request.find(b"\n") + 1, head_end(request))
    body = unframe(request, head).data
    return filed(url, found[1].decode("ascii"), head.get("content-type") or "", body)


def referer_of(request: bytes) -> str | None:
    """The page from which ``request`` was made, as the request says it; None when it does not or is not known."""
    if b"eferer:" not in request and b"EFERER:" not in request:
        return None
    return read_headers(request, request.find(b"\n") + 1, head_end(request)).get("referer")


def ties_of(record: Record) -> tuple[str, ...]:
    """What ties an answer to its request: record ids, else address and date."""
    own = record.get("WARC-Record-ID")
    if record.concurrent:
        return (*((own,) if own else ()), *sorted(record.concurrent))
    return (*((own,) if own else ()), f"{record.url} {record.get('WARC-Date')}")


class Questions:
    """The requests of a file that were no GET, wherever they stand: few, and each kept as one address."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def hear(self, request: Record) -> None:
        """A request of the file."""
        address = address_of(request.url, request.block)
        if address != request.url:
            self._found |= dict.fromkeys(ties_of(request), address)

    def find(self, ties: tuple[str, ...]) -> str | None:
        """Where the answer with these ties is filed; None when it answers a GET."""
        return next((self._found[tie] for tie in ties if tie in self._found), None)
