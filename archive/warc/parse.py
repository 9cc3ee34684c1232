"""Takes the records out of a stretch of bytes, and notices when they lie about themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.warc.record import Record
from archive.warc.stretch import Stretch

_STEP = 64 * 1024
_WINDOW = 1024 * 1024
_LONGEST_HEAD = 1024 * 1024
_WARC_LINE = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_WORD = rb"[^\x00- ]"
_ARC_LINE = re.compile(
    rb"[a-z][a-z0-9+.-]*:%b* %b+ \d{8,17} %b+ (?:%b+ ){0,5}\d+[ \t]*\r?\n" % ((_WORD,) * 4), re.IGNORECASE
)
_LATER_RECORD = re.compile(rb"\n(?=%b|%b)" % (_WARC_LINE.pattern, _ARC_LINE.pattern), re.IGNORECASE)
_NEXT_RECORD = re.compile(rb"\r?\n\r?\nWARC/\d+\.\d+[ \t]*\r?\n")
_GAP = b"\r\n\x00"


def begins_record(data: bytes) -> bool:
    """Whether a WARC or ARC record begins here (4 KB are enough to tell)."""
    return bool(_WARC_LINE.match(data) or _ARC_LINE.match(data))


Tell = Callable[[str, int, str], None]
"""Hears of a flaw: a word for scripts, the byte of the stretch, the reason."""


def iter_stretch(source: Stretch, tell: Tell, most: int) -> Iterator[Record]:
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


def _drop_line_ends(source: Stretch) -> None:
    gap = source.peek(4)
    source.drop(len(gap) - len(gap.lstrip(b"\r\n")))


def _skip_gap(source: Stretch, tell: Tell) -> bool:
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


def _skip_to_record(source: Stretch, tell: Tell) -> None:
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


def _read_warc(source: Stretch, tell: Tell, most: int) -> Parsed | None:
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


def _take_head(source: Stretch) -> bytes | None:
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


def _take_block(source: Stretch, tell: Tell, start: int, size: int | None, most: int) -> tuple[bytes, bool] | None:
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


def _ends_here(source: Stretch, size: int) -> bool:
    """Whether a record can end after ``size`` bytes: two line ends, another record, filling or nothing."""
    source.fill(size + 64)
    after = bytes(source.buffer[size : size + 64])
    rest = after.lstrip(_GAP)
    return not rest or after.startswith(b"\r\n\r\n") or bool(_WARC_LINE.match(rest))


def _take_real_block(source: Stretch, tell: Tell, start: int, size: int | None, most: int) -> tuple[bytes, bool] | None:
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


def _read_arc(source: Stretch, tell: Tell, most: int) -> Parsed | None:
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
