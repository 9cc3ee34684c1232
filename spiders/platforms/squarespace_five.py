"""Squarespace 5 (2004–2012, kept running since): journals whose comments stand in the page, signed below."""

from __future__ import annotations

from spiders.adapter import CommentFields, Entries, Layout, Links, PostFields
from spiders.containers import Each
from spiders.fields import Many, attr, first, inner, link, permalink, text

_BAR = r"\s*\|\s*"
"""A signature is `March 31, 2011 at 19:28 | NAME`."""

COMMENTS = (
    Each(".comment-wrapper .comment[id^=comment]", unless="form"),
    CommentFields(
        key=attr("id", match=r"^comment(\d+)$"),
        url=permalink("a[href*='#comment']"),
        author=text(".signature", match=rf"{_BAR}(\S.*)$"),
        author_url=link(".signature a[href^=http]:not([href*='#comment'])"),
        words=text(".signature", match=rf"^(.*?){_BAR}"),
        html=inner(".body", ".text"),
    ),
)

POST = PostFields(
    source_id=attr("id", ".journal-entry[id^=item]", ".journal-entry-wrapper[id^=item]", match=r"^item(\d+)$"),
    title=text(".journal-entry h2.title", "h2.title"),
    author=text(".posted-by a", ".posted-by"),
    author_url=link(".posted-by a[href]"),
    words=text(".journal-entry-tag-post-title .posted-on", ".posted-on"),
    html=inner(".journal-entry .body"),
    categories=Many(".posted-in .tag-element a, .posted-in a"),
    closed=text(".journal-comment-area .comments-disabled"),
    promised=first(
        text(".journal-comment-area .caption", match=r"\((\d[\d,.]*)\)"),
        text(".post-comments a", ".comments-link a", match=r"\d[\d,.]*"),
    ),
    promised_by="Reader Comments",
)

ENTRY = Layout(
    name="journal entry",
    when=".single-journal-entry-wrapper .journal-entry, .journal-comment-area",
    about=link("a.journal-entry-navigation-current[href]"),
    post=POST,
    comments=(COMMENTS,),
    follow=(Links("comments", "pager", ".journal-comment-area a[href*='currentPage=']"),),
)
JOURNAL = Layout(
    name="journal",
    when=".journal-entry-wrapper .journal-entry",
    page="index",
    entries=Entries(
        Each(".journal-entry-wrapper"),
        url=link("a.journal-entry-navigation-current[href]", "h2.title a[href]"),
        promised=text(".post-comments a", ".comments-link a", match=r"\d[\d,.]*"),
    ),
    follow=(Links("index", "pager", "a[href*='currentPage=']"),),
)
