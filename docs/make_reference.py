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


def iter_verbs(context: click.Context) -> Iterator[click.Context]:
    """Every verb in its context: a group first, then what is in it, by name."""
    yield context
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in sorted(group.commands):
        command = group.commands[name]
        if not command.hidden:
            inner = click.Context(command, parent=context, info_name=name, **command.context_settings)
            yield from iter_verbs(inner)


def help_of(context: click.Context) -> str:
    """What a verb says with ``--help``, at a fixed width."""
    return "\n".join(line.rstrip() for line in context.get_help().splitlines())


def reference() -> str:
    """The whole page."""
    assert spiders.cli
    parts = [HEAD]
    settings = {**house.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    for context in iter_verbs(click.Context(house, info_name="blogkeep", **settings)):
        parts.append(f"## {context.command_path}\n\n```text\n{help_of(context)}\n```\n")
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    TARGET.write_text(reference(), "utf-8")


if __name__ == "__main__":
    main()
