"""What hangs from the rows of one reading: sightings, tags, links, promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.db.claims import body_of, seconds, wall_clock
from archive.db.copies import Copies, Pointer
from archive.db.merge import Kept, Value, Witness
from archive.models import Link, Moment, Post, Reading
from archive.urls import host_of, key, post_at, stable_id

ADD_SIGHTING = """
insert into sightings (id, post_id, comment_id, capture_id, source, position, published, as_id, likeness, ping_likeness,
  deleted, body)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
  post_id = excluded.post_id,
  comment_id = excluded.comment_id,
  position = excluded.position,
  published = excluded.published,
  likeness = excluded.likeness,
  ping_likeness = excluded.ping_likeness,
  deleted = excluded.deleted,
  body = excluded.body
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


@dataclass(frozen=True, slots=True)
class Trails:
    """One reading whose posts and comments are written: ``posts``, ``comments`` and ``joined`` by id, ``copies`` by
    post, ``likes`` and ``pings`` the likeness of each comment of the reading, and its likeness as a ping.
    """

    db: Database
    reading: Reading
    blog_id: str
    witness: Witness
    posts: dict[str, Kept]
    comments: dict[str, Kept]
    joined: dict[str, Kept]
    copies: Mapping[str, Copies]
    likes: Sequence[int | None]
    pings: Sequence[int | None]

    def save_sightings(self) -> None:
        """This capture saw these rows, here and with this time."""
        capture, source = self.witness.capture_id, self.witness.source
        rows: dict[str, tuple[Value, ...]] = {}
        for post in self.reading.posts:
            post_id = post_id_of(post)
            sighting = stable_id("sighting", capture, post_id)
            shown = (None, _told(post.published), None, None, None, None, body_of(post))
            rows.setdefault(sighting, (sighting, post_id, None, capture, source, *shown))
        for place, comment in enumerate(self.reading.comments):
            if comment.id is None or comment.post_id not in self.posts:
                continue
            sighting = stable_id("sighting", capture, comment.id)
            joined = self.joined.get(comment.id)
            stands_in = self.copies[comment.post_id].stands_in(comment.id)
            kept_as = str(joined.row["comment_id"]) if joined is not None else stands_in
            as_id = comment.id if not comment.source_id or kept_as != comment.id else None
            like = (as_id, self.likes[place], self.pings[place])
            told = (comment.position, _told(comment.published), *like, int(comment.deleted) or None, body_of(comment))
            rows.setdefault(sighting, (sighting, None, kept_as, capture, source, *told))
        self.db.conn.executemany(ADD_SIGHTING, rows.values())

    def save_tags(self) -> None:
        """The tags and categories of posts for which this is the best witness."""
        for post in self.reading.posts:
            kept = self.posts[post_id_of(post)]
            ours = self.witness.key(self.witness.rank)
            lists = (("tags", "tag", post.tags), ("categories", "category", post.categories))
            for field, kind, names in lists:
                if names and kept.keys.get(field) == ours:
                    self.db.conn.execute(DROP_TAGS, (kept.id, kind))
                    rows = [(kept.id, kind, name.strip()) for name in names if name.strip()]
                    self.db.conn.executemany(ADD_TAG, rows)

    def save_links(self) -> None:
        """Who points where; of several captures that show a link the first is named."""
        rows: dict[str, tuple[Value, ...]] = {}
        capture = self.witness.capture_id
        for link in self.reading.links:
            post_id, comment_id = self._owner(link)
            if comment_id is not None and comment_id not in self.comments:
                self._point(link, comment_id)
                continue
            link_id = stable_id("link", comment_id or post_id or self.blog_id, link.url)
            rows.setdefault(link_id, (link_id, post_id, comment_id, link.url, host_of(link.url), link.words, capture))
        self.db.conn.executemany(ADD_LINK, rows.values())

    def _point(self, link: Link, comment_id: str) -> None:
        """A link in a copy of a comment is a link of the row in which that stands."""
        for copies in self.copies.values():
            if comment_id in copies.own:
                copies.point(comment_id, link.url, Pointer(self.witness.time, self.witness.capture_id, link.words))

    def _owner(self, link: Link) -> tuple[str | None, str | None]:
        """The post or the comment that a link stands in; neither when it is the page's own (a blogroll)."""
        reading = self.reading
        if link.comment is not None and link.comment < len(reading.comments):
            return None, reading.comments[link.comment].id
        if link.post is not None and link.post < len(reading.posts):
            return post_id_of(reading.posts[link.post]), None
        return None, None

    def save_promises(self) -> list[str]:
        """How much this reading says there is; answers the ids of the posts in question, kept or not."""
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
            post_id = post_at(url) if url is not None else None
            promise_id = stable_id("promise", self.witness.capture_id, of, post_id or "", by)
            rows[promise_id] = (self.blog_id, post_id, url, of, by, count, *when, promise_id)
            if post_id is not None:
                posts.append(post_id)
        self.db.conn.executemany(ADD_PROMISE, rows.values())
        return posts


def post_id_of(post: Post) -> str:
    """The post's id, worked out when normalizing did not."""
    return post.id or post_at(post.url)


def _told(moment: Moment | None) -> str | None:
    """The time a witness told: UTC with ``Z`` when the zone was stated, else the bare wall clock or day. None when
    it did not tell what is day and what is month, or only how long ago it was."""
    if moment is None or moment.order_open or moment.precision:
        return None
    if moment.utc is not None and moment.zone == "stated":
        return seconds(moment.utc)
    return wall_clock(moment)
