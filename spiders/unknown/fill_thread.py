"""Fills a thread that a layout read in part: comments it passed over, and fields that it finds in next to none."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from archive.models import Comment
from spiders.page import Page
from spiders.unknown.words import WHEN

_NUMBERED = re.compile(r"(?:li-|div-)?comment-(\d+)")
"""The id of a comment in most themes, and of a part of one in some plugins."""
_IN_MARKUP = re.compile(r"""\bid\s*=\s*["']?(?:li-|div-)?comment-(\d+)""", re.IGNORECASE)
_WORDS = {"author": "authors of comments", "published": "times of comments", "html": "words of comments"}
"""The fields that a layout may not know, with what a doubt calls them."""

_SAYS = re.compile(r"(?:^|>)[^<]*\w|<(?:img|iframe|video|audio|object|embed)\b")
"""What makes markup more than empty elements."""

_TAGS = re.compile(r"<[^>]*>|\W+")


@dataclass(frozen=True, slots=True)
class ThreadGaps:
    """What a layout left out of a thread whose comments bear numbers.

    ``unread`` are the numbers on the page that no comment of the reading has, ``fields`` those of :class:`Comment`
    that at least half of the comments shown whole are without.
    """

    unread: Set[str]
    fields: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.unread or self.fields)


def find_thread_gaps(page: Page, comments: Sequence[Comment], body: str | None = None) -> ThreadGaps:
    """What the page's own numbers and the comments' empty fields say is missing from ``comments``.

    What stands in ``body``, the post's markup, is a part of the post: a sample of a thread, a quotation.
    """
    read = {c.source_id for c in comments}
    numbers = _numbers(page) - set(_IN_MARKUP.findall(body or ""))
    unread = numbers - read if not read or numbers & read else frozenset[str]()
    shown = [c for c in comments if c.kind == "comment" and c.whole and not c.deleted]
    fields = (name for name in _WORDS if sum(1 for c in shown if not _has(c, name)) * 2 >= max(1, len(shown)))
    return ThreadGaps(unread, tuple(fields))


def fill_thread(
    comments: Sequence[Comment], guess: Sequence[Comment], gaps: ThreadGaps
) -> tuple[tuple[Comment, ...], list[str]]:
    """The comments with what ``guess`` has of the gaps, and what that was; what a layout did read stays.

    Comments are taken for the same by their number, and by their place where none has one. A layout that knew not who
    signed, or when, took that for words: they are replaced where they begin or end with more than the guess has.
    """
    known = {c.source_id: c for c in guess if c.source_id is not None}
    filled = [_fill(c, same, gaps.fields) for c, same in zip(comments, _same(comments, guess), strict=True)]
    pairs = list(zip(comments, filled, strict=True))
    said = [called for name, called in _WORDS.items() if any(getattr(a, name) != getattr(b, name) for a, b in pairs)]
    passed_over = [c for c in known.values() if c.source_id in gaps.unread]
    if passed_over:
        said.append("comments")
        filled = _merge(filled, passed_over, known)
    return tuple(filled), said


def _same(comments: Sequence[Comment], guess: Sequence[Comment]) -> list[Comment | None]:
    """For each comment the one of the guess that it is; None where that cannot be told."""
    if len(comments) == len(guess) and all(c.source_id is None for c in comments):
        return list(guess)
    known = {c.source_id: c for c in guess if c.source_id is not None}
    return [known.get(c.source_id or "") for c in comments]


def _fill(comment: Comment, same: Comment | None, fields: Sequence[str]) -> Comment:
    if same is None:
        return comment
    lacks = [name for name in fields if not _has(comment, name) and _has(same, name)]
    if lacks and "html" not in lacks and comment.html and _holds_more(comment.html, same.html):
        lacks.append("html")
    for name in lacks:
        comment = _take(same, comment, name)
    return comment


def _holds_more(markup: str, words: str | None) -> bool:
    """Whether these words are but a part of those in the markup."""
    part, whole = (_TAGS.sub("", one or "") for one in (words, markup))
    return bool(part) and len(part) < len(whole) and part in whole


def _numbers(page: Page) -> Set[str]:
    if "comment-" not in page.text:
        return frozenset()
    found = (_NUMBERED.fullmatch(one.get("id") or "") for one in page.css("[id*='comment-']"))
    return {number[1] for number in found if number}


def _has(comment: Comment, name: str) -> bool:
    """Whether the field says anything: an hour alone is no time, and markup without words or a picture no words."""
    if name == "published":
        when = comment.published
        return when is not None and bool(when.machine or when.utc or WHEN.search(when.words or ""))
    if name == "html":
        return bool(comment.text or _SAYS.search(comment.html or ""))
    return bool(comment.author)


def _take(source: Comment, comment: Comment, name: str) -> Comment:
    if name == "author":
        return replace(comment, author=source.author, author_url=comment.author_url or source.author_url)
    if name == "published":
        return replace(comment, published=source.published)
    return replace(comment, html=source.html)


def _merge(read: Sequence[Comment], passed_over: Sequence[Comment], known: dict[str, Comment]) -> list[Comment]:
    """Both in the order of the page, if the guess tells it of all; who answers one passed over is told of it."""
    new = {c.source_id for c in passed_over}
    both = [_under(c, known.get(c.source_id or ""), new) for c in read] + list(passed_over)
    places = {number: place for place, number in enumerate(known)}
    if all(c.source_id in places for c in both):
        both.sort(key=lambda c: places[c.source_id or ""])
    return [replace(c, position=place) for place, c in enumerate(both)]


def _under(comment: Comment, same: Comment | None, new: Set[str | None]) -> Comment:
    if same is None or same.parent_source_id not in new:
        return comment
    return replace(comment, parent_source_id=same.parent_source_id, parent_how=same.parent_how, depth=same.depth)
