"""Kill at any moment: what was acknowledged is there, and the file is good again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.home import Home, create_home
from archive.models import Exchange
from archive.warc.check import iter_faults
from archive.warc.mend import find_whole_end, mend
from archive.warc.reader import iter_exchanges, read_exchange
from archive.warc.writer import WarcWriter
from tests.archive.warc.test_warc_writer import check, exchange, read, write

ROOT = Path(__file__).parents[3]


def left_over(home: Home, data: bytes, stem: str = "crawl") -> Path:
    """An open file as a killed writer leaves it."""
    path = home.warcs / f"{stem}.warc.gz.open"
    path.write_bytes(data)
    (home.warcs / f"{stem}.cdxj.open").write_bytes(b"half a li")
    return path


def sample(home: Home) -> tuple[bytes, list[Exchange], list[int]]:
    """A small file: its bytes, its exchanges, and where each pair of records ends."""
    exchanges = [exchange("teal", b"teal"), exchange(), exchange("egret"), exchange("coot", request=b"")]
    captures = write(home, *exchanges)
    data = (home.warcs / captures[0].warc).read_bytes()
    return data, exchanges, [*(capture.offset for capture in captures[1:]), len(data)]


def test_the_last_whole_pair_is_found_wherever_the_tail_is_torn(tmp_path: Path) -> None:
    data, _, ends = sample(create_home(tmp_path))
    first = read(create_home(tmp_path))[0][1].offset
    torn = tmp_path / "torn.warc.gz"
    for size in range(len(data) + 1):
        torn.write_bytes(data[:size])
        assert find_whole_end(torn) == max([end for end in (0, first, *ends) if end <= size])


@pytest.mark.parametrize("step", [41, pytest.param(1, marks=pytest.mark.slow)])
def test_a_tail_torn_at_any_byte_is_cut_to_the_last_whole_pair(tmp_path: Path, step: int) -> None:
    data, exchanges, ends = sample(create_home(tmp_path / "sample"))
    for size in sorted({*range(0, len(data) + 1, step), *ends, *(end - 1 for end in ends)}):
        home = create_home(tmp_path / str(size))
        left_over(home, data[:size])
        told = mend(home)
        whole = sum(end <= size for end in ends)
        assert len(told) == 1
        assert [found for found, _ in read(home)] == exchanges[:whole]
        assert sorted(path.suffix for path in home.warcs.iterdir()) in ([".cdxj", ".gz"], [])
        assert list(iter_faults(home)) == []
        assert mend(home) == []


def test_every_second_tail_of_zeros_or_noise_is_cut(tmp_path: Path) -> None:
    data, exchanges, ends = sample(create_home(tmp_path / "sample"))
    for number, junk in enumerate((bytes(3000), random.Random(7).randbytes(3000), b"\x1f\x8b\x08" * 9)):
        for size in (ends[0], ends[0] + 5, ends[2]):
            home = create_home(tmp_path / f"{number}-{size}")
            left_over(home, data[:size] + junk)
            mend(home)
            assert [found for found, _ in read(home)] == exchanges[: sum(end <= size for end in ends)]
            check(home)
            assert list(iter_faults(home)) == []


def test_mending_tells_what_was_done(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    data, _, ends = sample(create_home(tmp_path / "sample"))
    left_over(home, data[:-3], "a")
    left_over(home, b"", "b")
    left_over(home, random.Random(7).randbytes(9000), "c")
    lost = len(data) - 3 - ends[2]
    assert mend(home) == [
        f"a.warc.gz: {lost:,} torn bytes cut off its end, closed with 3 captures.",
        "b.warc.gz.open: removed, nothing had been kept in it yet.",
        "c.warc.gz.broken: no record in its 9,000 bytes can be read; put aside under this name.",
    ]
    assert sorted(path.name for path in home.warcs.iterdir()) == ["a.cdxj", "a.warc.gz", "c.warc.gz.broken"]
    assert [fault.code for fault in iter_faults(home)] == ["broken"]


def test_damage_in_the_middle_costs_nothing_that_comes_after_it(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    data, exchanges, ends = sample(create_home(tmp_path / "sample"))
    left_over(home, data[: ends[0] + 30] + bytes(40) + data[ends[0] + 70 :])
    mend(home)
    faults: list[str] = []
    [path] = home.warcs.glob("*.warc.gz")
    found = [one.url for one, _ in iter_exchanges(path, faults.append)]
    assert found == [one.url for one in (exchanges[0], *exchanges[2:])]
    assert path.stat().st_size == len(data)
    assert "torn" in {fault.code for fault in iter_faults(home)}


def test_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    writer = WarcWriter(home, info={})
    capture = writer.write(exchange())
    before = sorted(path.name for path in home.warcs.iterdir())
    assert mend(home) == []
    assert list(iter_faults(home)) == []
    assert sorted(path.name for path in home.warcs.iterdir()) == before
    writer.write(exchange("egret"))
    writer.close()
    assert len(read(home)) == 2
    assert read_exchange(home, capture.warc, capture.offset) == exchange()


def test_a_crash_between_the_steps_of_closing_is_mended(tmp_path: Path) -> None:
    """The index is put in place, the file is renamed, the open index goes: stop after each."""
    data, exchanges, _ = sample(create_home(tmp_path / "sample"))
    for step in ("part", "index", "renamed"):
        home = create_home(tmp_path / step)
        path = left_over(home, data)
        if step == "part":
            (home.warcs / "crawl.cdxj.part").write_bytes(b"ha")
        else:
            (home.warcs / "crawl.cdxj").write_bytes(b"")
        if step == "renamed":
            path.rename(home.warcs / "crawl.warc.gz")
            (home.warcs / "crawl.cdxj").unlink()
        mend(home)
        assert sorted(p.name for p in home.warcs.iterdir()) == ["crawl.cdxj", "crawl.warc.gz"]
        assert [found for found, _ in read(home)] == exchanges
        assert list(iter_faults(home)) == []


def test_a_missing_index_is_made_anew(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    write(home, exchange(), exchange("egret"))
    [index] = home.warcs.glob("*.cdxj")
    lines = index.read_bytes()
    index.unlink()
    assert mend(home) == [f"{index.name}: made anew with 2 captures."]
    assert index.read_bytes() == lines


KILLED = """
import sys
from archive.home import create_home
from archive.warc.writer import WarcWriter
from tests.archive.warc.test_warc_writer import exchange
writer = WarcWriter(create_home(sys.argv[1]), info={}, max_bytes=4000)
for number in range(10_000):
    capture = writer.write(exchange(f"{number}", b"%d " % number * 90))
    writer.sync()
    print(capture.warc, capture.offset, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_kill_at_a_random_moment_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    with child.stdout as lines:
        told = [lines.readline().split() for _ in range(random.Random(seed).randrange(1, 120))]
        os.kill(child.pid, signal.SIGKILL)
        told += [line.split() for line in lines if line.endswith("\n")]
    child.wait()
    home = Home(tmp_path)
    mend(home)
    assert list(iter_faults(home)) == []
    check(home)
    for warc, offset in told:
        assert read_exchange(home, warc, int(offset)).url.startswith("http://pond.example/")
    assert len(told) <= len(read(home)) <= len(told) + 1
