"""``blogkeep concerns``: what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.command import archive_option, json_option
from archive.db.connect import open_db
from archive.db.queries import find_blogs
from archive.db.standing import Standing, accept_concern, list_standing
from archive.db.store import transaction
from archive.home import open_home
from archive.terminal import say, say_json


@click.command()
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
