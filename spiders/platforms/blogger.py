"""Blogger (2001–today): `dl#comments-block`, threads with an `items` script, blogs published by FTP."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Moment, Reading
from archive.urls import key
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields, Since
from spiders.containers import Each
from spiders.counts import count_in
from spiders.fields import (
    Beside,
    Call,
    Field,
    Many,
    Own,
    Raw,
    Scope,
    attr,
    first,
    inner,
    link,
    permalink,
    text,
    together,
)
from spiders.markup import words_of
from spiders.page import Page
from spiders.platforms.blogger_api import JSON_FEED
from spiders.platforms.blogger_views import DYNAMIC, DYNAMIC_INDEX, number_of_view
from spiders.printed import CLOCK, DAY
from spiders.script import find_literal
from spiders.thread_feeds import blogger_thread

_SHOWN = r"showComment(?:=|%3[Dd])(\d{9,14})"
"""The comment's time in epoch milliseconds, in its own permalink: exact where the printed one has no zone."""
_SAID = (
    r"^(?:At .{0,40}?\d{4}.{0,12}?,\s+)?(.+?)"
    r"(?:\s+(?:said|wrote|a dit|dijo|disse|diz|hat gesagt|schrieb|ha detto"
    r"|zei|schreef|sade|sa|sier|siger|powiedział\w*|сказал\w*|пишет|kirjoitti|δήλωσε|dedi ki)"
    r"|\s*(?:さんのコメント|さんは書きました|說|说))\s*(?:\.{3}|…|:)?$"
)
_STAMP = "dd.comment-footer, dd.comment-timestamp"
_BODY = "dd.comment-body, dd.comment-body-author, dd.comment-text"

LEGACY_COMMENTS = (
    Each("dl > dt[id^=c]", unless="#backlinks-container, .widget.Feed"),
    CommentFields(
        key=attr("id", match=r"^c(\d+)$"),
        url=first(
            Beside(_STAMP, permalink(".comment-timestamp a[href*='#']", "a[href*='#']"), after=True),
            permalink("a[href*='#']"),
        ),
        author=first(
            text("a[rel~=nofollow]", ".comment-author-name", "a[href*='/profile/']"),
            text("", match=_SAID),
            text("", match=r"^(.+?)(?:\s*(?:\.{3}|…|:))?$"),
        ),
        author_url=link("a[rel~=nofollow]", "a[href*='/profile/']"),
        author_id=Beside(_STAMP, attr("class", "[class*='pid-']", match=r"(pid-\d+)"), after=True),
        words=first(
            Beside(_STAMP, text(".comment-timestamp a", "a[href*='#']", ""), after=True),
            text("", match=r"^At (.{0,40}?\d{4}.{0,12}?),\s"),
        ),
        machine=Beside(_STAMP, attr("href", "a[href*='showComment']", match=_SHOWN), after=True),
        html=first(Beside(_BODY, inner(""), after=True), Beside("dd:not([class])", inner(""), after=True)),
        deleted=Beside(_BODY, text("span.deleted-comment"), after=True),
        owner=attr("class", match=r"blog-author"),
    ),
)

THREADED_COMMENTS = (
    Each("li.comment[id^=c]", unless="#backlinks-container, .widget.Feed"),
    CommentFields(
        key=attr("id", match=r"^c(\d+)$"),
        url=permalink(".datetime a[href*='#c']"),
        author=text("cite.user", ".comment-header .user"),
        author_url=link("cite.user a[href]"),
        author_id=attr("class", ".comment-actions [class*='pid-']", match=r"(pid-\d+)"),
        words=text(".datetime a", ".datetime"),
        machine=attr("href", ".datetime a", match=_SHOWN),
        html=inner(".comment-content"),
        deleted=text("span.deleted-comment"),
        owner=attr("class", "span.icon.user", match=r"blog-author"),
    ),
)

COMMENTS = (LEGACY_COMMENTS, THREADED_COMMENTS)


