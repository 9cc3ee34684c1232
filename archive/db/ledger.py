"""The ledger: every address that was found, what became of it, and the crawls that asked.

These rows record what was *done*; they are never derived from captures and survive a reread. The ledger is
also the crawl's queue: an address is ``due`` until its visit is written in the same transaction as
its rows and the addresses it led to, so a crawl that dies loses nothing and forgets nothing. A robots.txt
has its row too, and is never drawn from here: every crawl asks for it when it first turns to a host.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlite_utils import Database

from archive.db.returns import Return
from archive.db.trails import post_id_of
from archive.models import Capture, Posted, Reading, Role
from archive.posted import wire_address
from archive.urls import key, stable_id

State = Literal["due", "done", "failed", "refused"]
Outcome = Literal[
    "kept", "unchanged", "redirected", "gone", "denied", "error", "unreachable", "too large",
    "robots", "trap", "outside", "private", "excluded", "bad address",
]  # fmt: skip

PRIORITY: dict[Role, int] = {
    "robots": 100,
    "feed": 90,
    "sitemap": 90,
    "api": 85,
    "comments": 80,
    "embed": 75,
    "post": 70,
    "index": 60,
    "link": 50,
    "requisite": 20,
}
"""Which kind of address is fetched first: what names posts, then threads, then posts, then what they show."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the ledger that is due. ``body`` is what a POST carries; None: a GET.

    ``url`` names the question in the ledger (:mod:`archive.posted`), ``asked`` is what goes over the wire.
    """

    id: int
    url: str
    role: Role
    depth: int = 0
    attempts: int = 0
    not_before: datetime | None = None
    body: Posted | None = None

    @property
    def asked(self) -> str:
        """The address that goes over the wire."""
        return wire_address(self.url) if self.body is not None else self.url


@dataclass(frozen=True, slots=True)
class Held:
    """What the archive holds of an address whole, and the validators that its server gave with it."""

    capture: Capture
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """An address that a page led to. ``outcome`` and ``reason`` are given when it is refused at once.

    ``body`` is what a POST carries; it is then part of ``url`` too (:mod:`archive.posted`).
    """

    url: str
    role: Role
    finder: str
    outcome: Outcome | None = None
    reason: str | None = None
    body: Posted | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one attempt at an address, with all that must be written together.

    ``again`` is when to try once more (UTC); None when this attempt settles the address. ``holds`` says what a
    later 304 stands for: True, this answer, with its ``etag`` and ``last_modified``; False, nothing any more;
    None, what it was before. ``leads`` are addresses that are to be asked in this visit too, though they are known.
    """

    address: Address
    outcome: Outcome
    time: datetime
    reason: str | None = None
    status: int | None = None
    capture: Capture | None = None
    reading: Reading | None = None
    found: tuple[Found, ...] = ()
    again: datetime | None = None
    holds: bool | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_bytes: int = 0
    leads: tuple[str, ...] = ()


