"""Static generators (Jekyll, Hugo, Pelican, …): a post by its marks, comments of Staticman and of Pelican's plugin."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html

from archive.models import Reading
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Call, Many, Raw, Scope, Span, attr, first, inner, link, permalink, text
from spiders.page import Page


def _parent(scope: Scope) -> str | None:
    """The comment that a reply's id names before its own number: "comment3-1" answers "comment3"."""
    found = re.fullmatch(r"comment-?(\d+(?:-\d+)*)-\d+", scope.element.get("id", ""))
    return found[1] if found else None


COMMENTS = (
    Each(
        "article.comment[id^=comment], .js-comments .comment[id^=comment], .staticman-comments .comment"
        ", .comment.js-comment, article.static-comment[id^=comment-]",
        unless="form, #comment-preview",
        holds=".comment__author, .comment__date, .comment-author, .comment-date",
    ),
    CommentFields(
        key=first(attr("id", ".comment-reply-btn > a[id]"), attr("id", match=r"^comment-?([\w-]+)$")),
        url=permalink(
            ".comment__date a[href*='#comment']",
            ".comment-date a[href*='#comment']",
            ".comment-timestamp a[href*='#comment']",
        ),
        author=text(".comment__author", ".comment-author", "[itemprop=name]"),
        author_url=link(".comment__author a[href]", ".comment-author a[href]"),
        words=text(".comment__date time", ".comment__date", ".comment-date time", ".comment-date", "time"),
        machine=attr("datetime", ".comment__date time[datetime]", ".comment-date time[datetime]", "time[datetime]"),
        html=first(
            inner(".comment__text", ".comment-content", ".comment__body", ".comment-body"),
            Span(".comment__content-wrapper > .comment__date", "form, .comment__reply, .comment"),
            Span(".comment__date", "form, .comment__reply, .comment"),
        ),
        parent=first(
            attr("data-parent", match=r"^comment-?([\w-]+)$"),
            attr("title", "a.comment-reply-target[title]"),
            Call(_parent),
        ),
    ),
)

_PELICAN = "#pcs-comments li[id^=comment-], article[id^=comment-]:has(> a[rel=bookmark])"
PELICAN_COMMENTS = (
    Each(_PELICAN, unless="form", holds="time, abbr.published"),
    CommentFields(
        key=attr("id", match=r"^comment-([\w-]+)$"),
        url=permalink("a[rel=bookmark][href*='#comment-']"),
        author=text("h4"),
        author_url=link("h4 a[href]"),
        words=text("time", "abbr.published"),
        machine=first(attr("datetime", "time[datetime]"), attr("title", "abbr.published[title]")),
        html=first(inner(".pcs-comment-content"), Span("p:has(> abbr.published)", "article")),
    ),
)
"""The Pelican Comment System: comments are files beside the articles, their names the numbers."""

_ARTICLE = "article, .post, .hentry, .h-entry, [itemtype*='schema.org/BlogPosting'], .page__content"

