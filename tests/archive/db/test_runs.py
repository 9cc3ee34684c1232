"""Runs: claimed once, coalesced, refused when they overlap, one at a time for a host; stale ends change nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.runs import End, Run, begin_run, claim_run, count_waiting, end_run
from archive.db.schedules import (
    Schedule,
    add_schedule,
    ask_schedule,
    find_next_due,
    find_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from archive.db.store import transaction
from archive.db.timetable import read_counts, read_runs, read_schedule, read_timetable
from archive.errors import BadSchedule, NotKept
from archive.schedule.options import CrawlOptions
from archive.schedule.plan import read_plan

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty archive's rows."""
    db = open_db(tmp_path / "archive.db")
    yield db
    db.close()


def add(db: Database, seed: str = "http://moth.example/", every: str | None = "1 week", **more: object) -> Schedule:
    """A schedule that is due at :data:`NOW`."""
    with transaction(db):
        return add_schedule(db, read_plan(seed, now=NOW, every=every, **more), NOW)  # type: ignore[arg-type]


def claim(
    db: Database, now: datetime = NOW, worker: str = "one", alive: bool = True, per_domain: int = 4
) -> Run | None:
    """What a worker takes up at a moment."""
    return claim_run(db, worker, now, is_alive=lambda name, run: alive, per_domain=per_domain)


def taken(db: Database, now: datetime = NOW, **more: object) -> Run:
    """The same, when there must be something."""
    run = claim(db, now, **more)  # type: ignore[arg-type]
    assert run is not None
    return run


def due(db: Database, id: str) -> datetime | None:
    """When a schedule is due next."""
    return find_schedule(db, id).next_due


def test_what_is_due_is_taken_up_once(db: Database) -> None:
    moth = add(db)
    run = taken(db)
    assert (run.schedule.id, run.due, run.why, run.missed, run.started) == (moth.id, NOW, "rhythm", 0, NOW)
    assert claim(db, worker="two") is None
    assert due(db, moth.id) == NOW + WEEK


def test_nothing_is_taken_up_before_it_is_due(db: Database) -> None:
    add(db, start="2026-03-02 12:00:01")
    assert claim(db) is None
    assert find_next_due(db) == NOW + timedelta(seconds=1)


def test_ten_missed_weeks_are_one_run(db: Database) -> None:
    moth = add(db)
    late = NOW + 10 * WEEK + HOUR
    run = taken(db, late)
    assert (run.missed, run.due) == (10, NOW)
    assert end_run(db, run.id, End("finished"), late + HOUR)
    assert claim(db, late + HOUR) is None
    assert due(db, moth.id) == NOW + 11 * WEEK


def test_a_clock_that_jumps_back_repeats_no_run(db: Database) -> None:
    add(db, every="1 hour")
    run = taken(db)
    end_run(db, run.id, End("finished"), NOW)
    assert claim(db, NOW - HOUR) is None
    assert claim(db, NOW) is None
    assert claim(db, NOW + HOUR) is not None


def test_a_run_that_overlaps_is_refused_and_the_reason_is_recorded(db: Database) -> None:
    moth = add(db, every="1 hour")
    run = taken(db)
    assert claim(db, NOW + HOUR, worker="two") is None
    refused = read_runs(db.conn, moth.id)[0]
    assert (refused.outcome, refused.due, refused.worker) == ("refused", "2026-03-02T13:00:00Z", "two")
    assert refused.message == f"run {run.id}, begun at 2026-03-02T12:00:00Z, still goes on"
    for hours in range(2, 40):
        claim(db, NOW + hours * HOUR)
    assert [(one.outcome, one.missed) for one in read_runs(db.conn, moth.id)] == [("refused", 38), ("running", 0)]


def test_one_crawl_of_a_host_at_a_time(db: Database) -> None:
    for path in ("a", "b", "c"):
        add(db, f"http://blogs.example/{path}/")
    add(db, "http://elsewhere.example/")
    first, second = taken(db), taken(db, worker="two")
    assert {first.schedule.host, second.schedule.host} == {"blogs.example", "elsewhere.example"}
    assert claim(db) is None
    assert count_waiting(db, NOW) == 2
    end_run(db, first.id if first.schedule.host == "blogs.example" else second.id, End("finished"), NOW)
    assert taken(db).schedule.host == "blogs.example"


def test_www_is_the_same_host(db: Database) -> None:
    add(db, "http://www.blogs.example/a/")
    add(db, "https://blogs.example/b/")
    taken(db)
    assert claim(db) is None


