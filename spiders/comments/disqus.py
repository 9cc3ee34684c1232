"""Disqus: threads by shortname and identifier; its embed, its API, and the copies that plug-ins print."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api, CommentFields, read_comments
from spiders.comments.scripts import setting
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.containers import EachId
from spiders.fields import attr, first, inner, link, text
from spiders.page import Page
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, refused, thread

NAME = "disqus"
_EMBED = "https://disqus.com/embed/comments/"
_LIST = "https://disqus.com/api/3.0/threads/listPostsThreaded"
KEY = "BLOGKEEP_DISQUS_KEY"
"""The environment variable with a public API key, for threads that are longer than the embed shows at once."""

_HOSTS = re.compile(r"//([\w-]+)\.disqus\.com/(?:embed|count|blogger_item|thread)")
_FORUMS = re.compile(r"disqus\.com/forums/([\w-]+)/(?:embed|get_num_replies)")
_WORDPRESS = re.compile(r"pname=wordpress|/wp-content/|/wp-includes/")
_API_KEY = re.compile(r"\bapi_?key[\"']?\s*[:=]\s*[\"'](\w{64})[\"']", re.IGNORECASE)


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The embedded thread of this page, as the page names it to Disqus."""
    is_thread = page.first("#disqus_thread") is not None or "blogger_item.js" in page.lowered
    shortname = _shortname(page) if is_thread else None
    if shortname is None:
        return
    post = permalink_of(page, reading)
    yield ask(
        NAME,
        _EMBED,
        post,
        base="default",
        f=shortname,
        t_i=setting(page, "disqus_identifier", "this.page.identifier", "page.identifier", "disqusIdentifier"),
        t_u=setting(page, "disqus_url", "this.page.url", "page.url", "disqusUrl") or post,
        s_o="default",
    )


def _shortname(page: Page) -> str | None:
    told = setting(page, "disqus_shortname", "disqusShortname", "disqus_site")
    if told is not None and re.fullmatch(r"[\w-]+", told):
        return told
    found = _HOSTS.search(page.lowered) or _FORUMS.search(page.lowered)
    return found[1] if found else None


def read_embed(page: Page) -> Reading:
    """The page that Disqus puts in a frame: its data stand in a script, up to fifty comments of the thread."""
    element = page.first("#disqus-threadData")
    try:
        data = json.loads(element.text or "") if element is not None else None
    except (ValueError, RecursionError):
        data = None
    told = dig(data, "response")
    if not isinstance(told, dict):
        return refused(page, NAME, "embed", f"Disqus shows no thread: {told or 'no data in the page'}")
    about = post_asked_for(page, parameter(page.url, "t_u"), words(told, "thread", "link"))
    reading = _read_posts(page, "embed", about, rows(told.get("posts")), data, dig(told, "thread"))
    return _with_rest(page, reading, data, name(told, "thread", "id"))


def read_list(page: Page) -> Reading:
    """A page of the API's list of a thread."""
    data = page.json
    if not isinstance(dig(data, "response"), list):
        return refused(page, NAME, "api", f"Disqus gives no list: {dig(data, 'response') or 'unknown answer'}")
    items = rows(data["response"])
    told = next((one["thread"] for one in items if isinstance(one.get("thread"), dict)), None)
    about = post_asked_for(page, words(told, "link"))
    reading = _read_posts(page, "api", about, items, data, told)
    return _with_rest(page, reading, data, parameter(page.url, "thread"))


def _read_posts(
    page: Page, layout: str, about: str | None, items: list[dict[str, Any]], data: Any, told: Any
) -> Reading:
    total = number(data, "cursor", "total")
    return thread(
        page,
        NAME,
        layout,
        about,
        (_read_post(one, about) for one in items),
        promised=total if total is not None else number(told, "posts"),
        by="disqus cursor.total" if total is not None else "disqus thread.posts",
    )


def _with_rest(page: Page, reading: Reading, data: Any, number_of_thread: str | None) -> Reading:
    """With the next page when there is one: it wants the public key that Disqus gives to its own script."""
    cursor = dig(data, "cursor")
    if dig(cursor, "hasNext") is not True or number_of_thread is None or not reading.comments:
        return reading
    key = parameter(page.url, "api_key") or _key(page)
    if key is None:
        why = f"Disqus shows {len(reading.comments)} comments at once; for the rest set {KEY} to a public API key"
        return replace(reading, doubt=reading.doubt or why)
    from_here = words(cursor, "next") if reading.layout == "api" else None
    follow = ask(
        NAME,
        _LIST,
        reading.about,
        limit=100,
        thread=number_of_thread,
        forum=parameter(page.url, "f", "forum"),
        order="asc",
        cursor=from_here,
        api_key=key,
    )
    return replace(reading, follow=(follow,))


def _key(page: Page) -> str | None:
    found = _API_KEY.search(page.text)
    return found[1] if found else os.environ.get(KEY) or None


def _read_post(row: dict[str, Any], about: str | None) -> Comment:
    key, parent = name(row, "id"), name(row, "parent")
    is_known = dig(row, "author", "isAnonymous") is not True
    return Comment(
        source_id=key,
        url=f"{about}#comment-{key}" if about and key else None,
        author=words(row, "author", "name") or words(row, "author", "username"),
        author_url=words(row, "author", "url") or (words(row, "author", "profileUrl") if is_known else None),
        author_id=name(row, "author", "id") if is_known else None,
        published=moment(row, "createdAt", utc=True),
        html=words(row, "message") or words(row, "raw_message"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=row.get("isDeleted") is True,
    )


PRINTED = (
    EachId(r"^dsq-comment-(\d+)$"),
    CommentFields(
        key=attr("id", match=r"^dsq-comment-(\d+)$"),
        author=first(text("[id^=dsq-author-user-]"), text("cite[id^=dsq-cite-]", "cite")),
        author_url=link("a[id^=dsq-author-user-]", "cite[id^=dsq-cite-] a"),
        html=inner("[id^=dsq-comment-message-]", "[id^=dsq-comment-body-]", ".dsq-comment-message"),
        kind=attr("class", match=r"\b(pingback|trackback)\b"),
        owner=attr("class", match=r"\bbypostauthor\b"),
    ),
)
"""What stands in `#dsq-comments`: the thread for readers without scripts, and Disqus's own markup until 2012."""


def read_printed(page: Page, reading: Reading) -> tuple[Comment, ...]:
    """The comments a page prints in Disqus's markup.

    WordPress's plug-in numbers them as WordPress does (its copy of the thread), not as Disqus: there they are
    the platform's own, one with what its feeds and its API give.
    """
    if "dsq-comment" not in page.lowered:
        return ()
    system = "native" if _WORDPRESS.search(page.lowered) else NAME
    return tuple(replace(one, system=system) for one in read_comments(page, (PRINTED,)))


DISQUS = System(
    name=NAME,
    title="Disqus",
    marks=("disqus", "dsq-comment"),
    find=find,
    apis=(
        Api("Disqus embed", r"^https?://(?:www\.)?disqus\.com/embed/comments/?\?", read_embed, ("html",)),
        Api("Disqus list", r"^https?://(?:www\.)?disqus\.com/api/3\.0/threads/listPosts", read_list),
    ),
    read=read_printed,
)