@dataclass(slots=True)
class CrawlFigures:
    """What a crawl has done so far, for its row, the progress line and the summary.

    ``visit`` is first, return or full. ``identical`` counts answers whose payload was kept before (a 304 is counted
    in ``outcomes`` as unchanged), ``changed`` the rows of which something a reader sees changed, ``because`` the
    addresses that were asked again, by the reason.
    """

    found: int = 0
    fetched: int = 0
    failed: int = 0
    refused: int = 0
    posts: int = 0
    comments: int = 0
    bytes: int = 0
    identical: int = 0
    changed: int = 0
    visit: str = "first"
    outcomes: dict[str, int] = field(default_factory=dict)
    because: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON wants them."""
        return {
            "found": self.found,
            "fetched": self.fetched,
            "failed": self.failed,
            "refused": self.refused,
            "posts": self.posts,
            "comments": self.comments,
            "bytes": self.bytes,
            "identical": self.identical,
            "changed": self.changed,
            "visit": self.visit,
            "because": self.because,
            "outcomes": dict(sorted(self.outcomes.items())),
        }


def stamp(moment: datetime | None) -> str | None:
    """A time as the database keeps it: UTC, ISO 8601, ``Z``; None stays None."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def unstamp(text: str | None) -> datetime | None:
    """The aware UTC time that :func:`stamp` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


UNFINISHED = """
select visit, (select started from crawls began where began.id = crawls.visit), settings
from crawls
where blog_id = :blog and (outcome is null or outcome <> 'finished')
order by started desc
limit 1
"""

COUNT_DUE = "select count(*) from addresses where blog_id = :blog and state = 'due' and role <> 'robots'"

START_CRAWL = """
insert into crawls (id, blog_id, seed, started, settings, visit)
values (:id, :blog, :seed, :started, :settings, :visit)
"""

END_CRAWL = """
update crawls
set ended = :ended, outcome = :outcome, figures = :figures, message = :message
where id = :id
"""

TELL_CRAWL = """
update crawls
set figures = :figures
where id = :id
"""

VISITED = "select 1 from crawls where blog_id = :blog and visit <> :visit limit 1"

LAST_VISIT = """
select min(started)
from crawls
where visit = (
  select visit from crawls where blog_id = :blog and outcome = 'finished' order by ended desc limit 1
)
"""

PLANNED_LISTS = """
select id, url, role
from addresses
where blog_id = :blog and state = 'due' and role in ('feed', 'api') and asked_because = 'list of the blog'
"""

REPLACE = "update addresses set state = 'done', asked_because = null where id = :id"

BECAUSE = """
select asked_because, count(*)
from addresses
where blog_id = :blog and asked_because is not null and last_tried >= :visit
group by 1
order by 2 desc, 1
"""

ADD_ADDRESS = """
insert into addresses
  (blog_id, url, role, finder, found_on, depth, priority, state, outcome, reason, crawl_id, first_found, body,
   body_type)
values
  (:blog, :url, :role, :finder, :found_on, :depth, :priority, :state, :outcome, :reason, :crawl, :time, :body,
   :body_type)
on conflict (blog_id, url) do nothing
returning id
"""

NEARER = """
update addresses
set depth = :depth, found_on = :found_on
where blog_id = :blog
  and url = :url
  and depth > :depth
"""

READMIT = """
update addresses
set state = :state, outcome = :outcome, reason = :reason, crawl_id = :crawl
where id = :id
"""

REFUSED = "select id, url, role, reason, body from addresses where blog_id = :blog and state = 'refused'"

DUE = """
select id, url, role, depth, attempts, not_before, body, body_type
from addresses
where blog_id = :blog and state = 'due' and role <> 'robots' and (not_before is null or not_before <= :before)
order by priority desc, id
limit :limit
"""

LATER = """
select url, not_before
from addresses
where blog_id = :blog and state = 'due' and not_before > :before
order by not_before
limit 1
"""

KNOWN = "select url from addresses where blog_id = :blog"

ADD_ROBOTS = """
insert into addresses (blog_id, url, role, finder, priority, crawl_id, first_found)
values (:blog, :url, 'robots', 'robots.txt', 100, :crawl, :time)
on conflict (blog_id, url) do update set crawl_id = excluded.crawl_id
returning id
"""

SETTLE = """
update addresses
set state = :state, outcome = :outcome, reason = :reason, attempts = :attempts, not_before = :again,
  status = :status, capture_id = coalesce(:capture, capture_id), crawl_id = :crawl, last_tried = :time,
  whole_id = case :holds when 1 then :capture when 0 then null else whole_id end,
  etag = case :holds when 1 then :etag when 0 then null else etag end,
  last_modified = case :holds when 1 then :last_modified when 0 then null else last_modified end,
  post_id = coalesce(:post, post_id, case when :alone is not null then (
    select parent.post_id
    from addresses parent
    where parent.blog_id = addresses.blog_id
      and parent.url = addresses.found_on
      and (:alone = '' or parent.post_id = :alone)
  ) end)
where id = :id
"""

HELD = """
select captures.id, captures.url, time, captures.status, content_type, digest, warc, offset, length, revisit_of,
  truncated, etag, last_modified
from addresses
join captures on captures.id = addresses.whole_id
where addresses.id = :id
  and (etag is not null or last_modified is not null)
