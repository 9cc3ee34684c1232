"""The verbs of the house joined to the command."""

from __future__ import annotations

from archive.command import house, run_house
from archive.verbs.concerns import concerns
from archive.verbs.coverage import coverage
from archive.verbs.export import export
from archive.verbs.history import history
from archive.verbs.search import search
from archive.verbs.serve import serve
from archive.verbs.verify import verify

__all__ = ["house", "run_house"]

for verb in (concerns, coverage, export, history, search, serve, verify):
    house.add_command(verb)
