"""``blogkeep notify``: whoever wants to know is told what is wrong, once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.command import archive_option, json_option
from archive.errors import BlogkeepError
from archive.home import Home, open_home
from archive.terminal import plain_text, say, say_json

if TYPE_CHECKING:
    from spiders.notices import Delivery
    from spiders.targets import Targets


@click.command()
@archive_option
@json_option
@click.option("--trial", is_flag=True, help="Send everybody a message that says that messages arrive.")
def notify(archive: Path, as_json: bool, trial: bool) -> None:
    """Tell whoever wants to know what is wrong: what they were not told yet, once.

    Who is told stands in the file notify in the archive's folder, or in BLOGKEEP_NOTIFY: mail addresses and https://
    addresses of webhooks. Mail goes through sendmail, or the server in BLOGKEEP_SMTP. Exit status 1 when somebody
    could not be told; it is tried again next time.
    """
    from spiders.notices import send_news, send_trial

    home = open_home(archive)
    targets = find_targets(home)
    deliveries = send_trial(home, targets) if trial else send_news(home, targets)
    if as_json:
        say_json(deliveries)
    else:
        print_deliveries(deliveries)
        if not deliveries:
            say("There is nothing new to tell.")
    sys.exit(1 if any(one.error for one in deliveries) else 0)


def find_targets(home: Home) -> Targets:
    """Who is told what is wrong; a sentence with the way out when nobody is named."""
    from spiders.targets import FILE, NOTIFY, read_targets

    targets = read_targets(home)
    if not targets.targets:
        raise BlogkeepError(
            f"Nobody is named to be told. Write mail addresses or https:// addresses of webhooks into "
            f"'{home.root / FILE}', one a line, or into {NOTIFY}."
        )
    return targets


def tell(home: Home, summaries: list[dict[str, Any]]) -> None:
    """Tell what is wrong after these crawls; what cannot be sent is said and waits for the next time."""
    from spiders.notices import report_concerns

    for summary in summaries:
        print_deliveries(report_concerns(home, summary["crawl"]).deliveries)


def print_deliveries(deliveries: Iterable[Delivery]) -> None:
    """Who was told, on standard error."""
    for one in deliveries:
        told = f"told of {one.concerns}" if one.concerns else "told"
        click.echo(plain_text(f"{one.target}: {one.error or told}"), err=True)
