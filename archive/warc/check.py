"""Do WARC files and indexes agree, are the bytes what their digests say? Each fault comes with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.home import Home
from archive.warc.cdxj import INDEX, OPEN, WARCS, Line, capture_of, index_of, iter_lines, line_of
from archive.warc.digests import iter_wrong_digests
from archive.warc.mend import BROKEN, is_left_over
from archive.warc.question import Questions, ties_of
from archive.warc.reader import iter_originals
from archive.warc.record import Record
from archive.warc.revisit import read_revisit
from archive.warc.segment import WARC
from archive.warc.walk import Damage, iter_records

_NEXT_CRAWL = "The next crawl on this archive mends it when it starts."
_NEW_INDEX = "Delete the index '{}'; the next crawl on this archive makes it anew from the WARC."
_COPY = "Put the file back from a copy. Without one, fetch again what is lost: blogkeep crawl URL"
_NOTHING = "Nothing has to be done: {}."


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    ``code`` is one word for scripts, ``place`` a file name with the byte or line, ``what`` and ``mend``
    are sentences: what is wrong, and the way to mend it.
    """

    code: str
    place: str
    what: str
    mend: str


def iter_faults(home: Home) -> Iterator[Fault]:
    """Everything wrong in the ``warc/`` folder, file by file. Files whose writer lives are passed over."""
    for path in sorted(home.warcs.iterdir()) if home.warcs.is_dir() else ():
        if path.name.endswith(WARCS):
            yield from _iter_file_faults(home, path)
        elif path.name.endswith(INDEX) and not _has_warc(path):
            yield Fault("missing", path.name, "The WARC file of this index is gone.", _COPY)
        elif path.name.endswith(WARC + OPEN) and is_left_over(path):
            yield Fault("open", path.name, "The file was not closed and its writer is gone.", _NEXT_CRAWL)
        elif path.name.endswith(BROKEN):
            yield Fault("broken", path.name, "No record in this file can be read.", _COPY)


def _has_warc(index: Path) -> bool:
    stem = index.name.removesuffix(INDEX)
    return any(index.with_name(stem + ending + state).exists() for ending in WARCS for state in ("", OPEN))


def _iter_file_faults(home: Home, path: Path) -> Iterator[Fault]:
    damages: list[Damage] = []
    lines, faults = _read_index(path)
    yield from faults
    seen: set[str] = set()
    questions, asked = Questions(), dict[tuple[str, ...], Line]()
    for record in iter_records(path, damages.append):
        yield from _iter_record_faults(home, path, record, seen)
        if record.kind == "request":
            questions.hear(record)
        if lines and (line := lines.get(record.offset)) and line.method:
            asked[ties_of(record)] = line
        yield from _iter_line_faults(path, record, lines)
    yield from _iter_question_faults(path, questions, asked)
    for damage in damages:
        cure = _NOTHING.format("the file holds it whole") if damage.code == "big" else _COPY
        yield Fault(damage.code, f"{path.name} at byte {damage.offset}", f"{damage.reason}.", cure)
    for line in (lines or {}).values():
        what = f"The index lists {line.url} at byte {line.offset}, where no answer begins."
        yield Fault("nowhere", index_of(path).name, what, _NEW_INDEX.format(index_of(path).name))


def _read_index(path: Path) -> tuple[dict[int, Line] | None, list[Fault]]:
    """The lines by offset (None: there is no index), and what is wrong with them as lines."""
    index = index_of(path)
    cure = _NEW_INDEX.format(index.name)
    if not index.exists():
        return None, [Fault("unindexed", path.name, "The file has no index.", _NEXT_CRAWL)]
    wrong: list[str] = []
    lines = list(iter_lines(index, wrong.append))
    faults = [Fault("line", index.name, f"{reason}.", cure) for reason in wrong]
    keys = [(line.key, line.timestamp) for line in lines]
    if keys != sorted(keys):
        faults.append(Fault("order", index.name, "The lines are not sorted, so addresses are missed.", cure))
    return {line.offset: line for line in lines}, faults


def _iter_record_faults(home: Home, path: Path, record: Record, seen: set[str]) -> Iterator[Fault]:
    """``seen`` holds the ids and payload digests of the records before this one."""
    place = f"{path.name} at byte {record.offset}"
    for reason in iter_wrong_digests(record):
        yield Fault("digest", place, f"{record.url}: {reason}.", _COPY)
    if record.id in seen:
        what = f"Record id {record.id} was used before in this file."
        yield Fault("id", place, what, _NOTHING.format("readers give the second record an id of its own"))
    revisit = read_revisit(record)
    if revisit and revisit.digest not in seen and not any(True for _ in iter_originals(home, revisit)):
        does, digest = ("stands for", "304") if revisit.unmodified else ("repeats", revisit.digest)
        what = f"What {record.url} {does} ({digest}) is not in this archive."
        yield Fault("orphan", place, what, _COPY)
    seen.add(record.id)
    if record.kind == "response":
        seen.add(record.payload_digest)


def _iter_question_faults(path: Path, questions: Questions, asked: dict[tuple[str, ...], Line]) -> Iterator[Fault]:
    """``asked`` are the lines that say of an answer that it was not to a GET, by what ties it to its request."""
    index = index_of(path).name
    for ties, line in asked.items():
        true = questions.find(ties) or line.url
        if line.address != true:
            what = f"The index files it under {line.address}, its request says {true}."
            yield Fault("wrong-key", f"{index}, {line.url}", what, _NEW_INDEX.format(index))


def _iter_line_faults(path: Path, record: Record, lines: dict[int, Line] | None) -> Iterator[Fault]:
    capture = capture_of(record, path)
    if capture is None or lines is None:
        return
    index = index_of(path).name
    line = lines.pop(record.offset, None)
    if line is not None and line.method and line.url == capture.url:  # what it says beside it is looked at later
        capture = replace(capture, url=line.address)
    due = line_of(capture)
    place = f"{index}, {due.url}"
    if line is None:
        what = f"The answer at byte {record.offset} is not listed."
        yield Fault("unlisted", place, what, _NEW_INDEX.format(index))
        return
    for name in ("url", "key", "timestamp", "status", "digest", "length", "filename"):
        said, true = getattr(line, name), getattr(due, name)
        if said != true and str(said) != str(true).removeprefix("sha1:"):
            what = f"The index says {name} {said}, the record at byte {record.offset} says {true}."
            yield Fault(f"wrong-{name}", place, what, _NEW_INDEX.format(index))
