"""Tells what has the shape of a conversation and is none: lists of posts, paragraphs, parts of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from archive.models import Comment
from archive.urls import key as url_key
from spiders.page import Page

_SAMPLE = 24
"""So many comments tell what the list is."""
_HEAD = 4_000
"""Characters of a comment's markup that tell where it leads."""
_LINKS = re.compile(
    r"<a\b[^>]{0,500}?\bhref\s*=\s*[\"']?([^\"'\s>]{1,2000}+)[^>]{0,2000}+>(.{0,2000}?)</a>", re.IGNORECASE | re.DOTALL
)
_HEADS = re.compile(r"<h[2-6]\b[^>]{0,500}>(.{0,2000}?)</h[2-6]>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<h1\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>|\s+")


def is_mistaken(page: Page, comments: Sequence[Comment], way: str, *, in_thread: bool) -> bool:
    """Whether these are no comments, though they look alike; several that bear comments' numbers are never doubted.

    ``way`` is how they were found, ``in_thread`` whether they stand in a part that calls itself a thread.
    """
    if len(comments) == 1 and _TITLE.search(comments[0].html or ""):
        return True
    if any(c.source_id or c.kind != "comment" for c in comments):
        return False
    if way == "classes of parts" and not in_thread and not any(c.published or c.url for c in comments):
        return True
    return _is_lone(comments, way) or _is_monologue(comments) or _are_teasers(page, comments)


def _is_lone(comments: Sequence[Comment], way: str) -> bool:
    """Whether this is one part alone, of which neither a time nor markup says that it is a comment."""
    return len(comments) == 1 and comments[0].published is None and way not in ("h-cite", "schema.org/Comment")


def _is_monologue(comments: Sequence[Comment]) -> bool:
    """Whether one name signs several parts and nothing says when: paragraphs, with their author."""
    return (
        len(comments) > 2 and len({c.author for c in comments}) == 1 and not any(c.published or c.url for c in comments)
    )


def _are_teasers(page: Page, comments: Sequence[Comment]) -> bool:
    """Whether most lead to other pages, by their heading or most of their words: posts of the blog, advertisements."""
    sample = list(islice((c for c in comments if not c.deleted), _SAMPLE))
    if len(sample) == 1:
        return _is_headed_elsewhere(page, (sample[0].html or "")[:_HEAD])
    return 2 * sum(_is_teaser(page, c.html or "") for c in sample) > len(sample)


def _is_teaser(page: Page, markup: str) -> bool:
    """Whether it leads elsewhere with its heading, most of its words, or all that it shows."""
    markup = markup[:_HEAD]
    if "<a" not in markup:
        return False
    away = _links_away(page, markup)
    said = sum(len(_TAGS.sub("", words)) for words in away)
    return bool(away) and (3 * said >= 2 * len(_TAGS.sub("", markup)) or _is_headed_elsewhere(page, markup))


def _is_headed_elsewhere(page: Page, markup: str) -> bool:
    """Whether a heading in it is a link to another page, or stands in one."""
    if any(_HEADS.search(words) for words in _links_away(page, markup)):
        return True
    return any(_TAGS.sub("", head) and _links_away(page, head) for head in _HEADS.findall(markup))


def _links_away(page: Page, markup: str) -> list[str]:
    """The contents of the links that lead to other pages."""
    own = url_key(page.url.partition("#")[0])
    return [words for href, words in _LINKS.findall(markup) if _leads_away(page, href, own)]


def _leads_away(page: Page, href: str, own: str) -> bool:
    url = page.join(href)
    return url is not None and url_key(url.partition("#")[0]) != own
