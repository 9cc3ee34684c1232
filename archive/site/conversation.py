"""Conversation: who answers whom, what leads from blog to blog, and the remarks behind each line of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from datasette.utils.asgi import Response

from archive.errors import NotKept
from archive.site.arcs import Graph, Line, draw_graph
from archive.site.memory import remember
from archive.site.pages import Handler, number_of, page_answer
from archive.site.replies import Pair, read_answers, read_under_posts
from archive.site.room import Room
from archive.site.talk import Remark, read_remark, shorten

MOST_PAIRS = 100
"""Pairs in the table; the view ``replies`` has them all."""

PAGE = 50
MOST_PAGES = 200

BLOG = "select coalesce(title, home) from blogs where id = ?"
PERSON = "select coalesce(name, 'no name given') from people where id = ?"
TITLES = "select id, coalesce(title, home) from blogs"

BETWEEN = """
select
  blog_id, to_blog_id, sum(how = 'post') as posts, sum(how in ('comment', 'signature')) as comments,
  sum(how not in ('post', 'comment', 'signature')) as pings
from links_between_blogs
group by blog_id, to_blog_id
order by count(*) desc, blog_id, to_blog_id
"""

LEADS = """
select
  l.how, l.url, l.words as link, p.id as post_id, p.title as post_title, p.blog_id, b.title as blog_title,
  b.home as blog_home, c.id as comment_id, coalesce(c.author, p.author) as author, l.moment
from links_between_blogs l
join posts p on p.id = l.post_id
join blogs b on b.id = p.blog_id
left join comments c on c.id = l.comment_id
where l.blog_id = :start
  and l.to_blog_id = :end
order by l.moment, l.post_id, l.comment_id, l.url
limit :count offset :skip
"""

REMARKS = """
select
  c.id, c.post_id, c.kind, c.author, c.published, c.published_local, c.published_raw, c.published_zone,
  c.published_precision,
  substr(c.text, 1, 1000) as text, p.title as post_title, p.blog_id, b.title as blog_title, b.home as blog_home,
  c.parent_how, c.parent_score, d.id as answered, substr(d.text, 1, 400) as answered_text
from comments c
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
left join comments d on d.id = c.parent_id
where c.author_id = :who
  and c.deleted = 0
  and (d.author_id = :whom or (c.parent_id is null and p.author_id = :whom))
  and (:blog is null or p.blog_id = :blog)
