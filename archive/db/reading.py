"""One reading on its way into the rows: posts and comments are heard, written, joined and counted."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.db.claims import (
    claims_of_blog,
    claims_of_comment,
    claims_of_post,
    claims_of_stub,
    instant,
    likeness,
    ping_likeness,
)
from archive.db.copies import Copies
from archive.db.events import tell_events
from archive.db.join import find_joined, join_unnamed, note_unnamed, save_joined
from archive.db.merge import Kept, Value, Witness, load_kept
from archive.db.people import People
from archive.db.rows import changes, load_rows, write_rows
from archive.db.thread_looks import save_looks
from archive.db.threads import count_threads
from archive.db.trails import Trails, post_id_of
from archive.db.unite import tie_answers, unite
from archive.models import Blog, Capture, Comment, Post, Reading
from archive.urls import post_at

BLOG = """
select id, title, description, platform, language, capture_id, witness
from blogs
where id = ?
"""

READ_CAPTURE = """
update captures
set adapter = ?, layout = ?, doubt = ?
where id = ?
"""

_GREATEST = 2**53 - 1
"""The greatest number that JSON and JavaScript keep whole."""

_QUIET = frozenset(
    (
        "last_seen",
        "first_seen",
        "capture_id",
        "position",
        "depth",
        "told_depth",
        "reckoned",
        "reckoned_to",
        "published_raw",
        "who",
        "title_then",
    )
)
"""Columns whose change is no news."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: rows that are new, rows of which something a reader sees changed, and comments that
    could not be kept because they name no post. ``touched`` are the posts of comments that are new or changed.
    """

    new_posts: int = 0
    new_comments: int = 0
    changed: int = 0
    homeless: int = 0
    touched: tuple[str, ...] = field(default=(), compare=False)


class Save:
    """One reading on its way into the rows."""

    def __init__(self, db: Database, reading: Reading, capture: Capture, blog_id: str) -> None:
        self.db = db
        self.reading = reading
        self.blog_id = blog_id
        self.witness = Witness(capture.id, instant(capture.time), reading.source)
        self.posts: dict[str, Kept] = {}
        self.comments: dict[str, Kept] = {}
        self.joined: dict[str, Kept] = {}
        self.copies: dict[str, Copies] = {}
        self.people = People(db, blog_id)
        self.likes: list[int | None] = []
        self.pings: list[int | None] = []
        self.homeless = 0

    def run(self) -> Saved:
        """Write it all, inside the caller's transaction."""
        reading = self.reading
        if reading.blog is not None:
            hear_blog(self.db, self.blog_id, reading.blog, self.witness.rank, self.witness)
        self._hear_posts()
        self._hear_comments()
        self._note_reading()
        for kept in (*self.posts.values(), *self.comments.values()):
            self.people.tie(kept)
        self.people.add()
        write_rows(self.db, "posts", self.posts.values())
        write_rows(self.db, "comments", self.comments.values())
        save_joined(self.db, self.joined.values())
        promised_to = self._save_trails()
        looked_at = save_looks(self.db, self.reading, self.witness)
        for post_id, copies in self.copies.items():
            named = join_unnamed(self.db, post_id, copies, self.people)
            unite(self.db, post_id, copies, named, self.people)
            tie_answers(self.db, post_id, copies, named)
        self.people.settle()
        count_threads(self.db, dict.fromkeys((*self.posts, *promised_to)))
        tell_events(self.db, dict.fromkeys((*self.posts, *looked_at)))
        return self._count()

    def _save_trails(self) -> list[str]:
        read = (self.db, self.reading, self.blog_id, self.witness)
        rows = (self.posts, self.comments, self.joined, self.copies)
        trails = Trails(*read, *rows, self.likes, self.pings)
        trails.save_sightings()
        trails.save_tags()
        trails.save_links()
        return trails.save_promises()

    def _note_reading(self) -> None:
        doubt = self.reading.doubt
        if self.homeless and doubt is None:
            doubt = f"comments without a post: {self.homeless}"
        layout = (self.reading.adapter, self.reading.layout, doubt, self.witness.capture_id)
        self.db.conn.execute(READ_CAPTURE, layout)

    def _hear_posts(self) -> None:
        told: dict[str, list[Post]] = {}
        for post in self.reading.posts:
            told.setdefault(post_id_of(post), []).append(post)
        addresses = self._addresses()
        self.posts = load_rows(self.db, "posts", list(dict.fromkeys((*told, *addresses))))
        for post_id in (*told, *(one for one in addresses if one not in told)):
            url = addresses.get(post_id)
            if post_id not in self.posts:
                if post_id not in told and url is None:
                    continue
                self.posts[post_id] = Kept(post_id, {"id": post_id}, versions={})
            kept = self.posts[post_id]
            for post in told.get(post_id, ()):
                kept.hear(claims_of_post(post, self.blog_id, self.witness), self.witness)
            if post_id not in told:
                kept.hear(claims_of_stub(url, self.blog_id, self.witness), self.witness)

    def _addresses(self) -> dict[str, str | None]:
        """The posts that this reading's comments stand under, with an address when one is told."""
        reading = self.reading
        under = {comment.post_url for comment in reading.comments if comment.post_url}
        under.update(comment.url.partition("#")[0] for comment in reading.comments if comment.url)
        if reading.about:
            under.add(reading.about)
        urls = {post_at(url): url for url in sorted(under, reverse=True)}
        posts = dict.fromkeys(comment.post_id for comment in reading.comments if comment.post_id is not None)
        return {post_id: urls.get(post_id) for post_id in posts}

    def _hear_comments(self) -> None:
        comments = self.reading.comments
        self.pings = [ping_likeness(comment) for comment in comments]
        self.likes = [_likeness(c, ping) for c, ping in zip(comments, self.pings, strict=True)]
        pairs = zip(comments, self.likes, strict=True)
        told = [(c, like) for c, like in pairs if c.id and c.post_id in self.posts]
        self.homeless = len(comments) - len(told)
        ids = list(dict.fromkeys(str(c.id) for c, _ in told))
        self.copies = {post_id: Copies(self.db, post_id) for post_id in self.posts}
        own = {one for copies in self.copies.values() for one in copies.own}
        self.comments = load_rows(self.db, "comments", [one for one in ids if one not in own])
        if any(not c.source_id for c, _ in told):
            self.joined = find_joined(self.db, ids)
        places: dict[int | None, int] = {}
        for comment, like in told:
            kept = self._kept_comment(comment)
            kept.hear(claims_of_comment(comment, self.witness), self.witness)
            if not comment.source_id:
                place = places[like] = places.get(like, -1) + 1
                note_unnamed(kept, like, place)

    def _kept_comment(self, comment: Comment) -> Kept:
        comment_id = str(comment.id)
        if comment_id in self.joined:
            return self.joined[comment_id]
        if (copy := self.copies[str(comment.post_id)].own.get(comment_id)) is not None:
            return copy
        if comment_id not in self.comments:
            row: dict[str, Value] = {
                "id": comment_id,
                "post_id": comment.post_id,
                "source_id": comment.source_id or None,
                "system": comment.system,
            }
            self.comments[comment_id] = Kept(comment_id, row, versions={})
        return self.comments[comment_id]

    def _count(self) -> Saved:
        rewritten = [kept for copies in self.copies.values() for kept in copies.rewritten]
        moved = {one for copies in self.copies.values() for one, row in copies.row.items() if one != row}
        new_comments = sum(kept.is_new for kept in self.comments.values() if kept.id not in moved)
        new_posts = sum(kept.is_new for kept in self.posts.values())
        rows = (*self.posts.values(), *self.comments.values(), *rewritten)
        changed = sum(not kept.is_new and bool(kept.changed - _QUIET) for kept in rows)
        news = (kept for kept in (*self.comments.values(), *rewritten) if kept.is_new or kept.changed - _QUIET)
        touched = tuple(dict.fromkeys(str(kept.row["post_id"]) for kept in news))
        return Saved(new_posts, new_comments, changed, self.homeless, touched)


