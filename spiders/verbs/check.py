"""``blogkeep check``: what is understood of one page, and why."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.command import archive_option, json_option
from archive.errors import BadAddress
from archive.home import Home
from archive.terminal import plain_text, say, say_json
from spiders.crawl import read_seed
from spiders.verbs.policy import read_policy

if TYPE_CHECKING:
    from spiders.check import Origin

_NAMES_A_FILE = re.compile(r"[^.:]*|[./~].*|[^:]*\.(?:x?html?|xml|json|rss|atom|w?arc|wacz|gz|zip)")
"""What can only be the name of a file that is not there; ``example.com/blog`` may be an address."""


@click.command()
@click.argument("what", metavar="URL|FILE")
@archive_option
@json_option
@click.option("--url", metavar="URL", help="The address of the FILE's page, or the record of a WARC that is meant.")
@click.option("--fresh", is_flag=True, help="Ask the site, although the archive holds the page.")
@click.option("--resolve", multiple=True, metavar="HOST:PORT:ADDR", help="As in blogkeep crawl. May be repeated.")
@click.option("--contact", envvar="BLOGKEEP_CONTACT", help="As in blogkeep crawl.")
@click.option("--timeout", type=click.FloatRange(min=1), default=30.0, show_default=True, help="In seconds.")
@click.option("--ignore-robots", metavar="REASON", help="Do not obey robots.txt.")
def check(what: str, archive: Path, as_json: bool, url: str | None, fresh: bool, **options: Any) -> None:
    """Read one page and say what was understood, and why.

    Prints the platform with the marks it was known by, the layout, each field with the selector that gave it,
    what stayed empty, every comment, what the page promises and where it leads.

    FILE is HTML, a feed, JSON, or a WARC, ARC or WACZ (then --url names the record). A URL is read from the
    archive when it is kept there; else it is asked for, politely and once, and nothing is kept. Exit status 1
    when nothing was understood.
    """
    from spiders.account import as_json as json_of
    from spiders.account import iter_lines
    from spiders.examine import examine
    from spiders.lessons import read_as_taught

    origin = find_page(what, archive, url, fresh, options)
    raw = read_as_taught(origin.page, origin.lesson) if origin.lesson is not None else None
    found = examine(origin.page, origin.seen, raw)
    if as_json:
        say_json(json_of(found, origin.words))
    else:
        for line in iter_lines(found, origin.words):
            say(line)
    sys.exit(0 if found.is_understood else 1)


def find_page(what: str, archive: Path, url: str | None, fresh: bool, options: dict[str, Any]) -> Origin:
    """The page that ``check`` is asked about: a file when there is one of that name, else an address."""
    from spiders.check import page_of_archive, page_of_file, page_of_net

    if Path(what).is_file():
        return page_of_file(Path(what), url, lambda fault: click.echo(plain_text(fault), err=True))
    if url is not None:
        raise BadAddress(f"There is no file '{what}'; --url names the address of a file's page.")
    if _NAMES_A_FILE.fullmatch(what):
        raise BadAddress(f"There is no file '{what}', and it is no web address (https://…) either.")
    seed = read_seed(what)
    kept = None if fresh else page_of_archive(Home(archive), seed)
    if kept is not None:
        return kept
    return page_of_net(seed, read_policy({**options, "no_media": True, "start_file": None, "insecure": None}))
