"""A stretch of bytes in a file, plain or packed, read as far as it is asked for."""

from __future__ import annotations

import zlib
from typing import BinaryIO

_STEP = 64 * 1024


class Stretch:
    """A file as a stretch of bytes that is read as far as it is asked for."""

    flaw: str | None = None

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        file.seek(start)
        self.place = start
        self.buffer = bytearray()
        self._over = False

    def _more(self) -> bytes:
        return self._file.read(_STEP)

    def fill(self, count: int) -> bool:
        """Makes ``count`` bytes ready; False when the stretch ends before."""
        while len(self.buffer) < count and not self._over:
            data = self._more()
            self._over = not data
            self.buffer += data
        return len(self.buffer) >= count

    def peek(self, count: int) -> bytes:
        """Up to ``count`` bytes without taking them."""
        self.fill(count)
        return bytes(self.buffer[:count])

    def drop(self, count: int) -> int:
        """Goes ``count`` bytes on; tells how many there were."""
        gone = 0
        while gone < count and self.fill(1):
            part = min(count - gone, len(self.buffer))
            del self.buffer[:part]
            gone += part
        self.place += gone
        return gone


class Member(Stretch):
    """One gzip member, unpacked as far as it is asked for. ``flaw`` says why it has no good end."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__(file, start)
        self.place = 0
        self._at = self.end = start
        self._packed = b""
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS + 16)

    def _more(self) -> bytes:
        while not self._decoder.eof and not self.flaw:
            if not self._packed:
                self._file.seek(self._at)
                self._packed = self._file.read(_STEP)
                self._at += len(self._packed)
            if not self._packed:
                self.flaw = "the gzip member ends too early"
                break
            try:
                data = self._decoder.decompress(self._packed, _STEP)
            except zlib.error as error:
                self.flaw = f"broken gzip member ({error})"
                break
            self._packed = self._decoder.unconsumed_tail
            if data:
                return data
        self.end = self._at - len(self._decoder.unused_data)
        return b""
