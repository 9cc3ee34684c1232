"""Answers as awkward as servers give them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence

from tests.wire.raw_server import Answer

PAGE = ("<html><title>caf\u00e9</title>" + "<p>a post \u00e9\u4e2d</p>" * 200 + "</html>").encode()
_TEXT = b"Content-Type: text/plain\r\n"
_HTML = b"Content-Type: text/html\r\n"


def chunked(data: bytes, sizes: Sequence[int], extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """``data`` in chunks of ``sizes`` in turn."""
    out, place, turn = b"", 0, 0
    while place < len(data):
        chunk = data[place : place + sizes[turn % len(sizes)]]
        out += b"%X%b\r\n" % (len(chunk), extension) + chunk + b"\r\n"
        place, turn = place + len(chunk), turn + 1
    return out + b"0\r\n" + trailers + b"\r\n"


def _with_length(status: bytes, body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\n%b%bContent-Length: %d\r\n\r\n" % (status, headers, _TEXT, len(body)) + body


WHOLE: dict[str, Answer] = {
    "/gzip-in-chunks": Answer(
        b"HTTP/1.1 200 Okey-Dokey  twice\r\nsErVeR: oDd/1.0\r\nSet-Cookie: a=1; Path=/\r\nX-Between: 1\r\n"
        b"set-cookie: b=2; Path=/\r\nContent-Type:text/html;charset=utf-8\r\nContent-Encoding: gzip\r\n"
        b"X-Latin: caf\xe9\r\nTransfer-Encoding: chunked\r\nX-Fold: one\r\n two\r\nSET-COOKIE: c=3\r\n\r\n"
        + chunked(gzip.compress(PAGE, mtime=0), [1, 7, 100, 33], b";ext=1", b"X-Trailer: t\r\n"),
        step=37,
    ),
    "/plain": Answer(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n%b\r\n" % (len(PAGE), _HTML.upper()) + PAGE),
    "/until-close": Answer(b"HTTP/1.0 200 Fine\r\nContent-Type: text/html\r\n\r\n" + PAGE, "close"),
    "/204": Answer(b"HTTP/1.1 204 No Content\r\nX-a: b\r\n\r\n"),
    "/404": Answer(_with_length(b"404 Nope", b"nope")),
    "/500": Answer(_with_length(b"500 Oh", b"oh")),
    "/302": Answer(b"HTTP/1.1 302 Moved Here\r\nlocation: /plain?from=302\r\nContent-Length: 0\r\n\r\n"),
    "/bare-lf": Answer(b"HTTP/1.1 200 OK\nContent-Length: 2\nContent-Type: text/plain\n\nhi"),
    "/no-colon": Answer(_with_length(b"200 OK", b"hi", b"bad header line\r\n")),
    "/deflate": Answer(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n%b\r\n" % _HTML
        + chunked(zlib.compress(PAGE), [50])
    ),
    "/white-line-in-head": Answer(b"HTTP/1.1 200 OK\r\nX-A: 1\r\n \r\nContent-Length: 2\r\n\r\nhi"),
    "/many-headers": Answer(_with_length(b"200 OK", b"hi", b"".join(b"X-%d: 1\r\n" % n for n in range(400)))),
    "/wire-bytes": Answer(_with_length(b"200 OK", bytes(range(256)) * 300), step=7919),
    "/robots.txt": Answer(_with_length(b"200 OK", b"User-agent: *\nAllow: /\n")),
}
"""Answers that are kept as they are, to the byte."""

INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
EARLY = _with_length(b"200 OK", b"hi")
