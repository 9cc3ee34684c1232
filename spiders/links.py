"""Walks the links of a page, and forgets those already seen before they cost anything.

A blog's pages repeat hundreds of links. To make each an absolute address costs twenty times what it costs to
see that the very same ``href`` stood on an earlier page: :class:`LinkCache` remembers them as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from archive.urls import MAX_LENGTH, host_of, join, plain
from spiders.page import Page

_ANYWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
"""Written like this, a reference means the same from every page of one host."""
_SILENT = ("#", "javascript:", "mailto:", "data:", "about:", "tel:")
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_HREF = re.compile(
    rb"<a\s[^<>]{0,2000}?\bhref\s*=\s*(?:[\"']([^\"'<>]{1,8192})[\"']|([^\s\"'<>]{1,8192}))", re.IGNORECASE
)
"""A link as it is written, for what is too long to be parsed."""
_WALKED = frozenset(
    ("next", "prev", "previous", "first", "last", "start", "up", "index", "contents", "archives", "home")
)


class LinkCache:
    """The references that one crawl has met as they were written, by the host of the page they stood on.

    It holds at most ``limit`` references a host, then starts afresh: what was forgotten is merely met again.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._seen: dict[str, set[str]] = {}

    def at(self, base: str) -> Place:
        """Where references are looked at from: a page's base address, plain."""
        start = base.find("/", base.find("://") + 3)
        origin = base[:start]
        seen = self._seen.setdefault(origin, set())
        if len(seen) > self._limit:
            seen.clear()
        return Place(base, origin, base.partition("?")[0].rpartition("/")[0], seen)


@dataclass(frozen=True, slots=True)
class Place:
    """A page's base address with its ``scheme://host``, its folder, and what was met on this host."""

    base: str
    origin: str
    folder: str
    seen: set[str]

    def find_fresh(self, reference: str) -> str | None:
        """The plain address of ``reference``; None when it was met before, or is no web address."""
        if not reference or reference in self.seen:
            return None
        written = reference.partition("#")[0] if "#" in reference else reference
        if len(written) > MAX_LENGTH or reference.startswith(_SILENT):
            return None
        mark = written
        if not _ANYWHERE.match(written):
            mark = f"{self.base if written[:1] in ('?', '') else self.folder} {written}"
        if mark in self.seen:
            return None
        self.seen.add(mark)
        url = join(self.base, written) if written.strip() else plain(self.base)
        if url is None or (url != mark and url in self.seen):
            return None
        self.seen.add(url)
        return url


def iter_new(page: Page, cache: LinkCache) -> Iterator[str]:
    """Every address that the page links to and ``cache`` has not met, absolute and plain.

    ``a`` and ``area``, ``link`` to a neighbouring page, frames of the same host, where a meta refresh leads.
    """
    place = cache.at(page.base)
    seen = place.seen
    for reference in _iter_references(page):
        if reference not in seen and (url := place.find_fresh(reference)) is not None:
            yield url
    for found in _HREF.finditer(page.rest):
        reference = unescape((found[1] or found[2]).decode("utf-8", "replace"))
        if reference not in seen and (url := place.find_fresh(reference)) is not None:
            yield url


def iter_links(page: Page) -> Iterator[str]:
    """Every address that the page links to, each once."""
    return iter_new(page, LinkCache())


def _iter_references(page: Page) -> Iterator[str]:
    """References as written, in document order: one walk, for this is the hot path of a crawl."""
    for element in page.root.iter("a", "area", "link", "frame", "iframe", "meta"):
        tag = element.tag
        if tag in ("a", "area"):
            if reference := element.get("href"):
                yield reference
        elif tag == "link":
            if not _WALKED.isdisjoint((element.get("rel") or "").lower().split()):
                yield element.get("href") or ""
        elif tag == "meta":
            if (element.get("http-equiv") or "").strip().lower() == "refresh":
                found = _REFRESH.match(element.get("content") or "")
                yield found[1].strip() if found else ""
        elif _is_near(page, reference := element.get("src") or ""):
            yield reference


def _is_near(page: Page, reference: str) -> bool:
    """Whether a frame shows a page of the same host: players and advertisements do not."""
    target = join(page.base, reference) if reference else None
    return target is not None and host_of(target) == host_of(page.base)
