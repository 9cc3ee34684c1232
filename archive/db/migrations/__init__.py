"""The schema, a function a change; released functions are never edited.

Ids are text (``archive.urls.stable_id``), the same on every machine. ``number`` columns are places in the
search index: local, unstable, never cited. Times are UTC, ISO 8601 with ``Z``; columns ending in ``_local``
are wall-clock times without a zone. Rows derived from captures can be dropped and made again from the
WARCs; ``crawls``, ``addresses``, ``schedules`` and ``decisions`` record what was done and can not.

New rows enter the search index at the end of a transaction, all at once (``archive.db.rows.index_new``): a
trigger for each insert makes FTS5 write its index out for each row, at three times the cost. Rows up to the
greatest number in the index's ``docsize`` are in it; the triggers keep these true.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

from archive.db.migrations.asked import posted
from archive.db.migrations.asked_gaps import gap_mended, gap_questions, gap_unasked
from archive.db.migrations.conversation import conversation
from archive.db.migrations.copies import copies
from archive.db.migrations.gaps import gap_causes, unkept_threads
from archive.db.migrations.ground import ground
from archive.db.migrations.lessons import lessons
from archive.db.migrations.moments import precision
from archive.db.migrations.past import changes_by_time, due_looks, looks, whole_answers
from archive.db.migrations.refusals import gap_refusals
from archive.db.migrations.schedules import concerns, returns, schedules_run
from archive.db.migrations.tallies import answered_threads, measured_decisions, thread_tallies
from archive.db.migrations.witnesses import contradictions, parent_score, ping_likeness

migrations = Migrations("blogkeep")

CHANGES = (
    ground,
    contradictions,
    ping_likeness,
    parent_score,
    looks,
    schedules_run,
    whole_answers,
    concerns,
    conversation,
    changes_by_time,
    gap_causes,
    due_looks,
    returns,
    copies,
    thread_tallies,
    gap_refusals,
    lessons,
    posted,
    answered_threads,
    measured_decisions,
    precision,
    unkept_threads,
    gap_questions,
    gap_unasked,
    gap_mended,
)
"""Every change in the order in which it was released; new ones go to the end."""

for change in CHANGES:
    migrations()(change)