def drop_byline(page: Page, reading: Reading) -> Reading:
    """Templates of the FTP era set "Posted by NAME" into the body; the author is known, so it goes."""
    post = reading.post
    if post is None or not post.html or not post.author:
        return reading
    name = re.escape(escape(post.author, quote=False))
    byline = rf"\s*<(em|i|b|span|p|div|small)\b[^>]*>\s*(?:posted\s+)?by\s+{name}\s*</\1>\s*(?:<br\s*/?>\s*)*"
    if found := re.match(byline, post.html, re.IGNORECASE):
        return replace(reading, posts=(replace(post, html=post.html[found.end() :] or None),))
    return reading


def add_items(page: Page, reading: Reading) -> Reading:
    """The thread as the page's script gives it: parents, times and authors whole; the markup fills gaps."""
    items = find_literal(page.text, "items") if "timestamp" in page.text else None
    if not isinstance(items, list):
        return reading
    config = find_literal(page.text, "config")
    told = [one for item in items if isinstance(item, dict) and (one := _item(item, page, config))]
    known = {one.source_id for one in told}
    told += [one for one in reading.comments if one.source_id not in known]
    return replace(reading, comments=_deepen(told)) if told else reading


def _item(item: dict[str, Any], page: Page, config: Any) -> Comment | None:
    number = _words(item.get("id"))
    if number is None or not re.fullmatch(r"\d{1,25}", number):
        return None
    told = item.get("author")
    author: dict[str, Any] = told if isinstance(told, dict) else {}
    profile = _words(author.get("profileUrl"))
    parent = _words(item.get("parentId"))
    body = _words(item.get("body"))
    pid = re.search(r"pid-\d+", _words(item.get("deleteclass")) or "")
    name = _words(author.get("name"))
    owner = isinstance(config, dict) and bool(profile) and config.get("authorUrl") == profile
    return Comment(
        source_id=number,
        url=page.join_anchor(_words(item.get("permalink"))),
        author=unescape(unescape(name)) if name else None,
        author_url=page.join(profile),
        author_id=pid[0] if pid else None,
        by_post_author=True if owner else None,
        published=Moment(_words(item.get("displayTime")), _words(item.get("timestamp"))),
        html=body,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted="deleted-comment" in (body or ""),
    )


def _words(value: Any) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _deepen(comments: list[Comment]) -> tuple[Comment, ...]:
    """Depths and positions of comments that stand in one list, each reply naming its parent."""
    depths: dict[str | None, int] = {}
    result = []
    for position, one in enumerate(comments):
        depth = depths.get(one.parent_source_id, 0) + 1 if one.parent_source_id else 0
        depths[one.source_id] = depth
        result.append(replace(one, depth=depth, position=position))
    return tuple(result)


_ENTRY = "div.post, article.post, div.hentry, article.hentry"
_PERMALINK: Field = first(
    link("a.timestamp-link[href]", "h3.post-title a[href], h2.post-title a[href], h1.post-title a[href]"),
    link("a[title='permanent link'], a[rel~=bookmark]", ".post-footer a[href$='.html']"),
    link(".entry-title a[href]", ".jump-link a[href]"),
)
_WRITER = (
    r"(?:^|\b)(?:posted by|publié par|publicado por|postado por|eingestellt von|gepost door|by|par|por|von)"
    r"\s+(.+?)"
)


def _promised(scope: Scope) -> str | None:
    """The number in the heading over the thread ("55 comments:", "Keine Kommentare:")."""
    headings = scope.css("#comments > h4, #comments > h3, #comments .title, #comments h4")
    return next((told for one in headings if (told := count_in(words_of(one))) is not None), None)


def _promised_by_link(scope: Scope) -> str | None:
    links = scope.css("a.comment-link, .post-comment-link a, .comment-link")
    return next((told for one in links if (told := count_in(words_of(one))) is not None), None)


