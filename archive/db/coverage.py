"""What was promised, what is kept, what is missing and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from archive.db.acceptance import Acceptance, read_acceptances
from archive.db.queries import BlogRow, find_blogs
from archive.db.reasons import Reasons
from archive.db.roll import Thread, read_roll, read_shown, read_told
from archive.errors import NotKept
from archive.urls import place

POSTS_PROMISED = """
select said_by, max(promised) as promised
from (
  select promises.said_by, promises.promised, max(promises.time || promises.capture_id)
  from promises
  join captures on captures.id = promises.capture_id
  where promises.blog_id = ?1
    and promises.said_of = 'posts'
  group by promises.said_by, case promises.said_by when 'archive list' then captures.url end
  union all
  select finder, count(*), null
  from addresses
  where blog_id = ?1
    and role = 'post'
    and finder = 'sitemap'
  group by finder
)
group by said_by
order by promised desc, said_by
"""

POSTS_MISSING = """
select url, finder, cause, reason, status
from missing_posts
where blog_id = ?
order by url
"""

CAUSES = """
select url, cause, addresses, example, reason
from gaps
where blog_id = ?
order by url, cause
"""

VANISHED = """
select count(*)
from vanished_comments
where blog_id = ?
"""

POSTS_KEPT = """
select count(*), coalesce(sum(whole), 0)
from posts
where blog_id = ?
"""

COMMENTS_KEPT = """
select
  count(*),
  count(threads.promised),
  coalesce(sum(threads.promised), 0),
  coalesce(sum(threads.kept), 0),
  coalesce(sum(threads.pings), 0),
  coalesce(sum(threads.deleted), 0),
  coalesce(sum(threads.folded), 0),
  coalesce(sum(threads.orphans), 0),
  coalesce(sum(threads.disputed), 0)
from threads
join posts on posts.id = threads.post_id
where posts.blog_id = ?
"""

SOURCES = """
select thread_sources.source, sum(thread_sources.comments)
from posts
join thread_sources on thread_sources.post_id = posts.id
where posts.blog_id = ?
group by thread_sources.source
"""

OUTCOMES = """
select coalesce(outcome, state), count(*)
from addresses
where blog_id = ?
group by 1
"""

DOUBTS = """
select doubt, count(*)
from captures
where blog_id = ?
  and doubt is not null
  and not (doubt like 'comments not read:%' and exists (
    select 1
    from posts
    join threads on threads.post_id = posts.id
    where posts.url = captures.url
      and threads.promised <= threads.kept + threads.pings + threads.deleted
  ))
