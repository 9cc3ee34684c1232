"""TypePad Connect (2009–2025): comments that TypePad's profile server wrote into the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api, read_comments
from spiders.comments.scripts import markup_in, setting
from spiders.page import Page
from spiders.platforms.typepad import MODERN_COMMENTS
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, thread

NAME = "typepad connect"
_SERVER = "http://profile.typepad.com/services/embed/tpc/"
_NEWEST = re.compile(r"appendPage\(\s*[\"']?(\w+)[\"']?\s*,\s*[\"']?(\w+)")
_SCRIPT = re.compile(r"(?:https?:)?//profile\.typepad\.com/services/embed/tpc/\w+/thread\.js\?[^\"'<>\s]+")
_PASSING = re.compile(r"(?<=[?&])(message|ts|title)=[^&]*")
"""Parameters that differ from visitor to visitor and change nothing in the thread."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The script that brings the thread, by the numbers of blog and post."""
    if page.first("#tpc_thread, #tpe-comments") is None:
        return
    blog, key = (setting(page, f"TPConnect.{name}_xid", f"{name}_xid") for name in ("blog", "post"))
    if blog and key and re.fullmatch(r"\w+", blog):
        yield ask(NAME, f"{_SERVER}{blog}/embed.js", permalink_of(page, reading), asset_id=key)


def read(page: Page) -> Reading:
    """A script of the thread: what it writes into the page, and where the next part is.

    Its numbers are TypePad's own: the rows are those that TypePad's pages and feeds give.
    """
    about = post_asked_for(page, parameter(page.url, "permalink"))
    written = Page(about or page.url, f"<html><body>{markup_in(page.text)}</body></html>".encode())
    comments = [_own(one) for one in read_comments(written, (MODERN_COMMENTS,))]
    reading = thread(page, NAME, "script", about, comments, follow=_iter_next(page, about))
    return replace(reading, comments=tuple(replace(one, system="native") for one in reading.comments))


def _own(comment: Comment) -> Comment:
    return replace(comment, source_id=(comment.source_id or "").removeprefix("comment-") or None)


def _iter_next(page: Page, about: str | None) -> Iterator[Follow]:
    for found in _SCRIPT.finditer(page.text.replace("\\/", "/").replace("&amp;", "&")):
        url = page.join(_PASSING.sub(r"\1=", found[0]))
        if url is not None:
            yield ask(NAME, url, about)
    place, key = _NEWEST.search(page.text), parameter(page.url, "asset_id")
    if place is not None and key is not None and "/thread.js" in page.url:
        top = page.url.partition("?")[0]
        more = {"d": 1, "p": 1, "dc": 0, "lowest_comment": place[1], "newest_comment": place[2]}
        yield ask(NAME, top, about, asset_id=key, **more)


TYPEPAD_CONNECT = System(
    name=NAME,
    title="TypePad Connect (closed in 2025)",
    marks=("tpc_thread", "tpconnect"),
    find=find,
    apis=(
        Api(
            "TypePad Connect script",
            r"^https?://profile\.typepad\.com/services/embed/tpc/\w+/(?:embed|thread)\.js\?",
            read,
            ("html", "text", "other"),
        ),
    ),
)
