"""Runs crawls one after the other in one event loop, and ends them cleanly when asked to."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from archive.errors import OutOfSpace
from archive.home import Home
from archive.urls import key, stable_id
from spiders import settings as our_settings
from spiders.crawl import Crawl, Policy, allowed_private, only_one, open_crawl
from spiders.progress import Progress

INTERRUPTED = "interrupted"


@dataclass(slots=True)
class Runner:
    """Crawls seeds in turn. ``report`` is called with each crawl that ended."""

    home: Home
    policy: Policy
    quiet: bool = False
    verbose: bool = False
    report: Callable[[Crawl], None] = lambda crawl: None
    current: Crawl | None = None
    interrupted: bool = False
    error: BaseException | None = None

    def run(self, seeds: dict[str, tuple[str, ...]]) -> None:
        """Crawl each blog (its home, with more addresses to start from); the first error is raised after the loop."""
        install_reactor(our_settings.TWISTED_REACTOR)
        from twisted.internet import reactor as installed

        reactor: Any = installed

        configure_logging({"LOG_LEVEL": "INFO" if self.verbose else "ERROR"})
        logging.captureWarnings(True)
        from scrapy.utils.defer import deferred_from_coro

        done = deferred_from_coro(self._all(seeds, reactor))
        done.addErrback(self._keep_error)
        done.addBoth(lambda _: reactor.stop())
        reactor.run(installSignalHandlers=False)
        if self.error is not None:
            raise self.error

    def _keep_error(self, failure: Any) -> None:
        self.error = failure.value

    async def _all(self, seeds: dict[str, tuple[str, ...]], reactor: Any) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._interrupt)
        original = reactor.nameResolver
        for seed, start in seeds.items():
            if self.interrupted:
                return
            reactor.installNameResolver(original)
            try:
                await self._one(seed, replace(self.policy, start=(*self.policy.start, *start)), reactor)
            except Exception as error:  # one blog that cannot be crawled stops no other; the first error is raised
                self.error = self.error or error
                if isinstance(error, OutOfSpace):
                    return

    async def _one(self, seed: str, policy: Policy, reactor: Any) -> None:
        from spiders.blog import BlogSpider
        from spiders.resolver import GuardedResolver

        allowed = allowed_private(seed, policy)
        GuardedResolver(reactor, self.policy.resolve, allowed).install_on_reactor()
        with ExitStack() as stack:
            stack.enter_context(only_one(self.home, blog_id_of(seed), seed))
            crawl = self.current = open_crawl(self.home, seed, policy)
            self._tell(crawl)
            progress = Progress(crawl, quiet=self.quiet)
            progress.start()
            try:
                await AsyncCrawlerRunner(self._settings()).crawl(BlogSpider, crawl=crawl)
            finally:
                progress.stop()
                self.current = None
            self.report(crawl)
            if crawl.error is not None:
                raise crawl.error

    def _settings(self) -> Settings:
        settings = Settings(our_settings.as_dict())
        settings.set("DOWNLOAD_TIMEOUT", self.policy.timeout)
        settings.set("DOWNLOAD_MAXSIZE", self.policy.max_file)
        settings.set("LOG_LEVEL", "INFO" if self.verbose else "ERROR")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", self.policy.insecure is None)
        return settings

    def _tell(self, crawl: Crawl) -> None:
        if self.quiet:
            return
        for sentence in crawl.mended:
            print(sentence, file=sys.stderr)
        if crawl.resumed:
            print(f"{crawl.seed}: going on where the last crawl stopped.", file=sys.stderr)

    def _interrupt(self) -> None:
        """Ctrl-C: once ends cleanly after the answers under way; twice leaves at once (nothing kept is lost)."""
        if self.interrupted:
            os._exit(130)
        self.interrupted = True
        if self.current is not None:
            self.current.interrupt(INTERRUPTED)
        if not self.quiet:
            print("Ending after the answers under way. Once more to leave at once.", file=sys.stderr)


def blog_id_of(seed: str) -> str:
    """The id that the blog of a seed has in every archive."""
    return stable_id("blog", key(seed))
