"""Concerns: what a person would want to be told after a crawl, found in the rows it left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from archive.db.doorstep import Doorstep, find_doorstep, find_earlier_reader
from archive.db.doubts import is_trusted, trusted
from archive.db.tallies import count_tally, find_least, find_tally
from archive.errors import NotKept

Severity = Literal["urgent", "warning", "note"]
"""urgent: something is being lost or nothing is kept any more; warning: look at it soon; note: good to know."""

Kind = Literal[
    "crawl failed", "crawl died", "never finishes", "many failures", "nothing understood", "blog gone",
    "blog unreachable", "blog denied", "certificate", "parked domain", "bot wall", "blog moved", "platform changed",
    "layout unknown", "robots forbid", "posts gone", "coverage fell", "disk nearly full",
]  # fmt: skip

AT_THE_DOOR: frozenset[Kind] = frozenset({
    "blog gone", "blog unreachable", "blog denied", "certificate", "parked domain", "blog moved", "platform changed",
})  # fmt: skip
"""Concerns that only a crawl which asked for the blog's home can judge."""

PASSING: frozenset[Kind] = frozenset({"platform changed"})
"""What happened once: nobody needs to be told that it is over."""

STOPS = 3
"""So many crawls in a row that stopped before they were done are more than a small budget."""
FEW = 3
PART = 0.05
"""Gone posts and missing comments are told from :data:`FEW` on, when they are this part of all."""
MANY_FAILURES = 0.2

CRAWL = """
select blog_id, seed, started, coalesce(ended, started), outcome, message
from crawls
where id = ?
"""

LATEST_CRAWL = """
select id
from crawls
where blog_id = ?
order by started desc, id
limit 1
"""

LAST_OUTCOMES = """
select coalesce(outcome, 'died'), message
from crawls
where blog_id = :blog
  and started <= :started
order by started desc
limit :count
"""

STILL_DUE = "select count(*) from addresses where blog_id = ? and state = 'due' and role <> 'robots'"

ASKED = """
select count(*), coalesce(sum(state = 'failed'), 0), min(case when state = 'failed' then url end)
from addresses
where blog_id = :blog
  and crawl_id = :crawl
  and last_tried >= :started
  and role not in ('requisite', 'robots', 'embed')
"""

WALLS = """
select count(*), min(url), min(id)
from captures
where blog_id = :blog
  and time >= :started
  and doubt = 'bot wall'
"""

UNKNOWN = f"""
select count(*), min(now.url), min(now.id)
from captures now
where now.blog_id = :blog
  and now.doubt = 'layout unknown'
  and not exists (select 1 from captures later where later.url = now.url and later.time > now.time)
  and exists (
    select 1
    from captures earlier
    where earlier.url = now.url
      and earlier.time < now.time
      and {trusted("earlier.doubt")}
      and earlier.adapter is not null
  )
"""

FORBIDDEN = """
select count(*), min(url), min(capture_id)
from addresses
where blog_id = ?
  and outcome = 'robots'
  and capture_id is not null
  and role not in ('requisite', 'embed')
"""

A_GONE_POST = """
select posts.url, addresses.capture_id
from posts
join addresses on addresses.blog_id = posts.blog_id and addresses.url = posts.url
where posts.blog_id = ?
  and addresses.outcome = 'gone'
order by addresses.last_tried desc, posts.url
limit 1
"""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a person would want to be told of a blog (``blog_id`` None: of the whole archive).

    ``sentence`` says what is the matter, ``advice`` what to do. ``capture_id`` is the capture that proves it, ``url``
    the address in question, ``measure`` how much of it there is, where that can grow; None where there is none.
    """

    blog_id: str | None
    kind: Kind
    severity: Severity
    sentence: str
    advice: str
    url: str | None = None
    capture_id: str | None = None
    measure: int | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found after a crawl. ``unjudged`` are kinds of which this crawl can say nothing, neither yes nor no."""

    blog_id: str
    concerns: tuple[Concern, ...]
    unjudged: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class _Crawl:
    id: str
    blog_id: str
    seed: str
    started: str
    ended: str
    outcome: str | None
    message: str | None


def find_concerns(db: Database, crawl_id: str) -> tuple[Concern, ...]:
    """What a person would want to be told after this crawl, the most urgent first; ask it when the crawl has ended.

    Pure over rows. NotKept when there is no such crawl.
    """
    return examine_crawl(db, crawl_id).concerns


def find_latest_crawl(db: Database, blog_id: str) -> str | None:
    """The id of a blog's latest crawl; None when it was never crawled."""
    row = db.conn.execute(LATEST_CRAWL, (blog_id,)).fetchone()
    return str(row[0]) if row else None


