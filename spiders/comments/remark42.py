"""Remark42: `remark_config` names server and site; one answer holds the whole thread, edits included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.models import Comment, Follow, Reading
from archive.urls import plain
from spiders.adapter import Api
from spiders.comments.scripts import object_settings
from spiders.comments.told import dig, iter_tree, moment, name, number, words
from spiders.page import Page
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, refused, thread

NAME = "remark42"


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The thread of this page: without its own address told, Remark42 takes the window's, less its query."""
    told = object_settings(page, "remark_config")
    host, site = words(told, "host"), name(told, "site_id")
    if page.first("#remark42") is None or host is None or site is None:
        return
    server = page.join(host.rstrip("/") + "/api/v1/find")
    url = page.join(words(told, "url")) or page.url.partition("?")[0]
    if server is not None:
        post = permalink_of(page, reading)
        yield ask(NAME, server, post, site=site, url=url, sort="time", format="plain")


def read(page: Page) -> Reading | None:
    """A thread, plain or as a tree; None when the answer is something else."""
    answer = page.json
    if not isinstance(dig(answer, "comments"), list):
        return refused(page, NAME, "thread", "Remark42 gives no list") if dig(answer, "error") else None
    items = list(_iter_comments(answer["comments"]))
    own = next((url for one in items if (url := words(one, "locator", "url"))), None)
    about = post_asked_for(page, own, parameter(page.url, "url"))
    left = number(answer, "info", "count_left") or 0
    address = page.url.partition("?")[0]
    site, url = parameter(page.url, "site"), parameter(page.url, "url")
    return thread(
        page,
        NAME,
        "tree" if parameter(page.url, "format") == "tree" else "plain",
        about,
        (_read_comment(one, about) for one in items),
        promised=None if parameter(page.url, "since") else number(answer, "info", "count"),
        by="remark42 info.count",
        follow=(ask(NAME, address, about, site=site, url=url, sort="time", format="plain"),) if left > 0 else (),
    )


def _iter_comments(items: Any) -> Iterator[dict[str, Any]]:
    for row, _, _ in iter_tree(items, "replies"):
        inside = row.get("comment")
        yield inside if isinstance(inside, dict) else row


def _read_comment(row: dict[str, Any], about: str | None) -> Comment:
    key, parent = name(row, "id"), name(row, "pid")
    post, is_gone = about or plain(words(row, "locator", "url") or ""), row.get("delete") is True
    return Comment(
        source_id=key,
        url=f"{post}#remark42__comment-{key}" if post and key else None,
        author=words(row, "user", "name"),
        author_id=name(row, "user", "id") if not is_gone else None,
        published=moment(row, "time"),
        updated=moment(row, "edit", "time"),
        html=words(row, "text"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=is_gone,
    )


REMARK42 = System(
    name=NAME,
    title="Remark42",
    marks=("remark_config",),
    find=find,
    apis=(Api("Remark42 thread", r"/api/v1/find\?(?:[^#]*&)?site=", read),),
)
