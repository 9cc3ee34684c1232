"""Medium's older answers, asked by GET: a post by itself, its responses as a stream of pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from archive.models import Comment, Follow, Moment, Post, Reading
from archive.urls import join, plain
from spiders.adapter import Api
from spiders.comments.told import dig, name, number, rows, words
from spiders.page import Page
from spiders.platforms.medium_paragraphs import as_html
from spiders.platforms.medium_state import ID, Cache, add_state, fill_post, promise_of, read_post
from spiders.script import NotLiteral, read_literal
from spiders.systems import POST, ask, parameter, post_asked_for, post_by_referer, refused

_ROOT = "https://medium.com"
_STREAM = r"/_/api/posts/([0-9a-f]{8,12})/responses(?:Stream)?"


def ask_stream(url: str, post: str, permalink: str) -> Follow:
    """The responses to a post (or to a response), each with as much of its text as Medium shows at once.

    Found on the page or answer ``url``: of a blog with a domain of its own Medium's own host is asked.
    """
    return ask("medium responses", f"{_root(url)}/_/api/posts/{post}/responsesStream", permalink)


def _root(url: str) -> str:
    parts = urlsplit(url)
    is_own = parts.netloc == "medium.com" or parts.netloc.endswith(".medium.com")
    return f"{parts.scheme}://{parts.netloc}" if is_own else _ROOT


def read_state(page: Page, reading: Reading) -> Reading:
    """The post and the responses that the page's script holds; the stream is asked for where there may be more.

    That the page shows only some of them is said: it proves nothing of the others.
    """
    whole = add_state(page, reading) if _OLD_SCRIPT not in page.text else _add_old_state(page, reading)
    if (post := whole.post) is None:
        return whole
    here, promised = len(whole.comments), post.promised
    if promised is not None and here >= promised:
        return whole
    if promised is not None:
        whole = replace(whole, doubt=f"comments not read: {here} of {promised} responses are in the page, {_REST}")
    if post.source_id is None or not re.fullmatch(r"[0-9a-f]{8,12}", post.source_id):
        return whole
    return replace(whole, follow=(*whole.follow, ask_stream(page.url, post.source_id, whole.about or page.url)))


_REST = "the rest in Medium's answers alone"


_OLD_SCRIPT = 'window["obvInit"]('
"""What Medium's pages began their data with until 2019 or so."""


def _add_old_state(page: Page, reading: Reading) -> Reading:
    """The post as an old page's script gives it, times in UTC and responses counted; the markup fills gaps."""
    try:
        told = read_literal(page.text, page.text.find(_OLD_SCRIPT) + len(_OLD_SCRIPT))
    except NotLiteral:
        return reading
    post = _post_of(told, reading.about or page.url) if isinstance(told, dict) else None
    if post is None or (shown := reading.post) is None or shown.source_id not in (None, post.source_id):
        return reading
    post = fill_post(post, shown)
    return replace(reading, posts=(post,), promised=promise_of(post))


def _told(page: Page) -> Any:
    """The JSON behind the guard of a few signs with which these answers begin."""
    start = page.text.find("{", 0, 64)
    try:
        return json.loads(page.text[start:]) if start >= 0 else None
    except (ValueError, RecursionError):
        return None


def read_stream(page: Page) -> Reading | None:
    """A page of responses; those to a response, and texts that are cut off, are asked for one by one."""
    told, of = _told(page), re.search(_STREAM, page.url)
    payload = dig(told, "payload")
    if of is None or not isinstance(told, dict):
        return None
    if not isinstance(payload, dict) or told.get("success") is False:
        why = words(told, "error") or "no list"
        return refused(page, "medium", "api responses", f"Medium gives no responses: {why}")
    about = post_asked_for(page, post_by_referer(page, rf"^.*\b{of[1]}(?:/|$)"), f"{_ROOT}/p/{of[1]}")
    found = list(_iter_rows(payload, of[1]))
    comments = (_read_response(row, payload, about, of[1]) for row in found)
    return Reading(
        url=page.url,
        source="api",
        adapter="medium",
        layout="api responses",
        about=about,
        comments=tuple(replace(one, position=place) for place, one in enumerate(comments)),
        follow=tuple(dict.fromkeys(_iter_follow(page, payload, found, about))),
    )


