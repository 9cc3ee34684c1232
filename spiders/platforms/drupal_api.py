"""Drupal's JSON:API, where a site leaves it open: comments in UTC, their parents, the nodes they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from archive.models import Comment, Follow, Moment, Reading
from spiders.adapter import Api
from spiders.page import Page

_ASK = "jsonapi/comment/comment?include=entity_id%2Cuid&sort=created&page%5Blimit%5D=50"
"""All comments of the site, with the nodes they stand under; fifty are the most that it gives at once."""
Known = dict[tuple[str | None, str | None], dict[str, Any]]
"""The attributes of what came along with the comments: nodes and users."""
_BASE = re.compile(r'"baseUrl":"((?:\\/|[\w./~-]){1,200})"')


def ask_api(page: Page) -> Iterator[Follow]:
    """The API's list of comments, where a page of Drupal 8 or later shows some. None says whether it is open."""
    settings = page.first("script[data-drupal-selector='drupal-settings-json']")
    if settings is None or page.first("[data-comment-user-id]") is None:
        return
    found = _BASE.search(settings.text or "")
    base = found[1].replace("\\/", "/") if found else "/"
    url = page.join(urljoin(base if base.endswith("/") else f"{base}/", _ASK))
    if url is not None:
        yield Follow(url, "api", "JSON:API")


def read(page: Page) -> Reading | None:
    """A page of the list; None when the answer is something else."""
    answer = page.json
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(data, list) or not isinstance(answer.get("jsonapi"), dict):
        return None
    root = page.url.partition("/jsonapi/")[0]
    rows = [one for one in data if isinstance(one, dict) and str(one.get("type", "")).startswith("comment--")]
    numbers = {_words(one.get("id")): _words(_dict(one, "attributes").get("drupal_internal__cid")) for one in rows}
    included = answer.get("included")
    known = {
        _name(one): _dict(one, "attributes")
        for one in (included if isinstance(included, list) else ())
        if isinstance(one, dict)
    }
    comments = [comment for one in rows if (comment := _comment(one, root, known, numbers)) is not None]
    following = _dict(_dict(answer, "links"), "next").get("href")
    url = page.join(following) if isinstance(following, str) else None
    return Reading(
        page.url,
        "api",
        "drupal",
        "jsonapi-comments",
        comments=tuple(comments),
        follow=(Follow(url, "api", "JSON:API next"),) if url else (),
    )


def _comment(row: dict[str, Any], root: str, known: Known, numbers: dict[str | None, str | None]) -> Comment | None:
    told, related = _dict(row, "attributes"), _dict(row, "relationships")
    number = _words(told.get("drupal_internal__cid"))
    post = _post_url(_dict(_dict(related, "entity_id"), "data"), root, known)
    if number is None or post is None or told.get("status") is False:
        return None
    writer, answered = (_dict(_dict(related, name), "data") for name in ("uid", "pid"))
    user = known.get(_name(writer), {})
    user_number, parent = _target(writer), _target(answered) or numbers.get(_words(answered.get("id")))
    changed = told.get("changed") if told.get("changed") != told.get("created") else None
    body = _dict(told, "comment_body")
    return Comment(
        source_id=number,
        url=f"{root}/comment/{number}#comment-{number}",
        post_url=post,
        author=_words(told.get("name")) or _words(user.get("display_name")) or _words(user.get("name")),
        author_url=_words(told.get("homepage")),
        author_id=user_number if user_number != "0" else None,
        title=_words(told.get("subject")),
        published=Moment(machine=_words(told.get("created"))) if _words(told.get("created")) else None,
        updated=Moment(machine=_words(changed)) if _words(changed) else None,
        html=_words(body.get("processed")) or _words(body.get("value")),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
    )


def _post_url(node: dict[str, Any], root: str, known: Known) -> str | None:
    """The node's alias, else its plain address; None for what is no node."""
    kind, number = str(node.get("type", "")), _target(node)
    if not kind.startswith("node--"):
        return None
    alias = _words(_dict(known.get(_name(node), {}), "path").get("alias"))
    if alias is not None and alias.startswith("/") and not alias.startswith("//"):
        return f"{root}{alias}"
    return f"{root}/node/{number}" if number is not None else None


def _name(thing: dict[str, Any]) -> tuple[str | None, str | None]:
    """By what one part of an answer names another."""
    return _words(thing.get("type")), _words(thing.get("id"))


def _target(related: dict[str, Any]) -> str | None:
    return _words(_dict(related, "meta").get("drupal_internal__target_id"))


def _dict(value: dict[str, Any], name: str) -> dict[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _words(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


COMMENTS_API = Api("JSON:API comments", r"/jsonapi/comment/\w+(?:\?|$)", read)
