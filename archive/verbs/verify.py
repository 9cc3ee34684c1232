"""``blogkeep verify``: do WARC, index and rows agree?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.command import archive_option, json_option
from archive.home import open_home
from archive.terminal import say, say_json


@click.command()
@archive_option
@json_option
@click.option("--mend", "mending", is_flag=True, help="First make the search index and the counts of threads anew.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Check a filed certificate (its JSON) instead: does the archive still hold what it names?",
)
def verify(archive: Path, as_json: bool, mending: bool, certificate: Path | None) -> None:
    """Check that WARC files, their indexes and the rows agree. Exit status 1 when anything does not."""
    from archive.filed import iter_departures
    from archive.verify import mend
    from archive.verify import verify as iter_findings

    home = open_home(archive)
    done = mend(home) if mending else []
    findings = []
    for finding in iter_findings(home) if certificate is None else iter_departures(home, certificate):
        findings.append(finding)
        if not as_json:
            say(f"{finding.place}: {finding.what} {finding.mend} [{finding.code}]")
    if as_json:
        say_json({"archive": str(home.root), "mended": done, "findings": findings})
    else:
        for line in done:
            say(line)
        well = "WARC files, indexes and rows agree." if certificate is None else "The archive holds what was certified."
        say(f"{len(findings)} findings." if findings else well)
    if findings:
        sys.exit(1)