group by doubt
"""
"""A page that shows only some of a thread is in no doubt any more when the rest was read elsewhere."""

MISSING = """
select id, url, title, promised, promised_by, kept, pings, deleted, missing
from missing_comments
where blog_id = ?
"""

NEVER_SEEN = """
select url, promised, promised_by
from unkept_threads
where blog_id = ?
order by url
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a thread has a gap, as a value: ``cause`` is one of :data:`CAUSE_WORDS`.

    ``addresses`` of the thread are in that state, ``example`` is one and ``reason`` its words; 0 and None where no
    address tells and the cause follows from what is kept.
    """

    cause: str
    addresses: int = 0
    example: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MissingPost:
    """A post that somebody names (``finder``) and that is not kept whole. ``accepted``: why it is left so."""

    url: str
    finder: str
    cause: str
    reason: str | None
    status: int | None
    accepted: str | None = None


CAUSE_WORDS = {
    "page_failed": "a page of it could not be had",
    "behind_login": "it stands behind a login, a password or a gate",
    "blocked": "the server refused to give it (403, or a wall against robots)",
    "proxy_refused": "a proxy on the way refused (407): the blog itself was not asked",
    "embed_unreachable": "its comment system could not be asked, or gave no answer",
    "layout_unknown": "a page of it is kept and not understood",
    "robots": "robots.txt forbids it",
    "excluded": "it was left out on purpose",
    "beyond_budget": "the crawl ended at its own limit before it",
    "not_asked_yet": "it was found and not asked for yet",
    "collapsed": "the page shows some comments without their words",
    "pings_counted": "the figure counts trackbacks and pingbacks that the page does not show",
    "moderated_or_deleted": "nothing failed: the platform counts more than it shows (deleted, held back, elsewhere)",
    "vanished": "they are kept, and the blog does not show them any more",
}
"""What each cause means, for people."""


@dataclass(frozen=True, slots=True)
class ThreadCoverage:
    """A thread with a gap: what was promised (and by whom), what is kept, and what is known of the reasons.

    ``post_id`` is None when the post itself is not kept. Tombstones (``deleted``) and ``pings`` count as
    kept, since platforms differ in whether they count them. ``told`` and ``sources``: see :class:`Thread`.
    ``accepted`` is why the gap is left as it is; None when nobody accepted it, or it grew since.
    """

    post_id: str | None
    url: str
    title: str | None
    promised: int
    promised_by: str
    kept: int
    pings: int
    deleted: int
    missing: int
    reasons: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    told: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    accepted: str | None = None

    @property
    def cause(self) -> str:
        """The first of the causes."""
        return self.causes[0].cause if self.causes else "moderated_or_deleted"


@dataclass(frozen=True, slots=True)
class BlogCoverage:
    """What a blog promised and what is kept of it.

    ``posts_promised`` is None when nobody says. ``threads`` counts those of kept posts, and those of others that
    somebody counts; ``threads_promised`` those of which anybody says how long they are, ``comments_promised`` what they
    promise together. ``sources`` counts kept comments by the kind of witness that showed them (one comment
    may have several); ``orphans`` are replies whose parent is not kept, ``contradictions`` posts and comments of
    which witnesses tell different times. ``folded`` are kept comments without their words.
    ``outcomes`` and ``doubts`` count addresses and captures.
    """

    blog: BlogRow
    posts_promised: int | None
    posts_promised_by: str | None
    posts_kept: int
    posts_whole: int
    threads: int
    threads_promised: int
    comments_promised: int
    comments_kept: int
    pings: int
    deleted: int
    orphans: int
    sources: dict[str, int]
    outcomes: dict[str, int]
    doubts: dict[str, int]
    missing: tuple[ThreadCoverage, ...]
    contradictions: int = 0
    posts_promises: tuple[tuple[str, int], ...] = ()
    posts_missing: tuple[MissingPost, ...] = ()
    causes: dict[str, int] = field(default_factory=dict)
    folded: int = 0

    @property
    def comments_missing(self) -> int:
        """Comments that were promised and are not kept, over all threads."""
        return sum(thread.missing for thread in self.missing)

    @property
    def comments_accepted(self) -> int:
        """Of the missing comments those whose gap somebody accepted."""
        return sum(thread.missing for thread in self.missing if thread.accepted)

    @property
    def posts_accepted(self) -> int:
        """Of the missing posts those that somebody accepted as missing."""
        return sum(post.accepted is not None for post in self.posts_missing)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap that an address means: ``missing`` comments of a thread, or None where a post is not kept."""

    blog_id: str
    url: str
    missing: int | None
    accepted: bool


def find_gap(db: Database, url: str) -> Gap:
    """The gap at an address, in whatever spelling. NotKept when no blog is meant or nothing is missing there."""
    for found in read_coverage(db, url):
        for thread in found.missing:
            if place(thread.url) == place(url):
                return Gap(found.blog.id, thread.url, thread.missing, thread.accepted is not None)
        for post in found.posts_missing:
            if place(post.url) == place(url):
                return Gap(found.blog.id, post.url, None, post.accepted is not None)
    raise NotKept(f"Nothing is missing at '{url[:200]}', as far as anybody tells. List gaps with: blogkeep coverage")


def read_coverage(db: Database, words: str | None = None) -> list[BlogCoverage]:
    """The coverage of the blogs that ``words`` mean (an address, an id; None: all). NotKept when there is
    none.
    """
    return [_read_blog(db, blog) for blog in find_blogs(db, words)]


def list_threads(db: Database, coverage: BlogCoverage) -> tuple[Thread, ...]:
    """Every thread of the blog that is kept, whole or not, the widest gap first."""
    return read_roll(db, coverage.blog.id, {one.post_id: one.cause for one in coverage.missing if one.post_id})


