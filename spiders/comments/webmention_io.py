"""webmention.io: replies, likes and mentions from other sites, collected for sites without a server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from archive.models import Comment, Follow, Kind, Reading
from spiders.adapter import Api
from spiders.comments.told import dig, moment, name, rows, words
from spiders.page import Page
from spiders.systems import System, ask, more, parameter, permalink_of, post_asked_for, thread

NAME = "webmention.io"
_AT_ONCE = 100
_REACTIONS = ("like-of", "repost-of", "bookmark-of", "rsvp")


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """What was said of this post, when the page takes webmentions there and is a post's."""
    if page.first("link[rel~=webmention][href*='webmention.io']") is None or reading.about is None:
        return
    post = permalink_of(page, reading)
    yield ask(NAME, "https://webmention.io/api/mentions.jf2", post, target=post, **{"per-page": _AT_ONCE, "page": 0})


def read(page: Page) -> Reading | None:
    """A page of mentions (pages count from 0); a full one has perhaps a next."""
    items = dig(page.json, "children")
    if not isinstance(items, list):
        return None
    mentions = rows(items)
    target = next((url for one in mentions if (url := words(one, "wm-target"))), None)
    size, here = parameter(page.url, "per-page", "perPage") or "20", parameter(page.url, "page") or "0"
    is_full = size.isdecimal() and len(size) < 5 and len(mentions) >= int(size) > 0
    follow = (more(page, NAME, page=int(here) + 1),) if is_full and here.isdecimal() and len(here) < 6 else ()
    about = post_asked_for(page, parameter(page.url, "target"), target)
    return thread(page, NAME, "mentions", about, map(_read_mention, mentions), follow=follow)


def _read_mention(row: dict[str, Any]) -> Comment:
    kind: Kind = "reaction" if words(row, "wm-property") in _REACTIONS else "webmention"
    html, text = words(row, "content", "html"), words(row, "content", "text")
    if html is None and words(row, "content", "content-type") == "text/html":
        html = words(row, "content", "value")
    source = words(row, "url") or words(row, "wm-source")
    return Comment(
        source_id=name(row, "wm-id"),
        kind=kind,
        url=source,
        author=words(row, "author", "name"),
        author_url=words(row, "author", "url"),
        title=words(row, "name"),
        published=moment(row, "published") or moment(row, "wm-received"),
        html=html or (f"<p>{escape(text, quote=False)}</p>" if text else None),
    )


WEBMENTION_IO = System(
    name=NAME,
    title="webmention.io",
    marks=("webmention.io",),
    find=find,
    apis=(Api("webmention.io mentions", r"^https?://webmention\.io/api/mentions\.jf2\?", read),),
)
