"""Tumblr: posts of any theme and their notes (`li.note`): likes, reblogs and replies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from archive.models import Comment, Follow, Reading
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields, canonical
from spiders.containers import Each
from spiders.fields import Call, Many, Own, Raw, Scope, attr, first, inner, link, text
from spiders.page import Page
from spiders.platforms.tumblr_api import APIS, ask_posts
from spiders.systems import POST as ASKED
from spiders.systems import post_asked_for

_POST = r"^(https?://[^/]+(?:/[^/?#]+)?/post/(\d{5,})(?:/[^/?#]+)?)"
_BLOG = r"(?:^|\s)tumblelog_([\w-]+)"


def _kind(scope: Scope) -> str | None:
    """A like or a silent reblog is a reaction; what says something is a comment."""
    classes = scope.element.get("class", "").split()
    if "reply" in classes or "with_commentary" in classes:
        return None
    return "reaction"


def _key(scope: Scope) -> str | None:
    """What makes a note itself: who did what. A reblog has an address with its own number."""
    classes = scope.element.get("class", "")
    blog = re.search(_BLOG, classes)
    own = attr("data-post-url", ".action[data-post-url]", match=r"/post/(\d+)").read(scope)
    if own:
        return own
    if "like" in classes.split() and blog:
        return f"like-{blog[1]}"
    return None


NOTES = (
    Each("ol.notes li.note", unless=".more_notes_link_container"),
    CommentFields(
        key=Call(_key),
        url=attr("data-post-url", ".action[data-post-url]"),
        author=attr("class", match=_BLOG),
        author_url=link(".action a.tumblelog[href]", "a.avatar_frame[href]", ".action a[href]"),
        author_id=attr("class", match=_BLOG),
        title=text(".action", match=r"\b((?:reblogged|liked|likes|said|replied|posted)\b.*)"),
        html=first(inner("blockquote > a"), inner("blockquote"), inner(".answer_content")),
        kind=Call(_kind),
    ),
)


def join_chain(page: Page, reading: Reading) -> Reading:
    """A reblog names the blog it came from: that blog's own reblog is the parent. Who posted it is no note."""
    containers = NOTES[0].find(page)
    if len(containers) != len(reading.comments):
        return reading
    notes = list(zip(containers, reading.comments, strict=True))
    mine = {one.author for element, one in notes if "original_post" in element.get("class", "").split()}
    reblogs = {one.author: one.source_id for element, one in notes if "reblog" in element.get("class", "").split()}
    kept: list[Comment] = []
    for element, one in notes:
        if "original_post" in element.get("class", "").split():
            continue
        source = text("a.source_tumblelog").read(Scope(page, element))
        parent = reblogs.get(source) if source and source not in mine and source != one.author else None
        kept.append(replace(one, position=len(kept)))
        if parent:
            kept[-1] = replace(kept[-1], parent_source_id=parent, parent_how="stated")
    return replace(reading, comments=tuple(kept))


def _canonical(scope: Scope) -> str | None:
    """The page's own address as its head tells it, when it is a post's; links alone name most posts without title."""
    url = canonical(scope.page)
    return url if url is not None and re.match(_POST, url) else None


def amend_post(page: Page, reading: Reading) -> Reading:
    """The post's notes in their chain; a theme that prints none of those it counts, and no way to them, is named."""
    whole = join_chain(page, reading)
    promised = max((post.promised or 0 for post in whole.posts), default=0)
    if whole.comments or promised == 0 or page.first("ol.notes") is not None or _MORE.search(page.text):
        return whole
    return replace(whole, doubt=f"comments not read: the theme prints none of {promised} notes and no way to them")


def _about(scope: Scope) -> str | None:
    """The post that a page of notes belongs to: as asked for, else by its number."""
    return post_asked_for(scope.page, Own(_NOTES, r"\1/post/\2").read(scope))


_MORE = re.compile(r"/notes/\d+/\w+(?:\?from_c=\d+)?")
_NOTES = r"^(https?://[^/]+)/notes/(\d{5,})/"


