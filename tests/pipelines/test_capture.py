"""The wire's bytes and nothing but the wire's bytes are in the WARC."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.home import Home
from archive.models import Exchange
from archive.warc.reader import iter_exchanges
from pipelines.capture import find_missing_names
from tests.wire.answers import EARLY, INTERIM, PAGE, WHOLE
from tests.wire.raw_server import Answer, RawServer, Seen, write_certificate

ROOT = Path(__file__).parents[2]


def crawl(archive: Path, urls: list[Any], **settings: Any) -> list[dict[str, Any]]:
    """Crawls addresses, or (address, method, body), with real Scrapy; what became of each, by address."""
    job = archive.parent / "job.json"
    asked = [[url, "GET", ""] if isinstance(url, str) else list(url) for url in urls]
    job.write_text(json.dumps({"job": asked, "settings": settings}))
    done = subprocess.run(
        [sys.executable, "-m", "tests.wire.crawl", str(archive), str(job)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return sorted(json.loads(done.stdout), key=lambda outcome: outcome["url"])


def kept(archive: Path) -> list[Exchange]:
    """Every exchange in the archive; a fault fails the test."""
    faults: list[str] = []
    files = sorted(Home(archive).warcs.glob("*.warc.gz"))
    found = [exchange for path in files for exchange, _ in iter_exchanges(path, faults.append)]
    assert faults == []
    return found


def pairs(seen: list[Seen] | list[Exchange]) -> Counter[tuple[bytes, bytes]]:
    return Counter((one.request, one.response) for one in seen)


def check(archive: Path) -> None:
    """``warcio check`` finds no fault."""
    files = [str(path) for path in Home(archive).warcs.glob("*.warc.gz")]
    checker = Checker(type("Arguments", (), {"inputs": files, "verbose": False}))
    assert files
    assert checker.process_all() == 0


def test_private_names_the_capture_leans_on_are_there() -> None:
    missing = find_missing_names()
    assert missing == [], (
        f"Scrapy or Twisted has changed: {', '.join(missing)} gone. "
        "pipelines/capture.py takes the wire's bytes through these names and must be taught the new ones; "
        "until then stay on the versions pinned in pyproject.toml."
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_kept_equals_what_crossed_the_wire(tmp_path: Path, scheme: str) -> None:
    certificate = write_certificate(tmp_path / "server.pem") if scheme == "https" else None
    with RawServer(WHOLE, certificate) as server:
        urls: list[Any] = [server.url + path for path in WHOLE for _ in range(2)]
        urls += [(server.url + "/post", "POST", "a=1&b=\u00e9"), (server.url + "/plain", "HEAD", "")]
        outcomes = crawl(tmp_path / "archive", urls, DOWNLOAD_DELAY=0)
    assert len(outcomes) == len(urls)
    assert all(outcome["capture"] for outcome in outcomes)
    assert pairs(kept(tmp_path / "archive")) == pairs(server.seen)
    assert {e.ip for e in kept(tmp_path / "archive")} == {"127.0.0.1"}
    check(tmp_path / "archive")


def test_interim_answers_and_bytes_after_the_end_are_left_out(tmp_path: Path) -> None:
    answers = {"/early": Answer(INTERIM * 3 + EARLY, step=11), "/more": Answer(EARLY + b"GARBAGE", "close")}
    with RawServer(answers) as server:
        crawl(tmp_path / "archive", [server.url + "/early", server.url + "/more"])
    assert [e.response for e in kept(tmp_path / "archive")] == [EARLY, EARLY]


def test_what_came_of_an_answer_that_is_cut_short_is_kept_with_the_reason(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: text/plain\r\n\r\n"
    chunky = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    endless = chunky + b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    odd = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    answers = {
        "/closed": Answer(head + b"only this", "close"),
        "/reset": Answer(head + b"only this", "reset"),
        "/half-a-chunk": Answer(chunky + b"20\r\nonly this", "close"),
        "/half-a-head": Answer(b"HTTP/1.1 200 OK\r\nX-Begun", "close"),
        "/hangs": Answer(head + b"only this", "hang"),
        "/too-long": Answer(endless, "hang"),
        "/said-too-long": Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nabc", "hang"),
        "/no-http": Answer(b"<html>no head at all</html>\r\n\r\n", "close"),
        "/odd-coding": Answer(odd, "close"),
    }
    with RawServer(answers) as server:
        urls = [server.url + path for path in answers]
        outcomes = crawl(tmp_path / "archive", urls, DOWNLOAD_MAXSIZE=50_000, DOWNLOAD_TIMEOUT=2)
    notes = {o["url"].rpartition("/")[2]: (o["outcome"], o["note"], bool(o["capture"])) for o in outcomes}
    assert notes == {
        "closed": ("ResponseDataLossError", "disconnect", True),
        "reset": ("ResponseDataLossError", "disconnect", True),
        "half-a-chunk": ("ResponseDataLossError", "disconnect", True),
        "half-a-head": ("DownloadFailedError", "disconnect", True),
        "hangs": ("DownloadTimeoutError", "time", True),
        "too-long": ("DownloadCancelledError", "length", True),
        "said-too-long": ("DownloadCancelledError", "length", True),
        "no-http": ("DownloadFailedError", "unspecified", True),
        "odd-coding": ("DownloadFailedError", "unspecified", True),
    }
    got = {e.url.rpartition("/")[2]: e for e in kept(tmp_path / "archive")}
    assert {name: e.truncated for name, e in got.items()} == {name: note[1] for name, note in notes.items()}
    for name in ("closed", "reset", "half-a-chunk", "half-a-head", "hangs", "no-http", "odd-coding"):
        assert got[name].response == answers[f"/{name}"].raw
    assert 50_000 < len(got["too-long"].response) <= len(endless)
    assert endless.startswith(got["too-long"].response)
    check(tmp_path / "archive")


def test_an_endless_head_is_cut_off(tmp_path: Path) -> None:
    storm = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" * 30_000
    with RawServer({"/storm": Answer(storm, "hang", step=60_000)}) as server:
        outcomes = crawl(tmp_path / "archive", [server.url + "/storm"], DOWNLOAD_MAXSIZE=1000)
    assert [(o["outcome"], o["note"]) for o in outcomes] == [("DownloadFailedError", "length")]


def test_silence_leaves_the_request_and_no_capture(tmp_path: Path) -> None:
    with RawServer({"/silence": Answer(b"", "close")}) as server:
        outcomes = crawl(tmp_path / "archive", [server.url + "/silence"])
    assert [o["capture"] for o in outcomes] == [None]
    with next(Home(tmp_path / "archive").warcs.glob("*.warc.gz")).open("rb") as file:
        kinds = [(r.rec_type, r.raw_stream.read()) for r in ArchiveIterator(file, no_record_parse=True)]
    assert kinds[1:] == [("request", server.seen[0].request)]
    check(tmp_path / "archive")


def test_a_retry_on_a_new_connection_is_a_second_attempt(tmp_path: Path) -> None:
    page = Answer(EARLY)
    with RawServer({"/a": page, "/b": [Answer(b"", "close"), page]}) as server:
        urls = [server.url + "/a", server.url + "/b"]
        outcomes = crawl(tmp_path / "archive", urls, CONCURRENT_REQUESTS=1)
    assert [(o["outcome"], o["note"]) for o in outcomes] == [("200 2", None)] * 2
    assert [s.target for s in server.seen] == ["/a", "/b", "/b"]
    with next(Home(tmp_path / "archive").warcs.glob("*.warc.gz")).open("rb") as file:
        kinds = [r.rec_type for r in ArchiveIterator(file, no_record_parse=True)]
    assert kinds == ["warcinfo", "response", "request", "request", "response", "request"]
    assert pairs(kept(tmp_path / "archive")) == pairs([s for s in server.seen if s.response])


def test_equal_payloads_are_kept_once(tmp_path: Path) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    with RawServer({"/a": Answer(raw), "/b": Answer(raw)}) as server:
        outcomes = crawl(tmp_path / "archive", [server.url + "/a", server.url + "/b"], CONCURRENT_REQUESTS=1)
    first, second = (o["capture"] for o in outcomes)
    assert second["revisit_of"] == first["id"]
    assert pairs(kept(tmp_path / "archive")) == pairs(server.seen)


def test_nothing_is_fetched_without_a_warc(tmp_path: Path) -> None:
    with RawServer(WHOLE) as server:
        outcomes = crawl(tmp_path / "archive", [server.url + "/plain"], EXTENSIONS={})
    assert [o["outcome"] for o in outcomes] == ["NoWarc"]
    assert server.seen == []
