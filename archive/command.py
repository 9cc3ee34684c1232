"""The command ``blogkeep``: what its verbs have in common, and how it ends when something is wrong."""

from __future__ import annotations

import errno
import sqlite3
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from archive.db.connect import explain, open_db
from archive.errors import BlogkeepError
from archive.home import DEFAULT, Home, open_home
from archive.terminal import plain_text, say_json

F = TypeVar("F", bound=Callable[..., Any])
HELP = ("-h", "--help")


class House(click.Group):
    """The command and its verbs."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs, in alphabetical order."""
        return sorted(self.commands)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Join a verb, which answers to ``-h`` as the house does, however it is called."""
        cmd.context_settings.setdefault("help_option_names", HELP)
        super().add_command(cmd, name)


@click.group(cls=House, context_settings={"help_option_names": HELP, "max_content_width": 100})
@click.option("--verbose", "traceback_wanted", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="blogkeep", prog_name="blogkeep")
def house(traceback_wanted: bool) -> None:
    """Keep blogs and the conversations under them: every byte as evidence, every comment as a row.

    Exit status: 0 all went well, 1 something is wrong and was said, 2 wrong use, 3 another package sits on
    one of our names, 4 addresses of the blog failed, 5 the archive is busy, 6 no space is left, 130 Ctrl-C.
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
        ended = house.main(args=given, prog_name="blogkeep", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except click.ClickException as error:
        error.show()
        _tell_program(given, error.format_message())
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
        _tell_program(given, str(fault))
        sys.exit(fault.exit_code)
    except OSError as error:
        if verbose:
            traceback.print_exception(error)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        sentence = f"'{error.filename}': {error.strerror}." if error.filename else f"{error}."
        sentence += " Make room and give the same command again." if full else " See who owns it and its folder."
        click.echo(plain_text(sentence), err=True)
        _tell_program(given, sentence)
        sys.exit(6 if full else 1)


def _tell_program(given: list[str], sentence: str) -> None:
    """With ``--json``, an error is JSON on stdout too."""
    if "--json" in given:
        say_json({"error": sentence})


def open_rows(archive: Path) -> tuple[Home, Database]:
    """The archive at ``archive`` and its rows, to be read; ArchiveNotFound when none is there."""
    home = open_home(archive)
    return home, open_db(home.db, read_only=True)
