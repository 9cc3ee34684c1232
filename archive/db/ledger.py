"""The ledger: every address that was found, what became of it, and the crawls that asked.

These rows record what was *done*; they are never derived from captures and survive a reread. The ledger is
also the crawl's queue: an address is ``due`` until its visit is written in the same transaction as
its rows and the addresses it led to, so a crawl that dies loses nothing and forgets nothing. A robots.txt
has its row too, and is never drawn from here: every crawl asks for it when it first turns to a host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from archive.db.crawl_log import CrawlLog
from archive.db.returns import Return
from archive.db.stamps import stamp, unstamp
from archive.db.trails import post_id_of
from archive.db.visits import PRIORITY, Address, Found, Held, Outcome, Visit, state_of
from archive.models import Capture, Posted, Reading, Role
from archive.posted import wire_address
from archive.urls import post_at

COUNT_DUE = "select count(*) from addresses where blog_id = :blog and state = 'due' and role <> 'robots'"

PLANNED_LISTS = """
select id, url, role
from addresses
where blog_id = :blog and state = 'due' and role in ('feed', 'api') and asked_because = 'list of the blog'
"""

REPLACE = "update addresses set state = 'done', asked_because = null where id = :id"

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

_EVER = datetime.max.replace(tzinfo=UTC)


class Ledger:
    """The ledger of one crawl of one blog. No method commits: the caller has the transaction.

    ``visit`` is None while the blog is visited for the first time. ``spell`` writes an address as the ledger has it.
    """

    def __init__(self, db: Database, blog_id: str, crawl_id: str) -> None:
        self.db = db
        self.blog_id = blog_id
        self.crawl_id = crawl_id
        self.log = CrawlLog(db, blog_id, crawl_id)
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
        last = self.log.find_unfinished()
        resumed = last is not None and not again and self.count_due() > 0
        if last is not None and full and not last.full and self.log.is_known(last.visit):
            resumed = False
        visit, self.visit_began = self.crawl_id, str(stamp(now))
        if last is not None and resumed:
            visit, self.visit_began = last.visit, last.began
        self.log.begin(seed, settings, visit, now)
        come_back = Return(self.db, self.blog_id, self.crawl_id, self.visit_began)
        if self.log.is_known(visit):
            self.visit = come_back
        if resumed:
            come_back.ask_failed()
        elif full or again:
            come_back.ask_all()
        elif self.visit is not None:
            come_back.plan(now)
        return resumed

    def planned_lists(self) -> list[Address]:
        """The feeds and API lists that are due because they are lists of the blog."""
        rows = self.db.execute(PLANNED_LISTS, {"blog": self.blog_id}).fetchall()
        return [Address(*row) for row in rows]

    def replace(self, address: Address) -> None:
        """This list is not asked: another question takes its place."""
        self.db.execute(REPLACE, {"id": address.id})

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
        return post_at(reading.about), None
    if visit.address.role not in ("comments", "embed", "api", "feed"):
        return None, None
    told = {post_id_of(post) for post in reading.posts}
    told |= {post_at(comment.post_url) for comment in reading.comments if comment.post_url}
    if not told:
        return None, "" if visit.address.role in ("comments", "embed") else None
    return None, told.pop() if len(told) == 1 else None
