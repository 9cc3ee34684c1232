"""Tiny pictures drawn without a library: stripes as PNG, a badge as SVG."""

from __future__ import annotations

import hashlib
import struct
import zlib

WIDTH, HEIGHT = 160, 120


def stripes_png(name: str, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A picture of seven stripes whose colours come from its name; some hundred bytes."""
    colours = hashlib.sha256(name.encode()).digest()[:21]
    rows = b"".join(_row(colours, y * 7 // height, width) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _row(colours: bytes, stripe: int, width: int) -> bytes:
    return b"\x00" + bytes(128 + c // 2 for c in colours[stripe * 3 : stripe * 3 + 3]) * width


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def badge_svg(words: str) -> bytes:
    """A small orange badge with words on it, as sidebars had."""
    width = 12 + 7 * len(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="16">'
        f'<rect width="{width}" height="16" fill="#f60"/>'
        f'<text x="6" y="12" font-family="sans-serif" font-size="10" fill="#fff">{words}</text></svg>'
    ).encode()
