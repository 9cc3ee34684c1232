"""Reads a page of no known platform: structured data first, then names, then shapes; says how sure it is."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.models import Comment, Follow, Post, Promise, Reading
from spiders.adapter import canonical
from spiders.fields import Rdf, Scope
from spiders.page import Page
from spiders.unknown.article import read_article
from spiders.unknown.entries import Entry, find_entries, find_single_entry, looks_like_index, shows_one_post
from spiders.unknown.jsonld import Told, read_jsonld
from spiders.unknown.main_text import WAY as MAIN_TEXT
from spiders.unknown.outline import walk
from spiders.unknown.threads import Thread, find_thread

_NOTHING = "layout unknown"
_FURTHER = re.compile(r"(?<=/)(?:comment-page-|comments/page/)\d{1,5}/?$|[?&]cpage=\d{1,5}$")
"""What stands behind a post's address where a further page of its thread is: WordPress and TypePad."""


def read_unknown(page: Page, reading: Reading) -> Reading:
    """The page as it reads when no platform or layout is known; ``reading`` gives adapter and marks.

    ``marks`` gain one mark for each way that found something ("json-ld", "comment ids 0.98"). ``doubt`` is
    set when neither a post nor comments nor entries were found, and when the body is only the main text.
    """
    told = read_jsonld(page)
    outline = walk(page)
    if outline is None:
        return replace(reading, layout="unknown", doubt="too many elements to read without a layout")
    thread = find_thread(outline)
    if not thread.comments and _says_more_unscripted(page):
        unscripted = walk(page, unscripted=True)
        hidden = find_thread(unscripted) if unscripted is not None else thread
        if unscripted is not None and hidden.comments:
            outline, thread = unscripted, hidden
    about = canonical(page) or _rdf_about(page) or page.url
    if _FURTHER.search(page.url):
        about = _FURTHER.sub("", about)
        if not thread.comments:  # whatever this is, it is not the post
            return _as_post(reading, about, None, "", thread, told)
    entries = find_entries(outline) if told is None else []
    if not entries and not thread.comments and told is None and canonical(page) in (None, page.url):
        entries = find_single_entry(outline)
    if entries and shows_one_post(outline):
        entries = []
    if entries and (not thread.comments or looks_like_index(page)):
        return _as_index(reading, entries)
    post, way = (
        (None, "") if looks_like_index(page) and not thread.comments else read_article(outline, thread, told, about)
    )
    return _as_post(reading, about, post, way, thread, told)


def _says_more_unscripted(page: Page) -> bool:
    """Whether more than a picture or a line stands in a ``<noscript>``."""
    return any(len(part.findall(".//*")) > 4 for part in page.css("noscript"))


def _rdf_about(page: Page) -> str | None:
    return page.join(Rdf("rdf:about").read(Scope(page, page.root))) if "rdf:Description" in page.text else None


def _as_index(reading: Reading, entries: list[Entry]) -> Reading:
    follow = tuple(Follow(entry.url, "post", "index") for entry in entries)
    promised = tuple(Promise("comments", e.promised, "index", e.url) for e in entries if e.promised is not None)
    return replace(
        reading,
        layout="generic-index",
        about=None,
        posts=(),
        comments=(),
        follow=follow,
        promised=promised,
        doubt=None,
    )


def _as_post(reading: Reading, about: str, post: Post | None, way: str, thread: Thread, told: Told | None) -> Reading:
    comments, marks = thread.comments, list(reading.marks)
    if told is not None:
        marks.append("json-ld")
        comments = _join(comments, told.comments)
    if post is not None:
        marks.append(f"body {way}")
    if thread.comments:
        marks.append(f"{thread.way} {thread.sure:.2f}")
    promised: tuple[Promise, ...] = ()
    if post is not None and post.promised is not None:
        by = "json-ld" if told is not None and told.count is not None else "heading"
        promised = (Promise("comments", post.promised, by, about),)
    return replace(
        reading,
        layout="generic",
        marks=tuple(marks),
        about=about if post or comments else None,
        posts=(post,) if post else (),
        comments=comments,
        promised=promised,
        doubt=_doubt(way) if post or comments else _NOTHING,
    )


def _doubt(way: str) -> str | None:
    """What to say of a body that nothing but its text made out."""
    if not way.startswith(MAIN_TEXT):
        return None
    return f"body by main text extraction, sure {way.removeprefix(MAIN_TEXT).strip()}"


def _join(shown: tuple[Comment, ...], told: tuple[Comment, ...]) -> tuple[Comment, ...]:
    """What is shown, with the times told to machines; what is only told when more is told than shown."""
    if not told or len(told) > len(shown):
        return told or shown
    times = {_fold(c.html): c.published for c in told if c.published}
    return tuple(replace(c, published=c.published or times.get(_fold(c.html))) for c in shown)


def _fold(markup: str | None) -> str:
    return re.sub(r"<[^>]*>|\W+", "", markup or "").casefold()
