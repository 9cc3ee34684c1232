"""Scrapy as it comes, following every link of one host and keeping nothing: the yardstick."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse


class BareSpider(Spider):
    """Follows every ``a[href]`` of the host it starts on."""

    name = "bare"
    allowed_domains: list[str]

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request]:
        """Every link of a page, whether it was seen before or not: Scrapy's filter drops what was."""
        if isinstance(response, TextResponse):
            yield from response.follow_all(css="a")


def main(url: str) -> None:
    """Crawl until nothing is left."""
    BareSpider.start_urls = [url]
    BareSpider.allowed_domains = [str(urlsplit(url).hostname)]
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False})
    process.crawl(BareSpider)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