def _iter_rows(payload: dict[str, Any], of: str) -> Iterator[dict[str, Any]]:
    """The responses in the order of the stream. The post that they answer is told with them and is none."""
    posts = dig(payload, "references", "Post")
    known = {key: row for key, row in posts.items() if isinstance(row, dict)} if isinstance(posts, dict) else {}
    listed = [*(name(one, "postPreview", "postId") for one in rows(payload.get("streamItems"))), *known]
    for row in (*rows(payload.get("value")), *(known[key] for key in dict.fromkeys(listed) if key in known)):
        if name(row, "id") not in (None, of) and words(row, "inResponseToPostId"):
            yield row


def _read_response(row: dict[str, Any], payload: dict[str, Any], about: str | None, of: str | None) -> Comment:
    writer = dig(payload, "references", "User", words(row, "creatorId") or "") or {}
    whole = rows(dig(row, "content", "bodyModel", "paragraphs"))
    body = whole or rows(dig(row, "previewContent", "bodyModel", "paragraphs"))
    parent = words(row, "inResponseToPostId") or of
    root = ID.search(about or "")
    parent = None if parent in (None, root[1] if root else of) else parent
    user, slug = words(writer, "username"), words(row, "uniqueSlug")
    return Comment(
        source_id=name(row, "id"),
        url=plain(f"{_ROOT}/@{quote(user)}/{quote(slug)}") if user and slug else None,
        author=words(writer, "name"),
        author_url=f"{_ROOT}/@{quote(user)}" if user else None,
        author_id=words(row, "creatorId"),
        published=_time(row.get("firstPublishedAt")) or _time(row.get("createdAt")),
        html=as_html(body),
        whole=bool(whole) or (bool(body) and dig(row, "previewContent", "isFullContent") is True),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=None if parent else 0,
    )


def _time(value: Any) -> Moment | None:
    return Moment(machine=str(value)) if isinstance(value, int) and value > 0 else None


def _iter_follow(
    page: Page, payload: dict[str, Any], found: list[dict[str, Any]], about: str | None
) -> Iterator[Follow]:
    following = dig(payload, "paging", "next")
    if found and isinstance(following, dict) and (url := _further(page.url, following)) != page.url:
        yield Follow(url, "embed", "medium responses")
    for row in found:
        key = name(row, "id")
        if key is None or about is None or not re.fullmatch(r"[0-9a-f]{8,12}", key):
            continue
        if (number(row, "virtuals", "responsesCreatedCount") or 0) > 0:
            yield ask_stream(page.url, key, about)
        if dig(row, "previewContent", "isFullContent") is not True and not dig(row, "content", "bodyModel"):
            yield ask("medium response", f"{_root(page.url)}/p/{key}", about, format="json")


def _further(url: str, following: dict[str, Any]) -> str:
    """The address with the parameters that lead to the next page; of these only plain values and lists of such."""
    parts = urlsplit(url)
    told: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    for field, value in following.items():
        values = value if isinstance(value, list) else [value]
        if re.fullmatch(r"\w+", field) and all(isinstance(one, str | int) for one in values):
            told[field] = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    return parts._replace(query=urlencode(told, doseq=True, quote_via=quote)).geturl()


def read_alone(page: Page) -> Reading | None:
    """A page asked with `?format=json`: a post, or a response that was asked for with the post it stands under."""
    told = _told(page)
    payload, thing = dig(told, "payload"), dig(told, "payload", "value")
    if not isinstance(thing, dict) or "firstPublishedAt" not in thing:
        return None
    if words(thing, "inResponseToPostId") and parameter(page.url, POST):
        about = post_asked_for(page)
        comment = _read_response(thing, payload, about, None)
        return Reading(page.url, "api", "medium", "api response", about=about, comments=(comment,))
    url = plain(words(thing, "mediumUrl") or "") or join(page.url, page.url.partition("?")[0]) or page.url
    post = _post_of(payload, url)
    if post is None:
        return None
    follow = (Follow(url, "post", "medium json"),)
    return Reading(page.url, "api", "medium", "api post", posts=(post,), promised=promise_of(post), follow=follow)


def _post_of(payload: Any, url: str) -> Post | None:
    """The post that a payload is about; None when it is about none."""
    thing = dig(payload, "value")
    if not isinstance(thing, dict) or "firstPublishedAt" not in thing:
        return None
    writer = dig(payload, "references", "User", words(thing, "creatorId") or "") or {}
    post = read_post(Cache({}), {**thing, "creator": writer}, url)
    return replace(post, promised=number(thing, "virtuals", "responsesCreatedCount"))


APIS = (
    Api("Medium response stream", rf"{_STREAM}(?:[?#]|$)", read_stream, ("json", "text", "other")),
    Api("Medium post", r"[-/][0-9a-f]{8,12}\?(?:[^#]*&)?format=json\b", read_alone, ("json", "text", "other")),
)
