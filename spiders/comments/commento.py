"""Commento and Comentario: servers that give a thread to POST alone, so its captures are read but not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.page import Page
from spiders.systems import System, ask, permalink_of, post_asked_for, refused, thread

COMMENTO_NAME = "commento"
COMENTARIO_NAME = "comentario"


def _server(page: Page, script: str) -> str | None:
    for element in page.css("script[src]"):
        url = page.join(element.get("src"))
        if url and (found := re.match(rf"(.*?)/(?:js/)?{script}\.js(?:$|\?)", url)):
            return found[1]
    return None


def _path(page: Page, told: str | None) -> str:
    return told or urlsplit(page.url).path


def _find_commento(page: Page, reading: Reading) -> Iterator[Follow]:
    server = _server(page, "commento")
    if server is not None and page.first("#commento") is not None:
        element = page.first("script[data-page-id]")
        path = _path(page, element.get("data-page-id") if element is not None else None)
        post, domain = permalink_of(page, reading), urlsplit(page.url).netloc
        yield ask(COMMENTO_NAME, f"{server}/api/comment/list", post, domain=domain, path=path)


def _find_comentario(page: Page, reading: Reading) -> Iterator[Follow]:
    place, server = page.first("comentario-comments"), _server(page, "comentario")
    if server is not None and place is not None:
        post, host = permalink_of(page, reading), urlsplit(page.url).netloc
        path = _path(page, place.get("page-id"))
        yield ask(COMENTARIO_NAME, f"{server}/api/embed/comments", post, host=host, path=path)


def _why_not_commento(page: Page, reading: Reading) -> str | None:
    return next((f"Commento answers POST alone: {f.url}" for f in _find_commento(page, reading)), None)


def _why_not_comentario(page: Page, reading: Reading) -> str | None:
    return next((f"Comentario answers POST alone: {f.url}" for f in _find_comentario(page, reading)), None)


def _find_nothing(page: Page, reading: Reading) -> Iterable[Follow]:
    return ()


def read_commento(page: Page) -> Reading | None:
    """A thread by Commento; the answer names domain and path of its page. None when it is something else."""
    answer = page.json
    if not isinstance(dig(answer, "comments"), list):
        why = words(answer, "message")
        return refused(page, COMMENTO_NAME, "thread", f"Commento gives no list: {why}") if why else None
    path = words(answer, "attributes", "path")
    domain = words(answer, "attributes", "domain") or words(answer, "domain")
    about = post_asked_for(page, f"https://{domain}{path}" if domain and path else None)
    writers = dig(answer, "commenters")
    items = rows(answer["comments"])
    return thread(
        page,
        COMMENTO_NAME,
        "thread",
        about,
        (_read_commento(one, dig(writers, str(one.get("commenterHex"))), about) for one in items),
        promised=number(answer, "attributes", "commentCount"),
        by="commento commentCount",
    )


def _read_commento(row: dict[str, Any], writer: Any, about: str | None) -> Comment:
    key, parent, link = name(row, "commentHex"), name(row, "parentHex"), words(writer, "link")
    parent = None if parent == "root" else parent
    is_gone = row.get("deleted") is True
    hexed = words(row, "commenterHex")
    return Comment(
        source_id=key,
        url=f"{about}#commento-{key}" if about and key else None,
        author=words(writer, "name") if hexed != "anonymous" else None,
        author_url=link if link != "undefined" else None,
        author_id=hexed if hexed != "anonymous" else None,
        published=moment(row, "creationDate"),
        html=None if is_gone else words(row, "html"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=is_gone,
    )


def read_comentario(page: Page) -> Reading | None:
    """A thread by Comentario; None when the answer is something else."""
    answer = page.json
    if not isinstance(dig(answer, "comments"), list):
        return None
    writers = {words(one, "id"): one for one in rows(dig(answer, "commenters"))}
    items = rows(answer["comments"])
    own = next((url.partition("#")[0] for one in items if (url := words(one, "url"))), None)
    about = post_asked_for(page, own)
    return thread(
        page,
        COMENTARIO_NAME,
        "thread",
        about,
        (_read_comentario(one, writers.get(words(one, "userCreated"))) for one in items),
    )


def _read_comentario(row: dict[str, Any], writer: Any) -> Comment:
    key, parent = name(row, "id"), name(row, "parentId")
    return Comment(
        source_id=key,
        url=words(row, "url"),
        author=words(row, "authorName") or words(writer, "name"),
        author_url=words(writer, "websiteUrl"),
        author_id=words(writer, "id"),
        published=moment(row, "createdTime"),
        updated=moment(row, "editedTime"),
        html=words(row, "html"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=row.get("isDeleted") is True,
    )


COMMENTO = System(
    name=COMMENTO_NAME,
    title="Commento",
    marks=("commento.js",),
    find=_find_nothing,
    refuses=_why_not_commento,
    apis=(Api("Commento thread", r"^https?://[^?#]*/api/comment/list(?:$|\?)", read_commento),),
)
COMENTARIO = System(
    name=COMENTARIO_NAME,
    title="Comentario",
    marks=("comentario-comments",),
    find=_find_nothing,
    refuses=_why_not_comentario,
    apis=(Api("Comentario thread", r"^https?://[^?#]*/api/embed/comments(?:$|\?)", read_comentario),),
)
