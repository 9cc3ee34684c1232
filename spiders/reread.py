"""The same rows without the net: WARC files, ours or anybody's, through the very code of the crawl."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from archive.db.captures import (
    find_capture_by_digest,
    give_blog,
    has_capture_from,
    iter_unread_304,
    known_homes,
)
from archive.db.derived import Snapshot, clear_derived, compare, take_snapshot
from archive.db.looks import set_looks
from archive.db.store import save_blog, transaction
from archive.errors import BlogkeepError, BrokenWarc
from archive.home import Home
from archive.models import Blog, Capture, Exchange, Reading
from archive.original import find_original
from archive.urls import folder_of, host_of, join
from archive.warc.cdxj import index_of, iter_lines, rebuild_index
from archive.warc.place import find_place, plain_name
from archive.warc.reader import iter_exchanges, read_exchange, read_warcinfo, resolve_in
from archive.warc.revisit import Revisit
from archive.warc.wacz import extract_warcs, is_wacz
from pipelines.afterwards import learn_blog
from pipelines.store import save_page
from spiders.exchange import may_read, page_from_exchange, read_answer, read_safely, stand_in
from spiders.lessons import Unit, teach_blog
from spiders.scope import Scope

log = logging.getLogger(__name__)
PAGES_PER_TRANSACTION = 200
WARC_NAMES = (".warc", ".warc.gz", ".arc", ".arc.gz")


class DryRun(Exception):
    """Ends a transaction that only wanted to look."""


@dataclass(slots=True)
class Report:
    """What an import or reread did. ``faults`` are sentences; ``changes`` compares old and new rows, by table."""

    files: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    exchanges: int = 0
    pages: int = 0
    posts: int = 0
    comments: int = 0
    taught: int = 0
    faults: list[str] = field(default_factory=list)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reread:
    """Reads WARC files of one archive into its rows. ``blog`` names the home that foreign captures belong to."""

    home: Home
    db: Database
    report: Report
    blog: str | None = None
    progress: Callable[[Report], None] = lambda report: None
    scopes: dict[str, Scope] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    homes: dict[str, dict[str, str]] = field(default_factory=dict)

    def read_file(self, path: Path) -> None:
        """Every exchange of one file, many in one transaction; faults are reported, the rest goes on."""
        seed, exchanges = self._open(path)
        while batch := list(_take(exchanges, PAGES_PER_TRANSACTION)):
            with transaction(self.db):
                for exchange, capture in batch:
                    self._save(exchange, capture, seed)
            self.progress(self.report)

    def read_within(self, path: Path) -> None:
        """Like :meth:`read_file`, inside a transaction of the caller's."""
        seed, exchanges = self._open(path)
        for exchange, capture in exchanges:
            self._save(exchange, capture, seed)
            if self.report.exchanges % PAGES_PER_TRANSACTION == 0:
                self.progress(self.report)

    def _open(self, path: Path) -> tuple[str | None, Iterator[tuple[Exchange, Capture]]]:
        """The home a file's captures belong to (None: nobody says), and its exchanges."""
        self.report.files.append(path.name)
        exchanges = iter_exchanges(path, on_fault=self.report.faults.append, resolve=self._resolve)
        return self.blog or read_warcinfo(path).get("blogkeep-seed"), exchanges

    def _resolve(self, revisit: Revisit) -> Exchange | None:
        """The exchange whose payload a revisit stands for, when the archive holds it."""
        original = find_capture_by_digest(self.db, revisit.url, revisit.digest)
        if original is None:
            return resolve_in(self.home)(revisit)
        try:
            return read_exchange(self.home, original.warc, original.offset)
        except BlogkeepError as error:
            self.report.faults.append(str(error))
            return None

    def iter_unmodified(self) -> Iterator[int]:
        """Read the 304s as what they stand for, many at a time; tells how many were looked at.

        Call it when everything else is read: what a 304 stands for may be in a file that comes after its own.
        """
        for batch in iter_unread_304(self.db, PAGES_PER_TRANSACTION):
            for unread in batch:
                self._save_unmodified(unread.capture, unread.home or self.blog)
            yield len(batch)
            self.progress(self.report)

    def teach(self, blog_id: str, unit: Unit) -> None:
        """Read by what the blog's feeds teach, when everything else is read; ``unit`` opens a transaction."""
        read, note = 0, None
        for state in teach_blog(self.home, self.db, blog_id, unit):
            read, note = state.read, state.note
            self.progress(self.report)
        self.report.taught += read
        if note is not None:
            self.report.faults.append(note)

    def _save_unmodified(self, capture: Capture, seed: str | None) -> None:
        try:
            exchange = read_exchange(self.home, capture.warc, capture.offset)
        except BlogkeepError as error:
            self.report.faults.append(str(error))
            return
        original = find_original(self.home, self.db, capture, exchange)
        if original is None:
            return
        self.report.exchanges -= 1  # it was counted when its record was met
        self._save(stand_in(exchange, original), capture, seed)

    def _save(self, exchange: Exchange, capture: Capture, seed: str | None) -> None:
        scope = self._scope(seed or self._home_of(exchange.url))
        self.report.exchanges += 1
        answer = read_answer(exchange)
        if answer.status is not None and 300 <= answer.status < 400 and "location" in answer.headers:
            target = join(exchange.url, answer.headers["location"])
            if target is not None:
                scope.learn_move(exchange.url, target)
        page = page_from_exchange(exchange, capture)
        reading = None
        if not exchange.url.endswith("/robots.txt") and may_read(page, scope, capture.truncated):
            reading = read_safely(page)
        blog_id = self._blog_of(scope, reading, seed)
        try:
            saved = save_page(self.db, capture, reading, blog_id)
        except BrokenWarc as error:  # a record id or place that is taken: named, the rest goes on
            self.report.faults.append(str(error))
            return
        if reading is not None:
            if blog_id is not None and capture.status == 304:  # its record was saved before its blog was known
                give_blog(self.db, capture.id, blog_id)
            self.report.pages += 1
            self.report.posts += saved.new_posts
            self.report.comments += saved.new_comments

    def _blog_of(self, scope: Scope, reading: Reading | None, seed: str | None) -> str | None:
        """The blog a capture of this scope belongs to; None when nothing shows that its host holds one.

        A comment system's answer belongs to the blog whose post it names, not to the system's host.
        """
        home = scope.home
        if seed is None and home not in self.ids:
            if reading is None or not (reading.posts or reading.comments):
                return None
            if reading.source in ("api", "embed") and reading.about:
                home = self._scope(self._home_of(reading.about)).home
        if home not in self.ids:
            self.ids[home] = save_blog(self.db, Blog(home))
            self._learn_home(home)
        return self.ids[home]

    def _scope(self, home: str) -> Scope:
        return self.scopes.setdefault(home, Scope(home))

    def _learn_home(self, home: str) -> None:
        host, folder = folder_of(home)
        self.homes.setdefault(host, {})[folder] = home

    def _home_of(self, url: str) -> str:
        """The known blog that an address lies in (the deepest folder wins), else the root of its host."""
        if not self.homes:
            for home in known_homes(self.db):
                self._learn_home(home)
                self.ids.setdefault(home, save_blog(self.db, Blog(home)))
        path = "/" + url.partition("://")[2].partition("/")[2]
        folders = self.homes.get(host_of(url).removeprefix("www."), {})
        inside = [folder for folder in folders if path.startswith(folder) or path + "/" == folder]
        return folders[max(inside, key=len)] if inside else f"{url.partition('://')[0]}://{host_of(url)}/"


