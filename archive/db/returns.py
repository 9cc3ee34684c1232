"""What a return visit asks: what may have changed since, planned at its start and learned on the way.

Everything here makes settled addresses of the ledger due once more and says why (``addresses.asked_because``).
An address is asked once a visit, whoever announces it: nothing is due that was tried since the visit began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from archive.db.doubts import is_trusted, trusted
from archive.db.merge import fingerprint
from archive.db.trails import post_id_of
from archive.models import Capture, Reading
from archive.urls import post_at

Spell = Callable[[str], str]
"""Writes an address as the ledger has it."""

TURN_SHARE = 0.02
"""Which part of a blog's addresses may be index pages that take their turn in one visit."""
TURN_LEAST = 5
SLACK = timedelta(minutes=5)
"""How far a server's clock may be behind ours before a change that it tells of is missed."""
AHEAD = timedelta(days=1)
"""What is said to change later than this after the answer was made says nothing."""
CHAINED = ("feed", "api", "index", "sitemap")
"""Roles whose lists go on in further addresses of the same role."""

ASK = """
update addresses
set state = 'due', attempts = 0, not_before = null, crawl_id = :crawl, asked_because = :why
where blog_id = :blog
  and state = 'done'
  and (last_tried is null or last_tried < :visit)
  and role not in ('robots', 'requisite')
"""

ALL = """
update addresses
set state = 'due', attempts = 0, not_before = null, crawl_id = :crawl, asked_because = 'everything is asked'
where blog_id = :blog
  and state in ('done', 'failed')
  and role <> 'robots'
"""

FAILED = """
update addresses
set state = 'due', attempts = 0, not_before = null, crawl_id = :crawl,
  asked_because = coalesce(nullif(asked_because, ''), 'failed before')
where blog_id = :blog
  and state = 'failed'
  and role <> 'robots'
"""

IS_HEAD = """
  and not exists (
    select 1
    from addresses parent
    where parent.blog_id = addresses.blog_id
      and parent.url = addresses.found_on
      and parent.role = addresses.role
  )
"""
"""A list that another one of its kind goes on with is asked only when that one has news."""

LISTS = f"""{ASK}
  and finder <> 'since'
  and outcome in ('kept', 'unchanged', 'redirected')
  and (
    role = 'sitemap'
    or role in ('feed', 'api') and post_id is null and depth <= max(:depth, (
      select coalesce(min(near.depth), 0)
      from addresses as near
      where near.blog_id = :blog
        and near.role = addresses.role
        and near.post_id is null
        and near.state = 'done'
    ))
  )
  {IS_HEAD}
"""

THREADS = f"""{ASK}
  and role <> 'feed'
  and post_id in (
    select posts.id
    from posts
    join threads on threads.post_id = posts.id
    where posts.blog_id = :blog
      and coalesce(
        threads.next_look <= :visit,
        coalesce(addresses.last_tried, '') < :unplanned
      )
  )
"""
"""The page of a thread, its further pages and its comment system. A thread that nobody planned a look for yet
(``next_look`` is null) is looked at when the last look is a week ago."""
UNPLANNED = timedelta(days=7)

TURN = f"""{ASK}
  and id in (
    select id
    from addresses turn
    where turn.blog_id = :blog
      and turn.role = 'index'
      and turn.state = 'done'
      and turn.outcome in ('kept', 'unchanged')
    order by turn.last_tried, turn.id
    limit :most
  )
"""

COUNT = "select count(*) from addresses where blog_id = :blog and role not in ('robots', 'requisite')"
MOVES = "select count(*) from addresses where blog_id = :blog and finder = 'seed redirect'"

ONE = f"""{ASK}
  and url = :url
"""

CHANGED = f"""{ASK}
  and url = :url
  and last_tried < :changed
"""

OF_POST = f"""{ASK}
  and post_id = :post
"""

POST_CHANGED = f"""{ASK}
  and post_id = :post
  and role not in ('feed', 'api')
  and last_tried < :changed
"""

