"""Textpattern: comments without parents, known by `#c000123`; newer themes speak schema.org, old ones nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from archive.models import Reading
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Call, Many, Scope, Span, attr, first, inner, link, permalink, text
from spiders.page import Page

_ANCHOR = "a[href*='#c0']"
_OWN = "a[id^=c0][href*='#c0']"
"""A comment's own link, which is its anchor too."""
_SIGNED = f"p:has(> {_OWN})"
"""The line of the theme of 2004 to 2012 that signs a comment: "— NAME · TIME · #"."""

_FIELDS = CommentFields(
    key=attr("href", _ANCHOR, match=r"#c0*(\d+)$"),
    url=permalink(_ANCHOR),
    author=first(
        text(".comment-author [itemprop=name]", ".comment-author", "[itemprop=author] [itemprop=name]"),
        text(".comment_name", ".comment-name", "cite", ".vcard .fn"),
        text("a[rel~=nofollow]"),
        text(_SIGNED, match=r"^\W*(.+?)\s+·\s"),
    ),
    author_url=link(".comment-author a[href]", "a[rel~=nofollow][href]"),
    words=first(
        text("time", match=r"^(.+?)\s*(?:\([^()]*\))?\s*$"),
        text(".comment_time", ".comment-time", ".comment-date", ".comment-meta", ".footnote"),
        text(_SIGNED, match=r"\s·\s+(.+?)\s+·[^·]*$"),
    ),
    machine=attr("datetime", "time[itemprop=dateCreated][datetime]", "time[datetime]"),
    html=first(
        inner("[itemprop=text]", ".comment_message", ".comment-message", ".comment-body", ".comment-content"),
        Span(None, _SIGNED),
    ),
    owner=attr("class", match=r"comments-author"),
)

_UNLESS = "form, #cpreview, #cpreview ~ *"
COMMENTS = (
    (Each("article.comments[itemtype*='schema.org/Comment']", unless=_UNLESS, holds=_ANCHOR), _FIELDS),
    (
        Each("ol.comments > li, ol#comments > li, .comments > .comment", unless=_UNLESS, holds=_ANCHOR),
        _FIELDS,
    ),
    (Each(f"div:has(> p > {_OWN})", unless=_UNLESS + ", ol.comments, .comments > .comment"), _FIELDS),
)

_CLOSED = r"^(?:Commenting is|Comments are) closed\b.*$"
_POPUP = Links("comments", "comment window", "a[href*='?parentid=']", match=r"\?parentid=\d+$")
"""Where the thread opens in a window of its own, the article's page has none of it."""

POST = PostFields(
    title=text(
        "article.article [itemprop=headline]",
        "[itemprop=headline]",
        "h1.entry-title",
        ".article h1",
        ".article h3",
    ),
    author=text(
        "[itemprop=author] [itemprop=name] a",
        "[itemprop=author] [itemprop=name]",
        ".author .fn",
        "a[rel~=author]",
    ),
    author_url=link("[itemprop=author] a[href]", "a[rel~=author]"),
    words=text("time[itemprop=datePublished]", ".published", "abbr.published", "p.published"),
    machine=first(attr("datetime", "time[itemprop=datePublished][datetime]"), attr("title", "abbr.published[title]")),
    updated=attr("content", "meta[itemprop=dateModified]"),
    html=inner("[itemprop=articleBody]", ".entry-content", ".article .body", ".hentry .body"),
    categories=Many("[itemprop=keywords] a, a[href*='/category/'][rel~=tag]"),
    previous=link("a[rel=prev][href]"),
    next=link("a[rel=next][href]"),
    open=attr("id", "#txpCommentInputForm"),
    closed=text("#content p, #comments-head ~ p, #comments-head p", match=_CLOSED),
    promised=text("[itemprop=userInteractionCount]", "a[href*='#comment'] .count", match=r"\d+"),
    promised_by="userInteractionCount",
)


def _is_single(page: Page) -> bool:
    if page.first("#comments-head, #txpCommentInputForm, article.comments") is not None:
        return True
    return len(page.css("[itemprop=articleBody]")) == 1 and page.first("body.front-page, body.listing-page") is None


