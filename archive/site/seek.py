"""Search: posts and comments that hold some words, best first when they are rare, newest first when not."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from archive.site.memory import remember
from archive.site.pages import number_of
from archive.site.times import Told, told

PAGE = 20
MOST_PAGES = 50
MOST_LETTERS = 300
MOST_RANKED = 2000
"""Hits up to which they are ranked and counted: ranking a big archive's commonest words takes seconds."""

MOST_NEWEST = 500
"""Hits of each kind that are looked at when they are more."""

MOST_SEEN = 5_000
"""Rows with the words, the newest first, that a filter looks through; ``far`` looks through them all."""

COUNT = """
select count(*)
from (
  select 1
  from {kind}s_fts
  where {kind}s_fts match :match
    and rowid between :low and :high
  limit :most
)
"""

SEEN = """
select rowid, {rank} as rank
from {kind}s_fts
where {kind}s_fts match :match
  and rowid between :low and :high
order by rowid desc
limit :seen
"""

SPAN = {
    "post": "select min(number), max(number) from posts where blog_id = ?",
    "comment": """
select min(c.number), max(c.number)
from posts p
join comments c on c.post_id = p.id
where p.blog_id = ?
""",
}
"""Between which numbers a blog's rows lie: blogs come into an archive one after the other."""

SIGNED = """
select name from people where id = :person
union
select author from (select author from comments where author_id = :person order by moment desc limit 50)
union
select author from (select author from posts where author_id = :person order by moment desc limit 50)
"""

HITS = {
    "post": """
select x.number, seen.rank, x.moment, x.blog_id, x.author_id, x.author, x.language
from ({seen}) seen
cross join posts x on x.number = seen.rowid
where {filters}
limit :most
""",
    "comment": """
select x.number, seen.rank, x.moment, p.blog_id, x.author_id, x.author, x.language
from ({seen}) seen
cross join comments x on x.number = seen.rowid
cross join posts p on p.id = x.post_id
where x.deleted = 0
  and {filters}
limit :most
""",
}
FILTERS = {
    "blog": {"post": "x.blog_id = :blog", "comment": "p.blog_id = :blog"},
    "person": {"post": "x.author_id = :person", "comment": "x.author_id = :person"},
    "language": {"post": "x.language = :language", "comment": "x.language = :language"},
    # every moment of a year starts with its digits, and '~' sorts after all that follow them
    "year": {
        "post": "x.moment >= :year and x.moment < :year || '~'",
        "comment": "x.moment >= :year and x.moment < :year || '~'",
    },
}

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
PERSON = "select name from people where id = ?"

_GREATEST = 2**62
_YEAR = re.compile(r"[0-9]{4}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")

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
class Wanted:
    """What a reader asked for. ``far``: look through every row with the words, however common they are."""

    words: str
    match: str
    blog: str | None = None
    kind: str | None = None
    person: str | None = None
    year: str | None = None
    language: str | None = None
    far: bool = False

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters that are set."""
        return tuple(name for name in FILTERS if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Choice:
    """A narrower search: the value of a filter, its words, and how many of the hits looked at have it."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, and a page of hits. ``count`` is exact unless ``many`` says that there are more.

    ``facets`` count the hits that were looked at; ``narrow``: a filter has looked through the newest rows only.
    """

    title: str
    words: str
    blog: str | None
    kind: str | None
    person: str | None
    person_name: str | None
    year: str | None
    language: str | None
    number: int
    count: int
    many: bool
    narrow: bool
    far: bool
    ranked: bool
    hits: tuple[Hit, ...]
    more: bool
    cut: bool
    blogs: tuple[tuple[str, str], ...]
    facets: dict[str, tuple[Choice, ...]]

    @property
    def most_seen(self) -> int:
        """How many rows a narrow filter looked through."""
        return MOST_SEEN


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of one kind: number, rank, moment and what they are counted by."""

    kind: str
    rows: tuple[sqlite3.Row, ...]
    many: bool
    narrow: bool
    ranked: bool


def read_search(
    connection: sqlite3.Connection,
    q: str | None,
    blog: str | None = None,
    kind: str | None = None,
    page: str | None = None,
    *,
    person: str | None = None,
    year: str | None = None,
    language: str | None = None,
    far: str | None = None,
) -> SearchPage:
    """A page of hits for the words ``q``: of a blog or person (ids), a kind, a year, a language, or of all."""
    asked = " ".join((q or "").replace("\0", " ").split())
    wanted = want(asked, blog, kind, person, year, language, far)
    number = number_of(page, MOST_PAGES)
    found = find(connection, wanted)
    ranked = all(each.ranked for each in found)
    places = order(found, ranked)
    here = places[(number - 1) * PAGE : number * PAGE]
    blogs = tuple((row["id"], row["title"]) for row in connection.execute(BLOGS))
    named = connection.execute(PERSON, (wanted.person,)).fetchone() if wanted.person else None
    return SearchPage(
        title=f"Search: {wanted.words}" if wanted.words else "Search",
        words=wanted.words,
        blog=wanted.blog,
        kind=wanted.kind,
        person=wanted.person,
        person_name=named["name"] if named else None,
        year=wanted.year,
        language=wanted.language,
        number=number,
        count=sum(len(each.rows) for each in found),
        many=any(each.many for each in found),
        narrow=any(each.narrow for each in found),
        far=wanted.far,
        ranked=ranked,
        hits=tuple(read_hit(connection, each, place, wanted.match) for each, place in here),
        more=len(places) > number * PAGE and number < MOST_PAGES,
        cut=len(asked) > MOST_LETTERS,
        blogs=blogs,
        facets=count_facets(found, dict(blogs)) if wanted.words else {},
    )


