"""ExpressionEngine: templates are the owner's own; known by its forms and cookies, read by the usual classes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Follow
from archive.urls import key
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Many, Own, Span, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_PAGED = r"^(https?://[^?#]+?)/P\d+(/?)(?:[?#]|$)"
_WHEN = rf"((?:\d{{1,2}}/\d{{1,2}}/\d{{4}}|{DAY})(?:\D{{1,6}}{CLOCK})?)"

COMMENTS = (
    Each(
        ".comment, .comments > li, #comments li[id^=comment], li.hentry[id^=comment], [id^=comment-].entry",
        unless="form, #comment-preview, .comment-preview, .preview, .sidebar, #sidebar, .recent-comments, .author-bio",
        says=rf"{_WHEN}|\b(?:by|said|posted|wrote)\b",
    ),
    CommentFields(
        key=first(
            attr("id", match=r"^(?:comment|c)[-_]?(\d+)$"),
            attr("href", "a[href*='#comment'], a[href*='#c']", match=r"#c(?:omment)?[-_]?(\d+)$"),
        ),
        url=permalink("a[href*='#comment'], a[href*='#c']"),
        author=first(
            text(".comment-author", ".vcard .fn", "[itemprop=author]", "cite", ".name", ".author"),
            text("h3 a", "h3", "h4 a", "h4", match=r"^(.+?)(?:\s+(?:said|says|wrote|on|commented)\b.*|:?)$"),
            text("", match=r"\b(?:posted |comment )?by:?\s+(.+?)\s+(?:on|at|\||—|-)\s"),
            text("strong", "b"),
        ),
        author_url=link(
            ".comment-author a[href]",
            ".vcard a.url[href]",
            "cite a[href]",
            "h3 a[href^=http]",
            "h4 a[href^=http]",
        ),
        words=text("time", ".comment-date", ".date", ".meta", ".posted", "footer", "p", "", match=_WHEN),
        machine=attr("datetime", "time[datetime]"),
        html=first(
            inner(".comment-body", ".comment-content", ".comment-text", ".entry-content", ".bubble", ".body"),
            Span(".comment > h3, h3, h4", "footer, .meta, .posted, .comment-meta"),
            inner(
                "",
                without="h3, h4, .meta, .posted, .comment-meta, .avatar, footer, cite, time, .comment-author",
            ),
        ),
        owner=attr("class", match=r"(?:^|\s)(?:author|by-author|byauthor)(?:\s|$)"),
    ),
)

POST = PostFields(
    source_id=attr("value", "form input[name=entry_id][value]", match=r"^(\d+)$"),
    title=first(
        text("article h1", ".entry h1", "h1.entry-title", "h2.title", ".entry h2", "main h1", "h1"),
        attr("content", "meta[property='og:title']"),
    ),
    author=text(".byline a", ".vcard .fn", "a[rel~=author]", ".posted a[href*='/member/']", ".entry .author"),
    words=first(
        text("article time", ".entry time", "time.published"),
        text(".posted", ".byline", ".entry .meta", ".date", "h2.date", match=_WHEN),
    ),
    machine=first(
        attr("datetime", "article time[datetime]", "time.published[datetime]"),
        attr("content", "meta[property='article:published_time']"),
    ),
    html=inner(
        ".entry-content",
        ".entry-body",
        "[itemprop=articleBody]",
        "article",
        ".entry",
        "section.w-12 > .col",
        without="form, .comment, #comments, .comments, .posted, .byline, h1, time, script",
    ),
    categories=Many("a[href*='/category/']"),
    previous=link("a.page-prev[href]", "link[rel=prev]"),
    next=link("a.page-next[href]", "link[rel=next]"),
    closed=text(".no-results", ".comments-closed", match=r"^.*\b(?:closed|disabled|expired)\b.*$"),
    open=attr("id", "#comment_form", "form[id*=comment]"),
    promised=text("#comments > h2", "#comments > h3", "h3#comments", ".comment-count", match=r"\d+"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    if page.first("form input[name=entry_id], #comment_form, .comment, #comments") is not None:
        return True
    return len(page.css("article, .entry")) == 1


ENTRY = Layout(
    name="entry",
    when="article, .entry, .comment, #comments, form input[name=entry_id]",
    test=_is_single,
    about=first(Own(_PAGED, r"\1\2"), link("link[rel=canonical]")),
    post=POST,
    comments=(COMMENTS,),
)


def discover(page: Page) -> Iterable[Follow]:
    """The further pages of an entry's comments: its own address with a segment ``P20``, wherever the links stand."""
    if not ENTRY.fits(page):
        return
    here = re.sub(r"/P\d+/?$", "", page.url.partition("?")[0])
    for anchor in page.css("a[href*='/P']"):
        url = page.join(anchor.get("href"))
        found = re.fullmatch(r"([^?#]+?)/P\d+/?", url) if url else None
        if url and found and key(found[1]) == key(here):
            yield Follow(url, "comments", "comment pager")


EXPRESSIONENGINE = Adapter(
    name="expressionengine",
    title="ExpressionEngine",
    marks=Marks(
        generator=r"^expressionengine",
        css=(
            "form input[type=hidden][name=ACT]",
            "form input[name=XID], form input[name=csrf_token] + input[name=site_id]",
        ),
        headers=(("set-cookie", r"\bexp_(?:last_visit|last_activity|tracker|csrf_token|stashid)="),),
        raw=("/themes/user/", "/themes/site_themes/", r"\?act="),
    ),
    layouts=(
        ENTRY,
        Layout(
            name="index",
            when="article, .entry",
            page="index",
            entries=Entries(
                Each("article, .entry"),
                url=link("h1 a[href]", "h2 a[href]", "h3 a[href]"),
                promised=text("a[href*='#comments']", match=r"\d+"),
            ),
            follow=(Links("index", "pager", ".paginate a[href], .pagination a[href]", match=r"/P\d+/?$"),),
        ),
    ),
    discover=discover,
    traps=(
        ("action", r"[?&]ACT=\d+"),
        ("member pages", r"/member/(?:login|register|forgot|\d+)"),
        ("search", r"/search/(?:results|no_results|advanced)"),
    ),
)
