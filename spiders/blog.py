"""BlogSpider: asks what is due, reads each page, hands on what it says and where it leads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.http import Headers, Response
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from archive.db.visits import Address, Found, Held, Visit
from archive.errors import BlogkeepError
from archive.models import Capture, Exchange, Reading
from archive.posted import filed_with
from archive.urls import host_of, join
from spiders.answers import Verdict, judge_answer, judge_failure, when
from spiders.conditions import conditions
from spiders.exchange import Answer, may_read, page_from_exchange, read_answer, read_safely, stand_in
from spiders.links import iter_links
from spiders.media import iter_requisites
from spiders.page import Page
from spiders.politeness import MAX_PAUSE
from spiders.robots import robots_from_answer
from spiders.sitemaps import read_robots_sitemaps

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.crawl import Crawl

MAX_ROBOTS_MOVES = 5
ACCEPT = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8"


class BlogSpider(Spider):
    """Crawls one blog. ``scrapy crawl blog -a seed=URL [-a archive=DIR]``, or ``blogkeep crawl URL``."""

    name = "blog"
    crawl: Crawl
    headers: Headers

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> BlogSpider:
        """Made by Scrapy; opens the archive itself when nobody gave it an open crawl."""
        crawl = kwargs.pop("crawl", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        if crawl is None:
            from spiders.crawl import open_for_scrapy

            crawl = open_for_scrapy(crawler, kwargs)
        spider.crawl = crawl
        agent = crawl.policy.user_agent
        spider.headers = Headers({"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"})
        crawl.attach(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Everything that is due, each when its host may be asked."""
        frontier = self.crawl.frontier
        while (address := await frontier.next()) is not None:
            if (refusal := self.refuse_by_robots(address)) is not None:
                frontier.pass_over(address)
                yield refusal
            else:
                yield self.request_for(address)

    def refuse_by_robots(self, address: Address) -> Visit | None:
        """The visit that robots.txt forbids; None when it is allowed."""
        if address.role == "robots":
            return None
        robots = self.crawl.frontier.lane(host_of(address.url)).pace.robots
        if robots is None or robots.allows(address.asked, self.crawl.policy.agent_token):
            return None
        if robots.rules is None:  # the file could not be had: another crawl may find it
            return Visit(address, "unreachable", datetime.now(UTC), robots.why)
        return Visit(address, "robots", datetime.now(UTC), robots.why)

    def request_for(self, address: Address) -> Request:
        """The request for an address: a POST with its body, a GET with the validators of what is held of it."""
        headers, meta = self.headers, {"address": address, "handle_httpstatus_all": True}
        if address.body is not None:
            headers = self.headers.copy()
            headers["Content-Type"] = address.body.media_type
        elif (held := self.crawl.find_held(address)) is not None and (asked := conditions(held)):
            headers = self.headers.copy()
            headers.update(asked)
            meta |= {"held": held.capture, "validators": held}
        elif address.attempts:  # a copy between us and the server may be what failed
            headers = self.headers.copy()
            headers["Cache-Control"] = "no-cache"
        return Request(
            address.asked,
            method="POST" if address.body is not None else "GET",
            body=address.body.text if address.body is not None else None,
            callback=self.parse,
            errback=self.parse_failure,
            dont_filter=True,
            headers=headers,
            meta=meta,
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Visit]:
        """An answer came (of any status)."""
        meta = response.meta
        came = (meta.get("exchange"), meta.get("capture"), meta.get("download_latency"))
        yield self.visit_safely(meta["address"], *came, meta.get("validators"))

    def parse_failure(self, failure: Failure) -> Iterator[Visit]:
        """No whole answer came; what came is kept all the same."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        address: Address = meta["address"]
        if isinstance(failure.value, BlogkeepError):  # nothing can be kept any more: the address stays due
            self.crawl.fail(failure.value)
            return
        exchange, capture = meta.get("exchange"), meta.get("capture")
        if exchange is not None and capture is not None and exchange.response:
            yield self.visit_safely(address, exchange, capture, None)
            return
        yield self.visit_nothing(address, type(failure.value).__name__, str(failure.value))

    def visit_nothing(self, address: Address, name: str, words: str) -> Visit:
        """No byte of an answer came; ``name`` and ``words`` say why."""
        now = datetime.now(UTC)
        self.crawl.frontier.finish(address, None, well=False)
        verdict = judge_failure(name, words, address.attempts, self.crawl.policy.retry_pause)
        if address.role == "robots" and verdict.wait is None:
            self.settle_robots(address, None, b"")
        return Visit(address, verdict.outcome, now, verdict.reason, again=when(verdict, now))

    def visit_safely(
        self,
        address: Address,
        exchange: Exchange | None,
        capture: Capture | None,
        seconds: float | None,
        held: Held | None = None,
    ) -> Visit:
        """Like :meth:`visit`; what breaks in us is logged and settles the address as an error, never the crawl."""
        try:
            return self.visit(address, exchange, capture, seconds, held)
        except Exception as error:
            self.logger.exception("%s could not be looked through", address.url)
            self.crawl.frontier.let_go(address)
            if address.role == "robots":
                self.settle_robots(address, None, b"")
            return Visit(
                address,
                "error",
                datetime.now(UTC),
                f"blogkeep failed on it: {type(error).__name__}: {error}"[:500],
                capture=capture,
            )

    def visit(
        self,
        address: Address,
        exchange: Exchange | None,
        capture: Capture | None,
        seconds: float | None,
        held: Held | None,
    ) -> Visit:
        """What an answer means, says and leads to. ``held`` is what the request was conditional on."""
        now = datetime.now(UTC)
        frontier = self.crawl.frontier
        if exchange is None or capture is None:
            return self.visit_nothing(address, "no bytes came", "")
        answer = read_answer(exchange)
        verdict = judge_answer(
            answer.status,
            answer.headers,
            exchange.truncated,
            address.attempts,
            self.crawl.policy.retry_pause,
            now,
            conditional=held is not None,
        )
        frontier.finish(address, seconds, well=verdict.outcome in ("kept", "unchanged"))
        if verdict.pause_host and verdict.wait is not None:
            pace = frontier.lane(host_of(address.url)).pace
            pace.pause_until(frontier.clock() + verdict.wait, verdict.reason or "")
        visit = Visit(
            address,
            verdict.outcome,
            now,
            verdict.reason,
            answer.status,
            capture,
            again=when(verdict, now),
            holds=True if answer.status == 200 and exchange.truncated is None else None,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        if address.role == "robots":
            return self.visit_robots(visit, verdict, exchange, answer)
        if verdict.outcome == "unchanged":
            return self.visit_unchanged(visit, verdict, exchange, answer)
        return self.complete(visit, verdict, exchange, answer)

    def visit_unchanged(self, visit: Visit, verdict: Verdict, exchange: Exchange, answer: Answer) -> Visit:
        """A 304: what it stands for is read in its place. Where that is not to be had, or the server speaks of
        something else, the address is asked again without conditions."""
        assert visit.capture is not None
        original = self.crawl.find_original(visit.capture, exchange)
        if original is not None:
            return self.complete(visit, verdict, stand_in(exchange, original), answer)
        reason = "status 304 for what is not kept here: asked again without conditions"
        self.logger.warning("%s: %s", visit.address.url, reason)
        return replace(visit, outcome="error", reason=reason, again=visit.time, holds=False)

    def complete(self, visit: Visit, verdict: Verdict, exchange: Exchange, answer: Answer) -> Visit:
        """The visit with its reading and the addresses it leads to."""
        address, frontier = visit.address, self.crawl.frontier
        if verdict.outcome == "redirected":
            moved = tuple(self.iter_moved(address, answer.headers.get("location")))
            if address.body is not None and not moved:
                where = answer.headers.get("location", "nowhere")[:500]
                return replace(visit, outcome="error", reason=f"a POST is not sent on to {where}")
            names = (filed_with(found.url, found.body) for found in moved)
            leads = tuple(name for name in names if frontier.is_known(name))
            return replace(visit, found=tuple(self.judge(iter(moved))), leads=leads)
        page = page_from_exchange(exchange, visit.capture)
        unchanged = verdict.outcome == "unchanged"
        size = 0 if unchanged else len(exchange.response)
        frontier.bytes += size
        if not unchanged and verdict.outcome not in ("kept", "too large"):
            return replace(visit, body_bytes=size)
        reading = read_safely(page) if may_read(page, self.crawl.scope, exchange.truncated) else None
        if reading is not None and reading.source == "page" and self.crawl.scope.is_inside(page.url):
            self.crawl.scope.learn_platform(reading.adapter)
        if address.role == "sitemap" and page.kind == "html":  # the home under a wrong name: leads to more such
            return replace(visit, reading=reading, body_bytes=size)
        found = tuple(self.judge(iter_found(page, reading, media=self.crawl.scope.media)))
        return replace(visit, reading=reading, found=found, body_bytes=size)

    def iter_moved(self, address: Address, location: str | None) -> Iterator[Found]:
        """Where an address has moved to."""
        target = join(address.asked, location) if location else None
        if target is None:
            return
        if address.body is not None:
            if same_place(address.asked, target):
                yield Found(target, address.role, "redirect", body=address.body)
        elif self.crawl.scope.learn_move(address.url, target):
            yield Found(target, "index", "seed redirect")
        else:
            yield Found(target, address.role, "redirect")

    def judge(self, found: Iterator[Found]) -> Iterator[Found]:
        """What is news among what was found, judged by the scope."""
        frontier, scope = self.crawl.frontier, self.crawl.scope
        for one in found:
            name = filed_with(one.url, one.body)
            if frontier.is_known(name) or (self.crawl.policy.only and "redirect" not in one.finder):
                continue
            outside = f"{one.role} {name}"  # a link that leads off the blog may still be a picture it shows
            if frontier.is_known(outside):
                continue
            judged = scope.judge(one.url, one.role, one.finder)
            if judged is None:
                frontier.know(outside)
                continue
            frontier.know(name)
            judged = replace(judged, url=filed_with(judged.url, one.body), body=one.body)
            if judged.url != name:
                if frontier.is_known(judged.url):
                    continue
                frontier.know(judged.url)
            yield judged

    def visit_robots(self, visit: Visit, verdict: Verdict, exchange: Exchange, answer: Answer) -> Visit:
        """A robots.txt came: its rules hold from now on; its sitemaps are found."""
        frontier = self.crawl.frontier
        host = frontier.robots_of[visit.address.id]
        if verdict.outcome == "redirected":
            target = join(visit.address.url, answer.headers.get("location", ""))
            moves = frontier.robots_moves[host]
            if target is not None and target not in moves and len(moves) <= MAX_ROBOTS_MOVES:
                frontier.ask_robots(host, target)
            else:
                self.settle_robots(visit.address, 404, b"")
            return visit
        if visit.again is not None:
            if verdict.wait is not None and verdict.wait > MAX_PAUSE:
                frontier.put_off_robots(host, frontier.clock() + verdict.wait, verdict.reason or "")
            return visit
        body = page_from_exchange(exchange, visit.capture).body
        self.settle_robots(visit.address, answer.status, body)
        sitemaps = read_robots_sitemaps(body) if answer.status == 200 else ()
        found = (Found(url, "sitemap", "robots.txt") for url in sitemaps)
        return replace(visit, found=tuple(self.judge(found)))

    def settle_robots(self, address: Address, status: int | None, body: bytes) -> None:
        """The rules of the host that this robots.txt speaks for are known."""
        frontier = self.crawl.frontier
        robots = robots_from_answer(status, body, self.crawl.policy.agent_token)
        frontier.set_robots(frontier.robots_of[address.id], robots)

    def closed(self, reason: str) -> Deferred[None]:
        """Scrapy has ended the crawl; it waits until ours has ended too."""
        return deferred_from_coro(self.crawl.end(reason))


def iter_found(page: Page, reading: Reading | None, *, media: bool) -> Iterator[Found]:
    """Every address that a page leads to: what its reading asks for first, then its links, then what it shows."""
    if reading is not None:
        for follow in reading.follow:
            yield Found(follow.url, follow.role, follow.finder, body=follow.body if follow.role == "embed" else None)
        finder = "feed" if reading.source == "feed" else reading.source
        if reading.source != "page":
            for post in reading.posts:
                yield Found(post.url, "post", finder)
            for comment in reading.comments:
                if comment.post_url:
                    yield Found(comment.post_url, "post", f"{finder} of comments")
        if page.kind == "html":  # markup inside JSON and feeds is quoted: its links would come out torn
            for url in iter_links(page):
                yield Found(url, "link", "link")
    if media and (reading is not None or page.kind == "other" or "css" in (page.content_type or "")):
        for follow in iter_requisites(page):
            yield Found(follow.url, follow.role, follow.finder)


def same_place(asked: str, target: str) -> bool:
    """Whether a redirect leads to the same place by another scheme: only there is a POST sent once more."""
    return asked.partition("://")[2] == target.partition("://")[2]
