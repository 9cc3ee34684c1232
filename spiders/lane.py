"""The scheduler Scrapy sees: hands on what the frontier has already chosen, in that order."""

from __future__ import annotations

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class PassThrough(BaseScheduler):
    """First in, first out, in memory: what must survive a crash is in the ledger, not here."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request; never a duplicate, the ledger has seen to that."""
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        """The oldest request, or None."""
        return self._waiting.popleft() if self._waiting else None
