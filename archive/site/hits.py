"""Hits: posts and comments that hold the words, with the words marked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from markupsafe import Markup, escape

from archive.site.times import Told, told

DETAILS = {
    "post": """
select
  p.number, p.id, p.id as post_id, p.title, p.author, p.published, p.published_local, p.published_raw,
  p.published_zone, p.published_precision, p.blog_id, b.title as blog_title, b.home as blog_home,
  highlight(posts_fts, 0, char(2), char(3)) as marked_title,
  snippet(posts_fts, 2, char(2), char(3), '…', 40) as words
from posts_fts f
join posts p on p.number = f.rowid
join blogs b on b.id = p.blog_id
where posts_fts match :match
  and f.rowid = :number
""",
    "comment": """
select
  c.number, c.id, c.post_id, p.title, c.author, c.published, c.published_local, c.published_raw,
  c.published_zone, c.published_precision, p.blog_id, b.title as blog_title, b.home as blog_home,
  p.title as marked_title,
  snippet(comments_fts, 1, char(2), char(3), '…', 40) as words
from comments_fts f
join comments c on c.number = f.rowid
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
where comments_fts match :match
  and f.rowid = :number
""",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A post or comment that holds the words; ``words`` and ``heading`` have them marked."""

    kind: str
    id: str
    post_id: str
    title: str | None
    heading: Markup
    author: str | None
    time: Told
    words: Markup
    blog_id: str
    blog_title: str


def mark(text: str | None) -> Markup:
    """Text with the letters between U+0002 and U+0003 marked; everything else as text."""
    first, *rest = (text or "").split("\x02")
    marked = escape(first.replace("\x03", ""))
    for piece in rest:
        inside, _, after = piece.partition("\x03")
        marked += Markup("<mark>{}</mark>{}").format(inside, after.replace("\x03", ""))
    return marked


def read_hit(connection: sqlite3.Connection, kind: str, number: int, match: str) -> Hit:
    """A hit as it is shown, by the number of its row."""
    row = connection.execute(DETAILS[kind], {"match": match, "number": number}).fetchone()
    return Hit(
        kind,
        row["id"],
        row["post_id"],
        row["title"],
        mark(row["marked_title"]) or Markup("Untitled post"),
        row["author"],
        told(row),
        mark(row["words"]),
        row["blog_id"],
        row["blog_title"] or row["blog_home"],
    )
