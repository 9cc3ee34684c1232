"""Walks through a WARC or ARC file record by record, past every tear and lie, and says what is damaged.

warcio stops at the first flaw; an archive must get out all that is still there. The way round a flaw is to
look for the next place where a record begins: a gzip member that unpacks to one, or a record's first line.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from archive.warc.record import Record

MOST = 256 * 1024 * 1024
"""Blocks beyond this many bytes are cut when read (they are whole in the file)."""

_STEP = 64 * 1024
_WINDOW = 1024 * 1024
_LONGEST_HEAD = 1024 * 1024
_MAGIC = b"\x1f\x8b\x08"
_WARC_LINE = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_ARC_LINE = re.compile(
    rb"[a-z][a-z0-9+.-]*:%b* %b+ \d{8,17} %b+ (?:%b+ ){0,5}\d+[ \t]*\r?\n" % ((rb"[^\x00- ]",) * 4), re.IGNORECASE
)
_LATER_RECORD = re.compile(rb"\n(?=%b|%b)" % (_WARC_LINE.pattern, _ARC_LINE.pattern), re.IGNORECASE)
_NEXT_RECORD = re.compile(rb"\r?\n\r?\nWARC/\d+\.\d+[ \t]*\r?\n")
_GAP = b"\r\n\x00"


@dataclass(frozen=True, slots=True)
class Damage:
    """A flaw in a file. ``code`` is one word for scripts, ``offset`` counts bytes in the file."""

    code: str
    file: str
    offset: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} at byte {self.offset}: {self.reason}"


OnDamage = Callable[[Damage], None]


def iter_records(
    path: Path, on_damage: OnDamage = lambda damage: None, *, start: int = 0, most: int = MOST
) -> Iterator[Record]:
    """Every whole record from byte ``start`` on, in the order of the file, each with its place.

    A record whose Content-Length lies is given with the block that is there. A record whose bytes are
    torn is not given. Both are told to ``on_damage``.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(start)
        if size == 0:
            on_damage(Damage("empty", path.name, 0, "the file is empty"))
            return
        begin = file.read(4096)
        if begin.startswith(_MAGIC[:2]) or (path.suffix == ".gz" and not _begins_record(begin)):
            yield from _Packed(file, path.name, size, on_damage, most).walk(start)
        else:
            tell = _teller(path.name, on_damage)
            yield from _iter_source(_Plain(file, start), tell, most)


def iter_records_from(
    path: Path, offset: int, on_damage: OnDamage = lambda damage: None
) -> Iterator[Record]:
    """The records from the one at ``offset`` on; found from the front where many share a gzip member."""
    with path.open("rb") as file:
        packed = file.read(2) == _MAGIC[:2]
        file.seek(offset)
        alone = not packed or file.read(2) == _MAGIC[:2]
    if alone:
        return iter_records(path, on_damage, start=offset)
    return (record for record in iter_records(path, on_damage) if record.offset >= offset)


def _teller(name: str, on_damage: OnDamage) -> Callable[[str, int, str], None]:
    return lambda code, offset, reason: on_damage(Damage(code, name, offset, reason))


class _Packed:
    """A file of gzip members."""

    def __init__(self, file: BinaryIO, name: str, size: int, on_damage: OnDamage, most: int) -> None:
        self._file, self._name, self._size, self._most = file, name, size, most
        self._on_damage = on_damage

    def walk(self, place: int) -> Iterator[Record]:
        while place < self._size:
            member = _Member(self._file, place)
            given = yield from self._walk_member(member, place)
            if member.flaw:
                after = f" after the {given} records before it" if given else ""
                place = self._resync(place, f"{member.flaw}{after}")
            else:
                place = member.end

    def _walk_member(self, member: _Member, place: int) -> Generator[Record, None, int]:
        """The records of one member; its only record is as long as the member, however it ends."""
        given = 0
        damages: list[tuple[str, int, str]] = []
        held: Record | None = None
        shared = False
        for record in _iter_source(member, lambda *damage: damages.append(damage), self._most):
            shared = shared or held is not None
            if held:
                given += 1
                yield replace(held, offset=place + held.offset)
            held = record
        if held and shared:
            given += 1
            yield replace(held, offset=place + held.offset)
        elif held and not member.flaw:
            yield replace(held, offset=place, length=member.end - place)
        for code, offset, reason in damages:
            if shared or not member.flaw:
                self._on_damage(Damage(code, self._name, place + offset if shared else place, reason))
        return given

    def _resync(self, place: int, flaw: str) -> int:
        """The next member that begins with a record, after ``place``; what lies between is reported."""
        found = self._find_member(place + 1)
        gone = (found if found is not None else self._size) - place
        if found is None and self._only_zeros(place):
            self._on_damage(Damage("zeros", self._name, place, f"{gone} zero bytes at the end of the file"))
        else:
            where = "in the middle" if found is not None else "at the end of the file"
            self._on_damage(Damage("torn", self._name, place, f"{flaw}; {gone} bytes {where} cannot be read"))
        return self._size if found is None else found

    def _only_zeros(self, place: int) -> bool:
        self._file.seek(place)
        return not any(part.strip(b"\x00") for part in iter(lambda: self._file.read(_WINDOW), b""))

    def _find_member(self, place: int) -> int | None:
        while place < self._size:
            self._file.seek(place)
            window = self._file.read(_WINDOW)
            hit = window.find(_MAGIC)
            while hit >= 0:
                if _begins_record(_Member(self._file, place + hit).peek(4096)):
                    return place + hit
                hit = window.find(_MAGIC, hit + 1)
            place += max(1, len(window) - len(_MAGIC) + 1) if len(window) == _WINDOW else len(window)
        return None


