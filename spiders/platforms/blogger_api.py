"""Blogger's feeds as JSON (`alt=json`): the same posts and comments as its Atom feeds, in another dress."""

from __future__ import annotations

import json
import re
from typing import Any

from archive.models import Reading
from spiders.adapter import Api
from spiders.entries import REMOVED, Entry, Feed
from spiders.feeds import read_opened
from spiders.page import Page

_CALL = re.compile(r"^\s*(?://[^\n]*\n\s*)?(?:/\*.*?\*/\s*)?[\w.$]+\s*\(\s*(\{.*\})\s*\)\s*;?\s*$", re.DOTALL)


def open_json(page: Page) -> Any:
    """The answer as Python, a call's argument (`alt=json-in-script`) included; None when it is none."""
    if page.json is not None:
        return page.json
    found = _CALL.search(page.text)
    try:
        return json.loads(found[1]) if found else None
    except (ValueError, RecursionError):
        return None


def read_json_feed(page: Page) -> Reading | None:
    """A posts or comments feed with `alt=json`; None when the answer is something else."""
    answer = open_json(page)
    feed = answer.get("feed") if isinstance(answer, dict) else None
    if feed is None and isinstance(answer, dict) and isinstance(answer.get("entry"), dict):
        feed = {"entry": [answer["entry"]], "generator": {"$t": "Blogger"}}
    if not isinstance(feed, dict):
        return None
    return read_opened(page, _feed(feed))


def _feed(feed: dict[str, Any]) -> Feed:
    entries = _list(feed.get("entry"))
    return Feed(
        dialect="blogger-json",
        entries=tuple(_entry(one) for one in entries),
        id=_text(feed.get("id")),
        title=_text(feed.get("title")),
        url=_link(feed, "alternate"),
        self_url=_link(feed, "self"),
        next_url=_link(feed, "next"),
        generator=_text(feed.get("generator")) or "Blogger",
        description=_text(feed.get("subtitle")),
        total=_count(feed.get("openSearch$totalResults")),
        start=_count(feed.get("openSearch$startIndex")),
        per_page=_count(feed.get("openSearch$itemsPerPage")),
    )


def _entry(entry: dict[str, Any]) -> Entry:
    author = next(iter(_list(entry.get("author"))), {})
    reply = next(iter(_list(entry.get("thr$in-reply-to"))), {})
    content = _text(entry.get("content"))
    total = _count(entry.get("thr$total"))
    return Entry(
        id=_text(entry.get("id")),
        url=_link(entry, "alternate"),
        title=_text(entry.get("title")),
        author=_text(author.get("name")),
        author_url=_text(author.get("uri")),
        published=_text(entry.get("published")),
        updated=_text(entry.get("updated")),
        html=content if content is not None else _text(entry.get("summary")),
        whole=content is not None,
        tags=tuple(t for c in _list(entry.get("category")) if (t := c.get("term")) and "kind#" not in t),
        related=_link(entry, "related"),
        reply_ref=_string(reply.get("ref")),
        reply_url=_string(reply.get("href")),
        replies=total,
        replies_by="thr:total" if total is not None else "",
        replies_feed=_link(entry, "replies", "atom"),
        classes=tuple(v for p in _list(entry.get("gd$extendedProperty")) if (v := _string(p.get("value")))),
        removed=any(p.get("name") == REMOVED for p in _list(entry.get("gd$extendedProperty"))),
    )


def _list(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return _string(value.get("$t")) if isinstance(value, dict) else _string(value)


def _count(value: Any) -> int | None:
    told = _text(value)
    return int(told) if told and re.fullmatch(r"\d{1,9}", told) else None


def _link(thing: dict[str, Any], rel: str, kind: str = "") -> str | None:
    for one in _list(thing.get("link")):
        if one.get("rel") == rel and kind in str(one.get("type", "")):
            return _string(one.get("href"))
    return None


JSON_FEED = Api("JSON feed", r"/feeds/.*\balt=json", read_json_feed)
