"""The verbs of the house: serve, search, coverage, history, captures, verify, export."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlite_utils import Database

from archive.days import read_end, read_start
from archive.db.acceptance import save_acceptance, save_reopening
from archive.db.connect import explain, explained, open_db
from archive.db.coverage import BlogCoverage, ThreadCoverage, find_gap, list_threads, read_coverage
from archive.db.export import iter_export, write_csv, write_jsonl
from archive.db.history import find_home, read_blog_history, read_history, read_past
from archive.db.left_out import read_left_out
from archive.db.queries import find_blogs
from archive.db.standing import Standing, accept_concern, list_standing
from archive.db.store import transaction
from archive.errors import BlogkeepError
from archive.home import DEFAULT, Home, open_home
from archive.terminal import plain_text, say, say_json, unmark

MOST_POSTS = 20
"""Posts that are not kept, listed one by one; the rest is counted."""

F = TypeVar("F", bound=Callable[..., Any])


class House(click.Group):
    """The command and its verbs."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The verbs, in alphabetical order."""
        return sorted(self.commands)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


@house.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is everywhere.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free port.")
@click.option("--open", "browse", is_flag=True, help="Open the archive in the browser.")
@click.option(
    "--root", is_flag=True, help="Print an address that logs in as root, once: who may change schedules from the site."
)
@click.option("--public", is_flag=True, help="For strangers: no SQL of their own, robots.txt keeps robots out.")
@click.option("--robots", type=click.Choice(["none", "posts"]), help="What robots may read of a --public archive.")
@json_option
def serve(
    archive: Path, host: str, port: int, browse: bool, root: bool, public: bool, robots: str | None, as_json: bool
) -> None:
    """Browse, search, query and replay the archive in a browser, until Ctrl-C.

    Nothing is written, but schedules by who has logged in with --root; a crawl may go on meanwhile.
    """
    from archive.serve import serve as serve_archive

    home = open_home(archive)

    def ready(address: str) -> None:
        if as_json:
            click.echo(json.dumps({"archive": str(home.root), "url": address}))
        else:
            click.echo(f"{home.root} is served at {address} (Ctrl-C ends)")

    if robots is not None and not public:
        raise click.UsageError("--robots is for --public: give both.")
    if root and public:
        raise click.UsageError("--root is not for --public: serve once more, for yourself, with --root.")

    def logs_in(address: str) -> None:
        click.echo(json.dumps({"root": address}) if as_json else f"To log in as root, once: {address}")

    serve_archive(
        home,
        host=host,
        port=port,
        ready=ready,
        browse=browse,
        public=public,
        robots=robots == "posts",
        root=logs_in if root else None,
    )


@house.command()
@click.argument("words", nargs=-1, required=True)
@archive_option
@json_option
@click.option("--blog", metavar="URL", help="Only in this blog.")
@click.option("--kind", type=click.Choice(["post", "comment"]), help="Only posts, or only comments.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page of hits.")
def search(words: tuple[str, ...], archive: Path, as_json: bool, blog: str | None, kind: str | None, page: int) -> None:
    """Find posts and comments: all WORDS, "a phrase", a prefix*, -without.

    Best first when hits are few, newest first when they are many. Put -- before a word that begins with a
    minus.
    """
    from archive.site.seek import SearchPage, read_search

    _, db = open_rows(archive)
    db.conn.row_factory = sqlite3.Row
    blog_id = find_blogs(db, blog)[0].id if blog is not None else None
    found: SearchPage = read_search(db.conn, " ".join(words), blog_id, kind, str(page))
    if as_json:
        say_json({"words": found.words, "count": found.count, "many": found.many, "hits": found.hits})
        return
    for line in _iter_hits(found):
        say(line)


def _iter_hits(found: Any) -> Iterator[str]:
    more = "more than " if found.many else ""
    yield f"{more}{found.count} hits for: {found.words}"
    for hit in found.hits:
        when = hit.time.sentence or "no time told"
        yield ""
        yield f"{hit.kind} {hit.id}  {hit.author or 'nobody named'}, {when}: {unmark(hit.heading)}"
        yield f"  {unmark(hit.words)}"


