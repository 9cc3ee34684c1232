"""What Medium's scripts and answers tell: posts, and responses that are posts themselves."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from archive.models import Comment, Moment, Post, Promise, Reading
from archive.urls import key as url_key
from spiders.adapter import Api
from spiders.comments.told import dig, name, number, rows, words
from spiders.page import Page
from spiders.platforms.medium_paragraphs import as_html
from spiders.script import find_literal
from spiders.systems import post_asked_for

ID = re.compile(r"(?:-|/p/)([0-9a-f]{8,12})(?:[/?#]|$)")
_TITLES = ("H2", "H3", "H4", 2, 3, 13)
_MOST = 20_000
"""Responses read of one page."""


class Cache:
    """Objects by name that point at each other, as ``__APOLLO_STATE__`` has them."""

    def __init__(self, told: Any) -> None:
        self.told: dict[str, Any] = told if isinstance(told, dict) else {}

    def open(self, value: Any) -> dict[str, Any]:
        """The object itself, where a pointer may stand; empty when there is none."""
        target = dig(value, "__ref") or (dig(value, "id") if dig(value, "type") == "id" else None)
        found = self.told.get(target) if isinstance(target, str) else value
        return found if isinstance(found, dict) else {}

    def get(self, thing: dict[str, Any], wanted: str) -> dict[str, Any]:
        """A field's object; fields that were asked with arguments have them in their name."""
        if wanted in thing:
            return self.open(thing[wanted])
        return self.open(next((v for k, v in thing.items() if k.startswith(f"{wanted}(")), None))

    def many(self, thing: dict[str, Any], wanted: str) -> list[dict[str, Any]]:
        """A field's objects, pointers followed."""
        return [found for one in rows(thing.get(wanted)) if (found := self.open(one))]

    def body(self, thing: dict[str, Any]) -> str | None:
        """A post's body as markup, without the title that stands at its head."""
        paragraphs = self.many(self.get(self.get(thing, "content"), "bodyModel"), "paragraphs")
        is_titled = bool(paragraphs) and paragraphs[0].get("type") in _TITLES
        if is_titled and words(paragraphs[0], "text") == words(thing, "title"):
            paragraphs = paragraphs[1:]
        return as_html(paragraphs)


def _time(value: Any) -> Moment | None:
    return Moment(machine=str(value)) if isinstance(value, int) and value > 0 else None


def _profile(person: dict[str, Any]) -> str | None:
    user = words(person, "username")
    return f"https://medium.com/@{user}" if user else None


def own_post(cache: Cache, page: Page) -> dict[str, Any] | None:
    """The post that the page's address names."""
    found = ID.search(page.url)
    own = cache.told.get(f"Post:{found[1]}") if found else None
    if isinstance(own, dict):
        return own
    posts = [v for k, v in cache.told.items() if k.startswith("Post:") and isinstance(v, dict)]
    here = url_key(page.url)
    return next((one for one in posts if (url := words(one, "mediumUrl")) and url_key(url) == here), None)


def read_post(cache: Cache, thing: dict[str, Any], url: str) -> Post:
    """A post by its object. What only members may read is there as far as its beginning."""
    writer = cache.get(thing, "creator")
    body = cache.body(thing)
    count = number(cache.get(thing, "postResponses"), "count")
    is_closed = thing.get("allowResponses") is False or thing.get("responsesLocked") is True
    tags = (words(tag, "displayTitle") or words(tag, "id") for tag in cache.many(thing, "tags"))
    return Post(
        url=url,
        source_id=name(thing, "id"),
        title=words(thing, "title"),
        author=words(writer, "name"),
        author_url=_profile(writer),
        published=_time(thing.get("firstPublishedAt")),
        updated=_time(thing.get("latestPublishedAt")),
        html=body,
        whole=body is not None and thing.get("isLocked") is not True,
        tags=tuple(tag for tag in tags if tag),
        comments_open=False if is_closed else None,
        promised=count if count is not None else number(thing, "responsesCount"),
    )


def fill_post(post: Post, shown: Post) -> Post:
    """The post of a script with what only the markup shows."""
    gaps = {f.name: getattr(shown, f.name) for f in fields(post) if getattr(post, f.name) in (None, ())}
    return replace(post, **gaps, whole=post.whole if post.html else shown.whole)


def read_responses(cache: Cache, thing: dict[str, Any]) -> tuple[Comment, ...]:
    """All responses below a post, replies to replies in it, in reading order."""
    post = name(thing, "id")
    found: dict[str, Comment] = {}
    stack: list[tuple[dict[str, Any], str | None, int]] = []

    def push(of: dict[str, Any], parent: str | None, depth: int) -> None:
        below = cache.many(cache.get(of, "threadedPostResponses"), "posts")
        stack.extend((one, parent, depth) for one in reversed(below))

    push(thing, None, 0)
    while stack and len(found) < _MOST:
        row, parent, depth = stack.pop()
        key = name(row, "id")
        if key is None or key in found:
            continue
        told = name(cache.get(row, "inResponseToPostResult"), "id")
        found[key] = _response(cache, row, parent or (told if told != post else None), depth, len(found))
        push(row, key, depth + 1)
    return tuple(found.values())


def _response(cache: Cache, row: dict[str, Any], parent: str | None, depth: int, place: int) -> Comment:
    writer = cache.get(row, "creator")
    body = cache.body(row)
    return Comment(
        source_id=name(row, "id"),
        url=words(row, "mediumUrl"),
        author=words(writer, "name"),
        author_url=_profile(writer),
        author_id=name(writer, "id"),
        published=_time(row.get("firstPublishedAt")) or _time(row.get("createdAt")),
        html=body,
        whole=body is not None,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=depth,
        position=place,
    )


def promise_of(post: Post) -> tuple[Promise, ...]:
    """How many responses the post says there are."""
    return (Promise("comments", post.promised, "postResponses", post.url),) if post.promised is not None else ()


def add_state(page: Page, reading: Reading) -> Reading:
    """The post and its responses as the page's script gives them; the markup fills gaps."""
    told = find_literal(page.text, "__APOLLO_STATE__") if "__APOLLO_STATE__" in page.text else None
    cache = Cache(told)
    own = own_post(cache, page)
    if own is None:
        return reading
    post = read_post(cache, own, reading.about or page.url)
    if (shown := reading.post) is not None:
        post = fill_post(post, shown)
    comments = read_responses(cache, own)
    return replace(reading, posts=(post,), comments=comments or reading.comments, promised=promise_of(post))


def read_answer(page: Page) -> Reading | None:
    """An answer of `/_/graphql` about one post: its responses. Asking is a POST; such answers come in WARCs."""
    told = page.json[0] if isinstance(page.json, list) and page.json else page.json
    thing = dig(told, "data", "post") or dig(told, "data", "postResult")
    cache = Cache({})
    if not isinstance(thing, dict) or "threadedPostResponses" not in thing:
        return None
    url = words(thing, "mediumUrl")
    about = post_asked_for(page, url, f"https://medium.com/p/{name(thing, 'id')}")
    return Reading(page.url, "api", "medium", "api responses", about=about, comments=read_responses(cache, thing))


APIS = (Api("Medium responses", r"/_/graphql(?:[?#]|$)", read_answer),)