def _take(exchanges: Iterator[tuple[Exchange, Capture]], count: int) -> Iterator[tuple[Exchange, Capture]]:
    for _, pair in zip(range(count), exchanges, strict=False):
        yield pair


def import_file(home: Home, db: Database, path: Path, reread: Reread) -> None:
    """Take a WARC, ARC or WACZ into the archive: its bytes into ``warc/``, an index beside it, its rows.

    A file that is there already, byte for byte, is skipped and said so. BlogkeepError when it is no such file.
    """
    if not path.is_file():
        raise BlogkeepError(f"There is no file '{path}'. Name WARC (.warc, .warc.gz), ARC or WACZ files.")
    if is_wacz(path):
        for member in extract_warcs(
            path, home.warcs, reread.report.faults.append, lambda known: _pass_over(known, reread)
        ):
            _take_in(member, reread)
        return
    if not path.name.endswith(WARC_NAMES):
        raise BlogkeepError(f"'{path}' is no WARC, ARC or WACZ file by its name ({', '.join(WARC_NAMES)}, .wacz).")
    try:
        target, known = find_place(home.warcs, path.name, path)
        if known:
            _pass_over(target, reread)
            return
        partial = target.with_name(target.name + ".part")
        shutil.copyfile(path, partial)
        partial.rename(target)
    except OSError as error:
        (home.warcs / f"{plain_name(path.name)}.part").unlink(missing_ok=True)
        raise BlogkeepError(f"'{path}' cannot be copied into '{home.warcs}': {error.strerror}.") from error
    _take_in(target, reread)


def _take_in(path: Path, reread: Reread) -> None:
    try:
        rebuild_index(path)
        reread.read_file(path)
    except BrokenWarc as error:
        reread.report.faults.append(str(error))


def _pass_over(path: Path, reread: Reread) -> None:
    """The file is in the archive; it is read all the same when an import that died did not come to its end."""
    last = max((line.offset for line in iter_lines(index_of(path))), default=-1) if index_of(path).exists() else 0
    if last < 0 or has_capture_from(reread.db, path.name, last):
        reread.report.skipped.append(path.name)
    else:
        _take_in(path, reread)


def iter_warcs(home: Home) -> Iterator[Path]:
    """The archive's closed WARC files in the order they were made (their names begin with the time)."""
    for path in sorted(home.warcs.iterdir()):
        if path.name.endswith(WARC_NAMES):
            yield path


def reread_archive(reread: Reread, *, dry_run: bool) -> Report:
    """All rows anew from all captures, in one transaction; the report compares them with the old rows.

    ``dry_run`` only compares. When it dies half-way, the old rows stand.
    """
    try:
        with transaction(reread.db):
            before: Snapshot = take_snapshot(reread.db)
            clear_derived(reread.db)
            for path in iter_warcs(reread.home):
                try:
                    reread.read_within(path)
                except BrokenWarc as error:
                    reread.report.faults.append(str(error))
            for _ in reread.iter_unmodified():
                pass
            for blog_id in reread.ids.values():
                reread.teach(blog_id, nullcontext)
                learn_blog(reread.db, blog_id)
                set_looks(reread.db, blog_id)
            reread.report.changes, reread.report.examples = compare(reread.db, before)
            if dry_run:
                raise DryRun
    except DryRun:
        log.debug("dry run: the old rows stand")
    return reread.report
