"""WACZ: a zip of WARC files with their indexes; its WARC members are taken out, nothing else."""

from __future__ import annotations

import errno
import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from archive.errors import BrokenWarc, OutOfSpace
from archive.warc.place import find_place, plain_name

WARC_ENDINGS = (".warc", ".warc.gz")
MAX_RATIO = 200
"""A member that grows more than this often is a bomb: WACZ stores its WARCs uncompressed."""

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, RuntimeError, OSError,
)  # fmt: skip
"""What Python's zip reader raises on members that are not what they say."""


def is_wacz(path: Path) -> bool:
    """Whether a file is a WACZ by its name."""
    return path.name.lower().endswith(".wacz")


def extract_warcs(
    path: Path,
    folder: Path,
    on_fault: Callable[[str], None],
    on_known: Callable[[Path], None] = lambda known: None,
) -> Iterator[Path]:
    """Each WARC member, copied into ``folder`` under its own plain name; the paths of the copies.

    No file is ever written over: a member whose bytes are there is told to ``on_known``, one whose name is taken
    by another file gets a name of its own. Members with paths that lead out, bombs and damaged members are
    faults; the rest goes on. BrokenWarc when the file is no zip at all; OutOfSpace.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                name = PurePosixPath(member.filename).name
                if member.is_dir() or not name.lower().endswith(WARC_ENDINGS):
                    continue
                if fault := _find_fault(member):
                    on_fault(f"{path.name}: member '{name}' {fault}; it is left out.")
                    continue
                copied, known = _copy(archive, member, path, folder, on_fault)
                if copied is not None and known:
                    on_known(copied)
                elif copied is not None:
                    yield copied
    except (zipfile.BadZipFile, RuntimeError, struct.error) as error:
        raise BrokenWarc(f"'{path}' is no WACZ: {error}. Name a whole .wacz, or its WARC files.") from error


def _find_fault(member: zipfile.ZipInfo) -> str | None:
    if ".." in PurePosixPath(member.filename).parts or member.filename.startswith("/"):
        return "has a path that leads out of the archive"
    if member.flag_bits & 1:
        return "is encrypted"
    if member.file_size > MAX_RATIO * max(member.compress_size, 1):
        return "grows suspiciously when unpacked"
    return None


def _copy(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: Path,
    folder: Path,
    on_fault: Callable[[str], None],
) -> tuple[Path | None, bool]:
    name = PurePosixPath(member.filename).name
    partial = folder / f"{plain_name(name)}.part"
    try:
        with archive.open(member) as source, open(partial, "wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
    except _DAMAGED as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutOfSpace(f"No space is left for '{partial}'. Make room and import '{path}' again.") from error
        on_fault(f"{path.name}: member '{name}' is damaged ({error}); it is left out.")
        return None, False
    target, known = find_place(folder, name, partial)
    if known:
        partial.unlink()
    else:
        partial.rename(target)
    return target, known
