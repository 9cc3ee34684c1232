"""Ghost: posts on the page and by its content API. Comments never stand in the page (see its own system)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from archive.models import Follow, Post, Promise, Reading
from archive.urls import join
from spiders.adapter import Adapter, Api, Entries, Layout, Links, Marks, PostFields
from spiders.comments.ghost import ask_unseen
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.containers import Each
from spiders.fields import Many, attr, first, inner, link, text
from spiders.page import Page
from spiders.systems import parameter

_LIMIT = 100

POST = PostFields(
    source_id=first(
        attr("data-post-id", "script[data-ghost-comments][data-post-id]", "[data-post-id]"),
        attr("data-id", "article[data-id]"),
    ),
    title=first(
        text("h1.article-title", "h1.gh-article-title", "h1.post-full-title", "h1.post-title", "article h1"),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        text(".article-byline .author-name a", ".gh-article-author-name a", ".author-name a", ".author-name"),
        text(".post-meta a[href*='/author/']", ".byline-meta a[href*='/author/']", "a[href*='/author/']"),
        attr("content", "meta[name='twitter:data1']"),
    ),
    author_url=link("article a[href*='/author/']", "a[href*='/author/']"),
    words=text("time.byline-meta-date", "time.gh-article-meta-date", "time.post-full-meta-date", "time.post-date"),
    machine=attr("content", "meta[property='article:published_time']"),
    updated=attr("content", "meta[property='article:modified_time']"),
    html=inner("section.gh-content", ".gh-content", ".post-full-content", "section.post-content", ".post-content"),
    tags=Many("meta[property='article:tag'][content]", "content"),
    previous=link("a.read-next-story.prev", "a.post-nav-prev", ".nav-prev a"),
    next=link("a.read-next-story.next", "a.post-nav-next", ".nav-next a"),
    open=attr("data-post-id", "script[data-ghost-comments][data-post-id]"),
)


def _key(page: Page) -> tuple[str, str] | None:
    """The content API's address and the key with which every page of the site asks it."""
    for script in page.css("script[data-key]"):
        key = script.get("data-key", "")
        if re.fullmatch(r"[0-9a-f]{10,64}", key) and (
            any(script.get(mark) for mark in ("data-ghost", "data-ghost-comments", "data-sodo-search"))
            or script.get("data-ghost-comments") is not None
        ):
            api = page.join(script.get("data-api")) if script.get("data-api") else None
            if api and "/content/" in api:
                return api.partition("/content/")[0] + "/content/", key
            base = page.join(script.get("data-ghost") or script.get("data-ghost-comments") or "/")
            return f"{(base or page.url).rstrip('/')}/ghost/api/content/", key
    return None


def discover(page: Page) -> Iterable[Follow]:
    """All posts by the API, when the page shows its key; the sitemap of posts either way."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    found = _key(page)
    if found is not None:
        api, key = found
        ask = f"{api}posts/?key={key}&limit={_LIMIT}&page=1&include=tags,authors"
        yield Follow(ask, "api", "ghost content api")
    yield Follow(f"{root}/sitemap-posts.xml", "sitemap", "ghost sitemap")


def read_posts(page: Page) -> Reading | None:
    """A page of the content API's posts. Posts for members come without a body or with its beginning."""
    if not isinstance(dig(page.json, "posts"), list):
        return None
    posts = tuple(post for row in rows(page.json["posts"]) if (post := _read_post(page, row)))
    total = number(page.json, "meta", "pagination", "total")
    further = number(page.json, "meta", "pagination", "next")
    follow = [Follow(post.url, "post", "ghost content api") for post in posts]
    follow += _iter_gated(page, posts)
    if further and parameter(page.url, "page"):
        url = re.sub(r"([?&]page=)\d+", rf"\g<1>{further}", page.url)
        follow.append(Follow(url, "api", "ghost content api"))
    return Reading(
        url=page.url,
        source="api",
        adapter="ghost",
        layout="api posts",
        posts=posts,
        promised=(Promise("posts", total, "ghost meta.pagination.total"),) if total is not None else (),
        follow=tuple(dict.fromkeys(follow)),
    )


def _iter_gated(page: Page, posts: tuple[Post, ...]) -> Iterator[Follow]:
    """How many comments the posts have that only members may read: their pages name no thread, the API gives it.

    Nothing where comments are switched off, or where Ghost is too old to have any of its own.
    """
    told = rows(page.json["posts"])
    is_off = any(row.get("access") and row.get("comments") is False for row in told)
    if is_off or not any("comments" in row for row in told):
        return
    gated = {words(row, "id") for row in told if row.get("access") is False}
    for post in posts:
        if post.source_id in gated:
            yield from ask_unseen(site_of(page.url, post.url), post.source_id, post.url)


def site_of(api: str, post: str) -> str:
    """The site whose content API this is; the API may hang on a host of its own, then the post's tells."""
    site, here, there = api.partition("/ghost/api/")[0], urlsplit(api), urlsplit(post)
    return site if here.netloc == there.netloc else f"{there.scheme}://{there.netloc}"


def _read_post(page: Page, row: dict[str, Any]) -> Post | None:
    url = join(page.url, words(row, "url") or "")
    if url is None or not words(row, "url"):
        return None
    authors = rows(row.get("authors")) or rows([row.get("primary_author")])
    body = words(row, "html")
    return Post(
        url=url,
        source_id=name(row, "id") or words(row, "comment_id"),
        title=words(row, "title"),
        author=", ".join(one for a in authors if (one := words(a, "name"))) or None,
        author_url=words(authors[0], "url") if authors else None,
        published=moment(row, "published_at"),
        updated=moment(row, "updated_at"),
        html=body or words(row, "excerpt"),
        whole=body is not None and row.get("access") is not False,
        tags=tuple(one for tag in rows(row.get("tags")) if (one := words(tag, "name"))),
    )


GHOST = Adapter(
    name="ghost",
    title="Ghost",
    marks=Marks(
        generator=r"^Ghost\b",
        css=(
            "script[data-ghost], script[data-ghost-comments]",
            ".gh-content, .gh-article, .gh-canvas",
            "link[href*='ghost/comments-ui'], script[src*='ghost/comments-ui'], script[src*='/ghost/portal']",
        ),
        headers=(("x-ghost-cache-status", r"\w"),),
    ),
    layouts=(
        Layout(
            name="post",
            when="body[class*=post-template] article, body[class*=page-template] article, article .gh-content",
            post=POST,
            follow=(Links("post", "read next", ".read-next a[href], .read-more-wrap article a[href]"),),
        ),
        Layout(
            name="index",
            when=".post-feed, .gh-postfeed, .gh-feed, article[class*=post-card], article.post",
            page="index",
            entries=Entries(
                Each("article.post-card, article.gh-card, article.post"),
                url=link("a.post-card-content-link[href]", "a.gh-card-link[href]", ".post-title a[href]", "a[href]"),
            ),
            follow=(Links("index", "pager", ".pagination a[href], a.older-posts[href], link[rel=next]"),),
        ),
    ),
    discover=discover,
    apis=(Api("Ghost posts", r"/ghost/api/(?:v\d[\d.]*/|canary/)?content/posts/?\?", read_posts),),
    traps=(("sign-in link", r"[?&]action=(?:signin|signup)\b"), ("portal", r"#/portal")),
)
