"""Standing concerns: opened once, kept while they last, resolved when they went away, or accepted on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from archive.db.concerns import PASSING, Concern, Examined, Kind, Severity
from archive.db.stamps import stamp
from archive.errors import BlogkeepError, NotKept
from archive.urls import stable_id

About = Literal["opened", "worse", "resolved"]

STANDING = """
select id, kind
from concerns
where blog_id is ?
  and resolved is null
"""

OPEN = """
insert into concerns (
  id, blog_id, kind, severity, sentence, advice, url, capture_id, measure, crawl_id, opened, seen
)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

SEE_AGAIN = """
update concerns
set severity = ?, sentence = ?, advice = ?, url = ?, capture_id = ?, measure = ?, seen = ?
where id = ?
"""

RESOLVE = """
update concerns
set resolved = ?
where id = ?
"""

ACCEPT = """
update concerns
set accepted = ?
where id = ?
"""

DECIDE = """
insert into decisions (time, blog_id, what, url, why)
values (?, ?, ?, ?, ?)
"""

LIST = """
select concerns.id, concerns.blog_id, blogs.home, kind, severity, sentence, advice, url, concerns.capture_id, measure,
  crawl_id, opened, seen, resolved, accepted
from concerns
left join blogs on blogs.id = concerns.blog_id
where (:blog is null or concerns.blog_id = :blog)
  and (:all or (resolved is null and accepted is null))
order by resolved is not null, severity = 'urgent' desc, severity = 'warning' desc, opened desc, concerns.id
"""

TOLD = """
select about, max(coalesce(measure, 0))
from notices
where concern_id = ?
  and target_key = ?
  and outcome = 'sent'
group by about
"""

NOTE = """
insert into notices (time, target, target_key, concern_id, about, measure, outcome, error)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A concern as it stands: ``opened`` and last ``seen`` (UTC), ``resolved`` when it went away, ``accepted`` why it
    is left as it is (None: it is not). ``home`` is the blog's; None for what concerns the whole archive."""

    id: str
    blog_id: str | None
    home: str | None
    kind: Kind
    severity: Severity
    sentence: str
    advice: str
    url: str | None
    capture_id: str | None
    measure: int | None
    crawl_id: str | None
    opened: str
    seen: str
    resolved: str | None
    accepted: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to be told: a concern was opened, grew to twice what they were told, or went away."""

    about: About
    concern: Standing


def settle_concerns(db: Database, examined: Examined, crawl_id: str | None, now: datetime) -> None:
    """Write down what was found after a crawl of a blog; what stood before and was not found again is resolved.

    What the crawl was not able to judge stays as it was. Inside the caller's transaction; may be done again.
    """
    _settle(db, examined.blog_id, examined.concerns, examined.unjudged, crawl_id, now)


def settle_house_concerns(db: Database, concerns: Iterable[Concern], now: datetime) -> None:
    """The same for what concerns the whole archive."""
    _settle(db, None, concerns, frozenset(), None, now)


def _settle(
    db: Database,
    blog_id: str | None,
    concerns: Iterable[Concern],
    unjudged: frozenset[Kind],
    crawl_id: str | None,
    now: datetime,
) -> None:
    time = stamp(now)
    standing: dict[Kind, str] = {kind: one for one, kind in db.conn.execute(STANDING, (blog_id,))}
    for concern in concerns:
        what = (concern.severity, concern.sentence, concern.advice, concern.url, concern.capture_id, concern.measure)
        known = standing.pop(concern.kind, None)
        if known is None:
            new = stable_id("concern", blog_id or "", concern.kind, str(time))
            db.conn.execute(OPEN, (new, blog_id, concern.kind, *what, crawl_id, time, time))
        else:
            db.conn.execute(SEE_AGAIN, (*what, time, known))
    for kind, known in standing.items():
        if kind not in unjudged:
            db.conn.execute(RESOLVE, (time, known))


def list_standing(db: Database, blog_id: str | None = None, *, every: bool = False) -> list[Standing]:
    """The open concerns of a blog (None: of all), the most urgent first; ``every``: resolved and accepted ones too."""
    rows = db.conn.execute(LIST, {"blog": blog_id, "all": every})
    return [Standing(*row) for row in rows]


def accept_concern(db: Database, concern_id: str, why: str, now: datetime) -> Standing:
    """Leave a concern as it is, and record why; nobody is told of it while it lasts. The caller commits.

    NotKept when there is no such concern, BlogkeepError when it is resolved.
    """
    found = next((one for one in list_standing(db, every=True) if one.id == concern_id), None)
    if found is None:
        raise NotKept(f"There is no concern '{concern_id[:80]}'. List them with: blogkeep concerns")
    if found.resolved is not None:
        raise BlogkeepError(f"'{found.sentence}' went away at {found.resolved}: there is nothing to accept.")
    db.conn.execute(ACCEPT, (why, concern_id))
    db.conn.execute(DECIDE, (stamp(now), found.blog_id, f"concern accepted: {found.kind}", found.url, why))
    return replace(found, accepted=why)


def find_news(db: Database, target_key: str) -> list[News]:
    """What a target was not told yet, as far as concerns go that still matter.

    Nobody is told that something is over of which they were never told, nor of what was accepted.
    """
    news = []
    for one in list_standing(db, every=True):
        told: dict[str, int] = dict(db.conn.execute(TOLD, (one.id, target_key)).fetchall())
        if one.resolved is not None:
            if told and "resolved" not in told and one.kind not in PASSING:
                news.append(News("resolved", one))
        elif one.accepted is None and not told:
            news.append(News("opened", one))
        elif one.accepted is None and one.measure is not None and one.measure >= 2 * max(told.values()) > 0:
            news.append(News("worse", one))
    return news


def save_notice(
    db: Database, target: str, target_key: str, news: Iterable[News], now: datetime, error: str | None = None
) -> None:
    """Write down that a target was told (``error`` None) or could not be told. The caller commits.

    ``target`` is its name without secrets.
    """
    outcome = "sent" if error is None else "failed"
    for one in news:
        values = (one.concern.id, one.about, one.concern.measure, outcome, error)
        db.conn.execute(NOTE, (stamp(now), target, target_key, *values))
