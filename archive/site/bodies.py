"""Archived bodies made safe to print: cleaned once more, links shut, pictures only from the archive."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from functools import lru_cache

import lxml.html
import nh3
from lxml.html import HtmlElement
from markupsafe import Markup

from archive import urls
from archive.site.kept import Kept, captures_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_LENGTH = 2_000_000
MAX_DEPTH = 256
"""Longer or deeper bodies are shown as text: cleaning them costs seconds, and nobody wrote them by hand."""

TAGS = _words(
    "a abbr acronym b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl "
    "dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small "
    "span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr"
)
ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
DROPPED_WHOLE = _words("script style title template noscript iframe object embed textarea select")

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SHUT_BY_THEMSELVES = _words(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option tbody thead"
)
_NEEDS_A_TREE = re.compile(r"<(?:img|a|h[1-6])\b", re.IGNORECASE)
_OURS = re.compile(r"/-/(?:(?:replay|post)/[0-9A-Za-z%._~-]+/?|captures\?url=[0-9A-Za-z%._~-]+)\Z")
_ADDRESS = re.compile(r"""<(?:a|img)\b[^<>]*?\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s<>]+))""", re.IGNORECASE)


def web_address(address: str | None) -> str | None:
    """``address`` when it may stand in a link (http or https), else None."""
    return address if address and address.lower().startswith(("http://", "https://")) else None


def is_too_much(html: str) -> bool:
    """Whether ``html`` is too long or too deep to be cleaned while somebody waits."""
    return len(html) > MAX_LENGTH or is_deep(html)


def is_deep(html: str, limit: int = MAX_DEPTH) -> bool:
    """Whether elements stand open in each other deeper than ``limit``, by a count of the tags."""
    depth = 0
    for shut, name in _TAG.findall(html):
        if name.lower() not in _SHUT_BY_THEMSELVES:
            depth = max(depth - 1, 0) if shut else depth + 1
            if depth > limit:
                return True
    return False


def iter_addresses(html: str | None) -> Iterator[str]:
    """The absolute web addresses that a body's links and pictures name."""
    for groups in _ADDRESS.findall((html or "")[:MAX_LENGTH]):
        address = entities.unescape("".join(groups)).strip()
        if address.startswith(("http://", "https://")) and len(address) <= urls.MAX_LENGTH:
            yield address


def print_body(html: str | None, text: str | None, kept: Kept, *, under: int | None = None) -> Markup:
    """A body as safe HTML; from ``text`` when there is no ``html`` or it is too much to clean.

    ``under`` is the level of the heading that the body stands under; its own headings follow in order
    below it, or become bold lines when it is None.
    """
    if html is None or is_too_much(html):
        return print_text(text or "")
    if _NEEDS_A_TREE.search(html):
        html = _tie_to_archive(html, kept, under)
    return Markup(_clean(html))


@lru_cache(maxsize=2048)
def print_text(text: str) -> Markup:
    """Plain text as HTML: an empty line parts paragraphs, a line break stays one."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks if block
    )


@lru_cache(maxsize=2048)
def _clean(html: str) -> str:
    """The last gate: only what TAGS and ATTRIBUTES name gets out, and no address that _address stops."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        clean_content_tags=set(DROPPED_WHOLE),
        attribute_filter=_address,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noreferrer",
    )


def _address(tag: str, name: str, value: str) -> str | None:
    """Pictures only from this archive's replay; links only to the web, to mail or to this site's pages."""
    if name == "src":
        return value if _OURS.match(value) else None
    if name == "href" and value.startswith("/"):
        return value if _OURS.match(value) else None
    return value


def _tie_to_archive(html: str, kept: Kept, under: int | None) -> str:
    """Links and pictures led to what is kept of them; a picture that is not kept becomes a link."""
    parser = lxml.html.HTMLParser(huge_tree=True)
    root = lxml.html.fragment_fromstring(html, create_parent="div", parser=parser)
    for picture in list(root.iter("img")):
        _tie_picture(picture, kept)
    for link in root.iter("a"):
        _tie_link(link, kept)
    _order_headings(root, under)
    return str(lxml.html.tostring(root, encoding="unicode"))


def _tie_picture(picture: HtmlElement, kept: Kept) -> None:
    source = picture.get("src") or ""
    place = kept.replay(source)
    if place:
        picture.set("src", place)
        picture.set("alt", picture.get("alt") or "")
        return
    words = f"picture not kept: {picture.get('alt') or urls.host_of(source)[:80] or 'no address'}"
    picture.tag = "span"
    picture.text = f"[{words}]"
    address = urls.plain(source)
    if address and all(parent.tag != "a" for parent in picture.iterancestors()):
        picture.tag = "a"
        picture.set("href", captures_of(address))


def _tie_link(link: HtmlElement, kept: Kept) -> None:
    target = link.get("href") or ""
    place = kept.place(target) if target.startswith(("http://", "https://")) else None
    if place:
        link.set("title", f"kept here; first at {target}")
        link.set("href", place)
    elif target.startswith("#"):
        del link.attrib["href"]


def _order_headings(root: HtmlElement, under: int | None) -> None:
    """Headings renamed so that none skips a level below ``under``; bold lines when ``under`` is None."""
    last = under or 0
    for heading in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        if under is None:
            heading.tag = "strong"
            continue
        last = min(under + int(heading.tag[1]), last + 1, 6)
        heading.tag = f"h{last}"
