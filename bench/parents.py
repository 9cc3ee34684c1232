"""Whom each comment of a saved page answers, by one hand-written rule a blog; most saved blogs have flat threads."""

from __future__ import annotations

from collections.abc import Callable

from lxml import html

from bench.gold import Sheet, open_page

Parents = dict[str, str | None]
"""For each comment's number that of the comment it answers, None at the top of the thread."""


def read_parents(sheet: Sheet) -> Parents:
    """By the rule of the page's blog; empty where there is none, or where nobody answers anybody."""
    rule = _RULES.get(sheet.source)
    parents = rule(open_page(sheet.file, sheet.url).root) if rule is not None else {}
    return parents if any(parents.values()) else {}


def _indented(root: html.HtmlElement) -> Parents:
    """Drupal 7: replies stand in a ``div.indented`` after what they answer, each comment after its ``a#comment-N``."""
    anchor_of = "a[starts-with(@id, 'comment-')]"
    parents: Parents = {}
    for anchor in root.xpath(f"//{anchor_of}"):
        above = anchor.xpath(f"ancestor::div[@class='indented'][1]/preceding-sibling::{anchor_of}[1]/@id")
        parents[anchor.get("id")[8:]] = above[0][8:] if above else None
    return parents


_RULES: dict[str, Callable[[html.HtmlElement], Parents]] = {"jpstacey-drupal7": _indented}
