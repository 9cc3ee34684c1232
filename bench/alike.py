"""Reads the recorded look-alikes of every platform by the generic reader alone: ``python -m bench.alike``.

Nobody tuned it for them; what the platform's adapter reads is taken for the truth.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.models import Comment, Reading
from bench.gold import text_of
from bench.tally import Tally, write_row
from bench.truth import Said, Truth, score_page
from pipelines.normalize import normalize
from spiders.platforms import GENERIC
from spiders.read import read_page
from tests.record import iter_cases, open_page

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
COLUMNS = ("recall", "prec", "author", "time", "parent", "f1")


def score_case(tally: Tally, case: Path) -> None:
    """Count what the generic reader gets right of one look-alike, where its adapter finds comments in markup."""
    page = open_page(case, json.loads((case / "expected.json").read_text("utf-8")))
    known = normalize(read_page(page), seen=SEEN) if page.kind == "html" else None
    if known is not None and known.comments and known.adapter != "generic" and known.source == "page":
        alone: Reading = normalize(GENERIC.read(page, ()), seen=SEEN)
        score_page(tally, Truth(_listed(known)), alone, case.name)


def _listed(known: Reading) -> tuple[Said, ...]:
    """The comments with the places of those that they answer, if the page tells that of any."""
    shown = [one for one in known.comments if not one.deleted]
    places = {one.id: place for place, one in enumerate(shown)}
    threaded = any(one.parent_id in places for one in shown)
    return tuple(replace(_said(c), parent=places.get(c.parent_id), parent_known=threaded) for c in shown)


def _said(comment: Comment) -> Said:
    told = comment.published
    times = tuple(time for time in (told.utc, told.local) if time is not None) if told else ()
    return Said(comment.source_id, comment.author, text_of(comment), times, parent_known=False)


def main() -> int:
    """Print a row for each platform."""
    tallies: dict[str, Tally] = {}
    for case in iter_cases():
        score_case(tallies.setdefault(case.parent.name, Tally()), case)
    whole = Tally()
    print(f"{'look-alikes, unknown':24} {'pages':>6} {'known':>6} {' '.join(f'{c:>7}' for c in COLUMNS)}")
    for name, tally in tallies.items():
        if tally.of["count"]:
            print(write_row(name, tally, COLUMNS))
            whole.join(tally)
    print(write_row("all", whole, COLUMNS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
