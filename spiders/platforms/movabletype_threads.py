"""Movable Type's comments and trackbacks, a generation of its default templates each."""

from __future__ import annotations

import re

from spiders.adapter import CommentFields
from spiders.containers import Each
from spiders.fields import Beside, Call, Const, Field, Scope, Span, attr, first, inner, link, permalink, text
from spiders.platforms.typepad import CLASSIC_PINGS, blog_name
from spiders.printed import CLOCK, DAY

_BY = r"^(?:(?:Posted|Written|Comment(?:ed)?) by|[^\d:：|]{2,40}[:：])\s*:?\s*"
_AT = r"\s+(?:at|on|am|um|le|à|el|il|op|em|:|\||-|,)\s+(?=(?:[^\W\d_]{2,12}\.?,?\s+){0,2}\d)"
SIGNED = rf"{_BY}([^\s:|].*?){_AT}"
_NAME_LINK = "a[href]:not([href*='#c']):not([href^='#']):not(.commenter-profile)"
_RED = r"__mode=red\b.*?[&;]id=(\d+)"


def _parent(scope: Scope) -> str | None:
    """The comment that the byline says this one replies to: a link to another, before the date's own."""
    own = re.sub(r"\D", "", scope.element.get("id", ""))
    for anchor in scope.css(".comment-header a[href*='#comment-'], .byline a[href*='#comment-']"):
        found = re.search(r"#comment-(\d+)$", anchor.get("href", ""))
        if found and found[1] != own and not len(anchor):
            return found[1]
    return None


def signed_comments(signature: str, body: Field) -> CommentFields:
    """Comments of 2.x and 3.x: a body and a line "Posted by: NAME at DATE"; ``signature`` finds the line."""
    named = f"{signature} {_NAME_LINK}".strip()
    return CommentFields(
        key=first(
            attr("href", f"{signature} a[href*='__mode=red']".strip(), match=_RED),
            attr("id", match=r"^c(?:omment-)?0*(\d+)$"),
            attr("href", f"{signature} a[href*='#c']".strip(), match=r"#c(?:omment-)?0*(\d+)"),
            Beside("a[id], a[name]", first(attr("id", match=r"^c?0*(\d+)$"), attr("name", match=r"^c?0*(\d+)$"))),
            Beside("div[id^=c]", attr("id", match=r"^c0*(\d+)$")),
            attr("name", "a[name]", match=r"^c?0*(\d+)$"),
        ),
        url=permalink(f"{signature} a[href*='#c']".strip()),
        author=first(text(named), text(signature, match=SIGNED)),
        author_url=link(named),
        author_id=attr("href", f"{signature} a.commenter-profile".strip(), match=r"([^/]+)/?$"),
        words=text(signature, match=rf"({DAY}.*?)\s*(?:\||$)|({CLOCK}\s+(?:on\s+)?{DAY})"),
        html=body,
    )


_DECOYS = "form, .module, .sidebar, #comment-preview"
OLD_COMMENTS = (
    Each("div.comments-body", unless=_DECOYS, holds=".comments-post"),
    signed_comments(".comments-post", inner("", without=".comments-post, a[name]:empty, a[id]:empty")),
)
POSTED_COMMENTS = (
    Each("p.posted", unless=_DECOYS, says=r"^[^\d:：|]{2,40}[:：].*\d"),
    signed_comments("", first(Beside("div[id^=c]", inner("")), Beside("p", inner("")))),
)

NEW_COMMENTS = (
    Each(
        "div.comment[id^=comment-], article.comment[id^=comment-]",
        unless="#comment-preview, .module, .widget",
    ),
    CommentFields(
        key=attr("id", match=r"^comment-(\d+)$"),
        url=permalink(
            ".comment-header a.permalink",
            ".comment-footer a[href*='#comment-']",
            "a[href*='#comment-']:last-child",
        ),
        author=first(
            text(".vcard.author", ".comment-author .fn", ".comment-author", ".author"),
            text(f".comment-footer {_NAME_LINK}"),
            text(".comment-footer", match=r"^[^\d:：|]{2,40}[:：]\s*([^\s|].*?)\s*\|"),
            text(".comment-header", match=r"^(.+?)(?: said)?\s*[:：]"),
        ),
        author_url=link(".vcard.author a[href]", ".author a[href]", f".comment-footer {_NAME_LINK}"),
        words=first(
            text("abbr.published", "time"),
            text(".comment-footer a[href*='#comment-']", ".comment-footer a[href*='#c']"),
            text(".comment-footer", ".comment-header", match=rf"({DAY}.*?)\s*(?:\||$)"),
        ),
        machine=first(attr("title", "abbr.published"), attr("datetime", "time[datetime]")),
        html=inner(".comment-content", ".comment-body"),
        parent=Call(_parent),
        owner=attr("class", match=r"entry-author-comment"),
    ),
)

PINGS = (
    Each("div.trackback[id^=ping-], article.trackback[id^=ping-]", unless=".module, .widget"),
    CommentFields(
        key=attr("id", match=r"^ping-(\d+)"),
        url=permalink("a[href*='#ping-']"),
        author=Call(blog_name),
        author_url=link(".trackback-header a", ".trackback-content a"),
        title=text(".trackback-header a", ".trackback-content a"),
        words=first(text("a[href*='#ping-']"), text(".trackback-footer", match=rf"({DAY}.*)")),
        machine=attr("title", "abbr.published"),
        html=first(
            Span(".trackback-content br", "a"),
            inner(".trackback-content", without="a[rel~=nofollow], a:last-child"),
        ),
        kind=Const("trackback"),
    ),
)

COMMENTS = (OLD_COMMENTS, POSTED_COMMENTS, NEW_COMMENTS, PINGS, CLASSIC_PINGS)
