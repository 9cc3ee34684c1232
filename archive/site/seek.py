"""Search: posts and comments that hold some words, best first when they are rare, newest first when not."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from archive.site.times import Told, told

PAGE = 20
MOST_PAGES = 50
MOST_LETTERS = 300
MOST_RANKED = 2000
"""Hits up to which they are ranked and counted: ranking a big archive's commonest words takes seconds."""

MATCHES = {
    "post": """
from posts_fts f
join posts p on p.number = f.rowid
where posts_fts match :match
  and (:blog is null or p.blog_id = :blog)
""",
    "comment": """
from comments_fts f
join comments c on c.number = f.rowid
join posts p on p.id = c.post_id
where comments_fts match :match
  and c.deleted = 0
  and (:blog is null or p.blog_id = :blog)
""",
}

COUNT = "select count(*) from (select 1 {matches} limit :most)"
BEST = "select f.rowid as number, f.rank as place {matches} order by f.rank limit :most"
LAST = "select f.rowid as number, {moment} as place {matches} order by f.rowid desc limit :most"
MOMENT = {"post": "p.moment", "comment": "c.moment"}

DETAILS = {
    "post": """
select
  p.number, p.id, p.id as post_id, p.title, p.author, p.published, p.published_local, p.published_raw,
  p.published_zone, p.blog_id, b.title as blog_title, b.home as blog_home,
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
  c.published_zone, p.blog_id, b.title as blog_title, b.home as blog_home,
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

BLOGS = "select id, coalesce(title, home) as title from blogs order by 2"

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')


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


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, and a page of hits. ``count`` is exact unless ``many`` says that there are more."""

    title: str
    words: str
    blog: str | None
    kind: str | None
    number: int
    count: int
    many: bool
    ranked: bool
    hits: tuple[Hit, ...]
    more: bool
    cut: bool
    blogs: tuple[tuple[str, str], ...]


def read_search(
    connection: sqlite3.Connection, q: str | None, blog: str | None, kind: str | None, page: str | None
) -> SearchPage:
    """A page of hits for the words ``q``, in the blog with the id ``blog`` or in all, of one kind or both."""
    asked = " ".join((q or "").replace("\0", " ").split())
    words, match = asked[:MOST_LETTERS], to_match(asked[:MOST_LETTERS])
    kinds = (kind,) if kind in MATCHES else tuple(MATCHES)
    number = min(int(page), MOST_PAGES) if page and page.isascii() and page.isdigit() and len(page) < 9 else 1
    number = max(number, 1)
    asking = {"match": match, "blog": blog or None, "most": MOST_RANKED + 1}
    counts = {each: _count(connection, each, asking) for each in kinds} if match else {}
    ranked = all(count <= MOST_RANKED for count in counts.values())
    places = _find_places(connection, counts, asking, ranked, number) if match else []
    here = places[(number - 1) * PAGE : number * PAGE]
    return SearchPage(
        title=f"Search: {words}" if words else "Search",
        words=words,
        blog=blog or None,
        kind=kind if kind in MATCHES else None,
        number=number,
        count=sum(min(count, MOST_RANKED) for count in counts.values()),
        many=not ranked,
        ranked=ranked,
        hits=tuple(_read_hit(connection, each, place, match) for each, place in here),
        more=len(places) > number * PAGE and number < MOST_PAGES,
        cut=len(asked) > MOST_LETTERS,
        blogs=tuple((row["id"], row["title"]) for row in connection.execute(BLOGS)),
    )


def to_match(words: str) -> str:
    """What a reader typed as a FTS5 query that is never wrong: all words, "phrases", prefixes* and -without.

    Empty when nothing is left to look for. Every term is quoted, so no operator of FTS5 gets through.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word, _ in _TERM.findall(words):
        bare = phrase or word
        star = "*" if word.endswith("*") else ""
        if any(letter.isalnum() for letter in bare):
            quoted = '"' + bare.rstrip("*").replace('"', '""') + '"' + star
            (unwanted if minus else wanted).append(quoted)
    if not wanted:
        return ""
    return " ".join(["(" + " AND ".join(wanted) + ")", *(f"NOT {term}" for term in unwanted)])


def mark(text: str | None) -> Markup:
    """Text with the letters between U+0002 and U+0003 marked; everything else as text."""
    first, *rest = (text or "").split("\x02")
    marked = escape(first.replace("\x03", ""))
    for piece in rest:
        inside, _, after = piece.partition("\x03")
        marked += Markup("<mark>{}</mark>{}").format(inside, after.replace("\x03", ""))
    return marked


def _count(connection: sqlite3.Connection, kind: str, asking: Mapping[str, object]) -> int:
    return int(connection.execute(COUNT.format(matches=MATCHES[kind]), asking).fetchone()[0])


def _find_places(
    connection: sqlite3.Connection,
    kinds: dict[str, int],
    asking: Mapping[str, object],
    ranked: bool,
    page: int,
) -> list[tuple[str, int]]:
    """Kind and number of the hits up to the one after this page: best first, newest first when many."""
    sql = BEST if ranked else LAST
    asking = {**asking, "most": page * PAGE + 1}
    found = [
        (row["place"], kind, row["number"])
        for kind, count in kinds.items()
        if count
        for row in connection.execute(sql.format(matches=MATCHES[kind], moment=MOMENT[kind]), asking)
    ]
    if ranked:
        found.sort(key=lambda hit: (hit[0], hit[1], hit[2]))
    else:
        found.sort(key=lambda hit: (hit[0] or "", hit[1], hit[2]), reverse=True)
    return [(kind, number) for _, kind, number in found]


def _read_hit(connection: sqlite3.Connection, kind: str, number: int, match: str) -> Hit:
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