def _likeness(comment: Comment, ping: int | None) -> int | None:
    """By what a comment is known without its id: its text, or the author of a ping that shows no text."""
    like = likeness(comment)
    return ping if like is None and not comment.source_id else like


def hear_blog(db: Database, blog_id: str, blog: Blog, rank: int, witness: Witness) -> None:
    """Weigh what a witness says of a blog whose row is there."""
    columns = ("id", "title", "description", "platform", "language", "capture_id", "witness")
    values = db.conn.execute(BLOG, (blog_id,)).fetchone()
    kept = load_kept(dict(zip(columns, values, strict=True)))
    kept.row["first_seen"] = kept.row["last_seen"] = witness.time
    kept.hear(claims_of_blog(blog, rank), witness)
    if witness.capture_id:
        kept.put("capture_id", max((k[1:] for k in kept.keys.values() if k[2]), default=(None, None))[1])
    if found := changes(kept, columns):
        sets = ", ".join(f"{column} = ?" for column in found)
        db.conn.execute(f"update blogs set {sets} where id = ?", (*found.values(), blog_id))


def storable(value: Any) -> Any:
    """A reading (or any part of one) with what SQLite cannot hold made plain: half characters, endless
    numbers.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return max(-_GREATEST, min(value, _GREATEST)) if not isinstance(value, bool) else value
    if isinstance(value, tuple):
        return tuple(map(storable, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: storable(getattr(value, one.name)) for one in fields(value)})
    return value
