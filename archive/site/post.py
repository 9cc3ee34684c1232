"""A post's page: the body and the thread under it as one read, each with its proof."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from archive.errors import NotKept
from archive.site.bodies import iter_addresses, print_body, web_address
from archive.site.changes import Version, read_versions
from archive.site.fates import Fate, read_fates
from archive.site.folding import SHORT, fold
from archive.site.kept import Kept, find_kept
from archive.site.since import Since, read_since
from archive.site.thread import Turn, arrange
from archive.site.times import Told, told
from archive.site.trail import Trail, read_trail

ALL = "all"
"""What a reader asks to be opened to see every branch."""

POST = """
select p.*, b.title as blog_title, b.home as blog_home, k.time as captured
from posts p
join blogs b on b.id = p.blog_id
join captures k on k.id = p.capture_id
where p.id = ?
"""

COMMENTS = """
select
  c.id, c.kind, c.url, c.author, c.author_url, c.author_id, c.by_post_author, c.title, c.published, c.published_local,
  c.published_raw, c.published_zone, c.published_precision, c.html, c.text, c.whole, c.parent_how, c.parent_score,
  c.deleted, c.capture_id, c.system, iif(c.parent_how in ('quoted', 'inferred'), null, c.parent_id) as parent_id,
  g.id as guess, g.author as guess_author, c.first_seen, c.moment
from comments c
left join comments g on g.id = c.parent_id and c.parent_how in ('quoted', 'inferred')
where c.post_id = ?
order by c.moment is null, c.moment, c.position, c.id
"""

TAGS = "select kind, name from tags where post_id = ? order by kind, name"

THREAD = "select promised, promised_by, kept, pings, deleted, open, next_look from threads where post_id = ?"

AT_ADDRESS = "select id, title from posts where url = ? and blog_id = ?"

NEIGHBOUR = """
select id, title
from posts
where blog_id = :blog
  and (moment, id) {side} (:moment, :id)
order by moment {order}, id {order}
limit 1
"""

PLACE = """
select post_id, (select count(*) from comments s where s.post_id = c.post_id) as comments
from comments c
where id = ?
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment in its thread. ``body`` is safe HTML; ``versions``: what it said before, the oldest first.

    ``by_author``: the post's own author speaks, "stated" by the platform or only the same "name"; None: nobody says
    so. ``new``: it came since the day that the reader named.
    """

    id: str
    kind: str
    url: str | None
    author: str | None
    author_url: str | None
    person: str | None
    by_author: str | None
    title: str | None
    time: Told
    body: Markup
    text: str | None
    whole: bool
    parent_id: str | None
    guess: Guess | None
    deleted: bool
    versions: tuple[Version, ...]
    system: str
    first_seen: str
    new: bool


@dataclass(frozen=True, slots=True)
class Guess:
    """Whom a comment answers as we worked it out, by a quotation or otherwise, and how sure that is (0 to 1).

    A guess never moves a comment: the thread stands as the platform shows it.
    """

    id: str
    author: str | None
    quoted: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The post before or after, by the blog's own link when that post is kept, else by time."""

    id: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a thread promised and what is kept. ``promised`` None: nobody says how much there is.

    ``next_look``: when the thread is worth another look, UTC; None when nobody worked it out.
    """

    promised: int | None
    promised_by: str | None
    kept: int
    pings: int
    deleted: int
    open: bool | None
    next_look: str | None

    @property
    def missing(self) -> int:
        """Comments that were promised and are not here; 0 when nobody promised."""
        return max((self.promised or 0) - self.kept - self.pings - self.deleted, 0)


@dataclass(frozen=True, slots=True)
class PostPage:
    """What stands on a post's page."""

    title: str
    id: str
    url: str
    blog_id: str
    blog_title: str
    author: str | None
    author_url: str | None
    person: str | None
    time: Told
    updated: str | None
    body: Markup
    whole: bool
    language: str | None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    balance: Balance
    thread: tuple[Turn[Said], ...]
    since: Since
    previous: Neighbour | None
    next: Neighbour | None
    versions: tuple[Version, ...]
    trail: Trail
    capture_id: str
    captured: str
    fates: dict[str, tuple[Fate, ...]]

    @property
    def folded(self) -> int:
        """How many branches of the thread are folded away."""
        return sum(turn.fold is not None and not turn.fold.open for turn in self.thread)

    @property
    def came(self) -> tuple[Said, ...]:
        """The new comments in reading order."""
        return tuple(turn.comment for turn in self.thread if turn.comment.new)


