"""Search: posts and comments that hold some words, best first when they are rare, newest first when not."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from archive.site.finding import LANGUAGE, MOST_LETTERS, MOST_SEEN, YEAR, Found, find, order, want
from archive.site.hits import Hit, read_hit
from archive.site.names import language_name
from archive.site.pages import number_of

PAGE = 20
MOST_PAGES = 50
BLOGS = "select id, coalesce(title, home) as title from blogs order by 2"
PERSON = "select name from people where id = ?"


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

    def query(self, without: str | None = None) -> str:
        """This search as a query string, without one of its filters (or ``far``), to be escaped for HTML."""
        names = ("blog", "kind", "person", "year", "language")
        asked = {name: getattr(self, name) for name in names if name != without}
        asked |= {"far": "1" if self.far and without != "far" else None}
        return urlencode({"q": self.words, **{name: value for name, value in asked.items() if value}}, errors="replace")

    @property
    def most_seen(self) -> int:
        """How many rows a narrow filter looked through."""
        return MOST_SEEN


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


def count_facets(found: list[Found], blogs: Mapping[str, str]) -> dict[str, tuple[Choice, ...]]:
    """How the hits that were looked at spread over kinds, blogs, years, people and languages."""
    rows = [row for each in found for row in each.rows]
    homes = Counter(row["blog_id"] for row in rows)
    years = Counter((row["moment"] or "")[:4] for row in rows)
    people = Counter(row["author_id"] for row in rows if row["author_id"])
    names = {row["author_id"]: row["author"] or "no name" for row in rows if row["author_id"]}
    tongues = Counter(row["language"] for row in rows if row["language"] and LANGUAGE.fullmatch(row["language"]))
    return {
        "kind": tuple(Choice(each.kind, f"{each.kind}s", len(each.rows)) for each in found if each.rows),
        "blog": tuple(Choice(id, blogs.get(id, id), count) for id, count in homes.most_common(12)),
        "year": tuple(Choice(year, year, count) for year, count in sorted(years.items()) if YEAR.fullmatch(year)),
        "person": tuple(Choice(id, names[id], count) for id, count in people.most_common(12)),
        "language": tuple(Choice(tongue, language_name(tongue), count) for tongue, count in tongues.most_common(12)),
    }
