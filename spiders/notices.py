"""Notices: what is wrong after a crawl is written down, and whoever wants to know is told, once."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from sqlite_utils import Database

from archive.db.concerns import Concern, Examined, examine_crawl, find_latest_crawl
from archive.db.connect import open_db
from archive.db.standing import (
    News,
    Standing,
    find_news,
    list_standing,
    save_notice,
    settle_concerns,
    settle_house_concerns,
)
from archive.db.store import save_blog, transaction
from archive.errors import BlogkeepError
from archive.home import Home
from archive.models import Blog
from archive.terminal import plain_text
from spiders.mail import send_mail
from spiders.targets import Target, Targets, read_targets
from spiders.webhook import post_json

log = logging.getLogger(__name__)
LEAST_FREE = 1_000_000_000
LEAST_PART = 0.03
"""A disk with less than this many bytes and this part free is nearly full; with a tenth of that it is urgent."""
AGENT = f"blogkeep/{version('blogkeep')} (notices)"
_BEGIN = {"opened": "", "worse": "Worse: ", "resolved": "Over: "}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message: to whom (without secrets), of how many concerns, and why it failed (None: it was sent)."""

    target: str
    concerns: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What stands open now (of the blog, and of the archive as a whole), and what was sent."""

    concerns: tuple[Standing, ...]
    deliveries: tuple[Delivery, ...]


def report_concerns(
    home: Home,
    crawl_id: str | None = None,
    *,
    seed: str | None = None,
    failure: str | None = None,
    targets: Targets | None = None,
    send: bool = True,
    now: datetime | None = None,
) -> Report:
    """Find what is wrong after a crawl, write it down, and tell whoever was not told yet.

    Call it when the crawl's process has ended. Without ``crawl_id`` the latest crawl of ``seed`` is meant. ``failure``
    says what is known of the process beside the archive ("killed after 3 hours"): then the crawl counts as failed,
    whether it left a row or not. ``targets`` None: those of the archive and the environment. ``send`` False only writes
    down. A message that cannot be sent raises nothing: it is logged, stands in ``notices`` and is tried again with the
    next report. Errors: those of opening and writing the archive, NotKept for an unknown ``crawl_id``, BadAddress for
    targets that are not understood.
    """
    now = now or datetime.now(UTC)
    db = open_db(home.db)
    try:
        with transaction(db):
            blog_id = save_blog(db, Blog(seed)) if seed is not None else None
            if crawl_id is None and blog_id is not None:
                crawl_id = find_latest_crawl(db, blog_id)
            examined = _examine(db, crawl_id, blog_id, seed, failure)
            if examined is not None:
                settle_concerns(db, examined, crawl_id, now)
            settle_house_concerns(db, find_house_concerns(home), now)
            shown = examined.blog_id if examined is not None else blog_id
            concerns = [one for one in list_standing(db) if one.blog_id in (None, shown)]
        deliveries = tuple(_tell_all(home, db, targets or read_targets(home), now)) if send else ()
    finally:
        db.close()
    return Report(tuple(concerns), deliveries)


def _examine(
    db: Database, crawl_id: str | None, blog_id: str | None, seed: str | None, failure: str | None
) -> Examined | None:
    """What the rows say, with what is known of the process; None when there is neither."""
    examined = examine_crawl(db, crawl_id) if crawl_id is not None else None
    if failure is None:
        return examined
    owner = examined.blog_id if examined is not None else blog_id
    if owner is None:
        raise BlogkeepError("Which crawl failed? Name its id or the blog's address.")
    failed = Concern(
        owner, "crawl failed", "urgent", f"The crawl of {seed or crawl_id} failed: {failure}",
        "Nothing that was acknowledged is lost. Run it again, it goes on where it stopped; its log says more.", seed,
    )  # fmt: skip
    if examined is None:
        return Examined(owner, (failed,), frozenset())
    others = [one for one in examined.concerns if one.kind not in ("crawl failed", "crawl died")]
    return replace(examined, concerns=(failed, *others))


def find_house_concerns(home: Home) -> tuple[Concern, ...]:
    """What concerns the whole archive: the disk it is on."""
    disk = shutil.disk_usage(home.root)
    least = min(LEAST_FREE, LEAST_PART * disk.total)
    if disk.free >= least:
        return ()
    return (
        Concern(
            None, "disk nearly full", "urgent" if disk.free < least / 10 else "warning",
            f"The disk of the archive '{home.root.name}' is nearly full: {disk.free / 1e6:,.0f} MB are free.",
            "Make room, or move the archive's folder to a larger disk. A crawl that finds no room stops cleanly.",
        ),
    )  # fmt: skip


def send_news(home: Home, targets: Targets, now: datetime | None = None) -> list[Delivery]:
    """Tell everybody what they were not told yet, of all blogs; nothing is looked for anew."""
    db = open_db(home.db)
    try:
        return list(_tell_all(home, db, targets, now or datetime.now(UTC)))
    finally:
        db.close()


def _tell_all(home: Home, db: Database, targets: Targets, now: datetime) -> Iterator[Delivery]:
    for target in targets.targets:
        news = find_news(db, target.key)
        if not news:
            continue
        error = try_to_send(targets, target, subject_of(news), text_of(news), value_of(home, news))
        with transaction(db):
            save_notice(db, target.name, target.key, news, now, error)
        yield Delivery(target.name, len(news), error)


def try_to_send(targets: Targets, target: Target, subject: str, text: str, value: dict[str, Any]) -> str | None:
    """Send one message: ``text`` by mail, ``value`` to a webhook. What went wrong, in words; None when it was sent."""
    try:
        if target.by == "mail":
            send_mail(targets, target.address, subject, text)
        else:
            post_json(target.address, value, agent=AGENT)
    except BlogkeepError as error:
        log.warning("%s was not told: %s", target.name, error)
        return str(error)
    return None


def subject_of(news: list[News]) -> str:
    """A line that tells how bad it is."""
    open_news = [one for one in news if one.about != "resolved"]
    if not open_news:
        return f"[blogkeep] Over: {news[0].concern.kind}" + (f" and {len(news) - 1} more" if len(news) > 1 else "")
    first = open_news[0].concern
    blog = f", {first.home}" if first.home else ""
    more = f" and {len(news) - 1} more" if len(news) > 1 else ""
    return f"[blogkeep] {first.kind}{blog}{more}"


def text_of(news: list[News]) -> str:
    """The message for people."""
    return "\n".join(line for one in news for line in _iter_lines(one)).strip() + "\n"


def _iter_lines(news: News) -> Iterator[str]:
    one = news.concern
    yield f"{_BEGIN[news.about]}{one.severity.upper()}: {one.sentence}" if not one.resolved else f"Over: {one.sentence}"
    if one.resolved:
        yield f"  since {one.opened}, over at {one.resolved}"
    else:
        yield f"  {one.advice}"
        if one.url and one.url not in one.sentence:
            yield f"  address: {one.url}"
        if one.capture_id:
            yield f"  proof: capture {one.capture_id}"
        yield f'  since {one.opened} (blogkeep concerns {one.id} --accept "reason" leaves it as it is)'
    yield ""


def value_of(home: Home, news: list[News]) -> dict[str, Any]:
    """The message for programs; ``text`` is what chat services show."""
    return {
        "source": "blogkeep",
        "archive": home.root.resolve().name,
        "text": plain_text(text_of(news)),
        "news": [{"about": one.about, **asdict(one.concern)} for one in news],
    }


def send_trial(home: Home, targets: Targets) -> list[Delivery]:
    """A message to every target that says that all is well; nothing is written down."""
    name = home.root.resolve().name
    text = f"This is a trial: Blogkeep will tell you here what goes wrong with the archive '{name}'.\n"
    value = {"source": "blogkeep", "archive": name, "text": text.strip(), "news": []}
    return [
        Delivery(one.name, 0, try_to_send(targets, one, "[blogkeep] A trial message", text, value))
        for one in targets.targets
    ]
