"""One WARC file while it is being written, with its index beside it.

``NAME.warc.gz.open`` carries a lock as long as its writer lives; at the end it loses the ``.open``.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from pathlib import Path

from archive.errors import OutOfSpace
from archive.models import Capture
from archive.warc.cdxj import INDEX, OPEN, line_of, write_index

WARC = ".warc.gz"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Segment:
    """A WARC file that grows. What :meth:`append` took is whole in the file or not in it at all."""

    def __init__(self, folder: Path, stem: str) -> None:
        self.name = stem + WARC
        self.path = folder / (self.name + OPEN)
        self.size = 0
        self._final = folder / self.name
        self._index = folder / (stem + INDEX)
        self._index_open = folder / (stem + INDEX + OPEN)
        self._index_size = 0
        self._new = True
        self._fd = _create_locked(self.path)
        try:
            self._index_fd = _create(self._index_open)
        except (OSError, OutOfSpace):
            self.path.unlink(missing_ok=True)
            os.close(self._fd)
            raise

    def append(self, data: bytes, capture: Capture | None = None) -> None:
        """Writes ``data`` at the end, and the index line of ``capture``.

        OutOfSpace when there is no room; then both files are as they were before.
        """
        line = str(line_of(capture)).encode() if capture else b""
        try:
            _write_at(self._fd, data, self.size)
            _write_at(self._index_fd, line, self._index_size)
        except OSError as error:
            os.ftruncate(self._fd, self.size)
            os.ftruncate(self._index_fd, self._index_size)
            raise explain_full_disk(error, self.path, len(data) + len(line)) from error
        self.size += len(data)
        self._index_size += len(line)

    def sync(self) -> None:
        """Everything appended is on the disk when this returns."""
        try:
            os.fsync(self._fd)
            os.fsync(self._index_fd)
        except OSError as error:
            raise explain_full_disk(error, self.path, self.size) from error
        if self._new:
            sync_folder(self.path.parent)
            self._new = False

    def close(self) -> None:
        """Gives the file its final name and sorts its index; on OutOfSpace it stays ``.open``."""
        try:
            self.sync()
            try:
                with self._index_open.open("rb") as lines:
                    write_index(self._index, lines)
            except OSError as error:
                raise explain_full_disk(error, self._index, self._index_size) from error
            self.path.rename(self._final)
            self._index_open.unlink(missing_ok=True)
            sync_folder(self.path.parent)
        finally:
            self._release()

    def discard(self) -> None:
        """Takes the files away: nothing was kept in them."""
        self.path.unlink(missing_ok=True)
        self._index_open.unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        os.close(self._fd)
        os.close(self._index_fd)


def sync_folder(folder: Path) -> None:
    """Names made, changed or removed in ``folder`` are on the disk when this returns."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def lock(fd: int) -> bool:
    """Claims an open file for this process until ``fd`` is closed; False when another one has it."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_at(fd: int, path: Path) -> bool:
    """Whether ``path`` still names the open file ``fd``."""
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


def _create_locked(path: Path) -> int:
    while True:
        fd = _create(path)
        # between the two calls a mend may take the file for a left-over and remove it
        if lock(fd) and is_at(fd, path):
            return fd
        os.close(fd)
        path.unlink(missing_ok=True)


def _create(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise explain_full_disk(error, path, 0) from error


def _write_at(fd: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(fd, view, place)
        view, place = view[done:], place + done


def explain_full_disk(error: OSError, path: Path, needed: int) -> Exception:
    """OutOfSpace with path and bytes when the error is a full disk, quota or limit; else the error itself."""
    if error.errno not in _NO_ROOM:
        return error
    free = shutil.disk_usage(path.parent).free
    return OutOfSpace(
        f"No room to write {needed:,} bytes to '{path}' ({free:,} bytes are free there). "
        "What was kept before is safe. Make room, then run the same command again: it goes on from there."
    )
