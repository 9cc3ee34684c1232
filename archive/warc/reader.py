"""Reads exchanges out of WARC and ARC files, ours or anybody's, whatever state they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from archive.errors import BrokenWarc, NotKept
from archive.home import Home
from archive.models import Capture, Exchange
from archive.warc.cdxj import INDEX, OPEN, Line, find_lines, find_posted
from archive.warc.digests import iter_wrong_digests
from archive.warc.message import drop_interim, read_head
from archive.warc.pairs import belong, iter_pairs
from archive.warc.question import address_of
from archive.warc.record import ANSWERS, Record, describe, digest_of, uuid_of
from archive.warc.revisit import OwnPayloads, Resolve, Revisit, complete, read_revisit
from archive.warc.walk import MOST, Damage, iter_records, iter_records_from

OnFault = Callable[[str], None]


def iter_exchanges(
    path: Path,
    on_fault: OnFault = lambda fault: None,
    resolve: Resolve | None = None,
    *,
    most: int = MOST,
) -> Iterator[tuple[Exchange, Capture]]:
    """Every web answer in a file with its request and its capture, in the order of the file.

    Our own files give back what was written, byte for byte. Answers without a request record have an empty
    one; the capture of an answer to anything but a GET is filed as :mod:`archive.posted` says.
    Resource records get a status line of our making. A revisit is completed from the same file, else by
    ``resolve``; when its original is not found, only the head comes, ``truncated`` says "unspecified" and
    ``on_fault`` hears of it. A 304 comes as it crossed the wire (:mod:`archive.original` finds what it stands
    for). Each fault is one sentence with file, byte and reason; the rest goes on.
    Blocks beyond ``most`` bytes are cut and count as truncated.
    """
    names = _Names(path.name.removesuffix(OPEN), on_fault)
    finders = [OwnPayloads(path).find, *([resolve] if resolve else [])]
    for record, request in iter_pairs(path, lambda damage: on_fault(str(damage)), most):
        capture = names.capture(record, request)
        if capture is None:
            continue
        exchange = _exchange(record, request)
        revisit = read_revisit(record)
        if revisit and not revisit.unmodified:
            exchange, found = _complete(exchange, revisit, finders)
            if not found:
                names.fault(record, f"what {record.url} repeats ({revisit.digest}) is not known here")
        yield exchange, _agree(capture, exchange)


def read_exchange(home: Home, warc: str, offset: int) -> Exchange:
    """The exchange kept at a place of this archive. NotKept, BrokenWarc when it is not there or torn."""
    path = find_warc(home, warc)
    faults: list[Damage] = []
    records = iter_records_from(path, offset, faults.append)
    record = next(records, None)
    if record is None or record.offset != offset or record.kind not in ANSWERS:
        said = str(faults[0]) if faults else f"{warc} holds no answer at byte {offset}"
        raise BrokenWarc(f"{said}. See what else is wrong with: blogkeep verify --archive {home.root}")
    after = next(records, None)
    exchange = _exchange(record, after if after is not None and belong(record, after) else None)
    revisit = read_revisit(record)
    if revisit is None or revisit.unmodified:
        return exchange
    return _complete(exchange, revisit, [resolve_in(home), OwnPayloads(path).find])[0]


def find_warc(home: Home, warc: str) -> Path:
    """Where a WARC file of this archive is, also while it is being written; NotKept when it is gone."""
    for path in (home.warcs / warc, home.warcs / (warc + OPEN)):
        if path.parent == home.warcs and path.is_file():
            return path
    raise NotKept(f"'{warc}' is not in '{home.warcs}'. Put the file back there from a copy.")


def read_warcinfo(path: Path) -> dict[str, str]:
    """What the file's first record says if it is a warcinfo, lower-case names to values; else empty."""
    record = next(iter_records(path), None)
    if record is None or record.kind != "warcinfo":
        return {}
    lines = (line.partition(":") for line in record.block.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def resolve_in(home: Home) -> Resolve:
    """A finder of originals for revisits: looks in the indexes of this archive."""

    def resolve(revisit: Revisit) -> Exchange | None:
        for line in iter_originals(home, revisit):
            try:
                return read_exchange(home, line.filename, line.offset)
            except (BrokenWarc, NotKept):
                continue
        return None

    return resolve


def iter_originals(home: Home, revisit: Revisit) -> Iterator[Line]:
    """The index lines of this archive, closed files first, under which a revisit's payload is kept whole; for a
    304 the lines of what it may stand for."""
    indexes = (*sorted(home.warcs.glob("*" + INDEX)), *sorted(home.warcs.glob("*" + INDEX + OPEN)))
    for index in indexes:
        for line in _find_lines_if_there(find_lines, index, revisit.url):
            if revisit.unmodified:
                if line.status == 200 and revisit.digest in ("", line.digest):
                    yield line
            elif line.digest == revisit.digest and line.mime != "warc/revisit":
                yield line
    if not revisit.unmodified:  # it names the address that went over the wire, and not what a POST said beside it
        for index in indexes:
            for line in _find_lines_if_there(find_posted, index, revisit.url, revisit.digest):
                if line.digest == revisit.digest and line.mime != "warc/revisit":
                    yield line


def _find_lines_if_there(find: Callable[..., list[Line]], *where: object) -> list[Line]:
    try:
        return find(*where)
    except FileNotFoundError:  # closed or mended by another process in this moment
        return []


class _Names:
    """Gives every answer its capture, sees to it that an id stands for one thing, and reports what is odd."""

    def __init__(self, warc: str, on_fault: OnFault) -> None:
        self._warc, self._on_fault = warc, on_fault
        self._seen: dict[str, str] = {}

    def fault(self, record: Record, reason: str) -> None:
        self._on_fault(f"{self._warc} at byte {record.offset}: {reason}")

    def capture(self, record: Record, request: Record | None) -> Capture | None:
        """None for a second copy of an answer that was already given."""
        if record.time is None:
            self.fault(record, f"WARC-Date '{record.get('WARC-Date')}' is no date, taken for 1970")
        if record.get("WARC-Segment-Number"):
            self.fault(record, f"only the first segment of {record.url}: segments are not joined")
        for reason in iter_wrong_digests(record):
            self.fault(record, reason)
        capture = describe(record, self._warc)
        address = address_of(capture.url, request.block) if request else capture.url
        return self._name(record, replace(capture, url=address))

    def _name(self, record: Record, capture: Capture) -> Capture | None:
        told = digest_of(f"{capture.url} {capture.time} {capture.digest}".encode("utf-8", "replace"))
        if self._seen.get(capture.id, told) != told:
            self.fault(record, f"record id {capture.id} was used before, for something else")
            capture = replace(capture, id=uuid_of(f"{capture.id.replace('-', '')} {told}"))
        if capture.id in self._seen:
            self.fault(record, f"a second copy of record {capture.id}, left out")
            return None
        self._seen[capture.id] = told
        return capture


def _exchange(record: Record, request: Record | None) -> Exchange:
    capture = describe(record, "")
    return Exchange(
        url=capture.url,
        request=request.block if request else b"",
        response=_with_head(record) if record.kind == "resource" else drop_interim(record.block),
        started=capture.time,
        ip=record.get("WARC-IP-Address"),
        truncated=capture.truncated or ("length" if record.cut else None),
    )


def _with_head(record: Record) -> bytes:
    kind = record.get("Content-Type") or "application/octet-stream"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(record.block)}\r\n\r\n"
    return head.encode("utf-8") + record.block


def _complete(exchange: Exchange, revisit: Revisit, finders: list[Resolve]) -> tuple[Exchange, bool]:
    for find in finders:
        original = find(revisit)
        if original:
            return replace(exchange, response=complete(exchange.response, original)), True
    return replace(exchange, truncated="unspecified"), False


def _agree(capture: Capture, exchange: Exchange) -> Capture:
    """The capture with what is known only of the completed exchange."""
    if capture.status is None:
        head = read_head(exchange.response)
        capture = replace(capture, status=head.status, content_type=head.get("content-type"), location=head.location)
    return replace(capture, truncated=exchange.truncated)
