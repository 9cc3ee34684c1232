"""The archive's folder: where the database, the WARC files and the locks are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import ArchiveNotFound

DEFAULT = "blog-archive"


@dataclass(frozen=True, slots=True)
class Home:
    """An archive's folder: ``archive.db`` (rows), ``warc/`` (evidence), ``locks/``."""

    root: Path

    @property
    def db(self) -> Path:
        """The one SQLite file."""
        return self.root / "archive.db"

    @property
    def warcs(self) -> Path:
        """The folder of WARC and CDXJ files."""
        return self.root / "warc"

    @property
    def locks(self) -> Path:
        """The folder of lock files, one a blog that is being crawled."""
        return self.root / "locks"


def create_home(root: Path | str) -> Home:
    """The home at ``root``, made when it is not there yet."""
    home = Home(Path(root))
    home.warcs.mkdir(parents=True, exist_ok=True)
    home.locks.mkdir(exist_ok=True)
    return home


def open_home(root: Path | str) -> Home:
    """The home at ``root``; ArchiveNotFound when no archive is there."""
    home = Home(Path(root))
    if not home.db.exists():
        raise ArchiveNotFound(
            f"No archive at '{home.root}' (there is no {home.db.name} in it). "
            "Make one with: blogkeep crawl URL --archive DIR, or name another folder with --archive."
        )
    return home
