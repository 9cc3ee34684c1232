"""Markup as text: the words of an element, what stands between its tags, whether it matches, a value picked out."""

from __future__ import annotations

import re
from functools import lru_cache

from cssselect import HTMLTranslator
from lxml import etree, html

_SPACE = re.compile(r"\s+")
_BREAKING = {"br", "p", "div", "li", "dt", "dd", "tr", "td", "h1", "h2", "h3", "h4", "blockquote"}


def words_of(element: html.HtmlElement, without: set[html.HtmlElement] | None = None) -> str:
    """The text of an element, white space folded, scripts and styles left out."""
    parts: list[str] = []
    _collect_words(element, without or set(), parts)
    return _SPACE.sub(" ", "".join(parts)).strip()


def _collect_words(top: html.HtmlElement, without: set[html.HtmlElement], parts: list[str]) -> None:
    stack: list[tuple[html.HtmlElement, bool]] = [(top, False)]
    while stack:
        element, closing = stack.pop()
        if closing:
            if element.tag in _BREAKING:
                parts.append(" ")
            if element is not top and element.tail:
                parts.append(element.tail)
            continue
        skip = not isinstance(element.tag, str) or element.tag in ("script", "style") or element in without
        if not skip:
            if element.tag in _BREAKING:
                parts.append(" ")
            if element.text:
                parts.append(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        elif element is not top and element.tail:
            parts.append(element.tail)


def inner_html(element: html.HtmlElement, without: set[html.HtmlElement] | None = None) -> str:
    """What stands between an element's tags, as markup, minus ``without`` and what it holds."""
    parts = [escape(element.text or "")]
    for child in element:
        parts.append(outer_html(child, without))
    return "".join(parts).strip()


def outer_html(element: html.HtmlElement, without: set[html.HtmlElement] | None) -> str:
    """An element with its tags and its tail, minus ``without``."""
    if not isinstance(element.tag, str):  # comments and processing instructions
        return escape(element.tail or "")
    if without:
        if element in without:
            return escape(element.tail or "")
        if any(e in without for e in element.iter()):
            attributes = "".join(f' {k}="{escape(v, True)}"' for k, v in element.items())
            inside = inner_html(element, without)
            return f"<{element.tag}{attributes}>{inside}</{element.tag}>{escape(element.tail or '')}"
    return etree.tostring(element, encoding="unicode", method="html")


def escape(text: str, quote: bool = False) -> str:
    """Text as markup; ``quote``: to stand in an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;") if quote else text


@lru_cache(maxsize=1024)
def pattern(words: str) -> re.Pattern[str]:
    """A compiled pattern; case does not matter, and a dot is any character."""
    return re.compile(words, re.IGNORECASE | re.DOTALL)


def pick(value: str | None, match: str | None) -> str | None:
    """``value`` narrowed to the first group of ``match`` (or the whole match); None when empty or unmatched."""
    if value is None:
        return None
    if match is not None:
        found = pattern(match).search(value)
        if found is None:
            return None
        value = next((g for g in found.groups() if g is not None), "") if found.re.groups else found[0]
    value = value.strip()
    return value or None


@lru_cache(maxsize=1024)
def _self_matcher(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="self::"))


def matches(element: html.HtmlElement, selector: str) -> bool:
    """Whether this very element matches; the selector must not look at what stands above it."""
    return isinstance(element.tag, str) and bool(_self_matcher(selector)(element))
