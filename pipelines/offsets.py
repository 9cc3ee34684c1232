"""Judges offsets that a blog prints for people by what machines tell of the same moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from archive.clock import localise
from pipelines.printed import read_words
from pipelines.zones import ENOUGH, FARTHEST, SLACK, WELL


def is_contradicted(told: Iterable[tuple[datetime, datetime, datetime]], clock: str | None) -> bool:
    """Whether times with an offset are not to be believed where nothing else tells the zone.

    ``told`` are wall clocks, UTC by the offset that stands with them, and the same moments in UTC by a better witness;
    ``clock`` is what such pairs prove (words of :mod:`archive.clock`). Contradicted is what is wrong in 97 % of the
    pairs, and what is wrong in more than 3 % where the clock is right in 97 %: +0100 in summer too. Fewer than three
    pairs say nothing.
    """
    pairs = [one for one in told if abs(one[0].replace(tzinfo=UTC) - one[2]) <= FARTHEST]
    if len(pairs) < ENOUGH:
        return False
    right = sum(abs(said - utc) <= SLACK for _, said, utc in pairs)
    if right >= WELL * len(pairs) or right <= (1 - WELL) * len(pairs):
        return right < WELL * len(pairs)
    placed = [(localise(local, clock), utc) for local, _, utc in pairs] if clock else []
    return sum(one is not None and abs(one - utc) <= SLACK for one, utc in placed) >= WELL * len(pairs)


def read_printed(local: datetime, words: str) -> datetime | None:
    """The UTC of a wall clock by the offset that is printed in its words; None when none is."""
    printed = read_words(words, True, None)
    if printed is None or printed.offset is None:
        return None
    return local.replace(tzinfo=UTC) - timedelta(minutes=printed.offset)