def want(
    asked: str,
    blog: str | None,
    kind: str | None,
    person: str | None,
    year: str | None,
    language: str | None,
    far: str | None = None,
) -> Wanted:
    """What was asked for, without what can't be meant."""
    return Wanted(
        asked[:MOST_LETTERS],
        to_match(asked[:MOST_LETTERS]),
        blog or None,
        kind if kind in HITS else None,
        person or None,
        year if year and _YEAR.fullmatch(year) else None,
        language if language and _LANGUAGE.fullmatch(language) else None,
        bool(far),
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


def find(connection: sqlite3.Connection, wanted: Wanted) -> list[_Found]:
    """The hits of each kind: all of them, or the newest ones when they are many."""
    if not wanted.match:
        return []
    return [_find(connection, kind, wanted) for kind in ((wanted.kind,) if wanted.kind else HITS)]


def _find(connection: sqlite3.Connection, kind: str, wanted: Wanted) -> _Found:
    asking: dict[str, object] = {name: getattr(wanted, name) for name in FILTERS}
    asking["match"] = wanted.match if wanted.person is None else _sign(connection, wanted.match, wanted.person)
    asking["low"], asking["high"] = _find_span(connection, kind, wanted.blog) if wanted.blog else (0, _GREATEST)
    most = MOST_SEEN if wanted.filters else MOST_RANKED
    holding = connection.execute(COUNT.format(kind=kind), {**asking, "most": most + 1}).fetchone()[0]
    ranked = holding <= MOST_RANKED
    most = MOST_RANKED if ranked else MOST_NEWEST
    filters = " and ".join(FILTERS[name][kind] for name in wanted.filters) or "1"
    sql = HITS[kind].format(seen=SEEN.format(kind=kind, rank="rank" if ranked else "0"), filters=filters)
    asking |= {"seen": -1 if wanted.far else MOST_SEEN, "most": most + 1}
    rows = connection.execute(sql, asking).fetchall() if holding else []
    many = len(rows) > most
    narrow = bool(wanted.filters) and not many and not wanted.far and holding > MOST_SEEN
    return _Found(kind, tuple(rows[:most]), many, narrow, ranked)


def _sign(connection: sqlite3.Connection, match: str, person: str) -> str:
    """``match`` within rows signed with a name of this person: the index finds them at once."""
    names = [name for (name,) in connection.execute(SIGNED, {"person": person}) if name]
    if not names or not all(any(letter.isalnum() for letter in name) for name in names):
        return match
    signed = " OR ".join('"' + name.replace("\0", " ").replace('"', '""') + '"' for name in names)
    return f"(author : ({signed})) AND ({match})"


def _find_span(connection: sqlite3.Connection, kind: str, blog: str) -> tuple[int, int]:
    def ask() -> tuple[int, int]:
        low, high = connection.execute(SPAN[kind], (blog,)).fetchone()
        return (low or 0, high or 0)

    return remember(connection, ("span", kind, blog), ask)


def order(found: list[_Found], ranked: bool) -> list[tuple[str, int]]:
    """Kind and number of every hit: best first, or newest first when they are many."""
    hits = [(row, each.kind) for each in found for row in each.rows]
    if ranked:
        hits.sort(key=lambda hit: (hit[0]["rank"], hit[1], hit[0]["number"]))
    else:
        hits.sort(key=lambda hit: (hit[0]["moment"] or "", hit[1], hit[0]["number"]), reverse=True)
    return [(kind, row["number"]) for row, kind in hits]


def count_facets(found: list[_Found], blogs: Mapping[str, str]) -> dict[str, tuple[Choice, ...]]:
    """How the hits that were looked at spread over kinds, blogs, years, people and languages."""
    rows = [row for each in found for row in each.rows]
    homes = Counter(row["blog_id"] for row in rows)
    years = Counter((row["moment"] or "")[:4] for row in rows)
    people = Counter(row["author_id"] for row in rows if row["author_id"])
    names = {row["author_id"]: row["author"] or "no name" for row in rows if row["author_id"]}
    tongues = Counter(row["language"] for row in rows if row["language"] and _LANGUAGE.fullmatch(row["language"]))
    return {
        "kind": tuple(Choice(each.kind, f"{each.kind}s", len(each.rows)) for each in found if each.rows),
        "blog": tuple(Choice(id, blogs.get(id, id), count) for id, count in homes.most_common(12)),
        "year": tuple(Choice(year, year, count) for year, count in sorted(years.items()) if _YEAR.fullmatch(year)),
        "person": tuple(Choice(id, names[id], count) for id, count in people.most_common(12)),
        "language": tuple(Choice(tongue, tongue, count) for tongue, count in tongues.most_common(12)),
    }


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
