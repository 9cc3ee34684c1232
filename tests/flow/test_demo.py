"""The demo, as a newcomer runs it: all that was written is kept, and a second run goes on from there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = re.compile(r"(?m)^  (.+?) +(\d+) of (\d+) +(\d+) of (\d+) +(\d+) +(\d+) ")


def run_demo(archive: Path) -> list[tuple[str, ...]]:
    """The lines of the demo's table, without captures, size and time."""
    command = [sys.executable, "-m", "demo.run", "--no-serve", "--archive", str(archive)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return KEPT.findall(done.stdout)


@pytest.mark.slow
def test_demo_keeps_all_that_was_written_and_the_second_run_keeps_it(tmp_path: Path) -> None:
    first = run_demo(tmp_path / "archive")
    assert first == [
        ("The Saltbox Ledger", "8", "8", "20", "20", "20", "20"),
        ("Slow Trains", "6", "6", "38", "38", "38", "38"),
        ("Moth Notes", "5", "5", "14", "14", "14", "14"),
        ("Tidewrack", "5", "5", "11", "11", "10", "10"),
    ]
    assert run_demo(tmp_path / "archive") == first
