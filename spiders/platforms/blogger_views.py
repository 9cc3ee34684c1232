"""Blogger's dynamic views (2011–today): pages that a script fills; all their words stand in the blog's feeds."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.models import Reading
from spiders.adapter import Layout
from spiders.fields import link
from spiders.page import Page

_DOUBT = "comments not read: a dynamic view, whose words stand in the blog's feeds alone"
_ONE = re.compile(r"'pageType'\s*:\s*'(?:item|static_page)'")
_NUMBER = re.compile(r"'postId'\s*:\s*'(\d{1,25})'")


def number_of_view(page: Page) -> str | None:
    """The number of the post that a dynamic view shows; None where it shows several, and on every other page."""
    found = _NUMBER.search(page.text) if DYNAMIC.fits(page) else None
    return found[1] if found else None


def _shows_one(page: Page) -> bool:
    return _ONE.search(page.text) is not None


def _say_so(page: Page, reading: Reading) -> Reading:
    return replace(reading, doubt=_DOUBT)


_MARK = "meta[name='blogger-template'][content=dynamic]"
_FILLED = "div.post-body"

DYNAMIC = Layout(
    name="dynamic", when=_MARK, unless=_FILLED, test=_shows_one, about=link("link[rel=canonical]"), amend=_say_so
)
DYNAMIC_INDEX = Layout(name="dynamic-index", when=_MARK, unless=_FILLED, page="index", amend=_say_so)
