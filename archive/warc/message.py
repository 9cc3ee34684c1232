"""An HTTP message as it crossed the wire: its head understood, its body made readable.

Nothing here raises on what a server sent. What is odd is said in :attr:`Body.note`; what is missing in
:attr:`Body.truncated`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.warc.coding import decode_codings, undo_hidden_gzip

LIMIT = 256 * 1024 * 1024
"""The most bytes a body may unfold to; what goes beyond is cut (compression bombs)."""

_STATUS = re.compile(rb"HTTP/\d+(?:\.\d+)?[ \t]+(\d{3})(?!\d)[ \t]*([^\r\n]*)")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_LONGEST_CHUNK_LINE = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """A response's status line and headers.

    ``status`` is None when no status line arrived (HTTP/0.9, garbage); then everything is body. ``headers``
    are in the order of the wire, latin-1, continuation lines joined by a space; lines without a colon are
    left out. ``body_start`` counts bytes.
    """

    status: int | None
    reason: str
    headers: tuple[tuple[str, str], ...]
    body_start: int

    def get(self, name: str) -> str | None:
        """The first header of this name, whatever its case; None when there is none."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[str]:
        """Every value sent under this name."""
        name = name.lower()
        return (value for key, value in self.headers if key.lower() == name)

    @property
    def location(self) -> str | None:
        """Where a redirect (3xx) points, as sent; None for other answers."""
        return self.get("location") if self.status is not None and 300 <= self.status < 400 else None

    def joined(self) -> dict[str, str]:
        """Lower-case names to values; repeated headers are joined by a comma."""
        found: dict[str, str] = {}
        for key, value in self.headers:
            key = key.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        return found


@dataclass(frozen=True, slots=True)
class Body:
    """A body without transfer and content coding.

    ``truncated`` is "disconnect" when the message ends too early, "length" when the limit cut it, None when
    it is whole. ``note`` says in words what was odd (a coding that lies, garbage after the end), or None.
    """

    data: bytes
    truncated: str | None = None
    note: str | None = None


def head_end(raw: bytes, start: int = 0) -> int:
    """Where the bytes after the head begin: after the first line that is empty or only white space.

    ``len(raw)`` when there is no such line. It is the rule of warcio, so the payload digests that hang from
    it pass ``warcio check``.
    """
    while (end := raw.find(b"\n", start)) >= 0:
        line, start = raw[start : end + 1], end + 1
        if not b"!" <= line[:1] <= b"~" and _is_blank(line):
            return start
    return len(raw)


def _is_blank(line: bytes) -> bool:
    try:
        return not line.decode("utf-8").rstrip()
    except UnicodeDecodeError:
        return not line.decode("latin-1").rstrip()


def drop_interim(raw: bytes) -> bytes:
    """``raw`` from its final status line on: 1xx answers before it are left out, unless nothing else came.

    101 is a final answer: what follows it is no longer HTTP.
    """
    start = 0
    while (status := _STATUS.match(raw, start)) and status[1].startswith(b"1") and status[1] != b"101":
        end = head_end(raw, start)
        if end >= len(raw):
            break
        start = end
    return raw[start:] if start else raw


def read_head(raw: bytes) -> Head:
    """The head of a response as it crossed the wire."""
    status = _STATUS.match(raw)
    if status is None:
        return Head(None, "", (), 0)
    end = head_end(raw)
    lines = raw[status.end() : end].split(b"\n")
    return Head(int(status[1]), status[2].decode("latin-1").strip(), tuple(_iter_headers(lines)), end)


def read_headers(raw: bytes, start: int, end: int) -> Head:
    """The headers between two places of a message, without its first line (a request's says no status)."""
    return Head(None, "", tuple(_iter_headers(raw[start:end].split(b"\n"))), end)


def _iter_headers(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in (raw.decode("latin-1").rstrip("\r") for raw in lines):
        if line[:1] in (" ", "\t"):
            value = f"{value} {line.strip()}" if name else value
            continue
        if name:
            yield name, value
        name, colon, value = line.partition(":")
        name, value = (name.strip(), value.strip()) if colon else ("", "")
    if name:
        yield name, value


def read_body(raw: bytes, limit: int = LIMIT) -> Body:
    """What a reader sees of a response: dechunked, content codings undone, at most ``limit`` bytes."""
    head = read_head(raw)
    framed = unframe(raw, head, limit)
    codings = [part.strip().lower() for value in head.all("content-encoding") for part in value.split(",")]
    body = read_content(framed.data, codings, head.get("content-type"), limit)
    return Body(body.data, framed.truncated or body.truncated, _join(framed.note, body.note))


def read_content(data: bytes, codings: list[str], content_type: str | None, limit: int = LIMIT) -> Body:
    """A dechunked body without its content codings, which are given in the order they were applied."""
    decoded = decode_codings(data, codings, limit)
    if not decoded.note:
        decoded = undo_hidden_gzip(decoded, content_type, limit)
    return Body(decoded.data, decoded.truncated, decoded.note)


def _join(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None


def unframe(raw: bytes, head: Head, limit: int = LIMIT) -> Body:
    """The body without its transfer coding (chunk lines), content codings as they are."""
    if any("chunked" in value.lower() for value in head.all("transfer-encoding")):
        return _dechunk(raw, head.body_start, limit)
    data = raw[head.body_start :]
    promised = head.get("content-length") or ""
    short = promised.isdecimal() and len(promised) < 19 and len(data) < int(promised)
    if short and data:
        return Body(data[:limit], "disconnect", f"{len(data)} of {promised} bytes arrived")
    if len(data) > limit:
        return Body(data[:limit], "length", f"cut at {limit} bytes")
    return Body(data)


def _dechunk(raw: bytes, start: int, limit: int) -> Body:
    parts: list[bytes] = []
    room, place = limit, start
    while room > 0:
        line = _CHUNK.match(raw, place, place + _LONGEST_CHUNK_LINE)
        if line is None:
            return _without_last_chunk(raw, start, place, parts)
        size = int(line[1], 16)
        if size == 0:
            return Body(b"".join(parts))
        chunk = raw[line.end() : line.end() + min(size, room)]
        parts.append(chunk)
        room -= len(chunk)
        place = line.end() + size
        place += 2 if raw[place : place + 2] == b"\r\n" else raw[place : place + 1] == b"\n"
    return Body(b"".join(parts), "length", f"cut at {limit} bytes")


def _without_last_chunk(raw: bytes, start: int, place: int, parts: list[bytes]) -> Body:
    if place >= len(raw):
        truncated = "disconnect" if len(raw) > start else None
        return Body(b"".join(parts), truncated, "the last chunk did not arrive" if truncated else None)
    if not parts:
        return Body(raw[start:], None, "said to be chunked, and is not")
    if raw.find(b"\n", place, place + _LONGEST_CHUNK_LINE) < 0 and len(raw) - place < 20:
        return Body(b"".join(parts), "disconnect", "ends within a chunk's length")
    return Body(b"".join(parts), "unspecified", f"broken chunk {place - start} bytes into the body")
