"""Every way in which a WARC and its index can disagree is found, named, and comes with its cure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive.home import Home, create_home
from archive.posted import join_filed
from archive.warc.cdxj import index_of, iter_lines, line_of, rebuild_index, write_index
from archive.warc.check import iter_faults
from archive.warc.mend import mend
from archive.warc.reader import iter_exchanges, resolve_in
from tests.archive.warc.test_warc_writer import exchange, write
from tests.warcs.make import DATE, HERE, members, name, record, request, response, revisit, url

Harm = Callable[[Path, Path], object]


def archive(tmp_path: Path) -> tuple[Home, Path, Path]:
    home = create_home(tmp_path)
    write(home, exchange("coot", b"coot"), exchange("heron", b"heron"), exchange("teal", b"teal"))
    [warc], [index] = home.warcs.glob("*.warc.gz"), home.warcs.glob("*.cdxj")
    return home, warc, index


def change(index: Path, **fields: str) -> None:
    """Changes fields of the first line."""
    first, *rest = index.read_text().splitlines(keepends=True)
    key, timestamp, found = first.split(" ", 2)
    index.write_text(f"{key} {timestamp} {json.dumps({**json.loads(found), **fields})}\n" + "".join(rest))


def rewrite(index: Path, pick: Callable[[list[str]], list[str]]) -> None:
    index.write_text("".join(pick(index.read_text().splitlines(keepends=True))))


def flip(warc: Path) -> None:
    data = bytearray(warc.read_bytes())
    data[-20] ^= 0xFF
    warc.write_bytes(data)


HARMS: dict[str, tuple[Harm, list[str]]] = {
    "an address that is another's": (lambda w, i: change(i, url="http://else.example/"), ["wrong-url"]),
    "a wrong digest": (lambda w, i: change(i, digest="sha1:" + "A" * 32), ["wrong-digest"]),
    "a wrong length": (lambda w, i: change(i, length="7"), ["wrong-length"]),
    "a wrong status": (lambda w, i: change(i, status="404"), ["wrong-status"]),
    "a wrong file": (lambda w, i: change(i, filename="else.warc.gz"), ["wrong-filename"]),
    "a place where nothing is": (lambda w, i: change(i, offset="3"), ["unlisted", "nowhere"]),
    "a line lost": (lambda w, i: rewrite(i, lambda lines: lines[1:]), ["unlisted"]),
    "lines out of order": (lambda w, i: rewrite(i, lambda lines: lines[::-1]), ["order"]),
    "a line that is none": (lambda w, i: rewrite(i, lambda lines: [*lines, "zzz\n"]), ["line"]),
    "no index": (lambda w, i: i.unlink(), ["unindexed"]),
    "no WARC": (lambda w, i: w.unlink(), ["missing"]),
    "a file left open": (lambda w, i: (w.rename(f"{w}.open"), i.unlink()), ["open"]),
    "a flipped byte": (lambda w, i: flip(w), ["torn"]),
    "a cut tail": (lambda w, i: w.write_bytes(w.read_bytes()[:-9]), ["torn"]),
    "zeros at the end": (lambda w, i: w.write_bytes(w.read_bytes() + bytes(99)), ["zeros"]),
    "an empty file": (lambda w, i: w.write_bytes(b""), ["empty", "nowhere", "nowhere", "nowhere"]),
}


def test_a_good_archive_has_no_faults(tmp_path: Path) -> None:
    assert list(iter_faults(archive(tmp_path)[0])) == []
    assert list(iter_faults(Home(tmp_path / "nothing here"))) == []


@pytest.mark.parametrize("what", HARMS)
def test_every_harm_is_found_and_its_cure_helps(tmp_path: Path, what: str) -> None:
    home, warc, index = archive(tmp_path)
    harm, codes = HARMS[what]
    harm(warc, index)
    faults = list(iter_faults(home))
    assert [fault.code for fault in faults] == codes
    assert all(fault.place and fault.what.endswith(".") and fault.mend for fault in faults)
    [cure, *others] = {fault.mend for fault in faults}
    if "next crawl" in cure and not others:
        if cure.startswith(f"Delete the index '{index.name}'"):
            index.unlink()
        mend(home)
        assert list(iter_faults(home)) == []


def test_foreign_files_are_checked_too(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    for file in ("wrong-digest.warc.gz", "same-id.warc.gz", "old.arc.gz", "plain.warc"):
        (home.warcs / file).write_bytes((HERE / file).read_bytes())
    assert {fault.code for fault in iter_faults(home)} >= {"unindexed"}
    mend(home)
    found = [(fault.code, fault.place) for fault in iter_faults(home)]
    assert found == [
        ("id", "same-id.warc.gz at byte 301"),
        ("id", "same-id.warc.gz at byte 602"),
        ("digest", "wrong-digest.warc.gz at byte 180"),
    ]


def test_a_revisit_whose_original_is_gone_is_an_orphan(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    (home.warcs / "revisits.warc.gz").write_bytes((HERE / "revisits.warc.gz").read_bytes())
    mend(home)
    found = [(fault.code, fault.place) for fault in iter_faults(home)]
    assert found == [("orphan", "revisits.warc.gz at byte 621")]
    (home.warcs / "whole.warc.gz").write_bytes((HERE / "whole.warc.gz").read_bytes())
    mend(home)
    assert list(iter_faults(home)) == []


def post_request(word: str, page: int) -> bytes:
    body = f'{{"page":{page}}}'
    head = f"POST /{word} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return record(
        "request",
        f"{head}{body}".encode(),
        ("WARC-Record-ID", name(f"request {word} {page}")),
        ("WARC-Target-URI", url(word)),
        ("WARC-Date", DATE),
        ("WARC-Concurrent-To", name(f"answer {word}")),
    )


def test_a_revisit_of_an_answer_to_another_tools_post_is_no_orphan(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    (home.warcs / "second.warc.gz").write_bytes(members(revisit("list", "list")))
    mend(home)
    assert [fault.code for fault in iter_faults(home)] == ["orphan"]
    (home.warcs / "first.warc.gz").write_bytes(members(response("list"), post_request("list", 2)))
    mend(home)
    (line,) = iter_lines(index_of(home.warcs / "first.warc.gz"))
    assert line.address == f"{url('list')}?__wb_method=POST&page=2"
    assert list(iter_faults(home)) == []
    ((exchange, capture),) = iter_exchanges(home.warcs / "second.warc.gz", resolve=resolve_in(home))
    assert b"The list was seen on the heath." in exchange.response
    assert capture.truncated is None


@pytest.mark.parametrize("said", ["page=3", "", "page=2&x=1"])
def test_an_index_that_says_something_else_was_posted_is_found(tmp_path: Path, said: str) -> None:
    home = create_home(tmp_path)
    warc = home.warcs / "first.warc.gz"
    warc.write_bytes(members(post_request("list", 2), response("list"), response("heron"), request("heron")))
    mend(home)
    assert list(iter_faults(home)) == []
    (index,) = home.warcs.glob("*.cdxj")
    captures = [capture for _, capture in iter_exchanges(warc)]
    lies = [replace(one, url=join_filed(url("list"), "POST", said)) if "list" in one.url else one for one in captures]
    write_index(index, [str(line_of(one)).encode() for one in lies])
    assert [fault.code for fault in iter_faults(home)] == ["wrong-key"]
    rebuild_index(warc)
    assert list(iter_faults(home)) == []