POST = PostFields(
    source_id=first(
        attr("id", "[id^=post-body-]", match=r"^post-body-(\d+)"),
        attr("name", "div.post > a[name], .hentry > a[name]", match=r"^(\d{6,})$"),
        attr("content", "meta[itemprop=postId]", match=r"^(\d+)$"),
        attr("href", "a[href*='postID=']", match=r"postID=(\d+)"),
        Raw(r"'postId'\s*:\s*'(\d+)'"),
    ),
    title=first(
        text("h3.post-title", "h1.post-title", "h2.post-title", ".post .entry-title", ".entry-title"),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        text(".post .fn", ".post-author .fn", ".hentry .fn", ".byline .fn"),
        text(".post-author", ".byline", match=_WRITER + r"\s*$"),
        text(
            ".post-footer em",
            ".post-footer",
            ".post-author",
            match=_WRITER + rf"\s+(?:at|on|à|um|le|às|a la\S*)\s.*{CLOCK}",
        ),
        attr("content", "meta[itemprop=name]"),
    ),
    author_url=link(".post .fn a[href]", ".post-author a[rel~=author]", "a.g-profile[href]"),
    words=first(
        text("a.timestamp-link", "abbr.published", "time.published", match=rf"^.*{DAY}.*$"),
        together(
            text("h2.date-header", ".date-header"),
            text(
                "a.timestamp-link",
                ".post-footer a[title='permanent link']",
                ".post-footer",
                match=rf"\b({CLOCK})",
            ),
        ),
        text("h2.date-header", ".date-header"),
        text("a.timestamp-link", "abbr.published", "time.published"),
    ),
    machine=first(
        attr("title", "abbr.published[title]", match=r"^\d{4}-.*"),
        attr("datetime", "time.published[datetime]", "time[itemprop~=datePublished]"),
        attr("content", "meta[itemprop~=datePublished]"),
    ),
    updated=attr("content", "meta[itemprop~=dateModified]"),
    html=first(
        inner("div.post-body", without="div[style*='clear']:empty, script"),
        inner(".post .entry-content", ".hentry .entry-content", without="script"),
        inner("div.post", without="a[name]:empty, .post-title, .post-footer, script"),
    ),
    tags=Many(".post-labels a, .post-footer a[rel~=tag], .post-bottom a[rel~=tag]"),
    previous=link("a.blog-pager-older-link", "link[rel=prev]"),
    next=link("a.blog-pager-newer-link", "link[rel=next]"),
    closed=text(
        "p.comment-footer",
        "#comments",
        match=r"(?:new )?comments (?:are not allowed|are closed|have been disabled)",
    ),
    open=attr(
        "href",
        "#comment-editor-src",
        ".comment-footer a[href*='comment.g']",
        "a.comment-link[href*='comment.g']",
    ),
    promised=first(Call(_promised), attr("data-num-comments", "#comments", match=r"^\d{1,6}$")),
    promised_by="heading",
)

_ABOUT = first(Own(r"^([^?#]*)\?(?:.*&)?(?:commentPage|showComment|m)=", r"\1"), link("link[rel=canonical]"))


def _is_single(page: Page) -> bool:
    """One post, and the page is its own: monthly and label pages may hold a single post too."""
    entries = page.css("div.post-body") or page.css(_ENTRY)
    if len(entries) != 1 or re.search(r"^[^?]*/search(?:/label/|\?|$)", page.url):
        return False
    if re.search(r"'pageType':\s*'(?:item|static_page)'", page.text) or page.first("#comments") is not None:
        return True
    where = _PERMALINK.read(Scope(page, page.root))
    return where is None or key(where) in (
        key(page.url),
        key(_ABOUT.read(Scope(page, page.root)) or page.url),
    )


def _layout(name: str, when: str) -> Layout:
    return Layout(
        name=name,
        when=when,
        test=_is_single,
        about=_ABOUT,
        post=POST,
        comments=COMMENTS,
        follow=(Links("comments", "comment pager", "a[href*='commentPage=']"),),
        amend=lambda page, reading: add_items(page, drop_byline(page, reading)),
    )


