"""Looks: what one capture shows of one thread, or says of one address; what vanished is worked out from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlite_utils import Database

from archive.db.merge import Value, Witness
from archive.db.trails import post_id_of
from archive.models import Capture, Comment, Reading
from archive.urls import join, post_at

MOVED = (301, 308)
GONE = (404, 410)
TELLING = frozenset((*MOVED, *GONE))
"""Statuses by which an answer says what became of its address, without being read."""

ADD_LOOK = """
insert into looks (capture_id, post_id, source, shown, promised, open, more, print, moved_to)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (capture_id, post_id) do update set
  source = excluded.source,
  shown = excluded.shown,
  promised = excluded.promised,
  open = excluded.open,
  more = excluded.more,
  print = excluded.print,
  moved_to = excluded.moved_to
"""

KEPT = """
select id
from posts
where id = ?
"""


def save_answer(db: Database, capture: Capture) -> list[str]:
    """That an address is gone or moved for good, as its answer says; the post in question, if it is kept."""
    post_id = post_at(capture.url)
    target = join(capture.url, capture.location) if capture.status in MOVED and capture.location else None
    moved_to = post_at(target) if target is not None else None
    db.conn.execute(ADD_LOOK, (capture.id, post_id, None, 0, None, None, None, None, moved_to))
    return [row[0] for row in db.conn.execute(KEPT, (post_id,))]


def save_looks(db: Database, reading: Reading, witness: Witness) -> list[str]:
    """A look for each thread that a reading shows; answers the ids of the posts, kept or not.

    A post on a list (an index page, a feed) without a comment of its thread is no look at that thread.
    """
    threads: dict[str, list[Comment]] = {post_id: [] for post_id in _own(reading)}
    for comment in reading.comments:
        if comment.id is not None and comment.post_id is not None:
            threads.setdefault(comment.post_id, []).append(comment)
    more = _has_more(reading)
    rows = [
        (
            witness.capture_id,
            post_id,
            reading.source,
            len({one.id for one in comments if not one.deleted}),
            _promised(reading, post_id),
            _open(reading, post_id),
            int(more),
            _print(comments),
            None,
        )
        for post_id, comments in threads.items()
    ]
    db.conn.executemany(ADD_LOOK, rows)
    return list(threads)


def _own(reading: Reading) -> Iterator[str]:
    """The post whose page (or further page of comments, or whose own answer) this is."""
    if len(reading.posts) == 1 and reading.source != "feed":
        yield post_id_of(reading.posts[0])
    if reading.about is not None:
        yield post_at(reading.about)


def _has_more(reading: Reading) -> bool:
    """Whether the thread goes on elsewhere: a page leads to further pages of comments, an answer to further answers."""
    onward = ("comments",) if reading.source == "page" else ("api", "embed", "feed", "comments")
    return any(follow.role in onward for follow in reading.follow)


def _promised(reading: Reading, post_id: str) -> int | None:
    """The most that this reading says there is in a thread."""
    told = [
        one.count
        for one in reading.promised
        if one.of == "comments" and one.about is not None and post_at(one.about) == post_id
    ]
    told += [one.promised for one in reading.posts if one.promised is not None and post_id_of(one) == post_id]
    return max(told, default=None)


def _open(reading: Reading, post_id: str) -> int | None:
    told = (one.comments_open for one in reading.posts if post_id_of(one) == post_id)
    return next((int(one) for one in told if one is not None), None)


def _print(comments: list[Comment]) -> Value:
    """A number that two looks share which show the same comments in the same order."""
    told = "\x1e".join(f"{one.id}\x1f{one.position}\x1f{one.deleted}" for one in comments)
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=6).digest(), "big")
