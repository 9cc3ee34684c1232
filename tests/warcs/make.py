"""Builds the shelf of WARC and ARC files here: ``python -m tests.warcs.make``. All words are invented."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import uuid
import zlib
from pathlib import Path

HERE = Path(__file__).parent
DATE = "2011-05-06T07:08:09Z"
ID = "<urn:uuid:{}>"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def name(what: str) -> str:
    return ID.format(uuid.uuid5(uuid.NAMESPACE_URL, what))


def http(word: str) -> bytes:
    body = f"<html><title>{word}</title><p>The {word} was seen on the heath.</p></html>\n".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def url(word: str) -> str:
    return f"http://heath.example/{word}"


def record(kind: str, block: bytes, *headers: tuple[str, str], length: int | None = None) -> bytes:
    lines = [("WARC-Type", kind), *headers, ("Content-Length", str(len(block) if length is None else length))]
    head = "WARC/1.0\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines)
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def response(word: str, *more: tuple[str, str], id: str | None = None, length: int | None = None) -> bytes:
    block = http(word)
    return record(
        "response",
        block,
        ("WARC-Record-ID", id or name(f"answer {word}")),
        ("WARC-Target-URI", url(word)),
        ("WARC-Date", DATE),
        ("WARC-IP-Address", "192.0.2.7"),
        ("Content-Type", "application/http; msgtype=response"),
        *more,
        length=length,
    )


def request(word: str, *more: tuple[str, str]) -> bytes:
    return record(
        "request",
        f"GET /{word} HTTP/1.1\r\nHost: heath.example\r\n\r\n".encode(),
        ("WARC-Record-ID", name(f"request {word}")),
        ("WARC-Target-URI", url(word)),
        ("WARC-Date", DATE),
        ("WARC-Concurrent-To", name(f"answer {word}")),
        ("Content-Type", "application/http; msgtype=request"),
        *more,
    )


def warcinfo() -> bytes:
    id = ("WARC-Record-ID", name("info"))
    return record("warcinfo", b"software: shelf\r\noperator: nobody\r\n", id, ("WARC-Date", DATE))


def member(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def members(*records: bytes) -> bytes:
    return b"".join(member(one) for one in records)


def revisit(word: str, of: str) -> bytes:
    head, _, body = http(of).partition(b"\r\n\r\n")
    return record(
        "revisit",
        head + b"\r\n\r\n",
        ("WARC-Record-ID", name(f"revisit {word}")),
        ("WARC-Target-URI", url(word)),
        ("WARC-Date", DATE),
        ("WARC-Profile", "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
        ("WARC-Refers-To-Target-URI", url(of)),
        ("WARC-Refers-To-Date", DATE),
        ("WARC-Payload-Digest", sha1(body)),
    )


def resource(word: str) -> bytes:
    return record(
        "resource",
        f"A note on the {word}.".encode(),
        ("WARC-Record-ID", name(f"resource {word}")),
        ("WARC-Target-URI", url(word)),
        ("WARC-Date", DATE),
        ("Content-Type", "text/plain"),
    )


def arc() -> bytes:
    version = b"1 0 Shelf\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://shelf.arc 0.0.0.0 20110506070809 text/plain %d\n" % len(version) + version]
    for word in ("lapwing", "curlew"):
        line = f"{url(word)} 192.0.2.7 20110506070809 text/html {len(http(word))}\n"
        parts.append(line.encode() + http(word))
    return b"\n".join(parts) + b"\n"


def broken_middle() -> bytes:
    torn = bytearray(member(response("curlew")))
    torn[len(torn) // 2] ^= 0xFF
    before, after = members(warcinfo(), response("lapwing")), members(request("curlew"), response("snipe"))
    return before + bytes(torn) + after


def plain_with_lies() -> bytes:
    too_long = response("lapwing", length=len(http("lapwing")) + 300)
    too_short = response("curlew", length=40)
    no_number = response("snipe", length=-1)
    return warcinfo() + too_long + too_short + no_number + response("plover")


def shelf() -> dict[str, bytes]:
    """File name → bytes. What is wrong with each stands in README.md, what comes of it in the tests."""
    wrong = ("WARC-Payload-Digest", sha1(b"something else"))
    torn = members(warcinfo(), response("lapwing"), request("lapwing"), response("curlew"))
    info, lapwing, curlew = warcinfo(), response("lapwing"), response("curlew")
    noise = hashlib.sha512(b"x").digest() * 9
    far = [response(f"bird-{n}") for n in range(40)] + [request(f"bird-{n}") for n in range(40)]
    same = name("answer lapwing")
    return {
        "whole.warc.gz": members(warcinfo(), response("lapwing"), request("lapwing"), response("curlew")),
        "plain.warc": warcinfo() + request("lapwing") + response("lapwing") + response("curlew"),
        "one-member.warc.gz": gzip.compress(warcinfo() + response("lapwing") + response("curlew"), mtime=0),
        "torn-tail.warc.gz": torn[:-40],
        "torn-middle.warc.gz": broken_middle(),
        "torn-one-member.warc.gz": gzip.compress(info + lapwing + noise + curlew, mtime=0)[:-60],
        "zeros-at-end.warc.gz": members(info, lapwing) + bytes(5000),
        "garbage-between.warc.gz": member(info) + b"<html>not a record</html>" + member(lapwing),
        "wrong-lengths.warc": plain_with_lies(),
        "wrong-length.warc.gz": members(info, response("lapwing", length=7), response("curlew", length=9999)),
        "wrong-digest.warc.gz": members(info, response("lapwing", wrong), curlew),
        "same-id.warc.gz": members(lapwing, response("curlew", id=same), lapwing),
        "odd-ids.warc.gz": members(response("lapwing", id=f"<{url('id/1')}>"), response("curlew", id="2")),
        "revisits.warc.gz": members(revisit("again", "lapwing"), lapwing, revisit("lost", "curlew")),
        "resources.warc.gz": members(warcinfo(), resource("lapwing")),
        "far-requests.warc.gz": members(warcinfo(), *far),
        "old.arc": arc(),
        "old.arc.gz": b"".join(member(part) for part in _arc_parts()),
        "no-date.warc.gz": members(response("lapwing").replace(DATE.encode(), b"last May")),
        "bomb.warc.gz": members(warcinfo(), _bomb(), response("lapwing")),
        "empty.warc.gz": b"",
        "no-warc.warc.gz": b"<html>Not Found</html>\n",
    }


def _arc_parts() -> list[bytes]:
    whole = arc()
    cuts = [0, *(whole.index(f"{url(word)} ".encode()) for word in ("lapwing", "curlew")), len(whole)]
    return [whole[a:b] for a, b in itertools.pairwise(cuts)]


def _bomb() -> bytes:
    block = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(3_000_000)
    id = ("WARC-Record-ID", name("bomb"))
    return record("response", block, id, ("WARC-Target-URI", url("bomb")), ("WARC-Date", DATE))


def main() -> None:
    for file, data in shelf().items():
        (HERE / file).write_bytes(data)


if __name__ == "__main__":
    main()
