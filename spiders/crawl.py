"""One crawl of one blog, from the lock to the summary."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.db.captures import find_capture_by_digest
from archive.db.connect import open_db
from archive.db.crawl_log import CrawlFigures, new_crawl_id
from archive.db.ledger import Ledger
from archive.db.looks import set_looks
from archive.db.store import save_blog, transaction
from archive.db.tallies import save_tally
from archive.db.visits import Address, Found, Held, Outcome
from archive.errors import ArchiveBusy, BadAddress, BlogkeepError, NotKept
from archive.home import Home, create_home
from archive.models import Blog, Capture, Exchange
from archive.original import find_original
from archive.urls import host_of, plain
from archive.warc.mend import mend
from archive.warc.reader import find_warc
from archive.warc.writer import WarcWriter
from pipelines.afterwards import learn_blog
from pipelines.store import Store
from spiders.addresses import Resolve, is_private_host
from spiders.frontier import Budget, Frontier
from spiders.lessons import Teaching, teach_blog
from spiders.scope import Scope
from spiders.since import find_since
from spiders.traps import is_trap_of_platform

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

AGENT_TOKEN = "blogkeep"
VERSION = version("blogkeep")


@dataclass(frozen=True, slots=True)
class Policy:
    """How a crawl behaves: what the user decided, as it is recorded in the archive and in the WARC.

    Times are seconds, sizes bytes. ``full`` asks every known address, ``again`` does so although a visit is unfinished.
    ``only`` asks the seed and nothing it leads to, except where it has moved to.
    """

    delay: float = 1.0
    contact: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    media: bool = True
    max_pages: int | None = None
    max_bytes: int | None = None
    max_time: float | None = None
    ignore_robots: str | None = None
    insecure: str | None = None
    resolve: tuple[Resolve, ...] = ()
    retry_pause: float = 5.0
    timeout: float = 60.0
    max_file: int = 100_000_000
    warc_size: int = 1_000_000_000
    again: bool = False
    full: bool = False
    start: tuple[str, ...] = ()
    only: bool = False
    agent_token: str = AGENT_TOKEN

    @property
    def user_agent(self) -> str:
        """The honest name we ask under."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"{AGENT_TOKEN}/{VERSION} (keeps blogs; obeys robots.txt as '{AGENT_TOKEN}'{contact})"

    def as_record(self) -> dict[str, Any]:
        """The decisions as plain values, without those that say nothing."""
        record = asdict(self)
        record["resolve"] = [f"{r.host}:{r.port}:{r.address}:{r.to_port}" for r in self.resolve]
        return {k: v for k, v in record.items() if v not in (None, (), [], False)}


def read_seed(text: str) -> str:
    """A seed as the user wrote it, made plain; ``http://`` is added when no scheme was given."""
    scheme = re.match(r"([a-z][a-z0-9+.-]*):(?!\d)", text.strip(), re.IGNORECASE)
    url = plain(text if scheme else f"http://{text}")
    if url is None:
        raise BadAddress(f"'{text}' is no web address. Write it in full, for example https://example.com/blog/")
    return url


def allowed_private(seed: str, policy: Policy) -> frozenset[str]:
    """Hosts on private addresses that the user named: the seed's own, and those of --resolve."""
    hosts = {host_of(seed)} if is_private_host(host_of(seed)) else set()
    for one in policy.resolve:
        hosts |= {one.host, f"{one.host}:{one.port}"}
    return frozenset(hosts)


def compile_patterns(patterns: tuple[str, ...], option: str) -> tuple[re.Pattern[str], ...]:
    """The user's patterns, as regular expressions searched in the whole address."""
    try:
        return tuple(re.compile(p) for p in patterns)
    except re.error as error:
        raise BadAddress(f"{option}: '{error.pattern!r}' is no regular expression: {error}.") from error


