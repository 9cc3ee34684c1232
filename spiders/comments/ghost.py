"""Ghost's own comments: never in the page, but the members' API gives them to anybody who may read the post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive.models import Comment, Follow, Promise, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, iter_tree, moment, name, number, rows, words
from spiders.page import Page
from spiders.systems import System, ask, more, parameter, permalink_of, post_asked_for, post_by_referer, refused, thread

NAME = "ghost"
_AT_ONCE = 50
_POST_ROUTE = 15
"""Since version 0.15 of its script (February 2024) a post's thread has its own address; before it was a filter."""
_UNSEEN = "blogkeep_unseen"
"""The parameter of a count that stands for a post whose page names no thread: the count leads to it."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The first page of the thread, and how many comments there are."""
    script = page.first("script[data-ghost-comments][data-post-id]")
    key = script.get("data-post-id", "") if script is not None else ""
    site = page.join(script.get("data-ghost-comments") or "/") if script is not None else None
    if site is None or not re.fullmatch(r"[0-9a-f]{24}", key):
        return
    site, post = site.rstrip("/"), permalink_of(page, reading)
    version = re.search(r"comments-ui@~?0\.(\d{1,3})\b", script.get("src", "") if script is not None else "")
    if version is not None and int(version[1]) < _POST_ROUTE:
        yield ask(NAME, f"{site}/members/api/comments/", post, filter=f"post_id:'{key}'", limit=_AT_ONCE, page=1)
    else:
        yield ask_list(site, key, post)
    yield ask(NAME, f"{site}/members/api/comments/counts/", post, ids=key)


def ask_list(site: str, key: str, post: str) -> Follow:
    """The first page of the thread of the post with this id."""
    return ask(NAME, f"{site}/members/api/comments/post/{key}/", post, limit=_AT_ONCE, page=1)


def ask_unseen(site: str, key: str | None, post: str) -> Iterator[Follow]:
    """How many comments a post has whose page names no thread; nothing when this is no id."""
    if key is not None and re.fullmatch(r"[0-9a-f]{24}", key):
        yield ask(NAME, f"{site}/members/api/comments/counts/", post, ids=key, **{_UNSEEN: 1})


def read_list(page: Page) -> Reading | None:
    """A page of comments, newest first, each with its first replies; the rest of those is asked for."""
    if not isinstance(dig(page.json, "comments"), list):
        why = next((words(one, "message") for one in rows(dig(page.json, "errors"))), None)
        return refused(page, NAME, "comments", f"Ghost gives no list: {why}") if why else None
    items = list(iter_tree(page.json["comments"], "replies"))
    about = post_asked_for(page, post_by_referer(page))
    follow = list(_iter_replies(page, (row for row, _, _ in items), about))
    following = number(page.json, "meta", "pagination", "next")
    if following and items:
        follow.append(more(page, NAME, page=following))
    above_all = re.search(r"/comments/([0-9a-f]{24})/replies\b", page.url)
    top = above_all[1] if above_all else None
    return thread(
        page,
        NAME,
        "replies" if top else "comments",
        about,
        (_read_comment(row, name(above, "id") or top, about) for row, above, _ in items),
        follow=follow,
    )


def _iter_replies(page: Page, items: Iterator[dict[str, Any]], about: str | None) -> Iterator[Follow]:
    for row in items:
        shown, key = len(rows(row.get("replies"))), name(row, "id")
        if key and (number(row, "count", "replies") or 0) > shown:
            top = page.url.partition("/members/api/comments/")[0]
            yield ask(NAME, f"{top}/members/api/comments/{key}/replies/", about, limit="all")


def read_counts(page: Page) -> Reading | None:
    """How many comments the post has, and where they are when its page does not name them."""
    answer, about = page.json, post_asked_for(page)
    if not isinstance(answer, dict) or len(answer) != 1 or about is None:
        return None
    ((key, count),) = answer.items()
    if not isinstance(count, int):
        return None
    promised = (Promise("comments", count, "ghost counts", about),)
    site = page.url.partition("/members/api/comments/")[0]
    is_key = re.fullmatch(r"[0-9a-f]{24}", key) is not None
    follow = (ask_list(site, key, about),) if count > 0 and is_key and parameter(page.url, _UNSEEN) else ()
    return Reading(page.url, "embed", NAME, "counts", about=about, promised=promised, follow=follow)


def _read_comment(row: dict[str, Any], above: str | None, about: str | None) -> Comment:
    key = name(row, "id")
    parent = name(row, "in_reply_to_id") or name(row, "parent_id") or above
    status = words(row, "status")
    return Comment(
        source_id=key,
        url=f"{about}#ghost-comments-{key}" if about and key else None,
        author=words(row, "member", "name"),
        author_id=name(row, "member", "id") or name(row, "member", "uuid"),
        published=moment(row, "created_at"),
        updated=moment(row, "edited_at"),
        html=words(row, "html"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=status is not None and status != "published",
    )


GHOST_COMMENTS = System(
    name=NAME,
    title="Ghost comments",
    marks=("data-ghost-comments",),
    find=find,
    apis=(
        Api("Ghost comments", r"/members/api/comments/(?:(?:post/\w+|\w+/replies)/?)?(?:\?|$)", read_list),
        Api("Ghost counts", r"/members/api/comments/counts/?\?", read_counts),
    ),
)
