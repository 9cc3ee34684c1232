"""``blogkeep import`` and ``blogkeep reread``: captures become rows, anybody's or once more."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.command import archive_option, json_option
from archive.db.connect import open_db
from archive.db.looks import set_looks
from archive.db.store import transaction
from archive.errors import BlogkeepError, OutOfSpace
from archive.home import Home, create_home, open_home
from archive.terminal import say, say_json
from archive.warc.mend import mend
from pipelines.afterwards import learn_blog
from spiders.crawl import read_seed

if TYPE_CHECKING:
    from spiders.reread import Report


@click.command(name="import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@archive_option
@json_option
@click.option(
    "--blog",
    metavar="URL",
    help="The home of the blog that the captures belong to (default: what the file says, else the host).",
)
def import_(files: tuple[Path, ...], archive: Path, as_json: bool, blog: str | None) -> None:
    """Take WARC, ARC or WACZ files in: anybody's captures become the same rows.

    The file is copied into the archive's warc/ folder and indexed there. Faults are listed, the rest is taken.
    """
    from spiders.reread import Report, Reread, import_file

    home = create_home(archive)
    mend(home)
    db = open_db(home.db)
    reread = Reread(home, db, Report(), blog=read_seed(blog) if blog else None, progress=progress_to(as_json))
    for path in files:
        try:
            import_file(home, db, path, reread)
        except OutOfSpace:
            raise
        except BlogkeepError as error:
            reread.report.faults.append(str(error))
    with transaction(db):
        for _ in reread.iter_unmodified():
            pass
    for blog_id in reread.ids.values():
        reread.teach(blog_id, lambda: transaction(db))
    with transaction(db):
        for blog_id in reread.ids.values():
            learn_blog(db, blog_id)
            set_looks(db, blog_id)
    finish_report(reread.report, as_json)


@click.command()
@archive_option
@json_option
@click.option("--dry-run", is_flag=True, help="Only report what would change.")
def reread(archive: Path, as_json: bool, dry_run: bool) -> None:
    """Read every capture again with today's readers; report what changed.

    Rows keep their ids. It is one transaction: when it dies half-way, the old rows stand.
    """
    from spiders.reread import Report, Reread, reread_archive

    home = find_home(archive)
    mend(home)
    work = Reread(home, open_db(home.db), Report(), progress=progress_to(as_json))
    finish_report(reread_archive(work, dry_run=dry_run), as_json)


def find_home(archive: Path) -> Home:
    """The archive's home; one that has lost its database but holds WARC files is a home too: its rows come back."""
    if any((archive / "warc").glob("*.[wa]arc*")) and not (archive / "archive.db").exists():
        return create_home(archive)
    return open_home(archive)


def progress_to(quiet: bool) -> Callable[[Report], None]:
    """A line on the terminal that tells how far it is; nothing elsewhere."""

    def show(report: Report) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(
                f"\r{report.exchanges} exchanges, {report.posts} posts, {report.comments} comments",
                err=True,
                nl=False,
            )

    return show


def finish_report(report: Report, as_json: bool) -> None:
    """Print a report and end: exit status 1 when there were faults."""
    if as_json:
        say_json(report)
    else:
        for line in iter_report(report):
            say(line)
    sys.exit(1 if report.faults else 0)


def iter_report(report: Report) -> Iterator[str]:
    """A report in lines for people."""
    for name in report.skipped:
        yield f"{name}: already in the archive"
    yield (
        f"{len(report.files)} files, {report.exchanges} exchanges, {report.pages} pages read: "
        f"{report.posts} new posts, {report.comments} new comments"
        + (f", {report.taught} pages read by what feeds teach" if report.taught else "")
    )
    for table, counts in report.changes.items():
        yield f"  {table}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
    yield from (f"  {example}" for example in report.examples)
    yield from (f"fault: {fault}" for fault in report.faults)