@contextmanager
def only_one(home: Home, blog_id: str, seed: str) -> Iterator[None]:
    """Hold the lock of a blog: two crawls of one blog would ask its host twice as often. ArchiveBusy if it is held.

    The lock dies with the process, however it dies.
    """
    path = home.locks / f"{blog_id}.lock"
    with open(path, "a+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ArchiveBusy(
                f"{seed} is being crawled into '{home.root}' by another process (lock: {path}). "
                "Wait for it to end, or stop it."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n".encode())
        lock.flush()
        yield


@dataclass(slots=True)
class Crawl:
    """An open crawl: where it writes, what it may ask, what it has done."""

    home: Home
    seed: str
    policy: Policy
    blog_id: str
    id: str
    ledger: Ledger
    store: Store
    frontier: Frontier
    scope: Scope
    writer: WarcWriter
    resumed: bool
    mended: list[str]
    figures: CrawlFigures
    outcome: str = "running"
    message: str | None = None
    error: BaseException | None = None
    interrupted: bool = False
    teaching: Teaching | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    crawler: Crawler | None = field(default=None, repr=False)

    def attach(self, crawler: Crawler) -> None:
        """Scrapy's crawler is made: the capture finds its writer there."""
        self.crawler = crawler
        crawler.warc = self.writer  # type: ignore[attr-defined]

    def find_held(self, address: Address) -> Held | None:
        """What the archive holds of an address, so that it may answer 304; None when nothing, or its file is gone."""
        held = self.ledger.find_held(address) if address.id >= 0 else None
        if held is None:
            return None
        try:
            find_warc(self.home, held.capture.warc)
        except NotKept:
            return None
        return held

    def find_original(self, capture: Capture, unmodified: Exchange) -> Exchange | None:
        """The answer that a 304 stands for; None when it cannot be read."""
        return find_original(self.home, self.store.db, capture, unmodified)

    def fail(self, error: BaseException) -> None:
        """Something broke that a crawl cannot go on with (a full disk): stop, keep what is acknowledged."""
        if self.error is None:
            self.error = error
        self.frontier.stop(str(error))

    def interrupt(self, why: str) -> None:
        """The user wants it to end: soon, and cleanly."""
        self.interrupted = True
        self.frontier.stop(why)

    async def end(self, reason: str) -> None:
        """All that was asked for is in: read what only the whole blog can teach, then write how it ended."""
        self._attempt(self.writer.close)
        if not self.interrupted and self.error is None:
            await self._teach()
        self.finish(reason)

    async def _teach(self) -> None:
        """The event loop has its turn between two steps, so that Ctrl-C is heard and the progress is shown; what is
        left then is done at the end of the next crawl."""
        db = self.store.db
        try:
            for teaching in teach_blog(self.home, db, self.blog_id, lambda: transaction(db)):
                self.teaching = teaching
                await asyncio.sleep(0)
                if self.interrupted:
                    return
        except BlogkeepError as error:
            self.fail(error)

    def finish(self, reason: str) -> None:
        """Write how it ended; rows that wait for the blog's zone get it, threads their next look. Errors here are kept
        in ``error``."""
        self._attempt(self._settle_times)
        self._attempt(self.writer.close)
        due = self.ledger.count_due()
        self.outcome, self.message = self._outcome(reason, due)
        self._attempt(self._write_end)
        self.kept = self.ledger.log.count_kept()
        self.store.db.conn.close()

    def _attempt(self, act: Callable[[], None]) -> None:
        """Do a part of the ending; after a full disk the next start mends what could not be ended."""
        try:
            act()
        except BlogkeepError as error:
            self.fail(error)

    def _settle_times(self) -> None:
        with transaction(self.store.db):
            learn_blog(self.store.db, self.blog_id)
            set_looks(self.store.db, self.blog_id)

    def _write_end(self) -> None:
        now = datetime.now(UTC)
        with transaction(self.store.db):
            self.figures.because = self.ledger.log.count_because(self.ledger.visit_began)
            self.ledger.log.end(self.outcome, self.figures, now, self.message)
            save_tally(self.store.db, self.blog_id, self.id, now)

    def _outcome(self, reason: str, due: int) -> tuple[str, str | None]:
        if self.error is not None:
            return "failed", str(self.error)
        if self.frontier.why_stopped:
            return "stopped", f"{self.frontier.why_stopped}; {due} addresses are still due"
        if self.frontier.later:
            return "stopped", f"{self.frontier.later}; {due} addresses are still due"
        if reason != "finished":
            return "stopped", f"stopped ({reason}); {due} addresses are still due"
        if due:  # a crawl that is called finished would be asked for anew, whole
            return "stopped", f"ended early: come back for {due} addresses that are still due"
        return "finished", None


def open_crawl(home: Home, seed: str, policy: Policy) -> Crawl:
    """Everything a crawl needs, opened in the order that survives a crash: mend, rows, ledger, then the frontier.

    The caller holds :func:`only_one`.
    """
    mended = mend(home)
    db = open_db(home.db)
    now = datetime.now(UTC)
    crawl_id = new_crawl_id(seed, now)
    with transaction(db):
        blog_id = save_blog(db, Blog(seed))
        ledger = Ledger(db, blog_id, crawl_id)
        resumed = ledger.start(seed, policy.as_record(), now, again=policy.again, full=policy.full)
        scope = open_scope(seed, policy, ledger)
        ledger.spell = lambda url: scope.prefer(plain(url) or url)
        for found in iter_seeds(seed, policy, scope):
            if ledger.add(found, None, 0, now) is None and ledger.visit is not None and not resumed:
                ledger.visit.ask(found.url, "seed")
        if ledger.visit is not None and not resumed and not (policy.full or policy.again):
            ask_since(ledger, now)
        if policy.ignore_robots:
            ledger.log.decide("robots.txt ignored", policy.ignore_robots, now, seed)
        if policy.insecure:
            ledger.log.decide("certificates not checked", policy.insecure, now, seed)
    writer = WarcWriter(
        home,
        info=warc_info(seed, policy, crawl_id),
        max_bytes=policy.warc_size,
        find_duplicate=lambda url, digest: find_capture_by_digest(db, url, digest),
    )
    full = policy.full or policy.again
    figures = CrawlFigures(visit="first" if ledger.visit is None else "full" if full else "return")
    frontier = Frontier(
        ledger,
        delay=policy.delay,
        budget=Budget(policy.max_pages, policy.max_bytes, policy.max_time),
        ignore_robots=policy.ignore_robots is not None,
    )
    store = Store(db, writer, ledger, figures)
    return Crawl(
        home,
        seed,
        policy,
        blog_id,
        crawl_id,
        ledger,
        store,
        frontier,
        scope,
        writer,
        resumed,
        mended,
        figures,
    )


def open_scope(seed: str, policy: Policy, ledger: Ledger) -> Scope:
    """The scope of a seed; moves of its home learned by earlier crawls hold, refused addresses are judged again."""
    scope = Scope(
        seed,
        include=compile_patterns(policy.include, "--include"),
        exclude=compile_patterns(policy.exclude, "--exclude"),
        media=policy.media,
        allowed_private=allowed_private(seed, policy),
    )
    for url in ledger.seed_redirects():
        scope.learn_move(seed, url)
    verdicts: list[tuple[int, Outcome | None, str | None]] = []
    for row, url, role, reason in ledger.refused():
        found = scope.judge(url, role, "")
        if found is None:
            verdicts.append((row, "outside", None))
        elif found.outcome is None and is_trap_of_platform(reason) and not scope.is_included(url):
            verdicts.append((row, "trap", reason))  # the platform is not known yet; it was when this was refused
        else:
            verdicts.append((row, found.outcome, found.reason))
    ledger.judge_again(verdicts)
    return scope


def iter_seeds(seed: str, policy: Policy, scope: Scope) -> Iterator[Found]:
    """Where a crawl begins: the blog's home, what the user adds, and the sitemap many hosts have unannounced."""
    yield Found(seed, "index", "seed")
    if policy.only:
        return
    scheme, _, rest = seed.partition("://")
    yield Found(f"{scheme}://{rest.partition('/')[0]}/sitemap.xml", "sitemap", "guess")
    for url in policy.start:
        found = scope.judge(url, "link", "start")
        if found is not None:
            yield found


def ask_since(ledger: Ledger, now: datetime) -> None:
    """Lists that can be asked for what is new since a time are asked that, most of them in place of their first
    page. Nothing to ask when no visit came to its end: then the lists are asked as they are."""
    last = ledger.log.last_visit()
    if last is None:
        return
    for address in ledger.planned_lists():
        since = find_since(address.url)
        if since is None:
            continue
        url = since.question(address.url, last)
        if ledger.add(Found(url, address.role, "since"), address.url, address.depth, now) is None:
            assert ledger.visit is not None
            ledger.visit.ask(url, "list of the blog")
        if since.instead:
            ledger.replace(address)


def group_seeds(urls: list[str]) -> dict[str, tuple[str, ...]]:
    """Blogs by their home, with the addresses to start from as well: those that lie inside an earlier one."""
    blogs: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        home = next((one for one in blogs if Scope(one).is_inside(url)), None)
        if home is None:
            blogs[url] = []
        else:
            blogs[home].append(url)
    return {home: tuple(start) for home, start in blogs.items()}


def warc_info(seed: str, policy: Policy, crawl_id: str) -> dict[str, str]:
    """What the WARC says of itself: who made it, of what, under which rules."""
    robots = f"ignored: {policy.ignore_robots}" if policy.ignore_robots else "obeyed (RFC 9309)"
    info = {
        "software": f"blogkeep/{VERSION} scrapy/{version('scrapy')} warcio/{version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"blogkeep crawl of {seed}",
        "robots": robots,
        "http-header-user-agent": policy.user_agent,
        "blogkeep-seed": seed,
        "blogkeep-crawl": crawl_id,
    }
    if policy.contact:
        info["operator"] = policy.contact
    for name, value in policy.as_record().items():
        info[f"blogkeep-{name.replace('_', '-')}"] = str(value).replace("\n", " ")
    return info


def open_for_scrapy(crawler: Crawler, arguments: dict[str, Any]) -> Crawl:
    """The crawl of ``scrapy crawl blog -a seed=URL [-a archive=DIR]``, with Scrapy's settings for the rest."""
    if not arguments.get("seed"):
        raise BlogkeepError("Name the blog: scrapy crawl blog -a seed=URL, or better: blogkeep crawl URL")
    seed = read_seed(str(arguments["seed"]))
    policy = Policy(delay=float(arguments.get("delay", 1.0)))
    crawler.settings.set("ALLOWED_PRIVATE", tuple(allowed_private(seed, policy)), priority="cmdline")
    return open_crawl(create_home(Path(str(arguments.get("archive", "blog-archive")))), seed, policy)
