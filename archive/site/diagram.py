"""The schema as a drawing and in words: tables, their columns, and which one points at which."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from archive.db.describe import TABLES

WIDTH, ROW, HEAD, GAP, BETWEEN = 170, 18, 26, 22, 84
"""Of the drawing, in its own units: a box's width, its rows' and head's heights, spaces below and between boxes."""

LIST = """
select name, type
from sqlite_master
where type in ('table', 'view')
  and name not like 'sqlite_%'
  and name not like '%_fts%'
  and name not like '\\_%' escape '\\'
order by type, name
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``points_at``: the table of its foreign key; ``words``: what it means, empty when nobody says."""

    name: str
    type: str
    key: bool
    points_at: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with its columns in order."""

    name: str
    view: bool
    words: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class SchemaPage:
    """Every table and view of the archive."""

    title: str
    tables: tuple[Table, ...]

    @property
    def drawing(self) -> Markup:
        """The tables as SVG."""
        return Markup(draw_schema(self))


@dataclass(frozen=True, slots=True)
class _Box:
    table: Table
    columns: tuple[Column, ...]
    x: int
    y: int

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.columns) + 6

    def row(self, name: str) -> int:
        """The middle of a column's row."""
        place = [column.name for column in self.columns].index(name)
        return self.y + HEAD + ROW * place + ROW // 2


def read_schema(connection: sqlite3.Connection) -> SchemaPage:
    """The schema as the database has it, with the words that describe it."""
    tables = tuple(_read_table(connection, row["name"], row["type"] == "view") for row in connection.execute(LIST))
    return SchemaPage("Tables and how they hang together", tables)


def _read_table(connection: sqlite3.Connection, name: str, view: bool) -> Table:
    words, said = TABLES.get(name, ("", {}))
    quoted = '"' + name.replace('"', '""') + '"'
    points = {row["from"]: row["table"] for row in connection.execute(f"pragma foreign_key_list({quoted})")}
    columns = tuple(
        Column(row["name"], row["type"].lower(), bool(row["pk"]), points.get(row["name"]), said.get(row["name"], ""))
        for row in connection.execute(f"pragma table_xinfo({quoted})")
    )
    return Table(name, view, words, columns)


def draw_schema(page: SchemaPage) -> str:
    """The tables as boxes with their keys, an arrow from each foreign key to what it points at; an SVG file."""
    boxes = _place([table for table in page.tables if not table.view])
    width = max((box.x for box in boxes.values()), default=0) + WIDTH + 10
    height = max((box.y + box.height for box in boxes.values()), default=0) + 10
    arrows = "".join(_iter_arrows(boxes))
    inside = "".join(_draw_box(box) for box in boxes.values())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="drawing-title" font-family="sans-serif" font-size="12" fill="currentColor">'
        f'<title id="drawing-title">{escape(_sentence(boxes))}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{arrows}{inside}</svg>"
    )


def _place(tables: Sequence[Table]) -> dict[str, _Box]:
    """Each table in a column right of what it points at; what points nowhere stands on the left."""
    levels = _find_levels({table.name: {c.points_at for c in table.columns if c.points_at} for table in tables})
    tops: dict[int, int] = {}
    boxes = {}
    for table in sorted(tables, key=lambda table: (levels[table.name], table.name)):
        level = levels[table.name]
        columns = tuple(column for column in table.columns if column.key or column.points_at)
        box = _Box(table, columns, 10 + level * (WIDTH + BETWEEN), tops.get(level, 10))
        tops[level] = box.y + box.height + GAP
        boxes[table.name] = box
    return boxes


def _find_levels(points: Mapping[str, set[str]]) -> dict[str, int]:
    """How many steps each table stands from one that is pointed at by others only; circles end at blogs."""
    levels = {name: 0 for name, targets in points.items() if name == "blogs" or not targets}
    while len(levels) < len(points):
        ready = {
            name: 1 + max(levels[target] for target in targets if target in levels)
            for name, targets in points.items()
            if name not in levels and targets & levels.keys() and all(t in levels or t == name for t in targets)
        }
        if not ready:
            ready = {next(name for name in points if name not in levels): 1}
        levels |= ready
    return levels


def _iter_arrows(boxes: Mapping[str, _Box]) -> Iterator[str]:
    for box in boxes.values():
        for column in box.columns:
            target = boxes.get(column.points_at or "")
            if target is None or target is box:
                continue
            y, end = box.row(column.name), target.y + HEAD // 2
            start_x, end_x = (box.x, target.x + WIDTH) if target.x < box.x else (box.x + WIDTH, target.x + WIDTH)
            bend = start_x - 45 if target.x < box.x else start_x + 45
            yield (
                f'<path d="M{start_x} {y}C{bend} {y} {end_x + 45} {end} {end_x + 2} {end}" fill="none" '
                'stroke="currentColor" stroke-opacity=".45" marker-end="url(#tip)"/>'
            )


def _draw_box(box: _Box) -> str:
    x, y = box.x, box.y
    rows = "".join(
        f'<text x="{x + 10}" y="{box.row(column.name) + 4}">{"• " if column.key else ""}{escape(column.name)}</text>'
        for column in box.columns
    )
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{box.height}" rx="5" fill="Canvas" stroke="currentColor"/>'
        f'<path d="M{x} {y + HEAD - 3}h{WIDTH}" stroke="currentColor"/>'
        f'<text x="{x + 10}" y="{y + 16}" font-weight="bold" font-size="13">{escape(box.table.name)}</text>{rows}'
    )


def _sentence(boxes: Mapping[str, _Box]) -> str:
    """What the drawing says, for who can't see it."""
    said = [
        f"{name} points at {', '.join(sorted({c.points_at for c in box.columns if c.points_at}))}"
        for name, box in boxes.items()
        if any(column.points_at for column in box.columns)
    ]
    return "The tables and their keys: " + "; ".join(said) + "."
