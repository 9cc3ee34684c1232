"""Substack: posts on the page, lists and threads by its API (`/api/v1/…`)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from archive.models import Comment, Follow, Post, Promise, Reading
from archive.urls import join
from spiders.adapter import Adapter, Api, Entries, Layout, Links, Marks, PostFields, canonical
from spiders.comments.told import iter_tree, moment, name, number, rows, words
from spiders.containers import Each
from spiders.fields import Call, Many, Raw, Scope, attr, first, inner, link, text
from spiders.page import Page
from spiders.systems import POST as ASKED
from spiders.systems import parameter, post_asked_for, post_by_referer

_PERMALINK = r"^(https?://[^/]+/p/[^/?#]+)"
_LIMIT = 12
"""Posts in one answer of the archive: it gives no more, whatever is asked."""


def _in_preloads(field: str, value: str) -> Call:
    r"""A value of the post in the page's ``_preloads``, a JSON text inside a script: quotes are ``\"`` there."""
    pattern = re.compile(rf'\\"{field}\\":(?:\\")?({value})')

    def read(scope: Scope) -> str | None:
        start = scope.page.text.find('\\"post\\":{')
        found = pattern.search(scope.page.text, start, start + _NEAR) if start >= 0 else None
        return found[1] if found else None

    return Call(read)


_NEAR = 20_000
"""Characters of the script that are searched for a post's own values."""

_NUMBER = first(
    _in_preloads("id", r"\d+"),
    Raw(r'\\"post_id\\":(\d+)'),
    Raw(r'"post_id":(\d+)'),
    attr("data-post-id", "[data-post-id]", match=r"^\d+$"),
)


def _promised(scope: Scope) -> str | None:
    """The number on the button that leads to the comments; without a number there are none to promise."""
    return text("a.post-ufi-comment-button", ".post-ufi-comment-button", match=r"\d[\d,.]*").read(scope)


POST = PostFields(
    source_id=_NUMBER,
    title=first(text("h1.post-title", "article h1"), attr("content", "meta[property='og:title']")),
    author=first(
        attr("content", "meta[name=author]"),
        text(".byline-wrapper a[href*='/@']", ".post-meta a[href*='/@']", ".byline-wrapper a"),
    ),
    author_url=link(".byline-wrapper a[href*='/@']", ".post-meta a[href*='/@']"),
    words=text(".post-header time", ".post-meta time", ".post-date"),
    machine=first(
        Raw(r'"datePublished":"([^"\\]{10,40})"'),
        attr("datetime", ".post-header time", ".post-meta time"),
        attr("content", "meta[property='article:published_time']"),
    ),
    updated=Raw(r'"dateModified":"([^"\\]{10,40})"'),
    html=inner(".available-content .body.markup", ".body.markup", ".available-content"),
    tags=Many(".post-tags a, a[href*='/t/'].post-tag"),
    closed=text(".comments-disabled"),
    promised=first(_in_preloads("comment_count", r"\d+"), Call(_promised)),
    promised_by="comment_count",
)


def thread_url(page: Page, post: str, permalink: str) -> str:
    """The address of a post's whole thread, replies in it."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    ask = f"/api/v1/post/{post}/comments?token=&all_comments=true&sort=oldest_first"
    return f"{root}{ask}&{ASKED}={quote(permalink, safe='')}"


def discover(page: Page) -> Iterable[Follow]:
    """The list of all posts, and the thread of the post that this page shows."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    yield Follow(f"{root}/api/v1/archive?sort=new&search=&offset=0&limit={_LIMIT}", "api", "substack archive")
    permalink = re.match(_PERMALINK, canonical(page) or page.url)
    number = _NUMBER.read(Scope(page, page.root)) if permalink else None
    promised = POST.promised.read(Scope(page, page.root)) if POST.promised else None
    if permalink and number and promised != "0":
        yield Follow(thread_url(page, number, permalink[1]), "embed", "substack comments")


def cut_off(page: Page, reading: Reading) -> Reading:
    """Behind a paywall only the beginning of a body stands on the page."""
    if page.first(".paywall, [data-testid=paywall]") is None:
        return reading
    return replace(reading, posts=tuple(replace(post, whole=False) for post in reading.posts))


def read_archive(page: Page) -> Reading | None:
    """A part of the list of all posts; they come without bodies."""
    if not isinstance(page.json, list):
        return None
    told = [(row, post) for row in rows(page.json) if (post := _read_post(page, row))]
    follow = [Follow(post.url, "post", "substack archive") for _, post in told]
    follow += [
        Follow(thread_url(page, post.source_id, post.url), "embed", "substack comments")
        for _, post in told
        if post.source_id and post.promised
    ]
    offset = parameter(page.url, "offset")
    if told and offset is not None and offset.isdecimal():
        further = re.sub(r"([?&]offset=)\d+", rf"\g<1>{int(offset) + len(page.json)}", page.url)
        follow.append(Follow(further, "api", "substack archive"))
    return Reading(
        url=page.url,
        source="api",
        adapter="substack",
        layout="api archive",
        posts=tuple(post for _, post in told),
        promised=tuple(
            Promise("comments", post.promised, "comment_count", post.url)
            for _, post in told
            if post.promised is not None
        ),
        follow=tuple(dict.fromkeys(follow)),
    )


