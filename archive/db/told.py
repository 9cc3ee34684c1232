"""What was told of a comment, packed: all that its witnesses said, with its versions; nothing that was worked out."""

from __future__ import annotations

import json
from dataclasses import astuple

from archive.db.merge import Kept, Value, Version, load_kept
from archive.db.rows import COMMENT_COLUMNS


def strip(kept: Kept) -> None:
    """Take away what was worked out from a comment's words: its person, depth, and what no witness told of parent and
    time."""
    row = kept.row
    if said_parent := row.pop("said_parent", None):
        row["parent_id"] = said_parent
    if (said_local := row.pop("said_local", None)) is not None:
        row["published_local"] = said_local or None
    if (said_utc := row.pop("said_utc", None)) is not None:
        row["published"], row["published_zone"] = said_utc, "stated"
    worked_out = ["author_id", "depth", "parent_score", "published_precision"]
    if "local" not in kept.keys:
        worked_out.append("published_local")
    if "parent" not in kept.keys:
        worked_out += ["parent_id", "parent_how"]
    if "published" not in kept.keys:
        worked_out += ["published", "published_zone"]
    for column in worked_out:
        row.pop(column, None)


def pack(kept: Kept) -> str:
    """A comment as JSON; :func:`strip` it first."""
    columns: dict[str, object] = {name: kept.row[name] for name in COMMENT_COLUMNS if kept.row.get(name) is not None}
    columns["witness"] = kept.witness()
    if kept.versions:
        columns["versions"] = sorted(map(astuple, kept.versions.values()), key=str)
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def unpack(said: str) -> Kept:
    """The comment that :func:`pack` packed, ready to hear more."""
    columns: dict[str, Value] = json.loads(said)
    versions = [Version(*told) for told in columns.pop("versions", None) or ()]  # type: ignore[union-attr]
    kept = load_kept(columns)
    kept.versions = {version.print: version for version in versions}
    return kept
