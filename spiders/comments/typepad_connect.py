"""TypePad Connect (2009–2025): comments that TypePad's profile server wrote into the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.models import Comment, Follow, Reading
from archive.urls import plain
from spiders.adapter import Api, read_comments
from spiders.comments.scripts import markup_in, setting
from spiders.page import Page
from spiders.platforms.typepad import MODERN_COMMENTS
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, thread

NAME = "typepad connect"
_SERVER = "http://profile.typepad.com/services/embed/tpc/"
_EMBED = re.compile(r"/services/embed/tpc/(\w+)/embed\.js\?(?:.*&)?asset_id=(\w+)")
_THREAD = re.compile(r"(?:https?:)?//(?:profile|www)\.typepad\.com/services/embed/tpc/\w+/thread\.js")
_MORE = re.compile(r"appendPage\(\s*(?:TPConnect\.lowest_comment\b|[\"']?(\w+)[\"']?\s*,\s*[\"']?(\w+))")
"""The link to older comments: its arguments are the loader's variables, or the two numbers themselves."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The loader, and the script it would load: the thread itself."""
    about = permalink_of(page, reading)
    for blog, post in dict.fromkeys(_iter_threads(page)):
        yield ask(NAME, f"{_SERVER}{blog}/embed.js", about, asset_id=post)
        yield _ask_thread(f"{_SERVER}{blog}/thread.js", post, about)


def _iter_threads(page: Page) -> Iterator[tuple[str, str]]:
    """Numbers of blog and post, from the loader's address, else as the page sets them."""
    for script in page.css("script[src*='/services/embed/tpc/']"):
        if found := _EMBED.search(script.get("src", "")):
            yield found[1], found[2]
    if page.first("#tpc_thread, #tpe-comments") is None:
        return
    blog, post = (setting(page, f"TPConnect.{name}_xid", f"{name}_xid") for name in ("blog", "post"))
    if blog and post and re.fullmatch(r"\w+", blog) and re.fullmatch(r"\w+", post):
        yield blog, post


def _ask_thread(thread: str, post: str, about: str | None) -> Follow:
    """The thread as the loader asks for it; what differs from visitor to visitor and changes nothing is blank."""
    first: dict[str, str | int] = {"asset_id": post, "d": 0, "p": 1, "permalink": about or ""}
    blank = dict.fromkeys(("message", "title"), "")
    shown: dict[str, str | int] = {"show_count": -1, "sort_order": "", "show_threshold": 0}
    told = dict.fromkeys(("category_id", "developer", "ifrs", "ts"), "")
    return ask(NAME, thread, about, **first, **blank, **shown, **told)


def read(page: Page) -> Reading:
    """A script of the thread: what it writes into the page, and where the next part is.

    Its numbers are TypePad's own: the rows are those that TypePad's pages and feeds give.
    """
    asked_for = (parameter(page.url, "permalink"), setting(page, "tpe_referrer_uri"))
    about = post_asked_for(page, *asked_for)
    written = Page(about or page.url, f"<html><body>{markup_in(page.text)}</body></html>".encode())
    comments = [_own(one) for one in read_comments(written, (MODERN_COMMENTS,))]
    about = about or next((plain(one.url) for one in comments if one.url), None)
    about = about.partition("?")[0] if about and "?cid=" in about else about
    reading = thread(page, NAME, "script", about, comments, follow=_iter_next(page, about, len(comments)))
    return replace(reading, comments=tuple(replace(one, system="native") for one in reading.comments))


def _own(comment: Comment) -> Comment:
    return replace(comment, source_id=(comment.source_id or "").removeprefix("comment-") or None)


def _iter_next(page: Page, about: str | None, kept: int) -> Iterator[Follow]:
    """The thread that a loader names; from a part of a thread the older comments, as long as parts have any."""
    source, post = setting(page, "TPConnect.embed_src"), setting(page, "TPConnect.post_xid")
    if source and post and _THREAD.fullmatch(source) and re.fullmatch(r"\w+", post):
        yield _ask_thread(page.join(source) or source, post, about)
    link, asset = _MORE.search(page.text), parameter(page.url, "asset_id")
    if link is None or asset is None or not kept or not _THREAD.fullmatch(page.url.partition("?")[0]):
        return
    lowest, newest = (
        link[n] or setting(page, f"TPConnect.{name}_comment") for n, name in ((1, "lowest"), (2, "newest"))
    )
    if lowest and newest:
        older: dict[str, str | int] = {"asset_id": asset, "d": 1, "p": 1, "dc": 0, "posted_comment": ""}
        place = {"lowest_comment": lowest, "newest_comment": newest}
        yield ask(NAME, page.url.partition("?")[0], about, **older, **place, ts="")


TYPEPAD_CONNECT = System(
    name=NAME,
    title="TypePad Connect (closed in 2025)",
    marks=("tpc_thread", "tpconnect", "/services/embed/tpc/"),
    find=find,
    apis=(
        Api(
            "TypePad Connect script",
            r"^https?://(?:profile|www)\.typepad\.com/services/embed/tpc/\w+/(?:embed|thread)\.js\?",
            read,
            ("html", "text", "other"),
        ),
    ),
)
