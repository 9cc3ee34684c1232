"""A post's page as it stood at a time: who was there, with the words of that time, and how that is known."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from archive.days import between, read_end
from archive.db.past import Absent, NearLook, Proof, Standing, read_thread_at
from archive.site.bodies import iter_addresses, print_body, web_address
from archive.site.kept import Kept, find_kept
from archive.site.thread import Turn, arrange
from archive.site.times import Told

BLOG = "select coalesce(title, home) from blogs where id = ?"


@dataclass(frozen=True, slots=True)
class Spoke:
    """A comment that stood there; see :class:`archive.db.past.Standing`."""

    id: str
    kind: str
    author: str | None
    author_url: str | None
    time: Told
    body: Markup
    text: str | None
    parent_id: str | None
    known: Literal["seen", "dated"]
    seen: Proof | None
    next: Proof | None
    other_now: bool
    missed: Proof | None


@dataclass(frozen=True, slots=True)
class Distance:
    """The look at the thread next to the time, and how far it is away, in words."""

    look: NearLook
    apart: str


@dataclass(frozen=True, slots=True)
class ThenPage:
    """What stood on a post's page at ``at`` (UTC); see :class:`archive.db.past.ThreadThen`."""

    title: str
    id: str
    url: str
    blog_id: str
    blog_title: str
    at: str
    asked: str
    state: str
    state_proof: Proof | None
    author: str | None
    body: Markup
    thread: tuple[Turn[Spoke], ...]
    absent: tuple[Absent, ...]
    dated: int
    later: int
    before: Distance | None
    after: Distance | None


def read_then(connection: sqlite3.Connection, id: str, asked: str) -> ThenPage:
    """The page of a post as it stood; NotKept when there is none, BadDate when ``asked`` is no date."""
    at = read_end(asked)
    then = read_thread_at(connection, id, at)
    named = {address for html in (then.html, *(one.html for one in then.comments)) for address in iter_addresses(html)}
    kept = find_kept(connection, named, at, posts=True)
    return ThenPage(
        title=then.title or "Untitled post",
        id=id,
        url=then.url,
        blog_id=then.blog_id,
        blog_title=connection.execute(BLOG, (then.blog_id,)).fetchone()[0],
        at=at,
        asked=asked.strip(),
        state=then.state,
        state_proof=then.state_proof,
        author=then.author,
        body=print_body(then.html, then.text, kept, under=1),
        thread=arrange([_read(one, kept) for one in then.comments]),
        absent=then.absent,
        dated=sum(one.known == "dated" for one in then.comments),
        later=then.later,
        before=_distance(then.before, at),
        after=_distance(then.after, at),
    )


def _read(one: Standing, kept: Kept) -> Spoke:
    return Spoke(
        id=one.id,
        kind=one.kind,
        author=one.author,
        author_url=web_address(one.author_url),
        time=Told(one.published, one.published_local, one.published_raw, one.published_zone, one.published_precision),
        body=print_body(one.html, one.text, kept),
        text=one.text,
        parent_id=None if one.parent_how in ("quoted", "inferred") else one.parent_id,
        known=one.known,
        seen=one.seen,
        next=one.next,
        other_now=one.other_now,
        missed=one.missed,
    )


def _distance(look: NearLook | None, at: str) -> Distance | None:
    return Distance(look, between(look.time, at)) if look is not None else None