def _begins_record(data: bytes) -> bool:
    return bool(_WARC_LINE.match(data) or _ARC_LINE.match(data))


class _Plain:
    """A file as a stretch of bytes that is read as far as it is asked for."""

    flaw: str | None = None

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        file.seek(start)
        self.place = start
        self.buffer = bytearray()
        self._over = False

    def _more(self) -> bytes:
        return self._file.read(_STEP)

    def fill(self, count: int) -> bool:
        """Makes ``count`` bytes ready; False when the stretch ends before."""
        while len(self.buffer) < count and not self._over:
            data = self._more()
            self._over = not data
            self.buffer += data
        return len(self.buffer) >= count

    def peek(self, count: int) -> bytes:
        """Up to ``count`` bytes without taking them."""
        self.fill(count)
        return bytes(self.buffer[:count])

    def drop(self, count: int) -> int:
        """Goes ``count`` bytes on; tells how many there were."""
        gone = 0
        while gone < count and self.fill(1):
            part = min(count - gone, len(self.buffer))
            del self.buffer[:part]
            gone += part
        self.place += gone
        return gone


class _Member(_Plain):
    """One gzip member, unpacked as far as it is asked for. ``flaw`` says why it has no good end."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__(file, start)
        self.place = 0
        self._at = self.end = start
        self._packed = b""
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS + 16)

    def _more(self) -> bytes:
        while not self._decoder.eof and not self.flaw:
            if not self._packed:
                self._file.seek(self._at)
                self._packed = self._file.read(_STEP)
                self._at += len(self._packed)
            if not self._packed:
                self.flaw = "the gzip member ends too early"
                break
            try:
                data = self._decoder.decompress(self._packed, _STEP)
            except zlib.error as error:
                self.flaw = f"broken gzip member ({error})"
                break
            self._packed = self._decoder.unconsumed_tail
            if data:
                return data
        self.end = self._at - len(self._decoder.unused_data)
        return b""


Tell = Callable[[str, int, str], None]


def _iter_source(source: _Plain, tell: Tell, most: int) -> Iterator[Record]:
    """The records of one stretch of bytes; offsets and lengths count its bytes."""
    while _skip_gap(source, tell):
        start = source.place
        first = source.peek(4096)
        if _WARC_LINE.match(first):
            record = _read_warc(source, tell, most)
        elif _ARC_LINE.match(first):
            record = _read_arc(source, tell, most)
        else:
            record = None
            _skip_to_record(source, tell)
        if record:
            yield Record(record[0], record[1], record[2], start, source.place - start, record[3])
            _drop_line_ends(source)


def _drop_line_ends(source: _Plain) -> None:
    gap = source.peek(4)
    source.drop(len(gap) - len(gap.lstrip(b"\r\n")))


def _skip_gap(source: _Plain, tell: Tell) -> bool:
    """Goes to the next byte that is no filling; False when there is none."""
    start, zeros = source.place, 0
    while source.fill(1):
        part = source.peek(_STEP)
        gap = len(part) - len(part.lstrip(_GAP))
        zeros += part[:gap].count(0)
        source.drop(gap)
        if gap < len(part):
            break
    if zeros:
        tell("zeros", start, f"{zeros} zero bytes between or after records")
    return source.fill(1)


def _skip_to_record(source: _Plain, tell: Tell) -> None:
    start = source.place
    while source.fill(1):
        part = source.peek(_WINDOW)
        hit = _LATER_RECORD.search(part)
        if hit:
            source.drop(hit.end())
            break
        source.drop(len(part) - 4096 if len(part) == _WINDOW else len(part))
    if not source.flaw:
        tell("garbage", start, f"{source.place - start} bytes that are no record")


Parsed = tuple[str, tuple[tuple[str, str], ...], bytes, bool]


def _read_warc(source: _Plain, tell: Tell, most: int) -> Parsed | None:
    start = source.place
    head = _take_head(source)
    if head is None:
        tell("head", start, "the record's head does not end")
        source.drop(1)
        return None
    headers = _read_headers(head)
    kind = next((value for name, value in headers if name.lower() == "warc-type"), "").lower()
    stated = next((value for name, value in headers if name.lower() == "content-length"), "")
    if not kind or b"\x00" in head:
        tell("head", start, "the record's head is damaged")
    size = int(stated) if stated.isdecimal() and len(stated) < 19 else None
    taken = _take_block(source, tell, start, size, most)
    return (kind, headers, *taken) if taken else None


def _take_head(source: _Plain) -> bytes | None:
    """The lines up to the empty one, taken from ``source``; None when there is no such line."""
    size = 4096
    while True:
        data = source.peek(size)
        end = re.search(rb"\r?\n\r?\n", data)
        if end:
            source.drop(end.end())
            return data[: end.end()]
        if len(data) < size or size > _LONGEST_HEAD:
            return None
        size *= 4


def _read_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for raw in head.split(b"\n")[1:]:
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            line = raw.decode("latin-1")
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif colon:
            found.append((name.strip(), value.strip()))
    return tuple(found)


def _take_block(
    source: _Plain, tell: Tell, start: int, size: int | None, most: int
) -> tuple[bytes, bool] | None:
    """The block and whether it was cut; None when the bytes are torn before its end."""
    if size is not None and size > most:
        block = source.peek(most)
        if source.drop(size) < size:
            tell("length", start, f"Content-Length says {size}, the file ends before")
        else:
            tell("big", start, f"a block of {size} bytes; only the first {most} are read")
        return block, True
    if size is not None and source.fill(size) and _ends_here(source, size):
        block = source.peek(size)
        source.drop(size)
        return block, False
    return _take_real_block(source, tell, start, size, most)


def _ends_here(source: _Plain, size: int) -> bool:
    """Whether a record can end after ``size`` bytes: two line ends, another record, filling or nothing."""
    source.fill(size + 64)
    after = bytes(source.buffer[size : size + 64])
    rest = after.lstrip(_GAP)
    return not rest or after.startswith(b"\r\n\r\n") or bool(_WARC_LINE.match(rest))


def _take_real_block(
    source: _Plain, tell: Tell, start: int, size: int | None, most: int
) -> tuple[bytes, bool] | None:
    """A block whose Content-Length lies: up to the next record, or to the end of the stretch."""
    ready, hit = _WINDOW, None
    while not (hit := _NEXT_RECORD.search(source.buffer)) and source.fill(ready) and ready <= most:
        ready *= 4
    if not hit and source.flaw:
        return None
    data = bytes(source.buffer[: hit.start() if hit else most])
    block = data if hit else data.removesuffix(b"\r\n\r\n")
    source.drop(len(data))
    says = "no number" if size is None else str(size)
    tell("length", start, f"Content-Length says {says}, the block has {len(block)} bytes")
    return block, False


def _read_arc(source: _Plain, tell: Tell, most: int) -> Parsed | None:
    start = source.place
    line = source.peek(8192).partition(b"\n")[0] + b"\n"
    source.drop(len(line))
    url, ip, date, kind, *_, length = line.decode("latin-1").split()
    size = int(length)
    block = source.peek(min(size, most))
    short = source.drop(size) < size
    if short and not source.flaw:
        tell("length", start, f"the ARC line says {size} bytes, the file ends before")
    headers = (
        ("WARC-Type", "warcinfo" if url.startswith("filedesc:") else "response"),
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
        ("WARC-IP-Address", ip),
        ("Content-Type", kind),
    )
    return headers[0][1], headers, block, size > most
