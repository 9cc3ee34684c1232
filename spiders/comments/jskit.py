"""JS-Kit, later Echo (closed in 2012): a pop-up page a thread, by site and path."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from archive.models import Follow, Reading
from spiders.adapter import Api
from spiders.page import Page
from spiders.platforms.generic import GENERIC
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, refused, thread

NAME = "js-kit"


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The pop-up of this page's thread: by the path that its element gives, else by the page's own."""
    place = page.first("div.js-kit-comments")
    if place is None:
        return
    parts = urlsplit(page.join(place.get("permalink")) or page.url)
    path = place.get("uniq") or place.get("path") or parts.path
    site = f"{parts.scheme}://{parts.netloc}"
    yield ask(NAME, "http://js-kit.com/api/static/pop_comments", permalink_of(page, reading), ref=site, path=path)


def read(page: Page) -> Reading:
    """The pop-up, read by what any thread looks like: nobody kept a description of its markup."""
    ref, path = parameter(page.url, "ref"), parameter(page.url, "path")
    own = f"{ref.rstrip('/')}{path}" if ref and path and path.startswith("/") else None
    found = GENERIC.read(page).comments
    if not found:
        return refused(page, NAME, "pop-up", "layout unknown")
    return thread(page, NAME, "pop-up", post_asked_for(page, own), found)


JS_KIT = System(
    name=NAME,
    title="JS-Kit, Echo (closed in 2012)",
    marks=("js-kit-comments",),
    find=find,
    apis=(Api("JS-Kit pop-up", r"^https?://(?:www\.)?js-kit\.com/api/static/pop_comments\?", read, ("html",)),),
)
