"""Anybody's captures become rows: foreign WARCs, broken ones, WACZ."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from archive.home import create_home
from archive.models import Exchange
from archive.warc.writer import WarcWriter
from demo.serve import BlogServer, sample_blogs
from tests.flow.blogkeep import crawl, dump, run, select

SHELF = Path(__file__).parents[1] / "warcs"


@pytest.mark.parametrize("path", sorted(SHELF.glob("*.*arc*")), ids=lambda path: path.name)
def test_every_odd_file_is_taken_as_far_as_it_can_be_read(tmp_path: Path, path: Path) -> None:
    done = run("import", path, "--archive", tmp_path, "--json", check=None)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert done.returncode == (1 if report["faults"] else 0)
    assert (tmp_path / "warc" / path.name).read_bytes() == path.read_bytes()


def test_a_wacz_gives_the_rows_of_its_warcs(samples: BlogServer, tmp_path: Path) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    crawl(live, sample_blogs()[0].home, *samples.resolve)
    wacz = tmp_path / "blog.wacz"
    with zipfile.ZipFile(wacz, "w") as archive:
        for path in (live / "warc").glob("*.warc.gz"):
            archive.write(path, f"archive/{path.name}")
        archive.writestr("../evil.warc.gz", b"evil")
        archive.writestr("archive/bomb.warc.gz", b"\0" * 10_000_000, zipfile.ZIP_DEFLATED)
        archive.writestr("pages/pages.jsonl", "{}")
    done = run("import", wacz, "--archive", again, check=1)
    assert "leads out" in done.stdout
    assert "grows suspiciously" in done.stdout
    assert not (tmp_path / "evil.warc.gz").exists()
    assert dump(again, ("posts", "comments")) == dump(live, ("posts", "comments"))


def test_importing_a_file_twice_changes_nothing(samples: BlogServer, tmp_path: Path) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    crawl(live, sample_blogs()[0].home, *samples.resolve)
    files = sorted((live / "warc").glob("*.warc.gz"))
    run("import", *files, "--archive", again)
    before = dump(again)
    done = run("import", *files, "--archive", again)
    assert "already in the archive" in done.stdout
    assert dump(again) == before


def test_a_host_that_only_serves_pictures_is_no_blog(tmp_path: Path) -> None:
    home = create_home(tmp_path / "foreign")
    body = b"<h1 class=entry-title>A</h1><div class=entry-content><p>words</p></div>"
    page = b"<html><body><div class=hentry>" + body + b"</div></body></html>"
    from datetime import UTC, datetime

    with WarcWriter(home, info={}) as writer:
        for url, kind, body in (
            ("http://cdn.example/a.png", b"image/png", b"\x89PNG"),
            ("http://ads.example/frame.html", b"text/html", b"<html><p>buy</p></html>"),
            ("http://blog.example/2010/a.html", b"text/html", page),
        ):
            head = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
            writer.write(Exchange(url, b"", head + body, datetime(2026, 1, 1, tzinfo=UTC)))
    run("import", *(home.warcs.glob("*.warc.gz")), "--archive", tmp_path / "archive")
    assert select(tmp_path / "archive", "select home from blogs") == [("http://blog.example/",)]
    assert select(tmp_path / "archive", "select count(*) from captures") == [(3,)]


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    done = run("import", tmp_path / "nothing.warc.gz", "--archive", tmp_path / "archive", check=1)
    assert "There is no file" in done.stdout
    odd = tmp_path / "page.html"
    odd.write_text("<html>")
    done = run("import", odd, "--archive", tmp_path / "archive", check=1)
    assert "is no WARC" in done.stdout
