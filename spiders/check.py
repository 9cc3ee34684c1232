"""Gets one page to examine: from a file, from a WARC, from the archive, or politely from the net."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from archive.db.connect import open_db
from archive.db.lessons import LessonRow, find_teacher
from archive.db.queries import CaptureRow, find_captures
from archive.db.stamps import unstamp
from archive.errors import BadAddress, BlogkeepError, NotKept
from archive.home import Home, create_home
from archive.models import Capture, Exchange
from archive.urls import join, key, plain
from archive.warc.reader import iter_exchanges, read_exchange
from archive.warc.wacz import extract_warcs, is_wacz
from spiders.crawl import Policy, read_seed
from spiders.exchange import page_from_exchange, read_answer
from spiders.page import MAX_TEXT, Page

WARC_NAMES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(https?://\S+) -->")
_FEED_SELF = re.compile(rb"<(?:atom(?:10)?:)?link\b[^>]*\brel=[\"']self[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref=[\"'](https?://[^\"']+)[\"']", re.IGNORECASE)
_WHY = """
select outcome, reason
from addresses
where outcome is not null and outcome <> 'kept'
order by role <> 'robots', id desc
"""
MAX_MOVES = 5
"""Redirects that are followed inside the archive."""
RETRY_PAUSE = 0.5
"""Seconds until a page that failed is asked again: somebody sits and waits."""

Say = Callable[[str], None]
Pair = tuple[Exchange, Capture]


@dataclass(frozen=True, slots=True)
class Origin:
    """A page with the time it was captured (aware) and where it was read from, in words.

    ``lesson`` is what the blog's feeds teach of it; None when it was read without.
    """

    page: Page
    seen: datetime
    words: str
    lesson: LessonRow | None = None


def page_of_file(path: Path, url: str | None, say: Say) -> Origin:
    """The page in a file: HTML, a feed, JSON, or the record of a WARC, ARC or WACZ that ``url`` names.

    ``url`` None takes the address that the file itself tells. BlogkeepError when there is no such file, no
    such record, or no address. ``say`` hears of faults in a WARC.
    """
    if is_wacz(path):
        with tempfile.TemporaryDirectory(prefix="blogkeep-check-") as folder:
            warcs = extract_warcs(path, Path(folder), say)
            return _choose((pair for warc in warcs for pair in iter_exchanges(warc, say)), path, url)
    if path.name.lower().endswith(WARC_NAMES):
        return _choose(iter_exchanges(path, say), path, url)
    page = Page(read_seed(url) if url else "", _read_bytes(path), content_type=_declared(path))
    if url is None:
        page = replace_url(page, _tell_address(page, path))
    return Origin(page, datetime.now(UTC), str(path))


def replace_url(page: Page, url: str) -> Page:
    """The same body under its address."""
    return Page(url, page.body, content_type=page.content_type)


def _read_bytes(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_TEXT)
    except OSError as error:
        raise BlogkeepError(f"'{path}' cannot be read: {error.strerror}.") from error


def _declared(path: Path) -> str | None:
    """A content type that the file's name tells; the charset is left to the page."""
    return "text/html" if path.suffix.lower() in (".html", ".htm", ".xhtml") else None


def _tell_address(page: Page, path: Path) -> str:
    """The address that a page gives itself: as the browser saved it, canonical, og:url, or a feed's own."""
    for address in _iter_addresses(page):
        if (url := plain(html.unescape(address))) is not None:
            return url
    raise BadAddress(
        f"'{path}' does not say where it is from (no rel=canonical, no og:url), and links and layouts hang "
        f"from that. Name its address: blogkeep check {path} --url https://…"
    )


def _iter_addresses(page: Page) -> Iterator[str]:
    if found := _SAVED_FROM.search(page.body[:4096]):
        yield found[1].decode("utf-8", "replace")
    if page.kind == "html":
        for selector, name in (("link[rel~=canonical]", "href"), ("meta[property='og:url']", "content")):
            yield from (element.get(name, "") for element in page.css(selector))
    elif page.kind == "feed" and (link := _FEED_SELF.search(page.body[:65536])):
        yield from (href.decode("utf-8", "replace") for href in _HREF.findall(link[0]))


