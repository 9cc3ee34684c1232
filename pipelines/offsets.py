"""Judges offsets that a blog prints for people by what machines tell of the same moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from archive.clock import localise
from pipelines.printed import read_words
from pipelines.zones import ENOUGH, FARTHEST, SLACK, WELL


def is_contradicted(told: Iterable[tuple[datetime, str, datetime]], clock: str | None) -> bool:
    """Whether printed offsets are not to be believed where nothing else tells the zone.

    ``told`` are wall clocks, the words they were read from, and the same moments in UTC by a machine; ``clock`` is what
    such pairs prove (words of :mod:`archive.clock`). Contradicted is what is wrong in 97 % of the pairs, and what is
    wrong in more than 3 % where the clock is right in 97 %: +0100 printed in summer too. Fewer than three pairs say
    nothing.
    """
    pairs = []
    for local, words, utc in told:
        printed = read_words(words, True, None)
        if printed is not None and printed.offset is not None and abs(local.replace(tzinfo=UTC) - utc) <= FARTHEST:
            pairs.append((local, local.replace(tzinfo=UTC) - timedelta(minutes=printed.offset), utc))
    if len(pairs) < ENOUGH:
        return False
    right = sum(abs(printed - utc) <= SLACK for _, printed, utc in pairs)
    if right >= WELL * len(pairs) or right <= (1 - WELL) * len(pairs):
        return right < WELL * len(pairs)
    placed = [(localise(local, clock), utc) for local, _, utc in pairs] if clock else []
    return sum(one is not None and abs(one - utc) <= SLACK for one, utc in placed) >= WELL * len(pairs)
