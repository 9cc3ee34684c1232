"""Staticman: comments sent by a form, kept as files of the blog's repository, printed by its theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from archive.models import Comment, Follow, Reading
from spiders.adapter import read_comments
from spiders.page import Page
from spiders.platforms.static import COMMENTS
from spiders.systems import System

NAME = "staticman"
_SENDS = re.compile(r"staticman|/v[23]/(?:entry|encrypt)/")


def find(page: Page, reading: Reading) -> Iterable[Follow]:
    """Nothing to ask for: everything stands in the page."""
    return ()


def read_printed(page: Page, reading: Reading) -> tuple[Comment, ...]:
    """The comments that the theme printed, on pages whose form sends to a Staticman server.

    Static generators have a reader of their own that reads them by the same rule; this is for every other page.
    """
    if not _SENDS.search(page.lowered):
        return ()
    return tuple(replace(one, system=NAME) for one in read_comments(page, (COMMENTS,)))


STATICMAN = System(
    name=NAME,
    title="Staticman",
    marks=("staticman", "/entry/"),
    find=find,
    read=read_printed,
)
