"""Discourse: a forum topic below a post; the frame shows some replies, the topic has them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from archive.models import Comment, Follow, Moment, Promise, Reading
from archive.urls import join
from spiders.adapter import Api, CommentFields, read_comments
from spiders.comments.scripts import object_settings
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.containers import Each
from spiders.fields import attr, inner, link, permalink, text
from spiders.markup import words_of
from spiders.page import Page
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, refused, thread

NAME = "discourse"
_AT_ONCE = 20
"""How many posts of a topic may be asked for by number in one address (they are 20 a page there)."""
_MOST = 10_000
"""Of a longer topic the rest is only promised."""

_POSTS = (
    Each("article.post[id^=post-]"),
    CommentFields(
        key=attr("id", match=r"^post-(\d+)$"),
        url=permalink("a.post-date"),
        author=text("h3.username > a"),
        author_url=link("h3.username > a", ".author > a"),
        author_id=text("h3.username > a"),
        machine=attr("title", "a.post-date"),
        html=inner(".cooked", without="h3.username, a.post-replies"),
        parent=attr("data-link-to-post", "a.in-reply-to", match=r"^(\d+)$"),
        deleted=attr("class", match=r"\bdeleted\b"),
    ),
)


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """What the frame shows, by the address or the number of the topic that the page's script is given."""
    told = object_settings(page, "DiscourseEmbed")
    forum = page.join(words(told, "discourseUrl"))
    if forum is None or page.first("#discourse-comments, [id^=discourse-comments]") is None:
        return
    post, topic = permalink_of(page, reading), name(told, "topicId")
    url = None if topic else page.join(words(told, "discourseEmbedUrl")) or post
    yield ask(NAME, f"{forum.rstrip('/')}/embed/comments", post, embed_url=url, topic_id=topic)


def read_embed(page: Page) -> Reading:
    """The frame: replies by their number in the whole forum, parents stated; its dates are UTC."""
    about = post_asked_for(page, parameter(page.url, "embed_url"))
    comments = [_in_utc(one) for one in read_comments(page, (_POSTS,))]
    head = page.first("header.discourse .replies")
    if not comments and head is None:
        return refused(page, NAME, "embed", "Discourse shows no topic")
    promised = re.search(r"\d+", words_of(head)) if head is not None else None
    has_more = page.first("footer .replies") is not None
    count = int(promised[0][:9]) if promised else None
    follow = _topic_of(page, comments, about) if has_more else ()
    return thread(page, NAME, "embed", about, comments, promised=count, by="discourse replies", follow=follow)


def _in_utc(comment: Comment) -> Comment:
    told = comment.published.machine if comment.published else None
    folded = " ".join(told.split()) if told else None
    return replace(comment, published=Moment(folded, f"{folded} UTC")) if folded else comment


def _topic_of(page: Page, comments: list[Comment], about: str | None) -> tuple[Follow, ...]:
    found = next((m for c in comments if (m := re.match(r"(https?://.*?)/t/[^/]+/(\d+)\b", c.url or ""))), None)
    return (ask(NAME, f"{found[1]}/t/{found[2]}.json", about, print="true"),) if found else ()


def read_topic(page: Page) -> Reading | None:
    """A topic as JSON; posts that it only names by number are asked for. The first post is the topic itself."""
    stream = dig(page.json, "post_stream")
    if not isinstance(dig(stream, "posts"), list):
        return None
    about = post_asked_for(page)
    items = rows(stream["posts"])
    ids = {number(one, "post_number"): name(one, "id") for one in items}
    replies = [one for one in items if number(one, "post_number") != 1]
    reading = thread(page, NAME, "topic", about, (_read_post(page, one, ids) for one in replies))
    every = [name({"id": one}, "id") for one in dig(stream, "stream") or () if isinstance(one, int)]
    missing = [one for one in every if one and one not in ids.values()]
    total = number(page.json, "posts_count")
    promised = (Promise("comments", total - 1, "discourse posts_count", about),) if total and about else ()
    return replace(reading, promised=promised, follow=tuple(_iter_missing(page, missing, about)))


def _iter_missing(page: Page, missing: list[str], about: str | None) -> Iterator[Follow]:
    found = re.match(r"(https?://.*?/t/)(?:[^/]+/)?(\d+)", page.url)
    for start in range(0, min(len(missing), _MOST) if found else 0, _AT_ONCE):
        some = "&".join(f"post_ids[]={one}" for one in missing[start : start + _AT_ONCE])
        yield ask(NAME, f"{found[1]}{found[2]}/posts.json?{some}" if found else "", about)


def _read_post(page: Page, row: dict[str, Any], ids: dict[int | None, str | None]) -> Comment:
    above = number(row, "reply_to_post_number")
    parent = ids.get(above) if above not in (None, 1) else None
    user, slug, topic = words(row, "username"), words(row, "topic_slug"), name(row, "topic_id")
    place = number(row, "post_number")
    changed = number(row, "version") not in (None, 1)
    return Comment(
        source_id=name(row, "id"),
        url=join(page.url, f"/t/{slug or '-'}/{topic}/{place}") if topic and place else None,
        author=user,
        author_url=join(page.url, f"/u/{user}") if user else None,
        author_id=user,
        published=moment(row, "created_at"),
        updated=moment(row, "updated_at") if changed else None,
        html=words(row, "cooked"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=words(row, "deleted_at") is not None or row.get("user_deleted") is True,
    )


DISCOURSE = System(
    name=NAME,
    title="Discourse embed",
    marks=("discourseembed",),
    find=find,
    apis=(
        Api("Discourse frame", r"/embed/comments\?(?:[^#]*&)?(?:embed_url|topic_id)=", read_embed, ("html",)),
        Api("Discourse topic", r"/t/(?:[^/?]+/)?\d+(?:/posts)?\.json\b", read_topic),
    ),
)
