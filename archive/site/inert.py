"""An archived page made inert: no scripts, no forms that send, every address led to what is kept of it.

What gets out holds only named elements and attributes, and no raw text but style sheets without ``<``; so a
browser reads it as it was written here. The page's Content-Security-Policy is the second wall, not the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archive import urls
from archive.site.css import is_picture, iter_css_addresses, rewrite_css
from archive.site.kept import Kept, captures_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


REMOVED = _words(
    "applet base basefont bgsound canvas dialog embed math meta noembed noframes object param portal "
    "script slot svg template title track"
)
RENAMED = {
    "xmp": "pre",
    "listing": "pre",
    "plaintext": "pre",
    "textarea": "pre",
    "noscript": "div",
    "image": "img",
}
FRAMES = frozenset(("iframe", "frame"))

ELEMENTS = _words(
    "a abbr acronym address area article aside audio b bdi bdo big blink blockquote body br button "
    "caption center cite code col colgroup data dd del details dfn dir div dl dt em fieldset figcaption "
    "figure font footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd "
    "label legend li link main map mark marquee menu meter nav nobr ol optgroup option output p picture "
    "pre progress q rb rp rt rtc ruby s samp search section select small source span strike strong style "
    "sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr"
)
ATTRIBUTES = _words(
    "abbr align alink alt bgcolor border cellpadding cellspacing char charoff checked class clear color "
    "cols colspan compact controls coords datetime dir disabled face for frame headers height hidden "
    "hspace id label lang language link max media min multiple name noshade nowrap open placeholder "
    "readonly reversed role rows rowspan rules scope selected shape size sizes span start summary "
    "tabindex text title type usemap valign value vlink vspace width wrap"
)

_EVENT_FREE = re.compile(r"aria-[a-z]+\Z")
_INPUTS = _words("button checkbox color date hidden image number radio range reset search submit text")
_SPLIT_SET = re.compile(r",\s+|,(?=https?:)")


def parse_page(html: str) -> HtmlElement | None:
    """The page as a tree; None when there is nothing in it that can be read."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    raw = html.replace("\0", "\ufffd").encode("utf-8", "replace")
    try:
        return lxml.html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def base_of(page: HtmlElement, url: str) -> str:
    """What relative addresses of the page at ``url`` hang from: its first ``<base href>``, else ``url``."""
    for element in page.iter("base"):
        if element.get("href"):
            return urls.join(url, element.get("href")) or url
    return url


def title_of(page: HtmlElement) -> str:
    """The page's title on one line; empty when it has none."""
    return " ".join((page.findtext(".//title") or "").split())


def iter_page_addresses(page: HtmlElement, base: str) -> Iterator[str]:
    """Every absolute web address that the page links to or asks for."""
    for element in page.iter(etree.Element):
        for name in ("href", "src", "background", "poster"):
            if element.get(name):
                yield from _joined(base, element.get(name))
        for address, _ in _iter_set(element.get("srcset")):
            yield from _joined(base, address)
        if element.get("style"):
            yield from iter_css_addresses(element.get("style"), base)
        if element.tag == "style":
            yield from iter_css_addresses(element.text or "", base)


def make_inert(page: HtmlElement, base: str, kept: Kept) -> HtmlElement:
    """The same tree, changed in place: only ELEMENTS and ATTRIBUTES, addresses led into the archive."""
    for element in list(page.iter()):
        if not isinstance(element.tag, str):
            _drop(element)
            continue
        if element.tag in RENAMED:
            element.tag = RENAMED[element.tag]
        if element.tag in REMOVED or (element.tag == "link" and not _shows(element)):
            _drop(element)
        elif element.tag in FRAMES:
            _show_as_link(element, base, kept)
        elif element.tag not in ELEMENTS:
            element.tag = "span"
            element.attrib.clear()
    for element in page.iter():
        _quiet(element, base, kept)
    return page


