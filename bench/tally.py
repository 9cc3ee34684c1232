"""Counts how often a thing was right, of how many, and remembers what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Shares of one table row: how often a thing was right, of how many, and what was not."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    adapters: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, good: float | bool, miss: str = "") -> None:
        """One more case; ``miss`` says what was wrong when it was."""
        self.of[name] += 1
        self.right[name] += good  # type: ignore[assignment]
        if miss and not good:
            self.misses.append(f"{name:8} {miss}")

    def share(self, name: str) -> float | None:
        """0.0–1.0; None when there was no case."""
        return self.right[name] / self.of[name] if self.of[name] else None

    def join(self, other: Tally) -> None:
        """Count in what another has counted."""
        self.right.update(other.right)
        self.of.update(other.of)
        self.misses += other.misses
        self.adapters.update(other.adapters)


def write_row(name: str, tally: Tally, columns: Iterable[str]) -> str:
    """A line of a table: cases, then a share a column, ``-`` where there was no case."""
    shares = (tally.share(column) for column in columns)
    cells = " ".join("      -" if s is None else f"{s:7.3f}" for s in shares)
    return f"{name:24} {tally.of['count'] or '':>6} {tally.of['recall'] or '':>6} {cells}"
