"""Mezzanine: `div.comment#comment-N` (until 2013 `li#comment-N`) nested to any depth; prints relative times only."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Many, Span, attr, first, inner, link, permalink, text

_END = ".comment > a[href*='#comment-'], .media-body > a[href*='#comment-'], .media-body > form"

COMMENTS = (
    Each(".comment.media[id^=comment-]", unless="form"),
    CommentFields(
        key=attr("id", match=r"^comment-(\d+)$"),
        url=permalink(".media-body > a[href*='#comment-']", "a[href*='#comment-']"),
        author=text(".media-heading", without=".timespan"),
        author_url=link(".media-heading > a[href]"),
        words=text(".media-heading .timespan", ".timespan"),
        html=Span(".media-heading", _END),
        deleted=attr("class", "p > .glyphicon-remove-circle", "p > .glyphicon-warning-sign"),
        owner=attr("class", match=r"\bcomment-author\b"),
    ),
)

_SIGNED = "strong + .timespan, em:has(> strong)"
OLD_COMMENTS = (
    Each("#comments li[id^=comment-]", unless="form, .comment.media"),
    CommentFields(
        key=attr("id", match=r"^comment-(\d+)$"),
        url=permalink("a[href*='#comment-']"),
        author=text("strong"),
        author_url=link("strong a[href]"),
        words=first(text(".timespan"), text("em", match=r"(\d+\s\D{3,40}(?:,\s\d+\s\D{3,40})?\s*ago)$")),
        html=Span(_SIGNED, "a[href*='#comment-'], form, ul"),
        deleted=text("p", match=r"^(?:Comment deleted|Comment awaiting approval)$"),
        owner=attr("class", match=r"(?:^|\s)(?:comment-)?author(?:\s|$)"),
    ),
)
"""Comments before October 2013: a name, a time and the words side by side in an item of a list."""

_END_OF_POST = "ul.tags, .rating, a.share-twitter, ul.pager, #related-posts, #comments"

POST = PostFields(
    title=text("h1", ".breadcrumb .active"),
    author=text(".post-meta > a[href*='/author/']"),
    author_url=link(".post-meta > a[href*='/author/']"),
    words=text(".post-meta", match=r"\b(\d+\s[^\W\d_]+(?:,\s\d+\s[^\W\d_]+)?\sago)"),
    html=first(
        Span(".post-meta + p", _END_OF_POST),
        Span(".post-meta", _END_OF_POST),
        inner(".blog-post-content"),
    ),
    tags=Many("ul.tags a[href*='/tag/']"),
    categories=Many(".post-meta a[href*='/category/']"),
    previous=link("ul.pager .previous a[href]"),
    next=link("ul.pager .next a[href]"),
    open=attr("id", "form#comment"),
    promised=text("a[href='#comments']", match=r"\d+"),
    promised_by="comments link",
)

MEZZANINE = Adapter(
    name="mezzanine",
    title="Mezzanine",
    marks=Marks(
        css=(
            ".comment.media[id^=comment-] .media-heading, form.comment-reply-form, li[id^=comment-] > a.reply",
            "link[href*='/css/mezzanine.css'], script[src*='/mezzanine/']",
            ".input_id_honeypot, #id_honeypot",
            "a[href='http://mezzanine.jupo.org/'], a[href='https://mezzanine.jupo.org/']",
        ),
        raw=(".input_id_honeypot",),
    ),
    layouts=(
        Layout(
            name="post",
            when=".post-meta + p a[href='#comments'], #comments .comment.media, #comments li[id^=comment-] a.reply"
            ", ul.pager .previous, form#comment",
            post=POST,
            comments=(COMMENTS, OLD_COMMENTS),
        ),
        Layout(
            name="index",
            when=".post-meta, .blog-list-detail",
            page="index",
            entries=Entries(
                Each(".blog-list-detail, article"),
                url=link("h2 a[href]", "h1 a[href]"),
                promised=text("a[href$='#comments']", match=r"\d+"),
            ),
            follow=(
                Links("post", "index", "h2 > a[href*='/blog/']"),
                Links("index", "pager", "ul.pagination a[href*='page='], a[href*='/archive/']"),
            ),
        ),
    ),
    traps=(("sign-in", r"/(?:account|admin)/"), ("rating", r"/rating/")),
)
