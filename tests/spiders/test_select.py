"""The index finds what XPath finds, in the same order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from spiders.page import Page
from spiders.platforms import ADAPTERS
from spiders.select import Index, compile_css, steps_of

SELECTORS = (
    "p",
    "*",
    "#a",
    ".b",
    "div.b",
    "div .b",
    "div > .b",
    "div > div p",
    "ul li > a[href]",
    ".b + .c",
    ".b ~ p",
    "p, .b, #a",
    "div > *",
    "div *",
    "[data-x]",
    "a[href^='/x']",
    "a[href$='.html']",
    "a[href*='x']",
    "a[href*='']",
    "[class~=c]",
    "[class~='b c']",
    "[lang|=en]",
    "[id!=a]",
    "a:not(.b)",
    "a:not([href*='x']):not(#a)",
    ":is(p, a).b",
    "div > :is(p, a):not(.c)",
    "html .b",
    "html",
    "body > div",
    "p:first-child",
    "div:has(.b)",
    "li:nth-of-type(2)",
)
TAGS = st.sampled_from(("div", "p", "a", "ul", "li", "span"))
ATTRIBUTES = st.dictionaries(
    st.sampled_from(("id", "class", "href", "lang", "data-x")),
    st.sampled_from(("a", "b", "b c", " c\tb ", "/x/y.html", "x", "en-GB", "", "B", "b\u00a0c")),
    max_size=3,
)
TREES = st.recursive(
    st.builds(lambda tag, attributes: (tag, attributes, []), TAGS, ATTRIBUTES),
    lambda inner: st.builds(lambda t, a, i: (t, a, i), TAGS, ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=30,
)


def build(tree: tuple[str, dict[str, str], list[object]]) -> html.HtmlElement:
    tag, attributes, inner = tree
    element = html.Element(tag, attributes)
    for child in inner:
        element.append(build(child))  # type: ignore[arg-type]
        element.append(html.HtmlComment("note"))
    return element


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_the_index_finds_what_xpath_finds(tree: tuple[str, dict[str, str], list[object]]) -> None:
    root = html.document_fromstring("<html><body></body></html>")
    root[0].append(build(tree))
    source = html.tostring(root, encoding="unicode").lower()
    index = Index(root, source)
    for selector in SELECTORS:
        found = compile_css(selector)(root)
        assert index.find(selector) == found, selector


def test_selectors_of_our_adapters_mostly_need_no_xpath() -> None:
    marks = [selector for adapter in ADAPTERS for selector in adapter.marks.css]
    assert sum(steps_of(selector) is not None for selector in marks) >= 0.9 * len(marks)


def test_a_page_remembers_what_it_was_asked() -> None:
    page = Page("http://p.example/", b"<div class='b'>x</div>", content_type="text/html")
    assert page.css("div.b") is page.css("div.b")
    assert page.css("div.c") == []