@house.command()
@click.argument("blog", metavar="[URL]", required=False)
@archive_option
@json_option
@click.option(
    "--certificate",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a certificate of each blog into DIR, as HTML and JSON, with the digest of every WARC file.",
)
@click.option("--accept", metavar="REASON", help="Leave the gap at URL (a post) as it is; the reason is recorded.")
@click.option("--reopen", metavar="REASON", help="Take that back: the gap at URL is open again.")
def coverage(
    blog: str | None, archive: Path, as_json: bool, certificate: Path | None, accept: str | None, reopen: str | None
) -> None:
    """Say what was promised, what is kept, what is missing and why; of one blog or of all.

    A gap that was accepted (blogkeep coverage URL --accept "reason") still counts as missing and is listed apart, until
    it grows or is taken up again (--reopen "reason").

    With --certificate, the same with crawls, decisions and evidence becomes two files a blog: one to read, print and
    file beside the archive, one for programs. It reads every WARC file of the blog once.
    """
    if accept is not None or reopen is not None:
        _decide(archive, blog, accept, reopen, as_json)
        return
    if certificate is not None:
        _certify(archive, blog, certificate, as_json)
        return
    _, db = open_rows(archive)
    found = read_coverage(db, blog)
    if as_json:
        say_json([{**asdict(one), **_count_gaps(one), **_list(db, one)} for one in found])
        return
    for one in found:
        for line in _iter_coverage(one):
            say(line)


def _count_gaps(one: BlogCoverage) -> dict[str, int]:
    accepted = {"comments_accepted": one.comments_accepted, "posts_accepted": one.posts_accepted}
    return {"comments_missing": one.comments_missing, **accepted}


def _list(db: Database, one: BlogCoverage) -> dict[str, Any]:
    return {"roll": list_threads(db, one), "left_out": read_left_out(db, one.blog.id)}


def _decide(archive: Path, url: str | None, accept: str | None, reopen: str | None, as_json: bool) -> None:
    why = (accept or reopen or "").strip()
    if url is None or not why or (accept is not None and reopen is not None):
        raise click.UsageError("Give a post's address and one reason in words: blogkeep coverage URL --accept REASON")
    db = open_db(open_home(archive).db)
    with transaction(db):
        gap = find_gap(db, url)
        if reopen is not None and not gap.accepted:
            raise BlogkeepError(f"The gap at '{gap.url}' is open: nobody accepted it as it is.")
        if accept is not None:
            save_acceptance(db, gap.blog_id, gap.url, gap.missing, why, datetime.now(UTC))
        else:
            save_reopening(db, gap.blog_id, gap.url, why, datetime.now(UTC))
    if as_json:
        say_json({"url": gap.url, "missing": gap.missing, "accepted": why if accept is not None else None})
        return
    what = f"{gap.missing} missing comment{'' if gap.missing == 1 else 's'}"
    what = "a post that is not kept" if gap.missing is None else what
    say(f"{gap.url}: {what}, {'accepted' if accept is not None else 'open again'}: {why}")


def _certify(archive: Path, blog: str | None, folder: Path, as_json: bool) -> None:
    from archive.site.statement import read_statements, write_statement

    home, db = open_rows(archive)
    written = [write_statement(one, folder) for one in read_statements(home, db, blog, datetime.now(UTC))]
    if as_json:
        say_json([{"html": str(page), "json": str(data)} for page, data in written])
        return
    for page, data in written:
        say(f"{page}")
        say(f"{data}")


def _iter_coverage(one: BlogCoverage) -> Iterator[str]:
    yield f"{one.blog.title or one.blog.home} ({one.blog.home})"
    promised = "nobody says how many there are"
    if one.posts_promised is not None:
        promised = f"{one.posts_promised} promised by {one.posts_promised_by}"
    lost = f"; {len(one.posts_missing)} named and not kept whole" if one.posts_missing else ""
    yield f"  posts      {one.posts_kept} kept, {one.posts_whole} of them whole; {promised}{lost}"
    wordless = f" ({one.folded} of them without their words)" if one.folded else ""
    yield (
        f"  comments   {one.comments_kept} kept{wordless}, {one.comments_promised} promised in {one.threads_promised} "
        f"of {one.threads} threads, {one.comments_missing} missing"
        + (f" ({one.comments_accepted} of them accepted)" if one.comments_accepted else "")
    )
    orphans = f"{one.orphans} answers to comments that are not kept"
    yield f"  besides    {one.pings} pings, {one.deleted} deleted, {orphans}"
    if one.contradictions:
        yield f"  disputed   {one.contradictions} of which witnesses tell different times (the table contradictions)"
    for name, counts in (("seen in", one.sources), ("addresses", one.outcomes), ("doubts", one.doubts)):
        if counts:
            yield f"  {name:<10} " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    if one.causes:
        yield "  causes     " + ", ".join(f"{count} {cause}" for cause, count in one.causes.items())
    if len(one.posts_promises) > 1:
        yield "  told       " + ", ".join(f"{count} posts by {by}" for by, count in one.posts_promises)
    open_posts = [post for post in one.posts_missing if not post.accepted]
    for post in open_posts[:MOST_POSTS]:
        status = f", status {post.status}" if post.status is not None else ""
        yield f"  no post: {post.url} ({post.cause}, named by {post.finder}{status})"
    if len(open_posts) > MOST_POSTS:
        yield f"  … and {len(open_posts) - MOST_POSTS} more posts (the table missing_posts)"
    yield from (line for thread in one.missing if not thread.accepted for line in _iter_gap(thread))
    accepted = {gap.url: gap.accepted for gap in one.missing} | {post.url: post.accepted for post in one.posts_missing}
    yield from (f"  accepted: {url}: {why}" for url, why in accepted.items() if why)