PROMISED = f"""{ASK}
  and post_id = :post
  and role not in ('feed', 'api')
  and case
    when (
      select count(*)
      from promises
      where promises.post_id = :post
        and said_of = 'comments'
        and said_by = :by
        and time <= addresses.last_tried
    ) = 0 then :count > (select kept + pings + deleted from threads where threads.post_id = :post)
    else :count <> (
      select promised
      from promises
      where promises.post_id = :post
        and said_of = 'comments'
        and said_by = :by
        and time <= addresses.last_tried
      order by time desc, capture_id desc
      limit 1
    )
  end
"""
"""A count is news when its source said another one before we last looked; a source that had not spoken before,
when it counts more than is kept."""

POST_WORDS = "select title, text from posts where id = ?"
COMMENT_WORDS = "select post_id, text from comments where id = ?"

ALL_POSTS = f"""{ASK}
  and post_id is not null
  and role <> 'feed'
"""

SPOKE_BEFORE = f"""
select adapter
from captures
where url = :url
  and id <> :capture
  and adapter is not null
  and adapter not in ('none', 'generic')
  and {trusted()}
order by time desc
limit 1
"""


class Return:
    """One visit to a blog that was visited before. No method commits: the caller has the transaction.

    ``visit`` is when the visit began, also when it was resumed since; addresses tried after that are left alone.
    """

    def __init__(self, db: Database, blog_id: str, crawl_id: str, visit: str) -> None:
        self.db = db
        self.values = {"blog": blog_id, "crawl": crawl_id, "visit": visit}

    def _ask(self, sql: str, why: str, **values: object) -> int:
        return self.db.conn.execute(sql, {**self.values, "why": why, **values}).rowcount

    def plan(self, now: datetime) -> None:
        """What is asked whatever the blog says: what failed, its lists, threads that are due, index pages in turn."""
        self.ask_failed()
        moved = self.db.conn.execute(MOVES, self.values).fetchone()[0] > 0
        self._ask(LISTS, "list of the blog", depth=2 if moved else 1)
        unplanned = stamp_of(now - UNPLANNED)
        self._ask(THREADS, "its thread is due", unplanned=unplanned)
        known = self.db.conn.execute(COUNT, self.values).fetchone()[0]
        self._ask(TURN, "index page in turn", most=max(TURN_LEAST, int(known * TURN_SHARE)))

    def ask_failed(self) -> None:
        """What could not be had is tried again."""
        self.db.conn.execute(FAILED, self.values)

    def ask_all(self) -> None:
        """Every known address is due."""
        self.db.conn.execute(ALL, self.values)

    def ask(self, url: str, why: str) -> int:
        """One address; tells whether it is due now and was not (1 or 0)."""
        return self._ask(ONE, why, url=url)

    def hear(self, reading: Reading, capture: Capture, touched: Iterable[str], spell: Spell) -> int:
        """What a page announces as changed, in a feed, sitemap, API or index; how many addresses that makes due.

        ``reading`` is normalized, ``touched`` are posts under which it told new comments, ``spell`` writes an
        address as the ledger has it. Nothing is announced by the page of a post about itself: it was just asked.
        """
        latest = capture.time + AHEAD
        count = self._hear_sitemap(reading, latest, spell)
        count += self._hear_counts(reading)
        count += self._hear_times(reading, latest)
        for post in touched:
            count += self._ask(OF_POST, "new or changed comments were announced", post=post)
        if reading.source in ("feed", "api") and capture.revisit_of is None:
            count += self._hear_words(reading)
        return count

    def _hear_sitemap(self, reading: Reading, latest: datetime, spell: Spell) -> int:
        if all(one.changed is None for one in reading.follow) or _is_own_clock(reading, latest):
            return 0
        rows = (
            {**self.values, "why": "the sitemap says that it changed", "url": spell(one.url), "changed": changed}
            for one in reading.follow
            if one.changed is not None and (changed := read_changed(one.changed, latest)) is not None
        )
        return max(0, self.db.conn.executemany(CHANGED, rows).rowcount)

    def _hear_counts(self, reading: Reading) -> int:
        counts: dict[tuple[str, str], int | None] = {}
        counts |= {(post_id_of(p), reading.source): p.promised for p in reading.posts}
        for promise in reading.promised:
            if promise.of == "comments" and promise.about is not None:
                counts[post_at(promise.about), promise.by] = promise.count
        why = "another number of comments was announced"
        return sum(
            self._ask(PROMISED, why, post=post, by=by, count=min(count, 2**53))
            for (post, by), count in counts.items()
            if count is not None
        )

    def _hear_times(self, reading: Reading, latest: datetime) -> int:
        if reading.source not in ("feed", "api"):
            return 0
        why = f"a {reading.source} says that it changed"
        told = [(post_id_of(post), post.updated) for post in reading.posts]
        told += [(comment.post_id or "", comment.updated) for comment in reading.comments]
        return sum(
            self._ask(POST_CHANGED, why, post=post, changed=stamp_of(utc + SLACK))
            for post, moment in told
            if moment is not None and (utc := moment.utc) is not None and utc <= latest
        )

    def _hear_words(self, reading: Reading) -> int:
        """Other words than those that are kept, where feed or API give the whole of them."""
        posts = set()
        for post in reading.posts:
            row = self.db.conn.execute(POST_WORDS, (post_id_of(post),)).fetchone()
            if row and post.whole and post.text and fingerprint(*row) != fingerprint(post.title or row[0], post.text):
                posts.add(post_id_of(post))
        for comment in reading.comments:
            row = self.db.conn.execute(COMMENT_WORDS, (comment.id,)).fetchone()
            if row and comment.whole and comment.text and fingerprint("", row[1]) != fingerprint("", comment.text):
                posts.add(row[0])
        why = f"a {reading.source} has other words"
        return sum(self._ask(OF_POST, why, post=post) for post in sorted(posts))

    def lead_on(self, reading: Reading, role: str, spell: Spell, *, news: bool) -> int:
        """Where a list goes on: further pages when it had news; sitemaps that do not say when they changed."""
        count = 0
        for one in reading.follow:
            unsaid = one.role == "sitemap" and one.changed is None
            if unsaid or (news and one.role == role and role in CHAINED and one.changed is None):
                count += self._ask(ONE, "a list goes on there", url=spell(one.url))
        return count

    def ask_thread(self, post: str) -> int:
        """All that belongs to a post whose page has news: its feed, further pages, its comment system."""
        return self._ask(OF_POST, "its post has news", post=post)

    def hear_platform(self, reading: Reading, capture: Capture) -> int:
        """The home is made by another platform than at the last visit: every post may have moved or changed."""
        if not is_trusted(reading.doubt) or reading.adapter in ("none", "generic"):
            return 0
        values = {"url": capture.url, "capture": capture.id}
        row = self.db.conn.execute(SPOKE_BEFORE, values).fetchone()
        if row is None or row[0] == reading.adapter:
            return 0
        return self._ask(ALL_POSTS, f"the blog moved from {row[0]} to {reading.adapter}")


def stamp_of(moment: datetime) -> str:
    """A time as the ledger keeps it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_changed(told: str, latest: datetime) -> str | None:
    """Until when an address must have been tried not to have missed a change that was told (W3C date or time).

    A bare day may mean its last second, a time without a zone that of the westernmost. None when it is no time, or
    one that is still to come.
    """
    text = told.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    naive = moment.tzinfo is None
    try:
        aware = moment.replace(tzinfo=UTC) if naive else moment.astimezone(UTC)
        if aware > latest:
            return None
        day = timedelta(days=1) if len(text) <= 10 else timedelta(hours=14) if naive else SLACK
        return stamp_of(aware + day)
    except OverflowError:
        return None


def _is_own_clock(reading: Reading, latest: datetime) -> bool:
    """Whether a sitemap gives all its pages one time, that of its own making: that says nothing of them."""
    told = {one.changed[:16] for one in reading.follow if one.changed}
    pages = sum(1 for one in reading.follow if one.changed)
    if pages < 10 or len(told) > 1:
        return False
    try:
        moment = datetime.fromisoformat(told.pop())
    except ValueError:
        return False
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return latest - AHEAD - moment < timedelta(days=1)
