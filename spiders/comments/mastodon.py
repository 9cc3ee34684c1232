"""Mastodon: a status that announces the post, and the replies below it as the post's comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, moment, name, rows, words
from spiders.page import Page
from spiders.systems import System, ask, permalink_of, post_asked_for, thread

NAME = "mastodon"
_MOST = 60
"""Servers show visitors without an account no more replies than this, and do not say that there are more."""
_IN_SCRIPT = re.compile(r"https?://([\w.-]+\.[a-z]{2,})/api/v1/statuses/(\d{6,25})(?:/context)?\b", re.IGNORECASE)


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The replies to the status that an element or a script of the page names."""
    for host, status in dict.fromkeys(_iter_statuses(page)):
        yield ask(NAME, f"https://{host}/api/v1/statuses/{status}/context", permalink_of(page, reading))


def _iter_statuses(page: Page) -> Iterator[tuple[str, str]]:
    for element in page.css("mastodon-comments[host]"):
        if (status := element.get("tootid", "")).isdecimal():
            yield _host(element.get("host", "")), status
    for element in page.css("[data-mastodon-host], [data-host][data-toot-id]"):
        names = ("data-mastodon-toot-id", "data-mastodon-id", "data-toot-id")
        status = next((told for name in names if (told := element.get(name))), "")
        if status.isdecimal():
            yield _host(element.get("data-mastodon-host") or element.get("data-host", "")), status
    for found in _IN_SCRIPT.finditer(page.text):
        yield found[1], found[2]


def _host(told: str) -> str:
    return re.sub(r"^https?://|/.*$", "", told.strip())


def read(page: Page) -> Reading | None:
    """The statuses below the one in the address; what stands above it is no comment of the post."""
    if not isinstance(dig(page.json, "descendants"), list):
        return None
    found = re.search(r"/statuses/(\d+)/context", page.url)
    top = found[1] if found else None
    items = rows(page.json["descendants"])
    reading = thread(page, NAME, "context", post_asked_for(page), (_read_status(one, top) for one in items))
    if len(items) == _MOST:
        why = f"perhaps more replies: the server shows visitors {_MOST}"
        return replace(reading, doubt=reading.doubt or why)
    return reading


def _read_status(row: dict[str, Any], top: str | None) -> Comment:
    parent = name(row, "in_reply_to_id")
    parent = None if parent == top else parent
    return Comment(
        source_id=name(row, "id"),
        url=words(row, "url") or words(row, "uri"),
        author=words(row, "account", "display_name") or words(row, "account", "username"),
        author_url=words(row, "account", "url"),
        author_id=words(row, "account", "acct"),
        title=words(row, "spoiler_text"),
        published=moment(row, "created_at"),
        updated=moment(row, "edited_at"),
        html=words(row, "content"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
    )


FEDIVERSE = System(
    name=NAME,
    title="Mastodon thread",
    marks=("mastodon-comments", "data-mastodon", "data-toot-id", "/api/v1/statuses/"),
    find=find,
    apis=(Api("Mastodon context", r"^https?://[^/]+/api/v1/statuses/\d+/context\b", read),),
)
