"""A crawl from end to end: every post and comment of the sample blogs, resumed, repeated, read again."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from demo.run import written
from demo.serve import BlogServer, sample_blogs
from demo.words import Words
from tests.flow.blogkeep import COMMAND, crawl, dump, run, select

BLOGS = sample_blogs()
KEPT = """
select
  (select count(*) from posts join blogs on blogs.id = posts.blog_id where home = ?),
  (select count(*) from comments join posts on posts.id = post_id join blogs on blogs.id = blog_id where home = ?)
"""


def kept(archive: Path, words: Words) -> tuple[int, int]:
    """Posts and comments of a blog in the archive."""
    home = words.home
    return select(archive, KEPT, home, home)[0]  # type: ignore[return-value]


@pytest.mark.parametrize("words", BLOGS, ids=lambda words: words.host)
def test_every_post_and_comment_of_a_blog_becomes_a_row(samples: BlogServer, tmp_path: Path, words: Words) -> None:
    summary = crawl(tmp_path, words.home, *samples.resolve)
    assert summary["outcome"] == "finished"
    assert kept(tmp_path, words) == written(words)
    assert select(tmp_path, "select count(*) from addresses where state = 'due'") == [(0,)]
    assert run("verify", "--archive", tmp_path).returncode == 0


@pytest.mark.parametrize("words", BLOGS, ids=lambda words: words.host)
def test_the_warc_alone_gives_the_same_rows(samples: BlogServer, tmp_path: Path, words: Words) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    crawl(live, words.home, *samples.resolve)
    run("import", *sorted((live / "warc").glob("*.warc.gz")), "--archive", again)
    assert dump(again) == dump(live)
    run("reread", "--archive", again)
    assert dump(again) == dump(live)


def test_a_lost_database_comes_back_from_the_warcs(samples: BlogServer, tmp_path: Path) -> None:
    crawl(tmp_path, BLOGS[0].home, *samples.resolve)
    before = dump(tmp_path)
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    run("reread", "--archive", tmp_path)
    assert dump(tmp_path) == before


def test_a_crawl_that_stopped_goes_on_where_it_was(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[0]
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    crawl(whole, words.home, *samples.resolve)
    for _ in range(100):
        summary = crawl(parts, words.home, "--max-pages", "7", *samples.resolve)
        if summary["outcome"] == "finished":
            break
    assert summary["outcome"] == "finished"
    assert kept(parts, words) == written(words)
    asked_twice = "select url from captures where url not like '%/robots.txt' group by url having count(*) > 1"
    assert select(parts, asked_twice) == []


def test_a_second_crawl_keeps_unchanged_answers_as_revisits(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[0]
    crawl(tmp_path, words.home, *samples.resolve)
    before = dump(tmp_path, ("posts", "comments"))
    second = crawl(tmp_path, words.home, *samples.resolve)
    assert (second["posts"], second["comments"]) == (0, 0)
    assert select(tmp_path, "select count(*) > 0 from captures where revisit_of is not null") == [(1,)]
    ids = [{row["id"] for row in rows} for rows in dump(tmp_path, ("posts", "comments")).values()]
    assert ids == [{row["id"] for row in rows} for rows in before.values()]
    run("verify", "--archive", tmp_path)


def test_ctrl_c_ends_cleanly_and_the_same_command_goes_on(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[1]
    command = [COMMAND, "crawl", words.home, "--archive", str(tmp_path), "--delay", "0.05", "--quiet"]
    process = subprocess.Popen([*command, *samples.resolve], stdin=subprocess.DEVNULL)
    wait_for_rows(tmp_path, process)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) in (0, 130)
    assert not list((tmp_path / "warc").glob("*.open"))
    run("verify", "--archive", tmp_path)
    crawl(tmp_path, words.home, *samples.resolve)
    assert kept(tmp_path, words) == written(words)


def test_a_running_crawl_tells_how_far_it_is(samples: BlogServer, tmp_path: Path) -> None:
    command = [COMMAND, "crawl", BLOGS[1].home, "--archive", str(tmp_path), "--delay", "0.1", "--quiet"]
    process = subprocess.Popen([*command, *samples.resolve], stdin=subprocess.DEVNULL)
    wait_for_rows(tmp_path, process)
    so_far = "select json_extract(figures, '$.fetched') from crawls where ended is null"
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end and not all(select(tmp_path, so_far)[0]):
        select_pause()
    told = select(tmp_path, so_far)
    process.send_signal(signal.SIGINT)
    process.wait(60)
    assert told
    assert told[0][0] > 0


def test_two_crawls_may_write_one_archive(samples: BlogServer, tmp_path: Path) -> None:
    first, second = BLOGS[0], BLOGS[2]
    command = [COMMAND, "crawl", "--archive", str(tmp_path), "--delay", "0", "--quiet", *samples.resolve]
    running = [subprocess.Popen([*command, words.home], stdin=subprocess.DEVNULL) for words in (first, second)]
    assert [process.wait(120) for process in running] == [0, 0]
    assert [kept(tmp_path, words) for words in (first, second)] == [written(first), written(second)]
    run("verify", "--archive", tmp_path)


def test_a_blog_is_crawled_by_one_process_at_a_time(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[1]
    command = [COMMAND, "crawl", words.home, "--archive", str(tmp_path), "--delay", "1", "--quiet"]
    process = subprocess.Popen([*command, *samples.resolve], stdin=subprocess.DEVNULL)
    try:
        wait_for_rows(tmp_path, process, 1)
        done = run("crawl", words.home, "--archive", tmp_path, "--delay", "0", *samples.resolve, check=5)
        assert "being crawled" in done.stderr
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_killed_crawl_loses_nothing(samples: BlogServer, tmp_path: Path, seed: int) -> None:
    words = BLOGS[seed % len(BLOGS)]
    command = [
        COMMAND,
        "crawl",
        words.home,
        "--archive",
        str(tmp_path),
        "--delay",
        "0",
        "--quiet",
        *samples.resolve,
    ]
    kills = 0
    for round_ in range(12):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        fetched = len(select(tmp_path, "select id from captures")) if (tmp_path / "archive.db").exists() else 0
        wait_for_rows(tmp_path, process, fetched + 3 + 5 * ((seed + round_) % 4))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        kills += 1
        acknowledged = select(tmp_path, "select url from addresses where state = 'done' and outcome = 'kept'")
        with_proof = select(
            tmp_path,
            "select addresses.url from addresses join captures on captures.id = addresses.capture_id"
            " where state = 'done' and outcome = 'kept'",
        )
        assert sorted(acknowledged) == sorted(with_proof)
    crawl(tmp_path, words.home, *samples.resolve)
    assert kills > 0
    assert kept(tmp_path, words) == written(words)
    run("verify", "--archive", tmp_path)


def wait_for_rows(archive: Path, process: subprocess.Popen[bytes], count: int = 5) -> None:
    """Wait until the crawl has acknowledged some captures, or has ended."""
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            if (archive / "archive.db").exists() and len(select(archive, "select id from captures")) >= count:
                return
        except Exception:  # the schema may not be there yet
            pass
        select_pause()


def select_pause() -> None:
    """Let the other process have the machine for a moment."""
    time.sleep(0.01)
