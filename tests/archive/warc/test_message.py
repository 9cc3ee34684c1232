"""A message is read as a patient reader would, and nothing in it raises."""

from __future__ import annotations

import gzip
import sys
import zlib
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.message import Body, Head, drop_interim, head_end, read_body, read_content, read_head
from tests.wire.answers import chunked

TEXT = b"<p>The bittern booms at dusk.</p>" * 30
PACKED = gzip.compress(TEXT, mtime=0)


def answer(body: bytes, *headers: str) -> bytes:
    return "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", *headers, "")).encode("latin-1") + body


def test_a_head_keeps_order_case_and_repeats() -> None:
    raw = (
        b"HTTP/1.1 200 Okey-Dokey  twice\r\nsErVeR: x\r\nSet-Cookie: a=1\r\nX-Fold: one\r\n two\r\n"
        b"no colon\r\nset-cookie: caf\xe9\r\n\r\nbody"
    )
    head = read_head(raw)
    assert head == Head(
        status=200,
        reason="Okey-Dokey  twice",
        headers=(("sErVeR", "x"), ("Set-Cookie", "a=1"), ("X-Fold", "one two"), ("set-cookie", "caf\xe9")),
        body_start=len(raw) - 4,
    )
    assert head.get("SET-COOKIE") == "a=1"
    assert head.joined()["set-cookie"] == "a=1, caf\xe9"


@pytest.mark.parametrize(
    ("raw", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\n\nhi", 200, b"hi"),
        (b"HTTP/2 404\r\n\r\nhi", 404, b"hi"),
        (b"HTTP/1.0 301 \r\nLocation: /x", 301, b""),
        (b"<html>HTTP/0.9</html>", None, b"<html>HTTP/0.9</html>"),
        (b"HTTP/1.1 2000 No\r\n\r\nhi", None, b"HTTP/1.1 2000 No\r\n\r\nhi"),
        (b"HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", 200, b""),
        (b"", None, b""),
    ],
)
def test_odd_heads(raw: bytes, status: int | None, body: bytes) -> None:
    assert (read_head(raw).status, read_body(raw)) == (status, Body(body))


def test_interim_answers_are_dropped() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n"
    final = b"HTTP/1.1 200 OK\r\n\r\nhi"
    assert drop_interim(early * 1000 + final) == final
    assert drop_interim(final) == final
    assert drop_interim(early) == early
    assert drop_interim(b"HTTP/1.1 101 Switching\r\n\r\nabc") == b"HTTP/1.1 101 Switching\r\n\r\nabc"
    assert drop_interim(early + b"HTTP/1.1 2") == b"HTTP/1.1 2"