order by c.parent_id is null, c.moment, c.id
limit :count offset :skip
"""

Basis = Literal["answers", "posts"]


@dataclass(frozen=True, slots=True)
class Way:
    """What leads from one blog to another: links in posts, comments with links or addresses there, pings."""

    start: str
    start_title: str
    end: str
    end_title: str
    posts: int
    comments: int
    pings: int

    @property
    def times(self) -> int:
        """How much in all."""
        return self.posts + self.comments + self.pings


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Who speaks to whom on the blog ``id``, on all when it is None. ``basis``: pairs by answers to comments, or by
    remarks under somebody's posts; ``other`` says that there is also the other kind. ``ways`` lead between blogs."""

    title: str
    id: str | None
    blog_title: str | None
    basis: Basis
    other: bool
    pairs: tuple[Pair, ...]
    more: bool
    graph: Graph | None
    ways: tuple[Way, ...]
    blogs_graph: Graph | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A remark of one to the other. ``how`` None: it stands under a post of theirs and answers no comment."""

    remark: Remark
    how: str | None
    score: float | None
    answered: str | None
    answered_words: str


@dataclass(frozen=True, slots=True)
class PairPage:
    """The remarks of one person to another, on one blog (``id``) or on all."""

    title: str
    id: str | None
    who: str
    who_name: str
    whom: str
    whom_name: str
    number: int
    remarks: tuple[Exchange, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """A post or comment that leads to another blog, and how: by a link, a ping, a signature."""

    how: str
    url: str
    words: str | None
    post_id: str
    post_title: str | None
    comment_id: str | None
    author: str | None
    moment: str | None


@dataclass(frozen=True, slots=True)
class WayPage:
    """What leads from one blog to another."""

    title: str
    start: str
    start_title: str
    end: str
    end_title: str
    number: int
    leads: tuple[Lead, ...]
    more: bool


def read_conversation(connection: sqlite3.Connection, id: str | None, basis: str | None) -> ConversationPage:
    """Who speaks to whom on the blog ``id`` or on all; NotKept when there is no such blog.

    ``basis`` 'posts' counts remarks under somebody's posts; so it is too where no answer to a comment is known.
    """
    blog = _named(connection, BLOG, id, "blog") if id is not None else None
    answers = remember(connection, ("answers", id), lambda: read_answers(connection, id))
    chosen: Basis = "posts" if basis == "posts" or not answers else "answers"
    pairs = answers
    if chosen == "posts":
        pairs = remember(connection, ("under posts", id), lambda: read_under_posts(connection, id))
    ways = remember(connection, "ways", lambda: _read_ways(connection))
    mine = tuple(way for way in ways if id is None or id in (way.start, way.end))
    return ConversationPage(
        title=f"Conversation on {blog}" if blog is not None else "Conversation",
        id=id,
        blog_title=blog,
        basis=chosen,
        other=bool(answers),
        pairs=pairs[:MOST_PAIRS],
        more=len(pairs) > MOST_PAIRS,
        graph=_draw_people(pairs),
        ways=mine[:MOST_PAIRS],
        blogs_graph=_draw_blogs(mine),
    )


def read_pair(connection: sqlite3.Connection, id: str | None, who: str, whom: str, page: str | None) -> PairPage:
    """What ``who`` said to ``whom`` (ids), the answers first; NotKept when one of them is nobody."""
    if id is not None:
        _named(connection, BLOG, id, "blog")
    one, other = (_named(connection, PERSON, person, "person") for person in (who, whom))
    number = number_of(page, MOST_PAGES)
    asked = {"who": who, "whom": whom, "blog": id, "count": PAGE + 1, "skip": (number - 1) * PAGE}
    rows = connection.execute(REMARKS, asked).fetchall()
    return PairPage(
        f"{one} to {other}", id, who, one, whom, other, number,
        tuple(_read_exchange(row) for row in rows[:PAGE]), len(rows) > PAGE and number < MOST_PAGES,
    )  # fmt: skip


def read_way(connection: sqlite3.Connection, start: str, end: str, page: str | None) -> WayPage:
    """What leads from one blog to another (ids), the oldest first; NotKept when there is no such blog."""
    one, other = (_named(connection, BLOG, blog, "blog") for blog in (start, end))
    number = number_of(page, MOST_PAGES)
    asked = {"start": start, "end": end, "count": PAGE + 1, "skip": (number - 1) * PAGE}
    rows = connection.execute(LEADS, asked).fetchall()
    leads = tuple(
        Lead(
            row["how"], row["url"], row["link"], row["post_id"], row["post_title"], row["comment_id"], row["author"],
            row["moment"],
        )
        for row in rows[:PAGE]
    )  # fmt: skip
    more = len(rows) > PAGE and number < MOST_PAGES
    return WayPage(f"From {one} to {other}", start, one, end, other, number, leads, more)


def _named(connection: sqlite3.Connection, sql: str, id: str, what: str) -> str:
    row = connection.execute(sql, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No {what} is kept under the id '{id[:80]}'.")
    return str(row[0])


def _read_exchange(row: sqlite3.Row) -> Exchange:
    return Exchange(
        read_remark(row), row["parent_how"] if row["answered"] else None, row["parent_score"], row["answered"],
        shorten(row["answered_text"], 140),
    )  # fmt: skip


def _read_ways(connection: sqlite3.Connection) -> tuple[Way, ...]:
    titles = dict(connection.execute(TITLES).fetchall())
    return tuple(
        Way(
            row["blog_id"], titles.get(row["blog_id"], row["blog_id"]), row["to_blog_id"],
            titles.get(row["to_blog_id"], row["to_blog_id"]), row["posts"], row["comments"], row["pings"],
        )
        for row in connection.execute(BETWEEN)
    )  # fmt: skip


def _draw_people(pairs: Sequence[Pair]) -> Graph | None:
    names = {id: name for pair in pairs for id, name in ((pair.who, pair.who_name), (pair.whom, pair.whom_name))}
    return draw_graph([Line(pair.who, pair.whom, pair.times, pair.told == 0) for pair in pairs], names)


def _draw_blogs(ways: Sequence[Way]) -> Graph | None:
    names: dict[str, str | None] = {}
    for way in ways:
        names |= {way.start: way.start_title, way.end: way.end_title}
    return draw_graph([Line(way.start, way.end, way.times, False) for way in ways], names)


async def conversation(room: Room, request: Any) -> Response:
    """Who answers whom; ``?who=&whom=`` the remarks of one to another, ``?from=&to=`` what leads from blog to blog."""
    id = request.url_vars.get("id")
    ask = request.args.get
    who, whom, start, end, number, basis = map(ask, ("who", "whom", "from", "to", "page", "by"))
    if who and whom:
        page: Any = await room.ask(lambda c: read_pair(c, id, who, whom, number), patient=True)
    elif start and end:
        page = await room.ask(lambda c: read_way(c, start, end, number), patient=True)
    else:
        page = await room.ask(lambda c: read_conversation(c, id, basis), patient=True)
    return await page_answer(room, request, page)


PAGES: tuple[tuple[str, Handler], ...] = (
    (r"^/-/conversation(?P<form>\.json)?$", conversation),
    (r"^/-/conversation/(?P<id>[^/]+?)(?P<form>\.json)?$", conversation),
)