def _read_blog(db: Database, blog: BlogRow) -> BlogCoverage:
    def one(sql: str) -> tuple[int, ...]:
        row: tuple[int, ...] = db.conn.execute(sql, (blog.id,)).fetchone()
        return row

    def counts(sql: str) -> dict[str, int]:
        return dict(db.conn.execute(sql, (blog.id,)).fetchall())

    promises = tuple((str(said_by), int(count)) for said_by, count in db.conn.execute(POSTS_PROMISED, (blog.id,)))
    by, promised = promises[0] if promises else (None, None)
    accepted = read_acceptances(db, blog.id)
    gaps = tuple(_accept(one, accepted.get(place(one.url))) for one in _iter_missing(db, blog.id))
    causes = Counter(cause.cause for gap in gaps for cause in gap.causes)
    posts_kept, posts_whole = one(POSTS_KEPT)
    threads, threads_promised, comments_promised, comments_kept, pings, deleted, *more = one(COMMENTS_KEPT)
    folded, orphans, disputed = more
    unkept = [gap.promised for gap in gaps if gap.post_id is None]
    for cause, count in (("collapsed", folded), ("vanished", one(VANISHED)[0])):
        if count:
            causes[cause] = count
    return BlogCoverage(
        blog=blog,
        posts_promised=promised,
        posts_promised_by=by,
        posts_kept=posts_kept,
        posts_whole=posts_whole,
        threads=threads + len(unkept),
        threads_promised=threads_promised + len(unkept),
        comments_promised=comments_promised + sum(unkept),
        comments_kept=comments_kept,
        pings=pings,
        deleted=deleted,
        orphans=orphans,
        sources=counts(SOURCES),
        outcomes=counts(OUTCOMES),
        doubts=counts(DOUBTS),
        missing=gaps,
        contradictions=disputed,
        posts_promises=promises,
        posts_missing=tuple(
            replace(MissingPost(*row), accepted=accepted[place(row[0])].why if place(row[0]) in accepted else None)
            for row in db.conn.execute(POSTS_MISSING, (blog.id,)).fetchall()
        ),
        causes=dict(sorted(causes.items())),
        folded=folded,
    )


def _accept(thread: ThreadCoverage, told: Acceptance | None) -> ThreadCoverage:
    if told is None:
        return thread
    if told.covers(thread.missing):
        return replace(thread, accepted=told.why)
    grown = f"{told.missing} missing were accepted at {told.time} ({told.why}); it has grown since"
    return replace(thread, reasons=(*thread.reasons, grown))


def _iter_missing(db: Database, blog_id: str) -> Iterator[ThreadCoverage]:
    reasons = Reasons(db, blog_id)
    causes: dict[str, list[Cause]] = defaultdict(list)
    for url, *row in db.conn.execute(CAUSES, (blog_id,)).fetchall():
        causes[url].append(Cause(*row))
    ranks = {cause: rank for rank, cause in enumerate(CAUSE_WORDS)}

    def why(url: str) -> tuple[Cause, ...]:
        return tuple(sorted(causes[url], key=lambda one: ranks[one.cause]))

    shown, told = read_shown(db, blog_id), read_told(db, blog_id)
    for post_id, url, title, promised, by, kept, pings, deleted, gap in db.conn.execute(MISSING, (blog_id,)).fetchall():
        found, by_whom = why(url), told[post_id].counts if post_id in told else {}
        said = reasons.of(url) or tuple(_sentence(one) for one in found) or (_FEWER,)
        witnesses = (by_whom, shown.get(post_id, {}))
        yield ThreadCoverage(post_id, url, title, promised, by, kept, pings, deleted, gap, said, found, *witnesses)
    for url, promised, by in db.conn.execute(NEVER_SEEN, (blog_id,)).fetchall():
        said = reasons.of(url) or (_NEVER,)
        yield ThreadCoverage(None, url, None, promised, by, 0, 0, 0, promised, said, why(url))


def _sentence(cause: Cause) -> str:
    return _FEWER if cause.cause == "moderated_or_deleted" else CAUSE_WORDS[cause.cause]


_FEWER = "no page of the thread failed: the platform counts more than it shows (deleted, held back, elsewhere)"
_NEVER = "the post was never fetched: nothing in the ledger says why"
