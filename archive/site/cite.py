"""Citing: a post or comment in words, BibTeX and RIS, with the capture that proves it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.db.aliases import find_row
from archive.errors import NotKept
from archive.site.times import exact, is_estimate, plain_day

ITEM = {
    "post": """
select p.id, p.id as post_id, p.title, null as post_title, p.author, p.url, p.moment, p.published_raw,
  p.published_precision, p.language, 'post' as kind, b.title as blog_title, b.home as blog_home, k.time as captured,
  k.id as capture_id, k.digest, k.warc, k.offset
from posts p
join blogs b on b.id = p.blog_id
join captures k on k.id = p.capture_id
where p.id = ?
""",
    "comment": """
select c.id, c.post_id, c.title, p.title as post_title, c.author, coalesce(c.url, p.url) as url, c.moment,
  c.published_raw, c.published_precision, c.language, c.kind, b.title as blog_title, b.home as blog_home,
  k.time as captured, k.id as capture_id, k.digest, k.warc, k.offset
from comments c
join posts p on p.id = c.post_id
join blogs b on b.id = p.blog_id
join captures k on k.id = c.capture_id
where c.id = ?
""",
}

_SPECIAL = {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class CitePage:
    """How to cite a post or comment, as three texts. ``here``: its stable address on this site."""

    title: str
    kind: str
    id: str
    post_id: str
    here: str
    url: str
    captured: str
    record: str
    digest: str
    words: str
    bibtex: str
    ris: str


@dataclass(frozen=True, slots=True)
class _Facts:
    author: str | None
    name: str
    blog: str
    day: str
    moment: str
    url: str
    here: str
    note: str
    captured: str
    key: str


def read_citation(connection: sqlite3.Connection, kind: str, id: str, root: str) -> CitePage:
    """How to cite the post or comment (``kind``) under ``id``; ``root`` is this site's address with a slash.

    NotKept when there is none.
    """
    id = find_row(connection, id) if kind == "comment" else id
    row = connection.execute(ITEM[kind], (id,)).fetchone()
    if row is None:
        raise NotKept(f"No {kind} is kept under the id '{id[:80]}'.")
    here = f"{root}-/{kind}/{id}"
    name = _line(row["title"]) or "Untitled post"
    if kind == "comment":
        name = f"{_line(row['kind']).capitalize()} on “{_line(row['post_title']) or 'an untitled post'}”"
    facts = _Facts(
        _line(row["author"]) or None,
        name,
        _line(row["blog_title"] or row["blog_home"]),
        _day(row),
        exact(row["moment"] or "", row["published_precision"]),
        _line(row["url"]),
        here,
        f"Blogkeep {kind} {id}; WARC record urn:uuid:{_line(row['capture_id'])}; payload {_line(row['digest'])}",
        row["captured"],
        f"blogkeep-{kind}-{id}",
    )
    return CitePage(
        f"Cite this {kind}", kind, id, row["post_id"], here, facts.url, facts.captured, row["capture_id"],
        row["digest"], _words(facts), _bibtex(facts), _ris(facts),
    )  # fmt: skip


def _day(row: sqlite3.Row) -> str:
    precision = row["published_precision"]
    day = plain_day(exact(row["moment"] or "", precision)) or _line(row["published_raw"]) or "no date"
    return f"about {day}" if is_estimate(precision) else day


def _words(facts: _Facts) -> str:
    who = f"{facts.author}. " if facts.author else ""
    title = facts.name if "“" in facts.name else f"“{facts.name}”"
    captured = f"Captured {plain_day(facts.captured)}: {facts.here}"
    return f"{who}{title}. {facts.blog}, {facts.day}. {facts.url}. {captured} ({facts.note}).\n"


def _bibtex(facts: _Facts) -> str:
    fields = {
        "author": f"{{{_tex(facts.author)}}}" if facts.author else "",
        "title": f"{{{_tex(facts.name)}}}",
        "howpublished": _tex(facts.blog),
        "year": facts.moment[:4] if facts.moment[:4].isdecimal() else "",
        "date": facts.moment[:10] if re.match(r"\d{4}-\d\d-\d\d", facts.moment) else "",
        "url": _tex_address(facts.url),
        "urldate": _tex(facts.captured[:10]),
        "note": f"Archived at {_tex(facts.here)}. {_tex(facts.note)}",
    }
    lines = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{facts.key},\n{lines}}}\n"


def _ris(facts: _Facts) -> str:
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _iter_ris(facts))


def _iter_ris(facts: _Facts) -> Iterator[tuple[str, str]]:
    yield "TY", "BLOG"
    if facts.author:
        yield "AU", facts.author
    yield "TI", facts.name
    yield "T2", facts.blog
    if facts.moment[:4].isdecimal():
        yield "PY", facts.moment[:4]
        yield "DA", facts.moment[:10].replace("-", "/")
    yield "UR", facts.url
    yield "Y2", facts.captured[:10].replace("-", "/")
    yield "L2", facts.here
    yield "N1", facts.note
    yield "ER", ""


def _line(text: str | None) -> str:
    """Archived words on one line, without control characters: no line of them can pose as a field."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text or "").split())


def _tex(text: str | None) -> str:
    """Words that TeX prints as they are."""
    return "".join(_SPECIAL.get(letter, f"\\{letter}" if letter in "{}#$%&_" else letter) for letter in text or "")


def _tex_address(text: str) -> str:
    """An address for a ``url`` field: braces and backslashes, which would end it, are percent-encoded."""
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