"""

SEED_REDIRECTS = """
select url from addresses where blog_id = :blog and finder = 'seed redirect' order by id
"""

KEPT = """
select
  (select count(*) from posts where blog_id = :blog) as posts,
  (select count(*) from comments join posts on posts.id = comments.post_id where blog_id = :blog) as comments,
  (select sum(promised) from (
     select promised from threads join posts on posts.id = threads.post_id where blog_id = :blog
     union all
     select promised from unkept_threads where blog_id = :blog)) as promised,
  (select count(*) from captures where blog_id = :blog) as captures,
  (select count(*) from addresses
   where blog_id = :blog and state = 'failed' and role not in ('requisite', 'robots', 'embed')) as failed
"""

DECIDE = """
insert into decisions (time, blog_id, what, url, why) values (:time, :blog, :what, :url, :why)
"""

_EVER = datetime.max.replace(tzinfo=UTC)
_DONE: frozenset[str] = frozenset({"kept", "unchanged", "redirected", "gone", "denied"})
_REFUSED: frozenset[str] = frozenset({"robots", "trap", "outside", "private", "excluded", "bad address"})


def state_of(outcome: Outcome) -> State:
    """The state an outcome settles an address in."""
    return "done" if outcome in _DONE else "refused" if outcome in _REFUSED else "failed"


class Ledger:
    """The ledger of one crawl of one blog. No method commits: the caller has the transaction.

    ``visit`` is None while the blog is visited for the first time. ``spell`` writes an address as the ledger has it.
    """

    def __init__(self, db: Database, blog_id: str, crawl_id: str) -> None:
        self.db = db
        self.blog_id = blog_id
        self.crawl_id = crawl_id
        self.visit: Return | None = None
        self.visit_began = ""
        self.spell: Callable[[str], str] = lambda url: url

    def start(
        self, seed: str, settings: Mapping[str, Any], now: datetime, *, again: bool = False, full: bool = False
    ) -> bool:
        """Write the crawl's row. True when it goes on with an unfinished visit to this blog.

        Otherwise a new visit begins: what may have changed is due once more, and with ``full`` every known address.
        A full visit goes on only with a full one. ``again`` asks everything although a visit is unfinished.
        """
        row = self.db.execute(UNFINISHED, {"blog": self.blog_id}).fetchone()
        was_full = row is not None and ("full" in json.loads(row[2]) or "again" in json.loads(row[2]))
        resumed = row is not None and not again and self.count_due() > 0
        if resumed and full and not was_full and self._is_known({"blog": self.blog_id, "visit": row[0]}):
            resumed = False
        visit, self.visit_began = (row[0], row[1]) if resumed else (self.crawl_id, str(stamp(now)))
        self.db.execute(
            START_CRAWL,
            {
                "id": self.crawl_id,
                "blog": self.blog_id,
                "seed": seed,
                "started": stamp(now),
                "settings": json.dumps(dict(settings), ensure_ascii=False, sort_keys=True),
                "visit": visit,
            },
        )
        come_back = Return(self.db, self.blog_id, self.crawl_id, self.visit_began)
        if self._is_known({"blog": self.blog_id, "visit": visit}):
            self.visit = come_back
        if resumed:
            come_back.ask_failed()
        elif full or again:
            come_back.ask_all()
        elif self.visit is not None:
            come_back.plan(now)
        return resumed

    def tell(self, figures: CrawlFigures) -> None:
        """Write what the crawl has done so far, into the caller's transaction: who looks meanwhile sees it."""
        self.db.execute(TELL_CRAWL, {"id": self.crawl_id, "figures": json.dumps(figures.as_dict())})

    def _is_known(self, values: dict[str, str]) -> bool:
        """Whether the blog was visited before this visit."""
        return self.db.execute(VISITED, values).fetchone() is not None

    def last_visit(self) -> datetime | None:
        """When the last visit began that came to its end; None when none did."""
        return unstamp(self.db.execute(LAST_VISIT, {"blog": self.blog_id}).fetchone()[0])

    def planned_lists(self) -> list[Address]:
        """The feeds and API lists that are due because they are lists of the blog."""
        rows = self.db.execute(PLANNED_LISTS, {"blog": self.blog_id}).fetchall()
        return [Address(*row) for row in rows]

    def replace(self, address: Address) -> None:
        """This list is not asked: another question takes its place."""
        self.db.execute(REPLACE, {"id": address.id})

    def count_because(self) -> dict[str, int]:
        """The addresses that were asked again in this visit, by the reason."""
        values = {"blog": self.blog_id, "visit": self.visit_began}
        return dict(self.db.execute(BECAUSE, values).fetchall())

    def end(self, outcome: str, figures: CrawlFigures, now: datetime, message: str | None = None) -> None:
        """Write how the crawl ended: finished, stopped (goes on later), failed."""
        self.db.execute(
            END_CRAWL,
            {
                "id": self.crawl_id,
                "ended": stamp(now),
                "outcome": outcome,
                "figures": json.dumps(figures.as_dict()),
                "message": message,
            },
        )

    def add(self, found: Found, found_on: str | None, depth: int, now: datetime) -> Address | None:
        """Enter an address; the Address when it is new and due, None when it is known or refused.

        A list is as near to the home as the nearest page that leads to it, whichever was asked first: a return asks
        the lists that are near.
        """
        row = self.db.execute(
            ADD_ADDRESS,
            {
                "blog": self.blog_id,
                "url": found.url,
                "role": found.role,
                "finder": found.finder,
                "found_on": found_on,
                "depth": depth,
                "priority": PRIORITY[found.role],
                "state": state_of(found.outcome) if found.outcome else "due",
                "outcome": found.outcome,
                "reason": found.reason,
                "crawl": self.crawl_id,
                "time": stamp(now),
                "body": found.body.text if found.body else None,
                "body_type": found.body.media_type if found.body else None,
            },
        ).fetchone()
        if row is None and found.role in ("feed", "api"):
            place = {"blog": self.blog_id, "url": found.url, "depth": depth, "found_on": found_on}
            self.db.execute(NEARER, place)
        if row is None or found.outcome is not None:
            return None
        return Address(row[0], found.url, found.role, depth, body=found.body)

    def settle(self, visit: Visit) -> list[Address]:
        """Write what became of an attempt and all it found; the new addresses that are due."""
        added = [self.add(f, visit.address.url, visit.address.depth + 1, visit.time) for f in visit.found]
        post, alone = _post_of(visit)
        self.db.execute(
            SETTLE,
            {
                "id": self._row_of(visit),
                "state": "due" if visit.again else state_of(visit.outcome),
                "outcome": visit.outcome,
                "reason": visit.reason,
                "attempts": visit.address.attempts + 1,
                "again": stamp(visit.again),
                "status": visit.status,
                "capture": visit.capture.id if visit.capture else None,
                "holds": visit.holds,
                "etag": visit.etag,
                "last_modified": visit.last_modified,
                "crawl": self.crawl_id,
                "time": stamp(visit.time),
                "post": post,
                "alone": alone,
            },
        )
        return [address for address in added if address is not None]

    def hear(self, visit: Visit, reading: Reading | None, touched: tuple[str, ...], *, news: bool) -> int:
        """What a visit tells of other addresses, in a visit to a blog that is known; how many that makes due.

        ``reading`` is normalized. ``news``: rows or addresses came of it that were not known.
        """
        come_back = self.visit
        if come_back is None:
            return 0
        count = sum(come_back.ask(url, "the address moved there") for url in visit.leads)
        if reading is None or visit.capture is None:
            return count
        count += come_back.hear(reading, visit.capture, touched, self.spell)
        count += come_back.lead_on(reading, visit.address.role, self.spell, news=news or count > 0)
        if visit.address.depth == 0 and visit.address.role == "index":
            count += come_back.hear_platform(reading, visit.capture)
        post, _ = _post_of(visit)
        if news and post is not None:
            count += come_back.ask_thread(post)
        return count

    def find_held(self, address: Address) -> Held | None:
        """What is held of an address with validators; None when there is nothing that a 304 could stand for."""
        row = self.db.execute(HELD, {"id": address.id}).fetchone()
        if row is None:
            return None
        time = unstamp(row[2])
        assert time is not None, "captures.time is not null"
        return Held(Capture(row[0], row[1], time, *row[3:11]), row[11], row[12])

    def _row_of(self, visit: Visit) -> int:
        """The address's row; a host's robots.txt (negative id) gets its row with its first visit."""
        if visit.address.id >= 0:
            return visit.address.id
        values = {
            "blog": self.blog_id,
            "url": visit.address.url,
            "crawl": self.crawl_id,
            "time": stamp(visit.time),
        }
        return int(self.db.execute(ADD_ROBOTS, values).fetchone()[0])

    def count_kept(self) -> dict[str, int | None]:
        """What the archive holds of this blog: posts, comments, promised comments (None: nobody says), captures,
        and addresses that could not be had, pictures aside."""
        row = self.db.execute(KEPT, {"blog": self.blog_id}).fetchone()
        return dict(zip(("posts", "comments", "promised", "captures", "failed"), row, strict=True))

    def count_due(self) -> int:
        """How many addresses wait."""
        return int(self.db.execute(COUNT_DUE, {"blog": self.blog_id}).fetchone()[0])

    def iter_due(self, limit: int, before: datetime = _EVER) -> Iterator[Address]:
        """The addresses that are due, most urgent first; those that wait for a time after ``before`` are not."""
        for row in self.db.execute(DUE, {"blog": self.blog_id, "limit": limit, "before": stamp(before)}):
            body = Posted(row[6], row[7]) if row[6] is not None else None
            yield Address(row[0], row[1], row[2], row[3], row[4], unstamp(row[5]), body)

    def find_later(self, after: datetime) -> tuple[str, datetime] | None:
        """The first address that is due only after ``after``, and when; None when none waits so long."""
        row = self.db.execute(LATER, {"blog": self.blog_id, "before": stamp(after)}).fetchone()
        moment = unstamp(row[1]) if row else None
        return (row[0], moment) if moment else None

    def iter_known(self) -> Iterator[str]:
        """Every address of the blog that was ever found."""
        for (url,) in self.db.execute(KNOWN, {"blog": self.blog_id}):
            yield url

    def refused(self) -> list[tuple[int, str, Role, str | None]]:
        """The addresses that were refused, as they go over the wire, and why: scope may have changed since."""
        rows = self.db.execute(REFUSED, {"blog": self.blog_id})
        return [(r[0], wire_address(r[1]) if r[4] is not None else r[1], r[2], r[3]) for r in rows]

    def judge_again(self, verdicts: Iterable[tuple[int, Outcome | None, str | None]]) -> None:
        """Write new verdicts on refused addresses; an outcome of None makes one due."""
        for row, outcome, reason in verdicts:
            state = state_of(outcome) if outcome else "due"
            self.db.execute(
                READMIT,
                {"id": row, "state": state, "outcome": outcome, "reason": reason, "crawl": self.crawl_id},
            )

    def seed_redirects(self) -> list[str]:
        """Where the seed was found to have moved, in earlier crawls."""
        return [url for (url,) in self.db.execute(SEED_REDIRECTS, {"blog": self.blog_id})]

    def decide(self, what: str, why: str, now: datetime, url: str | None = None) -> None:
        """Record what was done on purpose and why (ignored robots, accepted certificates)."""
        self.db.execute(DECIDE, {"time": stamp(now), "blog": self.blog_id, "what": what, "url": url, "why": why})


def _post_of(visit: Visit) -> tuple[str | None, str | None]:
    """The post that an address belongs to, by what was read there.

    Second, for what may be a thread's: the one post that an answer speaks of, empty when it speaks of none. It
    counts where the address was found on a page of that post; a list of one post is no thread.
    """
    reading = visit.reading
    if reading is None:
        return None, None
    if reading.post is not None:
        return post_id_of(reading.post), None
    if reading.about is not None:
        return stable_id("post", key(reading.about)), None
    if visit.address.role not in ("comments", "embed", "api", "feed"):
        return None, None
    told = {post_id_of(post) for post in reading.posts}
    told |= {stable_id("post", key(comment.post_url)) for comment in reading.comments if comment.post_url}
    if not told:
        return None, "" if visit.address.role in ("comments", "embed") else None
    return None, told.pop() if len(told) == 1 else None


def new_crawl_id(seed: str, now: datetime) -> str:
    """An id for a crawl that starts now."""
    return stable_id("crawl", seed, now.isoformat())