POST = PostFields(
    title=first(
        text(
            "h1.post-title",
            "h1.page__title",
            ".p-name",
            "h1.entry-title",
            "[itemprop=headline]",
            "article h1",
            "h1",
        ),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        attr("content", "meta[name=author]"),
        text(".p-author", "[itemprop=author] [itemprop=name]", ".post-author", ".author__name", ".author"),
        Raw(r'"author":\{"@type":"Person","name":"([^"\\]{1,80})"'),
    ),
    words=text(
        "time.dt-published",
        "time.post-date",
        ".post-meta time",
        ".page__date time",
        "article time",
        ".post-date",
    ),
    machine=first(
        attr(
            "datetime",
            "time.dt-published[datetime]",
            "time[itemprop=datePublished][datetime]",
            "article time[datetime]",
        ),
        attr("content", "meta[itemprop=datePublished]", "meta[property='article:published_time']"),
        attr("datetime", ".post-meta time[datetime]", ".page__date time[datetime]", "header time[datetime]"),
        attr("title", "article abbr.published[title]", "abbr.published[title]"),
        Raw(r'"datePublished":\s*"([^"\\]{10,40})"'),
    ),
    updated=first(
        attr("content", "meta[property='article:modified_time']", "meta[itemprop=dateModified]"),
        Raw(r'"dateModified":\s*"([^"\\]{10,40})"'),
    ),
    html=inner(
        ".e-content",
        "section.page__content",
        ".post-content",
        ".entry-content",
        "[itemprop=articleBody]",
        ".post-body",
        ".article-body",
        "article .content",
        "article",
        without="section.page__share, .page__comments, #comments, .js-comments, nav, footer, .post-meta, h1, script",
    ),
    tags=Many("a[rel~=tag], .post-tags a, .page__taxonomy a[href*='/tag'], .tags a[href*='/tag']"),
    categories=Many("a.p-category, .page__taxonomy a[href*='/categor'], .category a"),
    previous=link("a[rel=prev][href]", "a.prev[href]", ".pagination--pager[title]:first-child"),
    next=link("a[rel=next][href]", "a.next[href]"),
    open=attr("action", "form[action*='/entry/'][action*='/v']", "form.js-form[id*=comment]"),
    promised=text(
        ".js-comments .comments__title",
        ".page__comments-title",
        ".staticman-comments > h3",
        ".post-info p",
        match=r"^Comments: (\d+)$|(\d+) \D*$",
    ),
    promised_by="heading",
)


def _sign(page: Page, reading: Reading) -> Reading:
    """The comments are Staticman's, whether its form still stands on the page or not; Pelican's are its own."""
    if page.first(_PELICAN) is not None:
        return reading
    return replace(reading, comments=tuple(replace(one, system="staticman") for one in reading.comments))


def _articles(page: Page, css: str) -> list[html.HtmlElement]:
    """Articles that are no comments: themes print both with one element."""
    return [one for one in page.css(css) if not one.get("id", "").startswith("comment")]


def _is_single(page: Page) -> bool:
    """One article that says when it was written, or a page of its own by og:type."""
    if page.first("meta[property='og:type'][content=article]") is not None:
        is_marked = page.first(".e-content, .page__content, .post-content") is not None
        return is_marked or len(_articles(page, _ARTICLE)) < 3
    if len(page.css(".e-content, .post-content, .entry-content, [itemprop=articleBody]")) == 1:
        return page.first("article, time[datetime]") is not None
    return len(_articles(page, "article")) < 2 and page.first("article time") is not None


STATIC = Adapter(
    name="static",
    title="Static generators",
    marks=Marks(
        generator=r"^(?:jekyll|hugo|pelican|octopress|hexo|nikola|eleventy|gatsby|middleman|zola|astro|lektor)\b",
        css=(
            "form[action*='staticman']",
            "article.js-comment, .js-comments .comment__author, article.static-comment[id^=comment-]",
            "#pcs-comments",
        ),
        raw=("begin jekyll seo tag",),
    ),
    layouts=(
        Layout(
            name="post",
            when=_ARTICLE,
            test=_is_single,
            post=POST,
            comments=(COMMENTS, PELICAN_COMMENTS),
            amend=_sign,
        ),
        Layout(
            name="index",
            when="article, .post, .post-list, .post-link, .archive__item, a.post-title",
            page="index",
            entries=Entries(
                Each("article, .post, .archive__item, .post-list > li"),
                url=link(
                    "h1 a[href]",
                    "h2 a[href]",
                    "h3 a[href]",
                    "a.post-link[href]",
                    "a[rel~=permalink]",
                    "a[href]",
                ),
            ),
            follow=(Links("index", "pager", "a[href*='/page'], a[rel=next], a.older[href]", match=r"/page/?\d+"),),
        ),
    ),
)