def read_post(page: Page) -> Reading | None:
    """One post with its body; what only subscribers may read is cut off or missing."""
    post = _read_post(page, page.json) if isinstance(page.json, dict) else None
    if post is None:
        return None
    promised = (Promise("comments", post.promised, "comment_count", post.url),) if post.promised is not None else ()
    follow: tuple[Follow, ...] = (Follow(post.url, "post", "substack post"),)
    if post.source_id and post.promised:
        follow += (Follow(thread_url(page, post.source_id, post.url), "embed", "substack comments"),)
    return Reading(page.url, "api", "substack", "api post", posts=(post,), promised=promised, follow=follow)


def _read_post(page: Page, row: dict[str, Any]) -> Post | None:
    slug = words(row, "slug")
    url = join(page.url, words(row, "canonical_url") or (f"/p/{slug}" if slug else ""))
    if url is None or not (slug or words(row, "canonical_url")):
        return None
    writers = rows(row.get("publishedBylines"))
    body = words(row, "body_html")
    return Post(
        url=url,
        source_id=name(row, "id"),
        title=words(row, "title"),
        author=", ".join(one for writer in writers if (one := words(writer, "name"))) or None,
        author_url=_profile(writers[0]) if writers else None,
        published=moment(row, "post_date"),
        updated=moment(row, "updated_at"),
        html=body or words(row, "truncated_body_text") or words(row, "description"),
        whole=body is not None and row.get("audience") in (None, "everyone"),
        tags=tuple(one for tag in rows(row.get("postTags")) if (one := words(tag, "name"))),
        comments_open=False if row.get("write_comment_permissions") == "none" else None,
        promised=number(row, "comment_count"),
    )


def _profile(person: dict[str, Any]) -> str | None:
    handle = words(person, "handle")
    return f"https://substack.com/@{quote(handle)}" if handle else None


def read_comments(page: Page) -> Reading | None:
    """A post's thread as a tree. Asked without our parameter, it does not say which post it stands under."""
    told = page.json.get("comments") if isinstance(page.json, dict) else page.json
    if not isinstance(told, list):
        return None
    asked_from = re.match(_PERMALINK, post_by_referer(page) or "")
    about = post_asked_for(page, asked_from[1] if asked_from else None)
    tree = iter_tree(told, "children")
    comments = tuple(_read_comment(row, above, depth, place, about) for place, (row, above, depth) in enumerate(tree))
    return Reading(
        url=page.url,
        source="api",
        adapter="substack",
        layout="api comments",
        about=about,
        comments=comments,
        doubt=None if about else "which post these comments belong to is not said",
    )


def _read_comment(
    row: dict[str, Any], above: dict[str, Any] | None, depth: int, place: int, about: str | None
) -> Comment:
    key, parent = name(row, "id"), name(above, "id")
    if parent is None and (path := words(row, "ancestor_path")):
        parent = re.split(r"[./]", path)[-1] or None
    body = row.get("body") if isinstance(row.get("body"), str) else None
    return Comment(
        source_id=key,
        url=f"{about}/comment/{key}" if about and key else None,
        author=words(row, "name"),
        author_url=_profile(row),
        author_id=name(row, "user_id"),
        published=moment(row, "date"),
        updated=moment(row, "edited_at"),
        html=_paragraphs(body),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=depth,
        position=place,
        deleted=row.get("deleted") is True or (body is None and not row.get("attachments")),
    )


def _paragraphs(body: str | None) -> str | None:
    """A body is plain text: empty lines part paragraphs."""
    parts = re.split(r"\n\s*\n", body.strip()) if body else []
    marked = (html.escape(part, quote=False).replace("\n", "<br>") for part in parts if part.strip())
    return "".join(f"<p>{part}</p>" for part in marked) or None


SUBSTACK = Adapter(
    name="substack",
    title="Substack",
    marks=Marks(
        css=(
            "link[href*='substackcdn.com'], script[src*='substackcdn.com']",
            ".available-content .body.markup",
        ),
        raw=(r"window\._preloads",),
        host=r"\.substack\.com$",
    ),
    layouts=(
        Layout(
            name="post",
            when=".body.markup, article.newsletter-post, h1.post-title",
            post=POST,
            amend=cut_off,
        ),
        Layout(
            name="index",
            when="a[href*='/p/']",
            page="index",
            entries=Entries(
                Each(".post-preview, div[class*=reader2-post-container], .portable-archive-list > div"),
                url=link("a.post-preview-title[href]", "a[href*='/p/']"),
                promised=text("a.post-ufi-comment-button", match=r"\d[\d,.]*"),
            ),
            follow=(Links("post", "index", "a[href*='/p/']", match=r"/p/[^/?#]+$"),),
        ),
    ),
    discover=discover,
    apis=(
        Api("Substack archive", r"/api/v1/archive\?", read_archive),
        Api("Substack post", r"/api/v1/posts/(?!by-id)[^/?#]+$", read_post),
        Api("Substack comments", r"/api/v1/post/\d+/comments", read_comments),
    ),
    traps=(
        ("comment address", r"/p/[^/?#]+/comment/\d+"),
        ("comments view", r"/p/[^/?#]+/comments(?:[?#]|$)"),
        ("share link", r"[?&](?:utm_|action=share|showWelcome)"),
        ("sign-in", r"/(?:sign-in|subscribe|account)(?:[?#/]|$)"),
    ),
)
