"""Tells a post's body that is but a part of what its page says: a summary, the first of many parts, the wrong box."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Comment
from spiders.page import Page

_PARAGRAPH = 60
"""Letters from which on a paragraph is running text."""
_MISSED = 400
"""Letters of running text that a body may lack: what margins and captions say."""
_SHARE = 0.5
"""The least share of a page's running text that a body has."""
_FULLER = 1.5
"""So many times longer is a text that takes the place of a slight body."""
_BRIEF = 0.2
"""A body shorter than this share of a longer text gives way to it, whether it is a part of it or not."""
_MARGINS = frozenset(("aside", "footer", "nav", "form", "header", "noscript", "template"))
_TAGS = re.compile(r"<[^>]*>|\W+")


def is_slight(page: Page, markup: str | None, comments: Iterable[Comment]) -> bool:
    """Whether the page's paragraphs say much that neither the body ``markup`` nor the comments do."""
    body = len(letters_of(markup))
    told = 0
    for paragraph in page.root.iter("p"):
        said = len(_TAGS.sub("", str(paragraph.text_content())))
        if said >= _PARAGRAPH and not any(above.tag in _MARGINS for above in paragraph.iterancestors()):
            told += said
    if told - body <= _MISSED or body >= _SHARE * told:
        return False
    told -= sum(len(letters_of(c.html)) for c in comments)
    return told - body > _MISSED and body < _SHARE * told


def is_fuller(text: str | None, markup: str | None) -> bool:
    """Whether ``text`` is the whole of which the body ``markup`` is a part, or so much longer that it is the post."""
    whole, part = letters_of(text), letters_of(markup)
    if len(whole) < _FULLER * len(part) or len(whole) - len(part) < _MISSED:
        return False
    return len(part) < _BRIEF * len(whole) or part[:40] in whole


def letters_of(markup: str | None) -> str:
    """All letters and digits of some markup, in one word."""
    return _TAGS.sub("", markup or "")