def discover(page: Page) -> Iterable[Follow]:
    """More notes (a button asks for them by script), and on index pages all posts of the blog."""
    scope = Scope(page, page.root)
    post = _about(scope) or Own(_POST).read(scope)
    if post is None:
        yield Follow("{0.scheme}://{0.netloc}/sitemap1.xml".format(urlsplit(page.url)), "sitemap", "tumblr sitemap")
        yield ask_posts(page.url)
        return
    for found in _MORE.finditer(page.text):
        if url := page.join(found[0]):
            mark = "&" if "?" in url else "?"
            yield Follow(f"{url}{mark}{ASKED}={quote(_permalink(page, post), safe='')}", "comments", "more notes")


def _permalink(page: Page, post: str) -> str:
    return post if re.match(_NOTES, page.url) else canonical(page) or post


POST = PostFields(
    source_id=Own(_POST, r"\2"),
    title=first(
        text("article .post-title", ".post h2.title", ".post-title", ".post h3", "article h2"),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        attr("content", "meta[name='tumblr:blog']"),
        attr("class", "ol.notes li.original_post", match=_BLOG),
        Own(r"^https?://([\w-]+)\.tumblr\.com/", r"\1"),
    ),
    words=text(".post-date", ".post .date", "article time", ".timestamp", ".date"),
    machine=first(
        Raw(r'"datePublished":"([^"\\]{10,40})"'),
        attr("content", "meta[property='article:published_time']"),
        attr("datetime", "article time[datetime]", ".post time[datetime]"),
    ),
    html=inner(
        ".post-content",
        ".post .body-text",
        ".post .caption",
        ".post .copy",
        "article .post-body",
        ".post .post_body",
        "article",
        ".post",
        without="ol.notes, .notes, .post-notes, footer, .tags, .post-footer, script, h1, h2.title, .post-title",
    ),
    tags=Many("a[href*='/tagged/']", match=r"^#?\s*(.+)$"),
    promised=text(".note_count", ".notecount", ".post-notes .count", "a[href$='#notes']", match=r"\d[\d,.]*"),
    promised_by="note count",
)

TUMBLR = Adapter(
    name="tumblr",
    title="Tumblr",
    marks=Marks(
        generator=r"^tumblr",
        css=(
            "link[href*='assets.tumblr.com'], script[src*='assets.tumblr.com']",
            "iframe#tumblr_controls, iframe[src*='assets.tumblr.com'], #tumblr_lightbox",
            "ol.notes li.note[class*='tumblelog_']",
            "meta[name='tumblr-theme'], meta[property='al:android:package'][content='com.tumblr']",
        ),
        raw=("tumblr_api_read", "x_tumblr_content_rating"),
        host=r"\.tumblr\.com$",
    ),
    layouts=(
        Layout(
            name="notes",
            when="ol.notes, li.note",
            page="comments",
            test=lambda page: re.match(_NOTES, page.url) is not None,
            about=Call(_about),
            comments=(NOTES,),
            amend=join_chain,
        ),
        Layout(
            name="post",
            when="article, .post, ol.notes",
            test=lambda page: re.match(_POST, page.url) is not None,
            about=first(
                link("link[rel=canonical][href*='/post/']"),
                Call(_canonical),
                Own(_POST),
            ),
            post=POST,
            comments=(NOTES,),
            amend=amend_post,
        ),
        Layout(
            name="index",
            when="article, .post, a[href*='/post/']",
            page="index",
            entries=Entries(
                Each("article, .post"),
                url=attr("href", "a[href*='/post/']", match=r"^(.*/post/\d+(?:/[^#?]*)?)"),
                promised=text(".note_count", ".notecount", "a[href*='#notes']", match=r"\d[\d,.]*"),
            ),
            follow=(
                Links("post", "archive", "a[href*='/post/']", match=r"/post/\d+(?:/[\w-]*)?$"),
                Links("index", "pager", "a[href*='/page/']", match=r"/page/\d+$"),
                Links("index", "archive", "#next_page_link, a[href$='/archive']"),
            ),
        ),
    ),
    discover=discover,
    apis=APIS,
    traps=(
        ("other view of a post", r"/post/\d+/[^?#]*/(?:amp|embed|mobile)(?:[?#]|$)|/post/\d+/amp"),
        ("share link", r"tumblr\.com/(?:share|widgets|reblog|login|follow|dashboard)"),
        ("tag feed", r"/tagged/[^/]+/(?:rss|chrono)"),
    ),
)
