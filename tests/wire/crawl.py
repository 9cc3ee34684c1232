"""A bare Scrapy crawl in a process of its own: ``python -m tests.wire.crawl ARCHIVE JOB.json``.

The job holds requests (``[url, method, body]``) and settings. Prints, as JSON, what became of each request.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from archive.home import create_home
from archive.warc.writer import WarcWriter

HANDLER = "pipelines.capture.WireDownloadHandler"
SETTINGS: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_TIMEOUT": 20,
}


class KeepBytes:
    """Opens the WARC for the crawl, as the real crawl's extension does."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> KeepBytes:
        home = create_home(crawler.settings["ARCHIVE"])
        options = crawler.settings.getdict("WRITER")
        crawler.warc = WarcWriter(home, info={"robots": "classic"}, **options)
        crawler.signals.connect(crawler.warc.close, signal=scrapy.signals.engine_stopped)
        return cls()


class Bare(scrapy.Spider):
    """Asks for what it is told, in order, and notes what came."""

    name = "bare"
    job: list[tuple[str, str, str]]
    outcomes: list[dict[str, Any]]

    async def start(self) -> AsyncIterator[Any]:
        for url, method, body in self.job:
            yield scrapy.Request(
                url, method=method, body=body, callback=self.parse, errback=self.fail, dont_filter=True
            )

    def parse(self, response: Any) -> None:
        self.note(response.request, f"{response.status} {len(response.body)}")

    def fail(self, failure: Any) -> None:
        self.note(failure.request, type(failure.value).__name__)

    def note(self, request: Any, outcome: str) -> None:
        capture = request.meta.get("capture")
        self.outcomes.append(
            {
                "url": request.url,
                "outcome": outcome,
                "note": request.meta.get("exchange_note"),
                "capture": dataclasses.asdict(capture) if capture else None,
            }
        )


def main(archive: str, job: str) -> None:
    with open(job) as file:
        told = json.load(file)
    outcomes: list[dict[str, Any]] = []
    settings = {**SETTINGS, "EXTENSIONS": {KeepBytes: 0}, "ARCHIVE": archive, **told["settings"]}
    process = CrawlerProcess(settings)
    process.crawl(Bare, job=told["job"], outcomes=outcomes)
    process.start()
    json.dump(outcomes, sys.stdout, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
