"""Taking files in: nothing in the archive is written over, one bad file stops no other, a half import is made whole."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

from tests.flow.blogkeep import run, select

WARCS = Path(__file__).parents[1] / "warcs"
WHOLE = WARCS / "whole.warc.gz"


def pack(path: Path, *members: tuple[str, bytes]) -> Path:
    """A WACZ of these members."""
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in members:
            archive.writestr(name, body)
    return path


def test_no_file_of_the_archive_is_ever_written_over(tmp_path: Path) -> None:
    bodies = [(WARCS / name).read_bytes() for name in ("whole.warc.gz", "odd-ids.warc.gz", "resources.warc.gz")]
    packs = [pack(tmp_path / str(n) / "my.wacz", ("archive/a.warc.gz", b)) for n, b in enumerate(bodies)]
    archive = tmp_path / "archive"
    run("import", *packs, "--archive", archive)
    done = run("import", *packs, "--archive", archive, "--json")
    kept = sorted(path.read_bytes() for path in (archive / "warc").glob("*.warc.gz"))
    assert kept == sorted(bodies)
    assert len(json.loads(done.stdout)["skipped"]) == 3


def test_a_bad_file_stops_no_other(tmp_path: Path) -> None:
    bad = pack(tmp_path / "bad.wacz", ("archive/" + "x" * 200 + ".warc.gz", b"no"), ("archive/../../out.warc.gz", b""))
    (tmp_path / "none.wacz").write_bytes(b"no zip")
    files = [tmp_path / "missing.warc.gz", tmp_path / "none.wacz", tmp_path / "note.txt", bad, WHOLE]
    done = run("import", *files, "--archive", tmp_path / "archive", "--json", check=1)
    report = json.loads(done.stdout)
    assert len(report["faults"]) >= 5
    assert select(tmp_path / "archive", "select count(*) from captures") == [(2,)]
    assert [*tmp_path.rglob("out.warc.gz"), *tmp_path.rglob("*.part")] == []


def test_an_import_that_died_before_its_rows_is_made_whole_by_the_same_command(tmp_path: Path) -> None:
    run("import", WHOLE, "--archive", tmp_path)
    db = sqlite3.connect(tmp_path / "archive.db")
    db.execute("update posts set capture_id = null")
    db.execute("pragma foreign_keys = off")
    db.execute("delete from captures")
    db.commit()
    db.close()
    run("import", WHOLE, "--archive", tmp_path)
    assert select(tmp_path, "select count(*) from captures") == [(2,)]


def test_errors_are_json_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for arguments in (
        ("crawl", "ftp://x.example/"), ("crawl", "http://127.0.0.1:9/", "--max-pages", "no"),
        ("crawl", "http://127.0.0.1:9/", "--archive", tmp_path / "file" / "in"),
        ("reread", "--archive", tmp_path / "none"),
    ):  # fmt: skip
        done = run(*arguments, "--json", check=None)
        assert (done.returncode > 0, "error" in json.loads(done.stdout), "Traceback" in done.stderr) == (
            True, True, False,
        )  # fmt: skip
