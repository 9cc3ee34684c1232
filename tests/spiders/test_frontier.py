"""The frontier: each host at its own pace, nothing handed out twice, nothing forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.db.connect import open_db
from archive.db.ledger import Ledger
from archive.db.store import save_blog, transaction
from archive.db.visits import Found, Visit
from archive.models import Blog
from spiders import frontier as frontier_module
from spiders.frontier import Budget, Frontier
from spiders.robots import Robots

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SEED = "http://a.example/"

Make = Callable[..., Frontier]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make_frontier(*urls: str, **options: object) -> Frontier:
        db = open_db(tmp_path / "archive.db")
        with transaction(db):
            ledger = Ledger(db, save_blog(db, Blog(SEED)), "crawl")
            ledger.start(SEED, {}, NOW, again=False)
            for url in urls:
                ledger.add(Found(url, "link", "test"), None, 0, NOW)
        options.setdefault("delay", 0.0)
        options.setdefault("ignore_robots", True)
        return Frontier(ledger, **options)  # type: ignore[arg-type]

    return make_frontier


async def drain(frontier: Frontier) -> list[str]:
    """Everything the frontier hands out, each settled at once."""
    urls = []
    while (address := await frontier.next()) is not None:
        urls.append(address.url)
        frontier.finish(address, 0.1, well=True)
        with transaction(frontier.ledger.db):
            frontier.ledger.settle(Visit(address, "kept", NOW))
        frontier.written(address, None)
    return urls


def test_everything_due_is_handed_out_once(make: Make) -> None:
    urls = [f"http://a.example/{n}" for n in range(5)]
    assert asyncio.run(drain(make(*urls))) == urls


def test_more_than_memory_holds_is_drawn_in_turn(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontier_module, "BATCH", 7)
    urls = [f"http://a.example/{n}" for n in range(50)]
    assert sorted(asyncio.run(drain(make(*urls)))) == sorted(urls)


def test_the_first_question_to_a_host_is_for_its_robots(make: Make) -> None:
    frontier = make("http://a.example/1", ignore_robots=False)

    async def ask() -> tuple[str, str]:
        first = await frontier.next()
        assert first is not None
        frontier.finish(first, 0.1, well=True)
        frontier.set_robots("a.example", Robots("test"))
        frontier.written(first, None)
        second = await frontier.next()
        assert second is not None
        return first.url, second.url

    assert asyncio.run(ask()) == ("http://a.example/robots.txt", "http://a.example/1")


def test_a_budget_ends_the_crawl_and_says_so(make: Make) -> None:
    frontier = make(*[f"http://a.example/{n}" for n in range(5)], budget=Budget(pages=2))
    assert len(asyncio.run(drain(frontier))) == 2
    assert frontier.why_stopped == "--max-pages 2 reached"
    assert frontier.ledger.count_due() == 3


def test_a_host_that_must_pause_does_not_hold_up_others(make: Make) -> None:
    now = [0.0]
    frontier = make("http://a.example/1", "http://a.example/2", "http://b.example/1", delay=1.0, clock=lambda: now[0])

    async def take() -> list[str]:
        taken = []
        for _ in range(2):
            address = await frontier.next()
            assert address is not None
            taken.append(address.url)
        return taken

    assert asyncio.run(take()) == ["http://a.example/1", "http://b.example/1"]


def test_an_address_that_failed_comes_back(make: Make) -> None:
    frontier = make("http://a.example/1")

    async def fail_once() -> list[int]:
        attempts = []
        first = await frontier.next()
        assert first is not None
        frontier.finish(first, None, well=False)
        frontier.written(first, datetime.now(UTC))
        while (address := await frontier.next()) is not None:
            attempts.append(address.attempts)
            frontier.finish(address, 0.1, well=True)
            with transaction(frontier.ledger.db):
                frontier.ledger.settle(Visit(address, "kept", NOW))
            frontier.written(address, None)
        return attempts

    assert asyncio.run(fail_once()) == [1]


def test_who_asks_for_a_long_pause_is_left_to_a_later_run(make: Make) -> None:
    frontier = make("http://a.example/1", "http://b.example/1")

    async def visit() -> list[str]:
        urls = []
        while (address := await frontier.next()) is not None:
            urls.append(address.url)
            again = datetime.now(UTC) + timedelta(hours=2) if "a.example" in address.url else None
            frontier.finish(address, 0.1, well=True)
            with transaction(frontier.ledger.db):
                frontier.ledger.settle(Visit(address, "error" if again else "kept", NOW, again=again))
            frontier.written(address, again)
        return urls

    assert sorted(asyncio.run(visit())) == ["http://a.example/1", "http://b.example/1"]
    assert frontier.later is not None
    assert "a.example asks to come back" in frontier.later
    next_run = Frontier(frontier.ledger, delay=0.0, ignore_robots=True)
    assert asyncio.run(drain(next_run)) == []
    assert next_run.later is not None
