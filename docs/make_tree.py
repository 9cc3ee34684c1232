"""Makes the README's tree from the first docstring line of every file: `python -m docs.make_tree`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- the tree, made by docs/make_tree.py -->\n", "<!-- end of the tree -->"
ROOMS = ("spiders", "pipelines", "archive")
WIDTH = 28

OTHERS = {
    "demo/": "Four invented blogs as their platforms printed them, and a small server: `make demo`.",
    "bench/": "Measures what the readers understand and how fast the whole way goes.",
    "docs/": "Concepts, tutorials, reference, decisions; what is made from code has a script here.",
    "tests/": "Mirrors the rooms; `pages/` are recorded look-alikes, `flow/` journeys, `house/` these rules.",
}
"""Folders that are no rooms of the wheel."""


def first_line(file: Path) -> str:
    """The first line of a file's docstring, as one would say it to a guest."""
    words = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return words.splitlines()[0] if words else ""


def iter_lines(folder: Path, depth: int = 0) -> Iterator[str]:
    """A folder in lines: itself, its files by name, then the folders in it."""
    yield _line(f"{folder.name}/", first_line(folder / "__init__.py"), depth)
    for file in sorted(folder.glob("*.py")):
        if file.name != "__init__.py":
            yield _line(file.name, first_line(file), depth + 1)
    for inner in sorted(folder.iterdir()):
        if (inner / "__init__.py").exists():
            yield from iter_lines(inner, depth + 1)


def _line(name: str, words: str, depth: int) -> str:
    return f"{'  ' * depth + name:<{WIDTH}} {words}".rstrip()


def tree() -> str:
    """The whole house as a block of text."""
    lines = [line for room in ROOMS for line in iter_lines(ROOT / room)]
    lines.extend(_line(name, words, 0) for name, words in OTHERS.items())
    return "```text\n" + "\n".join(lines) + "\n```\n"


def with_tree(readme: str) -> str:
    """The README's text with the tree of today between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{tree()}{END}{after}"


def main() -> None:
    """Write the tree into the README."""
    README.write_text(with_tree(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
