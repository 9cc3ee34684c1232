"""The index beside a WARC: one line a capture, sorted by address and time, readable by other tools (CDXJ)."""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from archive.models import Capture
from archive.posted import METHOD, join_filed, split_filed
from archive.warc.question import Questions, ties_of
from archive.warc.record import ANSWERS, Record, describe
from archive.warc.walk import iter_records

INDEX = ".cdxj"
OPEN = ".open"
WARCS = (".warc.gz", ".warc", ".arc.gz", ".arc")
"""The endings of files that hold captures."""

_SESSION = re.compile(
    r"(?i)(?:^|&)(?:jsessionid=\w{32}|phpsessid=\w{32}|sid=\w{32}|aspsessionid\w{8}=\w{24}|cfid=[^&]+&cftoken=[^&]+)"
)
_PATH_SESSION = re.compile(r"(?i);jsessionid=\w{32}(?=[?;]|$)")
_SLASHES = re.compile("//+")
_NEVER_ESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_MOST_ESCAPES = 10
_PORTS = {"http": 80, "https": 443}


def surt(url: str) -> str:
    """The key an address is filed under: ``http://www.Example.com:80/B/?z&a`` is ``com,example)/b?a&z``.

    Host turned around, all in lower case, no scheme, ``www``, default port, user, fragment, session id or
    closing slash; query parameters sorted, escaped no more than needed. What cannot be taken apart is its own key.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.lower()
    if not host:
        return url.lower()
    key = _turn(re.sub(r"^www\d*\.", "", host))
    if port and port != _PORTS.get(parts.scheme):
        key += f":{port}"
    path = _PATH_SESSION.sub("", _SLASHES.sub("/", _escape_once(parts.path))).lower().rstrip("/") or "/"
    query = _SESSION.sub("", _escape_once(parts.query)).lstrip("&").lower()
    return f"{key}){path}" + ("?" + "&".join(sorted(query.split("&"), key=_name_and_value)) if query else "")


def _name_and_value(parameter: str) -> list[str]:
    return parameter.split("=", 1)


def _escape_once(text: str) -> str:
    """Escapes taken out, however often it was escaped, and put in where nothing else will do."""
    raw = text.encode("utf-8", "replace")
    for _ in range(_MOST_ESCAPES):
        if (plainer := unquote_to_bytes(raw)) == raw:
            break
        raw = plainer
    return quote_from_bytes(raw, safe=_NEVER_ESCAPED)


def _turn(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return ",".join(reversed(host.split(".")))
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True, slots=True)
class Line:
    """One capture in an index. ``timestamp`` has 14 digits; the other fields are those of CDXJ.

    ``url`` is what went over the wire. Where that was no GET, ``method`` says what it was and ``request_body`` what
    it carried, as a query; the key is made of all three.

    ``mime`` is ``warc/revisit`` for revisits and for every 304, and ``unk`` when nobody says; ``status`` is None
    when no status line arrived.
    """

    key: str
    timestamp: str
    url: str
    mime: str
    status: int | None
    digest: str
    length: int
    offset: int
    filename: str
    method: str | None = None
    request_body: str = ""

    @property
    def address(self) -> str:
        """The address that the answer is filed under (:mod:`archive.posted`)."""
        return join_filed(self.url, self.method, self.request_body) if self.method else self.url

    def __str__(self) -> str:
        fields = {
            "url": self.url,
            "mime": self.mime,
            "status": "-" if self.status is None else str(self.status),
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
        }
        if self.method:
            fields |= {"requestBody": self.request_body, "method": self.method}
        return f"{self.key} {self.timestamp} {json.dumps(fields)}\n"


def line_of(capture: Capture) -> Line:
    """The index line of a capture."""
    mime = (capture.content_type or "unk").partition(";")[0].strip().lower() or "unk"
    url, method, body = split_filed(capture.url)
    return Line(
        key=surt(capture.url).replace(" ", "%20"),
        timestamp=capture.time.strftime("%Y%m%d%H%M%S").rjust(14, "0"),
        url=url,
        mime="warc/revisit" if capture.revisit_of or capture.status == 304 else mime,
        status=capture.status,
        digest=capture.digest,
        length=capture.length,
        offset=capture.offset,
        filename=capture.warc,
        method=method,
        request_body=body,
    )


def read_line(raw: bytes) -> Line:
    """A line of an index; ValueError with the reason when it is none."""
    try:
        key, timestamp, fields = raw.decode("utf-8").rstrip("\r\n").split(" ", 2)
        found = json.loads(fields)
        status = str(found.get("status", "-"))
        return Line(
            key=key,
            timestamp=timestamp,
            url=str(found["url"]),
            mime=str(found.get("mime", "unk")),
            status=int(status) if status.isdecimal() else None,
            digest=str(found.get("digest", "")),
            length=int(found.get("length", 0)),
            offset=int(found["offset"]),
            filename=str(found["filename"]),
            method=str(found["method"]) if found.get("method", "GET") != "GET" else None,
            request_body=str(found.get("requestBody") or ""),
        )
    except (KeyError, AttributeError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"no CDXJ line ({type(error).__name__})") from error


def iter_lines(path: Path, on_fault: Callable[[str], None] = lambda fault: None) -> Iterator[Line]:
    """Every line of an index. What is no line is told to ``on_fault`` with file and line number."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                yield read_line(raw)
            except ValueError as reason:
                on_fault(f"{path.name}, line {number}: {reason}")


