"""Makes a body safe to print and gives its words: hostile markup in; a short list of plain tags and text out.

What a visitor of the blog saw stays: paragraphs, lists, tables, quotes, code, emphasis, images, sound. What
acts, frames, submits, covers or names (script, forms, ids, classes, positions) goes; an embedded player
becomes a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Literal

import nh3

from pipelines.embeds import link_embeds
from pipelines.nesting import flatten


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARAGRAPHS = _names("blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul")
_LINES = _names(
    "address article aside caption center dd details div dt figcaption footer header li main nav section summary tr"
)
_OTHERS = _names(
    "a abbr acronym audio b bdi bdo big br cite code col colgroup del dfn em font i img ins kbd mark q rp rt"
    " ruby s samp small source span strike strong sub sup tbody td tfoot th thead time tt u var video wbr"
)
TAGS = _PARAGRAPHS | _LINES | _OTHERS
SILENT = _names("script style template iframe object embed applet noembed noframes svg head canvas")
"""Tags whose content is no words either."""

ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "poster", "width", "height"},
    "source": {"src", "type"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "ins": {"cite", "datetime"},
    "del": {"cite", "datetime"},
    "time": {"datetime"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "font": {"color"},
    "span": {"style"},
    "p": {"style", "align"},
    "div": {"style", "align"},
}
STYLES = frozenset(("font-style", "font-weight", "text-align", "text-decoration"))
SCHEMES = frozenset(("http", "https", "ftp"))
"""No ``mailto``: an address in a body was meant for readers of its day, not for who harvests an archive."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MEANT = {chr(byte): bytes((byte,)).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
_TAG = re.compile(r"<[^>]*>")
_HREF = re.compile(r'\shref="([^"]*)"')
_ALT = re.compile(r'\salt="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n\xa0]+")
_FACE = re.compile(r"[:;=8][-o'^]?[^\s:]{1,2}|[xX]D|:\w{1,20}:")
_BLIND_IMAGE = re.compile(r'<img(?![^>]*\ssrc=")[^>]*>')
_NO_SOURCE = re.compile(r'(<(?:blockquote|q|ins|del)\b[^>]*?) cite="(?!https?://)[^"]*"')
_NOSCRIPT = re.compile(r"</?noscript(?:\s[^>]{0,200})?>", re.IGNORECASE)
_MANY_TAGS = 200
_PASSES = 4


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A body made safe. ``links`` are its links in order: address, words (None when it shows none)."""

    html: str
    text: str
    links: tuple[tuple[str, str | None], ...] = ()


def clean(html: str, base: str) -> Cleaned:
    """``html`` as found on the page ``base``, made safe; its text; its links. Never raises.

    The text has a line for each block and ``<br>``, an empty line between paragraphs, white space folded
    (kept in ``pre``), no control characters; bidi and zero-width characters stay: they are what was written.
    The image of a smiley counts as the smiley. Cleaning what is clean changes nothing.
    """
    safe = make_safe(html, base)
    text, links = _Words(safe).read()
    return Cleaned(safe, text, links)


def make_safe(html: str, base: str) -> str:
    """``html`` with nothing but listed tags and attributes, addresses absolute against ``base``.

    Parsed and printed until nothing changes any more, so that no parser reads the result in another way; what
    does not settle is given as its words alone.
    """
    source, safe = html, _make_safer(html, base)
    for _ in range(_PASSES):
        if safe == source:
            return safe
        source, safe = safe, _make_safer(safe, base)
    return safe if safe == source else escape(_Words(safe).read()[0], quote=False)


def _make_safer(html: str, base: str) -> str:
    html = strip_control(html)
    if "<" in html:
        html = link_embeds(_NOSCRIPT.sub("", html))
        if html.count("<") > _MANY_TAGS:
            html = flatten(html)
    return _tidy(_cleaner(base).clean(html))


def strip_control(text: str) -> str:
    """``text`` without what steers a terminal (C0, DEL, C1; tab and line ends stay) and halves of pairs.

    C1 characters that windows-1252 has signs for become these, as in browsers: who wrote them meant ``€``.
    """
    return _CONTROL.sub(lambda found: _MEANT.get(found[0], ""), text)


@lru_cache(maxsize=64)
def _cleaner(base: str) -> nh3.Cleaner:
    try:
        return _make_cleaner(("rewrite_with_base", base))
    except ValueError:  # a base that is no address: nothing can hang from it
        return _make_cleaner("deny")


def _make_cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=SILENT,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
        link_rel="nofollow noopener",
        url_relative=relative,
    )


def _tidy(html: str) -> str:
    """Undoes what printing loses (a first newline in ``pre``) and drops images that lost their address."""
    if "<pre" in html:
        html = re.sub(r"(<pre[^>]*>\n)", r"\1\n", html)
    if "<img" in html:
        html = _BLIND_IMAGE.sub(_alt_of, html)
    if ' cite="' in html:  # no address to nh3, so it checks nothing
        html = _NO_SOURCE.sub(r"\1", html)
    if ' style=""' in html:
        html = html.replace(' style=""', "")
    return html


def _alt_of(image: re.Match[str]) -> str:
    alt = _ALT.search(image[0])
    return alt[1].replace('"', "&quot;") if alt and _is_face(unescape(alt[1])) else ""


def _is_face(alt: str) -> bool:
    if _FACE.fullmatch(alt):
        return True
    return 0 < len(alt) <= 12 and any(c >= "\u2190" for c in alt) and not any(c.isalnum() for c in alt)


class _Words:
    """Walks safe markup once, tag by tag (no tree, so no depth), and collects words and links."""

    def __init__(self, safe: str) -> None:
        self.safe = safe
        self.parts: list[str] = []
        self.breaks = 0
        self.gap = ""
        self.pre = 0
        self.open_links: list[tuple[str, int]] = []
        self.links: list[tuple[str, str | None]] = []

    def read(self) -> tuple[str, tuple[tuple[str, str | None], ...]]:
        """The text and the links."""
        position = 0
        for tag in _TAG.finditer(self.safe):
            self._add(self.safe[position : tag.start()])
            self._take_tag(tag[0])
            position = tag.end()
        self._add(self.safe[position:])
        return strip_control("".join(self.parts)).strip(), tuple(self.links)

    def _take_tag(self, tag: str) -> None:
        closing = tag[1] == "/"
        name = tag[2:-1] if closing else tag[1:-1].partition(" ")[0]
        if name == "br":
            self.breaks, self.gap = min(self.breaks + 1, 2), ""
        elif name in _PARAGRAPHS or name in _LINES:
            self.breaks, self.gap = max(self.breaks, 2 if name in _PARAGRAPHS else 1), ""
            if name == "pre":
                self.pre += -1 if closing else 1
        elif name == "a":
            self._take_link(tag, closing)
        elif name == "img":
            alt = _ALT.search(tag)
            if alt and _is_face(unescape(alt[1])):
                self._add(alt[1])
        elif closing and name in ("td", "th"):
            self.gap = "\t"

    def _take_link(self, tag: str, closing: bool) -> None:
        if not closing:
            href = _HREF.search(tag)
            self.open_links.append((unescape(href[1]) if href else "", len(self.parts)))
        elif self.open_links:
            href_text, start = self.open_links.pop()
            if href_text:
                words = " ".join("".join(self.parts[start:]).split())
                self.links.append((href_text, words or None))

    def _add(self, markup: str) -> None:
        if not markup:
            return
        text = unescape(markup) if "&" in markup else markup
        if self.pre:
            self._separate("")
            self.parts.append(text.replace("\xa0", " "))
            return
        text = _SPACE.sub(" ", text)
        body = text.strip(" ")
        if not body:
            self.gap = self.gap or " "
            return
        self._separate(self.gap or (" " if text[0] == " " else ""))
        self.parts.append(body)
        self.gap = " " if text[-1] == " " else ""

    def _separate(self, gap: str) -> None:
        if self.parts:
            self.parts.append("\n" * self.breaks or gap)
        self.breaks, self.gap = 0, ""
