"""Are a record's bytes what its digests say they are?"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator

from archive.warc.message import read_head, unframe
from archive.warc.record import Record

Bytes = bytes | memoryview

_KNOWN = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


def iter_wrong_digests(record: Record) -> Iterator[str]:
    """A sentence for each digest of ``record`` that its bytes do not bear out; none for a block that was cut.

    A payload digest may be over the bytes as they crossed the wire (ours are) or without the chunk lines:
    the standard can be read either way and tools differ.
    """
    if record.cut:
        return
    block = record.get("WARC-Block-Digest")
    if block and not _is_of(block, record.block):
        yield f"WARC-Block-Digest is {block}, the bytes say otherwise"
    payload = record.get("WARC-Payload-Digest")
    if payload and record.kind in ("response", "resource", "request") and not _is_of_payload(payload, record):
        yield f"WARC-Payload-Digest is {payload}, the bytes say otherwise"


def _is_of_payload(stated: str, record: Record) -> bool:
    return _is_of(stated, record.payload) or _is_of(stated, _dechunked(record))


def _dechunked(record: Record) -> Bytes:
    return unframe(record.block, read_head(record.block), limit=len(record.block)).data


def _is_of(stated: str, data: Bytes) -> bool:
    """Whether the digest is of ``data``; True too when it is of a kind that we cannot compute."""
    name, _, value = stated.partition(":")
    name = name.lower().replace("-", "")
    if name not in _KNOWN:
        return True
    return _plain_value(value, _KNOWN[name]) == hashlib.new(name, data, usedforsecurity=False).digest()


def _plain_value(value: str, size: int) -> bytes | None:
    """The digest's bytes, written as base 32, base 16 or base 64; None when it is none of them."""
    for decode in (_base32, bytes.fromhex, _base64):
        try:
            found = decode(value)
        except (ValueError, binascii.Error):
            continue
        if len(found) == size:
            return found
    return None


def _base32(value: str) -> bytes:
    return base64.b32decode(value.upper())


def _base64(value: str) -> bytes:
    value = value.replace("-", "+").replace("_", "/")
    return base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