def read_post(
    connection: sqlite3.Connection, id: str, *, since: str | None = None, opened: str | None = None
) -> PostPage:
    """The page of a post; NotKept when there is none under this id.

    Comments are marked as new from the day ``since`` on. ``opened``: the id of a comment that is to be seen, however
    deep it stands in a folded branch; ``all``: fold nothing away.
    """
    row = connection.execute(POST, (id,)).fetchone()
    if row is None:
        raise NotKept(f"No post is kept under the id '{id[:80]}'.")
    comments = connection.execute(COMMENTS, (id,)).fetchall()
    named = {address for each in (row, *comments) for address in iter_addresses(each["html"])}
    kept = find_kept(connection, named, row["captured"], posts=True)
    new = read_since(comments, since)
    said = _read_comments(connection, id, comments, kept, row["author"], frozenset(new.new))
    marks = defaultdict(list)
    for tag in connection.execute(TAGS, (id,)):
        marks[tag["kind"]].append(tag["name"])
    return PostPage(
        title=row["title"] or "Untitled post",
        id=id,
        url=row["url"],
        blog_id=row["blog_id"],
        blog_title=row["blog_title"] or row["blog_home"],
        author=row["author"],
        author_url=web_address(row["author_url"]),
        person=row["author_id"],
        time=told(row),
        updated=row["updated"],
        body=print_body(row["html"], row["text"], kept, under=1),
        whole=bool(row["whole"]),
        language=row["language"],
        tags=tuple(marks.pop("tag", ())),
        categories=tuple(name for names in marks.values() for name in names),
        balance=_read_balance(connection, id, comments, row["comments_open"]),
        thread=fold(arrange(said), {opened} if opened else (), all_open=opened == ALL),
        since=new,
        previous=_stated(connection, row, "previous_url") or _neighbour(connection, row, "<", "desc"),
        next=_stated(connection, row, "next_url") or _neighbour(connection, row, ">", "asc"),
        versions=read_versions(connection, "post", id).get(id, ()),
        trail=read_trail(connection, id, row["url"], row["captured"]),
        capture_id=row["capture_id"],
        captured=row["captured"],
        fates=read_fates(connection, id),
    )


def find_place(connection: sqlite3.Connection, comment: str) -> tuple[str, bool]:
    """The post under which a comment stands, and whether it may be folded away there; NotKept when it is not here."""
    row = connection.execute(PLACE, (comment,)).fetchone()
    if row is None:
        raise NotKept(f"No comment is kept under the id '{comment[:80]}'.")
    return str(row["post_id"]), row["comments"] > SHORT


def _read_comments(
    connection: sqlite3.Connection,
    post: str,
    rows: list[sqlite3.Row],
    kept: Kept,
    author: str | None,
    new: frozenset[str],
) -> list[Said]:
    versions = read_versions(connection, "thread", post)
    return [
        Said(
            id=row["id"],
            kind=row["kind"],
            url=row["url"],
            author=row["author"],
            author_url=web_address(row["author_url"]),
            person=row["author_id"],
            by_author=_is_author(row, author),
            title=row["title"],
            time=told(row),
            body=print_body(row["html"], row["text"], kept),
            text=row["text"],
            whole=bool(row["whole"]),
            parent_id=row["parent_id"],
            guess=_read_guess(row),
            deleted=bool(row["deleted"]),
            versions=versions.get(row["id"], ()),
            system=row["system"],
            first_seen=row["first_seen"],
            new=row["id"] in new,
        )
        for row in rows
    ]


def _read_guess(row: sqlite3.Row) -> Guess | None:
    if row["guess"] is None:
        return None
    return Guess(row["guess"], row["guess_author"], row["parent_how"] == "quoted", row["parent_score"])


def _is_author(row: sqlite3.Row, author: str | None) -> str | None:
    """How it is known that the post's author speaks. A platform that says no is believed."""
    if row["by_post_author"] is not None:
        return "stated" if row["by_post_author"] else None
    same = author and row["author"] and row["author"].strip().casefold() == author.strip().casefold()
    return "name" if same else None


def _read_balance(
    connection: sqlite3.Connection, post: str, comments: list[sqlite3.Row], is_open: int | None
) -> Balance:
    """What was promised as the thread's row says; what is kept as it stands on this page."""
    row = connection.execute(THREAD, (post,)).fetchone()
    there = [comment["kind"] in ("comment", "reaction") for comment in comments if not comment["deleted"]]
    opened = row["open"] if row is not None and row["open"] is not None else is_open
    return Balance(
        row["promised"] if row is not None else None,
        row["promised_by"] if row is not None else None,
        sum(there),
        len(there) - sum(there),
        len(comments) - len(there),
        None if opened is None else bool(opened),
        row["next_look"] if row is not None else None,
    )


def _stated(connection: sqlite3.Connection, row: sqlite3.Row, column: str) -> Neighbour | None:
    found = row[column] and connection.execute(AT_ADDRESS, (row[column], row["blog_id"])).fetchone()
    return Neighbour(found["id"], found["title"]) if found else None


def _neighbour(connection: sqlite3.Connection, row: sqlite3.Row, side: str, order: str) -> Neighbour | None:
    if row["moment"] is None:
        return None
    place = {"blog": row["blog_id"], "moment": row["moment"], "id": row["id"]}
    found = connection.execute(NEIGHBOUR.format(side=side, order=order), place).fetchone()
    return Neighbour(found["id"], found["title"]) if found else None
