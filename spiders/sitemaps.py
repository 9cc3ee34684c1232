"""Reads sitemaps: XML, indexes, gzip, plain text, and the ``Sitemap:`` lines of robots.txt."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape

from archive.models import Follow, Reading, Role
from archive.urls import join, plain
from spiders.page import Page

MAX_SITEMAP = 52_428_800 + 1024
"""Bytes that are read of one sitemap: sitemaps.org allows 50 MiB unpacked."""
MAX_ADDRESSES = 100_000
"""Twice what sitemaps.org allows in one file."""

_LOC = re.compile(
    rb"<(?:[\w-]{1,40}:)?loc\b[^<>]{0,400}>([^<]{0,10000}(?:<!\[CDATA\[[^<]{0,10000})?)</(?:[\w-]{1,40}:)?loc\b", re.I
)
"""Nothing in it can be matched in two ways or run on: a hostile sitemap costs no more than a good one."""
_LASTMOD = re.compile(rb"<(?:[\w-]{1,40}:)?lastmod\b[^<>]{0,400}>\s{0,100}([0-9T:.Z+-]{4,40})\s{0,100}</", re.I)
_ENTRY_END = re.compile(rb"</(?:[\w-]{1,40}:)?(?:url|sitemap)\b|<(?:[\w-]{1,40}:)?loc\b", re.I)
_ENTRY_MOST = 2000
"""So many bytes of an entry are looked through for its lastmod."""
_OPEN = re.compile(rb"<(?:[\w-]+:)?(url|sitemap|image|video|news)\b", re.I)
_ADDRESS = re.compile(r"sitemap[\w.-]*\.(?:xml|txt)(?:\.gz)?$|sitemap[\w-]*\.gz$", re.I)
_LISTS = re.compile(r"categor|tag|author|user|archive|taxonom|page|misc|profile|forum", re.I)
_ROBOTS = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.I | re.M)


def read_sitemap(page: Page) -> Reading:
    """The addresses a sitemap lists: further sitemaps, or pages of the blog. Never raises; doubts instead.

    Read with patterns, not parsed: entities and DTDs mean nothing to them, a cut-off file gives what it has,
    and 50 MB take no more memory than their addresses.
    """
    body, cut = unpack(page.body)
    start = body[:4096].lower()
    if b"<loc" in body or b"<urlset" in start or b"<sitemapindex" in start:
        found, layout = list(_iter_xml(body, page.url)), "sitemap"
        if any(f.role == "sitemap" for f in found):
            layout = "sitemap index"
        cut = cut or not re.search(rb"</(?:\w+:)?(?:urlset|sitemapindex)\s*>\s*$", body[-200:], re.I)
    else:
        found, layout = list(_iter_text(body, page.url)), "sitemap text"
    follow = tuple(dict.fromkeys(found))[:MAX_ADDRESSES]
    doubt = None
    if cut or len(found) > MAX_ADDRESSES:
        doubt = f"sitemap cut off after {len(follow)} addresses"
    elif not follow and b"<" in body and b"</" not in body:
        doubt = "sitemap not understood"
    return Reading(page.url, "feed", "sitemap", layout, follow=follow, doubt=doubt)


def is_sitemap(page: Page) -> bool:
    """Whether a page that claims to be something else is one: packed, or text at a sitemap's address."""
    if page.kind == "sitemap":
        return True
    if not _ADDRESS.search(page.url.partition("?")[0]):
        return False
    body = page.body if page.body[:2] != b"\x1f\x8b" else unpack(page.body, 65536)[0]
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"<urlset" in start or b"<sitemapindex" in start or start.startswith((b"http://", b"https://"))


def unpack(body: bytes, limit: int = MAX_SITEMAP) -> tuple[bytes, bool]:
    """The body unpacked when it is gzip (even twice), at most ``limit`` bytes; and whether it was cut."""
    cut = False
    for _ in range(2):
        if body[:2] != b"\x1f\x8b":
            break
        machine = zlib.decompressobj(wbits=31)
        try:
            body = machine.decompress(body, limit)
        except zlib.error:
            return b"", True
        cut = cut or not machine.eof
    return body[:limit], cut or len(body) > limit


def _iter_xml(body: bytes, address: str) -> Iterator[Follow]:
    """A Follow for each ``<loc>`` in a ``<url>`` or ``<sitemap>`` (not in image or video extensions)."""
    index = b"<sitemapindex" in body[:4096].lower()
    end = 0
    listed = page_role(address)
    role: Role = "sitemap" if index else listed
    for found in _LOC.finditer(body):
        owner = b""
        for opened in _OPEN.finditer(body, end, found.start()):
            owner = opened[1].lower()
        end = found.end()
        if owner in (b"url", b"sitemap"):
            role = "sitemap" if owner == b"sitemap" else listed
        elif owner:
            continue
        stated = found[1].strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>").strip()
        url = join(address, unescape(stated.decode("utf-8", "replace")))
        if url is not None:
            yield Follow(url, role, "sitemap", _changed(body, end))


def _changed(body: bytes, start: int) -> str | None:
    """The lastmod of an entry whose address ended at ``start``; None when it gives none."""
    stop = _ENTRY_END.search(body, start, start + _ENTRY_MOST)
    found = _LASTMOD.search(body, start, stop.start() if stop else start + _ENTRY_MOST)
    return found[1].decode("ascii") if found else None


def _iter_text(body: bytes, address: str) -> Iterator[Follow]:
    """A Follow for each line that is an address; anything else ends the reading: it is no sitemap."""
    for line in body.splitlines():
        stated = line.decode("utf-8", "replace").strip("\ufeff \t")
        if not stated:
            continue
        url = plain(stated) if len(stated.split()) == 1 else None
        if url is None:
            return
        yield Follow(url, page_role(address), "sitemap")


def page_role(address: str) -> Role:
    """What a sitemap's pages are taken for: posts, unless its own name says lists or loose pages."""
    return "link" if _LISTS.search(address.rpartition("/")[2]) else "post"


def read_robots_sitemaps(body: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, each once, in order; only absolute addresses count."""
    found = (plain(line.decode("utf-8", "replace")) for line in _ROBOTS.findall(body[: 512 * 1024]))
    return tuple(dict.fromkeys(url for url in found if url))
