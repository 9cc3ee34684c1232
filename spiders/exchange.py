"""From an exchange to a page: the one door for live, imported and re-read answers alike."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from archive.models import Capture, Exchange, Reading
from archive.posted import split_filed
from archive.warc.message import read_body, read_head
from archive.warc.question import address_of, referer_of
from spiders.page import MAX_TEXT, Page, PageKind
from spiders.read import iter_apis, read_page
from spiders.scope import Scope

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status (None: no status line came) and headers, by lower-case name; repeated ones joined with a comma."""

    status: int | None
    headers: dict[str, str]


def read_answer(exchange: Exchange) -> Answer:
    """The head of an answer."""
    head = read_head(exchange.response)
    return Answer(head.status, head.joined())


def page_from_exchange(exchange: Exchange, capture: Capture | None) -> Page:
    """The page that an answer holds, its body decoded."""
    answer = read_answer(exchange)
    return Page(
        capture.url if capture is not None else address_of(exchange.url, exchange.request),
        read_body(exchange.response, MAX_TEXT).data,
        status=answer.status or 0,
        content_type=answer.headers.get("content-type"),
        headers=answer.headers,
        capture=capture,
        referer=referer_of(exchange.request),
    )


def stand_in(exchange: Exchange, original: Exchange) -> Exchange:
    """A 304 as the answer that it stands for: its own question and time, the body and head of ``original``."""
    return replace(exchange, response=original.response)


def may_read(page: Page, scope: Scope, truncated: str | None = None) -> bool:
    """Whether a page is read for rows: it answered well and is the blog's own, or a known system's answer.

    What was not asked by GET is no page of the blog: of those only what a POST to a known system brought is read.

    A function of the page and the scope alone, so that a reread of the WARC reads the very same pages.
    """
    if not 200 <= page.status < 300:
        return False
    if truncated == "length":  # longer than we take: kept up to there, not parsed
        return False
    method = split_filed(page.url)[1]
    if method is not None:
        return method == "POST" and is_api(page.url, page.kind)
    if page.kind in ("html", "feed", "sitemap", "json", "text") and scope.is_same_host(page.url):
        return True
    return is_api(page.url, page.kind)


def is_api(url: str, kind: PageKind | None = None) -> bool:
    """Whether an address is one that a platform or comment system answers at (with this kind of answer)."""
    return next(iter_apis(url, kind), None) is not None


def read_safely(page: Page) -> Reading:
    """What a page says; a reader that breaks is our fault: it is logged, the page is kept and listed as doubtful."""
    try:
        return read_page(page)
    except Exception as error:  # hostile pages find every hole; one page must not end a crawl
        log.exception("reading %s failed", page.url)
        return Reading(page.url, "page", "none", "none", doubt=f"reader failed: {type(error).__name__}")