def test_blogs_of_one_platform_share_its_patience(db: Database) -> None:
    for name in "abcde":
        add(db, f"http://{name}.blogspot.com/")
    runs = [claim(db, per_domain=3) for _ in range(5)]
    assert sum(run is not None for run in runs) == 3
    assert {run.schedule.domain for run in runs if run} == {"blogspot.com"}


def test_a_run_whose_worker_died_is_due_again_at_once(db: Database) -> None:
    moth = add(db)
    lost = taken(db)
    again = taken(db, NOW + HOUR, worker="two", alive=False)
    assert again.schedule.id == moth.id
    assert again.id > lost.id
    assert [(run.outcome, run.worker) for run in read_runs(db.conn, moth.id)] == [("running", "two"), ("lost", "one")]
    assert again.why == "again"


def test_a_crawl_that_kills_its_worker_each_time_is_tried_with_pauses(db: Database) -> None:
    moth = add(db)
    taken(db)
    taken(db, NOW + HOUR, alive=False)  # the first time chance may have been at work
    assert claim(db, NOW + 2 * HOUR, alive=False) is None
    assert due(db, moth.id) == NOW + 2 * HOUR + HOUR / 4
    taken(db, NOW + 3 * HOUR)
    assert claim(db, NOW + 4 * HOUR, alive=False) is None
    assert due(db, moth.id) == NOW + 5 * HOUR
    assert [run.outcome for run in read_runs(db.conn, moth.id)] == ["lost", "lost", "lost"]


def test_the_end_of_a_run_that_was_given_up_is_refused(db: Database) -> None:
    moth = add(db)
    lost = taken(db)
    again = taken(db, NOW + HOUR, worker="two", alive=False)
    before = find_schedule(db, moth.id)
    assert not end_run(db, lost.id, End("failed", "late", "again"), NOW + HOUR)
    assert not begin_run(db, lost.id, 4711, "late.log")
    assert find_schedule(db, moth.id) == before
    assert end_run(db, again.id, End("finished"), NOW + 2 * HOUR)
    assert not end_run(db, again.id, End("failed"), NOW + 2 * HOUR)
    assert [run.outcome for run in read_runs(db.conn, moth.id)] == ["finished", "lost"]


def test_a_failure_is_tried_again_with_a_growing_pause_and_then_left_to_its_rhythm(db: Database) -> None:
    moth = add(db)
    now, pauses = NOW, []
    for _ in range(5):
        run = taken(db, now)
        end_run(db, run.id, End("failed", "status 500", "again"), now)
        following = due(db, moth.id)
        assert following is not None
        pauses.append((following - now).total_seconds() / 60)
        now = following
    assert pauses[:4] == [15, 60, 240, 960]
    assert now == NOW + WEEK
    assert [run.why for run in read_runs(db.conn, moth.id)] == ["again"] * 4 + ["rhythm"]
    run = taken(db, now)
    assert run.why == "rhythm"
    end_run(db, run.id, End("finished"), now)
    assert find_schedule(db, moth.id).failures == 0


def test_a_stopped_run_goes_on_at_the_next(db: Database) -> None:
    moth = add(db)
    end_run(db, taken(db).id, End("stopped", "the budget of 10 pages is used up"), NOW)
    assert due(db, moth.id) == NOW + WEEK


def test_a_run_that_was_interrupted_goes_on_at_once(db: Database) -> None:
    moth = add(db)
    end_run(db, taken(db).id, End("stopped", "the worker was ended", "at once"), NOW + HOUR)
    assert due(db, moth.id) == NOW + HOUR
    assert taken(db, NOW + HOUR).why == "going on"
    assert due(db, moth.id) == NOW + WEEK


def test_a_window_that_shuts_is_waited_for(db: Database) -> None:
    night = add(db, window="22:00-06:00")
    assert due(db, night.id) == NOW + 10 * HOUR
    assert claim(db, NOW + 11 * HOUR - HOUR * 2) is None
    run = taken(db, NOW + 10 * HOUR)
    assert run.until == NOW + 18 * HOUR
    end_run(db, run.id, End("stopped", "its window shut", "next window"), NOW + 18 * HOUR)
    assert due(db, night.id) == NOW + 34 * HOUR


def test_what_waited_too_long_for_its_host_waits_for_the_next_night(db: Database) -> None:
    night = add(db, window="22:00-06:00")
    assert claim(db, NOW + 19 * HOUR) is None
    assert due(db, night.id) == NOW + 34 * HOUR


