"""Content codings undone: gzip, deflate, br and zstd, also when the server lies or sends a bomb."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any

_STEP = 64 * 1024
_MOST_LAYERS = 5
_GZIP_MAGIC = b"\x1f\x8b\x08"
_PLAIN = ("", "identity", "none", "utf-8", "utf8", "iso-8859-1", "binary", "8bit", "7bit")
"""Names that servers put into Content-Encoding though nothing is coded."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes after decoding. ``truncated`` and ``note`` as in :class:`archive.warc.message.Body`."""

    data: bytes
    truncated: str | None = None
    note: str | None = None


class NotCoded(ValueError):
    """The bytes are not in the coding that the server named."""


def decode_codings(data: bytes, codings: list[str], limit: int) -> Decoded:
    """``data`` without ``codings`` (in the order they were applied); stops at the first one that fails."""
    real = [coding for coding in codings if coding not in _PLAIN]
    found = Decoded(data)
    if len(real) > _MOST_LAYERS:
        return Decoded(data, None, f"{len(real)} content codings, left as they are")
    for coding in reversed(real):
        found = _decode_one(found, coding, limit)
        if found.note:
            break
    return found


def undo_hidden_gzip(found: Decoded, content_type: str | None, limit: int) -> Decoded:
    """A text that is still gzip after all declared codings: servers compress twice, or forget to say so."""
    declared = (content_type or "").lower()
    if not (declared.startswith("text/") or "xml" in declared or "json" in declared):
        return found
    for _ in range(2):
        if not found.data.startswith(_GZIP_MAGIC):
            break
        inner = _decode_one(found, "gzip", limit)
        if inner.data is found.data:
            break
        found = Decoded(inner.data, inner.truncated, inner.note or "gzip that no header names")
    return found


def _decode_one(found: Decoded, coding: str, limit: int) -> Decoded:
    decode = _DECODERS.get(coding)
    if not found.data:
        return found
    if decode is None:
        return Decoded(found.data, found.truncated, f"content coding '{coding[:40]}' is not known")
    try:
        inner = decode(found.data, limit)
    except NotCoded as reason:
        return Decoded(found.data, found.truncated, f"said to be {coding}: {reason}")
    return Decoded(inner.data, found.truncated or inner.truncated, inner.note)


def _decode_gzip(data: bytes, limit: int) -> Decoded:
    if not data.startswith(_GZIP_MAGIC[:2]):
        raise NotCoded("the bytes are not")
    parts: list[bytes] = []
    room = limit
    while data.startswith(_GZIP_MAGIC[:2]):
        part, data = _inflate(data, 31, room)
        parts.append(part.data)
        room -= len(part.data)
        if part.note:
            return Decoded(b"".join(parts), part.truncated, part.note)
        if room <= 0 and data:
            return _cut(b"".join(parts), limit)
    return Decoded(b"".join(parts), None, "garbage after the gzip" if data.strip(b"\x00\r\n ") else None)


def _decode_deflate(data: bytes, limit: int) -> Decoded:
    """RFC 9110 means zlib, many servers send raw deflate."""
    for wbits in (15, -15):
        found, _ = _inflate(data, wbits, limit)
        if found.data or not found.note:
            return found
    raise NotCoded("the bytes are not")


def _inflate(data: bytes, wbits: int, limit: int) -> tuple[Decoded, bytes]:
    """One stream and what follows it. What can be read before a flaw is kept, to the byte."""
    decoder = zlib.decompressobj(wbits)
    out, place, step = bytearray(), 0, _STEP
    while place < len(data) and not decoder.eof:
        before = decoder.copy()
        try:
            out += decoder.decompress(data[place : place + step], limit - len(out) + 1)
        except zlib.error as error:
            if step == 1:
                return Decoded(bytes(out), "unspecified", f"broken {_name_of(wbits)}: {error}"), b""
            decoder, step = before, max(1, step // 64)
            continue
        if len(out) > limit:
            return _cut(bytes(out), limit), b""
        place += step
    if not decoder.eof:
        return Decoded(bytes(out), "disconnect", f"the {_name_of(wbits)} ends too early"), b""
    return Decoded(bytes(out)), decoder.unused_data + data[place:]


def _name_of(wbits: int) -> str:
    """What the zlib window size stands for."""
    return "gzip" if wbits > 15 else "deflate"


def _cut(data: bytes, limit: int) -> Decoded:
    return Decoded(data[:limit], "length", f"unfolds to more than {limit} bytes, cut there")


def _decode_br(data: bytes, limit: int) -> Decoded:
    brotli = _find_module("brotli")
    decoder = brotli.Decompressor() if brotli else None
    if decoder is None or not hasattr(decoder, "can_accept_more_data"):
        raise NotCoded("no brotli library that can be stopped (version 1.2) is installed")
    out = bytearray()
    try:
        out += decoder.process(data, output_buffer_limit=min(limit + 1, _STEP))
        while not decoder.is_finished() and len(out) <= limit:
            piece = decoder.process(b"", output_buffer_limit=_STEP)
            if not piece:
                return Decoded(bytes(out), "disconnect", "the br ends too early")
            out += piece
    except brotli.error as error:
        if not out:
            raise NotCoded("the bytes are not") from error
        return Decoded(bytes(out), "unspecified", "broken br")
    return _cut(bytes(out), limit) if len(out) > limit else Decoded(bytes(out))


def _decode_zstd(data: bytes, limit: int) -> Decoded:
    zstandard = _find_module("zstandard")
    if zstandard is None:
        raise NotCoded("no zstd library (zstandard) is installed")
    stream = zstandard.ZstdDecompressor().stream_reader(BytesIO(data), read_across_frames=True)
    out = bytearray()
    try:
        while len(out) <= limit and (piece := stream.read(_STEP)):
            out += piece
    except zstandard.ZstdError as error:
        if not out:
            raise NotCoded("the bytes are not") from error
        return Decoded(bytes(out), "unspecified", "broken zstd")
    return _cut(bytes(out), limit) if len(out) > limit else Decoded(bytes(out))


def _find_module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


_DECODERS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _decode_gzip,
    "x-gzip": _decode_gzip,
    "deflate": _decode_deflate,
    "br": _decode_br,
    "zstd": _decode_zstd,
}
