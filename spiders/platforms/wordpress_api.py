"""WordPress's own API (`wp/v2`): where it is, what to ask, how its posts and comments are read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Kind, Moment, Post, Promise, Reading
from archive.urls import join
from spiders.adapter import Api, Since, generators
from spiders.page import Page

_PER_PAGE = 100
"""The most the API gives at once."""

_ASKS = (
    f"wp/v2/posts?per_page={_PER_PAGE}&page=1",
    f"wp/v2/pages?per_page={_PER_PAGE}&page=1",
    f"wp/v2/comments?per_page={_PER_PAGE}&page=1&order=asc&orderby=id",
)


def api_root(page: Page) -> str | None:
    """Where the API hangs, by ``<link rel="https://api.w.org/">`` or the Link header; None without either."""
    element = page.first("link[rel='https://api.w.org/']")
    if element is not None:
        return page.join(element.get("href"))
    found = re.search(r"<([^<>\s]+)>\s*;\s*rel=\"?https://api\.w\.org/\"?", page.headers.get("link", ""))
    return page.join(found[1]) if found else None


def discover(page: Page) -> Iterator[Follow]:
    """API lists, sitemap and the paged main feed, as far as this page says that they are there."""
    root = api_root(page)
    if root and root.endswith("/"):
        asks = (ask.replace("?", "&", 1) if "rest_route=" in root else ask for ask in _ASKS)
        yield from (Follow(root + ask, "api", "wp-json") for ask in asks)
    if root and (plain := re.match(r"([^?]*?)(?:index\.php)?\?rest_route=/$", root)) and _version(page) >= (5, 5):
        yield Follow(f"{plain[1]}?sitemap=index", "sitemap", "wp-sitemap")
    home = home_of(page, root)
    if home is None:
        return
    if root and _version(page) >= (5, 5):
        yield Follow(home + "wp-sitemap.xml", "sitemap", "wp-sitemap")
    if page.first("link[rel~=alternate][type*='rss'], link[rel~=alternate][type*='atom']") is None:
        yield Follow(home + "feed/", "feed", "main feed")


def home_of(page: Page, root: str | None = None) -> str | None:
    """The blog's home, by the API's address or the main feed's; None when neither is linked."""
    if root and root.endswith("/wp-json/"):
        return root.removesuffix("wp-json/")
    for element in page.css("link[rel~=alternate][type='application/rss+xml']"):
        url = page.join(element.get("href"))
        if url and url.endswith("/feed/") and not url.endswith("/comments/feed/"):
            return url.removesuffix("feed/")
    return None


def _version(page: Page) -> tuple[int, int]:
    for one in generators(page):
        if found := re.match(r"WordPress (\d+)\.(\d+)", one):
            return int(found[1]), int(found[2])
    return 99, 0  # a site that hides its version is no old one


_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")


def as_words(markup: object) -> str | None:
    """The words of a title or name that the API gives as markup or with entities; None without any."""
    if not isinstance(markup, str):
        return None
    return " ".join(html.unescape(_TAG.sub("", markup)).split()) or None


def _rendered(value: object) -> str | None:
    rendered = value.get("rendered") if isinstance(value, dict) else None
    return rendered if isinstance(rendered, str) and rendered.strip() else None


def _time(item: dict[str, Any], name: str) -> Moment | None:
    utc, local = item.get(f"{name}_gmt"), item.get(name)
    if isinstance(utc, str) and not utc.startswith("0000"):
        return Moment(machine=utc if utc.endswith("Z") else f"{utc}Z")
    return Moment(machine=local) if isinstance(local, str) and not local.startswith("0000") else None


def _total(page: Page, name: str) -> int | None:
    value = page.headers.get(name, "").strip()
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _next_page(page: Page, count: int) -> tuple[Follow, ...]:
    found = re.search(r"<([^<>\s]+)>\s*;\s*rel=\"?next\"?", page.headers.get("link", ""))
    url = join(page.url, found[1]) if found else None
    # without any headers (a foreign WARC) go on while pages are full
    if url is None and count and "link" not in page.headers:
        number = re.search(r"([?&]page=)(\d{1,6})", page.url)
        size = re.search(r"[?&]per_page=(\d{1,3})\b", page.url)
        if number and size and count >= int(size[1]):
            url = f"{page.url[: number.start()]}{number[1]}{int(number[2]) + 1}{page.url[number.end() :]}"
    if url is None or urlsplit(url).netloc != urlsplit(page.url).netloc:
        return ()
    return (Follow(url, "api", "wp-json"),)


