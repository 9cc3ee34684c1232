"""Dotclear: `dt#cN` with its `dd` (older themes) or `li#cN.comment`, pings among them."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Call, Many, Scope, attr, first, inner, link, permalink, text
from spiders.page import Page

_BY = r"(?:by|par|von|por|da|door|de|przez|av|af)"
_FROM = r"(?:from|de|par|von|by|da|van|od)"
_KEY = attr("id", match=r"^c(\d+)$")


def _kind(scope: Scope) -> str | None:
    """A ping by its class, its list, or the link that leads on to it."""
    element = scope.element
    beside = Beside("dd", text("p.comment-read-it"), after=True).read(scope)
    in_list = any(one.get("id") == "pings" for one in element.iterancestors())
    is_ping = "ping" in element.get("class", "").split()
    return "trackback" if is_ping or in_list or beside or text("p.comment-read-it").read(scope) else None


_ON_DAY = rf"^(?:\d+\.?\s*)?(?:(?:on|le|am|el|il|op)\s+)?(.*?\d.*?)\s+{_BY}\s+\S"

LISTED = (
    Each("#comments dt[id^=c], #pings dt[id^=c]", unless="form"),
    CommentFields(
        key=_KEY,
        url=permalink("a.comment-number[href]"),
        author=first(text("a:not(.comment-number)"), text("", match=rf"\d\D*?\s{_BY}\s+(.+)$")),
        author_url=link("a:not(.comment-number)[href]"),
        words=text("", match=_ON_DAY),
        html=Beside("dd", inner("", without=".comment-read-it"), after=True),
        kind=Call(_kind),
        owner=attr("class", match=r"\bme\b"),
    ),
)
BOXED = (
    Each(".comments-list > li[id^=c], #comments li[id^=c], #pings li[id^=c]", unless="form"),
    CommentFields(
        key=_KEY,
        url=permalink("a.comment-number[href]"),
        author=first(
            text(".comment-info a:not(.comment-number)"),
            text(".comment-info", match=rf"{_FROM}\s+(.+?)\s+-\s"),
            text(".comment-info", match=rf"\s{_BY}\s+(.+)$"),
        ),
        author_url=link(".comment-info a:not(.comment-number)[href]"),
        words=first(text(".comment-info time"), text(".comment-info", match=_ON_DAY)),
        machine=attr("datetime", ".comment-info time[datetime]"),
        html=inner(".comment-content", without=".comment-read-it"),
        kind=Call(_kind),
        owner=attr("class", match=r"\bme\b"),
    ),
)

POST = PostFields(
    source_id=attr("id", ".post[id^=p]", match=r"^p(\d+)$"),
    title=text(".post .post-title", ".post-title"),
    author=first(
        text(".post-author a", ".post-info a[href*='/author/']"),
        text(".post-author", match=rf"^(?:{_BY}\s+)?(.+?),?\.?$"),
        text(".post-info", match=rf"\b{_BY}\s+(.+?)\s+(?:on|le|am|el|il|op)\s"),
        attr("content", "meta[name=author]"),
    ),
    author_url=link(".post-author a[href]"),
    words=first(
        text(".post-info time", ".post-date time"),
        text(".post-info", match=r"\s(?:on|le|am|el|il|op)\s+(.+?\d:\d\d)"),
        text(".post-day-date"),
    ),
    machine=first(
        attr("datetime", ".post-info time[datetime]", ".post-date time"), attr("content", "meta[name=date]")
    ),
    html=inner(".post .post-excerpt", ".post .post-content", join=True),
    tags=Many(".post-tags a[href], .post-tags-list a[href]"),
    categories=Many(".post-cat a[href], .post-info a[href*='/category/']"),
    previous=link("link[rel=prev]", "a.prev[href]"),
    next=link("link[rel=next]", "a.next[href]"),
    open=attr("id", "form#comment-form"),
    promised=text("#comments > h3", match=r"\d+"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    if page.first("body.dc-post, body.dc-page, form#comment-form") is not None:
        return True
    return len(page.css(".post[id^=p]")) == 1 and page.first("#comments, #pings, .navlinks") is not None


ENTRY = Layout(
    name="post",
    when=".post[id^=p], #comments dt[id^=c]",
    test=_is_single,
    post=POST,
    comments=(LISTED, BOXED),
    follow=(Links("feed", "comment feed", "a[href*='/comments/'][class~=feed], #comments-feed a[href]"),),
)
INDEX = Layout(
    name="index",
    when=".post[id^=p], .arch-block, body.dc-archive, body.dc-home",
    page="index",
    entries=Entries(
        Each(".post[id^=p]"),
        url=link(".post-title a[href]", ".post-permalink a[href]"),
        promised=text("a[href$='#comments']", ".comment_count", match=r"\d+"),
    ),
    follow=(
        Links("index", "pager", ".pagination a[href], a[href*='/page/']", match=r"/page/\d+$"),
        Links("index", "archives", "link[rel=contents], a[href*='/archive/']"),
    ),
)

DOTCLEAR = Adapter(
    name="dotclear",
    title="Dotclear",
    marks=Marks(
        generator=r"^dotclear",
        css=(
            "a.comment-number[href^='#c']",
            "body.dc-post, body.dc-home, body.dc-archive, body.dc-category",
            ".post[id^=p] .post-info, .post[id^=p] .post-meta",
            "a[href='https://www.dotclear.org/'], a[href='http://www.dotclear.org/'], a[href='http://www.dotclear.net/']",
            "script[src$='?pf=post.js']",
        ),
        raw=("post_remember_str", "dotclear_", "dcinsertcssrule"),
    ),
    layouts=(ENTRY, INDEX),
    traps=(
        ("preview", r"/preview/"),
        ("trackback address", r"/trackback/\d+"),
        ("feed by tag", r"/feed/tag/"),
    ),
)
