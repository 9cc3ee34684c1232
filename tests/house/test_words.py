"""What every file says: a first line for guests, nothing left to do, no places of somebody's machine."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("archive", "pipelines", "spiders", "demo", "bench", "docs")
SOURCES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
NOT_TEXT = {".gz", ".png", ".ico", ".warc", ".arc", ".wacz", ".jpg", ".gif"}


def place(file: Path) -> str:
    """A file's place in the house."""
    return file.relative_to(ROOT).as_posix()


def kept_files() -> list[Path]:
    """Every text file that git keeps; in a copy without git every file of our folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return SOURCES
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    return [f for f in files if f.is_file() and f.suffix not in NOT_TEXT]


@pytest.mark.parametrize("file", SOURCES, ids=place)
def test_every_file_introduces_itself_in_a_line(file: Path) -> None:
    words = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    first = words.splitlines()[0] if words else ""
    assert first.endswith((".", ":", "?")), f"{place(file)} has no first line to say to a guest: {first!r}"


def test_nothing_is_left_to_do() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + "Error")
    found = [
        f"{place(file)}: {mark}"
        for file in SOURCES
        for mark in marks
        if mark in file.read_text("utf-8", errors="replace")
    ]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    marks = ("/" + "work/", "/tmp/" + "v0", "/" + "root/", "/tmp/" + "bk", "/opt/" + "pypi")
    found = [
        f"{place(file)}: {mark}"
        for file in kept_files()
        for mark in marks
        if mark in file.read_text("utf-8", errors="replace")
    ]
    assert found == []