def _choose(pairs: Iterator[Pair], path: Path, url: str | None) -> Origin:
    """The latest answer of ``url`` in a WARC; without ``url`` the only page that it holds."""
    wanted = key(read_seed(url)) if url else None
    chosen: Pair | None = None
    others: dict[str, None] = {}
    for exchange, capture in pairs:
        if wanted is None and not _is_page(capture):
            continue
        if wanted in (None, key(capture.url), key(exchange.url)) and (chosen is None or _is_better(capture, chosen[1])):
            chosen = (exchange, capture)
        if len(others) < 6 or wanted is None:
            others.setdefault(capture.url)
    if chosen is None:
        there = ", ".join(list(others)[:5]) or "no answer at all"
        raise NotKept(f"'{path}' holds no record of {url or 'a page'}. It holds: {there}")
    if wanted is None and len(others) > 1:
        some, first = ", ".join(list(others)[:3]), next(iter(others))
        raise BadAddress(
            f"'{path}' holds {len(others)} pages ({some}, …). Name one: blogkeep check {path} --url {first}"
        )
    exchange, capture = chosen
    words = f"{path}, record of {capture.time:%Y-%m-%d %H:%M:%S} UTC at byte {capture.offset}"
    return _origin(exchange, capture, words)


def _is_page(capture: Capture) -> bool:
    kind = capture.content_type or ""
    return capture.status == 200 and kind.startswith(("text/html", "application/xhtml"))


def _is_better(one: Capture, other: Capture) -> bool:
    """Whether a capture is to be read rather than another: one that answered well, then the later one."""
    return (one.status == 200, one.time) >= (other.status == 200, other.time)


def _origin(exchange: Exchange, capture: Capture, words: str) -> Origin:
    return Origin(page_from_exchange(exchange, capture), capture.time, words)


def page_of_archive(home: Home, url: str, moves: int = MAX_MOVES) -> Origin | None:
    """The latest capture of ``url`` that answered well, else the latest; None when the archive holds none.

    Redirects are followed as far as they are kept, at most ``moves`` of them.
    """
    if not home.db.exists():
        return None
    db = open_db(home.db, read_only=True)
    try:
        rows = find_captures(db, url)
        teacher = find_teacher(db, max(rows, key=_rank).id) if rows else None
    finally:
        db.conn.close()
    if not rows:
        return None
    row = max(rows, key=_rank)
    seen = unstamp(row.time) or datetime.now(UTC)
    exchange = replace(read_exchange(home, row.warc, row.offset), url=row.url)
    target = join(row.url, read_answer(exchange).headers.get("location", ""))
    if row.status in (301, 302, 303, 307, 308) and target is not None and moves > 0:
        return page_of_archive(home, target, moves - 1)
    words = f"the archive {home.root}, captured {seen:%Y-%m-%d %H:%M:%S} UTC (--fresh asks the site)"
    lesson = teacher[1] if teacher is not None else None
    return Origin(page_from_exchange(exchange, None), seen, words, lesson)


def _rank(row: CaptureRow) -> tuple[bool, bool, str]:
    return row.status == 200, row.truncated is None, row.time


def page_of_net(url: str, policy: Policy) -> Origin:
    """The page at ``url``, asked once and politely into an archive that is thrown away.

    Redirects are followed. BlogkeepError says why when there is no answer (robots.txt, no such host, …).
    """
    from spiders.run import Runner

    with tempfile.TemporaryDirectory(prefix="blogkeep-check-") as folder:
        home = create_home(Path(folder))
        Runner(home, replace(policy, only=True, retry_pause=RETRY_PAUSE), quiet=True).run({url: ()})
        answers = [
            pair
            for warc in sorted(home.warcs.glob("*.warc.gz"))
            for pair in iter_exchanges(warc)
            if not pair[0].url.endswith("/robots.txt")
        ]
        if not answers:
            raise BlogkeepError(_why_nothing(home, url))
        exchange, capture = answers[-1]
        status = capture.status or 0
        if 300 <= status < 400:
            raise BlogkeepError(f"{exchange.url} only leads on ({status}); {_why_nothing(home, url)}")
        return _origin(exchange, capture, "the net, just now")


def _why_nothing(home: Home, url: str) -> str:
    db = open_db(home.db, read_only=True)
    try:
        rows = db.conn.execute(_WHY).fetchall()
    finally:
        db.conn.close()
    said = "; ".join(": ".join(filter(None, row)) for row in rows) or "nobody says why"
    return f"{url} could not be read ({said})."
