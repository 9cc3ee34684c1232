"""Links: where a post leads to, and who of this archive leads to it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.site.bodies import web_address
from archive.site.kept import find_kept, forms

MOST = 100

OUT = """
select distinct url, words
from links
where post_id = ?
  and comment_id is null
order by rowid
limit 101
"""

IN = """
select distinct
  coalesce(l.post_id, c.post_id) as post_id, l.comment_id, p.title, p.author as post_author, c.author, p.blog_id,
  coalesce(b.title, b.home) as blog_title, l.words
from links l
left join comments c on c.id = l.comment_id
join posts p on p.id = coalesce(l.post_id, c.post_id)
join blogs b on b.id = p.blog_id
where ({places})
  and (p.id <> ? or l.comment_id is not null)
order by p.moment, p.id, c.moment, c.id
limit 101
"""


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A link of the post's body; ``place`` is where its target stands in this archive, None when it is not kept."""

    url: str
    words: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class LinkIn:
    """A post, or a comment under it (``comment_id``), that leads here."""

    post_id: str
    comment_id: str | None
    title: str | None
    author: str | None
    blog_id: str
    blog_title: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Trail:
    """The links of a post, out and in, MOST of each at most; ``more_*``: there are others."""

    out: tuple[LinkOut, ...]
    more_out: bool
    into: tuple[LinkIn, ...]
    more_into: bool


def read_trail(connection: sqlite3.Connection, post: str, url: str, time: str) -> Trail:
    """The links of the post ``post`` at ``url``; what is kept of their targets is looked for near ``time``."""
    rows = [row for row in connection.execute(OUT, (post,)) if web_address(row["url"])]
    kept = find_kept(connection, [row["url"] for row in rows], time, posts=True)
    out = tuple(LinkOut(row["url"], row["words"], kept.place(row["url"])) for row in rows)
    spelled = forms(url)
    # a link to a place on the page counts too: '$' is the letter after '#'
    places = " or ".join(["l.url = ? or (l.url >= ? || '#' and l.url < ? || '$')"] * len(spelled))
    asked = [form for form in spelled for _ in range(3)]
    into = tuple(
        LinkIn(
            row["post_id"], row["comment_id"], row["title"], row["author"] if row["comment_id"] else row["post_author"],
            row["blog_id"], row["blog_title"], row["words"],
        )
        for row in connection.execute(IN.format(places=places), (*asked, post))
    )  # fmt: skip
    return Trail(out[:MOST], len(out) > MOST, into[:MOST], len(into) > MOST)
