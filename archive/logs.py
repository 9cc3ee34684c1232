"""The logs of runs: read from their end as plain text, kept short, forgotten when they are old."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from archive.home import Home
from archive.terminal import plain_text

LOGS_KEPT = 10
LOG_MOST = 5_000_000
"""Bytes of a run's log; what came before is kept once more, as .1."""


def find_log(home: Home, place: str | None) -> Path | None:
    """The log at a place that the database names; None when it is not there, or not among the archive's logs."""
    if not place:
        return None
    root = home.root.resolve() / "logs"
    try:
        path = (home.root / place).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def last_line(log: Path) -> str | None:
    """The last line of a log that says something, without escapes."""
    lines = [line.strip() for line in tail(log, 4000).splitlines() if line.strip()]
    return lines[-1][:1000] if len(lines) > 1 else None


def tail(log: Path, most: int) -> str:
    """The end of a log as plain text; empty when it is not there."""
    try:
        with log.open("rb") as file:
            file.seek(max(log.stat().st_size - most, 0))
            return plain_text(file.read(most).decode("utf-8", "replace"))
    except OSError:
        return ""


def keep_small(log: Path) -> None:
    """Begin a log anew when it is too long; what it held stands beside it as ``.1``. It is written with append."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LOG_MOST:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def forget_logs(folder: Path) -> None:
    """Keep the logs of the last runs of a schedule only."""
    numbers = sorted({int(path.name.partition(".")[0]) for path in folder.glob("[0-9]*.*")}, reverse=True)
    for number in numbers[LOGS_KEPT:]:
        for path in folder.glob(f"{number}.*"):
            path.unlink(missing_ok=True)
