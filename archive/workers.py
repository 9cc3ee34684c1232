"""Workers: who is at work on an archive, known by locks that die with their process; and how they are woken."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from archive.home import Home


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that lives: its name, process, since when, how many crawls at a time; ``verb`` is work or run-due."""

    name: str
    process: int
    started: str
    parallel: int
    verb: str


@dataclass(slots=True)
class Presence:
    """What a worker holds while it lives: its lock, and the pipe on whose other end others knock."""

    worker: Worker
    lock: IO[bytes]
    pipe: int

    def hear(self) -> None:
        """Take all knocks off the pipe."""
        with suppress(BlockingIOError):
            while os.read(self.pipe, 4096):
                pass


@contextmanager
def at_work(home: Home, verb: str, parallel: int) -> Iterator[Presence]:
    """Be known as a worker inside. What dead ones left behind is removed first.

    The lock is taken before the file gets its name, so nobody ever sees a living worker's file unlocked.
    """
    home.locks.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    host = "".join(letter for letter in socket.gethostname() if letter.isalnum() or letter == "-")[:30]
    name = f"{host or 'worker'}-{os.getpid()}-{secrets.token_hex(3)}"
    started = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    worker = Worker(name, os.getpid(), started, parallel, verb)
    lock_path, pipe_path = _lock(home, name), _pipe(home, name)
    early = lock_path.with_suffix(".new")
    os.mkfifo(pipe_path, 0o660)
    with open(early, "wb") as lock:
        pipe = os.open(pipe_path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            words = {"process": worker.process, "started": started, "parallel": parallel, "verb": verb}
            lock.write(json.dumps(words).encode())
            lock.flush()
            early.rename(lock_path)
            yield Presence(worker, lock, pipe)
        finally:
            os.close(pipe)
            for path in (early, lock_path, pipe_path):
                path.unlink(missing_ok=True)


def find_workers(home: Home) -> tuple[Worker, ...]:
    """Everybody at work on this archive now, by name."""
    found = []
    for path in sorted(home.locks.glob("worker-*.lock")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            if is_held(path):
                said = json.loads(path.read_bytes()[:4096])
                name = path.name.removeprefix("worker-").removesuffix(".lock")
                started, verb = str(said["started"])[:40], str(said["verb"])[:20]
                found.append(Worker(name, int(said["process"]), started, int(said["parallel"]), verb))
    return tuple(found)


def is_worker(home: Home, name: str) -> bool:
    """Whether the worker of this name lives."""
    return is_held(_lock(home, name))


def run_lock(home: Home, run_id: int) -> Path:
    """The file that the crawl of a run holds locked as long as it lives."""
    return home.locks / f"run-{run_id}.lock"


def is_alive(home: Home, worker: str, run_id: int) -> bool:
    """Whether anybody still works at a run: its worker, or a crawl that outlives it for the moment it needs to end."""
    return is_worker(home, worker) or is_held(run_lock(home, run_id))


def is_held(path: Path) -> bool:
    """Whether a living process holds this lock; a file that is not there is held by nobody."""
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return True
        raise
    return False


def wake(home: Home) -> int:
    """Tell every worker of this archive that something has changed; how many heard it."""
    heard = 0
    for path in home.locks.glob("worker-*.pipe"):
        with suppress(OSError):  # nobody reads: the worker is dead
            if not stat.S_ISFIFO(path.lstat().st_mode):
                continue
            pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                os.write(pipe, b"!")
                heard += 1
            except BlockingIOError:  # it has been told often enough
                heard += 1
            finally:
                os.close(pipe)
    return heard


def _lock(home: Home, name: str) -> Path:
    return home.locks / f"worker-{Path(name).name}.lock"


def _pipe(home: Home, name: str) -> Path:
    return home.locks / f"worker-{Path(name).name}.pipe"


def _sweep(home: Home) -> None:
    """Remove the locks and pipes of workers and runs that are dead."""
    for path in (*home.locks.glob("worker-*.lock"), *home.locks.glob("run-*.lock")):
        with suppress(OSError):
            if not is_held(path):
                path.unlink()
                path.with_suffix(".pipe").unlink(missing_ok=True)
