"""Writes until there is no room: ``python -m tests.wire.fill ARCHIVE BYTES`` (the most bytes of a file)."""

from __future__ import annotations

import json
import os
import resource
import sys
from datetime import UTC, datetime

from archive.errors import OutOfSpace
from archive.home import create_home
from archive.models import Exchange
from archive.warc.writer import WarcWriter

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def main(archive: str, limit: str) -> None:
    home = create_home(archive)
    writer = WarcWriter(home, info={})
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    kept, error, after = [], "", None
    for number in range(100):
        raw = b"HTTP/1.1 200 OK\r\n\r\n" + os.urandom(1500)
        exchange = Exchange(f"http://full.example/{number}", b"GET / HTTP/1.1\r\n\r\n", raw, NOW)
        try:
            capture = writer.write(exchange)
        except OutOfSpace as full:
            error = str(full)
            break
        kept.append((capture.warc, capture.offset))
    try:
        writer.close()
    except OutOfSpace as full:
        after = str(full)
    json.dump({"kept": kept, "error": error, "after": after}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
