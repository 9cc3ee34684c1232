"""Lessons: a blog's own comment feeds teach where its pages keep their comments; asked when all else is read."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass, replace

from sqlite_utils import Database

from archive.db.lessons import (
    LessonRow,
    Unread,
    find_capture,
    find_lesson,
    find_taught,
    find_told,
    fingerprint,
    iter_unread,
    note_taught,
    save_lesson,
)
from archive.db.withdraw import ReadCapture, clear_blog, find_read
from archive.errors import BlogkeepError
from archive.home import Home
from archive.models import Capture, Comment, Reading
from archive.original import find_original
from archive.warc.reader import read_exchange
from pipelines.store import make_normal, save_page
from spiders.exchange import page_from_exchange, read_safely, stand_in
from spiders.page import Page
from spiders.unknown.taught import Lesson, Shape, learn, read_taught

log = logging.getLogger(__name__)
MOST_SHEETS = 200
"""Pages that teach; more tell the same."""
MOST_FEEDS = 400
"""Captures of feeds that are read for what they tell."""
MOST_AGAIN = 3000
"""Captures that are read again in one transaction when a lesson has changed: others wait a minute for it at most."""
PAGES_PER_TRANSACTION = 50

Unit = Callable[[], AbstractContextManager[object]]
"""Opens a transaction."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """How far it is: ``pages`` of ``due`` are read, ``read`` of them showed ``comments``.

    ``note`` says what could not be done and what does it; None when nothing is left to do.
    """

    due: int = 0
    pages: int = 0
    read: int = 0
    comments: int = 0
    note: str | None = None


def teach_blog(home: Home, db: Database, blog_id: str, unit: Unit) -> Iterator[Teaching]:
    """Read the pages of unknown layout on which no comment was found by what the blog's comment feeds teach.

    The rows it leaves are a function of the blog's captures: what an earlier lesson found is taken back when feeds
    teach something else by now. Each step is a transaction (``unit``); what is broken off between two goes on at the
    next call.
    """
    unread = list(iter_unread(db, blog_id))
    before = find_lesson(db, blog_id)
    if not unread and before is None:
        return
    lesson = _find_lesson(home, db, blog_id, unread, before)
    state = Teaching()
    if _is_other(lesson, before) and any(find_taught(db, blog_id).values()):
        note = _withdraw(home, db, blog_id, unit)
        if note is not None:
            lesson, state = before, Teaching(note=note)
    with unit():
        save_lesson(db, blog_id, lesson)
    yield from _read_pages(home, db, blog_id, unread, lesson, unit, state)


def _is_other(lesson: LessonRow | None, before: LessonRow | None) -> bool:
    return before is not None and (lesson is None or lesson.rule != before.rule)


def _read_pages(
    home: Home, db: Database, blog_id: str, unread: list[Unread], row: LessonRow | None, unit: Unit, state: Teaching
) -> Iterator[Teaching]:
    """The pages that the lesson has not read yet, many in one transaction."""
    known = find_taught(db, blog_id)
    due = [one for one in unread if one.capture.id not in known] if row is not None else []
    state = replace(state, due=len(due))
    yield state
    for start in range(0, len(due), PAGES_PER_TRANSACTION):
        with unit():
            for one in due[start : start + PAGES_PER_TRANSACTION]:
                found = _read(home, db, blog_id, one, row) if row is not None else 0
                read, comments = state.read + (found > 0), state.comments + found
                state = replace(state, pages=state.pages + 1, read=read, comments=comments)
        yield state
    if state.read:
        log.info("%s: %d pages read by what its feeds teach", blog_id, state.read)


def _read(home: Home, db: Database, blog_id: str, one: Unread, row: LessonRow) -> int:
    """Read a page by the lesson; how many comments it found."""
    page = _open(home, one.capture)
    if page is None:
        return 0
    comments = read_taught(page, lesson_of(row))
    if comments:
        save_page(db, one.capture, _as_taught(page, comments, row), blog_id)
    note_taught(db, one.capture.id, blog_id, len(comments))
    return len(comments)


def _find_lesson(
    home: Home, db: Database, blog_id: str, unread: list[Unread], before: LessonRow | None
) -> LessonRow | None:
    """What the feeds teach by now; learnt anew only when other captures teach than before."""
    told = find_told(db, blog_id) if unread else {}
    teachers = [one for one in unread if one.post_id in told][:MOST_SHEETS]
    feeds = sorted({capture for one in teachers for capture in told[one.post_id]})[:MOST_FEEDS]
    made_from = fingerprint([one.capture.id for one in teachers], feeds)
    if before is not None and before.made_from == made_from:
        return before
    comments = _read_told(home, [find_capture(db, one) for one in feeds])
    sheets = [
        (page, comments[one.post_id])
        for one in teachers
        if one.post_id in comments and (page := _open(home, one.capture)) is not None
    ]
    lesson = learn(sheets) if sheets else None
    if lesson is None:
        return None
    count = sum(len(some) for _, some in sheets)
    shapes = (_pack(lesson.container) or "", _pack(lesson.author), _pack(lesson.body), lesson.anchor)
    return LessonRow(*shapes, lesson.sure, lesson.taught, count, len(feeds), made_from)


def _read_told(home: Home, feeds: list[Capture]) -> dict[str, tuple[Comment, ...]]:
    """For each post the comments as feeds tell them, each as the last one does: never what a page made of its row."""
    told: dict[tuple[str, str], Comment] = {}
    for capture in sorted(feeds, key=lambda one: (one.time, one.id)):
        page = _open(home, capture)
        reading = make_normal(read_safely(page), capture) if page is not None else None
        for one in reading.comments if reading is not None else ():
            if one.post_id and one.id and one.text and one.system == "native":
                told[one.post_id, one.id] = Comment(source_id=one.source_id, author=one.author, text=one.text)
    found: dict[str, list[Comment]] = {}
    for (post_id, _), comment in sorted(told.items(), key=lambda pair: pair[0]):
        found.setdefault(post_id, []).append(comment)
    return {post_id: tuple(comments) for post_id, comments in found.items()}


def _withdraw(home: Home, db: Database, blog_id: str, unit: Unit) -> str | None:
    """Take back what the lesson before found: the blog's rows anew from all its captures, in one transaction.

    None when that is done, else why not and what does it; then the old rows stand.
    """
    captures = find_read(db, blog_id)
    if len(captures) > MOST_AGAIN:
        return (
            f"The blog's feeds teach another layout of its comments by now; {len(captures)} captures are to be read"
            f" again for it. Run: blogkeep reread --archive {home.root}"
        )
    try:
        with unit():
            clear_blog(db, blog_id)
            for one in captures:
                _save_again(home, db, one)
    except BlogkeepError as error:
        return f"The blog's feeds teach another layout of its comments by now, and not all can be read again: {error}"
    return None


def _save_again(home: Home, db: Database, one: ReadCapture) -> None:
    capture = one.capture
    exchange = read_exchange(home, capture.warc, capture.offset)
    if capture.status == 304:
        original = find_original(home, db, capture, exchange)
        if original is None:
            raise BlogkeepError(f"What the 304 of {capture.url} stands for is not in '{home.warcs}'.")
        exchange = stand_in(exchange, original)
    save_page(db, capture, read_safely(page_from_exchange(exchange, capture)), one.blog_id)


def _open(home: Home, capture: Capture) -> Page | None:
    try:
        return page_from_exchange(read_exchange(home, capture.warc, capture.offset), capture)
    except BlogkeepError as error:
        log.info("%s cannot be read again: %s", capture.url, error)
        return None


def _pack(shape: Shape | None) -> str | None:
    return json.dumps(astuple(shape)) if shape is not None else None


def _unpack(shape: str | None) -> Shape | None:
    return Shape(*json.loads(shape)) if shape is not None else None


def lesson_of(row: LessonRow) -> Lesson:
    """A lesson as it was kept."""
    container = _unpack(row.wrapper)
    assert container is not None, "lessons.wrapper is not null"
    return Lesson(container, _unpack(row.author), _unpack(row.body), row.anchor, row.sure, row.taught)


def read_as_taught(page: Page, row: LessonRow) -> Reading:
    """What a page says by a lesson; its own reading when the lesson finds nothing there."""
    comments = read_taught(page, lesson_of(row))
    return _as_taught(page, comments, row) if comments else read_safely(page)


def _as_taught(page: Page, comments: tuple[Comment, ...], row: LessonRow) -> Reading:
    """The page's own reading with the comments that the lesson finds, and a doubt that says whence they are."""
    reading = read_safely(page)
    feeds = f"{row.feeds} captured feed{'s' * (row.feeds != 1)}"
    return replace(
        reading,
        layout="taught",
        marks=(
            *reading.marks,
            f"taught by {feeds}: {row.taught} of {row.told} comments were found on their pages, sure {row.sure:.2f}",
            f"each comment is a {lesson_of(row).container}",
        ),
        about=page.url,
        comments=comments,
        doubt="comments read by what the blog's feeds teach",
    )
