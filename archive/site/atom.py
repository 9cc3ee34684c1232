"""Feeds: a search, a blog's or a thread's newest words as Atom, to subscribe to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from archive.errors import NotKept
from archive.site.bodies import print_text
from archive.site.finding import find, want
from archive.site.times import now

MOST = 50

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

COMMENT = """
select 'comment' as kind, c.id, c.post_id, c.author, c.published, c.first_seen, c.text, p.title, c.moment
from comments c
join posts p on p.id = c.post_id
"""
POST = """
select 'post' as kind, p.id, p.id as post_id, p.author, p.published, p.first_seen, p.text, p.title, p.moment
from posts p
"""
THREAD = COMMENT + "where c.post_id = :id and c.deleted = 0 order by c.moment desc, c.id limit :most"
BLOG_POSTS = POST + "where p.blog_id = :id and p.moment <= :now order by p.moment desc, p.id limit :most"
BLOG_TALK = """
select 'comment' as kind, c.id, c.post_id, c.author, c.published, c.first_seen, c.text, p.title, c.moment
from (
  select t.post_id
  from threads t
  join posts p on p.id = t.post_id
  where p.blog_id = :id
  order by t.last_comment desc
  limit :most
) lively
join comments c on c.post_id = lively.post_id
join posts p on p.id = c.post_id
where c.moment <= :now
  and c.deleted = 0
order by c.moment desc
limit :most
"""
BY_NUMBER = {
    "post": POST + "where p.number in ({marks})",
    "comment": COMMENT + "where c.number in ({marks})",
}
POST_TITLE = "select title from posts where id = ?"
BLOG_TITLE = "select coalesce(title, home) from blogs where id = ?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or comment in a feed."""

    kind: str
    id: str
    post_id: str
    author: str | None
    published: str | None
    first_seen: str
    text: str | None
    title: str | None
    moment: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its own path and that of the page it feeds on, and its entries in order."""

    title: str
    path: str
    page: str
    entries: tuple[Entry, ...]


def read_search_feed(connection: sqlite3.Connection, asked: dict[str, str | None], query: str) -> Feed:
    """The newest of the hits of a search; ``query`` is its query string."""
    words = " ".join((asked.get("q") or "").replace("\0", " ").split())
    filters = (asked.get(name) for name in ("blog", "kind", "person", "year", "language"))
    found = find(connection, want(words, *filters))
    hits = sorted(
        ((row["moment"] or "", each.kind, row["number"]) for each in found for row in each.rows), reverse=True
    )
    entries = [
        entry
        for kind, sql in BY_NUMBER.items()
        for entry in _entries(connection, sql, [number for _, of, number in hits[:MOST] if of == kind])
    ]
    entries.sort(key=lambda entry: (entry.moment or "", entry.id), reverse=True)
    tail = f"?{query}" if query else ""
    return Feed(f"Search: {words}", f"-/search.atom{tail}", f"-/search{tail}", tuple(entries))


def _entries(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> Iterator[Entry]:
    marks = ", ".join("?" * len(numbers))
    for row in connection.execute(sql.format(marks=marks), numbers):
        yield _read(row)


def read_blog_feed(connection: sqlite3.Connection, id: str) -> Feed:
    """A blog's newest posts and comments; NotKept when there is none under this id."""
    row = connection.execute(BLOG_TITLE, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No blog is kept under the id '{id[:80]}'.")
    asked = {"id": id, "now": now(), "most": MOST}
    entries = [_read(one) for sql in (BLOG_POSTS, BLOG_TALK) for one in connection.execute(sql, asked)]
    entries.sort(key=lambda entry: (entry.moment or "", entry.id), reverse=True)
    return Feed(row[0], f"-/blog/{quote(id, safe='')}.atom", f"-/blog/{quote(id, safe='')}", tuple(entries[:MOST]))


def read_thread_feed(connection: sqlite3.Connection, id: str) -> Feed:
    """The newest comments under a post; NotKept when there is none under this id."""
    row = connection.execute(POST_TITLE, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No post is kept under the id '{id[:80]}'.")
    entries = tuple(_read(one) for one in connection.execute(THREAD, {"id": id, "most": MOST}))
    title = f"Comments on {row[0] or 'an untitled post'}"
    return Feed(title, f"-/post/{quote(id, safe='')}.atom", f"-/post/{quote(id, safe='')}", entries)


def print_feed(feed: Feed, root: str) -> str:
    """The feed as Atom (RFC 4287); ``root`` is this site's address with a slash at its end."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_xml(feed.title)}</title>",
        f"<id>{_urn(feed.path)}</id>",
        f"<updated>{max((_time(entry) for entry in feed.entries), default='1970-01-01T00:00:00Z')}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{_xml(root + feed.path)}"/>',
        f'<link rel="alternate" type="text/html" href="{_xml(root + feed.page)}"/>',
        "<generator>Blogkeep</generator>",
        *_iter_lines(feed.entries, root),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _iter_lines(entries: Iterable[Entry], root: str) -> Iterator[str]:
    for entry in entries:
        title = entry.title or "Untitled post"
        if entry.kind == "comment":
            title = f"{entry.author or 'Somebody'} on {entry.title or 'an untitled post'}"
        yield "<entry>"
        yield f"<title>{_xml(title)}</title>"
        yield f"<id>{_urn(f'{entry.kind}/{entry.id}')}</id>"
        kind, id = ("comment", entry.id) if entry.kind == "comment" else ("post", entry.post_id)
        place = f"{root}-/{kind}/{quote(id, safe='')}"
        yield f'<link rel="alternate" type="text/html" href="{_xml(place)}"/>'
        yield f"<author><name>{_xml(entry.author or 'no name given')}</name></author>"
        if (published := _rfc3339(entry.published)) is not None:
            yield f"<published>{published}</published>"
        yield f"<updated>{_time(entry)}</updated>"
        yield f'<content type="html">{_xml(str(print_text(entry.text or "")))}</content>'
        yield "</entry>"


def _read(row: sqlite3.Row) -> Entry:
    return Entry(**{name: row[name] for name in Entry.__dataclass_fields__})


def _time(entry: Entry) -> str:
    """When it was published, else when it was first seen."""
    return _rfc3339(entry.published) or _rfc3339(entry.first_seen) or "1970-01-01T00:00:00Z"


def _rfc3339(text: str | None) -> str | None:
    """A time as Atom wants it, in UTC; None when it is none."""
    try:
        time = datetime.fromisoformat(text or "")
        return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _urn(name: str) -> str:
    """An id that never changes, from what never changes about the thing."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'blogkeep:' + name.encode('utf-8', 'replace').decode())}"


def _xml(text: str) -> str:
    """Any words as text or attribute of XML."""
    return escape(_NO_XML.sub("\ufffd", text))
