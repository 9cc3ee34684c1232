"""Commento and Comentario: servers that give a thread to POST alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.page import Page
from spiders.systems import System, ask_by_post, parameter, permalink_of, post_asked_for, refused, thread

COMMENTO_NAME = "commento"
COMENTARIO_NAME = "comentario"
_CDN, _CLOUD = "https://cdn.commento.io", "https://commento.io"
"""Where the hosted Commento's script lies, and whom that script asks."""


def _server(page: Page, script: str) -> str | None:
    for element in page.css("script[src]"):
        url = page.join(element.get("src"))
        if url and (found := re.match(rf"([^?]*?)/(?:js/)?{script}\.js(?:$|\?)", url)):
            return _CLOUD if found[1] == _CDN else found[1]
    return None


def _path(page: Page, told: str | None) -> str:
    return told or urlsplit(page.url).path


def _ask_commento(page: Page, reading: Reading) -> Follow | None:
    element = page.first("script[data-page-id]")
    return ask_by_post(
        COMMENTO_NAME,
        _server(page, "commento") or "",
        "/api/comment/list",
        permalink_of(page, reading),
        commenterToken="anonymous",
        domain=urlsplit(page.url).netloc,
        path=_path(page, element.get("data-page-id") if element is not None else None),
    )


def _ask_comentario(page: Page, reading: Reading) -> Follow | None:
    element = page.first("comentario-comments")
    return ask_by_post(
        COMENTARIO_NAME,
        _server(page, "comentario") or "",
        "/api/embed/comments",
        permalink_of(page, reading),
        host=urlsplit(page.url).netloc,
        path=_path(page, element.get("page-id") if element is not None else None),
    )


Ask = Callable[[Page, Reading], Follow | None]


def _finder(script: str, place: str, ask: Ask) -> Callable[[Page, Reading], Iterator[Follow]]:
    """What finds the thread of a page that has the script and a place for its comments."""

    def find(page: Page, reading: Reading) -> Iterator[Follow]:
        if page.first(place) is not None and _server(page, script) is not None:
            follow = ask(page, reading)
            if follow is not None:
                yield follow

    return find


def _refusal(script: str, place: str, ask: Ask, title: str) -> Callable[[Page, Reading], str | None]:
    """What says of such a page why its thread is not asked for; None when it is."""

    def refuse(page: Page, reading: Reading) -> str | None:
        if page.first(place) is None or _server(page, script) is None or ask(page, reading) is not None:
            return None
        return f"comments not read: {title}'s server or page id is none to ask"

    return refuse


def _page_at(host: str | None, path: str | None) -> str | None:
    """The address of a page by its host and path; None when these name none."""
    return f"https://{host}{path}" if host and path and path.startswith("/") else None


def read_commento(page: Page) -> Reading | None:
    """A thread by Commento; the answer names domain and path of its page. None when it is something else."""
    answer = page.json
    if not isinstance(dig(answer, "comments"), list):
        why = words(answer, "message")
        return refused(page, COMMENTO_NAME, "thread", f"Commento gives no list: {why}") if why else None
    domain = words(answer, "attributes", "domain") or words(answer, "domain")
    named = _page_at(domain, words(answer, "attributes", "path"))
    about = post_asked_for(page, named, _page_at(parameter(page.url, "domain"), parameter(page.url, "path")))
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
    about = post_asked_for(page, own, _page_at(parameter(page.url, "host"), parameter(page.url, "path")))
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


_COMMENTO = ("commento", "#commento", _ask_commento)
_COMENTARIO = ("comentario", "comentario-comments", _ask_comentario)

COMMENTO = System(
    name=COMMENTO_NAME,
    title="Commento",
    marks=("commento.js",),
    find=_finder(*_COMMENTO),
    refuses=_refusal(*_COMMENTO, "Commento"),
    apis=(Api("Commento thread", r"^https?://[^?#]*/api/comment/list(?:$|\?)", read_commento),),
)
COMENTARIO = System(
    name=COMENTARIO_NAME,
    title="Comentario",
    marks=("comentario-comments",),
    find=_finder(*_COMENTARIO),
    refuses=_refusal(*_COMENTARIO, "Comentario"),
    apis=(Api("Comentario thread", r"^https?://[^?#]*/api/embed/comments(?:$|\?)", read_comentario),),
)
