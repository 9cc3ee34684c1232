"""A server that says "not modified": what it stands for is read, live and from WARCs; liars are asked again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from demo.serve import BlogServer, sample_blogs
from tests.flow.blogkeep import crawl, dump, run, select
from tests.flow.nasty import http, nasty
from tests.warcs.make import members, record, sha1

BLOGS = sample_blogs()
POST = """<html><body><article class="h-entry"><h1 class="p-name"><a class="u-url" href="/p">Heron</a></h1>
<time class="dt-published" datetime="2012-04-01T10:00:00Z">1 April</time>
<div class="e-content"><p>{}</p></div></article></body></html>"""
UNMODIFIED = "select url, revisit_of, status, adapter from captures where status = 304"


def seen_twice(archive: Path) -> int:
    """How many comments were seen by a 304."""
    seen = "sightings join captures on captures.id = capture_id where status = 304"
    return int(select(archive, f"select count(distinct comment_id) from {seen}")[0][0])


@pytest.mark.parametrize("words", BLOGS[1:3], ids=lambda words: words.host)
def test_what_a_304_stands_for_is_seen_again(samples: BlogServer, tmp_path: Path, words: object) -> None:
    live, again, turned = tmp_path / "live", tmp_path / "again", tmp_path / "turned"
    home = words.home  # type: ignore[attr-defined]
    crawl(live, home, *samples.resolve)
    first = dump(live, ("posts", "comments"))
    summary = crawl(live, home, "--full", *samples.resolve)
    assert summary["outcomes"]["unchanged"] > 10
    assert all(revisit_of for _, revisit_of, _, _ in select(live, UNMODIFIED))
    comments = select(live, "select count(*) from comments")[0][0]
    assert seen_twice(live) > comments // 2
    for table, rows in dump(live, ("posts", "comments")).items():
        assert {row["id"] for row in rows} == {row["id"] for row in first[table]}
        assert sorted(row["last_seen"] for row in rows) > sorted(row["last_seen"] for row in first[table])
    assert run("verify", "--archive", live).returncode == 0
    files = sorted((live / "warc").glob("*.warc.gz"))
    assert len(files) == 2
    run("import", *files, "--archive", again)
    assert dump(again) == dump(live)
    run("reread", "--archive", again)
    assert dump(again) == dump(live)
    run("import", files[0], "--archive", turned)
    run("import", files[1], "--archive", turned)
    assert dump(turned) == dump(live)


def test_a_304_read_before_its_original_is_read_when_that_comes(samples: BlogServer, tmp_path: Path) -> None:
    live, turned = tmp_path / "live", tmp_path / "turned"
    crawl(live, BLOGS[0].home, *samples.resolve)
    crawl(live, BLOGS[0].home, "--full", *samples.resolve)
    first, second = sorted((live / "warc").glob("*.warc.gz"))
    run("import", second, "--archive", turned, check=None)
    assert select(turned, "select count(*) from captures where status = 304 and adapter is not null") == [(0,)]
    run("import", first, "--archive", turned)
    assert dump(turned, ("posts", "comments", "sightings")) == dump(live, ("posts", "comments", "sightings"))


def test_a_304_is_kept_as_the_standard_has_it(samples: BlogServer, tmp_path: Path) -> None:
    crawl(tmp_path, BLOGS[1].home, *samples.resolve)
    crawl(tmp_path, BLOGS[1].home, "--full", *samples.resolve)
    last = sorted((tmp_path / "warc").glob("*.warc.gz"))[-1]
    with last.open("rb") as file:
        found = [
            (one.rec_headers, one.http_headers.get_statuscode(), one.raw_stream.read())
            for one in ArchiveIterator(file)
            if one.rec_type == "revisit" and "not-modified" in one.rec_headers.get_header("WARC-Profile")
        ]
    assert found
    for headers, status, body in found:
        id = headers.get_header("WARC-Refers-To").removeprefix("<urn:uuid:").removesuffix(">")
        url, time, digest = select(tmp_path, "select url, time, digest from captures where id = ?", id)[0]
        assert (status, body) == ("304", b"")
        assert headers.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
        assert headers.get_header("WARC-Refers-To-Target-URI") == url == headers.get_header("WARC-Target-URI")
        assert headers.get_header("WARC-Refers-To-Date")[:19] == time[:19]
        assert headers.get_header("WARC-Payload-Digest") == digest
    assert Checker(type("Arguments", (), {"inputs": [str(last)], "verbose": False})).process_all() == 0
    index = last.with_name(last.name.replace(".warc.gz", ".cdxj")).read_text()
    lines = [json.loads(line.split(" ", 2)[2]) for line in index.splitlines()]
    assert {line["mime"] for line in lines if line["status"] == "304"} == {"warc/revisit"}


def tagged(body: str, tag: str) -> bytes:
    return http(body.encode(), f'ETag: "{tag}"')


def unmodified(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 304 Not Modified", *headers]).encode() + b"\r\n\r\n"


def test_a_304_that_nobody_asked_for_is_no_answer(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {"/": http(b"<html><a href='/p'>p</a></html>"), "/p": unmodified('ETag: "x"')}
        seed = f"http://127.0.0.1:{server.port}/"
        crawl(tmp_path, seed, check=4)
        assert server.asked.count("/p") == 3
        state = select(tmp_path, "select state, outcome, reason from addresses where url like '%/p'")
        assert state == [("failed", "error", "status 304, answer to a question without conditions")]
        assert run("verify", "--archive", tmp_path).returncode == 0
        before = dump(tmp_path)
        run("reread", "--archive", tmp_path)
        assert dump(tmp_path) == before


def test_a_304_that_names_another_tag_is_asked_again_without_conditions(tmp_path: Path) -> None:
    with nasty() as server:
        home = tagged("<html><a href='/p'>p</a></html>", "home")
        server.answers = {"/": home, "/p": tagged(POST.format("old words " * 90), "one")}
        seed = f"http://127.0.0.1:{server.port}/"
        crawl(tmp_path, seed)
        new = tagged(POST.format("new words " * 90), "two")
        answers = [unmodified('ETag: "two"'), new]
        server.answers["/p"] = lambda sock: sock.sendall(answers.pop(0))
        crawl(tmp_path, seed, "--full")
        assert answers == []
        assert "new words" in select(tmp_path, "select text from posts where url like '%/p'")[0][0]
        assert run("verify", "--archive", tmp_path).returncode == 0
        before = dump(tmp_path)
        run("reread", "--archive", tmp_path)
        assert dump(tmp_path) == before


def test_what_is_lost_is_asked_for_without_conditions(samples: BlogServer, tmp_path: Path) -> None:
    home = BLOGS[0].home
    crawl(tmp_path, home, *samples.resolve)
    [first] = (tmp_path / "warc").glob("*.warc.gz")
    first.unlink()
    summary = crawl(tmp_path, home, "--full", *samples.resolve)
    assert "unchanged" not in summary["outcomes"]


def test_what_is_damaged_is_asked_for_again(samples: BlogServer, tmp_path: Path) -> None:
    home = BLOGS[0].home
    crawl(tmp_path, home, *samples.resolve)
    [(name, offset, length)] = select(
        tmp_path, "select warc, offset, length from captures where url = ? and status = 200", home
    )
    with (tmp_path / "warc" / name).open("r+b") as file:
        file.seek(offset)
        file.write(b"\0" * length)
    crawl(tmp_path, home, "--full", *samples.resolve)
    statuses = select(tmp_path, "select status from captures where url = ? order by time", home)
    assert statuses == [(200,), (304,), (200,)]
    [(state, outcome)] = select(tmp_path, "select state, outcome from addresses where url = ?", home)
    assert (state, outcome) == ("done", "kept")


def foreign(kind: str, block: bytes, date: str, *more: tuple[str, str]) -> bytes:
    return record(
        kind,
        block,
        ("WARC-Record-ID", f"<urn:uuid:00000000-0000-0000-0000-{int(date[5:7] + date[8:10]):012d}>"),
        ("WARC-Target-URI", "http://blog.example/p"),
        ("WARC-Date", date),
        ("Content-Type", "application/http; msgtype=response"),
        *more,
    )


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("response", ()),
        ("revisit", (("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/server-not-modified"),)),
        (
            "revisit",
            (
                ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified"),
                ("WARC-Refers-To-Target-URI", "http://blog.example/p"),
                ("WARC-Refers-To-Date", "2012-05-01T00:00:00Z"),
                ("WARC-Payload-Digest", sha1(b"")),
            ),
        ),
    ],
    ids=["as a response", "naming nothing", "naming a date"],
)
def test_other_tools_304s_are_read_too(tmp_path: Path, kind: str, more: tuple[tuple[str, str], ...]) -> None:
    body = http(POST.format("the heron stood still " * 50).encode())
    later = foreign(kind, unmodified(), "2013-06-02T00:00:00Z", *more)
    path, archive = tmp_path / "other.warc.gz", tmp_path / "archive"
    path.write_bytes(members(later, foreign("response", body, "2012-05-01T00:00:00Z")))
    run("import", path, "--archive", archive, "--blog", "http://blog.example/")
    assert select(archive, "select first_seen, last_seen from posts") == [
        ("2012-05-01T00:00:00Z", "2013-06-02T00:00:00Z")
    ]
    assert run("verify", "--archive", archive).returncode == 0
    before = dump(archive)
    run("reread", "--archive", archive)
    assert dump(archive) == before
    shutil.rmtree(archive)
