"""Finding: which posts and comments hold some words, within what a page may cost."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from archive.site.memory import remember

MOST_LETTERS = 300
MOST_RANKED = 2000
"""Hits up to which they are ranked and counted: ranking a big archive's commonest words takes seconds."""

MOST_NEWEST = 250
"""Hits of each kind that are looked at when they are more."""

MOST_SEEN = 3_000
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

_GREATEST = 2**62
YEAR = re.compile(r"[0-9]{4}")
LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")

_OPERATORS = frozenset(("AND", "OR", "NOT"))
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')


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
class Found:
    """The rows of one kind: number, rank, moment and what they are counted by."""

    kind: str
    rows: tuple[sqlite3.Row, ...]
    many: bool
    narrow: bool
    ranked: bool


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
        year if year and YEAR.fullmatch(year) else None,
        language if language and LANGUAGE.fullmatch(language) else None,
        bool(far),
    )


def to_match(words: str) -> str:
    """What a reader typed as a FTS5 query that is never wrong: all words, "phrases", prefixes*, either OR other, and
    -without (or NOT without).

    Empty when nothing is left to look for. Every term is quoted, so no operator of FTS5 gets through.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    before = ""
    for minus, phrase, word, _ in _TERM.findall(words):
        if word in _OPERATORS and not minus and wanted and not before:
            before = word
            continue
        bare = phrase or word
        star = "*" if word.endswith("*") else ""
        if any(letter.isalnum() for letter in bare):
            quoted = '"' + bare.rstrip("*").replace('"', '""') + '"' + star
            if minus or before == "NOT":
                unwanted.append(quoted)
            elif before == "OR":
                wanted[-1].append(quoted)
            else:
                wanted.append([quoted])
            before = ""
    if before:  # it joins nothing, so it was meant as a word
        wanted.append([f'"{before}"'])
    if not wanted:
        return ""
    terms = (either[0] if len(either) == 1 else "(" + " OR ".join(either) + ")" for either in wanted)
    return " ".join(["(" + " AND ".join(terms) + ")", *(f"NOT {term}" for term in unwanted)])


def find(connection: sqlite3.Connection, wanted: Wanted) -> list[Found]:
    """The hits of each kind: all of them, or the newest ones when they are many."""
    if not wanted.match:
        return []
    return [_find(connection, kind, wanted) for kind in ((wanted.kind,) if wanted.kind else HITS)]


def _find(connection: sqlite3.Connection, kind: str, wanted: Wanted) -> Found:
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
    return Found(kind, tuple(rows[:most]), many, narrow, ranked)


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


def order(found: list[Found], ranked: bool) -> list[tuple[str, int]]:
    """Kind and number of every hit: best first, or newest first when they are many."""
    hits = [(row, each.kind) for each in found for row in each.rows]
    if ranked:
        hits.sort(key=lambda hit: (hit[0]["rank"], hit[1], hit[0]["number"]))
    else:
        hits.sort(key=lambda hit: (hit[0]["moment"] or "", hit[1], hit[0]["number"]), reverse=True)
    return [(kind, row["number"]) for row, kind in hits]
