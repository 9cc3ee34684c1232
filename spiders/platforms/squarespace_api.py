"""Squarespace's own answers: any page as JSON, and a post's comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from archive.models import Comment, Follow, Moment, Post, Promise, Reading
from archive.urls import join
from spiders.adapter import Api
from spiders.comments.told import dig, iter_tree, name, number, rows, words
from spiders.page import Page
from spiders.systems import POST as ASKED
from spiders.systems import more, parameter, post_asked_for, post_by_referer


def comments_url(url: str, item: str, permalink: str) -> str:
    """The address of the first page of a post's comments, oldest first."""
    told = {"targetId": item, "targetType": "1", "page": "1", "sortBy": "2", ASKED: permalink}
    root = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    return f"{root}/api/comment/GetComments?{urlencode(told, quote_via=quote)}"


def _time(value: Any) -> Moment | None:
    """Times are epochs in milliseconds."""
    return Moment(machine=str(value)) if isinstance(value, int) and value > 0 else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def read_json(page: Page) -> Reading | None:
    """A collection (its posts, the way to older ones) or a single post; None when it is neither."""
    told = page.json
    if not isinstance(dig(told, "collection"), dict) or not isinstance(dig(told, "website"), dict):
        return None
    single = [told["item"]] if isinstance(dig(told, "item"), dict) else rows(told.get("items"))
    pairs = [(row, post) for row in single if (post := _read_post(page, row))]
    return Reading(
        url=page.url,
        source="api",
        adapter="squarespace",
        layout="api item" if "item" in told else "api items",
        posts=tuple(post for _, post in pairs),
        promised=tuple(
            Promise("comments", post.promised, "commentCount", post.url)
            for _, post in pairs
            if post.promised is not None
        ),
        follow=tuple(dict.fromkeys(_iter_follow(page, [post for _, post in pairs]))),
    )


def _iter_follow(page: Page, posts: list[Post]) -> Iterator[Follow]:
    for post in posts:
        yield Follow(post.url, "post", "squarespace json")
        if post.promised and post.source_id:
            yield Follow(comments_url(page.url, post.source_id, post.url), "embed", "squarespace comments")
    further, offset = words(page.json, "pagination", "nextPageUrl"), number(page.json, "pagination", "nextPageOffset")
    if not further and offset and dig(page.json, "pagination", "nextPage") is True:
        further = f"{page.url.partition('?')[0]}?offset={offset}"
    if further and (url := join(page.url, further)):
        yield Follow(f"{url}{'&' if '?' in url else '?'}format=json", "api", "squarespace json")


def _read_post(page: Page, row: dict[str, Any]) -> Post | None:
    way = words(row, "fullUrl")
    url = join(page.url, way) if way else None
    if url is None:
        return None
    body = words(row, "body")
    state, count = row.get("commentState"), number(row, "publicCommentCount")
    return Post(
        url=url,
        source_id=name(row, "id"),
        title=words(row, "title"),
        author=words(row, "author", "displayName"),
        published=_time(row.get("publishOn")) or _time(row.get("addedOn")),
        updated=_time(row.get("updatedOn")),
        html=body or words(row, "excerpt"),
        whole=body is not None,
        tags=_texts(row.get("tags")),
        categories=_texts(row.get("categories")),
        comments_open={1: True, 2: False}.get(state) if isinstance(state, int) else None,
        promised=count if count is not None else number(row, "commentCount"),
    )


def read_comments(page: Page) -> Reading | None:
    """A page of a post's comments, replies in them; None when the answer is something else."""
    if not isinstance(dig(page.json, "comments"), list):
        return None
    about = post_asked_for(page, post_by_referer(page))
    told = list(iter_tree(page.json["comments"], "replies"))
    comments = tuple(
        replace(_read_comment(row, above, about), depth=depth, position=place)
        for place, (row, above, depth) in enumerate(told)
    )
    total = number(page.json, "totalCount")
    promised = (Promise("comments", total, "totalCount", about),) if total is not None and about else ()
    return Reading(
        url=page.url,
        source="api",
        adapter="squarespace",
        layout="api comments",
        about=about,
        comments=comments,
        promised=promised,
        follow=tuple(_iter_further(page, comments, total)),
        doubt=None if about else "which post these comments belong to is not said",
    )


_FIRST = "blogkeep_first"
"""The parameter that carries the id of the first comment on the page before."""


def _iter_further(page: Page, comments: tuple[Comment, ...], total: int | None) -> Iterator[Follow]:
    """The next page; where the answer does not say whether there is one, until a page brings nothing new."""
    here, first = parameter(page.url, "page") or "1", comments[0].source_id if comments else None
    said = [page.json[one] for one in ("hasMore", "hasNextPage", "nextPage") if one in page.json]
    is_all = here == "1" and total is not None and len(comments) >= total
    if first is None or not here.isdecimal() or is_all or (said and not any(said)):
        return
    if first != parameter(page.url, _FIRST):
        yield more(page, "squarespace comments", page=int(here) + 1, **{_FIRST: first})


def _read_comment(row: dict[str, Any], above: dict[str, Any] | None, about: str | None) -> Comment:
    key, parent = name(row, "id"), name(above, "id") or name(row, "parentId")
    body = words(row, "body")
    return Comment(
        source_id=key,
        url=f"{about}#comment-{key}" if about and key else None,
        author=words(row, "member", "displayName") or words(row, "memberName") or words(row, "anonName"),
        author_url=words(row, "anonUrl") or words(row, "member", "websiteUrl"),
        author_id=name(row, "member", "id") or name(row, "memberId"),
        published=_time(row.get("addedOn")),
        html=body,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=row.get("status") == 4 or row.get("isDeleted") is True,
    )


APIS = (
    Api("Squarespace comments", r"/api/comment/GetComments\?", read_comments),
    Api("Squarespace page", r"[?&]format=json(?:-pretty)?(?:&|$)", read_json),
)
