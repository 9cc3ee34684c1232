"""Saves what a reading says: posts, comments, and everything that hangs from them; any order, equal rows.

Nothing here commits. The caller opens a transaction, so that many pages share one, and commits only after the
WARC holds their bytes durably.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from archive.db.claims import instant
from archive.db.connect import explained
from archive.db.events import tell_events
from archive.db.merge import Witness
from archive.db.reading import Save, Saved, hear_blog, storable
from archive.db.rows import index_new
from archive.db.strangers import leave_out_strangers
from archive.db.thread_looks import TELLING, save_answer
from archive.errors import BrokenWarc
from archive.models import Blog, Capture, Reading
from archive.posted import wire_address
from archive.urls import key, stable_id

__all__ = ["Saved", "save_blog", "save_capture", "save_media", "save_reading", "transaction"]

ADD_BLOG = """
insert into blogs (id, home)
values (?, ?)
on conflict (id) do nothing
"""

ADD_CAPTURE = """
insert into captures (
  id, blog_id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated, location
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  warc = excluded.warc,
  offset = excluded.offset,
  length = excluded.length
where (excluded.warc, excluded.offset) < (warc, offset)
"""

CAPTURE = """
select url, time
from captures
where id = ?
"""

FILE_ANEW = "update captures set url = ? where id = ?"

AT_PLACE = """
select id
from captures
where warc = ?
  and offset = ?
  and id != ?
"""

ADD_MEDIA = """
insert into media (capture_id, url, content_type, bytes, found_on)
values (?, ?, ?, ?, ?)
on conflict (capture_id) do update set
  bytes = coalesce(excluded.bytes, bytes),
  found_on = coalesce(excluded.found_on, found_on)
"""

_MEDIA = re.compile(
    r"\s*(?:(?:image|audio|video|font)/|text/css|(?:text|application)/(?:x-)?(?:java|ecma)script"
    r"|application/(?:pdf|zip|msword|octet-stream|ogg|x-shockwave-flash|x-font|font|vnd\.))",
    re.IGNORECASE,
)
"""Content types of what pages show or offer."""


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """All or nothing: takes the write lock at once, commits at the end (new rows indexed for search), rolls
    back on any error.

    Errors: ArchiveBusy when another writer holds the lock for a minute, OutOfSpace when the disk is full.
    """
    path = next((row[2] for row in db.conn.execute("pragma database_list") if row[1] == "main"), "")
    with explained(path or ":memory:"):
        db.conn.execute("begin immediate")
        try:
            yield db
            index_new(db)
            db.conn.execute("commit")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("rollback")
            raise


def save_blog(db: Database, blog: Blog) -> str:
    """The blog's row, made when it is new; answers its id. What pages say of it later is believed first."""
    blog_id = stable_id("blog", key(blog.home))
    db.conn.execute(ADD_BLOG, (blog_id, blog.home))
    hear_blog(db, blog_id, blog, -1, Witness("", "", "page"))
    return blog_id


def save_capture(db: Database, capture: Capture, blog_id: str | None) -> None:
    """The capture's row; saving it again changes nothing.

    The same record kept in two files is named by the first of them, in the order of their names. BrokenWarc
    when another record has this one's id or its place.
    """
    time = instant(capture.time)
    known = db.conn.execute(CAPTURE, (capture.id,)).fetchone()
    if known == (wire_address(capture.url), time):  # kept before POSTs were told apart
        db.conn.execute(FILE_ANEW, (capture.url, capture.id))
    elif known is not None and known != (capture.url, time):
        raise BrokenWarc(
            f"Record {capture.id} in '{capture.warc}' at {capture.offset} is of {capture.url}, but a record "
            f"of that id is kept already, of {known[0]} at {known[1]}. Ids must differ; this one is left out."
        )
    other = db.conn.execute(AT_PLACE, (capture.warc, capture.offset, capture.id)).fetchone()
    if other is not None:
        raise BrokenWarc(
            f"'{capture.warc}' at {capture.offset} holds record {capture.id}, but the archive knows "
            f"{other[0]} there: another file of that name was kept before. Rename the file, import it again."
        )
    place = (capture.digest, capture.warc, capture.offset, capture.length)
    more = (capture.revisit_of, capture.truncated, capture.location)
    db.conn.execute(
        ADD_CAPTURE,
        (capture.id, blog_id, capture.url, time, capture.status, capture.content_type, *place, *more),
    )
    if capture.status in TELLING:
        tell_events(db, save_answer(db, capture))
    if capture.status == 200 and _MEDIA.match(capture.content_type or ""):
        save_media(db, capture, None, None)


def save_media(db: Database, capture: Capture, size: int | None, found_on: str | None) -> None:
    """What a page shows (an image, a style, a file): ``size`` in bytes as served, ``found_on`` the page's
    address.

    :func:`save_capture` does it for what the content type shows to be media; None is what nobody noted.
    """
    db.conn.execute(ADD_MEDIA, (capture.id, capture.url, capture.content_type, size, found_on))


def save_reading(db: Database, reading: Reading, capture: Capture, blog_id: str) -> Saved:
    """Everything a normalized reading says, under the blog ``blog_id``; call it after :func:`save_capture`.

    Readings may come in any order and more than once: the same set gives equal rows. Posts that only a
    comment knows of get a row with ``whole`` 0, to be filled later. What is said of another blog's posts is left out.
    """
    reading = leave_out_strangers(db, reading, blog_id)
    try:
        with _all_or_nothing(db):
            return Save(db, reading, capture, blog_id).run()
    except (UnicodeEncodeError, OverflowError):
        with _all_or_nothing(db):
            return Save(db, storable(reading), capture, blog_id).run()


@contextmanager
def _all_or_nothing(db: Database) -> Iterator[None]:
    """One page's rows: a page that fails leaves nothing, and the others of the transaction stay."""
    db.conn.execute("savepoint page")
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback to page")
            db.conn.execute("release page")
        raise
    db.conn.execute("release page")
