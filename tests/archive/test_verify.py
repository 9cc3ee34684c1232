"""Verify finds what does not agree and says how to mend it; when all is well it is silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.db.connect import open_db
from archive.db.store import save_blog, save_capture, transaction
from archive.home import Home, create_home
from archive.models import Blog, Capture, Exchange
from archive.verify import mend, verify
from archive.warc.cdxj import OPEN
from archive.warc.mend import mend as mend_files
from archive.warc.writer import WarcWriter
from tests.archive.db.world import HOME, START, URL, rows
from tests.archive.shelf import make_shelf


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_shelf(tmp_path / "archive")


def findings(home: Home) -> list[tuple[str, str]]:
    return [(finding.code, finding.what) for finding in verify(home)]


def save(home: Home, capture: Capture) -> None:
    db = open_db(home.db)
    with transaction(db):
        save_capture(db, capture, save_blog(db, Blog(HOME)))
    db.close()


def meddle(home: Home, sql: str, *parameters: object) -> None:
    db = open_db(home.db)
    db.execute("pragma foreign_keys = off")
    db.execute(sql, parameters)
    db.close()


def test_an_archive_that_agrees_has_no_findings(home: Home) -> None:
    assert list(verify(home)) == []


def test_a_missing_warc_is_found_once(home: Home) -> None:
    for path in home.warcs.iterdir():
        if not path.name.endswith(".cdxj"):
            path.unlink()
    found = list(verify(home))
    assert [one.code for one in found] == ["missing", "gone"]
    assert found[1].what == "3 captures are said to be in this file, which is not there or has no index."
    assert all(one.mend for one in found)


def test_a_file_that_is_still_being_written_is_no_finding(tmp_path: Path) -> None:
    home = create_home(tmp_path / "archive")
    with WarcWriter(home, info={}) as writer:
        capture = writer.write(Exchange(URL, b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nrye", START))
        writer.sync()
        save(home, capture)
        assert list(verify(home)) == []
        save(home, replace(capture, id="another", offset=capture.offset + 1))
        assert [one.code for one in verify(home)] == ["row"]


def test_a_file_that_a_killed_crawl_left_open_is_mended_by_the_next_one_and_not_lost(home: Home) -> None:
    for path in home.warcs.iterdir():
        path.rename(path.with_name(path.name + OPEN))
    (found,) = verify(home)
    assert (found.code, found.mend) == ("open", "The next crawl on this archive mends it when it starts.")
    assert len(mend_files(home)) == 1
    assert list(verify(home)) == []


def test_a_capture_that_points_elsewhere_is_found(home: Home) -> None:
    (first, second, third) = rows(open_db(home.db), "select offset from captures order by offset")
    meddle(home, "update captures set offset = offset + 1 where offset = ?", first[0])
    meddle(home, "update captures set url = 'http://else.example/' where offset = ?", second[0])
    meddle(home, "update captures set digest = 'sha1:ZZZZ' where offset = ?", third[0])
    found = findings(home)
    assert [code for code, _ in found] == ["row", "row", "row"]
    whats = " ".join(what for _, what in found)
    assert "is said to begin here; no answer does." in whats
    assert f"is of http://else.example/, the record of {URL}" in whats
    assert "has the digest sha1:ZZZZ" in whats


def test_a_row_without_its_capture_is_found(home: Home) -> None:
    meddle(home, "update comments set capture_id = 'nobody' where source_id = '1'")
    assert findings(home) == [("lost", "1 rows of comments name rows of captures that are not there.")]


def test_a_flipped_byte_in_the_warc_is_found(home: Home) -> None:
    (path,) = home.warcs.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[-200] ^= 0xFF
    path.write_bytes(bytes(data))
    assert list(verify(home)) != []


def test_a_parent_under_another_post_is_found(home: Home) -> None:
    meddle(home, "update comments set post_id = 'other' where source_id = '1'")
    codes = [code for code, _ in findings(home)]
    assert "parent" in codes
    assert "count" in codes


def test_wrong_counts_and_a_broken_search_index_are_found_and_mended(home: Home) -> None:
    meddle(home, "update threads set kept = 77")
    meddle(home, "drop trigger comments_fts_update")
    meddle(home, "update comments set text = 'honey' where source_id = '3'")
    meddle(home, "delete from posts_fts_docsize")
    assert [code for code, _ in findings(home)] == ["count", "search", "search"]
    assert mend(home) == [
        "The search index of posts was made anew.",
        "The search index of comments was made anew.",
        "1 threads were counted anew.",
    ]
    assert findings(home) == []


def test_verify_changes_nothing(home: Home) -> None:
    def dump() -> list[str]:
        db = open_db(home.db)
        lines = list(db.conn.iterdump())
        db.close()
        return lines

    before = dump()
    list(verify(home))
    assert dump() == before


def test_an_orphaned_answer_is_no_fault(home: Home) -> None:
    meddle(home, "update comments set parent_id = 'nobody' where source_id = '3'")
    assert findings(home) == []
