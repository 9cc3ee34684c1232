"""giscus: comments kept as GitHub Discussions; its own server lists them for anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, iter_tree, moment, name, number, words
from spiders.markup import words_of
from spiders.page import Page
from spiders.systems import System, ask, more, parameter, permalink_of, post_asked_for, refused, thread

NAME = "giscus"
_AT_ONCE = 50


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The discussion of this page, by the term that the page's mapping gives."""
    script = page.first("script[data-repo][data-repo-id][src*='/client.js']")
    origin = re.match(r"https?://[^/]+", page.join(script.get("src")) or "") if script is not None else None
    if script is None or origin is None:
        return
    mapping, told = script.get("data-mapping") or "pathname", script.get("data-term")
    yield ask(
        NAME,
        f"{origin[0]}/api/discussions",
        permalink_of(page, reading),
        repo=script.get("data-repo"),
        term=None if mapping == "number" else told if mapping == "specific" else term_of(page, mapping),
        number=told if mapping == "number" else None,
        category=script.get("data-category") or "",
        strict="true" if script.get("data-strict") == "1" else "false",
        first=_AT_ONCE,
    )


def term_of(page: Page, mapping: str) -> str:
    """What a page is called in the other place, as giscus and utterances agree: its path, title or address."""
    if mapping == "url":
        return page.url
    if mapping == "title":
        title = page.first("title")
        return words_of(title) if title is not None else ""
    if mapping == "og:title":
        metas = (*page.css("meta[property='og:title']"), *page.css("meta[name='title']"))
        return next((m.get("content", "") for m in metas), "")
    path = urlsplit(page.url).path
    return "index" if len(path) < 2 else re.sub(r"\.\w+$", "", path[1:])


def read(page: Page) -> Reading | None:
    """A page of a discussion, replies below their comments; None when the answer is something else."""
    told = dig(page.json, "discussion")
    if not isinstance(dig(told, "comments"), list):
        why = words(page.json, "error")
        return refused(page, NAME, "discussion", f"giscus shows no discussion: {why}") if why else None
    term = parameter(page.url, "term") or ""
    counts = [number(told, "totalCommentCount"), number(told, "totalReplyCount")]
    known = [one for one in counts if one is not None]
    return thread(
        page,
        NAME,
        "discussion",
        post_asked_for(page, term if term.startswith("http") else None),
        (_read_comment(row, above) for row, above, _ in iter_tree(told["comments"], "replies")),
        promised=sum(known) if known else None,
        by="giscus totalCommentCount",
        follow=_iter_next(page, told),
    )


def _iter_next(page: Page, told: Any) -> Iterator[Follow]:
    info = dig(told, "pageInfo") if told["comments"] else None
    if parameter(page.url, "last"):
        if dig(info, "hasPreviousPage") is True and (cursor := words(info, "startCursor")):
            yield more(page, NAME, before=cursor)
    elif dig(info, "hasNextPage") is True and (cursor := words(info, "endCursor")):
        yield more(page, NAME, after=cursor)


def _key(row: dict[str, Any]) -> str | None:
    found = re.search(r"#discussioncomment-(\d+)", words(row, "url") or "")
    return found[1] if found else name(row, "id")


def _read_comment(row: dict[str, Any], above: dict[str, Any] | None) -> Comment:
    parent = _key(above) if above is not None else None
    return Comment(
        source_id=_key(row),
        url=words(row, "url"),
        author=words(row, "author", "login"),
        author_url=words(row, "author", "url"),
        author_id=words(row, "author", "login"),
        published=moment(row, "createdAt"),
        updated=moment(row, "lastEditedAt"),
        html=words(row, "bodyHTML"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=words(row, "deletedAt") is not None,
    )


GISCUS = System(
    name=NAME,
    title="giscus",
    marks=("giscus",),
    find=find,
    apis=(Api("giscus discussion", r"^https?://[^/]+/api/discussions\?(?:[^#]*&)?repo=", read),),
)
