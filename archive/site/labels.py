"""Labels: what the tables and columns mean, and the query gallery, told to Datasette 0.65 and to 1.0."""

from __future__ import annotations

from typing import Any

from archive.db.describe import TABLES
from archive.site.gallery import QUESTIONS
from archive.site.room import Room

ABOUT = (
    "The rows of this archive: blogs, their posts and the conversations under them, and the captures that "
    "prove each row. Times are UTC; columns ending in _local are wall-clock times."
)


def metadata_of(room: Room) -> dict[str, Any]:
    """What Datasette 0.65 merges into its metadata."""
    tables = {
        table: {"description": description, "columns": dict(columns)}
        for table, (description, columns) in TABLES.items()
    }
    hidden = {"_sqlite_migrations": {"hidden": True}}
    return {"databases": {room.name: {"description": ABOUT, "tables": {**tables, **hidden}}}}


def queries_of(room: Room, database: str) -> dict[str, dict[str, str]]:
    """The canned queries of Datasette 0.65."""
    if database != room.name:
        return {}
    return {
        question.name: {
            "title": question.title,
            "description": question.description,
            "sql": question.sql.strip(),
        }
        for question in QUESTIONS
    }


async def label(room: Room) -> None:
    """Tell Datasette 1.0 the same, once at its start; 0.65 asks by itself."""
    datasette = room.datasette
    if hasattr(datasette, "set_resource_metadata"):
        await datasette.set_database_metadata(room.name, "description", ABOUT)
        for table, (description, columns) in TABLES.items():
            await datasette.set_resource_metadata(room.name, table, "description", description)
            for column, words in columns.items():
                await datasette.set_column_metadata(room.name, table, column, "description", words)
    if hasattr(datasette, "add_query"):
        for question in QUESTIONS:
            await datasette.add_query(
                room.name,
                question.name,
                question.sql.strip(),
                title=question.title,
                description=question.description,
                is_trusted=True,  # they read only: who may see the archive may ask them
            )