def _refusal(page: Page, layout: str) -> Reading:
    answer = page.json
    code = answer.get("code") if isinstance(answer, dict) else None
    if code in ("rest_post_invalid_page_number", "rest_comment_invalid_page_number"):
        return Reading(page.url, "api", "wordpress", layout)
    doubt = f"the API answers no list: {code or page.status}"
    return Reading(page.url, "api", "wordpress", layout, doubt=doubt)


def read_posts(page: Page) -> Reading | None:
    """A page of posts (or pages). Protected ones are listed without their body."""
    layout = "api posts"
    if not isinstance(page.json, list):
        return _refusal(page, layout)
    posts = tuple(post for item in page.json if isinstance(item, dict) and (post := _read_post(page, item)))
    total = _total(page, "x-wp-total") if not re.search(r"(?i:/|%2F)pages\b", page.url) else None
    return Reading(
        url=page.url,
        source="api",
        adapter="wordpress",
        layout=layout,
        posts=posts,
        promised=(Promise("posts", total, "X-WP-Total"),) if total is not None else (),
        follow=(*(Follow(post.url, "post", "wp-json") for post in posts), *_next_page(page, len(page.json))),
    )


def _read_post(page: Page, item: dict[str, Any]) -> Post | None:
    url = join(page.url, item["link"]) if isinstance(item.get("link"), str) else None
    if url is None:
        return None
    status = item.get("comment_status")
    body = _rendered(item.get("content"))
    return Post(
        url=url,
        source_id=str(item["id"]) if isinstance(item.get("id"), int) else None,
        title=as_words(_rendered(item.get("title"))),
        published=_time(item, "date"),
        updated=_time(item, "modified"),
        html=body or _rendered(item.get("excerpt")),
        whole=body is not None,
        comments_open={"open": True, "closed": False}.get(status) if isinstance(status, str) else None,
    )


def read_comments(page: Page) -> Reading | None:
    """A page of comments of the whole blog (or of one post). Pings are never among them for a visitor.

    ``X-WP-Total`` counts comments under protected posts, which are not listed.
    """
    layout = "api comments"
    if not isinstance(page.json, list):
        return _refusal(page, layout)
    rows = [item for item in page.json if isinstance(item, dict)]
    comments = (_read_comment(page, item, place) for place, item in enumerate(rows))
    return Reading(
        url=page.url,
        source="api",
        adapter="wordpress",
        layout=layout,
        comments=tuple(comment for comment in comments if comment),
        follow=_next_page(page, len(page.json)),
    )


def _read_comment(page: Page, item: dict[str, Any], place: int) -> Comment | None:
    number, url = item.get("id"), item.get("link")
    if not isinstance(number, int) or not isinstance(url, str) or not (post_url := post_of(page, url)):
        return None
    parent, address = item.get("parent"), item.get("author_url")
    return Comment(
        source_id=str(number),
        kind=as_kind(item.get("type")),
        url=url,
        post_url=post_url,
        author=as_words(item.get("author_name")),
        author_url=html.unescape(address).strip() or None if isinstance(address, str) else None,
        published=_time(item, "date"),
        html=_rendered(item.get("content")),
        parent_source_id=str(parent) if isinstance(parent, int) and parent > 0 else None,
        parent_how="stated" if isinstance(parent, int) and parent > 0 else None,
        position=place,
    )


def as_kind(value: object) -> Kind:
    """The API's `type` as a kind; what is unknown is a comment."""
    return "pingback" if value == "pingback" else "trackback" if value == "trackback" else "comment"


def post_of(page: Page, url: str) -> str | None:
    """The permalink of the post under which the comment with this address stands."""
    bare = re.sub(r"/comment-page-\d+(/?)$", r"\1", url.partition("#")[0])
    bare = re.sub(r"(?<=\.html)/$", "", bare)
    return join(page.url, re.sub(r"[?&]cpage=\d+$", "", bare))


_ROUTE = r"(?i:(?:/wp-json/|[?&]rest_route=(?:/|%2F))wp(?:/|%2F)v2(?:/|%2F))"
APIS = (
    Api("wp/v2 posts", rf"{_ROUTE}(?:posts|pages)\b(?!(?:/|%2F)\d)", read_posts),
    Api("wp/v2 comments", rf"{_ROUTE}comments\b(?!(?:/|%2F)\d)", read_comments),
)

_MODIFIED = (("orderby", "modified"), ("order", "desc"), ("modified_after", "{since}"))
SINCE = (
    Since(rf"{_ROUTE}(?:posts|pages)[?&](?:.*&)?page=1(?:&|$)", _MODIFIED),
    Since(rf"{_ROUTE}comments[?&](?:.*&)?page=1(?:&|$)", (("after", "{since}"),), days=30),
)
"""``modified_after`` is known since WordPress 5.7; an older one leaves it out and lists what was modified last."""
