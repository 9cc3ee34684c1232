"""What each table and column means: for the docs, for Datasette, for whoever asks."""

from __future__ import annotations

from archive.db.describe.done import DONE
from archive.db.describe.kept import KEPT
from archive.db.describe.views import VIEWS

TABLES = KEPT | DONE | VIEWS
"""For each table and view its description, and its columns' descriptions in their order."""
