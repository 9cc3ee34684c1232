"""Dotclear: `p#cN` with its quote (1.x), `dt#cN` with its `dd`, `li#cN.comment` or `article#cN`, pings among them."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.counts import count_in
from spiders.fields import Beside, Call, Many, Scope, attr, first, inner, link, permalink, text
from spiders.markup import words_of
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_BY = r"(?:by|par|von|por|da|door|de|przez|av|af)"
_FROM = r"(?:from|de|par|von|by|da|van|od)"
_KEY = attr("id", match=r"^c(\d+)$")


def _kind(scope: Scope) -> str | None:
    """A ping by its class, its list, or the link that leads on to it."""
    element = scope.element
    beside = Beside("dd", text("p.comment-read-it"), after=True).read(scope)
    in_list = any(one.get("id") in ("pings", "trackbacks") for one in element.iterancestors())
    is_ping = "ping" in element.get("class", "").split()
    return "trackback" if is_ping or in_list or beside or text("p.comment-read-it").read(scope) else None


def _source_beside(scope: Scope) -> str | None:
    """Where a ping came from: the link that its words begin with."""
    top = scope.element.find("p")
    anchor = top.find("a") if top is not None and not (top.text or "").strip() else None
    if anchor is None or (anchor.tail or "").strip() or len(top) > 1:
        return None
    return scope.page.join(anchor.get("href"))


def _source(scope: Scope) -> str | None:
    """The same in a box that is a ping's."""
    content = next(scope.css(".comment-content"), None)
    return _source_beside(Scope(scope.page, content)) if content is not None and _kind(scope) else None


_ON_DAY = rf"^(?:\d+\.?\s*)?(?:(?:on|le|am|el|il|op)\s+)?(.*?\d.*?)\s+{_BY}\s+\S"

LISTED = (
    Each("#comments dt[id^=c], #pings dt[id^=c]", unless="form"),
    CommentFields(
        key=_KEY,
        url=permalink("a.comment-number[href]"),
        author=first(text("a:not(.comment-number)"), text("", match=rf"\d\D*?\s{_BY}\s+(.+)$")),
        author_url=first(
            link("a:not(.comment-number):not(.ping-number)[href]"), Beside("dd", Call(_source_beside), after=True)
        ),
        words=text("", match=_ON_DAY),
        html=Beside("dd", inner("", without=".comment-read-it"), after=True),
        kind=Call(_kind),
        owner=attr("class", match=r"\bme\b"),
    ),
)
BOXED = (
    Each(
        ".comments-list > li[id^=c], #comments li[id^=c], #pings li[id^=c], .comments-list > article[id^=c]",
        unless="form",
    ),
    CommentFields(
        key=_KEY,
        url=permalink("a.comment-number[href]"),
        author=first(
            text(".comment-info a:not(.comment-number)"),
            text(".comment-info", match=rf"{_FROM}\s+(.+?)\s+-\s"),
            text(".comment-info", match=rf"\s{_BY}\s+(.+)$"),
        ),
        author_url=first(link(".comment-info a:not(.comment-number)[href]"), Call(_source)),
        words=first(
            text(".comment-info time"),
            text(".comment-info", match=r"\s-\s+(\D{0,20}\d.*)$"),
            text(".comment-info", match=_ON_DAY),
        ),
        machine=attr("datetime", ".comment-info time[datetime]"),
        html=inner(".comment-content", without=".comment-read-it"),
        kind=Call(_kind),
        owner=attr("class", match=r"\bme\b"),
    ),
)

SIGNED = (
    Each("p.comment-info[id^=c]", unless="form, .comments-list"),
    CommentFields(
        key=_KEY,
        url=permalink("a[href^='#c']"),
        author=first(text("strong", ".author"), text("", match=r",\s+(?:par|de|by|from)\s+(.+?)(?:\s+::.*|\s+#)?$")),
        author_url=first(
            link("strong a[href], .author a[href]"), link("a[href^=http]:not([href*='#c'])", match=r"^(?!mailto:).+")
        ),
        words=first(text(".date"), text("", match=rf"({DAY}(?:\s*(?:à|at|,)?\s*{CLOCK})?)")),
        html=first(Beside("blockquote", inner(""), after=True), Beside(".comment-content", inner("blockquote", ""))),
        kind=Call(_kind),
    ),
)
"""Dotclear 1 (2003 to 2008): a line that signs, then the words in a quote; some themes turn it round."""