ARTICLE = Layout(
    name="article",
    when="[itemprop=articleBody], #comments-head, #txpCommentInputForm, .hentry, .article",
    test=_is_single,
    about=first(attr("content", "article.article > meta[itemprop=mainEntityOfPage]"), link("link[rel=canonical]")),
    post=POST,
    comments=COMMENTS,
    follow=(_POPUP,),
)


def _drop_signature(page: Page, reading: Reading) -> Reading:
    """The old theme signs an article with "— NAME" below its words."""
    post = reading.post
    if post is None or not post.html or not post.author:
        return reading
    name = re.escape(escape(post.author, quote=False))
    body = re.sub(rf"\s*<p>\s*(?:—|&#8212;)\s*{name}\s*</p>\s*$", "", post.html)
    return replace(reading, posts=(replace(post, html=body or None),))


_TITLE = "#content > h3:not([id])"
CLASSIC = Layout(
    name="classic",
    when=f"#content #txpCommentInputForm, #content {_OWN}",
    unless="[itemprop=articleBody], .hentry, .article",
    about=link(f"{_TITLE} a[href]"),
    post=PostFields(
        title=text(f"{_TITLE} a"),
        author=text("#content > p", match=r"^—\s*(\S.*)$"),
        words=text(_TITLE, match=r"·\s*(\S[^·]*)$"),
        html=Span(_TITLE, ".divider, h3[id], ol.comments, form, p:has(> .comments_invite)"),
        previous=link("a[rel=prev][href]"),
        next=link("a[rel=next][href]"),
        open=POST.open,
        closed=POST.closed,
    ),
    comments=COMMENTS,
    follow=(_POPUP,),
    amend=_drop_signature,
)


def _is_popup(page: Page) -> bool:
    return re.search(r"[?&]parentid=\d+$", page.url) is not None


def _article_of_popup(scope: Scope) -> str | None:
    """The article's address, which only its comments' links tell."""
    anchor = scope.page.first(f"{_OWN}, {_ANCHOR}")
    return scope.page.join(anchor.get("href")) if anchor is not None else None


POPUP = Layout(
    name="window", when="body", test=_is_popup, page="comments", about=Call(_article_of_popup), comments=COMMENTS
)
CLASSIC_INDEX = Layout(
    name="classic-index",
    when="#content .comments_invite",
    page="index",
    entries=Entries(
        Each("#content > h3"),
        url=link("a[href]"),
        promised=Beside("p:has(> .comments_invite)", text("", match=r"\[(\d+)\]"), after=True),
    ),
    follow=(_POPUP, Links("index", "pager", "a[rel=next][href*='pg='], a[rel=prev][href*='pg=']")),
)
INDEX = Layout(
    name="index",
    when="[itemprop=blogPost], .article, .hentry, body.front-page",
    page="index",
    entries=Entries(
        Each("[itemprop=blogPost], .hentry"),
        url=link("[itemprop=headline] a[href]", ".entry-title a[href]", "a[rel~=bookmark][href]"),
        promised=text("[itemprop=userInteractionCount]", match=r"\d+"),
    ),
    follow=(Links("index", "pager", "a[rel=next][href*='pg='], a[rel=prev][href*='pg='], a[href*='?pg=']"), _POPUP),
)

TEXTPATTERN = Adapter(
    name="textpattern",
    title="Textpattern",
    marks=Marks(
        generator=r"^textpattern",
        css=("#txpCommentInputForm", "article.comments[itemtype*='schema.org/Comment']", "ol.comments-list", _OWN),
        headers=(("set-cookie", r"\btxp_"),),
        raw=("/textpattern/textpattern.js", "textpattern/css.php", "/textpattern/txp_img/"),
    ),
    layouts=(POPUP, CLASSIC, ARTICLE, CLASSIC_INDEX, INDEX),
    traps=(
        ("preview", r"[?&](?:commented|backpage)="),
        ("search", r"[?&](?:q|s)=[^&#]*&m="),
    ),
)
