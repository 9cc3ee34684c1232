"""Haloscan (closed in 2009): pop-up pages with flat threads, kept only by who archived them in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api, CommentFields, read_comments
from spiders.containers import Each
from spiders.fields import attr, first, inner, link, text
from spiders.page import Page
from spiders.systems import System, ask, permalink_of, post_asked_for, refused, thread

NAME = "haloscan"
_USER = re.compile(r"haloscan\.com/load(?:/|\.php\?user=)([\w-]+)", re.IGNORECASE)
_MARK = r"(?:&#39;|&quot;|\\?[\"'])"
_THREAD = re.compile(rf"\bHaloScan\(\s*{_MARK}([^\"'&\\]{{1,200}}){_MARK}", re.IGNORECASE)

_MESSAGES = (
    Each("td.MessageCell", holds=".byline"),
    CommentFields(
        key=first(attr("name", "a[name]", match=r"^(\d+)$"), attr("id", "a[id]", match=r"^(\d+)$")),
        author=text(".byline", match=r"^\s*([^|]+?)\s*\|"),
        author_url=link(".byline a[href^=http]:not([href*='haloscan.com'])"),
        words=text(".byline", match=r"\|\s*([^|]*\d{2}[^|]*?)\s*(?:\||$)"),
        html=inner("", without=".byline, a[name], hr"),
    ),
)
"""A table of messages; the line that signs one reads `NAME | address | time | #`."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The pop-up of the one thread that this page opens; pages of many posts open many and tell of none whose it is."""
    user, keys = _USER.search(page.text), dict.fromkeys(_THREAD.findall(page.text))
    if user is not None and len(keys) == 1:
        (key,) = keys
        yield ask(NAME, f"http://www.haloscan.com/comments/{user[1]}/{quote(key)}/", permalink_of(page, reading))


def read(page: Page) -> Reading:
    """The pop-up."""
    about = post_asked_for(page)
    found = read_comments(page, (_MESSAGES,))
    if not found and page.first("table.MainTable, .byline") is None:
        return refused(page, NAME, "pop-up", "layout unknown")
    return thread(page, NAME, "pop-up", about, (_with_url(one, page) for one in found))


def _with_url(comment: Comment, page: Page) -> Comment:
    address = page.url.partition("?")[0]
    return replace(comment, url=f"{address}#{comment.source_id}") if comment.source_id else comment


HALOSCAN = System(
    name=NAME,
    title="Haloscan (closed in 2009)",
    marks=("haloscan",),
    find=find,
    apis=(Api("Haloscan pop-up", r"^https?://(?:www\.)?haloscan\.com/comments(?:/|\.php)", read, ("html",)),),
)