def _drop(element: HtmlElement) -> None:
    """Out with it and what it holds; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def _shows(link: HtmlElement) -> bool:
    """Whether a ``<link>`` is a style sheet that a reader sees by default."""
    words = (link.get("rel") or "").lower().split()
    return "stylesheet" in words and "alternate" not in words


def _show_as_link(frame: HtmlElement, base: str, kept: Kept) -> None:
    """A frame becomes a link to what it showed: a page in a page can't be told from this one."""
    source = frame.get("src")
    frame.attrib.clear()
    for child in list(frame):
        frame.remove(child)
    frame.tag = "a"
    frame.text = f"[frame: {source or 'no address'}]"
    if source:
        frame.set("href", source)


def _quiet(element: HtmlElement, base: str, kept: Kept) -> None:
    """Every attribute judged; style sheets rewritten."""
    if element.tag == "style":
        element.text = rewrite_css(element.text or "", base, kept)
    addresses = {name: element.attrib.pop(name, None) for name in ("href", "src", "background", "poster", "srcset")}
    style = element.attrib.pop("style", None)
    for name in list(element.attrib):
        if name not in ATTRIBUTES and not _EVENT_FREE.match(name):
            del element.attrib[name]
    if style:
        element.set("style", rewrite_css(style, base, kept))
    if element.tag == "input" and (element.get("type") or "text").lower() not in _INPUTS:
        element.set("type", "text")
    _lead(element, addresses, base, kept)


def _lead(element: HtmlElement, told: dict[str, str | None], base: str, kept: Kept) -> None:
    """The addresses that an element may have, led to what is kept."""
    if element.tag in ("a", "area") and told["href"] is not None:
        element.set("href", _link(told["href"], base, kept))
        element.set("rel", "nofollow noreferrer")
    elif element.tag == "link":
        place = _kept_at(told["href"], base, kept)
        element.set("rel", "stylesheet")
        element.set("href", place or "data:text/css,")
    elif element.tag in ("img", "input", "audio", "video", "source") and (told["src"] or told["srcset"]):
        _lead_picture(element, told, base, kept)
    if told["background"] and (place := _kept_at(told["background"], base, kept)):
        element.set("background", place)
    if element.tag == "video" and (place := _kept_at(told["poster"], base, kept)):
        element.set("poster", place)


def _lead_picture(element: HtmlElement, told: dict[str, str | None], base: str, kept: Kept) -> None:
    """A picture, sound or film from the archive; what is not kept says so where it stood."""
    choices = [(_kept_at(address, base, kept), size) for address, size in _iter_set(told["srcset"])]
    known = [f"{place} {size}".strip() for place, size in choices if place]
    if known and element.tag in ("img", "source"):
        element.set("srcset", ", ".join(known))
    place = _kept_at(told["src"], base, kept)
    if place:
        element.set("src", place)
    elif not known and element.tag == "img":
        words = element.get("alt") or (told["src"] or "").rpartition("/")[2][:60]
        element.set("alt", f"[not kept: {words}]" if words else "[not kept]")


def _link(href: str, base: str, kept: Kept) -> str:
    """Where a link leads: a place on this page, the nearest capture, or the page that says it is not kept."""
    href = href.strip()
    if href.startswith("#"):
        return href
    if href.lower().startswith("mailto:"):
        return href
    address = urls.join(base, href)
    if address is None:
        return "#"
    fragment = urljoin(base, href).partition("#")[2] if "#" in href else ""
    place = kept.replay(address)
    return (f"{place}#{fragment}" if fragment else place) if place else captures_of(address)


def _kept_at(address: str | None, base: str, kept: Kept) -> str | None:
    if not address:
        return None
    if address.lstrip().lower().startswith("data:"):
        return address.strip() if is_picture(address.strip()) else None
    joined = urls.join(base, address)
    return kept.replay(joined) if joined else None


def _joined(base: str, address: str) -> Iterator[str]:
    joined = urls.join(base, address) if not address.startswith("data:") else None
    if joined:
        yield joined


def _iter_set(srcset: str | None) -> Iterator[tuple[str, str]]:
    """The addresses of a ``srcset`` with their sizes ('2x', '640w')."""
    for choice in _SPLIT_SET.split(srcset or ""):
        address, _, size = choice.strip().partition(" ")
        if address:
            yield address.rstrip(","), size if re.fullmatch(r"\s*[\d.]+[wx]", size) else ""
