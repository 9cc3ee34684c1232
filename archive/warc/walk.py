"""Walks through a WARC or ARC file record by record, past every tear and lie, and says what is damaged.

warcio stops at the first flaw; an archive must get out all that is still there. The way round a flaw is to
look for the next place where a record begins: a gzip member that unpacks to one, or a record's first line.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from archive.warc.parse import begins_record, iter_stretch
from archive.warc.record import Record
from archive.warc.stretch import Member, Stretch

MOST = 256 * 1024 * 1024
"""Blocks beyond this many bytes are cut when read (they are whole in the file)."""

_WINDOW = 1024 * 1024
_MAGIC = b"\x1f\x8b\x08"


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
        if begin.startswith(_MAGIC[:2]) or (path.suffix == ".gz" and not begins_record(begin)):
            yield from _Packed(file, path.name, size, on_damage, most).walk(start)
        else:
            tell = _teller(path.name, on_damage)
            yield from iter_stretch(Stretch(file, start), tell, most)


def iter_records_from(path: Path, offset: int, on_damage: OnDamage = lambda damage: None) -> Iterator[Record]:
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
            member = Member(self._file, place)
            given = yield from self._walk_member(member, place)
            if member.flaw:
                after = f" after the {given} records before it" if given else ""
                place = self._resync(place, f"{member.flaw}{after}")
            else:
                place = member.end

    def _walk_member(self, member: Member, place: int) -> Generator[Record, None, int]:
        """The records of one member; its only record is as long as the member, however it ends."""
        given = 0
        damages: list[tuple[str, int, str]] = []
        held: Record | None = None
        shared = False
        for record in iter_stretch(member, lambda *damage: damages.append(damage), self._most):
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
                if begins_record(Member(self._file, place + hit).peek(4096)):
                    return place + hit
                hit = window.find(_MAGIC, hit + 1)
            place += max(1, len(window) - len(_MAGIC) + 1) if len(window) == _WINDOW else len(window)
        return None
