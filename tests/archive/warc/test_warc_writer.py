"""What goes into a WARC comes out of it, and nothing that was acknowledged is lost."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.errors import BrokenWarc, NotKept
from archive.home import Home, create_home
from archive.models import Capture, Exchange
from archive.warc.cdxj import iter_lines, line_of
from archive.warc.reader import iter_exchanges, read_exchange, read_warcinfo
from archive.warc.writer import SMALLEST_REVISIT, WarcWriter

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
BODY = b"<p>The heron stood in the reeds.</p>" * 40
REQUEST = b"GET / HTTP/1.1\r\nHost: pond.example\r\n\r\n"


def exchange(word: str = "heron", body: bytes = BODY, **more: object) -> Exchange:
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    found = Exchange(f"http://pond.example/{word}", REQUEST, raw, NOW, "192.0.2.1")
    return replace(found, **more)  # type: ignore[arg-type]


def write(home: Home, *exchanges: Exchange, **options: object) -> list[Capture]:
    with WarcWriter(home, info={"robots": "classic"}, **options) as writer:  # type: ignore[arg-type]
        return [writer.write(one) for one in exchanges]


def read(home: Home) -> list[tuple[Exchange, Capture]]:
    faults: list[str] = []
    files = sorted(home.warcs.glob("*.warc.gz"))
    found = [pair for path in files for pair in iter_exchanges(path, faults.append)]
    assert faults == []
    return found


def check(home: Home) -> None:
    """``warcio check`` finds no fault."""
    files = [str(path) for path in home.warcs.glob("*.warc.gz")]
    assert files
    assert Checker(type("Arguments", (), {"inputs": files, "verbose": False})).process_all() == 0


HEADS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.0 404\n\n",
        b"HTTP/1.1 200 OK\r\nX: caf\xe9\r\n folded\r\nno colon\r\n \r\n",
        b"HTTP/1.1 200 OK\r\n\xa0\r\n\r\n",
        b"",
        b"\r\n",
        b"no http at all",
    ]
)
EXCHANGES = st.builds(
    Exchange,
    url=st.sampled_from(["http://a.example/", "https://b.example/x?y=%20z#", "http://c.example/\u00e9\u4e2d"]),
    request=st.binary(max_size=40),
    response=st.builds(bytes.__add__, HEADS, st.binary(max_size=900)).filter(lambda raw: raw[9:10] != b"1"),
    started=st.datetimes(timezones=st.just(UTC)),
    ip=st.sampled_from([None, "192.0.2.1", "2001:db8::1"]),
    truncated=st.sampled_from([None, "length", "time", "disconnect", "unspecified"]),
)


@given(st.lists(EXCHANGES, min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_exchange_in_is_exchange_out(tmp_path: Path, exchanges: list[Exchange]) -> None:
    home = create_home(tmp_path / uuid.uuid4().hex)
    captures = write(home, *exchanges)
    assert read(home) == list(zip(exchanges, captures, strict=True))
    assert [read_exchange(home, c.warc, c.offset) for c in captures] == exchanges
    check(home)


def test_records_stand_in_order_and_name_each_other(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    [capture] = write(home, exchange(truncated="length"))
    with (home.warcs / capture.warc).open("rb") as file:
        records = {r.rec_type: r.rec_headers for r in ArchiveIterator(file)}
    assert list(records) == ["warcinfo", "response", "request"]
    answer, request = records["response"], records["request"]
    assert answer.protocol == "WARC/1.1"
    assert answer.get_header("WARC-Record-ID") == f"<urn:uuid:{capture.id}>"
    assert answer.get_header("WARC-Concurrent-To") == request.get_header("WARC-Record-ID")
    assert request.get_header("WARC-Concurrent-To") == answer.get_header("WARC-Record-ID")
    assert [answer.get_header(name) for name in ("WARC-Date", "WARC-IP-Address", "WARC-Truncated")] == [
        "2026-01-02T03:04:05.678901Z",
        "192.0.2.1",
        "length",
    ]
    assert answer.get_header("WARC-Payload-Digest") == capture.digest


def test_warcinfo_tells_who_wrote_and_by_which_rules(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    [capture] = write(home, exchange(), prefix="pond")
    info = read_warcinfo(home.warcs / capture.warc)
    assert capture.warc.startswith("pond-")
    assert info["software"].startswith("blogkeep/")
    assert (info["format"], info["robots"]) == ("WARC File Format 1.1", "classic")


def test_a_file_is_open_while_it_is_written_and_found_all_the_same(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    writer = WarcWriter(home, info={})
    assert list(home.warcs.iterdir()) == []
    capture = writer.write(exchange())
    writer.sync()
    [index, warc] = sorted(home.warcs.iterdir())
    assert (warc.name, index.name) == (f"{capture.warc}.open", capture.warc.replace(".warc.gz", ".cdxj.open"))
    assert read_exchange(home, capture.warc, capture.offset) == exchange()
    with warc.open("rb") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    writer.close()
    writer.close()
    assert sorted(p.name for p in home.warcs.iterdir()) == [index.stem, warc.stem]


def test_the_index_is_sorted_and_lists_every_capture(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    captures = write(home, *(exchange(word, word.encode()) for word in ("teal", "heron", "coot")))
    [index] = home.warcs.glob("*.cdxj")
    assert list(iter_lines(index)) == [line_of(capture) for capture in reversed(captures)]


def test_files_are_ended_before_they_outgrow_their_size(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    exchanges = [exchange(f"h{n}", f"{n}".encode() * 50) for n in range(12)]
    exchanges.append(exchange("big", bytes(range(256)) * 40))
    captures = write(home, *exchanges, max_bytes=3000)
    sizes = [path.stat().st_size for path in home.warcs.glob("*.warc.gz")]
    assert len(sizes) >= 3
    assert sum(size > 3000 for size in sizes) == 0
    assert [e for e, _ in read(home)] == exchanges
    assert [read_exchange(home, c.warc, c.offset) for c in captures] == exchanges
    check(home)


def test_an_equal_payload_is_kept_once(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    later = exchange("egret", started=NOW + timedelta(days=1))
    first, second = write(home, exchange(), later)
    assert (second.revisit_of, second.digest) == (first.id, first.digest)
    assert second.length < 500
    assert [e for e, _ in read(home)] == [exchange(), later]
    assert read_exchange(home, second.warc, second.offset) == later
    with (home.warcs / second.warc).open("rb") as file:
        [revisit] = [r.rec_headers for r in ArchiveIterator(file) if r.rec_type == "revisit"]
    assert {name: value for name, value in revisit.headers if "Refers" in name or "Profile" in name} == {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": f"<urn:uuid:{first.id}>",
        "WARC-Refers-To-Target-URI": first.url,
        "WARC-Refers-To-Date": "2026-01-02T03:04:05.678901Z",
    }
    check(home)


def test_a_revisit_in_an_open_file_is_read_whole(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    with WarcWriter(home, info={}) as first, WarcWriter(home, info={}) as second:
        original = first.write(exchange())
        again = second.write(exchange())
        other = WarcWriter(home, info={}, find_duplicate=lambda url, digest: original)
        third = other.write(exchange("egret"))
        assert (again.revisit_of, third.revisit_of) == (None, original.id)
        assert read_exchange(home, third.warc, third.offset) == exchange("egret")
        other.close()


def test_a_payload_of_an_earlier_crawl_is_not_kept_again(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    [first] = write(home, exchange())
    [second] = write(home, exchange("egret"), find_duplicate=lambda url, digest: first)
    assert second.revisit_of == first.id
    assert read_exchange(home, second.warc, second.offset) == exchange("egret")
    [third] = write(home, exchange("egret"), find_duplicate=lambda url, digest: second)
    assert third.revisit_of is None


def test_small_and_truncated_payloads_are_kept_whole(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    small = exchange(body=b"x" * (SMALLEST_REVISIT - 1))
    captures = write(home, small, small, exchange(truncated="time"), exchange(truncated="time"), exchange())
    assert [capture.revisit_of for capture in captures] == [None] * 5


def test_a_url_cannot_break_out_of_its_header(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    [capture] = write(home, exchange(url="http://pond.example/a b\r\nWARC-Type: x"))
    assert capture.url == "http://pond.example/a%20b%0D%0AWARC-Type:%20x"
    assert [c for _, c in read(home)] == [capture]


def test_a_place_where_nothing_is_kept_has_a_clear_error(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    [capture] = write(home, exchange())
    with pytest.raises(NotKept, match="is not in"):
        read_exchange(home, "../outside.warc.gz", 0)
    for offset in (0, capture.offset + 1, 10**9):
        with pytest.raises(BrokenWarc, match="blogkeep verify"):
            read_exchange(home, capture.warc, offset)


@pytest.mark.parametrize("limit", [200, 5_000, 20_000, 20_100, 20_200, 20_300, 20_400, 20_500])
def test_a_full_disk_costs_nothing_that_was_kept(tmp_path: Path, limit: int) -> None:
    """A real limit of the system on the size of files, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.wire.fill", str(tmp_path), str(limit)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    home = Home(tmp_path)
    assert "No room to write " in told["error"]
    assert str(home.warcs) in told["error"]
    assert told["after"] is None or told["after"].startswith("No room to write ")
    kept = [(capture.warc, capture.offset) for _, capture in read(home)]
    assert kept == [tuple(place) for place in told["kept"]]
    assert [p.name for p in home.warcs.iterdir() if p.name.endswith((".open", ".part"))] == []
    if kept:
        check(home)
