"""Waline: a comment server for static blogs; threads by path, replies below their comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.scripts import object_settings
from spiders.comments.told import dig, iter_tree, moment, name, number, words
from spiders.page import Page
from spiders.systems import System, ask, by_origin, more, parameter, permalink_of, post_asked_for, thread

NAME = "waline"
_AT_ONCE = 50


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The first page of the thread, at the server that the page's script is given."""
    told: dict[str, Any] = {}
    for call in ("Waline.init", "Waline", "init"):
        told = told or object_settings(page, call)
        told = told if words(told, "serverURL") else {}
    server = page.join(words(told, "serverURL"))
    if server is None:
        return
    yield ask(
        NAME,
        f"{server.rstrip('/')}/api/comment",
        permalink_of(page, reading),
        path=words(told, "path") or urlsplit(page.url).path,
        pageSize=_AT_ONCE,
        page=1,
        lang="en-US",
        sortBy="insertedAt_asc",
    )


def read(page: Page) -> Reading | None:
    """A page of a thread, new (wrapped in ``errno``) or old; None when the answer is something else."""
    answer = page.json
    if isinstance(dig(answer, "data"), dict):
        answer = answer["data"]
    if not isinstance(dig(answer, "data"), list):
        return None
    about = post_asked_for(page, by_origin(page, parameter(page.url, "path")))
    here, pages = number(answer, "page") or 1, number(answer, "totalPages") or 1
    return thread(
        page,
        NAME,
        "thread",
        about,
        (_read_comment(row, above, about) for row, above, _ in iter_tree(answer["data"], "children")),
        promised=number(answer, "count"),
        by="waline count",
        follow=(more(page, NAME, page=here + 1),) if here < pages and answer["data"] else (),
    )


def _read_comment(row: dict[str, Any], above: dict[str, Any] | None, about: str | None) -> Comment:
    key = name(row, "objectId")
    parent = name(row, "pid") or name(above, "objectId")
    return Comment(
        source_id=key,
        url=f"{about}#{key}" if about and key else None,
        author=words(row, "nick"),
        author_url=words(row, "link"),
        author_id=name(row, "user_id"),
        published=moment(row, "time") or moment(row, "insertedAt"),
        html=words(row, "comment"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
    )


WALINE = System(
    name=NAME,
    title="Waline",
    marks=("waline",),
    find=find,
    apis=(Api("Waline thread", r"^https?://[^?#]*/comment\?(?:[^#]*&)?path=", read),),
)
