"""The entrance: which blogs are kept, how much there is, who spoke last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.site.concerns import count_concerns
from archive.site.memory import remember
from archive.site.talk import Remark, read_remark
from archive.site.times import now

BLOGS = """
with unkept as (
  select blog_id, sum(promised) as promised
  from unkept_threads
  group by blog_id
)
select
  b.id, b.home, b.title, b.description, b.platform, b.language,
  (select count(*) from posts p where p.blog_id = b.id) as posts,
  (select min(p.moment) from posts p where p.blog_id = b.id) as first_post,
  (select max(p.moment) from posts p where p.blog_id = b.id and p.moment <= :now) as last_post,
  (select max(c.time) from captures c where c.blog_id = b.id) as last_capture,
  coalesce(sum(t.kept), 0) as comments,
  coalesce(sum(t.promised), 0) + coalesce(u.promised, 0) as promised,
  coalesce(sum(t.pings), 0) as pings,
  coalesce(sum(max(coalesce(t.promised, 0) - t.kept - t.pings - t.deleted, 0)), 0) + coalesce(u.promised, 0) as missing
from blogs b
left join unkept u on u.blog_id = b.id
left join posts p on p.blog_id = b.id
left join threads t on t.post_id = p.id
group by b.id
order by posts desc, b.title
"""

COUNT_CAPTURES = "select count(*) from captures"

RECENT = """
select
  c.id, c.post_id, c.kind, c.author, c.published, c.published_local, c.published_raw, c.published_zone,
  c.published_precision,
  substr(c.text, 1, 400) as text, p.title as post_title, p.blog_id, b.title as blog_title, b.home as blog_home
from comments c
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
where c.moment <= :now
  and c.deleted = 0
order by c.moment desc
limit :count
"""


@dataclass(frozen=True, slots=True)
class BlogCard:
    """A blog in a few figures. Years are of its posts.

    ``promised`` counts the comments that its pages say there are, ``missing`` those of them that are not kept, those of
    posts that are not kept among them.
    """

    id: str
    home: str
    title: str | None
    description: str | None
    platform: str | None
    language: str | None
    posts: int
    comments: int
    promised: int
    pings: int
    missing: int
    first_post: str | None
    last_post: str | None
    last_capture: str | None

    @property
    def years(self) -> str:
        """'2003–2009', '2005' or nothing."""
        ends = dict.fromkeys(moment[:4] for moment in (self.first_post, self.last_post) if moment)
        return "–".join(ends)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What stands on the first page."""

    title: str
    blogs: tuple[BlogCard, ...]
    posts: int
    comments: int
    captures: int
    recent: tuple[Remark, ...]
    concerns: int


def read_home(connection: sqlite3.Connection, *, public: bool = False) -> HomePage:
    """The first page of the archive behind ``connection``."""
    cards, captures = remember(connection, "home", lambda: _read_cards(connection))
    recent = connection.execute(RECENT, {"now": now(), "count": 12})
    return HomePage(
        "Reading room",
        cards,
        sum(card.posts for card in cards),
        sum(card.comments for card in cards),
        captures,
        tuple(read_remark(row) for row in recent),
        count_concerns(connection, public=public),
    )


def _read_cards(connection: sqlite3.Connection) -> tuple[tuple[BlogCard, ...], int]:
    """The blogs, and the number of captures."""
    cards = tuple(
        BlogCard(**{name: row[name] for name in BlogCard.__dataclass_fields__})
        for row in connection.execute(BLOGS, {"now": now()})
    )
    return cards, connection.execute(COUNT_CAPTURES).fetchone()[0]