def index_of(warc: Path) -> Path:
    """Where the index of a WARC file is, whether the file is open or not."""
    name = warc.name.removesuffix(OPEN)
    ending = next((ending for ending in WARCS if name.endswith(ending)), "")
    return warc.with_name(name.removesuffix(ending) + INDEX)


def growing_index_of(warc: Path) -> Path:
    """Where the index of a WARC file grows as long as the file is open: lines in the order of the records."""
    index = index_of(warc)
    return index.with_name(index.name + OPEN)


def capture_of(record: Record, warc: Path) -> Capture | None:
    """The capture to be indexed for a record; None when it holds no web answer."""
    if record.kind in ANSWERS and record.is_web:
        return describe(record, warc.name.removesuffix(OPEN))
    return None


def rebuild_index(warc: Path) -> int:
    """Makes the index of a file anew from what can be read of it; tells how many captures it lists."""
    questions = Questions()
    answers: list[tuple[Capture, tuple[str, ...]]] = []
    for record in iter_records(warc):
        if record.kind == "request":
            questions.hear(record)
        elif (capture := capture_of(record, warc)) is not None:
            answers.append((capture, ties_of(record)))
    lines = [str(line_of(_file(capture, questions.find(ties)))).encode() for capture, ties in answers]
    write_index(index_of(warc), lines)
    return len(lines)


def _file(capture: Capture, address: str | None) -> Capture:
    return replace(capture, url=address) if address else capture


def write_index(path: Path, lines: Iterable[bytes]) -> None:
    """A sorted index at ``path``, put in place at once: a reader sees the old one or the whole new one."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(sorted(lines))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def find_lines(path: Path, url: str) -> list[Line]:
    """The lines of an index filed under ``url``'s key, in its order (a POST's: its method and body are in it).

    Found by halving; an index that is still open is not sorted, so all of it is read.
    """
    return list(_iter_lines_from(path, f"{surt(url).replace(' ', '%20')} "))


def find_posted(path: Path, url: str, digest: str) -> list[Line]:
    """The lines of answers with this payload to POSTs that went to ``url``, whatever these carried (by names that begin
    with a letter: the key is sorted)."""
    key, parameter, _ = surt(join_filed(url, "POST", "")).replace(" ", "%20").partition(f"{METHOD}=")
    return [line for line in _iter_lines_from(path, key + parameter, digest) if line.url == url]


def _iter_lines_from(path: Path, start: str, digest: str = "") -> Iterator[Line]:
    """The lines that begin with ``start`` and bear ``digest``."""
    first, wanted = start.encode(), digest.encode()
    with path.open("rb") as file:
        is_open = path.name.endswith(OPEN)
        if not is_open:
            _seek_line(file, first)
        for raw in file:
            if raw.startswith(first):
                if wanted in raw:
                    with suppress(ValueError):
                        yield read_line(raw)
            elif not is_open:
                break


def _seek_line(file: BinaryIO, start: bytes) -> None:
    """Puts ``file`` before the first line that is not less than ``start``."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline()
        place = file.tell()
        line = file.readline()
        if line and line < start:
            low = place + 1
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline()
