"""Rows of posts and comments in and out of the database, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from sqlite_utils import Database

from archive.db.merge import Kept, Value, Version, load_kept
from archive.urls import stable_id

Table = Literal["posts", "comments"]

POST_COLUMNS = (
    "id", "blog_id", "url", "source_id", "title", "author", "author_url", "author_id", "published",
    "published_local", "published_raw", "published_zone", "published_precision", "updated", "whole", "language",
    "previous_url", "next_url", "comments_open", "capture_id", "first_seen", "last_seen", "html", "text", "witness",
)  # fmt: skip
COMMENT_COLUMNS = (
    "id", "post_id", "source_id", "system", "kind", "url", "author", "author_url", "author_id",
    "by_post_author", "title", "published", "published_local", "published_raw", "published_zone",
    "published_precision", "updated", "whole", "parent_id", "parent_how", "parent_score", "depth", "position",
    "deleted", "language", "capture_id", "first_seen", "last_seen", "html", "text", "witness",
)  # fmt: skip
COLUMNS_OF: dict[Table, tuple[str, ...]] = {"posts": POST_COLUMNS, "comments": COMMENT_COLUMNS}

_OWNER: dict[Table, str] = {"posts": "post_id", "comments": "comment_id"}
_MANY = 500
"""Ids in one question: far below SQLite's limit of variables."""

VERSIONS = """
select id, {owner}, title, html, text, first_seen, last_seen, capture_id
from versions
where {owner} in ({marks})
"""

DROP_VERSIONS = """
delete from versions
where {owner} = ?
"""

ADD_VERSION = """
insert into versions (id, {owner}, title, html, text, first_seen, last_seen, capture_id)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""

MOVE_WORKED_OUT = """
update comments
set parent_id = ?1
where parent_id = ?2
  and parent_score is not null
"""

DROP_COMMENT = (
    "delete from links where comment_id = ?",
    "delete from versions where comment_id = ?",
    "delete from comments where id = ?",
)

INDEX_POSTS = """
insert into posts_fts (rowid, title, author, text)
select number, title, author, text
from posts
where number > coalesce((select max(id) from posts_fts_docsize), 0)
"""

INDEX_COMMENTS = """
insert into comments_fts (rowid, author, text)
select number, author, text
from comments
where number > coalesce((select max(id) from comments_fts_docsize), 0)
"""


def _insert_sql(table: Table) -> str:
    columns = (*COLUMNS_OF[table], "number")
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"


INSERT: dict[Table, str] = {table: _insert_sql(table) for table in COLUMNS_OF}


def load_rows(db: Database, table: Table, ids: Sequence[str]) -> dict[str, Kept]:
    """The rows that are there, by id, ready to hear more (their versions are loaded too)."""
    found: dict[str, Kept] = {}
    columns = COLUMNS_OF[table]
    for some in chunks(ids):
        sql = f"select {', '.join(columns)} from {table} where id in ({marks(some)})"
        for values in db.conn.execute(sql, some):
            found[values[0]] = load_kept(dict(zip(columns, values, strict=True)))
    _load_versions(db, table, found)
    return found


def _load_versions(db: Database, table: Table, found: dict[str, Kept]) -> None:
    versions: dict[str, dict[str, Version]] = {one: {} for one in found}
    for some in chunks(list(found)):
        sql = VERSIONS.format(owner=_OWNER[table], marks=marks(some))
        for _, owner, *values in db.conn.execute(sql, some):
            version = Version(*values)
            versions[owner][version.print] = version
    for one, kept in found.items():
        kept.versions = versions[one]


def write_rows(db: Database, table: Table, rows: Iterable[Kept]) -> None:
    """Insert what is new, update what changed; columns that stayed the same are not touched (nor the
    index).
    """
    rows = list(rows)
    _insert(db, table, [kept for kept in rows if kept.is_new])
    groups: dict[tuple[str, ...], list[tuple[Value, ...]]] = defaultdict(list)
    for kept in rows:
        if not kept.is_new and (values := changes(kept, COLUMNS_OF[table])):
            groups[tuple(values)].append((*values.values(), kept.id))
    for columns, parameters in groups.items():
        sets = ", ".join(f"{column} = ?" for column in columns)
        db.conn.executemany(f"update {table} set {sets} where id = ?", parameters)
    for kept in rows:
        if kept.versions_changed:
            _write_versions(db, _OWNER[table], kept)


def drop_comment(db: Database, one: str, row: str) -> None:
    """The row of a comment that turned out to be another ``row`` goes; answers that were worked out lead there."""
    db.conn.execute(MOVE_WORKED_OUT, (row, one))
    for sql in DROP_COMMENT:
        db.conn.execute(sql, (one,))


def index_new(db: Database) -> None:
    """Put rows into the search index that are not in it yet; ``transaction`` does it before it commits."""
    db.conn.execute(INDEX_POSTS)
    db.conn.execute(INDEX_COMMENTS)


def changes(kept: Kept, columns: tuple[str, ...]) -> dict[str, Value]:
    """The columns of a row that must be written, with their values."""
    values = {column: kept.row[column] for column in columns if column in kept.changed}
    if (witness := kept.witness()) != kept.before:
        values["witness"] = witness
    return values


def _insert(db: Database, table: Table, rows: list[Kept]) -> None:
    if not rows:
        return
    number = db.conn.execute(f"select coalesce(max(number), 0) from {table}").fetchone()[0]
    columns = COLUMNS_OF[table][:-1]
    db.conn.executemany(
        INSERT[table],
        [(*map(kept.row.get, columns), kept.witness(), place) for place, kept in enumerate(rows, start=number + 1)],
    )


def _write_versions(db: Database, owner: str, kept: Kept) -> None:
    db.conn.execute(DROP_VERSIONS.format(owner=owner), (kept.id,))
    rows = [
        (
            stable_id("version", kept.id, version.print),
            kept.id,
            version.title,
            version.html,
            version.text,
            version.first_seen,
            version.last_seen,
            version.capture_id,
        )
        for version in (kept.versions or {}).values()
    ]
    db.conn.executemany(ADD_VERSION.format(owner=owner), rows)


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Ids in portions that one question can hold."""
    rest = iter(ids)
    while some := list(islice(rest, _MANY)):
        yield some


def marks(values: Sequence[object]) -> str:
    """Question marks for values in SQL."""
    return ",".join("?" * len(values))