CODED: dict[str, tuple[bytes, Body]] = {
    "plain": (answer(TEXT), Body(TEXT)),
    "chunked": (answer(chunked(TEXT, [1, 7, 300]), "Transfer-Encoding: chunked"), Body(TEXT)),
    "chunked with extensions and trailers": (
        answer(chunked(TEXT, [99], b" ; a=b", b"X: y\r\n"), "transfer-encoding: Chunked"),
        Body(TEXT),
    ),
    "chunks with bare line feeds": (answer(b"3\nabc\n0\n\n", "Transfer-Encoding: chunked"), Body(b"abc")),
    "gzip": (answer(PACKED, "Content-Encoding: gzip"), Body(TEXT)),
    "x-gzip": (answer(PACKED, "Content-Encoding: X-GZIP"), Body(TEXT)),
    "gzip in chunks": (
        answer(chunked(PACKED, [5]), "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        Body(TEXT),
    ),
    "gzip of two members": (answer(PACKED + PACKED, "Content-Encoding: gzip"), Body(TEXT + TEXT)),
    "deflate": (answer(zlib.compress(TEXT), "Content-Encoding: deflate"), Body(TEXT)),
    "raw deflate": (answer(zlib.compress(TEXT)[2:-4], "Content-Encoding: deflate"), Body(TEXT)),
    "nested": (answer(gzip.compress(zlib.compress(TEXT)), "Content-Encoding: deflate, gzip"), Body(TEXT)),
    "nested in two headers": (
        answer(gzip.compress(zlib.compress(TEXT)), "Content-Encoding: deflate", "Content-Encoding: gzip"),
        Body(TEXT),
    ),
    "identity": (answer(TEXT, "Content-Encoding: identity"), Body(TEXT)),
    "double gzip": (
        answer(gzip.compress(PACKED), "Content-Encoding: gzip", "Content-Type: text/html"),
        Body(TEXT, None, "gzip that no header names"),
    ),
    "gzip unsaid": (answer(PACKED, "Content-Type: text/html"), Body(TEXT, None, "gzip that no header names")),
    "a gzip file": (answer(PACKED, "Content-Type: application/gzip"), Body(PACKED)),
    "lying gzip": (
        answer(TEXT, "Content-Encoding: gzip"),
        Body(TEXT, None, "said to be gzip: the bytes are not"),
    ),
    "lying deflate": (
        answer(TEXT, "Content-Encoding: deflate"),
        Body(TEXT, None, "said to be deflate: the bytes are not"),
    ),
    "unknown": (
        answer(TEXT, "Content-Encoding: rot13"),
        Body(TEXT, None, "content coding 'rot13' is not known"),
    ),
    "lying chunked": (
        answer(TEXT, "Transfer-Encoding: chunked"),
        Body(TEXT, None, "said to be chunked, and is not"),
    ),
    "half a chunk": (
        answer(b"5\r\nabc", "Transfer-Encoding: chunked"),
        Body(b"abc", "disconnect", "the last chunk did not arrive"),
    ),
    "no last chunk": (
        answer(b"3\r\nabc\r\n", "Transfer-Encoding: chunked"),
        Body(b"abc", "disconnect", "the last chunk did not arrive"),
    ),
    "a broken chunk": (
        answer(b"3\r\nabc\r\nnonsense\r\nmore", "Transfer-Encoding: chunked"),
        Body(b"abc", "unspecified", "broken chunk 8 bytes into the body"),
    ),
    "too short": (answer(b"abc", "Content-Length: 9"), Body(b"abc", "disconnect", "3 of 9 bytes arrived")),
    "nothing, as HEAD answers": (answer(b"", "Content-Length: 9"), Body(b"")),
    "longer than said": (answer(b"abcdef", "Content-Length: 3"), Body(b"abcdef")),
    "absurd length": (answer(b"abc", "Content-Length: " + "9" * 99), Body(b"abc")),
    "garbage after gzip": (
        answer(PACKED + b"<!-- x -->", "Content-Encoding: gzip"),
        Body(TEXT, None, "garbage after the gzip"),
    ),
}


@pytest.mark.parametrize("what", CODED)
def test_a_body_is_read(what: str) -> None:
    raw, body = CODED[what]
    assert read_body(raw) == body


def test_what_can_be_read_of_a_cut_gzip_is_read() -> None:
    for size in range(20, len(PACKED), 3):
        body = read_body(answer(PACKED[:size], "Content-Encoding: gzip"))
        assert TEXT.startswith(body.data)
        assert (body.truncated, body.note) == ("disconnect", "the gzip ends too early")


def test_what_stands_before_a_flaw_in_a_gzip_is_read() -> None:
    body = read_body(answer(PACKED[:-8] + b"\x00" * 8, "Content-Encoding: gzip"))
    assert (body.data, body.truncated) == (TEXT, "unspecified")
    assert body.note is not None
    assert body.note.startswith("broken gzip: ")


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_bomb_is_cut_at_the_limit(layers: int) -> None:
    data = bytes(30_000_000)
    for _ in range(layers):
        data = gzip.compress(data, 9)
    body = read_body(answer(data, "Content-Encoding: " + ", ".join(["gzip"] * layers)), limit=100_000)
    assert (body.data, body.truncated) == (bytes(100_000), "length")
    chunky = answer(chunked(bytes(5000), [700]), "Transfer-Encoding: chunked")
    assert read_body(chunky, limit=1000) == Body(bytes(1000), "length", "cut at 1000 bytes")


@pytest.mark.skipif(find_spec("brotli") is None, reason="brotli is not installed")
def test_br_is_read_and_its_bombs_are_cut() -> None:
    import brotli

    packed = brotli.compress(TEXT)
    assert read_body(answer(packed, "Content-Encoding: br")) == Body(TEXT)
    cut = read_body(answer(packed[:-9], "Content-Encoding: br"))
    assert (TEXT.startswith(cut.data), cut.truncated) == (True, "disconnect")
    assert read_body(answer(TEXT, "Content-Encoding: br")).data == TEXT
    bomb = answer(brotli.compress(bytes(30_000_000)), "Content-Encoding: br")
    assert read_body(bomb, limit=100_000).data == bytes(100_000)


@pytest.mark.skipif(find_spec("zstandard") is None, reason="zstandard is not installed")
def test_zstd_is_read_and_its_bombs_are_cut() -> None:
    import zstandard

    packed = zstandard.compress(TEXT)
    assert read_body(answer(packed, "Content-Encoding: zstd")) == Body(TEXT)
    assert read_body(answer(TEXT, "Content-Encoding: zstd")).data == TEXT
    bomb = answer(zstandard.compress(bytes(30_000_000)), "Content-Encoding: zstd")
    assert read_body(bomb, limit=100_000).data == bytes(100_000)


def test_a_coding_without_its_library_leaves_the_bytes_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    body = read_body(answer(b"(\xb5/\xfd", "Content-Encoding: zstd"))
    assert body == Body(b"(\xb5/\xfd", None, "said to be zstd: no zstd library (zstandard) is installed")


def test_a_body_that_is_already_dechunked_is_read_the_same_way() -> None:
    assert read_content(PACKED, ["gzip"], "text/html") == read_body(answer(PACKED, "Content-Encoding: gzip"))


ODD = ["Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Length: 5"]


@given(
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 103 \r\n\r\nHTTP/1.1 200\r\n"]),
    st.lists(st.sampled_from(ODD)),
    st.one_of(st.binary(), st.sampled_from([PACKED[:50], b"5\r\nab", b"-1\r\n", b"FFFFFFFFFFFFFFF\r\nx"])),
)
def test_nothing_raises(status: bytes, headers: list[str], body: bytes) -> None:
    raw = status + "".join(f"{line}\r\n" for line in headers).encode() + b"\r\n" + body
    assert isinstance(read_body(raw, limit=1000).data, bytes)
    assert len(read_body(raw, limit=10).data) <= max(10, len(raw))
    assert 0 <= head_end(drop_interim(raw)) <= len(raw)
