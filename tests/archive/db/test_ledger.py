"""The ledger: every address that was found has an outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.crawl_log import CrawlFigures, new_crawl_id
from archive.db.ledger import Ledger
from archive.db.stamps import stamp, unstamp
from archive.db.store import save_blog, transaction
from archive.db.visits import Address, Found, Visit
from archive.models import Blog

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SEED = "http://blog.example/"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_db(tmp_path / "archive.db")


def start(db: Database, minutes: int = 0, *, again: bool = False, full: bool = False) -> tuple[Ledger, bool]:
    """A ledger whose crawl has started, and whether it goes on with an earlier one."""
    now = NOW + timedelta(minutes=minutes)
    with transaction(db):
        ledger = Ledger(db, save_blog(db, Blog(SEED)), new_crawl_id(SEED, now))
        resumed = ledger.start(SEED, {"delay": 1.0}, now, again=again, full=full)
        ledger.add(Found(SEED, "index", "seed"), None, 0, now)
    return ledger, resumed


def only_due(ledger: Ledger) -> Address:
    (address,) = ledger.iter_due(10)
    return address


def test_an_address_is_due_until_its_visit_is_written(db: Database) -> None:
    ledger, _ = start(db)
    address = only_due(ledger)
    found = (
        Found("http://blog.example/a", "post", "link"),
        Found("http://blog.example/?s=x", "link", "link", "trap", "search"),
    )
    with transaction(db):
        added = ledger.settle(Visit(address, "kept", NOW, status=200, found=found))
    assert [(a.url, a.depth) for a in added] == [("http://blog.example/a", 1)]
    rows = db.execute("select url, state, outcome, reason, found_on, finder from addresses order by id").fetchall()
    assert rows == [
        (SEED, "done", "kept", None, None, "seed"),
        ("http://blog.example/a", "due", None, None, SEED, "link"),
        ("http://blog.example/?s=x", "refused", "trap", "search", SEED, "link"),
    ]


def test_threads_come_before_pages_and_pages_before_pictures(db: Database) -> None:
    ledger, _ = start(db)
    with transaction(db):
        for role in ("requisite", "link", "comments", "feed", "post"):
            ledger.add(Found(f"http://blog.example/{role}", role, "test"), None, 0, NOW)  # type: ignore[arg-type]
    assert [a.role for a in ledger.iter_due(10)] == ["feed", "comments", "post", "index", "link", "requisite"]


def test_an_address_is_entered_once(db: Database) -> None:
    ledger, _ = start(db)
    with transaction(db):
        assert ledger.add(Found(SEED, "index", "link"), None, 0, NOW) is None
    assert list(ledger.iter_known()) == [SEED]


def test_a_failed_attempt_stays_due_until_the_last(db: Database) -> None:
    ledger, _ = start(db)
    with transaction(db):
        ledger.settle(Visit(only_due(ledger), "error", NOW, "status 500", 500, again=NOW + timedelta(seconds=5)))
    address = only_due(ledger)
    assert (address.attempts, address.not_before) == (1, NOW + timedelta(seconds=5))
    with transaction(db):
        ledger.settle(Visit(address, "error", NOW, "status 500", 500))
    assert db.execute("select state, outcome, attempts from addresses").fetchall() == [("failed", "error", 2)]


def test_an_unfinished_crawl_goes_on_and_a_finished_one_asks_again(db: Database) -> None:
    ledger, resumed = start(db)
    assert not resumed
    with transaction(db):
        ledger.settle(Visit(only_due(ledger), "kept", NOW, found=(Found("http://blog.example/a", "post", "link"),)))
    second, resumed = start(db, 1)
    assert resumed
    assert [a.url for a in second.iter_due(10)] == ["http://blog.example/a"]
    with transaction(db):
        second.settle(Visit(only_due(second), "kept", NOW))
        second.log.end("finished", CrawlFigures(fetched=2), NOW)
    third, resumed = start(db, 2)
    assert not resumed
    assert [a.url for a in third.iter_due(10)] == [SEED]
    with transaction(db):
        third.settle(Visit(only_due(third), "kept", NOW))
        third.log.end("finished", CrawlFigures(fetched=1), NOW)
    fourth, _ = start(db, 3, full=True)
    assert [a.url for a in fourth.iter_due(10)] == ["http://blog.example/a", SEED]


def test_failed_addresses_are_tried_again_when_a_crawl_goes_on(db: Database) -> None:
    ledger, _ = start(db)
    with transaction(db):
        ledger.settle(Visit(only_due(ledger), "unreachable", NOW, found=(Found("http://blog.example/a", "post", "x"),)))
    second, resumed = start(db, 1)
    assert resumed
    assert {a.url for a in second.iter_due(10)} == {SEED, "http://blog.example/a"}


def test_a_hosts_robots_gets_its_row_with_its_visit(db: Database) -> None:
    ledger, _ = start(db)
    robots = Visit(Address(-1, "http://blog.example/robots.txt", "robots"), "gone", NOW, "status 404", 404)
    with transaction(db):
        ledger.settle(robots)
        ledger.settle(robots)
    rows = db.execute("select url, state, outcome from addresses where role = 'robots'").fetchall()
    assert rows == [("http://blog.example/robots.txt", "done", "gone")]


def test_times_come_back_as_they_were_written() -> None:
    assert unstamp(stamp(NOW)) == NOW
    assert stamp(None) is None


def test_a_list_is_as_near_as_the_nearest_page_that_leads_to_it(db: Database) -> None:
    ledger, _ = start(db)
    feed, post = "http://blog.example/feed/", "http://blog.example/2009/a"
    for page, depth in ((post, 4), (SEED, 1), (post, 4)):
        ledger.add(Found(feed, "feed", "link rel=alternate"), page, depth, NOW)
    (row,) = db.query("select depth, found_on from addresses where url = ?", [feed])
    assert row == {"depth": 1, "found_on": SEED}


def test_a_return_asks_the_nearest_lists_though_the_first_visit_met_them_far_from_home(db: Database) -> None:
    first, _ = start(db)
    feed, further = "http://blog.example/feed/", "http://blog.example/feed/?paged=2"
    with transaction(db):
        for url, depth in ((feed, 4), (further, 5)):
            first.add(Found(url, "feed", "link rel=alternate"), SEED, depth, NOW)
        db.execute("update addresses set state = 'done', outcome = 'kept', last_tried = ?", [stamp(NOW)])
        first.log.end("finished", CrawlFigures(fetched=3), NOW)
    start(db, minutes=60)
    asked = "select url from addresses where asked_because = 'list of the blog'"
    assert [row["url"] for row in db.query(asked)] == [feed]
