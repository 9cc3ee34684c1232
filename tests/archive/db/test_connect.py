"""Opening the database: many processes, no harm, sentences in place of tracebacks."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from archive.db.connect import open_db
from archive.db.migrations import migrations
from archive.db.store import save_blog, transaction
from archive.errors import ArchiveBusy, ArchiveNotFound, BlogkeepError, OutOfSpace
from archive.models import Blog
from tests.archive.db.world import rows

OPEN = "import sys; from archive.db.connect import open_db; open_db(sys.argv[1]).close()"


def test_four_processes_make_one_archive_at_once(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    processes = [subprocess.Popen([sys.executable, "-c", OPEN, str(path)]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    db = open_db(path)
    applied = rows(db, "select name from _sqlite_migrations where migration_set = 'blogkeep'")
    assert len(applied) == len(set(applied))
    assert migrations.pending(db) == []
    assert rows(db, "pragma journal_mode") == [("wal",)]
    assert rows(db, "pragma foreign_keys") == [(1,)]


def test_a_reader_in_the_middle_of_a_question_does_not_hold_up_a_crawl(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writer = open_db(path)
    reader = open_db(path, read_only=True)
    reader.execute("begin")
    assert rows(reader, "select count(*) from blogs") == [(0,)]
    with transaction(writer):
        save_blog(writer, Blog("http://blog.example/"))
    assert rows(reader, "select count(*) from blogs") == [(0,)]
    reader.execute("commit")
    assert rows(reader, "select count(*) from blogs") == [(1,)]


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_db(tmp_path / "archive.db").close()
    reader = open_db(tmp_path / "archive.db", read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("delete from blogs")


def test_a_missing_archive_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match=r"No archive database at '.*archive.db'\. Make one with: blogkeep"):
        open_db(tmp_path / "archive.db", read_only=True)


def test_a_file_that_is_no_database_is_named_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(BlogkeepError, match=r"archive.db' is damaged or no SQLite database .*blogkeep reread"):
        open_db(path)


def test_an_archive_of_a_newer_blogkeep_is_left_alone(tmp_path: Path) -> None:
    db = open_db(tmp_path / "archive.db")
    db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('blogkeep', 'moon', '')")
    db.close()
    for read_only in (True, False):
        with pytest.raises(BlogkeepError, match=r"made by a newer Blogkeep \(it knows moon\)"):
            open_db(tmp_path / "archive.db", read_only=read_only)


def test_a_migration_that_dies_leaves_nothing_and_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    dying = f"""
import os, sys
from archive.db import connect
from archive.db.migrations.ground import GROUND
connect.migrations._migrations[0].fn = lambda db: (db.executescript(GROUND), os._exit(9))
connect.open_db({str(path)!r})
"""
    assert subprocess.run([sys.executable, "-c", dying], check=False).returncode == 9
    db = open_db(path)
    assert rows(db, "select count(*) from posts") == [(0,)]
    assert rows(db, "pragma integrity_check") == [("ok",)]


def test_an_error_rolls_a_transaction_back(tmp_path: Path) -> None:
    db = open_db(tmp_path / "archive.db")
    blogs = (Blog("http://blog.example/"), None)
    with pytest.raises(AttributeError), transaction(db):
        list(map(save_blog, (db, db), blogs))  # type: ignore[arg-type]
    assert rows(db, "select * from blogs") == []
    assert not db.conn.in_transaction


def test_another_writer_is_told_as_busy(tmp_path: Path) -> None:
    first, second = open_db(tmp_path / "archive.db"), open_db(tmp_path / "archive.db")
    second.execute("pragma busy_timeout = 10")
    busy = pytest.raises(ArchiveBusy, match="Another program has been writing")
    with transaction(first), busy as caught, transaction(second):
        pass
    assert caught.value.exit_code == 5


def test_a_full_disk_is_told_with_the_path_and_nothing_is_lost(tmp_path: Path) -> None:
    db = open_db(tmp_path / "archive.db")
    with transaction(db):
        save_blog(db, Blog("http://blog.example/"))
    pages = rows(db, "pragma page_count")[0][0]
    db.execute(f"pragma max_page_count = {pages}")
    full = pytest.raises(OutOfSpace, match=r"No space is left for '.*archive.db'.*same command")
    with full as caught, transaction(db):
        for number in range(1000):
            save_blog(db, Blog(f"http://blog{number}.example/", "title " * 50))
    assert caught.value.exit_code == 6
    assert rows(db, "select home from blogs") == [("http://blog.example/",)]
