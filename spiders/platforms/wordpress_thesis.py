"""Thesis, a framework of WordPress themes, and its forebears: threads of `dt` (who, when) and `dd` (what)."""

from __future__ import annotations

from dataclasses import replace

from spiders.adapter import CommentFields, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Const, Field, attr, first, inner, link, permalink, text
from spiders.platforms.wordpress_threads import DECOYS

MARK = "dl#comment_list > dd > .format_text, dl#comment_list > dd.entry, dl#trackback_list > dt"


def _line(field: Field) -> Beside:
    """A field of the line over the words."""
    return Beside("dt", field)


_SAID = CommentFields(
    key=_line(attr("id", "", match=r"^comment-(\d+)$")),
    owner=first(
        attr("class", "", match=r"\b(bypostauthor|author_comment)\b"), _line(attr("class", "", match="^author$"))
    ),
    author_id=attr("class", "", match=r"\bcomment-author-([^\s\"]+)"),
    url=_line(permalink(".comment_time a[href*='#comment-']", ".comment_num a[href*='#comment-']")),
    author=_line(text(".comment_author", "strong")),
    author_url=_line(link(".comment_author a", "strong a")),
    words=_line(first(text(".comment_time"), text("", match=r"\bon (\d.*)$"))),
    html=first(
        inner(".format_text", without=".reply, .comment_moderated, .sharedaddy, .comment-likes"),
        inner("", without=".reply, .comment_moderated, dl.children"),
    ),
)
_PING = CommentFields(
    kind=Const("pingback"),
    author=text(""),
    author_url=link("a"),
    words=Beside("dd", text(""), after=True),
)

LISTS = (
    (Each("dl#trackback_list > dt", unless=DECOYS), _PING),
    (Each("dl#comment_list > dd, dl#comment_list dl.children > dd", unless=DECOYS), _SAID),
)
"""A reply's list stands in the `dd` of what it answers; pings have a list of their own, without numbers."""

_ON_ONE_PAGE = "#comments:not(:has(#comment_nav_1)) .comments_intro:not(#trackbacks_intro) p > span:not(.bracket)"
"""Over the thread the framework counts what this page shows, which is all of it only where there are no others."""


def with_intro(post: PostFields) -> PostFields:
    """A post's fields with what the framework says over and under a thread."""
    closed = text(".comments_closed")
    return replace(
        post,
        source_id=first(post.source_id, attr("id", ".post_box[id^=post-]", match=r"^post-(\d+)$"))
        if post.source_id
        else None,
        author=first(text(".headline_meta .author"), post.author) if post.author else None,
        author_url=first(link(".headline_meta .author a"), post.author_url) if post.author_url else None,
        words=first(text(".headline_meta .published"), post.words) if post.words else None,
        promised=first(post.promised, text(_ON_ONE_PAGE, match=r"^(\d+)$")) if post.promised else None,
        closed=first(closed, post.closed) if post.closed else closed,
    )
