"""Rows derived from captures: dropped, made again, and compared with what stood before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

DERIVED = (
    "taught", "lessons", "events", "looks", "sightings", "versions", "promises", "thread_sources", "threads", "links",
    "tags", "media", "joined", "copies", "comments", "posts", "people", "captures",
)  # fmt: skip
"""Tables that the WARCs make again, children first. What was *done* (crawls, addresses, decisions) is not here."""

UNTIE_BLOGS = "update blogs set title = null, description = null, platform = null, language = null, zone = null, zone_confidence = null, capture_id = null, witness = '{}'"  # noqa: E501

SHAPES = {
    "posts": "id, url, title, author, published, published_local, html, comments_open",
    "comments": "id, post_id, source_id, kind, author, author_url, published, published_local, html, parent_id",
}
"""The columns whose change is worth telling."""

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows as they stood: the hash of what is worth telling, by id, for each table."""

    rows: dict[str, dict[str, int]]


def take_snapshot(db: Database) -> Snapshot:
    """The rows as they stand."""
    return Snapshot({table: _read_shapes(db, table) for table in SHAPES})


def _read_shapes(db: Database, table: str) -> dict[str, int]:
    return {row[0]: hash(row) for row in db.execute(f"select {SHAPES[table]} from {table}")}


def clear_derived(db: Database) -> None:
    """Drop every derived row, inside the caller's transaction."""
    db.execute("pragma defer_foreign_keys = on")
    db.execute(UNTIE_BLOGS)
    for table in DERIVED:
        db.execute(f"delete from {table}")


def compare(db: Database, before: Snapshot) -> tuple[dict[str, dict[str, int]], list[str]]:
    """How the rows differ now: counts of new, changed, gone and same for each table, and examples in words."""
    changes: dict[str, dict[str, int]] = {}
    examples: list[str] = []
    for table in SHAPES:
        old, new = before.rows[table], _read_shapes(db, table)
        kinds = {
            "new": sorted(new.keys() - old.keys()),
            "gone": sorted(old.keys() - new.keys()),
            "changed": sorted(i for i in new.keys() & old.keys() if new[i] != old[i]),
        }
        changes[table] = {kind: len(ids) for kind, ids in kinds.items()}
        changes[table]["same"] = len(new) - len(kinds["new"]) - len(kinds["changed"])
        examples.extend(f"{table[:-1]} {i}: {kind}" for kind, ids in kinds.items() for i in ids[:EXAMPLES])
    return changes, examples
