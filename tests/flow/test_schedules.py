"""Schedules at work: real crawls of the sample blogs, workers that are killed, two workers, one host at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from archive.db.connect import open_db
from archive.db.runs import claim_run, end_run
from archive.home import Home
from archive.workers import at_work, find_workers, is_alive, wake
from demo.run import written
from demo.serve import BlogServer, sample_blogs
from spiders.child import end_of, start_child
from spiders.worker import WorkerLoop
from tests.flow.blogkeep import COMMAND, run, select
from tests.flow.nasty import http, nasty

BLOGS = sample_blogs()
LATER = timedelta(days=70)


def schedule(archive: Path, seed: str, *options: str, every: str = "1 week") -> str:
    """A blog scheduled, due at once; the schedule's id."""
    quick = ("--delay=0", "--retry-pause=0.05")
    done = run("schedule", "add", seed, "--every", every, "--archive", archive, "--json", *quick, *options)
    return str(json.loads(done.stdout)["id"])


def outcomes(archive: Path) -> list[tuple[Any, ...]]:
    """How runs ended, by their numbers."""
    return select(archive, "select outcome, why from runs order by id")


@contextmanager
def working(archive: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """``blogkeep work`` on an archive, ended at the end."""
    process = subprocess.Popen(
        [COMMAND, "work", "--archive", str(archive), *options], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=90)


def until(archive: Path, sql: str) -> Any:
    """Wait until a question has an answer that is neither empty nor 0; the answer."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(Exception):
            rows = select(archive, sql)
            if rows and rows[0][0]:
                return rows[0][0]
        time.sleep(0.02)
    raise AssertionError(f"not within a minute: {sql}")


@contextmanager
def loop_on(archive: Path, now: Callable[[], datetime], **more: Any) -> Iterator[WorkerLoop]:
    """A worker in this process, with a clock of ours."""
    home = Home(archive)
    db = open_db(home.db)
    with at_work(home, "run-due", 1) as presence:
        yield WorkerLoop(home, db, presence, now=now, full="--again", **more)
    db.close()


def test_what_is_due_is_crawled_and_the_rest_waits_for_its_time(samples: BlogServer, tmp_path: Path) -> None:
    due, later = BLOGS[0], BLOGS[1]
    id = schedule(tmp_path, due.home, *samples.resolve)
    schedule(tmp_path, later.home, "--start", "2090-01-01", *samples.resolve)
    said = json.loads(run("run-due", "--archive", tmp_path, "--json").stdout)
    assert [(one["seed"], one["outcome"]) for one in said["runs"]] == [(due.home, "finished")]
    posts = written(due)[0]
    assert select(tmp_path, "select count(*) from posts") == [(posts,)]
    shown = json.loads(run("schedule", "show", id, "--archive", tmp_path, "--json").stdout)
    last = shown["last"]
    assert (shown["state"], shown["failures"], last["outcome"], last["posts"]) == ("planned", 0, "finished", posts)
    assert last["crawl_id"] == select(tmp_path, "select id from crawls")[0][0]
    assert last["memory"] > 10_000_000
    assert '"outcome": "finished"' in (tmp_path / last["log"]).read_text()
    again = json.loads(run("run-due", "--archive", tmp_path, "--json").stdout)
    assert again["runs"] == []
    assert not list((tmp_path / "locks").glob("*[w0-9]*-*"))


def test_ten_missed_weeks_are_one_crawl(samples: BlogServer, tmp_path: Path) -> None:
    id = schedule(tmp_path, BLOGS[0].home, "--max-pages", "3", *samples.resolve)
    started = datetime.now(UTC).replace(microsecond=0)
    with loop_on(tmp_path, lambda: started + LATER + timedelta(hours=1)) as loop:
        assert [one.outcome for one in loop.run_due()] == ["stopped"]
        assert loop.run_due() == loop.done
    assert select(tmp_path, "select missed, outcome from runs") == [(10, "stopped")]
    due = select(tmp_path, "select next_due from schedules where id = ?", id)[0][0]
    assert datetime.fromisoformat(due) > started + LATER + timedelta(days=6)


@pytest.mark.slow
def test_a_budget_that_is_used_up_goes_on_at_the_next_run(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[0]
    id = schedule(tmp_path, words.home, "--max-pages", "25", *samples.resolve)
    runs = 0
    while select(tmp_path, "select count(*) from runs where outcome = 'finished'") == [(0,)]:
        run("schedule", "run", id, "--archive", tmp_path)
        run("run-due", "--archive", tmp_path, "--quiet")
        runs += 1
        assert runs < 20
    assert runs > 1
    assert select(tmp_path, "select count(*) from posts") == [(written(words)[0],)]


def test_a_failed_crawl_is_tried_again_and_its_reason_is_kept(tmp_path: Path) -> None:
    with nasty() as server:
        seed = f"http://127.0.0.1:{server.port}/"
    schedule(tmp_path, seed)  # nobody listens there any more
    done = run("run-due", "--archive", tmp_path, check=1)
    assert "failed (nothing of it could be had" in done.stderr
    row = select(tmp_path, "select failures, julianday(next_due) < julianday('now', '+1 hour') from schedules")
    assert row == [(1, 1)]


def test_a_blog_that_somebody_crawls_by_hand_is_refused_with_the_reason(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[1]
    schedule(tmp_path, words.home, *samples.resolve)
    by_hand = [COMMAND, "crawl", words.home, "--archive", str(tmp_path), "--delay", "1", "--quiet", *samples.resolve]
    process = subprocess.Popen(by_hand, stdin=subprocess.DEVNULL)
    try:
        until(tmp_path, "select count(*) from captures")
        run("run-due", "--archive", tmp_path, check=1)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    outcome, message = select(tmp_path, "select outcome, message from runs")[0]
    assert outcome == "refused"
    assert "is being crawled" in message


def test_a_crawl_over_its_memory_is_ended(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[0].home, "--memory", "20MB", "--delay", "1", *samples.resolve)
    run("run-due", "--archive", tmp_path, check=1)
    outcome, message = select(tmp_path, "select outcome, message from runs")[0]
    assert outcome == "killed"
    assert "20 MB are allowed" in message
    told = select(tmp_path, "select sentence from concerns where kind = 'crawl failed'")
    assert [message in sentence for (sentence,) in told] == [True]


@pytest.mark.slow
def test_whom_nobody_can_tell_is_said_and_the_work_goes_on(samples: BlogServer, tmp_path: Path) -> None:
    with nasty() as server:
        webhook = f"http://127.0.0.1:{server.port}/"
        seed = f"http://127.0.0.1:{server.port}/"
    schedule(tmp_path, seed)
    schedule(tmp_path, BLOGS[1].home, *samples.resolve)
    (tmp_path / "notify").write_text(f"{webhook}\n")
    done = run("run-due", "--archive", tmp_path, check=1)
    assert "could not be told" in done.stderr
    assert sorted(outcomes(tmp_path)) == [("failed", "rhythm"), ("finished", "rhythm")]
    assert select(tmp_path, "select count(*) > 0 from notices where error is not null") == [(1,)]


def test_a_window_that_shuts_ends_the_crawl_and_it_goes_on_when_it_opens(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[0].home, "--window", "22:00-06:00", "--delay", "1", *samples.resolve)
    night = datetime.now(UTC).replace(hour=5, minute=59, second=58, microsecond=0) + timedelta(days=2)
    began = time.monotonic()
    with loop_on(tmp_path, lambda: night + timedelta(seconds=int(time.monotonic() - began))) as loop:
        assert [(one.outcome, one.message) for one in loop.run_due()] == [("stopped", "its window shut")]
    due = select(tmp_path, "select next_due from schedules")[0][0]
    assert due == night.replace(hour=22, minute=0, second=0).isoformat().replace("+00:00", "Z")


def test_a_child_whose_run_was_given_up_does_not_begin(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[0].home, *samples.resolve)
    home, now = Home(tmp_path), datetime.now(UTC).replace(microsecond=0)
    db = open_db(home.db)
    lost = claim_run(db, "somebody dead", now, is_alive=lambda *_: False, per_domain=4)
    assert lost is not None
    other = claim_run(db, "somebody else", now + timedelta(hours=1), is_alive=lambda *_: False, per_domain=4)
    assert other is not None
    child = start_child(home, lost, now, "--again")
    child.process.wait(60)
    assert child.is_over()
    end = end_of(child, child.close(), now)
    assert (child.status, end.outcome) == (7, "lost")
    assert not end_run(db, lost.id, end, now)
    assert select(tmp_path, "select count(*) from crawls") == [(0,)]
    assert outcomes(tmp_path) == [("lost", "rhythm"), (None, "again")]
    db.close()


def test_a_worker_is_known_while_it_lives_and_hears_a_knock(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with at_work(home, "work", 3) as presence:
        assert [(one.name, one.parallel, one.verb) for one in find_workers(home)] == [(presence.worker.name, 3, "work")]
        assert is_alive(home, presence.worker.name, 1)
        assert wake(home) == 1
        assert os.read(presence.pipe, 10) == b"!"
    assert find_workers(home) == ()
    assert wake(home) == 0
    assert not is_alive(home, presence.worker.name, 1)


def test_an_idle_worker_sleeps_until_the_next_due_time_and_no_longer_than_five_minutes(tmp_path: Path) -> None:
    schedule(tmp_path, "http://a.example/", "--start", "2090-01-01 00:00:00")
    moment = datetime(2089, 12, 31, 23, 0, tzinfo=UTC)
    with loop_on(tmp_path, lambda: moment) as loop:
        assert loop.how_long() == 300
        moment = datetime(2089, 12, 31, 23, 59, 18, tzinfo=UTC)
        assert loop.how_long() == 42


@pytest.mark.slow
def test_a_worker_sees_what_is_scheduled_while_it_sleeps(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[1].home, "--start", "2090-01-01", *samples.resolve)
    with working(tmp_path):
        until(tmp_path, "select 1")
        while not find_workers(Home(tmp_path)):
            time.sleep(0.02)
        schedule(tmp_path, BLOGS[0].home, *samples.resolve)
        until(tmp_path, "select count(*) from runs where outcome = 'finished'")
        status = json.loads(run("work", "--status", "--archive", tmp_path, "--json").stdout)
        assert (len(status["workers"]), status["running"], status["due"]) == (1, [], 0)
    assert find_workers(Home(tmp_path)) == ()


@pytest.mark.slow
def test_a_killed_worker_takes_its_crawl_along_and_the_next_one_goes_on(samples: BlogServer, tmp_path: Path) -> None:
    words = BLOGS[0]
    schedule(tmp_path, words.home, "--delay", "0.2", *samples.resolve)
    with working(tmp_path) as worker:
        until(tmp_path, "select count(*) > 3 from captures")
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
        end = time.monotonic() + 40
        while is_alive(Home(tmp_path), "nobody", 1) and time.monotonic() < end:
            time.sleep(0.02)
        assert not is_alive(Home(tmp_path), "nobody", 1)
    assert select(tmp_path, "select outcome from runs") == [(None,)]
    run("run-due", "--archive", tmp_path)
    assert outcomes(tmp_path) == [("lost", "rhythm"), ("finished", "again")]
    assert select(tmp_path, "select count(*) from posts") == [(written(words)[0],)]
    run("verify", "--archive", tmp_path)


@pytest.mark.slow
def test_a_killed_crawl_is_seen_and_tried_again(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[0].home, "--delay", "0.2", *samples.resolve)
    with working(tmp_path):
        until(tmp_path, "select count(*) > 3 from captures")
        os.kill(until(tmp_path, "select process from runs"), signal.SIGKILL)
        until(tmp_path, "select outcome from runs")
    assert select(tmp_path, "select outcome, message, status from runs") == [
        ("failed", "its process was ended by signal 9", -9)
    ]
    assert select(tmp_path, "select failures from schedules") == [(1,)]
    run("schedule", "run", BLOGS[0].home, "--archive", tmp_path)
    run("run-due", "--archive", tmp_path)
    assert outcomes(tmp_path)[-1] == ("finished", "by hand")


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_ends_its_crawls_cleanly(samples: BlogServer, tmp_path: Path) -> None:
    schedule(tmp_path, BLOGS[0].home, "--delay", "0.2", *samples.resolve)
    with working(tmp_path) as worker:
        until(tmp_path, "select count(*) > 3 from captures")
        worker.send_signal(signal.SIGHUP)
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)
    assert worker.returncode == 0
    assert select(tmp_path, "select outcome, message from runs") == [("stopped", "the worker was ended")]
    assert not list((tmp_path / "warc").glob("*.open"))
    run("run-due", "--archive", tmp_path)
    assert outcomes(tmp_path) == [("stopped", "rhythm"), ("finished", "going on")]


@pytest.mark.slow
def test_two_workers_share_one_archive_and_never_crawl_one_blog_twice(samples: BlogServer, tmp_path: Path) -> None:
    for words in BLOGS:
        schedule(tmp_path, words.home, *samples.resolve)
    with working(tmp_path, "--parallel", "2"), working(tmp_path, "--parallel", "2"):
        until(tmp_path, f"select count(*) = {len(BLOGS)} from runs where outcome = 'finished'")
    assert select(tmp_path, "select count(*), count(distinct seed) from runs") == [(len(BLOGS), len(BLOGS))]
    assert select(tmp_path, "select count(*) from crawls") == [(len(BLOGS),)]
    run("verify", "--archive", tmp_path)


@pytest.mark.slow
def test_blogs_of_one_host_wait_for_each_other(tmp_path: Path) -> None:
    page = http(b"<html><a href='more'>more</a></html>")
    with nasty() as server:
        server.answers = {"/robots.txt": http(b"", kind="text/plain")}
        for name in ("a", "b", "c"):
            server.answers |= {f"/{name}/": page, f"/{name}/more": page}
            schedule(tmp_path, f"http://127.0.0.1:{server.port}/{name}/")
        run("run-due", "--archive", tmp_path, "--parallel", "3", check=None)
    times = select(tmp_path, "select started, ended from runs order by id")
    assert len(times) == 3
    assert all(before[1] <= after[0] for before, after in pairwise(times))
