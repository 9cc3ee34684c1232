"""The verbs of the house: serve, search, coverage, history, captures, verify, export."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from archive.db.connect import explain, open_db
from archive.errors import BlogkeepError
from archive.home import DEFAULT, Home, open_home

F = TypeVar("F", bound=Callable[..., Any])

_ESCAPES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI
    "|\x1b[\\]PX^_].*?(?:\x07|\x1b\\\\|\x9c|$)"  # OSC and other strings
    "|\x1b."
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.DOTALL,
)


class House(click.Group):
    """The command's group: ``--verbose`` stands before or after a verb; verbs are listed as they were joined."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs, in alphabetical order."""
        return sorted(self.commands)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--verbose", "traceback_wanted", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="blogkeep", prog_name="blogkeep")
def house(traceback_wanted: bool) -> None:
    """Keep blogs and the conversations under them: every byte as evidence, every comment as a row.

    Exit status: 0 all went well, 1 something is wrong and was said, 2 wrong use, 3 another package sits on one of our
    names, 4 addresses of the blog failed, 5 the archive is busy, 6 no space is left, 130 Ctrl-C.
    """


def archive_option(command: F) -> F:
    """``--archive DIR``, given to the verb as ``archive``: a Path."""
    option = click.option(
        "--archive",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT,
        show_default=True,
        envvar="BLOGKEEP_ARCHIVE",
        metavar="DIR",
        help="The archive's folder (also: BLOGKEEP_ARCHIVE).",
    )
    return option(command)


def json_option(command: F) -> F:
    """``--json``, given to the verb as ``as_json``: print JSON for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")(command)


def run_house(arguments: list[str] | None = None) -> None:
    """Run the command; errors end it with one sentence on stderr and the exit status that they name.

    ``--verbose`` before the verb shows the traceback as well.
    """
    given = sys.argv[1:] if arguments is None else arguments
    verbose = "--verbose" in given
    try:
        house.main(args=given, prog_name="blogkeep", standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except (BlogkeepError, sqlite3.Error) as error:
        fault = error if isinstance(error, BlogkeepError) else explain(error, "archive.db")
        if verbose:
            traceback.print_exception(error)
        click.echo(plain_text(str(fault)), err=True)
        sys.exit(fault.exit_code)


def plain_text(text: str) -> str:
    """Archived words as a terminal may print them: no escapes, no control or direction characters."""
    return _ESCAPES.sub("", text)


def say(text: str) -> None:
    """Print a line that may hold archived words."""
    click.echo(plain_text(text))


def say_json(value: Any) -> None:
    """Print a value (dataclasses too) as JSON; control characters come out escaped."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain_value).replace("\x7f", "\\u007f"))


def _plain_value(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no value for JSON")


def open_rows(archive: Path) -> tuple[Home, Database]:
    """The archive at ``archive`` and its rows, to be read; ArchiveNotFound when none is there."""
    home = open_home(archive)
    return home, open_db(home.db, read_only=True)
