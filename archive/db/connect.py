"""Opens the database: write-ahead log, foreign keys, the newest schema, and errors a person can act on."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from archive.db.migrations import migrations
from archive.errors import ArchiveBusy, ArchiveNotFound, BlogkeepError, OutOfSpace

PATIENCE = 60.0
"""Seconds to wait for another writer before giving up."""

_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_CLOSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)

_PRAGMAS = """
pragma busy_timeout = 60000;
pragma foreign_keys = on;
pragma synchronous = normal;
pragma temp_store = memory;
pragma cache_size = -32000;
pragma wal_autocheckpoint = 4000;
pragma journal_size_limit = 67108864;
"""


def open_db(path: Path | str, *, read_only: bool = False) -> Database:
    """The database at ``path``, made when it is not there, with the newest schema.

    Two processes may open (and migrate) at once; readers never hold up a writer. The connection is in
    autocommit mode: group writes with ``archive.db.store.transaction``. ``read_only`` never writes and
    never migrates; ArchiveNotFound when nothing is there. ``:memory:`` is a fresh database for one test.

    Errors: ArchiveBusy, OutOfSpace, BlogkeepError when the file is no archive, is damaged or was made by a
    newer Blogkeep.
    """
    path = Path(path)
    with explained(path):
        return _open_to_read(path) if read_only else _open_to_write(path)


@contextmanager
def explained(path: Path | str | None) -> Iterator[None]:
    """Inside, SQLite's and the disk's errors become ours, with the file's name and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutOfSpace(_no_space(path)) from error
        raise


def explain(error: sqlite3.Error, path: Path | str | None) -> BlogkeepError:
    """What a SQLite error means for the user: the thing, the place and the way out."""
    extended = getattr(error, "sqlite_errorcode", None) or 0
    code = extended & 0xFF
    words = str(error)
    if code in _FULL or extended in _FULL:
        return OutOfSpace(_no_space(path))
    if code in _BUSY:
        return ArchiveBusy(
            f"Another program has been writing to '{path}' for more than {PATIENCE:.0f} seconds. "
            "Wait until it ends (or end it) and give the same command again."
        )
    if code in _BROKEN:
        return BlogkeepError(
            f"'{path}' is damaged or no SQLite database ({words}). The evidence is safe in the WARC files: "
            "move this file away, let another crawl make a new one, then: blogkeep reread"
        )
    if code in _CLOSED:
        return BlogkeepError(f"'{path}' cannot be opened ({words}). See who owns the file and its folder.")
    return BlogkeepError(f"The database '{path}' answered: {words} ({getattr(error, 'sqlite_errorname', '?')}).")


def _no_space(path: Path | str | None) -> str:
    return (
        f"No space is left for '{path}'. What was acknowledged is safe. Make room (100 MB at least) and give "
        "the same command again."
    )


def _open_to_write(path: Path) -> Database:
    connection = sqlite3.connect(str(path), timeout=PATIENCE, isolation_level=None)
    try:
        db = _prepare(connection)
        if str(path) != ":memory:":
            _switch_to_wal(connection)
        _refuse_newer(db, path)
        if migrations.pending(db):
            _migrate(db)
    except BaseException:
        connection.close()
        raise
    return db


def _open_to_read(path: Path) -> Database:
    if not path.exists():
        raise ArchiveNotFound(f"No archive database at '{path}'. Make one with: blogkeep crawl URL --archive DIR")
    connection = _connect_to_read(path)
    try:
        db = _prepare(connection)
        _refuse_newer(db, path)
        if migrations.pending(db):
            raise BlogkeepError(
                f"'{path}' has an older schema than this Blogkeep reads. Bring it up to date with: blogkeep verify"
            )
    except BaseException:
        connection.close()
        raise
    return db


def _connect_to_read(path: Path) -> sqlite3.Connection:
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("select count(*) from sqlite_master")
    except sqlite3.OperationalError:
        # a folder we may not write to (a read-only medium): without a log the file cannot change under us
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return connection


def _prepare(connection: sqlite3.Connection) -> Database:
    connection.executescript(_PRAGMAS)
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """The change of journal mode does not wait for other processes by itself, so we ask again until it is
    done.
    """
    deadline = time.monotonic() + PATIENCE
    while connection.execute("pragma journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _migrate(db: Database) -> None:
    """Apply what is pending under the write lock; a process that comes second finds nothing left to do."""
    db.execute("begin immediate")
    try:
        migrations.apply(db)
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise


def _refuse_newer(db: Database, path: Path) -> None:
    unknown = {migration.name for migration in migrations.applied(db)} - _known()
    if unknown:
        raise BlogkeepError(
            f"'{path}' was made by a newer Blogkeep (it knows {', '.join(sorted(unknown))}). "
            "Upgrade with: pip install --upgrade blogkeep"
        )


@cache
def _known() -> frozenset[str]:
    empty = Database(memory=True, execute_plugins=False)
    try:
        return frozenset(migration.name for migration in migrations.pending(empty))
    finally:
        empty.close()
