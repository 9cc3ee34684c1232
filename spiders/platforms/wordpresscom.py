"""WordPress.com: WordPress's themes, and a public API that lists posts, comments and pings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from archive.models import Comment, Follow, Moment, Post, Promise, Reading
from archive.urls import host_of, join
from spiders.adapter import Adapter, Api, Marks, Since
from spiders.page import Page
from spiders.platforms.wordpress import WORDPRESS
from spiders.platforms.wordpress_api import as_kind, as_words, discover, post_of

API = "https://public-api.wordpress.com/rest/v1.1/sites/"


def discover_public(page: Page) -> Iterator[Follow]:
    """What every WordPress offers, and the public API's lists of this site."""
    yield from discover(page)
    host = host_of(page.url)
    if host and "/rest/v1" not in page.url:
        yield Follow(f"{API}{quote(host)}/posts?number=100", "api", "WordPress.com API")
        yield Follow(f"{API}{quote(host)}/posts?number=100&type=page", "api", "WordPress.com API")
        yield Follow(f"{API}{quote(host)}/comments?number=100&order=ASC&page=1", "api", "WordPress.com API")


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for key in _dict(value) if (name := as_words(key)))


def _time(value: object) -> Moment | None:
    return Moment(machine=value) if isinstance(value, str) and not value.startswith("0000") else None


_ALL_POSTS = re.compile(r"^(?!.*[?&](?:page_handle|type|search|tag|category|after|before|modified_after)=)")
"""What lists all posts: further pages count those that are left, other questions those that they are about."""


def read_posts(page: Page) -> Reading | None:
    """A page of `/posts`: bodies, authors, tags, and how many comments each promises."""
    answer = _dict(page.json)
    if not isinstance(answer.get("posts"), list):
        return Reading(page.url, "api", "wordpresscom", "api posts", doubt=_refusal(answer))
    rows = [row for row in answer["posts"] if isinstance(row, dict)]
    posts = tuple(post for row in rows if (post := _read_post(page, row)))
    promised = [Promise("comments", one.promised, "comment_count", one.url) for one in posts if one.promised]
    if isinstance(found := answer.get("found"), int) and _ALL_POSTS.search(page.url):
        promised.insert(0, Promise("posts", found, "found"))
    handle = _dict(answer.get("meta")).get("next_page")
    asked = re.sub(r"[?&]page_handle=[^&]*", "", page.url)
    more = f"{asked}&page_handle={quote(handle, safe='')}" if isinstance(handle, str) and "?" in asked else None
    follow = [Follow(post.url, "post", "WordPress.com API") for post in posts]
    if more and posts:
        follow.append(Follow(more, "api", "WordPress.com API"))
    return Reading(
        url=page.url,
        source="api",
        adapter="wordpresscom",
        layout="api posts",
        posts=posts,
        promised=tuple(promised),
        follow=tuple(follow),
    )


def _read_post(page: Page, row: dict[str, Any]) -> Post | None:
    url = join(page.url, row["URL"]) if isinstance(row.get("URL"), str) else None
    if url is None:
        return None
    author, talk = _dict(row.get("author")), _dict(row.get("discussion"))
    body, count, is_open = row.get("content"), talk.get("comment_count"), talk.get("comments_open")
    return Post(
        url=url,
        source_id=str(row["ID"]) if isinstance(row.get("ID"), int) else None,
        title=as_words(row.get("title")),
        author=as_words(author.get("name")),
        author_url=as_words(author.get("URL")),
        published=_time(row.get("date")),
        updated=_time(row.get("modified")),
        html=body if isinstance(body, str) and body.strip() else None,
        tags=_names(row.get("tags")),
        categories=_names(row.get("categories")),
        comments_open=is_open if isinstance(is_open, bool) else None,
        promised=count if isinstance(count, int) else None,
    )