def test_who_asks_by_hand_gets_a_run_whatever_the_window(db: Database) -> None:
    night = add(db, window="22:00-06:00")
    with transaction(db):
        pause_schedule(db, night)
        ask_schedule(db, night, NOW)
    run = taken(db)
    assert (run.why, run.until) == ("by hand", None)
    assert find_schedule(db, night.id).paused
    assert due(db, night.id) == NOW + WEEK + 10 * HOUR


def test_a_paused_schedule_rests_and_then_goes_on_in_its_rhythm(db: Database) -> None:
    moth = add(db)
    with transaction(db):
        pause_schedule(db, moth)
    assert claim(db, NOW + 2 * WEEK) is None
    with transaction(db):
        resume_schedule(db, moth, NOW + 2 * WEEK + HOUR)
    assert due(db, moth.id) == NOW + 3 * WEEK


def test_a_removed_schedule_leaves_its_runs(db: Database) -> None:
    moth = add(db)
    run = taken(db)
    with transaction(db):
        remove_schedule(db, moth)
    assert end_run(db, run.id, End("finished"), NOW)
    assert [(one.seed, one.schedule_id, one.outcome) for one in read_runs(db.conn)] == [(moth.seed, None, "finished")]


def test_each_third_run_asks_every_known_address(db: Database) -> None:
    add(db, every="1 day", full_every=3)
    whole = []
    for day in range(7):
        run = taken(db, NOW + timedelta(days=day))
        whole.append(run.whole)
        end_run(db, run.id, End("finished"), run.started)
    assert whole == [False, False, True, False, False, True, False]


def test_a_row_that_was_edited_by_hand_stops_no_other(db: Database) -> None:
    broken, sound = add(db, "http://a.example/"), add(db, "http://b.example/")
    db.execute("update schedules set zone = 'Mars/Olympus' where id = ?", (broken.id,))
    assert taken(db).schedule.id == sound.id
    assert claim(db) is None
    refused = read_runs(db.conn, broken.id)
    assert [one.outcome for one in refused] == ["refused"]
    assert "no time zone is called 'Mars/Olympus'" in (refused[0].message or "")
    assert [line.state for line in read_timetable(db.conn, NOW)] == ["running", "paused"]


def test_two_workers_never_take_up_one_run(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    db = open_db(path)
    for number in range(40):
        add(db, f"http://blog{number}.example{number}/")
    found: list[str] = []

    def work(name: str) -> None:
        own = open_db(path)
        while (run := claim(own, worker=name)) is not None:
            found.append(run.schedule.id)
            assert end_run(own, run.id, End("finished"), NOW)
        own.close()

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (40, 40)
    db.close()


def test_one_blog_has_one_schedule(db: Database) -> None:
    add(db, "http://www.moth.example/blog/")
    with pytest.raises(BadSchedule, match="is scheduled already"):
        add(db, "https://moth.example/blog")


@pytest.mark.parametrize(
    ("first", "second"),
    [("http://a.example/", "http://a.example/blog/"), ("http://a.example/blog/", "http://a.example/")],
)
def test_a_blog_inside_another_is_refused(db: Database, first: str, second: str) -> None:
    add(db, first)
    with pytest.raises(BadSchedule, match=r"http://a\.example/blog/ lies inside http://a\.example/: one crawl"):
        add(db, second)


def test_neighbours_on_one_host_are_two_blogs(db: Database) -> None:
    add(db, "http://a.example/one/")
    add(db, "http://a.example/one-more/")
    assert read_counts(db.conn, NOW).schedules == 2


def test_options_come_back_as_the_command_line_spells_them(db: Database) -> None:
    options = CrawlOptions(delay=0.0, contact="me@x.example", exclude=("-a", "b c"), no_media=True, max_pages=7)
    found = add(db, options=options).options
    assert found == options
    assert list(found.iter_arguments()) == [
        "--delay=0", "--contact=me@x.example", "--exclude=-a", "--exclude=b c", "--no-media", "--max-pages=7",
    ]  # fmt: skip


def test_what_is_not_scheduled_is_guessed_at(db: Database) -> None:
    moth = add(db)
    assert find_schedule(db, "moth.example") == find_schedule(db, moth.id) == moth
    with pytest.raises(NotKept, match=r"Did you mean http://moth\.example/\?"):
        find_schedule(db, "http://mouth.example/")
    with pytest.raises(NotKept):
        read_schedule(db.conn, NOW, "nothing")
