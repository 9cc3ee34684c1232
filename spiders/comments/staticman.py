"""Staticman: comments sent by a form, kept as files of the blog's repository, printed by its theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from archive.models import Comment, Follow, Reading
from spiders.adapter import CommentFields, read_comments
from spiders.fields import Each, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.systems import System

NAME = "staticman"
_SENDS = re.compile(r"staticman|/v[23]/(?:entry|encrypt)/")
PRINTED = (
    Each("article.comment[id^=comment]", holds=".comment__author", unless="template, form"),
    CommentFields(
        key=attr("id", match=r"^comment-?([\w-]+)$"),
        url=permalink(".comment__date a[href*='#comment']"),
        author=first(text(".comment__author [itemprop=name]"), text(".comment__author")),
        author_url=link(".comment__author a[href]"),
        words=text(".comment__date time", ".comment__date"),
        machine=attr("datetime", ".comment__date time"),
        html=inner("[itemprop=text]", ".comment__text", ".comment__body"),
    ),
)
"""As the theme Minimal Mistakes prints them, and those made after it. Replies stand flat below; who is answered
is not printed."""


def find(page: Page, reading: Reading) -> Iterable[Follow]:
    """Nothing to ask for: everything stands in the page."""
    return ()


def read_printed(page: Page, reading: Reading) -> tuple[Comment, ...]:
    """The comments that the theme printed, on pages whose form sends to a Staticman server."""
    if not _SENDS.search(page.lowered):
        return ()
    return tuple(replace(one, system=NAME) for one in read_comments(page, (PRINTED,)))


STATICMAN = System(
    name=NAME,
    title="Staticman",
    marks=("staticman", "/entry/"),
    find=find,
    read=read_printed,
)
