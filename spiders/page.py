"""A page: address, bytes, parsed once. All that an adapter ever sees."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any, Literal

from lxml import etree, html

from archive.models import Capture
from archive.urls import join, join_anchor
from pipelines.charset import decode
from spiders.select import Index
from spiders.select import compile_css as compile_css

PageKind = Literal["html", "feed", "sitemap", "json", "text", "other"]
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<rss", b"<feed", b"<head", b"<body", b"<!--")
MAX_TEXT = 64 * 1024 * 1024
"""Longer bodies are kept but not parsed (the WARC has them whole)."""
MAX_TREE = 32 * 1024 * 1024
"""Of HTML no more is parsed as one tree, which takes five to ten times its size; links are found in the rest too."""
_END = re.compile(r"</html\s*>", re.IGNORECASE)


def _settle_templates(root: html.HtmlElement) -> None:
    """Templates show nothing, so nothing of theirs is read; those that are a part's shadow tree are shown as it."""
    for element in list(root.iter("template")):
        if element.get("shadowrootmode") or element.get("shadowroot"):
            element.tag = "div"
        else:
            element.text = None
            del element[:]


class Page:
    """One fetched body, seen without knowing who fetched it.

    ``body`` is decoded of transfer and content coding. ``content_type`` is the header as sent, ``headers``
    are lower-case names to their (joined) values. ``referer`` is the page that asked for this one, where a browser
    asked; we never say one.
    """

    def __init__(
        self,
        url: str,
        body: bytes,
        *,
        status: int = 200,
        content_type: str | None = None,
        headers: dict[str, str] | None = None,
        capture: Capture | None = None,
        referer: str | None = None,
    ) -> None:
        self.url = url
        self.body = body
        self.status = status
        self.content_type = content_type
        self.headers = headers or {}
        self.capture = capture
        self.referer = referer
        self._found: dict[str, list[html.HtmlElement]] = {}

    def __repr__(self) -> str:
        return f"Page({self.url!r}, {len(self.body)} bytes)"

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decode(self.body[: MAX_TREE if self.kind == "html" else MAX_TEXT], self.content_type)

    @property
    def rest(self) -> bytes:
        """What of an HTML page is too much for one tree, as bytes; empty for all others."""
        return self.body[MAX_TREE:] if self.kind == "html" else b""

    @property
    def text(self) -> str:
        """The body as text; broken sequences are replaced, double encoding is repaired."""
        return self._decoded[0]

    @cached_property
    def lowered(self) -> str:
        """The text in small letters, for searches that ignore case."""
        return self.text.lower()

    @property
    def charset(self) -> str:
        """The charset that was used to read the body, with how it was chosen: ``utf-8 (header)``."""
        return self._decoded[1]

    @cached_property
    def kind(self) -> PageKind:
        """What the bytes are, by content type and, since servers lie, by their beginning."""
        start = self.body[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
        declared = (self.content_type or "").partition(";")[0].strip().lower()
        if b"\x00" in self.body[:512] and not start.startswith(_MARKUP):  # UTF-16 and pages with stray NULs are text
            return "other"
        if b"<urlset" in start or b"<sitemapindex" in start:
            return "sitemap"
        is_feed = b"<rss" in start or b"<feed" in start or b"<rdf:rdf" in start
        if is_feed and not start.startswith((b"<!doctype html", b"<html")):
            return "feed"
        if declared.endswith("json") or (start[:1] in (b"{", b"[") and "html" not in declared):
            return "json"
        if declared in ("text/html", "application/xhtml+xml") or b"<html" in start or b"<!doctype html" in start:
            return "html"
        if declared.startswith("text/") or not declared:
            return "html" if start.startswith(b"<") else "text"
        return "other"

    @cached_property
    def root(self) -> html.HtmlElement:
        """The parsed page; an empty ``<html>`` when nothing can be parsed."""
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
        text = self.text.replace("\x00", "")
        end = _END.search(text)
        if end is not None and text[end.end() :].strip():
            text = _END.sub("", text)  # libxml2 throws away what comes after the first one; browsers do not
        encoded = text.encode("utf-8", "replace")
        try:
            root = html.document_fromstring(encoded or b"<html></html>", parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            root = html.document_fromstring(b"<html><body></body></html>")
        if "<template" in self.lowered:
            _settle_templates(root)
        return root

    @cached_property
    def base(self) -> str:
        """What relative addresses hang from: ``<base href>`` when it is a web address, else the page's own."""
        for element in self.root.iter("base"):
            href = element.get("href")
            if href and (joined := join(self.url, href)):
                return joined
        return self.url

    def join(self, url: str | None) -> str | None:
        """An address found on this page, absolute and plain; None when it is no web address."""
        return join(self.base, url) if url else None

    def css(self, selector: str) -> list[html.HtmlElement]:
        """All elements that match, in document order; asked once, remembered."""
        found = self._found.get(selector)
        if found is None:
            found = self._found[selector] = self._index.find(selector)
        return found

    @cached_property
    def _index(self) -> Index:
        return Index(self.root, self.lowered)

    def first(self, selector: str) -> html.HtmlElement | None:
        """The first element that matches, or None."""
        found = self.css(selector)
        return found[0] if found else None

    def join_anchor(self, url: str | None) -> str | None:
        """Like :meth:`join`, with the fragment kept: the permalink of a comment."""
        return join_anchor(self.base, url) if url else None

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None when it is none (too deep, cut off, not JSON)."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None