def _promised(scope: Scope) -> str | None:
    """The number in the heading over the thread ("3 commentaires", "une réaction")."""
    headings = scope.css("#comments > h3, #comments > h2")
    return next((told for one in headings if (told := count_in(words_of(one))) is not None), None)


POST = PostFields(
    source_id=first(
        attr("id", ".post[id^=p], .post-title[id^=p]", match=r"^p(\d+)$"),
        text(".post-info a[title^='Lien permanent']", match=r"^#(\d+)$"),
    ),
    title=text(".post .post-title", ".post-title"),
    author=first(
        text(".post-author a", ".post-info a[href*='/author/']"),
        text(".post-author", match=rf"^(?:{_BY}\s+)?(.+?),?\.?$"),
        text(".post-info", match=rf"(?i:\b{_BY})\s+(.+?),?\s+(?:on|le|am|el|il|op|(?=\D{{0,12}}\d))\s*"),
        attr("content", "meta[name=author]"),
    ),
    author_url=link(".post-author a[href]"),
    words=first(
        text(".post-info time", ".post-date time"),
        text(".post-info", match=r"\s(?:on|le|am|el|il|op)\s+(.+?\d:\d\d)"),
        text(".post-info", match=rf"({DAY}(?:\s*(?:à|at|,)?\s*{CLOCK})?)"),
        text(".post-day-date"),
    ),
    machine=first(attr("datetime", ".post-info time[datetime]", ".post-date time"), attr("content", "meta[name=date]")),
    html=inner(".post .post-excerpt", ".post .post-chapo", ".post .post-content", join=True),
    tags=Many(".post-tags a[href], .post-tags-list a[href]"),
    categories=Many(".post-cat a[href], .post-info a[href*='/category/']"),
    previous=link("link[rel=prev]", "a.prev[href]"),
    next=link("link[rel=next]", "a.next[href]"),
    open=attr("id", "form#comment-form", "#comments form"),
    closed=text("#comments p, #comment-form p", match=r"^Les commentaires pour ce billet sont fermés.*$"),
    promised=Call(_promised),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    if page.first("body.dc-post, body.dc-page, form#comment-form, h3#co, p.comment-info[id^=c]") is not None:
        return True
    return len(page.css(".post[id^=p]")) == 1 and page.first("#comments, #pings, .navlinks") is not None


ENTRY = Layout(
    name="post",
    when=".post[id^=p], #comments dt[id^=c], .post .post-content, .post-title[id^=p]",
    test=_is_single,
    post=POST,
    comments=(LISTED, BOXED, SIGNED),
    follow=(
        Links("feed", "comment feed", "a[href*='/comments/'][class~=feed], #comments-feed a[href]"),
        Links("feed", "comment feed", ".post-info a[href*='type=co'][href*='post=']"),
    ),
)
INDEX = Layout(
    name="index",
    when=".post[id^=p], .post .post-title, .arch-block, body.dc-archive, body.dc-home",
    page="index",
    entries=Entries(
        Each(".post[id^=p], .post:has(> .post-title a)"),
        url=link(".post-title a[href]", ".post-permalink a[href]"),
        promised=text("a[href$='#comments']", "a[href$='#co']", ".comment_count", match=r"\d+"),
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
            "a.comment-number[href^='#c'], p.comment-info[id^=c]",
            "body.dc-post, body.dc-home, body.dc-archive, body.dc-category",
            ".post[id^=p]:not([id^=post]) p.post-info, .post[id^=p]:not([id^=post]) .post-meta",
            "a[href^='https://www.dotclear.org'], a[href^='http://www.dotclear.'], a[href='http://dotclear.net/']",
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
