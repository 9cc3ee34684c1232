"""A graph as arcs: names in a column, an arc from each who speaks to each who is spoken to; drawn on the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

WIDTH = 360
"""The drawing's width in its own units, which are pixels on a telephone; names take the left half."""

STEP, TOP, STEM = 30, 20, 168
"""The height of a row, where the first one stands, and where arcs begin."""

MOST_NODES, MOST_ARCS = 18, 48
MOST_LETTERS = 20


FADES = {"n": ".a{0}, .b{0}", "v": ".a{0}", "w": ".b{0}"}
"""What stays when something of this class is pointed at or stands under the keys: all arcs of a name (n), those that
start there (v), those that end there (w). An arc has the classes a and b with the numbers of its ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be drawn: from one id to another, so many ``times``; ``dashed``: nobody states any of them."""

    start: str
    end: str
    times: int
    dashed: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A name at its height; ``short`` is what fits."""

    id: str
    name: str
    short: str
    y: int


@dataclass(frozen=True, slots=True)
class Arc:
    """A line as a path, with its width and the numbers of the nodes where it starts and ends."""

    line: Line
    path: str
    width: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing: its height, its nodes from top to bottom, its arcs, the strongest last."""

    height: int
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    left_out: int

    @property
    def seats(self) -> dict[str, int]:
        """The number of each node, by the id of whom it stands for."""
        return {node.id: number for number, node in enumerate(self.nodes)}


def draw_graph(lines: Sequence[Line], names: Mapping[str, str | None]) -> Graph | None:
    """The graph of ``lines`` (the strongest first); None when there is none.

    The people of the strongest lines are drawn, MOST_NODES of them, and the lines between them. The same lines give
    the same drawing.
    """
    chosen: dict[str, None] = {}
    for line in lines:
        if len(chosen | {line.start: None, line.end: None}) <= MOST_NODES:
            chosen |= {line.start: None, line.end: None}
    drawn = [line for line in lines if line.start in chosen and line.end in chosen][:MOST_ARCS]
    if not drawn:
        return None
    places = {id: place for place, id in enumerate(_order(drawn))}
    nodes = tuple(
        Node(id, names.get(id) or "no name given", _shorten(names.get(id) or "no name given"), TOP + STEP * place)
        for id, place in places.items()
    )
    most = max(line.times for line in drawn)
    arcs = tuple(_bend(line, places, most) for line in reversed(drawn))
    return Graph(2 * TOP + STEP * (len(nodes) - 1), nodes, arcs, len(lines) - len(drawn))


def print_rules() -> str:
    """The style of what fades: a rule for each number that a name can have, since no script may find it out."""
    return "".join(
        f"section:has(.{name}{number}:is(:hover, :focus-visible)) .arc:not({stays.format(number)}) .line "
        "{ opacity: .15; }\n"
        for name, stays in FADES.items()
        for number in range(MOST_NODES)
    )


def _order(lines: Sequence[Line]) -> list[str]:
    """Who speaks most with whom stands close: each next one is who has most to do with those that stand already."""
    weight: Counter[str] = Counter()
    ties: dict[str, Counter[str]] = {}
    for line in lines:
        for one, other in ((line.start, line.end), (line.end, line.start)):
            weight[one] += line.times
            ties.setdefault(one, Counter())[other] += line.times
    order: list[str] = []
    near: Counter[str] = Counter()
    waiting = set(weight)
    while waiting:
        best = min(waiting, key=lambda id: (-near[id], -weight[id], id))
        order.append(best)
        waiting.remove(best)
        near.update(ties[best])
    return order


def _bend(line: Line, places: Mapping[str, int], most: int) -> Arc:
    """A half ellipse to the right; it leaves below or above the name and ends before the other one."""
    start, end = places[line.start], places[line.end]
    down = 1 if end > start else -1
    first, last = TOP + STEP * start + 4 * down, TOP + STEP * end - 5 * down
    reach = 18 + (WIDTH - STEM - 30) * (abs(end - start) / MOST_NODES) ** 0.8 + (0 if down > 0 else 5)
    tall = abs(last - first) / 2
    path = f"M{STEM} {first}A{reach:.0f} {tall:.1f} 0 0 {1 if down > 0 else 0} {STEM} {last}"
    width = round(1 + 2 * log2(1 + line.times) / log2(1 + most), 1)
    return Arc(line, path, width, start, end)


def _shorten(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1].rstrip() + "…"
