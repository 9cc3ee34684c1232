"""Runs a scheduled crawl on a leash: it ends when its worker dies, and does not begin when its run was given up."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO

from archive.db.connect import open_db
from archive.db.runs import begin_run
from archive.home import Home
from archive.workers import run_lock

EXIT_GIVEN_UP = 7
"""The run was given up before the crawl began: somebody else does it."""

GRACE = 30.0
"""Seconds in which a crawl whose worker died may end by itself."""

_PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: the signal that the kernel sends when the parent dies."""


def main(arguments: list[str] | None = None) -> None:
    """``python -m spiders.leash LIFELINE PARENT RUN LOG ARCHIVE VERB…``: the verb of ``blogkeep``, on the leash.

    LIFELINE is the number of a pipe that the worker holds open as long as it lives, PARENT its process.
    """
    lifeline, parent, run, log, archive, *verb = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _die_with(int(parent))
    threading.Thread(target=_watch, args=(int(lifeline), sys.platform != "linux"), daemon=True).start()
    home = Home(Path(archive))
    lock = hold_lock(run_lock(home, int(run)))
    try:
        db = open_db(home.db)
        begun = begin_run(db, int(run), os.getpid(), log)
        db.close()
        if not begun:
            print(f"Run {run} was given up before it began.", file=sys.stderr)
            sys.exit(EXIT_GIVEN_UP)
        import spiders.cli

        spiders.cli.main(verb)
    finally:
        run_lock(home, int(run)).unlink(missing_ok=True)
        lock.close()


def hold_lock(path: Path) -> IO[bytes]:
    """The file at ``path``, locked; when somebody removed it meanwhile as a dead one's, once more."""
    while True:
        lock = open(path, "ab")  # noqa: SIM115 – held as long as the process lives
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if os.fstat(lock.fileno()).st_ino == path.stat().st_ino:
                return lock
        except FileNotFoundError:
            pass
        lock.close()


def _die_with(parent: int) -> None:
    """Be interrupted as by Ctrl-C when the parent dies, on Linux by the kernel itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was told
        sys.exit(EXIT_GIVEN_UP)


def _watch(lifeline: int, tell: bool) -> None:
    """Wait until the pipe breaks; then end what does not end by itself."""
    while os.read(lifeline, 1):
        pass
    if tell:
        os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
