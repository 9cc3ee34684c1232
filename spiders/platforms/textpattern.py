"""Textpattern: comments without parents, known by `#c000123`; the newer themes speak schema.org."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Many, attr, first, inner, link, permalink, text
from spiders.page import Page

_ANCHOR = "a[href*='#c0']"

_FIELDS = CommentFields(
    key=attr("href", _ANCHOR, match=r"#c0*(\d+)$"),
    url=permalink(_ANCHOR),
    author=first(
        text(".comment-author [itemprop=name]", ".comment-author", "[itemprop=author] [itemprop=name]"),
        text(".comment_name", ".comment-name", "cite", ".vcard .fn"),
        text("a[rel~=nofollow]"),
    ),
    author_url=link(".comment-author a[href]", "a[rel~=nofollow][href]"),
    words=first(
        text("time", match=r"^(.+?)\s*(?:\([^()]*\))?\s*$"),
        text(".comment_time", ".comment-time", ".comment-date", ".comment-meta", ".footnote"),
    ),
    machine=attr("datetime", "time[itemprop=dateCreated][datetime]", "time[datetime]"),
    html=inner(
        "[itemprop=text]", ".comment_message", ".comment-message", ".comment-body", ".comment-content"
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
)

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
    machine=first(
        attr("datetime", "time[itemprop=datePublished][datetime]"), attr("title", "abbr.published[title]")
    ),
    updated=attr("content", "meta[itemprop=dateModified]"),
    html=inner("[itemprop=articleBody]", ".entry-content", ".article .body", ".hentry .body"),
    categories=Many("[itemprop=keywords] a, a[href*='/category/'][rel~=tag]"),
    previous=link("a[rel=prev][href]"),
    next=link("a[rel=next][href]"),
    open=attr("id", "#txpCommentInputForm"),
    promised=text("[itemprop=userInteractionCount]", "a[href*='#comment'] .count", match=r"\d+"),
    promised_by="userInteractionCount",
)


def _is_single(page: Page) -> bool:
    if page.first("#comments-head, #txpCommentInputForm, article.comments") is not None:
        return True
    return (
        len(page.css("[itemprop=articleBody]")) == 1
        and page.first("body.front-page, body.listing-page") is None
    )


ARTICLE = Layout(
    name="article",
    when="[itemprop=articleBody], #comments-head, #txpCommentInputForm, .hentry, .article",
    test=_is_single,
    about=first(
        attr("content", "article.article > meta[itemprop=mainEntityOfPage]"), link("link[rel=canonical]")
    ),
    post=POST,
    comments=COMMENTS,
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
    follow=(Links("index", "pager", "a[rel=next][href*='pg='], a[rel=prev][href*='pg='], a[href*='?pg=']"),),
)

TEXTPATTERN = Adapter(
    name="textpattern",
    title="Textpattern",
    marks=Marks(
        generator=r"^textpattern",
        css=("#txpCommentInputForm", "article.comments[itemtype*='schema.org/Comment']", "ol.comments-list"),
        headers=(("set-cookie", r"\btxp_"),),
        raw=("/textpattern/textpattern.js", "textpattern/css.php"),
    ),
    layouts=(ARTICLE, INDEX),
    traps=(
        ("preview", r"[?&](?:commented|parentid|backpage)="),
        ("search", r"[?&](?:q|s)=[^&#]*&m="),
    ),
)
