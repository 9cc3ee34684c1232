"""Takes every hint out of a page that names give: classes and ids become meaningless, what is said to machines goes.

What a page calls its parts is renamed the same way on all pages, so that a blog still has its own layout; only nobody
could know it beforehand. What is left is what readers see, and what stands in what.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from lxml import etree, html

from spiders.page import Page

_TOLD = frozenset(
    ("itemprop", "itemtype", "itemscope", "itemid", "rel", "property", "typeof", "vocab", "about", "datetime", "role")
)
_NAMED = frozenset(("aria-label", "aria-labelledby", "title", "alt", "summary", "onclick", "for"))
_ID = re.compile(r"\d{2,}|[0-9a-f]{16,}")


@lru_cache(maxsize=65536)
def rename(name: str) -> str:
    """Another name for a class or id: the same for the same, and it says nothing."""
    return "n" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:9].translate(_LETTERS)


_LETTERS = str.maketrans("0123456789", "ghijkmnopq")


def scramble(page: Page) -> Page:
    """The page without names: classes, ids and anchors renamed, structured data, scripts and comments dropped."""
    root = html.document_fromstring(etree.tostring(page.root, encoding="unicode", method="html"))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "meta", "link", "noscript"):
            _drop(element)
            continue
        _rename_all(element)
    body = etree.tostring(root, encoding="unicode", method="html").encode()
    return Page(page.url, body, content_type="text/html; charset=utf-8")


def _drop(element: html.HtmlElement) -> None:
    element.drop_tree() if isinstance(element, html.HtmlElement) else element.getparent().remove(element)


def _rename_all(element: html.HtmlElement) -> None:
    for name in list(element.attrib):
        value = element.attrib[name]
        if name in _TOLD or name in _NAMED or name.startswith(("data-", "aria-")):
            del element.attrib[name]
        elif name == "class":
            element.set("class", " ".join(rename(_ID.sub("", token)) for token in value.split()))
        elif name in ("id", "name") and element.tag != "input":
            element.set(name, rename(value))
        elif name == "href" and "#" in value:
            place, _, anchor = value.partition("#")
            element.set("href", f"{place}#{rename(anchor)}" if anchor else place)
    if element.tag == "time":
        element.tag = "span"
    if element.tag in ("article", "cite", "main", "aside", "nav"):
        element.tag = "div" if element.tag != "cite" else "span"
