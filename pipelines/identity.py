"""Gives every post and comment its lasting id, from what never changes about it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

from archive.models import Comment, Post, Reading
from archive.urls import post_at, stable_id

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")


def fold(words: str | None) -> str:
    """``words`` as two witnesses of one comment share them: compatible forms, no case, no invisible
    characters, white space folded. None counts as empty."""
    if not words:
        return ""
    if words.isascii():
        return _SPACE.sub(" ", words).strip().lower()
    words = _INVISIBLE.sub("", unicodedata.normalize("NFKC", words))
    return _SPACE.sub(" ", words).strip().casefold()


def comment_id(post: str, system: str, source_id: str) -> str:
    """The id of the comment that ``system`` calls ``source_id``, under the post with the id ``post``."""
    return stable_id("comment", post, system, source_id)


def unnamed_comment_id(post: str, system: str, author: str | None, text: str | None, before: int) -> str:
    """The id of a comment without a source id. ``before`` counts equal ones earlier on the same witness."""
    return stable_id("comment", post, system, "unnamed", fold(author), fold(text), str(before))


def identify(reading: Reading) -> Reading:
    """The reading with ``id`` on posts, ``id`` and ``post_id`` on comments.

    Both stay None on a comment of which nobody says to which post it belongs. Wants bodies cleaned: the id
    of an unnamed comment hangs on its words.
    """
    seen: Counter[tuple[str, str, str, str]] = Counter()
    comments = tuple(_identify_comment(comment, reading, seen) for comment in reading.comments)
    return replace(reading, posts=tuple(_identify_post(post) for post in reading.posts), comments=comments)


def _identify_post(post: Post) -> Post:
    return replace(post, id=post_at(post.url))


def _identify_comment(comment: Comment, reading: Reading, seen: Counter[tuple[str, str, str, str]]) -> Comment:
    url = _post_url(comment, reading)
    if url is None:
        return replace(comment, id=None, post_id=None)
    post = post_at(url)
    if comment.source_id:
        return replace(comment, id=comment_id(post, comment.system, comment.source_id), post_id=post)
    same = (post, comment.system, fold(comment.author), fold(comment.text))
    before = seen[same]
    seen[same] += 1
    unnamed = unnamed_comment_id(post, comment.system, comment.author, comment.text, before)
    return replace(comment, id=unnamed, post_id=post)


def _post_url(comment: Comment, reading: Reading) -> str | None:
    """The permalink of the comment's post: told, the page's, the only post's, or within its own permalink."""
    if comment.post_url or reading.about:
        return comment.post_url or reading.about
    if len(reading.posts) == 1:
        return reading.posts[0].url
    address, _, fragment = (comment.url or "").partition("#")
    return address if fragment else None


_ACCOUNT = re.compile(r"//(?:www\.blogger\.com/profile/|plus\.google\.com/)\d")


def account_of(author_id: str | None, author_url: str | None) -> str | None:
    """The platform's id of who wrote a comment, whose address is ``author_url``; None where it names nobody.

    Blogger gives one and the same ``pid-…`` to all who are signed in elsewhere or not at all: it stands for a person
    only beside a profile of Blogger's own.
    """
    if author_id is not None and author_id.startswith("pid-") and not _ACCOUNT.search(author_url or ""):
        return None
    return author_id
