"""Walks what a page needs to be shown: images, styles, scripts, fonts, sound, from any host."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from archive.models import Follow
from archive.urls import host_of, join
from spiders.links import LinkCache
from spiders.page import Page

MAX_STYLE = 4 * 1024 * 1024
"""Characters of one style sheet that are looked through."""

_URL = re.compile(r"url\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|((?:\\.|[^\"')(\s\\])(?:\\.|[^)\s\\])*))\s*\)", re.IGNORECASE)
_IMPORT = re.compile(r"@import\s+(?:\"([^\"\n]+)\"|'([^'\n]+)')", re.IGNORECASE)
_NOTE = re.compile(r"/\*.*?\*/", re.DOTALL)
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+[\d.]+[wxh])*\s*(?:,|$)")
_FILE = re.compile(
    r"\.(?:swf|mp3|mp4|m4[av]|og[gv]|web[mp]|wav|midi?|pdf|svg|png|jpe?g|gif|avi|mov|wmv)$", re.IGNORECASE
)
_SHOWN = frozenset(("stylesheet", "icon", "apple-touch-icon", "mask-icon", "image_src", "manifest"))

_TAGS = ("img", "script", "link", "source", "video", "audio", "input", "style", "object", "embed")
_LAZY = ("data-src", "data-original", "data-lazy-src")
_SRCSETS = ("srcset", "data-srcset", "data-lazy-srcset")


def iter_requisites(page: Page, cache: LinkCache | None = None) -> Iterator[Follow]:
    """What a page (or a style sheet) shows, each address once, role ``requisite``.

    With a ``cache`` only what it has not met yet. ``data:`` images need no fetching; players in frames are
    not followed, embedded files are.
    """
    base = page.url
    written: Iterable[tuple[str, str]] = ()
    if is_style_sheet(page):
        written = (("css", url) for url in read_style(page.text))
    elif page.kind == "html":
        base, written = page.base, _iter_html(page)
    place = (cache or LinkCache()).at(base)
    for finder, reference in written:
        if (url := place.find_fresh(reference)) is not None:
            yield Follow(url, "requisite", finder)


def is_style_sheet(page: Page) -> bool:
    """Whether a page is CSS, by its type, else by its address."""
    declared = (page.content_type or "").lower()
    return "css" in declared or (page.kind in ("text", "other") and urlsplit(page.url).path.endswith(".css"))


def _iter_html(page: Page) -> Iterator[tuple[str, str]]:
    """What is shown, as written, with the kind of place it stands in: one walk."""
    for element in page.root.iter(*_TAGS):
        tag = element.tag
        if tag == "img":
            yield "img", element.get("src") or ""
            for name, value in element.items():
                if name in _SRCSETS:
                    yield from (("srcset", url) for url in read_srcset(value))
                elif name in _LAZY:
                    yield "lazy img", value
        elif tag == "link":
            if not _SHOWN.isdisjoint((element.get("rel") or "").lower().split()):
                yield "link", element.get("href") or ""
        elif tag == "style":
            yield from (("style", url) for url in read_style(element.text or ""))
        elif tag in ("object", "embed"):
            reference = element.get("data" if tag == "object" else "src") or ""
            if _is_file(page, reference):
                yield "embed", reference
        elif tag != "input" or (element.get("type") or "").lower() == "image":
            yield tag, element.get("src") or ""
            yield "poster", element.get("poster") or ""
            yield from (("srcset", url) for url in read_srcset(element.get("srcset") or ""))
    if "background=" in page.text:
        yield from (("background", element.get("background")) for element in page.css("[background]"))
    if "url(" in page.text:
        for element in page.css("[style*='url(']"):
            yield from (("style", url) for url in read_style(element.get("style")))


def _is_file(page: Page, reference: str) -> bool:
    """Whether an embedded thing is a file, not a player or a whole page of another site."""
    url = join(page.base, reference) if reference else None
    if url is None:
        return False
    return host_of(url) == host_of(page.base) or bool(_FILE.search(urlsplit(url).path))


def read_srcset(srcset: str) -> list[str]:
    """The addresses of a ``srcset``, in order; commas inside an address are part of it."""
    if "data:" in srcset:
        return []
    return [found[1] for found in _CANDIDATE.finditer(srcset)]


def read_style(style: str) -> list[str]:
    """What a style sheet (or style attribute) loads: ``url(…)`` and ``@import``, in order, as written."""
    style = style[:MAX_STYLE]
    if "/*" in style:
        style = _NOTE.sub("", style)
    found = [m[1] or m[2] or m[3] or "" for m in _URL.finditer(style)] if "(" in style else []
    if "@import" in style.lower():
        found = [m[1] or m[2] for m in _IMPORT.finditer(style)] + found
    return [re.sub(r"\\(.)", r"\1", url.strip()) for url in found if url.strip()]
