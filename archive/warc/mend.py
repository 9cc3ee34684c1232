"""Makes good what a crash left behind: torn tails, files without their final name, missing indexes."""

from __future__ import annotations

import os
from pathlib import Path

from archive.home import Home
from archive.warc.cdxj import INDEX, OPEN, WARCS, growing_index_of, index_of, rebuild_index
from archive.warc.record import Record
from archive.warc.segment import WARC, explain_full_disk, is_at, lock, sync_folder
from archive.warc.walk import iter_records

BROKEN = ".broken"
"""The ending of a file that was found open and in which nothing can be read; it is kept for a closer look."""

_SMALL = 4096
"""A file of fewer bytes in which nothing is whole is a torn first record: nothing was ever kept in it."""


def mend(home: Home) -> list[str]:
    """Mends every file in the ``warc/`` folder whose writer is gone; tells in sentences what was done.

    Of an open file everything up to the last whole record stays (of a pair of answer and request: both or
    none); it gets its final name and a fresh index. Files whose writer lives are not touched. OutOfSpace when
    there is no room for an index.
    """
    if not home.warcs.is_dir():
        return []
    done = [told for path in sorted(home.warcs.glob(f"*{WARC}{OPEN}")) if (told := _mend_open(path))]
    done += [told for path in sorted(home.warcs.iterdir()) if (told := _mend_index(path))]
    if done:
        sync_folder(home.warcs)
    return done


def is_left_over(path: Path) -> bool:
    """Whether an open file is still there and has no writer any more."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return lock(fd) and is_at(fd, path)
    finally:
        os.close(fd)


def _mend_open(path: Path) -> str | None:
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if lock(fd) and is_at(fd, path):
            return _close_left_over(path, fd)
        return None
    except OSError as error:
        raise explain_full_disk(error, path, 0) from error
    finally:
        os.close(fd)


def _close_left_over(path: Path, fd: int) -> str:
    final = path.with_name(path.name.removesuffix(OPEN))
    size, whole = os.fstat(fd).st_size, find_whole_end(path)
    if final.exists():
        return f"{path.name}: left as it is, because {final.name} exists too. Move one of them away."
    if whole == 0:
        return _put_away(path, size)
    os.ftruncate(fd, whole)
    os.fsync(fd)
    count = rebuild_index(path)
    path.rename(final)
    growing_index_of(path).unlink(missing_ok=True)
    cut = f"{size - whole:,} torn bytes cut off its end, " if size > whole else ""
    return f"{final.name}: {cut}closed with {count:,} captures."


def _put_away(path: Path, size: int) -> str:
    growing_index_of(path).unlink(missing_ok=True)
    if size < _SMALL:
        path.unlink()
        return f"{path.name}: removed, nothing had been kept in it yet."
    broken = path.with_name(path.name.removesuffix(OPEN) + BROKEN)
    path.rename(broken)
    return f"{broken.name}: no record in its {size:,} bytes can be read; put aside under this name."


def find_whole_end(path: Path) -> int:
    """Where the last whole record ends, in bytes. An answer at the end without its request is not whole."""
    end, waiting = 0, False
    for record in iter_records(path):
        if _waits(record):
            end, waiting = (record.offset if waiting else end), True
        else:
            end, waiting = record.offset + record.length, False
    return end


def _waits(record: Record) -> bool:
    return record.kind in ("response", "revisit") and bool(record.concurrent)


def _mend_index(path: Path) -> str | None:
    """Gives a file its missing index; clears away what is left of indexes that were being written."""
    if path.name.endswith((INDEX + OPEN, INDEX + ".part")):
        if not _is_being_written(path):
            path.unlink(missing_ok=True)
        return None
    if not path.name.endswith(WARCS) or index_of(path).exists():
        return None
    try:
        return f"{index_of(path).name}: made anew with {rebuild_index(path):,} captures."
    except OSError as error:
        raise explain_full_disk(error, index_of(path), 0) from error


def _is_being_written(index: Path) -> bool:
    stem = index.name.partition(INDEX)[0]
    return any(index.with_name(stem + ending + OPEN).exists() for ending in WARCS)