def examine_crawl(db: Database, crawl_id: str) -> Examined:
    """Like :func:`find_concerns`, with what the crawl was not able to judge."""
    row = db.conn.execute(CRAWL, (crawl_id,)).fetchone()
    if row is None or row[0] is None:
        raise NotKept(f"No crawl is kept under the id '{crawl_id[:80]}'. The site lists them: blogkeep serve, Crawls.")
    crawl = _Crawl(crawl_id, *row)
    door = find_doorstep(db, crawl.blog_id, crawl.seed)
    asked = door is not None and door.tried is not None and door.tried >= crawl.started
    found = [
        *_iter_of_crawl(db, crawl),
        *(_iter_at_door(db, crawl, door) if door is not None and asked else ()),
        *_iter_of_pages(db, crawl),
        *_iter_of_coverage(db, crawl),
    ]
    order = ("urgent", "warning", "note")
    first_of = {one.kind: one for one in reversed(found)}
    concerns = sorted(first_of.values(), key=lambda one: (order.index(one.severity), one.kind))
    return Examined(crawl.blog_id, tuple(concerns), frozenset() if asked else AT_THE_DOOR)


def _iter_of_crawl(db: Database, crawl: _Crawl) -> Iterator[Concern]:
    """How it ended."""
    if crawl.outcome == "failed":
        full = "disk" in (crawl.message or "").lower() or "space" in (crawl.message or "").lower()
        yield Concern(
            crawl.blog_id, "crawl failed", "urgent", f"The crawl of {crawl.seed} failed: {_told(crawl.message)}",
            ("Make room, then run" if full else "Run") + f" it again; it goes on where it stopped: blogkeep crawl "
            f"{crawl.seed}", crawl.seed,
        )  # fmt: skip
    elif crawl.outcome is None:
        yield Concern(
            crawl.blog_id, "crawl died", "urgent",
            f"The crawl of {crawl.seed} that began at {_minute(crawl.started)} never came to its end: it died.",
            "Nothing that was acknowledged is lost. See the log for memory and time, then run it again; it goes on "
            f"where it stopped: blogkeep crawl {crawl.seed}", crawl.seed,
        )  # fmt: skip
    yield from _iter_of_stops(db, crawl)
    asked, failed, example = db.conn.execute(
        ASKED, {"blog": crawl.blog_id, "crawl": crawl.id, "started": crawl.started}
    ).fetchone()
    if failed >= FEW and failed >= MANY_FAILURES * asked:
        yield Concern(
            crawl.blog_id, "many failures", "warning",
            f"{failed} of the {asked} addresses that were asked of {crawl.seed} could not be had.",
            f"The host may answer better later: blogkeep crawl {crawl.seed}. The ledger says why, address by address.",
            example, None, failed,
        )  # fmt: skip


def _iter_of_stops(db: Database, crawl: _Crawl) -> Iterator[Concern]:
    values = {"blog": crawl.blog_id, "started": crawl.started, "count": STOPS}
    ends = db.conn.execute(LAST_OUTCOMES, values).fetchall()
    if len(ends) == STOPS and all(outcome == "stopped" for outcome, _ in ends):
        due = db.conn.execute(STILL_DUE, (crawl.blog_id,)).fetchone()[0]
        if due:
            yield Concern(
                crawl.blog_id, "never finishes", "warning",
                f"The last {STOPS} crawls of {crawl.seed} stopped before they were done; {due} addresses still wait. "
                f"The last one: {_told(crawl.message)}",
                "Give it more (--max-pages, --max-time), let it run oftener, or leave out what is not worth it "
                "(--exclude, --no-media).", crawl.seed, None, due,
            )  # fmt: skip


def _iter_at_door(db: Database, crawl: _Crawl, door: Doorstep) -> Iterator[Concern]:
    """What stands where the blog's home was."""
    look = f"Look at {door.url} in a browser."
    keep = "What is kept stays. If the blog has moved, crawl its new address; if it closes, ask for an export."

    def concern(kind: Kind, severity: Severity, sentence: str, advice: str) -> Concern:
        return Concern(crawl.blog_id, kind, severity, sentence, advice, door.url, door.capture_id)

    why = door.reason or ""
    if door.outcome == "gone" or (door.doubt or "").startswith("not found"):
        told = f"status {door.status}" if door.outcome == "gone" else str(door.doubt)
        yield concern("blog gone", "urgent", f"The blog {door.url} is gone: {told}.", f"{look} {keep}")
    elif door.outcome == "unreachable" and _is_certificate(why):
        yield concern(
            "certificate", "urgent", f"The certificate of {door.url} cannot be verified: {_told(why)}",
            'Often it has only run out: try later. If you know better: blogkeep crawl URL --insecure "reason".',
        )  # fmt: skip
    elif door.outcome == "unreachable":
        yield concern("blog unreachable", "urgent", f"{door.url} does not answer: {_told(why)}", f"{look} {keep}")
    elif door.outcome == "error":
        yield concern("blog unreachable", "urgent", f"{door.url} answers with an error: {_told(why)}", f"{look} {keep}")
    elif door.outcome == "denied":
        yield concern(
            "blog denied", "urgent", f"{door.url} refuses us: {_told(why)}",
            f"{look} It may want a login, or dislike robots: ask its owner, and say who you are with --contact.",
        )  # fmt: skip
    elif door.outcome == "robots":
        yield concern(
            "robots forbid", "urgent", f"robots.txt forbids the home of the blog: {door.url}",
            'Ask the owner. If they want it kept: blogkeep crawl URL --ignore-robots "reason".',
        )  # fmt: skip
    elif door.doubt == "parked domain":
        yield concern("parked domain", "urgent", f"{door.url} is a parked domain by now.", keep)
    elif door.doubt == "bot wall":
        yield concern(
            "bot wall", "urgent", f"A bot wall stands before {door.url}.",
            f"{look} Ask the owner to let us in (the User-Agent says who you are: --contact), or crawl more slowly.",
        )  # fmt: skip
    elif (before := find_earlier_reader(db, door.url, crawl.started)) is not None and _is_other(door, before[0]):
        yield concern(
            "platform changed", "warning",
            f"{door.url} was a blog by {before[0]} and is one by {door.adapter} now.",
            "Addresses of posts and comments may have changed with it: see blogkeep coverage, and what is gone in the "
            "ledger.",
        )  # fmt: skip
    if door.moved_to is not None:
        yield concern(
            "blog moved", "warning", f"{crawl.seed} leads to another host: {door.moved_to}",
            f"The crawl followed it. If the blog lives there now, crawl it under that address: blogkeep crawl "
            f"{door.moved_to}",
        )  # fmt: skip


