"""Whatever state a file is in, what can be read is read, and the rest is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.models import Exchange
from archive.warc.reader import iter_exchanges
from archive.warc.revisit import Revisit
from tests.warcs.make import HERE, http, shelf

READS: dict[str, tuple[list[str], list[str]]] = {
    "whole.warc.gz": (["lapwing+", "curlew"], []),
    "plain.warc": (["lapwing+", "curlew"], []),
    "one-member.warc.gz": (["lapwing", "curlew"], []),
    "torn-tail.warc.gz": (["lapwing+"], ["at byte 758: the gzip member ends too early; 260 bytes"]),
    "torn-middle.warc.gz": (["lapwing", "snipe"], ["at byte 481: broken gzip member"]),
    "torn-one-member.warc.gz": (["lapwing"], ["the gzip member ends too early after the 2 records"]),
    "zeros-at-end.warc.gz": (["lapwing"], ["at byte 481: 5000 zero bytes at the end of the file"]),
    "garbage-between.warc.gz": (["lapwing"], ["25 bytes in the middle cannot be read"]),
    "wrong-lengths.warc": (
        ["lapwing", "curlew", "snipe", "plover"],
        [
            "at byte 190: Content-Length says 441, the block has 141 bytes",
            "at byte 612: Content-Length says 40, the block has 139 bytes",
            "at byte 1030: Content-Length says no number, the block has 137 bytes",
        ],
    ),
    "wrong-length.warc.gz": (
        ["lapwing", "curlew"],
        [
            "at byte 180: Content-Length says 7, the block has 141 bytes",
            "at byte 477: Content-Length says 9999, the block has 139 bytes",
        ],
    ),
    "wrong-digest.warc.gz": (["lapwing", "curlew"], ["at byte 180: WARC-Payload-Digest is sha1:"]),
    "same-id.warc.gz": (["lapwing", "curlew"], ["was used before", "a second copy of record"]),
    "odd-ids.warc.gz": (["lapwing", "curlew"], []),
    "far-requests.warc.gz": ([f"bird-{n}+" for n in range(40)], []),
    "old.arc": (["lapwing", "curlew"], []),
    "old.arc.gz": (["lapwing", "curlew"], []),
    "no-date.warc.gz": (["lapwing"], ["WARC-Date 'last May' is no date"]),
    "empty.warc.gz": ([], ["the file is empty"]),
    "no-warc.warc.gz": ([], ["23 bytes at the end of the file cannot be read"]),
}
"""What is read (with +: with its request) and what the faults say."""


@pytest.mark.parametrize("file", READS)
def test_what_can_be_read_is_read_and_the_rest_is_reported(file: str) -> None:
    faults: list[str] = []
    found = [exchange for exchange, _ in iter_exchanges(HERE / file, faults.append)]
    words, reasons = READS[file]
    assert [exchange.url.rpartition("/")[2] + "+" * bool(exchange.request) for exchange in found] == words
    assert [exchange.response for exchange in found] == [http(word.rstrip("+")) for word in words]
    assert len(faults) == len(reasons), faults
    for fault, reason in zip(faults, reasons, strict=True):
        assert fault.startswith(f"{file} at byte ")
        assert reason in fault


def test_every_file_of_the_shelf_is_built_by_code() -> None:
    assert {path.name for path in HERE.glob("*arc*")} == set(shelf())


def test_revisits_are_completed_from_the_file_or_by_the_resolver() -> None:
    path = HERE / "revisits.warc.gz"
    faults: list[str] = []
    again, _, lost = iter_exchanges(path, faults.append)
    assert again[0].response == http("lapwing")
    assert (lost[0].response, lost[0].truncated) == (http("curlew").partition(b"<html>")[0], "unspecified")
    assert len(faults) == 1
    asked: list[Revisit] = []

    def resolve(revisit: Revisit) -> Exchange:
        asked.append(revisit)
        return Exchange(revisit.url, b"", http("curlew"), again[0].started)

    *_, found = iter_exchanges(path, faults.append, resolve)
    assert (found[0].response, found[0].truncated, len(faults)) == (http("curlew"), None, 1)
    assert [(revisit.url, revisit.digest) for revisit in asked] == [("http://heath.example/curlew", lost[1].digest)]


def test_a_resource_gets_a_head_of_our_making() -> None:
    [(exchange, capture)] = iter_exchanges(HERE / "resources.warc.gz")
    assert exchange.response == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 22\r\n\r\nA note on the lapwing."
    )
    assert (capture.status, capture.content_type) == (200, "text/plain")


def test_ids_without_uuid_are_stable() -> None:
    ids = [capture.id for _, capture in iter_exchanges(HERE / "odd-ids.warc.gz")]
    assert ids == ["586670c1-bd73-515c-aaac-ed2939110cd7", "334b6b31-12a2-5bfc-bf4f-870c0954b343"]


def test_a_block_that_is_too_big_is_cut_and_the_rest_goes_on() -> None:
    faults: list[str] = []
    bomb, lapwing = iter_exchanges(HERE / "bomb.warc.gz", faults.append, most=100_000)
    assert (len(bomb[0].response), bomb[0].truncated, bomb[1].truncated) == (100_000, "length", "length")
    assert lapwing[0].response == http("lapwing")
    assert faults == ["bomb.warc.gz at byte 180: a block of 3000019 bytes; only the first 100000 are read"]


@pytest.mark.parametrize("file", ["whole.warc.gz", "plain.warc", "one-member.warc.gz", "old.arc"])
def test_reading_stops_nowhere_when_bytes_are_lost(file: str, tmp_path: Path) -> None:
    """A hole at any place costs the records it touches, nothing more, and is reported."""
    whole = shelf()[file]
    for start in range(0, len(whole) - 20, 7):
        path = tmp_path / file
        path.write_bytes(whole[:start] + bytes(20) + whole[start + 20 :])
        faults: list[str] = []
        words = [exchange.url.rpartition("/")[2] for exchange, _ in iter_exchanges(path, faults.append)]
        assert faults or words == ["lapwing", "curlew"]
