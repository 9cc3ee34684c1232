"""What the packages import is what pyproject.toml asks for: nothing by luck, nothing for nothing."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("archive", "pipelines", "spiders")
NOT_IMPORTED = {"brotli", "zstandard", "tzdata", "lxml-html-clean"}
"""Asked for at run time by name (content codings), plain data (time zones), or what trafilatura's justext needs."""


def plain(name: str) -> str:
    """A distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """The distributions whose packages are imported somewhere in the three rooms."""
    tops: set[str] = set()
    for file in (f for room in ROOMS for f in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                tops.add(node.module.split(".")[0])
    owners = packages_distributions()
    foreign = tops - set(sys.stdlib_module_names) - set(ROOMS)
    return {plain(owners.get(top, [top])[0]) for top in foreign}


def declared() -> set[str]:
    """The distributions that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {plain(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}


def test_everything_imported_is_asked_for() -> None:
    assert imported() - declared() == set()


def test_everything_asked_for_is_imported() -> None:
    assert declared() - imported() - NOT_IMPORTED == set()
