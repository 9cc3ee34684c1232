"""Cusdis: a light comment server; its element names server, application and page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.page import Page
from spiders.systems import System, ask, more, parameter, permalink_of, post_asked_for, thread

NAME = "cusdis"


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The first page of the thread."""
    place = page.first("#cusdis_thread[data-app-id][data-page-id]")
    if place is None:
        return
    server = page.join(place.get("data-host") or "https://cusdis.com")
    if server is not None:
        yield ask(
            NAME,
            f"{server.rstrip('/')}/api/open/comments",
            permalink_of(page, reading),
            page=1,
            appId=place.get("data-app-id"),
            pageId=place.get("data-page-id"),
        )


def read(page: Page) -> Reading | None:
    """A page of a thread (ten comments with all their replies); None when the answer is something else."""
    told = dig(page.json, "data")
    if not isinstance(dig(told, "data"), list):
        return None
    items = list(_iter_tree(told))
    own = next((url for row, _ in items if (url := words(row, "page", "url"))), None)
    pages, here = number(told, "pageCount") or 1, int((_here(page) or "1")[:6])
    return thread(
        page,
        NAME,
        "thread",
        post_asked_for(page, own),
        (_read_comment(row, above) for row, above in items),
        promised=len(items) if pages == 1 else None,
        by="cusdis commentCount",
        follow=(more(page, NAME, page=here + 1),) if here < pages and items else (),
    )


def _here(page: Page) -> str | None:
    told = parameter(page.url, "page")
    return told if told and told.isdecimal() else None


def _iter_tree(told: Any) -> Iterator[tuple[dict[str, Any], str | None]]:
    todo: list[tuple[dict[str, Any], str | None]]
    todo = [(row, None) for row in reversed(rows(dig(told, "data")))]
    while todo:
        row, above = todo.pop()
        yield row, above
        key = name(row, "id")
        todo.extend((one, key) for one in reversed(rows(dig(row, "replies", "data"))))


def _read_comment(row: dict[str, Any], above: str | None) -> Comment:
    return Comment(
        source_id=name(row, "id"),
        author=words(row, "moderator", "displayName") or words(row, "by_nickname"),
        by_post_author=True if words(row, "moderatorId") else None,
        published=moment(row, "createdAt", utc=True),
        html=words(row, "parsedContent"),
        text=words(row, "content") if words(row, "parsedContent") is None else None,
        parent_source_id=above,
        parent_how="stated" if above else None,
    )


CUSDIS = System(
    name=NAME,
    title="Cusdis",
    marks=("cusdis_thread",),
    find=find,
    apis=(Api("Cusdis thread", r"^https?://[^?#]*/api/open/comments\?(?:[^#]*&)?appId=", read),),
)
