"""Makes docs/schema.md from the database and its columns' descriptions: `python -m docs.make_schema`."""

from __future__ import annotations

from pathlib import Path

from archive.db.schema import schema

TARGET = Path(__file__).parent / "schema.md"


def main() -> None:
    """Write the schema."""
    TARGET.write_text(schema(), "utf-8")


if __name__ == "__main__":
    main()
