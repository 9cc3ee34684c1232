"""A page as a reader without a screen gets it: its words in order, one block a line."""

from __future__ import annotations

import lxml.html
from lxml.html import HtmlElement

BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "tr", "blockquote", "footer", "pre", "figcaption")


def read_aloud(html: str) -> str:
    """The words of ``<main>``, headings with their marks; ``>`` shows how deep an answer stands."""
    main = lxml.html.document_fromstring(html).get_element_by_id("main")
    lines = []
    for block in main.iter(*BLOCKS):
        if block.tag == "li" and block.find("article") is not None:
            continue
        words = " ".join(_own_words(block).split())
        if words:
            depth = sum(1 for parent in block.iterancestors("ol") if "thread" in (parent.get("class") or ""))
            level = "#" * int(block.tag[1]) + " " if block.tag[0] == "h" else ""
            lines.append("> " * depth + level + words)
    return "\n".join(lines)


def _own_words(block: HtmlElement) -> str:
    """The block's text without that of the blocks inside it."""
    inside = {text for child in block.iterdescendants(*BLOCKS) for text in child.itertext()}
    return "".join(text for text in block.itertext() if text not in inside or not text.strip())


def headings(html: str) -> list[int]:
    """The levels of all headings in order."""
    page = lxml.html.document_fromstring(html)
    return [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
