"""Every table, view and column is described, and the docs say so."""

from __future__ import annotations

from pathlib import Path

from archive.db.describe import TABLES
from archive.db.schema import iter_columns, schema
from tests.archive.db.world import new_db, rows

DOCS = Path(__file__).parents[3] / "docs" / "schema.md"
OURS = """
select name
from sqlite_master
where type in ('table', 'view')
  and name not like '%\\_fts%' escape '\\'
  and name not like 'sqlite\\_%' escape '\\'
  and name not like '\\_%' escape '\\'
"""


def test_every_table_and_column_is_described_in_its_order() -> None:
    db = new_db()
    assert set(TABLES) == {name for (name,) in rows(db, OURS)}
    assert {table: list(columns) for table, (_, columns) in TABLES.items()} == {
        table: [name for name, _ in iter_columns(db, table)] for table in TABLES
    }


def test_the_schema_in_the_docs_is_that_of_the_database() -> None:
    assert DOCS.read_text("utf-8") == schema(), "The schema is old. Run: make docs"