def _is_other(door: Doorstep, before: str) -> bool:
    own = {door.adapter, before}
    return is_trusted(door.doubt) and len(own) == 2 and not own & {None, "none", "generic", "feed"}


def _iter_of_pages(db: Database, crawl: _Crawl) -> Iterator[Concern]:
    """What pages turned out to be."""
    values = {"blog": crawl.blog_id, "started": crawl.started}
    walls, url, capture = db.conn.execute(WALLS, values).fetchone()
    if walls >= FEW:
        yield Concern(
            crawl.blog_id, "bot wall", "warning", f"{walls} pages of {crawl.seed} were bot walls in the last crawl.",
            "Crawl more slowly (--delay), or ask the owner to let us in.", url, capture, walls,
        )  # fmt: skip
    unknown, url, capture = db.conn.execute(UNKNOWN, values).fetchone()
    if unknown:
        pages = "A page" if unknown == 1 else f"{unknown} pages"
        yield Concern(
            crawl.blog_id, "layout unknown", "warning",
            f"{pages} of {crawl.seed} that we understood before {'has' if unknown == 1 else 'have'} a layout that we "
            "do not know. What came is kept; new comments in it are not read.",
            f"See what is understood: blogkeep check {url}. A newer Blogkeep may know it: blogkeep reread.",
            url, capture, unknown,
        )  # fmt: skip
    forbidden, url, capture = db.conn.execute(FORBIDDEN, (crawl.blog_id,)).fetchone()
    if forbidden >= FEW:
        yield Concern(
            crawl.blog_id, "robots forbid", "warning",
            f"robots.txt forbids {forbidden} pages of {crawl.seed} that were had before.",
            'They stay kept and are not asked for any more. Ask the owner, or: --ignore-robots "reason".',
            url, capture, forbidden,
        )  # fmt: skip


def _iter_of_coverage(db: Database, crawl: _Crawl) -> Iterator[Concern]:
    """What is kept, against what earlier crawls ended with."""
    tally = find_tally(db, crawl.id) or count_tally(db, crawl.blog_id)
    if crawl.outcome == "finished" and tally.posts == 0:
        yield Concern(
            crawl.blog_id, "nothing understood", "warning",
            f"The crawl of {crawl.seed} finished, and not one post was understood.",
            f"See what is understood of a page: blogkeep check {crawl.seed}", crawl.seed,
        )  # fmt: skip
    least = find_least(db, crawl.blog_id, crawl.started)
    if least is None:
        return
    gone, missing = tally.gone - least[0], tally.missing - least[1]
    if gone >= max(FEW, PART * tally.posts):
        url, capture = db.conn.execute(A_GONE_POST, (crawl.blog_id,)).fetchone()
        yield Concern(
            crawl.blog_id, "posts gone", "urgent" if gone >= tally.posts / 2 else "warning",
            f"{gone} of {tally.posts} posts of {crawl.seed} that are kept have vanished from the blog.",
            "They stay kept. If the blog is closing or has moved, get the rest soon: blogkeep crawl URL --again.",
            url, capture, gone,
        )  # fmt: skip
    if missing >= max(FEW, PART * tally.promised):
        yield Concern(
            crawl.blog_id, "coverage fell", "warning",
            f"{tally.missing} of {tally.promised} promised comments of {crawl.seed} are missing; "
            f"it was {least[1]} before.",
            f"See which, and why: blogkeep coverage {crawl.seed}", crawl.seed, None, missing,
        )  # fmt: skip


def _is_certificate(reason: str) -> bool:
    return any(word in reason.lower() for word in ("certificate", "ssl", "tls"))


def _told(words: str | None) -> str:
    """A reason as the end of a sentence."""
    plain = " ".join((words or "nobody says why").split())[:400]
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]} UTC"
