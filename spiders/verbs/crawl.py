"""``blogkeep crawl``: blogs are visited, once more or on from where it stopped."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.command import archive_option, json_option
from archive.errors import BlogkeepError
from archive.home import Home, create_home
from archive.terminal import plain_text, say, say_json
from spiders.amounts import read_bytes, read_seconds
from spiders.crawl import Crawl, group_seeds, read_seed
from spiders.progress import size
from spiders.verbs.notify import find_targets, tell
from spiders.verbs.policy import read_policy

EXIT_INTERRUPTED = 130
EXIT_INCOMPLETE = 4


@click.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@archive_option
@json_option
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to one host; a host's own longer Crawl-delay wins. 0 asks eight at a time.",
)
@click.option(
    "--contact",
    envvar="BLOGKEEP_CONTACT",
    help="An address or page of yours for the User-Agent, so that owners can reach you (also: BLOGKEEP_CONTACT).",
)
@click.option(
    "--start-file",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="More addresses of the blog to start from, one a line (for blogs whose home does not lead to all posts).",
)
@click.option(
    "--include",
    multiple=True,
    metavar="REGEX",
    help="Also take addresses that match, though they lie outside the blog. May be repeated.",
)
@click.option("--exclude", multiple=True, metavar="REGEX", help="Leave out addresses that match. May be repeated.")
@click.option("--no-media", is_flag=True, help="Leave out images, styles, scripts and fonts.")
@click.option(
    "--max-pages", type=click.IntRange(min=1), help="Stop after this many requests; the same command goes on."
)
@click.option(
    "--max-bytes",
    callback=read_bytes,
    metavar="SIZE",
    help="Stop after this much was received, as 500MB or 2GB.",
)
@click.option("--max-time", callback=read_seconds, metavar="TIME", help="Stop after this long, as 30m or 2h.")
@click.option(
    "--ignore-robots",
    metavar="REASON",
    help="Do not obey robots.txt; the reason is recorded in the archive and in the WARC.",
)
@click.option(
    "--insecure",
    metavar="REASON",
    help="Accept certificates that cannot be verified; the reason is recorded.",
)
@click.option(
    "--resolve",
    multiple=True,
    metavar="HOST:PORT:ADDR",
    help="Connect to ADDR (or ADDR:PORT) for HOST:PORT, as in curl: a blog whose name has moved. May be repeated.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    help="Seconds until an answer that does not come is given up.",
)
@click.option(
    "--retry-pause",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="Seconds before a failed address is tried again; four times longer each time.",
)
@click.option(
    "--max-file",
    callback=read_bytes,
    default="100MB",
    show_default=True,
    metavar="SIZE",
    help="Keep this much of a single answer; what is longer is cut and marked as cut.",
)
@click.option(
    "--warc-size",
    callback=read_bytes,
    default="1GB",
    show_default=True,
    metavar="SIZE",
    help="Begin a new WARC file when one is this large.",
)
@click.option("--full", is_flag=True, help="Ask every known address, also those that have no reason to have changed.")
@click.option("--again", is_flag=True, help="Begin a full visit, although an earlier visit is unfinished.")
@click.option(
    "--notify", is_flag=True, help="Tell whoever wants to know what is wrong afterwards; see blogkeep notify."
)
@click.option("--quiet", "-q", is_flag=True, help="Show nothing but errors.")
@click.option("--verbose", "-v", is_flag=True, help="Log what Scrapy does.")
def crawl(urls: tuple[str, ...], archive: Path, as_json: bool, **options: Any) -> None:
    """Crawl blogs: every post, every thread, what the pages show.

    Keeps each answer as it came (WARC), then reads it into rows (archive.db). When it is
    stopped (Ctrl-C, power cut, full disk), the same command goes on where it stopped.

    When the blog was crawled before, it is visited again: what may have changed is asked, and what the blog says
    that it changed. --full asks every known address, each with its validators.

    A URL is the home of a blog: what lies in its folder belongs to it. Further URLs that lie inside an
    earlier one are more places to start from.
    """
    quiet, verbose, notify = options.pop("quiet"), options.pop("verbose"), options.pop("notify")
    policy = read_policy(options)
    seeds = group_seeds([read_seed(url) for url in urls])
    home = create_home(archive)
    from spiders.run import Runner

    if notify:
        find_targets(home)
    summaries: list[dict[str, Any]] = []

    def report(crawl: Crawl) -> None:
        summaries.append({**summary_of(crawl), "concerns": note_concerns(home, crawl.id)})
        if not quiet and not as_json:
            print_summary(summaries[-1])

    runner = Runner(home, policy, quiet=quiet or as_json, verbose=verbose, report=report)
    fault: BlogkeepError | None = None
    try:
        runner.run(seeds)
    except BlogkeepError as error:
        if not as_json:
            raise
        fault = error
        click.echo(plain_text(str(error)), err=True)
    finally:
        if notify:
            tell(home, summaries)
    if as_json:
        told = {"error": str(fault)} if fault else {}
        say_json({"archive": str(archive), "crawls": summaries, **told})
    sys.exit(fault.exit_code if fault else exit_code(summaries, runner.interrupted, len(seeds)))


def note_concerns(home: Home, crawl_id: str) -> list[dict[str, Any]]:
    """What stands open after a crawl, written down; nothing when that cannot be written (the crawl says why)."""
    from spiders.notices import report_concerns

    try:
        return [asdict(one) for one in report_concerns(home, crawl_id, send=False).concerns]
    except BlogkeepError as error:
        click.echo(plain_text(str(error)), err=True)
        return []


def summary_of(crawl: Crawl) -> dict[str, Any]:
    """What a crawl did, as ``--json`` prints it."""
    return {
        "seed": crawl.seed,
        "blog": crawl.blog_id,
        "crawl": crawl.id,
        "outcome": crawl.outcome,
        "message": crawl.message,
        "resumed": crawl.resumed,
        "warcs": list(crawl.store.warcs),
        "warc_bytes": crawl.writer.bytes_written,
        "traps": dict(sorted(crawl.scope.trapped.items())),
        "taught": asdict(crawl.teaching) if crawl.teaching else None,
        "kept": crawl.kept,
        **crawl.figures.as_dict(),
    }


def print_summary(summary: dict[str, Any]) -> None:
    """What a crawl did, for people."""
    kept = summary["kept"]
    click.echo(f"{summary['seed']}: {summary['outcome']}" + (f" ({summary['message']})" if summary["message"] else ""))
    click.echo(f"  posts      {kept['posts']} kept ({summary['posts']} new)")
    promised = f", {kept['promised']} promised" if kept["promised"] is not None else ""
    click.echo(f"  comments   {kept['comments']} kept ({summary['comments']} new){promised}")
    if summary["visit"] != "first":
        unchanged = summary["outcomes"].get("unchanged", 0)
        figures = f"{unchanged} unchanged (304), {summary['identical']} identical, {summary['changed']} rows changed"
        click.echo(f"  {summary['visit'] + ' visit':<10} {figures}")
        because = ", ".join(f"{count} {why}" for why, count in summary["because"].items())
        click.echo(f"  asked      {because or 'nothing that was known'}")
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in summary["outcomes"].items())
    click.echo(f"  addresses  {summary['fetched']} fetched ({outcomes or 'nothing was due'})")
    if (taught := summary["taught"]) is not None and taught["read"]:
        click.echo(f"  taught     {taught['comments']} comments on {taught['read']} pages read by what its feeds teach")
    if taught is not None and taught["note"]:
        say(f"  to do      {taught['note']}")
    if summary["traps"]:
        traps = ", ".join(f"{count} {name}" for name, count in summary["traps"].items())
        click.echo(f"  left out   {traps}")
    files = ", ".join(Path(name).name for name in summary["warcs"]) or "none"
    click.echo(f"  evidence   {size(summary['warc_bytes'])} in {files}")
    if summary["failed"]:
        ours = f"{kept['failed']} of the blog itself" if kept["failed"] else "none of the blog itself"
        click.echo(f"  failed     {summary['failed']} addresses, {ours}; the same command tries them again")
    for concern in summary["concerns"]:
        say(f"  {concern['severity']:<10} {concern['sentence']}")


def exit_code(summaries: list[dict[str, Any]], interrupted: bool, wanted: int) -> int:
    """0: all went well. 1: a seed could not be had. 4: addresses of the blog failed, or a host asks to come back.
    130: Ctrl-C. Pictures of other hosts that are gone are counted and listed, and no failure of the crawl."""
    if interrupted:
        return EXIT_INTERRUPTED
    if len(summaries) < wanted or any(s["outcome"] == "failed" or not s["kept"]["captures"] for s in summaries):
        return 1
    if any(s["kept"]["failed"] or "come back" in (s["message"] or "") for s in summaries):
        return EXIT_INCOMPLETE
    return 0
