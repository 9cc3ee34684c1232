"""``blogkeep coverage``: what was promised, what is kept, what is missing and why; certificates; accepted gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.command import archive_option, json_option, open_rows
from archive.db.acceptance import save_acceptance, save_reopening
from archive.db.connect import open_db
from archive.db.coverage import BlogCoverage, ThreadCoverage, find_gap, list_threads, read_coverage
from archive.db.left_out import read_left_out
from archive.db.store import transaction
from archive.errors import BlogkeepError
from archive.home import open_home
from archive.terminal import say, say_json

MOST_POSTS = 20
"""Posts that are not kept, listed one by one; the rest is counted."""


@click.command()
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
