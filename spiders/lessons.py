"""Lessons: a blog's own comment feeds teach where its pages keep their comments; asked when rows are made anew."""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlite_utils import Database

from archive.db.lessons import Unread, find_taught, iter_unread
from archive.errors import BlogkeepError
from archive.home import Home
from archive.models import Comment, Reading
from archive.warc.reader import read_exchange
from pipelines.store import save_page
from spiders.exchange import page_from_exchange, read_safely
from spiders.page import Page
from spiders.unknown.taught import Lesson, learn, read_taught

log = logging.getLogger(__name__)
MOST_SHEETS = 200
"""Pages that teach; more tell the same."""


def teach_blog(home: Home, db: Database, blog_id: str) -> tuple[Lesson | None, int]:
    """Read the pages of unknown layout on which no comment was found by what the blog's comment feeds teach.

    Inside the caller's transaction, and only where all rows are made anew: a lesson is a function of all captures, so
    rows of an earlier one must not stay. The lesson (None: nothing teaches, or nothing is to be learnt) and how many
    pages it read.
    """
    unread = list(iter_unread(db, blog_id))
    told = find_taught(db, blog_id) if unread else {}
    teachers = [(one, told[one.post_id]) for one in unread if one.post_id in told][:MOST_SHEETS]
    sheets = [(page, comments) for one, comments in teachers if (page := _open(home, one)) is not None]
    lesson = learn(sheets) if sheets else None
    if lesson is None:
        return None, 0
    pages = 0
    for one in unread:
        page = _open(home, one)
        comments = read_taught(page, lesson) if page is not None else ()
        if page is not None and comments:
            save_page(db, one.capture, _as_taught(page, one, comments, lesson), blog_id)
            pages += 1
    log.info("%s: %d pages read by what its feeds teach (%s, sure %.2f)", blog_id, pages, lesson.container, lesson.sure)
    return lesson, pages


def _open(home: Home, one: Unread) -> Page | None:
    try:
        return page_from_exchange(read_exchange(home, one.capture.warc, one.capture.offset), one.capture)
    except BlogkeepError as error:
        log.info("%s cannot be read again: %s", one.capture.url, error)
        return None


def _as_taught(page: Page, one: Unread, comments: tuple[Comment, ...], lesson: Lesson) -> Reading:
    """The page's own reading with the comments that the lesson finds, and a doubt that says how sure they are."""
    reading = read_safely(page)
    way = f"comments read by what the blog's feeds teach, sure {lesson.sure:.2f}"
    return replace(
        reading,
        layout="taught",
        marks=(*reading.marks, f"taught by feeds {lesson.sure:.2f}", str(lesson.container)),
        about=one.post_url,
        comments=comments,
        doubt=way,
    )
