"""Where a file from elsewhere stands among the archive's own: under its name, and never in another's place."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

LONGEST = 180
"""Characters of a name: file systems allow 255, and an index, an ``.open`` and a digest are still to be added."""

_ODD = re.compile(r"[^\w.+=@~-]+")


def find_place(folder: Path, name: str, file: Path) -> tuple[Path, bool]:
    """Where ``file`` is to stand in ``folder``, and whether the very same bytes are there already.

    Another file of its name gets company: ``name-0123abcd.warc.gz``.
    """
    name = plain_name(name)
    target = folder / name
    if not target.exists():
        return target, False
    digest = digest_of(file)
    if digest_of(target) == digest:
        return target, True
    stem, dot, rest = name.partition(".")
    target = folder / f"{stem}-{digest[:16]}{dot}{rest}"
    return target, target.exists()


def plain_name(name: str) -> str:
    """A name without white space, control and path characters, short enough for every file system."""
    name = _ODD.sub("_", name.encode("utf-8", "replace").decode())
    return name if len(name) <= LONGEST else name[: LONGEST - 30] + name[-30:]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
