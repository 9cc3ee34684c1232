"""A person: what was said under a name, and how far it is known that it is one person."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from archive.errors import NotKept
from archive.site.bodies import web_address
from archive.site.memory import remember
from archive.site.pages import number_of
from archive.site.replies import Partner, read_partners
from archive.site.talk import Remark, read_remark

PAGE = 50
MOST_PAGES = 400

PERSON = "select id, name, url, platform_id from people where id = ?"

FIGURES = """
select count(*) as comments, count(distinct post_id) as threads, min(moment) as first, max(moment) as last
from comments
where author_id = ?
  and deleted = 0
"""

WHERE = """
select b.id, coalesce(b.title, b.home) as title, count(*) as comments
from comments c
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
where c.author_id = ?
  and c.deleted = 0
group by b.id
order by comments desc, b.id
"""

NAMES = """
select author as name, author_url as url, count(*) as count
from comments
where author_id = :id
group by 1, 2
union all
select author, author_url, count(*)
from posts
where author_id = :id
group by 1, 2
order by 3 desc, 1, 2
limit 50
"""

WROTE = """
select p.id, p.title, p.moment
from posts p
where p.author_id = ?
order by p.moment desc, p.id
limit 21
"""

SAID = """
select
  c.id, c.post_id, c.kind, c.author, c.published, c.published_local, c.published_raw, c.published_zone,
  c.published_precision,
  substr(c.text, 1, 1000) as text, p.title as post_title, p.blog_id, b.title as blog_title, b.home as blog_home
from comments c
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
where c.author_id = :id
  and c.deleted = 0
order by c.moment desc, c.id desc
limit :count offset :skip
"""

LIKE = """
select
  id, name, url,
  url = :url as same_url,
  lower(trim(name)) = lower(trim(:name)) as same_name
from people
where id <> :id
  and (url = :url or lower(trim(name)) = lower(trim(:name)))
order by name, id
limit 31
"""

Tie = Literal["platform id", "name and address", "name"]


@dataclass(frozen=True, slots=True)
class Place:
    """A blog where the person spoke."""

    id: str
    title: str
    comments: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A name and address as they were printed, and how often."""

    name: str | None
    url: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another person of this archive who shares the name or the address: perhaps the same, nobody says so."""

    id: str
    name: str | None
    url: str | None
    same_name: bool
    same_url: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A post the person signed."""

    id: str
    title: str | None
    moment: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that was said under a name. ``tie``: what makes it one person, and nothing more than that."""

    title: str
    id: str
    url: str | None
    tie: Tie
    platform_id: str | None
    comments: int
    threads: int
    first: str | None
    last: str | None
    blogs: tuple[Place, ...]
    signatures: tuple[Signature, ...]
    namesakes: tuple[Namesake, ...]
    posts: tuple[Work, ...]
    more_posts: bool
    answers: tuple[Partner, ...]
    answered_by: tuple[Partner, ...]
    number: int
    said: tuple[Remark, ...]
    more: bool

    @property
    def names(self) -> int:
        """How many names stand under this person; many names under one account make it doubtful."""
        return len({" ".join((one.name or "").casefold().split()) for one in self.signatures} - {""})


def read_person(connection: sqlite3.Connection, id: str, page: str | None) -> PersonPage:
    """The page of a person with one page of comments, the newest first; NotKept when there is none."""
    row = connection.execute(PERSON, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No person is known under the id '{id[:80]}'.")
    number = number_of(page, MOST_PAGES)
    said = connection.execute(SAID, {"id": id, "count": PAGE + 1, "skip": (number - 1) * PAGE}).fetchall()
    figures, places, signatures = remember(connection, ("person", id), lambda: _read_figures(connection, id))
    namesakes = remember(connection, ("namesakes", id), lambda: _read_namesakes(connection, row))
    answers, answered_by = remember(connection, ("partners", id), lambda: read_partners(connection, id))
    wrote = connection.execute(WROTE, (id,)).fetchall()
    return PersonPage(
        title=row["name"] or "Somebody without a name",
        id=id,
        url=web_address(row["url"]),
        tie=find_tie(row["platform_id"], row["url"]),
        platform_id=row["platform_id"],
        comments=figures[0],
        threads=figures[1],
        first=figures[2],
        last=figures[3],
        blogs=places,
        signatures=signatures,
        namesakes=namesakes,
        posts=tuple(Work(*one) for one in wrote[:20]),
        more_posts=len(wrote) > 20,
        answers=answers,
        answered_by=answered_by,
        number=number,
        said=tuple(read_remark(one) for one in said[:PAGE]),
        more=len(said) > PAGE and number < MOST_PAGES,
    )


def find_tie(platform_id: str | None, url: str | None) -> Tie:
    """What ties the rows of a person together, the strongest first."""
    return "platform id" if platform_id else "name and address" if url else "name"


def _read_figures(
    connection: sqlite3.Connection, id: str
) -> tuple[tuple[int, int, str | None, str | None], tuple[Place, ...], tuple[Signature, ...]]:
    figures = tuple(connection.execute(FIGURES, (id,)).fetchone())
    places = tuple(Place(*row) for row in connection.execute(WHERE, (id,)))
    signed = tuple(
        Signature(row["name"], web_address(row["url"]), row["count"]) for row in connection.execute(NAMES, {"id": id})
    )
    return figures, places, signed


def _read_namesakes(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Namesake, ...]:
    asked = {"id": row["id"], "name": row["name"], "url": row["url"]}
    return tuple(
        Namesake(one["id"], one["name"], web_address(one["url"]), bool(one["same_name"]), bool(one["same_url"]))
        for one in connection.execute(LIKE, asked)
    )
