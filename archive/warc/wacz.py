"""WACZ: a zip of WARC files with their indexes; its WARC members are taken out, nothing else."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from archive.errors import BrokenWarc

WARC_ENDINGS = (".warc", ".warc.gz")
MAX_RATIO = 200
"""A member that grows more than this often is a bomb: WACZ stores its WARCs uncompressed."""


def is_wacz(path: Path) -> bool:
    """Whether a file is a WACZ by its name."""
    return path.name.lower().endswith(".wacz")


def extract_warcs(path: Path, folder: Path, on_fault: Callable[[str], None]) -> Iterator[Path]:
    """Each WARC member, copied into ``folder`` under its own plain name; the paths of the copies.

    A name that is taken gets the WACZ's name in front. Members with paths that lead out, bombs and damaged
    members are faults; the rest goes on. BrokenWarc when the file is no zip at all.
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
                if (copied := _copy(archive, member, path, folder, on_fault)) is not None:
                    yield copied
    except zipfile.BadZipFile as error:
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
) -> Path | None:
    name = PurePosixPath(member.filename).name
    target = folder / name
    if target.exists():
        target = folder / f"{path.stem}-{name}"
    partial = target.with_name(target.name + ".part")
    try:
        with archive.open(member) as source, open(partial, "wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        partial.unlink(missing_ok=True)
        on_fault(f"{path.name}: member '{name}' is damaged ({error}); it is left out.")
        return None
    partial.rename(target)
    return target