INDEX = Layout(
    name="index",
    when=f"div.post-body, {_ENTRY}",
    page="index",
    entries=Entries(
        Each(_ENTRY),
        url=_PERMALINK,
        promised=Call(_promised_by_link),
    ),
)


_ALL_POSTS = "redirect=false&start-index=1&max-results=150"
"""The blog's own feed, as long as it may be: most blogs that have a FeedBurner feed send readers there, to 25 posts."""


def discover(page: Page) -> Iterable[Follow]:
    """All posts by feed, and the post's comments by the feed that names parents (``v=2``)."""
    if page.first("link[href*='/feeds/']") is None:
        return
    root = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    yield Follow(f"{root}/feeds/posts/default?{_ALL_POSTS}", "feed", "blogger posts feed")
    number = number_of_view(page) or _number_of_thread(page)
    if number:
        here = urlsplit(page.url)
        yield Follow(blogger_thread(here.netloc, number, here.scheme), "feed", "blogger comments feed")


def _number_of_thread(page: Page) -> str | None:
    """The number of the page's one post, if it has comments."""
    if page.first("#comments") is None or not _is_single(page):
        return None
    scope = Scope(page, page.root)
    promised = POST.promised.read(scope) if POST.promised else None
    has_some = promised and re.sub(r"\D", "", promised).strip("0")
    return POST.source_id.read(scope) if POST.source_id and has_some else None


_PAGER = "a.blog-pager-older-link, a.blog-pager-newer-link"
_ARCHIVE = "#ArchiveList a[href], .BlogArchive a[href], .archive-list a[href]"
_POST_ADDRESS = r"/\d{4}/\d\d/[^/?#]+\.html$"
_INDEX_ADDRESS = r"/search\?|archive[\w.]*\.html?$|\d{4}_\d\d|/\d{4}/(?:\d\d/)?(?:index\.html)?$"

BLOGGER = Adapter(
    name="blogger",
    title="Blogger",
    marks=Marks(
        generator=r"^blogger",
        css=(
            "dl#comments-block",
            "div.post > a[name] + h3.post-title",
            "#navbar-iframe, #navbar-iframe-container, #b-navbar",
            "#profile-container .profile-datablock, #profile-container .profile-data",
        ),
        raw=(
            r"blogger\.com/(?:static|comment|rearrange|post-edit|email-post|navbar|feeds|img|app)",
            r"blogger template style",
            r"_widgetmanager\.",
        ),
        host=r"\.blogspot\.[a-z.]+$",
    ),
    layouts=(
        DYNAMIC,
        DYNAMIC_INDEX,
        _layout("threaded", ".comment-thread, #comment-holder"),
        _layout("legacy", "dl#comments-block dd.comment-footer, dl.avatar-comment-indent"),
        _layout("ftp", "dl#comments-block, .comment-poster"),
        _layout("post", f"div.post-body, {_ENTRY}"),
        INDEX,
    ),
    follow=(
        Links("post", "blog pager", _PAGER, match=_POST_ADDRESS),
        Links("index", "blog pager", _PAGER, match=_INDEX_ADDRESS),
        Links("post", "blog archive", _ARCHIVE, match=_POST_ADDRESS),
        Links("index", "blog archive", _ARCHIVE, match=_INDEX_ADDRESS),
    ),
    discover=discover,
    apis=(JSON_FEED,),
    traps=(
        ("comment address", r"[?&]showComment="),
        ("mobile view", r"[?&]m=[01](?:&|$)"),
        ("dynamic view", r"[?&]view=(?:classic|flipcard|magazine|mosaic|sidebar|snapshot|timeslide)"),
        (
            "blogger service",
            r"blogger\.com/(?:comment|post-edit|email-post|share-post|delete-comment|rearrange|profile)",
        ),
    ),
    since=(
        Since(
            r"/feeds/(?:posts|comments)/(?:default|full|summary)(?:$|\?(?!.*(?:start-index|updated-min)=))",
            # updated-min counts for nothing in another order
            (("orderby", "updated"), ("updated-min", "{since}"), ("redirect", "false")),
            instead=False,
        ),
    ),
)
