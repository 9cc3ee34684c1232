"""Scrapy's edge: visits → normalize → rows, with their evidence on the disk first.

Visits are gathered for a moment and written together: WARC to the disk, then one transaction with captures,
rows, outcomes and new addresses. What is in that transaction is acknowledged; what is not is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Protocol

from sqlite_utils import Database

from archive.db.crawl_log import CrawlFigures
from archive.db.ledger import Ledger
from archive.db.store import Saved, save_capture, save_reading, transaction
from archive.db.visits import Address, Visit, state_of
from archive.models import Capture, Reading
from archive.warc.writer import WarcWriter
from pipelines.normalize import normalize

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)
GATHER_VISITS = 64
GATHER_SECONDS = 0.2


class Queue(Protocol):
    """What the store tells the frontier."""

    is_hungry: bool

    def add(self, addresses: list[Address]) -> None:
        """New addresses are due."""

    def written(self, address: Address, again: Any) -> None:
        """A visit is in the ledger."""

    def more(self) -> None:
        """Known addresses are due once more."""


class Store:
    """Writes visits in the order evidence, rows, ledger. ``write`` gathers; ``flush`` makes it durable."""

    def __init__(self, db: Database, writer: WarcWriter, ledger: Ledger, figures: CrawlFigures) -> None:
        self.db = db
        self.writer = writer
        self.ledger = ledger
        self.figures = figures
        self.waiting: list[Visit] = []
        self.warcs: dict[str, None] = {}
        self.announced = 0

    def write(self, visit: Visit) -> None:
        """Take a visit; its reading is made normal at once."""
        self.waiting.append(visit)

    def flush(self) -> list[tuple[Visit, list[Address]]]:
        """Evidence to the disk, then everything that waits in one transaction; each visit with its new addresses."""
        if not self.waiting:
            return []
        self.writer.sync()
        visits, self.waiting = self.waiting, []
        try:
            with transaction(self.db):
                self.ledger.log.tell(self.figures)
                written = [(visit, self._save(visit)) for visit in visits]
        except BaseException:
            self.waiting = visits + self.waiting
            raise
        for visit in visits:
            self._count(visit)
        return written

    def _save(self, visit: Visit) -> list[Address]:
        normal, saved = None, Saved()
        if visit.capture is not None:
            normal = make_normal(visit.reading, visit.capture) if visit.reading is not None else None
            saved = save_normal(self.db, visit.capture, normal, self.ledger.blog_id)
            self.figures.posts += saved.new_posts
            self.figures.comments += saved.new_comments
            self.figures.changed += saved.changed
        added = self.ledger.settle(visit)
        news = bool(added) or saved.new_posts + saved.new_comments + saved.changed > 0
        self.announced += self.ledger.hear(visit, normal, saved.touched, news=news)
        self.figures.found += len(visit.found)
        self.figures.refused += sum(1 for f in visit.found if f.outcome)
        return added

    def _count(self, visit: Visit) -> None:
        figures = self.figures
        figures.outcomes[visit.outcome] = figures.outcomes.get(visit.outcome, 0) + 1
        if visit.capture is not None:
            self.warcs.setdefault(visit.capture.warc)
            figures.fetched += 1
            figures.bytes += visit.body_bytes
            figures.identical += visit.capture.revisit_of is not None and visit.status != 304
        if visit.again is None and state_of(visit.outcome) == "failed":
            figures.failed += 1


def save_page(db: Database, capture: Capture, reading: Reading | None, blog_id: str | None) -> Saved:
    """A capture and what it says, into the caller's transaction. The one door to the rows, live or reread.

    ``blog_id`` None: a capture that belongs to no blog we know; it is kept, and says nothing.
    """
    normal = make_normal(reading, capture) if reading is not None and blog_id is not None else None
    return save_normal(db, capture, normal, blog_id)


def save_normal(db: Database, capture: Capture, normal: Reading | None, blog_id: str | None) -> Saved:
    """Like :func:`save_page`, for a reading that is normalized."""
    save_capture(db, capture, blog_id)
    if normal is None or blog_id is None:
        return Saved()
    return save_reading(db, normal, capture, blog_id)


def make_normal(reading: Reading, capture: Capture) -> Reading:
    """A reading normalized; one that our stations break on comes back empty, with the doubt."""
    try:
        return normalize(reading, seen=capture.time)
    except Exception as error:  # hostile text finds every hole; one page must not end a crawl
        log.exception("normalizing %s failed", reading.url)
        doubt = f"normalizing failed: {type(error).__name__}"
        return Reading(reading.url, reading.source, reading.adapter, reading.layout, reading.marks, doubt=doubt)


class StorePipeline:
    """The pipeline Scrapy calls: gathers visits, flushes by number, by time and when the frontier is hungry."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Scrapy's way to make it."""
        return cls(crawler)

    def open_spider(self) -> None:
        """The crawl is open: its store and frontier are known."""
        crawl = self.crawler.spider.crawl  # type: ignore[union-attr]
        self.store: Store = crawl.store
        self.frontier: Queue = crawl.frontier
        self.fail = crawl.fail

    def process_item(self, item: Visit) -> Visit:
        """Take a visit and flush when it is time."""
        self.store.write(item)
        if len(self.store.waiting) >= GATHER_VISITS or self.frontier.is_hungry:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self.flush)
        return item

    def flush(self) -> None:
        """Write what waits and tell the frontier; an error here ends the crawl, nothing acknowledged is lost."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            written = self.store.flush()
        except Exception as error:
            self.fail(error)
            return
        if self.store.announced:
            self.store.announced = 0
            self.frontier.more()
        for visit, added in written:
            self.frontier.add(added)
            self.frontier.written(visit.address, visit.again)

    def close_spider(self) -> None:
        """The crawl ends: nothing waits any more."""
        self.flush()