def _iter_gap(thread: ThreadCoverage) -> Iterator[str]:
    kept = "the post is not kept" if thread.post_id is None else f"{thread.kept} kept"
    if thread.sources:
        kept += ", shown by " + ", ".join(f"{source} {count}" for source, count in thread.sources.items())
    yield f"  missing {thread.missing}: {thread.url} ({thread.promised} by {thread.promised_by}, {kept})"
    yield from (f"    {reason}" for reason in thread.reasons)


@house.command()
@click.argument("concern", metavar="[ID]", required=False)
@archive_option
@json_option
@click.option("--blog", metavar="URL", help="Only what concerns this blog.")
@click.option("--all", "every", is_flag=True, help="Also what went away or was accepted.")
@click.option("--accept", metavar="REASON", help="Leave the concern ID as it is; the reason is recorded.")
def concerns(
    concern: str | None, archive: Path, as_json: bool, blog: str | None, every: bool, accept: str | None
) -> None:
    """Say what is wrong: failed crawls, blogs that are gone or walled, coverage that fell, layouts not known.

    Each crawl looks for them at its end. A concern stands until it goes away or is accepted: blogkeep concerns ID
    --accept "reason". Who else is told: see blogkeep notify.
    """
    home = open_home(archive)
    if (accept is None) != (concern is None):
        raise click.UsageError("To accept a concern give both: blogkeep concerns ID --accept REASON")
    if accept is not None and not accept.strip():
        raise click.UsageError("--accept wants a reason in words; it is recorded in the archive.")
    if accept is not None:
        db = open_db(home.db)
        with transaction(db):
            found = [accept_concern(db, str(concern), accept, datetime.now(UTC))]
    else:
        db = open_db(home.db, read_only=True)
        found = list_standing(db, find_blogs(db, blog)[0].id if blog is not None else None, every=every)
    if as_json:
        say_json(found)
        return
    if not found:
        say("Nothing is wrong, as far as the last crawls tell.")
    for one in found:
        for line in _iter_concern(one):
            say(line)


def _iter_concern(one: Standing) -> Iterator[str]:
    over = f", over at {one.resolved}" if one.resolved else ""
    yield f"{one.severity}: {one.sentence}"
    yield f"  {one.advice}"
    yield f"  {one.kind}, since {one.opened}{over} [{one.id}]"
    if one.accepted:
        yield f"  accepted: {one.accepted}"
    if one.capture_id:
        yield f"  proof: {one.url or ''} capture {one.capture_id}"


@house.command()
@click.argument("url")
@archive_option
@json_option
@click.option("--at", metavar="DATE", help="The thread as it stood then; a bare day means its end.")
@click.option("--since", metavar="DATE", help="Only what was captured since then.")
@click.option("--most", type=click.IntRange(min=0), default=200, show_default=True, help="So many changes; 0 is all.")
def history(url: str, archive: Path, as_json: bool, at: str | None, since: str | None, most: int) -> None:
    """Show a post, an address or a blog through time, as captures prove it.

    Of a post: its captures, what it and its comments said before, what vanished, came back, was deleted. Of a blog (its
    home): what changed. With --at a post and its thread as they stood. Dates are UTC unless they name a zone: 2019,
    2019-05, 2019-05-01, 2019-05-01T14:30, 2019-05-01T14:30+02:00.
    """
    from archive.timeline import iter_blog_history, iter_history, iter_thread

    if at is not None and since is not None:
        raise click.UsageError("--at shows one moment, --since a stretch of time: give one of them.")
    when = read_end(at) if at is not None else None
    start = read_start(since) if since is not None else None
    _, db = open_rows(archive)
    if when is not None:
        then = read_past(db, url, when)
        lines: Iterator[str] = iter_thread(then)
        found: object = then
    elif (blog := find_home(db, url)) is not None:
        changed = read_blog_history(db, blog, start, most or -1)
        found, lines = changed, iter_blog_history(changed)
    else:
        known = read_history(db, url, start, most or -1)
        found, lines = known, iter_history(known)
    if as_json:
        say_json(found)
        return
    for line in lines:
        say(line)


@house.command()
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


@house.command()
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
