"""Completes revisit records: the head that was kept, the payload of the record it repeats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.models import Exchange
from archive.warc.message import drop_interim
from archive.warc.record import Record, digest_of, is_unmodified, payload_start, read_date
from archive.warc.walk import iter_records, iter_records_from


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record says of the record that holds its payload. ``url`` is its own when it names none;
    ``id`` and ``time`` are None when it does not say.

    ``unmodified``: the server answered 304, so there is no payload to repeat, and the record that it stands for
    may itself be a revisit. ``digest`` is then that record's, empty when nobody says.
    """

    digest: str
    url: str
    id: str | None = None
    time: datetime | None = None
    unmodified: bool = False


Resolve = Callable[[Revisit], Exchange | None]
"""Finds the exchange that a revisit repeats; None when it is not known."""


def read_revisit(record: Record) -> Revisit | None:
    """What ``record`` repeats or stands for; None when it is no revisit, or one of another kind."""
    profile = record.get("WARC-Profile") or "identical-payload-digest"
    unmodified = is_unmodified(record)
    if record.kind != "revisit" or not (unmodified or "identical-payload-digest" in profile):
        return None
    return Revisit(
        digest=_stated_digest(record) if unmodified else record.payload_digest,
        url=record.get("WARC-Refers-To-Target-URI") or record.url,
        id=record.get("WARC-Refers-To"),
        time=read_date(record.get("WARC-Refers-To-Date") or ""),
        unmodified=unmodified,
    )


_EMPTY = digest_of(b"")


def _stated_digest(record: Record) -> str:
    """The digest that a 304's record gives for what it stands for; some tools give that of the empty body."""
    stated = record.get("WARC-Payload-Digest") or ""
    return "" if stated == _EMPTY else stated


def complete(head: bytes, original: Exchange) -> bytes:
    """The whole answer: ``head`` as it was kept (empty: the original's) and the payload of ``original``."""
    start = payload_start(original.url, original.response)
    return (head or original.response[:start]) + original.response[start:]


class OwnPayloads:
    """The payloads of one file, found by digest. The file is searched once, when the first revisit asks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] | None = None

    def find(self, revisit: Revisit) -> Exchange | None:
        """The exchange in this file that holds the payload, or None."""
        if self._places is None:
            self._places = self._read_places()
        place = self._places.get(revisit.digest)
        record = next(iter_records_from(self._path, place), None) if place is not None else None
        if record is None or record.time is None:
            return None
        return Exchange(record.url, b"", drop_interim(record.block), record.time)

    def _read_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for record in iter_records(self._path):
            if record.kind == "response" and record.is_web and not record.cut:
                for digest in (record.payload_digest, record.get("WARC-Payload-Digest")):
                    if digest:
                        places.setdefault(digest, record.offset)
        return places
