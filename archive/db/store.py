"""Saves what a reading says: posts, comments, and everything that hangs from them; any order, equal rows.

Nothing here commits. The caller opens a transaction, so that many pages share one, and commits only after the
WARC holds their bytes durably.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.db.claims import (
    claims_of_blog,
    claims_of_comment,
    claims_of_post,
    claims_of_stub,
    instant,
    likeness,
    seconds,
)
from archive.db.connect import explained
from archive.db.join import find_joined, join_unnamed, note_unnamed, save_joined
from archive.db.merge import Kept, Value, Witness, load_kept
from archive.db.people import People
from archive.db.rows import changes, index_new, load_rows, write_rows
from archive.db.threads import count_threads
from archive.errors import BrokenWarc
from archive.models import Blog, Capture, Comment, Link, Moment, Post, Reading
from archive.urls import host_of, key, stable_id

ADD_BLOG = """
insert into blogs (id, home)
values (?, ?)
on conflict (id) do nothing
"""

BLOG = """
select id, title, description, platform, language, capture_id, witness
from blogs
where id = ?
"""

ADD_CAPTURE = """
insert into captures (
  id, blog_id, url, time, status, content_type, digest, warc, offset, length, revisit_of, truncated
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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

AT_PLACE = """
select id
from captures
where warc = ?
  and offset = ?
  and id != ?
"""

READ_CAPTURE = """
update captures
set adapter = ?, layout = ?, doubt = ?
where id = ?
"""

ADD_MEDIA = """
insert into media (capture_id, url, content_type, bytes, found_on)
values (?, ?, ?, ?, ?)
on conflict (capture_id) do update set
  bytes = coalesce(excluded.bytes, bytes),
  found_on = coalesce(excluded.found_on, found_on)
"""

ADD_SIGHTING = """
insert into sightings (id, post_id, comment_id, capture_id, source, position, published, as_id, likeness)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  post_id = excluded.post_id,
  comment_id = excluded.comment_id,
  position = excluded.position,
  published = excluded.published,
  likeness = excluded.likeness
"""

ADD_LINK = """
insert into links (id, post_id, comment_id, url, host, words, capture_id)
values (?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  words = excluded.words,
  capture_id = excluded.capture_id
where (select time || id from captures where id = excluded.capture_id)
  < (select time || id from captures where id = links.capture_id)
"""

ADD_PROMISE = """
insert into promises (blog_id, post_id, url, said_of, said_by, promised, time, capture_id, id)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  promised = excluded.promised
"""

DROP_TAGS = """
delete from tags
where post_id = ?
  and kind = ?
"""

ADD_TAG = """
insert into tags (post_id, kind, name)
values (?, ?, ?)
on conflict do nothing
"""

_GREATEST = 2**53 - 1
"""The greatest number that JSON and JavaScript keep whole."""

_MEDIA = re.compile(
    r"\s*(?:(?:image|audio|video|font)/|text/css|(?:text|application)/(?:x-)?(?:java|ecma)script"
    r"|application/(?:pdf|zip|msword|octet-stream|ogg|x-shockwave-flash|x-font|font|vnd\.))",
    re.IGNORECASE,
)
"""Content types of what pages show or offer."""

_QUIET = frozenset(
    (
        "last_seen",
        "first_seen",
        "capture_id",
        "position",
        "depth",
        "told_depth",
        "published_raw",
        "who",
        "title_then",
    )
)
"""Columns whose change is no news."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: rows that are new, rows of which something a reader sees changed, and comments that
    could not be kept because they name no post.
    """

    new_posts: int = 0
    new_comments: int = 0
    changed: int = 0
    homeless: int = 0


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
    _hear_blog(db, blog_id, blog, -1, Witness("", "", "page"))
    return blog_id


def save_capture(db: Database, capture: Capture, blog_id: str | None) -> None:
    """The capture's row; saving it again changes nothing.

    The same record kept in two files is named by the first of them, in the order of their names. BrokenWarc
    when another record has this one's id or its place.
    """
    time = instant(capture.time)
    known = db.conn.execute(CAPTURE, (capture.id,)).fetchone()
    if known is not None and known != (capture.url, time):
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
    more = (capture.revisit_of, capture.truncated)
    db.conn.execute(
        ADD_CAPTURE,
        (capture.id, blog_id, capture.url, time, capture.status, capture.content_type, *place, *more),
    )
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
    comment knows of get a row with ``whole`` 0, to be filled later.
    """
    try:
        with _all_or_nothing(db):
            return _Save(db, reading, capture, blog_id).run()
    except (UnicodeEncodeError, OverflowError):
        with _all_or_nothing(db):
            return _Save(db, storable(reading), capture, blog_id).run()


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
        return replace(value, **{field.name: storable(getattr(value, field.name)) for field in fields(value)})
    return value


def _hear_blog(db: Database, blog_id: str, blog: Blog, rank: int, witness: Witness) -> None:
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


class _Save:
    """One reading on its way into the rows."""

    def __init__(self, db: Database, reading: Reading, capture: Capture, blog_id: str) -> None:
        self.db = db
        self.reading = reading
        self.blog_id = blog_id
        self.witness = Witness(capture.id, instant(capture.time), reading.source)
        self.posts: dict[str, Kept] = {}
        self.comments: dict[str, Kept] = {}
        self.joined: dict[str, Kept] = {}
        self.people = People(db, blog_id)
        self.likes: list[int | None] = []
        self.homeless = 0

    def run(self) -> Saved:
        reading = self.reading
        if reading.blog is not None:
            _hear_blog(self.db, self.blog_id, reading.blog, self.witness.rank, self.witness)
        self._hear_posts()
        self._hear_comments()
        self._note_reading()
        for kept in (*self.posts.values(), *self.comments.values()):
            self.people.tie(kept)
        self.people.add()
        write_rows(self.db, "posts", self.posts.values())
        write_rows(self.db, "comments", self.comments.values())
        save_joined(self.db, self.joined.values())
        self._save_sightings()
        self._save_tags()
        self._save_links()
        promised_to = self._save_promises()
        for post_id in self.posts:
            join_unnamed(self.db, post_id, self.people)
        self.people.settle()
        count_threads(self.db, dict.fromkeys((*self.posts, *promised_to)))
        return self._count()

    def _note_reading(self) -> None:
        doubt = self.reading.doubt
        if self.homeless and doubt is None:
            doubt = f"comments without a post: {self.homeless}"
        layout = (self.reading.adapter, self.reading.layout, doubt, self.witness.capture_id)
        self.db.conn.execute(READ_CAPTURE, layout)

    def _hear_posts(self) -> None:
        told: dict[str, list[Post]] = {}
        for post in self.reading.posts:
            told.setdefault(_post_id(post), []).append(post)
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
        urls = {stable_id("post", key(url)): url for url in sorted(under, reverse=True)}
        posts = dict.fromkeys(comment.post_id for comment in reading.comments if comment.post_id is not None)
        return {post_id: urls.get(post_id) for post_id in posts}

    def _hear_comments(self) -> None:
        comments = self.reading.comments
        self.likes = [likeness(comment) for comment in comments]
        pairs = zip(comments, self.likes, strict=True)
        told = [(c, like) for c, like in pairs if c.id and c.post_id in self.posts]
        self.homeless = len(comments) - len(told)
        ids = list(dict.fromkeys(str(c.id) for c, _ in told))
        self.comments = load_rows(self.db, "comments", ids)
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
        if comment_id not in self.comments:
            row: dict[str, Value] = {
                "id": comment_id,
                "post_id": comment.post_id,
                "source_id": comment.source_id or None,
                "system": comment.system,
            }
            self.comments[comment_id] = Kept(comment_id, row, versions={})
        return self.comments[comment_id]

    def _save_sightings(self) -> None:
        capture, source = self.witness.capture_id, self.witness.source
        rows: dict[str, tuple[Value, ...]] = {}
        for post in self.reading.posts:
            post_id = _post_id(post)
            sighting = stable_id("sighting", capture, post_id)
            rows.setdefault(
                sighting, (sighting, post_id, None, capture, source, None, _told(post.published), None, None)
            )
        for place, comment in enumerate(self.reading.comments):
            if comment.id is None or comment.post_id not in self.posts:
                continue
            sighting = stable_id("sighting", capture, comment.id)
            unnamed = comment.id if not comment.source_id else None
            joined = self.joined.get(comment.id)
            kept_as = str(joined.row["comment_id"]) if joined is not None else comment.id
            told = (comment.position, _told(comment.published), unnamed, self.likes[place])
            rows.setdefault(sighting, (sighting, None, kept_as, capture, source, *told))
        self.db.conn.executemany(ADD_SIGHTING, rows.values())

    def _save_tags(self) -> None:
        for post in self.reading.posts:
            kept = self.posts[_post_id(post)]
            ours = self.witness.key(self.witness.rank)
            lists = (("tags", "tag", post.tags), ("categories", "category", post.categories))
            for field, kind, names in lists:
                if names and kept.keys.get(field) == ours:
                    self.db.conn.execute(DROP_TAGS, (kept.id, kind))
                    rows = [(kept.id, kind, name.strip()) for name in names if name.strip()]
                    self.db.conn.executemany(ADD_TAG, rows)

    def _save_links(self) -> None:
        rows: dict[str, tuple[Value, ...]] = {}
        capture = self.witness.capture_id
        for link in self.reading.links:
            post_id, comment_id = self._owner(link)
            if comment_id is not None and comment_id not in self.comments:
                continue
            link_id = stable_id("link", comment_id or post_id or self.blog_id, link.url)
            rows.setdefault(
                link_id, (link_id, post_id, comment_id, link.url, host_of(link.url), link.words, capture)
            )
        self.db.conn.executemany(ADD_LINK, rows.values())

    def _owner(self, link: Link) -> tuple[str | None, str | None]:
        """The post or the comment that a link stands in; neither when it is the page's own (a blogroll)."""
        reading = self.reading
        if link.comment is not None and link.comment < len(reading.comments):
            return None, reading.comments[link.comment].id
        if link.post is not None and link.post < len(reading.posts):
            return _post_id(reading.posts[link.post]), None
        return None, None

    def _save_promises(self) -> list[str]:
        told: dict[tuple[str, str | None, str], int] = {}
        for promise in self.reading.promised:
            told[promise.of, promise.about, promise.by] = promise.count
        about = {key(url) for of, url, _ in told if of == "comments" and url is not None}
        for post in self.reading.posts:
            if post.promised is not None and key(post.url) not in about:
                told["comments", post.url, self.reading.source] = post.promised
        rows: dict[str, tuple[Value, ...]] = {}
        posts: list[str] = []
        when = (self.witness.time, self.witness.capture_id)
        for (of, url, by), count in told.items():
            post_id = stable_id("post", key(url)) if url is not None else None
            promise_id = stable_id("promise", self.witness.capture_id, of, post_id or "", by)
            rows[promise_id] = (self.blog_id, post_id, url, of, by, count, *when, promise_id)
            if post_id is not None:
                posts.append(post_id)
        self.db.conn.executemany(ADD_PROMISE, rows.values())
        return posts

    def _count(self) -> Saved:
        new_comments = sum(kept.is_new for kept in self.comments.values())
        new_posts = sum(kept.is_new for kept in self.posts.values())
        rows: Iterable[Kept] = (*self.posts.values(), *self.comments.values())
        changed = sum(not kept.is_new and bool(kept.changed - _QUIET) for kept in rows)
        return Saved(new_posts, new_comments, changed, self.homeless)


def _post_id(post: Post) -> str:
    return post.id or stable_id("post", key(post.url))


def _told(moment: Moment | None) -> str | None:
    """The time a witness told: UTC with ``Z`` when the zone was stated, else the bare wall clock."""
    if moment is None:
        return None
    if moment.utc is not None and moment.zone == "stated":
        return seconds(moment.utc)
    return moment.local.isoformat(timespec="seconds") if moment.local is not None else None
