"""Tumblr's first API: all posts of a blog with their times in UTC and their notes counted, for anybody who asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from archive.models import Follow, Moment, Post, Promise, Reading
from archive.urls import join
from spiders.adapter import Api
from spiders.comments.told import dig, name, number, rows, words
from spiders.page import Page
from spiders.script import find_literal
from spiders.systems import parameter

_AT_ONCE = 50
"""Posts in one answer, the most that it gives."""

_TITLES = ("regular-title", "link-text", "conversation-title", "question")
_BODIES = ("regular-body", "photo-caption", "video-caption", "audio-caption", "link-description", "answer")


def ask_posts(url: str) -> Follow:
    """The first answer for the blog on whose host ``url`` lies."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    return Follow(f"{root}/api/read/json?num={_AT_ONCE}&start=0", "api", "tumblr api")


def read_posts(page: Page) -> Reading | None:
    """A part of the list of all posts; None when it is none. The answer is a script that sets one variable."""
    told = page.json if page.kind == "json" else find_literal(page.text, "tumblr_api_read")
    if not isinstance(dig(told, "posts"), list) or not isinstance(dig(told, "tumblelog"), dict):
        return None
    posts = tuple(post for row in rows(told["posts"]) if (post := _read_post(page, told["tumblelog"], row)))
    total = number(told, "posts-total")
    promised = [
        Promise("comments", post.promised, "note-count", post.url) for post in posts if post.promised is not None
    ]
    if total is not None and parameter(page.url, "id", "tagged", "type") is None:
        promised.insert(0, Promise("posts", total, "posts-total"))
    return Reading(
        url=page.url,
        source="api",
        adapter="tumblr",
        layout="api posts",
        posts=posts,
        promised=tuple(promised),
        follow=tuple(dict.fromkeys(_iter_follow(page, posts, len(told["posts"]), total))),
    )


def _iter_follow(page: Page, posts: tuple[Post, ...], count: int, total: int | None) -> Iterator[Follow]:
    yield from (Follow(post.url, "post", "tumblr api") for post in posts)
    start = parameter(page.url, "start")
    if posts and start is not None and start.isdecimal() and len(start) < 10:
        further = int(start) + count
        if total is None or further < total:
            url = re.sub(r"([?&]start=)\d+", rf"\g<1>{further}", page.url)
            yield Follow(url, "api", "tumblr api")


def _read_post(page: Page, blog: dict[str, Any], row: dict[str, Any]) -> Post | None:
    url = join(page.url, words(row, "url-with-slug") or words(row, "url") or "")
    if url is None or not (words(row, "url-with-slug") or words(row, "url")):
        return None
    body = _body(row)
    return Post(
        url=url,
        source_id=name(row, "id"),
        title=next((told for one in _TITLES if (told := words(row, one))), None),
        author=words(row, "tumblelog", "name") or words(blog, "name"),
        published=_time(row),
        html=body,
        whole=body is not None,
        tags=_texts(row.get("tags")),
        promised=number(row, "note-count"),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _time(row: dict[str, Any]) -> Moment | None:
    epoch = number(row, "unix-timestamp")
    return Moment(machine=str(epoch)) if epoch is not None and epoch > 0 else None


def _body(row: dict[str, Any]) -> str | None:
    """What the post says, whatever its kind: text, caption, quotation, talk, with its pictures and its link."""
    parts = [_picture(one) for one in (rows(row.get("photos")) or [row])]
    if url := words(row, "link-url"):
        parts.append(f'<p><a href="{escape(url)}">{escape(words(row, "link-text") or url, quote=False)}</a></p>')
    for field, tag in (("quote-text", "blockquote"), ("quote-source", "p")):
        if told := words(row, field):
            parts.append(f"<{tag}>{told}</{tag}>")
    parts += [told for one in _BODIES if (told := words(row, one))]
    for line in rows(row.get("conversation")):
        said = f"{words(line, 'label') or ''} {words(line, 'phrase') or ''}"
        parts.append(f"<p>{escape(said.strip(), quote=False)}</p>")
    return "".join(part for part in parts if part) or None


def _picture(row: dict[str, Any]) -> str:
    source = words(row, "photo-url-1280") or words(row, "photo-url-500")
    return f'<p><img src="{escape(source)}"></p>' if source else ""


APIS = (Api("Tumblr posts", r"/api/read/json(?:\?|$)", read_posts, ("json", "text", "other")),)
