"""Dreamwidth: `div.comment-thread` inside `div.comment-thread`, each with its `div.dwexpcomment#cmtN`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Follow
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Call, Many, Own, Scope, attr, first, inner, link, permalink, text
from spiders.levels import by_level
from spiders.markup import matches
from spiders.page import Page

_POST = r"^(https?://[^/]+/(?:[^/?#]+/)?(\d+)\.html)"
_USER = ".ljuser a[href]:not([href*='/profile'])"


def _time(scope: Scope) -> str | None:
    return text(".header .datetime", ".datetime", match=r"^(?:[^\d:]{2,20}:)?\s*(.+)$").read(scope)


def _level(scope: Scope) -> str | None:
    """How deep the thread around a comment stands: threads lie inside each other, comments do not."""
    thread = next((one for one in scope.element.iterancestors("div") if _DEPTH.search(one.get("class", ""))), None)
    found = _DEPTH.search(thread.get("class", "")) if thread is not None else None
    return found[1] if found else None


_DEPTH = re.compile(r"\bcomment-depth-(\d+)\b")

COMMENTS = (
    Each(".dwexpcomment[id^=cmt]"),
    CommentFields(
        key=attr("id", match=r"^cmt(\d+)$"),
        url=permalink(".commentpermalink a[href]", ".header a[href*='#cmt']", "a[href*='thread='][href*='#cmt']"),
        author=first(
            attr("lj:user", ".comment-poster .ljuser", ".ljuser"),
            text(".comment-poster .anonymous", ".comment-poster", "i"),
        ),
        author_url=link(f".comment-poster {_USER}", _USER),
        author_id=first(attr("lj:user", ".comment-poster .ljuser", ".ljuser")),
        title=text(".comment-title", without=".echi"),
        words=Call(_time),
        html=inner(".comment-content", without=".edittime"),
        parent=attr("href", ".commentparent a[href]", match=r"#cmt(\d+)"),
        deleted=attr("class", ".comment-wrapper", match=r"\b(?:deleted|from-suspended)\b|\bscreened\b.*\bpartial\b"),
        collapsed=attr(
            "class", ".comment-wrapper", match=r"^(?!.*\b(?:deleted|from-suspended|screened)\b).*\bpartial\b"
        ),
        owner=attr("class", ".comment-wrapper.entry-author", match=r"entry-author"),
    ),
)

POST = PostFields(
    source_id=Own(_POST, r"\2"),
    title=text(".entry .entry-title", ".entry-title"),
    author=first(
        attr("lj:user", ".entry .entry-poster .ljuser", ".entry-poster .ljuser"),
        Own(r"^https?://([\w-]+)\.dreamwidth\.org/", r"\1"),
    ),
    author_url=link(f".entry .entry-poster {_USER}"),
    words=text(".entry .header .datetime", ".entry .datetime"),
    html=inner(".entry .entry-content", ".entry-content"),
    tags=Many(".entry .tag a[rel~=tag]"),
    closed=text(".comments-message"),
    promised=text(".entry-interaction-links .entry-readlink a", match=r"\d[\d,.]*"),
    promised_by="entry-readlink",
)

FOLLOW = (
    Links(
        "comments",
        "comment pager",
        ".comment-pages a.comment-page[href]:not([href*='view=']), "
        ".comment-pages a[href*='page=']:not([href*='view='])",
    ),
    # asked for like an answer, since elsewhere another view of a thread is a trap
    Links("api", "pager of the flat view", ".comment-pages a[href*='view=flat'][href*='page=']"),
    Links("post", "next and previous", ".page-back a[href*='.html'], .page-forward a[href*='.html']"),
)


def _is_single(page: Page) -> bool:
    body = page.first("body")
    return (body is not None and matches(body, ".page-entry, .page-reply")) or len(page.css(".entry-wrapper")) == 1


ENTRY = Layout(
    name="entry",
    when=".entry-wrapper, .entry-content, .dwexpcomment",
    test=_is_single,
    about=Own(_POST, r"\1"),
    post=POST,
    comments=(COMMENTS,),
    follow=FOLLOW,
    amend=by_level((COMMENTS,), Call(_level)),
)
INDEX = Layout(
    name="index",
    when=".entry-wrapper, .entry",
    page="index",
    entries=Entries(
        Each(".entry-wrapper"),
        url=link(".entry-permalink a[href]", ".entry-title a[href]"),
        promised=text(".entry-readlink a", match=r"\d[\d,.]*"),
    ),
    follow=(Links("index", "older entries", ".page-back a[href], .page-forward a[href], a[href*='?skip=']"),),
)


def discover(page: Page) -> Iterable[Follow]:
    """A thread with collapsed comments in the flat view: all words in a few pages, and each names its parent.

    Opened branch by branch it would take a request for each comment, and ``expand_all`` is for paid journals.
    """
    found = re.match(_POST, page.url)
    if found and "view=" not in page.url and page.first(_COLLAPSED) is not None:
        yield Follow(f"{found[1]}?view=flat", "api", "collapsed thread, flat")


_COLLAPSED = ".comment-wrapper.partial:not(.deleted):not(.from-suspended):not(.screened)"

DREAMWIDTH = Adapter(
    name="dreamwidth",
    title="Dreamwidth",
    marks=Marks(
        css=(
            ".dwexpcomment",
            ".entry-wrapper[class*='security-']",
            "link[href*='dreamwidth.org/stc'], script[src*='dreamwidth.org/js'], link[href*='dreamwidth.net/']",
        ),
        host=r"\.dreamwidth\.org$",
    ),
    layouts=(ENTRY, INDEX),
    discover=discover,
    traps=(
        ("reply form", r"[?&](?:replyto=|mode=reply)"),
        ("branch view", r"\.html\?(?:[^#]*&)?thread="),
        ("other view", r"[?&]view=(?:flat|top-only)|[?&]expand_all="),
        ("journal tools", r"dreamwidth\.org/(?:tools/|login|update|manage/|comments/|support/)"),
    ),
)
