"""A full disk: the crawl stops with the place and the room it needs, and goes on after room was made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.run import written
from demo.serve import BlogServer, sample_blogs
from tests.flow.blogkeep import crawl, run, select


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=False)


@pytest.mark.slow
def test_a_crawl_goes_on_after_room_was_made(samples: BlogServer, small_disk: Path) -> None:
    words = sample_blogs()[0]
    archive = small_disk / "archive"
    options = ("--delay", "0", "--retry-pause", "0.05", "--quiet", *samples.resolve)
    done = run("crawl", words.home, "--archive", archive, *options, check=6)
    assert str(archive) in done.stderr
    assert "room" in done.stderr
    assert "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    crawl(archive, words.home, *samples.resolve)
    kept = select(archive, "select (select count(*) from posts), (select count(*) from comments)")
    assert kept == [written(words)]
    run("verify", "--archive", archive)
