"""Posterous (2008–2013): `div.commentunit#comment_N` under each post."""

from __future__ import annotations

import re

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Many, Span, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_WHEN = rf"({DAY}(?:\D{{0,6}}{CLOCK})?|\d+ (?:minute|hour|day|month|year)s? ago)"

COMMENTS = (
    Each(
        ".commentunit[id^=comment_], .p_response[id^=comment_], li[id^=comment_]",
        unless=".posterousAddNewComment, form",
    ),
    CommentFields(
        key=attr("id", match=r"^comment_(\d+)$"),
        url=permalink("a[href*='#comment']"),
        author=first(
            text(".commentname > a", ".comment_author a", ".p_info a", "header h1"),
            text(".commentname", match=r"^(.+?)\s+(?:said|responded|wrote|liked)\b"),
        ),
        author_url=link(".commentname > a[href^=http]", ".comment_avatar a[href]", ".p_info a[href]"),
        author_id=attr("href", ".comment_avatar a[href*='/people/']", match=r"/people/(\w+)"),
        words=text(".commentdate", ".comment_time", "time", ".commentname", match=_WHEN),
        machine=attr("datetime", "time[datetime]"),
        html=first(
            inner(".comment_body", ".p_body"),
            Span(".comment > .commentname", ".mini_commands, .commentdate"),
            inner(".comment"),
        ),
    ),
)

POST = PostFields(
    source_id=first(
        attr("id", "[id^=pcomment_commentarea_]", "[id^=pcomment_comments_]", match=r"(\d+)$"),
        attr("id", "article[id^=post_]", ".post[id^=post_]", match=r"(\d+)$"),
    ),
    title=text(".post h2", "article h1", ".posttitle", ".post_title", "h2.post-title"),
    author=text(".post .author a", ".posterous_author a", "a[rel~=author]", ".profile_name"),
    words=first(
        text(".post time", "article time", ".postdate", ".post-date", ".post .date"),
        text(".post", match=_WHEN),
    ),
    machine=attr("datetime", ".post time[datetime]", "article time[datetime]"),
    html=inner(".bodytext", ".posterous_body", ".post-body", "article .body", ".post .content"),
    tags=Many(".tag a, a.tag, .taglist a, .tags a"),
    promised=text(".commentcount", ".comment_count", ".posterousListComments h4", match=r"\d+"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    path = re.sub(r"^https?://[^/]+", "", page.url).partition("?")[0].strip("/")
    return bool(path) and "/" not in path and not re.match(r"(?:page|tag|archive)\b", path)


ENTRY = Layout(
    name="post",
    when=".commentunit, .posterousListComments, [id^=pcomment_], .bodytext, article",
    test=_is_single,
    post=POST,
    comments=(COMMENTS,),
)
INDEX = Layout(
    name="index",
    when=".post, article, .bodytext",
    page="index",
    entries=Entries(
        Each(".post, article"),
        url=link("h2 a[href]", "h1 a[href]", ".posttitle a[href]"),
        promised=text(".commentcount", "a[href*='#comment']", match=r"\d+"),
    ),
    follow=(Links("index", "pager", "a[href*='?page=']"),),
)

POSTEROUS = Adapter(
    name="posterous",
    title="Posterous",
    marks=Marks(
        generator=r"^posterous",
        css=(
            ".posterousListComments, .posterousAddNewComment, .posterous_autopost",
            ".commentunit[id^=comment_], [id^=pcomment_]",
            "link[href*='posterous.com/'][rel~=alternate], script[src*='posterous.com/']",
        ),
        host=r"\.posterous\.com$",
    ),
    layouts=(ENTRY, INDEX),
    traps=(("private", r"posterous\.com/(?:login|register|private)"), ("share", r"/posts/(?:retweet|fav)")),
)
