"""The schema as a page: every table and column with its meaning, made from the database itself."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from archive.db.connect import open_db
from archive.db.describe import TABLES

HEAD = """# The schema

Made from the database and `archive/db/describe/` by `make docs`; do not edit.

One SQLite file, `archive.db`. Ids are text and the same on every machine. Times are UTC, ISO 8601 with `Z`; columns
ending in `_local` are wall-clock times without a zone. null means that nobody says. Search: `posts_fts` and
`comments_fts` (FTS5, external content; their `rowid` is `number`).
"""

FOREIGN_KEYS = 'select "from", "table", "to" from pragma_foreign_key_list(?)'
COLUMNS = "select name, type, pk from pragma_table_xinfo(?) where hidden != 1 order by cid"


def iter_columns(db: Database, table: str) -> Iterator[tuple[str, str]]:
    """Each column of a table or view with its type; generated columns too."""
    for name, kind, _ in db.conn.execute(COLUMNS, (table,)):
        yield name, str(kind).lower().removesuffix(" generated always")


def iter_schema(db: Database) -> Iterator[str]:
    """The schema as Markdown, line by line."""
    yield HEAD.rstrip()
    for table, (description, columns) in TABLES.items():
        keys = {column: f"{to}.{key}" for column, to, key in db.conn.execute(FOREIGN_KEYS, (table,))}
        yield f"\n## {table}\n\n{description}\n\n| column | type | meaning |\n|---|---|---|"
        for column, kind in iter_columns(db, table):
            target = f" → {keys[column]}" if column in keys else ""
            yield f"| `{column}` | {kind}{target} | {columns[column]} |"


def schema() -> str:
    """The page docs/schema.md."""
    db = open_db(":memory:")
    try:
        return "\n".join(iter_schema(db)) + "\n"
    finally:
        db.close()


if __name__ == "__main__":
    print(schema(), end="")
