"""Makes docs/reference.md from what every verb says with `--help`: `python -m docs.make_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import spiders.cli  # joins the verbs that go out
from archive.cli import house

TARGET = Path(__file__).parent / "reference.md"
WIDTH = 88

HEAD = """# Command reference

Made from `blogkeep VERB --help` by `make docs`; do not edit. How verbs end (exit codes) is told in
[operations](operations.md#exit-codes).
"""


def iter_verbs(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb with the words that call it, groups first, then what is in them, by name."""
    yield path, group
    for name in sorted(group.commands):
        command = group.commands[name]
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from iter_verbs(command, (*path, name))
        else:
            yield (*path, name), command


def help_of(path: tuple[str, ...], command: click.Command) -> str:
    """What a verb says with ``--help``, at a fixed width."""
    context = click.Context(command, info_name=" ".join(path), terminal_width=WIDTH, max_content_width=WIDTH)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def reference() -> str:
    """The whole page."""
    assert spiders.cli
    parts = [HEAD]
    for path, command in iter_verbs(house, ("blogkeep",)):
        parts.append(f"## {' '.join(path)}\n\n```text\n{help_of(path, command)}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    TARGET.write_text(reference(), "utf-8")


if __name__ == "__main__":
    main()
