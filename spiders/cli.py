"""The verbs that go out and read: crawl, import, reread, check. They join the verbs of the house."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli import archive_option, house, json_option, run_house
from archive.db.connect import open_db
from archive.db.looks import set_looks
from archive.db.store import transaction
from archive.errors import BadAddress, BlogkeepError, OutOfSpace
from archive.home import Home, create_home, open_home
from archive.terminal import plain_text, say, say_json
from archive.warc.mend import mend
from pipelines.afterwards import learn_blog
from spiders import shift, timetable
from spiders.addresses import parse_resolve
from spiders.amounts import read_bytes, read_seconds
from spiders.crawl import Crawl, Policy, group_seeds, read_seed
from spiders.progress import size

if TYPE_CHECKING:
    from spiders.check import Origin
    from spiders.notices import Delivery
    from spiders.reread import Report
    from spiders.targets import Targets

EXIT_INTERRUPTED = 130
EXIT_INCOMPLETE = 4
_NAMES_A_FILE = re.compile(r"[^.:]*|[./~].*|[^:]*\.(?:x?html?|xml|json|rss|atom|w?arc|wacz|gz|zip)")
"""What can only be the name of a file that is not there; ``example.com/blog`` may be an address."""

for verb in (timetable.schedule, shift.run_due, shift.work):
    house.add_command(verb)


@house.command()
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
@click.option(
    "--exclude", multiple=True, metavar="REGEX", help="Leave out addresses that match. May be repeated."
)
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
@click.option(
    "--again", is_flag=True, help="Begin a full visit, although an earlier visit is unfinished."
)
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


def note_concerns(home: Home, crawl_id: str) -> list[dict[str, Any]]:
    """What stands open after a crawl, written down; nothing when that cannot be written (the crawl says why)."""
    from spiders.notices import report_concerns

    try:
        return [asdict(one) for one in report_concerns(home, crawl_id, send=False).concerns]
    except BlogkeepError as error:
        click.echo(plain_text(str(error)), err=True)
        return []


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


@house.command()
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


def read_policy(options: dict[str, Any]) -> Policy:
    """The policy that the options of ``crawl`` spell; BadAddress names the option that is wrong."""
    for name in ("ignore_robots", "insecure"):
        if options[name] is not None and not options[name].strip():
            raise BadAddress(
                f"--{name.replace('_', '-')} wants a reason in words; it is recorded in the archive."
            )
    resolve = tuple(parse_resolve(text) for text in options.pop("resolve"))
    media = not options.pop("no_media")
    start_file = options.pop("start_file")
    lines = start_file.read().splitlines() if start_file else []
    start = tuple(read_seed(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
    return Policy(resolve=resolve, media=media, start=start, **options)


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
    click.echo(
        f"{summary['seed']}: {summary['outcome']}"
        + (f" ({summary['message']})" if summary["message"] else "")
    )
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
    if len(summaries) < wanted or any(
        s["outcome"] == "failed" or not s["kept"]["captures"] for s in summaries
    ):
        return 1
    if any(s["kept"]["failed"] or "come back" in (s["message"] or "") for s in summaries):
        return EXIT_INCOMPLETE
    return 0


@house.command(name="import")
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


@house.command()
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


@house.command()
@click.argument("what", metavar="URL|FILE")
@archive_option
@json_option
@click.option(
    "--url", metavar="URL", help="The address of the FILE's page, or the record of a WARC that is meant."
)
@click.option("--fresh", is_flag=True, help="Ask the site, although the archive holds the page.")
@click.option(
    "--resolve", multiple=True, metavar="HOST:PORT:ADDR", help="As in blogkeep crawl. May be repeated."
)
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
    return page_of_net(
        seed, read_policy({**options, "no_media": True, "start_file": None, "insecure": None})
    )


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


def main(arguments: list[str] | None = None) -> None:
    """The entry point of ``blogkeep``; without ``arguments``, those of the process."""
    run_house(arguments)