def read_comments(page: Page) -> Reading | None:
    """A page of `/comments`, pings among them (of a post's `/replies` only those that answer the post itself).

    What stands under private posts is counted in ``found`` and left out: pages may come short, or empty before the end.
    """
    answer = _dict(page.json)
    if not isinstance(answer.get("comments"), list):
        return Reading(page.url, "api", "wordpresscom", "api comments", doubt=_refusal(answer))
    rows = [row for row in answer["comments"] if isinstance(row, dict)]
    comments = tuple(one for place, row in enumerate(rows) if (one := _read_comment(page, row, place)))
    found = answer.get("found")
    return Reading(
        url=page.url,
        source="api",
        adapter="wordpresscom",
        layout="api comments",
        comments=comments,
        promised=_promise(page, found, comments),
        follow=tuple(_iter_further(page, found, is_empty=not rows)),
    )


def _promise(page: Page, found: object, comments: tuple[Comment, ...]) -> tuple[Promise, ...]:
    """How many comments and pings the post has whose replies were asked for; -1 is no number."""
    about = comments[0].post_url if comments else None
    if about is None or not isinstance(found, int) or found < 0 or not re.search(r"/posts/\d+/replies", page.url):
        return ()
    return (Promise("comments", found, "found", about),)


def _iter_further(page: Page, found: object, *, is_empty: bool) -> Iterator[Follow]:
    """The next page: while pages bring anything, and as far as there should be more."""
    here = re.search(r"([?&]page=)(\d{1,6})(?=&|$)", page.url)
    at_once = re.search(r"[?&]number=(\d{1,3})(?=&|$)", page.url)
    if here is None:
        return
    asked = int(here[2]) * (int(at_once[1]) if at_once else 20)
    if not is_empty or (isinstance(found, int) and asked < found):
        url = f"{page.url[: here.start()]}{here[1]}{int(here[2]) + 1}{page.url[here.end() :]}"
        yield Follow(url, "api", "WordPress.com API")


def _read_comment(page: Page, row: dict[str, Any], place: int) -> Comment | None:
    number, url = row.get("ID"), row.get("URL")
    if not isinstance(number, int) or not isinstance(url, str) or not (post_url := post_of(page, url)):
        return None
    author, parent, body = _dict(row.get("author")), _dict(row.get("parent")).get("ID"), row.get("content")
    login = author.get("login")
    return Comment(
        source_id=str(number),
        kind=as_kind(row.get("type")),
        url=url,
        post_url=post_url,
        author=as_words(author.get("name")),
        author_url=as_words(author.get("URL")),
        author_id=login if isinstance(login, str) and login else None,
        published=_time(row.get("date")),
        html=body if isinstance(body, str) and body.strip() else None,
        parent_source_id=str(parent) if isinstance(parent, int) else None,
        parent_how="stated" if isinstance(parent, int) else None,
        position=place,
    )


def _refusal(answer: dict[str, Any]) -> str:
    return f"the API answers no list: {as_words(answer.get('error')) or 'unknown answer'}"


def _is_public(path: str) -> str:
    return rf"^https?://{re.escape(urlsplit(API).netloc)}/rest/v1(?:\.\d)?/sites/[^/]+/{path}/?(?:\?|$)"


_MODIFIED = (("order_by", "modified"), ("modified_after", "{since}"))
SINCE = (
    Since(rf"{_is_public('posts')}(?!.*page_handle=)", _MODIFIED),
    Since(rf"{_is_public('comments')}(?:.*&)?page=1(?:&|$)", (("after", "{since}"),), days=30),
)

WORDPRESSCOM = Adapter(
    name="wordpresscom",
    title="WordPress.com",
    marks=Marks(
        generator=r"WordPress\.com",
        host=r"\.wordpress\.com$",
        css=(
            *WORDPRESS.marks.css,
            "link[rel~=stylesheet][href*='.wp.com/_static/']",
            "link[type*=oembed][href*='public-api.wordpress.com/oembed']",
        ),
        raw=(r"pixel\.wp\.com/b\.gif\?[^\"']*\bv=wpcom\b",),
    ),
    layouts=WORDPRESS.layouts,
    follow=WORDPRESS.follow,
    discover=discover_public,
    apis=(
        Api("public API posts", _is_public("posts"), read_posts),
        Api("public API comments", _is_public(r"(?:comments|(?:posts|comments)/\d+/replies)"), read_comments),
    ),
    traps=WORDPRESS.traps,
    since=SINCE,
)
