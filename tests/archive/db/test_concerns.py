"""What a person would want to be told after a crawl: found in rows, opened once, resolved when it went away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from archive.db.concerns import Concern, examine_crawl, find_concerns
from archive.db.crawl_log import CrawlFigures
from archive.db.ledger import Ledger
from archive.db.standing import (
    accept_concern,
    find_news,
    list_standing,
    save_notice,
    settle_concerns,
    settle_house_concerns,
)
from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.db.tallies import save_tally
from archive.db.visits import Found, Outcome, Visit
from archive.errors import BlogkeepError, NotKept
from archive.models import Blog, Reading
from tests.archive.db.world import HOME, capture, comment, new_db, post, reading, rows

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


class World:
    """A blog that is crawled week by week; each crawl says what became of the addresses it asked."""

    def __init__(self) -> None:
        self.db: Database = new_db()
        self.week = -1
        self.captures = 0

    def crawl(
        self,
        *visits: tuple[str, Outcome] | tuple[str, Outcome, dict[str, Any]],
        outcome: str | None = "finished",
        message: str | None = None,
    ) -> str:
        """One more crawl, a week later; its id. Home is asked and kept unless a visit says otherwise."""
        self.week += 1
        now = MONDAY + self.week * WEEK
        with transaction(self.db):
            blog_id = save_blog(self.db, Blog(HOME))
            ledger = Ledger(self.db, blog_id, f"crawl-{self.week}")
            ledger.start(HOME, {}, now, again=True)
            asked = {HOME: (HOME, "kept", {}), **{visit[0]: (*visit, {})[:3] for visit in visits}}
            for url, became, more in asked.values():
                if became is not None:
                    self.visit(ledger, now + timedelta(minutes=1), url, became, **more)
            if outcome is not None:
                ledger.log.end(outcome, CrawlFigures(), now + timedelta(hours=1), message)
                save_tally(self.db, blog_id, ledger.crawl_id, now + timedelta(hours=1))
        self.blog_id = blog_id
        return ledger.crawl_id

    def visit(
        self, ledger: Ledger, now: datetime, url: str, outcome: Outcome, *, said: Reading | None = None,
        doubt: str | None = None, adapter: str = "typepad", reason: str | None = None, status: int = 200,
        to: str | None = None,
    ) -> None:  # fmt: skip
        ledger.add(Found(url, "index" if url == HOME else "post", "seed"), None, 0, now)
        self.captures += 1
        one = replace(capture(self.captures, url), time=now, status=status)
        save_capture(self.db, one, ledger.blog_id)
        if outcome == "kept":
            said = said or Reading(url, "page", adapter, "modern", doubt=doubt)
            save_reading(self.db, said, one, ledger.blog_id)
        found = (Found(to, "index", "seed redirect"),) if to else ()
        ((row,),) = rows(self.db, "select id from addresses where url = ?", url)
        address = next(a for a in ledger.iter_due(999) if a.id == row)
        ledger.settle(Visit(address, outcome, now, reason, status, one, found=found))

    def kinds(self, crawl_id: str) -> list[str]:
        return [concern.kind for concern in find_concerns(self.db, crawl_id)]

    def settle(self, crawl_id: str) -> None:
        with transaction(self.db):
            settle_concerns(self.db, examine_crawl(self.db, crawl_id), crawl_id, MONDAY + (self.week + 0.5) * WEEK)


def posts(count: int, outcome: Outcome = "kept", **more: Any) -> list[Any]:
    """Visits to so many posts."""
    found = []
    for number in range(count):
        url = f"{HOME}{number}.html"
        said = reading(posts=(post(url),), url=url, about=url)
        found.append((url, outcome, {**({"said": said} if outcome == "kept" else {}), **more}))
    return found


def test_a_good_crawl_is_no_concern() -> None:
    world = World()
    assert world.kinds(world.crawl(*posts(3))) == []


@pytest.mark.parametrize(
    ("outcome", "more", "kind"),
    [
        ("gone", {"status": 410}, "blog gone"),
        ("kept", {"doubt": "not found, told with status 200"}, "blog gone"),
        ("kept", {"doubt": "parked domain"}, "parked domain"),
        ("kept", {"doubt": "bot wall"}, "bot wall"),
        ("denied", {"status": 403, "reason": "status 403"}, "blog denied"),
        ("error", {"status": 503, "reason": "status 503"}, "blog unreachable"),
        ("unreachable", {"reason": "DNSLookupError: no such host"}, "blog unreachable"),
        ("unreachable", {"reason": "ResponseNeverReceived: certificate verify failed"}, "certificate"),
        ("robots", {"reason": "robots.txt"}, "robots forbid"),
    ],
)
def test_what_stands_where_the_home_was(outcome: Outcome, more: dict[str, Any], kind: str) -> None:
    world = World()
    world.crawl(*posts(3))
    (found,) = find_concerns(world.db, world.crawl((HOME, outcome, more)))
    assert (found.kind, found.severity, found.url) == (kind, "urgent", HOME)
    assert found.capture_id is not None
    assert found.advice


@pytest.mark.parametrize(
    ("target", "moved"),
    [("http://elsewhere.example/", True), ("https://www.blog.example/", False), ("https://blog.example/", False)],
)
def test_a_blog_that_leads_to_another_host_has_moved(target: str, moved: bool) -> None:
    world = World()
    world.crawl(*posts(3))
    crawl_id = world.crawl((HOME, "redirected", {"status": 301, "to": target}), (target, "kept"))
    assert world.kinds(crawl_id) == (["blog moved"] if moved else [])


def test_another_platform_under_the_same_address() -> None:
    world = World()
    world.crawl(*posts(3))
    changed = world.crawl((HOME, "kept", {"adapter": "wordpress"}))
    assert world.kinds(changed) == ["platform changed"]
    assert world.kinds(world.crawl((HOME, "kept", {"adapter": "wordpress"}))) == []


def test_pages_that_were_understood_and_are_no_more() -> None:
    world = World()
    world.crawl(*posts(3))
    blind = Reading(f"{HOME}1.html", "page", "typepad", "unknown", doubt="layout unknown")
    first = world.crawl((f"{HOME}1.html", "kept", {"said": blind}))
    assert world.kinds(first) == ["layout unknown"]
    assert world.kinds(world.crawl()) == ["layout unknown"]
    assert world.kinds(world.crawl(*posts(3))) == []


def test_a_page_that_nobody_ever_understood_is_none() -> None:
    world = World()
    blind = Reading(f"{HOME}x.html", "page", "typepad", "unknown", doubt="layout unknown")
    assert world.kinds(world.crawl(*posts(3), (f"{HOME}x.html", "kept", {"said": blind}))) == []


def test_posts_that_vanish_in_number() -> None:
    world = World()
    world.crawl(*posts(40))
    assert world.kinds(world.crawl(*posts(1, "gone", status=404))) == []
    many = world.crawl(*posts(12, "gone", status=404))
    assert world.kinds(many) == ["posts gone"]
    assert world.kinds(world.crawl()) == ["posts gone"]
    assert world.kinds(world.crawl(*posts(12))) == []


def test_coverage_that_fell_stays_a_concern_until_it_is_back() -> None:
    world = World()
    url = f"{HOME}talk.html"

    def talk(kept: int, promised: int) -> Any:
        said = (post(url, promised=promised),)
        numbers = [comment(str(number), url=url) for number in range(kept)]
        return url, "kept", {"said": reading(*numbers, posts=said, url=url, about=url)}

    world.crawl(talk(10, 10))
    assert world.kinds(world.crawl(talk(10, 20))) == ["coverage fell"]
    assert world.kinds(world.crawl()) == ["coverage fell"]
    assert world.kinds(world.crawl(talk(20, 20))) == []


def test_how_a_crawl_ends() -> None:
    world = World()
    assert world.kinds(world.crawl(*posts(3), outcome="failed", message="The disk is full.")) == ["crawl failed"]
    assert world.kinds(world.crawl(*posts(3), outcome=None)) == ["crawl died"]
    assert world.kinds(world.crawl(outcome="finished")) == []


def test_a_blog_of_which_nothing_is_understood() -> None:
    world = World()
    assert world.kinds(world.crawl()) == ["nothing understood"]


def test_a_crawl_that_never_finishes() -> None:
    world = World()
    world.crawl(*posts(3))
    with transaction(world.db):
        Ledger(world.db, world.blog_id, "crawl-0").add(Found(f"{HOME}far.html", "post", "link"), None, 0, MONDAY)
    stopped: dict[str, Any] = {"outcome": "stopped", "message": "--max-pages 9 reached; 1 addresses are still due"}
    assert world.kinds(world.crawl(*posts(3), **stopped)) == []
    assert world.kinds(world.crawl(*posts(3), **stopped)) == []
    assert world.kinds(world.crawl(*posts(3), **stopped)) == ["never finishes"]


def test_many_addresses_that_fail() -> None:
    world = World()
    assert world.kinds(world.crawl(*posts(5, "error", status=500))) == ["many failures", "nothing understood"]


def test_an_unknown_crawl_is_named() -> None:
    with pytest.raises(NotKept, match="No crawl is kept under the id 'nope'"):
        find_concerns(new_db(), "nope")


def test_a_concern_is_opened_once_and_resolved_when_it_went_away() -> None:
    world = World()
    world.crawl(*posts(3))
    for _ in range(3):
        world.settle(world.crawl((HOME, "gone", {"status": 404})))
    (one,) = list_standing(world.db)
    assert (one.kind, one.home, one.opened[:10], one.seen[:10]) == ("blog gone", HOME, "2026-06-11", "2026-06-25")
    world.settle(world.crawl())
    assert list_standing(world.db) == []
    assert [one.resolved for one in list_standing(world.db, every=True)] == ["2026-07-02T12:00:00Z"]


def test_a_crawl_that_never_came_to_the_door_says_nothing_of_it() -> None:
    world = World()
    world.crawl(*posts(3))
    world.settle(world.crawl((HOME, "gone", {"status": 404})))
    world.settle(world.crawl((HOME, None), outcome="failed", message="The disk is full."))  # type: ignore[arg-type]
    assert [one.kind for one in list_standing(world.db)] == ["crawl failed", "blog gone"]


def test_everybody_is_told_once_and_again_when_it_is_over() -> None:
    world = World()
    world.crawl(*posts(3))
    world.settle(world.crawl((HOME, "gone", {"status": 404})))
    told = find_news(world.db, "anna")
    assert [(one.about, one.concern.kind) for one in told] == [("opened", "blog gone")]
    save_notice(world.db, "anna", "anna", told, MONDAY, "no route")
    assert find_news(world.db, "anna") == told
    save_notice(world.db, "anna", "anna", told, MONDAY)
    assert find_news(world.db, "anna") == []
    world.settle(world.crawl())
    assert [one.about for one in find_news(world.db, "anna")] == ["resolved"]
    assert find_news(world.db, "bert") == []


def test_what_doubles_is_told_again() -> None:
    world = World()
    world.crawl(*posts(40))
    for gone, about in ((8, ["opened"]), (12, []), (20, ["worse"])):
        world.settle(world.crawl(*posts(gone, "gone", status=404)))
        news = find_news(world.db, "anna")
        assert [one.about for one in news] == about
        save_notice(world.db, "anna", "anna", news, MONDAY)


def test_what_was_accepted_is_left_as_it_is() -> None:
    world = World()
    world.crawl(*posts(3))
    world.settle(world.crawl((HOME, "gone", {"status": 404})))
    (one,) = list_standing(world.db)
    with transaction(world.db):
        accept_concern(world.db, one.id, "the owner closed it", MONDAY)
    world.settle(world.crawl((HOME, "gone", {"status": 404})))
    assert list_standing(world.db) == []
    assert find_news(world.db, "anna") == []
    assert rows(world.db, "select what, why from decisions") == [("concern accepted: blog gone", "the owner closed it")]
    world.settle(world.crawl())
    with pytest.raises(BlogkeepError, match="went away"):
        accept_concern(world.db, one.id, "again", MONDAY)


def test_what_concerns_the_archive_has_no_blog() -> None:
    db = new_db()
    full = Concern(None, "disk nearly full", "warning", "Nearly full.", "Make room.")
    settle_house_concerns(db, [full], MONDAY)
    settle_house_concerns(db, [full], MONDAY + WEEK)
    assert [(one.kind, one.home) for one in list_standing(db)] == [("disk nearly full", None)]
    settle_house_concerns(db, [], MONDAY + 2 * WEEK)
    assert rows(db, "select * from open_concerns") == []
