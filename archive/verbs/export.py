"""``blogkeep export``: rows as JSON lines or CSV."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from archive.command import archive_option, open_rows
from archive.db.connect import explained
from archive.db.export import iter_export, write_csv, write_jsonl
from archive.db.queries import find_blogs


@click.command()
@click.argument("what", type=click.Choice(["posts", "comments"]))
@archive_option
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.option("--blog", metavar="URL", help="Only this blog.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output without it.")
def export(what: Any, archive: Path, form: str, as_json: bool, blog: str | None, output: Path | None) -> None:
    """Write posts or comments, each with its proof, as JSON lines or CSV.

    In CSV, cells that a spreadsheet would run as a formula begin with an apostrophe; JSON lines hold all as
    it is.
    """
    _, db = open_rows(archive)
    blog_id = find_blogs(db, blog)[0].id if blog is not None else None
    rows = iter_export(db, what, blog_id)
    write = write_csv if form == "csv" and not as_json else write_jsonl
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        write(rows, sys.stdout)
        return
    partial = output.with_name(output.name + ".part")
    with explained(output), open(partial, "w", encoding="utf-8", newline="") as file:
        count = write(rows, file)
    partial.replace(output)
    click.echo(f"{count} {what} are in {output}", err=True)
