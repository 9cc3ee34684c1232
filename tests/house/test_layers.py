"""The house's floors: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("archive", "pipelines", "spiders")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))

FRAMEWORKS = {"scrapy", "twisted", "itemadapter"}
AT_THE_EDGE = {"pipelines/capture.py", "pipelines/wire.py", "pipelines/store.py"}
"""The files of `pipelines` that know Scrapy, or Twisted beneath it."""

PURE = ("spiders/platforms/", "spiders/comments/")
PURE_FILES = {
    "spiders/adapter.py",
    "spiders/containers.py",
    "spiders/feeds.py",
    "spiders/fields.py",
    "spiders/links.py",
    "spiders/markup.py",
    "spiders/media.py",
    "spiders/page.py",
    "spiders/read.py",
    "spiders/scope.py",
    "spiders/sitemaps.py",
}
"""What reads pages never knows whether a page is live: no Scrapy there."""


def place(file: Path) -> str:
    """A file's place in the house."""
    return file.relative_to(ROOT).as_posix()


def module(file: Path) -> str:
    """The name under which a file is imported."""
    return place(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def iter_imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in the file, with the level of relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "", node.level)
            yield from ((f"{node.module}.{alias.name}", node.level) for alias in node.names)


def imported(file: Path) -> set[str]:
    """The names of all modules that a file imports."""
    return {name for name, _ in iter_imports(ast.parse(file.read_text("utf-8")))}


def iter_first_imports(tree: ast.Module) -> Iterator[str]:
    """What is imported when the file itself is imported: not inside functions, not for types only."""
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (name for name, _ in iter_imports(node))


@pytest.mark.parametrize("file", FILES, ids=place)
def test_a_file_imports_only_from_its_floor_and_below(file: Path) -> None:
    room = place(file).split("/")[0]
    above = set(ROOMS[ROOMS.index(room) + 1 :])
    strangers = {"tests", "demo", "bench", "docs"}
    assert {n for n in imported(file) if n.split(".")[0] in above | strangers} == set()


@pytest.mark.parametrize("file", FILES, ids=place)
def test_scrapy_stands_at_the_edges_only(file: Path) -> None:
    here = place(file)
    edge = here in AT_THE_EDGE or (here.startswith("spiders/") and here not in PURE_FILES and not here.startswith(PURE))
    if not edge:
        assert {n for n in imported(file) if n.split(".")[0] in FRAMEWORKS} == set()


@pytest.mark.parametrize("file", FILES, ids=place)
def test_only_the_site_and_who_serves_it_know_datasette(file: Path) -> None:
    if not place(file).startswith("archive/site/") and place(file) != "archive/serve.py":
        assert {n for n in imported(file) if n.split(".")[0] == "datasette"} == set()


@pytest.mark.parametrize("file", FILES, ids=place)
def test_imports_are_absolute(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert [name for name, level in iter_imports(tree) if level] == []


def test_no_two_files_import_each_other_round_a_circle() -> None:
    known = {module(file) for file in FILES}
    graph: dict[str, set[str]] = {}
    for file in FILES:
        names = set(iter_first_imports(ast.parse(file.read_text("utf-8"))))
        graph[module(file)] = names & known - {module(file)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"files that import each other round a circle: {' → '.join(error.args[1])}")
