"""Makes sure that `archive`, `pipelines` and `spiders` are ours: other packages may bear such plain names."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from archive.errors import BlogkeepError

OURS = {"archive": "Keeps and shows", "pipelines": "Carries in", "spiders": "Goes out"}
"""Our three import names, each with the first words of its docstring."""


class NameTaken(BlogkeepError):
    """Another package sits on one of our import names."""

    exit_code = 3


def check_names(root: Path = Path(__file__).parent.parent) -> None:
    """Raise :class:`NameTaken` when one of the three packages is not the one that stands in ``root``."""
    for name, words in OURS.items():
        spec = find_spec(name)
        if not is_ours(name, words, spec, root):
            place = spec.origin if spec is not None and spec.origin else "nowhere"
            raise NameTaken(describe(name, place))


def is_ours(name: str, words: str, spec: ModuleSpec | None, root: Path) -> bool:
    """Whether the package is in ``root`` and still says what ours says: it may have been overwritten."""
    if spec is None or spec.origin is None:
        return False
    if Path(spec.origin).resolve() != (root / name / "__init__.py").resolve():
        return False
    said = importlib.import_module(name).__doc__
    return sys.flags.optimize >= 2 or (said or "").startswith(words)


def describe(name: str, place: str) -> str:
    """The sentence for a name that is taken: who took it, where, and the way out."""
    others = sorted({d for d in packages_distributions().get(name, ()) if d.lower() != "blogkeep"})
    owner = f"the package {' and '.join(others)}" if others else "another package"
    return (
        f"Blogkeep's folder '{name}' is hidden by {owner} (found at {place}). "
        "Install Blogkeep in an environment of its own: "
        "python3 -m venv .venv && .venv/bin/pip install blogkeep"
    )
