"""Isso: a small server of one's own; `data-isso` names it, and it answers with the whole thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, iter_tree, moment, name, number, words
from spiders.page import Page
from spiders.systems import System, ask, by_origin, parameter, permalink_of, post_asked_for, thread

NAME = "isso"
_DELETED = 4
"""The mode of a comment that is gone while replies to it stand."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The thread of this page, in one answer: without limits Isso gives everything."""
    place = page.first("#isso-thread")
    server = _server(page)
    if place is None or server is None:
        return
    uri = place.get("data-isso-id") or urlsplit(page.url).path
    yield ask(NAME, f"{server}/", permalink_of(page, reading), uri=uri)


def _server(page: Page) -> str | None:
    element = page.first("script[data-isso]")
    if element is not None:
        url = page.join(element.get("data-isso"))
        return url.rstrip("/") if url else None
    for script in page.css("script[src*='/js/embed.']"):
        url = page.join(re.sub(r"/js/embed\.(?:min|dev)\.js.*$", "/", script.get("src", "")))
        if url and "/js/embed" not in url:
            return url.rstrip("/")
    return None


def read(page: Page) -> Reading | None:
    """A thread, or a part of one; None when the answer is something else.

    Asked without our parameter, the answer's Access-Control-Allow-Origin (Isso always names the blog there)
    and the thread's own path give the post.
    """
    answer = page.json
    if not isinstance(dig(answer, "replies"), list):
        return None
    about = post_asked_for(page, by_origin(page, parameter(page.url, "uri")))
    tree = list(iter_tree(answer["replies"], "replies"))
    above = [row for row, _, depth in tree if depth == 0]
    hidden_above = _count(answer, "hidden_replies")
    hidden = hidden_above + sum(_count(row, "hidden_replies") for row in above)
    total = hidden_above + len(above) + sum(_count(row, "total_replies") for row in above)
    total = max(total, _count(answer, "total_replies"))  # the top level alone until 0.13, every reply since
    gone = sum(row.get("mode") == _DELETED for row, _, _ in tree)
    is_part = parameter(page.url, "parent", "after", "offset") is not None
    return thread(
        page,
        NAME,
        "thread",
        about,
        (_read_comment(row, about) for row, _, _ in tree),
        promised=None if is_part else max(total - gone, 0),
        by="isso total_replies",
        follow=_whole(page, about) if hidden > 0 or is_part else (),
    )


def _count(row: dict[str, Any], field: str) -> int:
    return max(number(row, field) or 0, 0)


def _whole(page: Page, about: str | None) -> Iterable[Follow]:
    uri = parameter(page.url, "uri")
    return (ask(NAME, page.url.partition("?")[0], about, uri=uri),) if uri else ()


def _read_comment(row: dict[str, Any], about: str | None) -> Comment:
    key, parent = name(row, "id"), name(row, "parent")
    return Comment(
        source_id=key,
        url=f"{about}#isso-{key}" if about and key else None,
        author=words(row, "author"),
        author_url=words(row, "website"),
        author_id=words(row, "hash"),
        published=moment(row, "created"),
        updated=moment(row, "modified"),
        html=words(row, "text"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=row.get("mode") == _DELETED,
    )


ISSO = System(
    name=NAME,
    title="Isso",
    marks=("isso-thread",),
    find=find,
    apis=(Api("Isso thread", r"^https?://[^/?#]+/(?:[^?#]*/)?\?(?:[^#]*&)?uri=", read),),
)
