"""The nouns: what a crawl, a capture and a reading are made of.

Everything here is a frozen value. ``None`` means *nobody says*; it never means empty, zero or false.
Every :class:`datetime.datetime` is aware and in UTC unless its name ends in ``local``, and then it is naive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Source = Literal["page", "feed", "api", "embed", "export"]
"""Which kind of witness a reading is: a post's page, a feed, a platform's API, a comment system, an export."""

Kind = Literal["comment", "trackback", "pingback", "webmention", "reaction"]
ParentHow = Literal["stated", "nested", "quoted", "inferred"]
"""How a parent is known: the platform names it, the markup nests it, the text quotes it, we worked it out."""

Zone = Literal["stated", "inferred", "unknown"]
"""How a time's zone is known: the page or feed gives an offset (or UTC, or an epoch); it was worked out from
other times of the blog; or only the wall clock is known."""

Precision = Literal["hour", "day", "week", "month", "year"]
"""How exact a time is where that is less than it looks: reckoned to a day, week, month or year from words that count
back ("2 weeks ago"), or within an hour that the clock repeated or skipped. None: as exact as it was told."""

Role = Literal["post", "comments", "feed", "sitemap", "index", "api", "embed", "requisite", "link", "robots"]
"""What an address is expected to hold; it sets the order in which addresses are fetched."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, byte for byte as they crossed the wire.

    ``request`` is empty when it is not known (a foreign WARC without request records). ``response`` starts at
    the final status line; interim 1xx answers are dropped. ``truncated`` is a WARC-Truncated reason
    ("length", "time", "disconnect", "unspecified") or None when the answer is whole.
    """

    url: str
    request: bytes
    response: bytes
    started: datetime
    ip: str | None = None
    truncated: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an exchange is kept: the proof that a row can name.

    ``id`` is the UUID of the WARC response (or revisit) record. ``warc`` is the file's name inside the
    archive's ``warc/`` folder, ``offset`` and ``length`` are bytes in that file (compressed). ``digest`` is the
    payload digest as ``sha1:BASE32``. ``status`` is None when no status line arrived. ``location`` is where a
    redirect (3xx) pointed, as it was sent.
    """

    id: str
    url: str
    time: datetime
    status: int | None
    content_type: str | None
    digest: str
    warc: str
    offset: int
    length: int
    revisit_of: str | None = None
    truncated: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was told and as it is understood.

    An adapter fills ``words`` (what a reader sees) and ``machine`` (ISO 8601, RFC 822, epoch seconds or
    milliseconds, from an attribute, a script or a feed). ``pipelines.dates`` fills the others:
    ``utc`` (aware, or None when the zone is unknown), ``local`` (naive wall clock, when one was told), ``zone``.
    ``day_only``: a bare date, ``local`` is its midnight and ``utc`` None. ``printed``: ``utc`` rests on an offset
    that was printed for people, not on a machine's word. ``order_open``: day and month may be the other way round
    (08/11/2009), nothing on the page decides; ``local`` is as the language has it, or None. ``precision``: ``local`` is
    an estimate, reckoned from words that count back from the capture ("2 weeks ago"); then it is a bare date.
    """

    words: str | None = None
    machine: str | None = None
    utc: datetime | None = None
    local: datetime | None = None
    zone: Zone | None = None
    day_only: bool = False
    printed: bool = False
    order_open: bool = False
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Blog:
    """What a page tells of the blog it belongs to. ``home`` is the address everything hangs from."""

    home: str
    title: str | None = None
    platform: str | None = None
    language: str | None = None
    description: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A blog post as one witness tells it.

    ``url`` is the permalink. ``html`` is the body as found, after ``clean`` it is safe to print; ``whole`` is
    False for excerpts and feed summaries, which never replace a whole body. ``promised`` counts the
    comments this witness says exist. ``id`` is filled by ``pipelines.identity``.
    """

    url: str
    source_id: str | None = None
    title: str | None = None
    author: str | None = None
    author_url: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    html: str | None = None
    text: str | None = None
    whole: bool = True
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    previous_url: str | None = None
    next_url: str | None = None
    comments_open: bool | None = None
    promised: int | None = None
    language: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment (or trackback, pingback, …) as one witness tells it.

    ``source_id`` is the platform's own id in its plainest form ("123", "6a00d8…"), None when the page shows
    none; ``system`` is the comment system that gave it ("native": the blog platform itself). ``post_url`` is
    None when the comment belongs to the reading's ``about``. ``parent_source_id`` names the parent in the
    same id space. ``position`` is the place on this witness's list, from 0. ``deleted`` is True for a
    tombstone: the platform says that a comment stood here.
    """

    source_id: str | None = None
    system: str = "native"
    kind: Kind = "comment"
    url: str | None = None
    post_url: str | None = None
    author: str | None = None
    author_url: str | None = None
    author_id: str | None = None
    by_post_author: bool | None = None
    title: str | None = None
    published: Moment | None = None
    updated: Moment | None = None
    html: str | None = None
    text: str | None = None
    whole: bool = True
    parent_source_id: str | None = None
    parent_how: ParentHow | None = None
    depth: int | None = None
    position: int | None = None
    deleted: bool = False
    language: str | None = None
    id: str | None = None
    parent_id: str | None = None
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """How much a witness says there is: comments of a post (``about`` names it) or posts of the blog (None).

    ``by`` names who says so ("slash:comments", "heading", "openSearch:totalResults", "X-WP-Total", …).
    """

    of: Literal["comments", "posts"]
    count: int
    by: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What a POST carries: a text and its media type (``application/json``, ``application/x-www-form-urlencoded``)."""

    text: str
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Follow:
    """An address that a page asks us to look at. ``finder`` is who found it ("feed", "pager", "wp-json", …).

    ``changed`` is when it changed last, in the words of who says so (a sitemap's lastmod). ``body`` makes the
    question a POST; only :func:`spiders.systems.ask_by_post` gives one.
    """

    url: str
    role: Role
    finder: str
    changed: str | None = field(default=None, compare=False)
    body: Posted | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of a body or a blogroll: who points where. ``comment`` is an index into the reading's comments.

    ``post`` likewise into its posts; with neither, the link stands on the page itself.
    """

    url: str
    words: str | None = None
    comment: int | None = None
    post: int | None = None


MENDED = ", read by the generic reader"
"""How a doubt ends that says what a layout left out and another reader found: the page was understood all the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says. The same value whether the capture is live, imported or read again.

    ``about`` is the permalink of the post whose thread this page shows (its second page of comments, its
    comment feed). ``marks`` are the evidence for the adapter. ``doubt`` says in words why little or nothing was
    understood ("bot wall", "layout unknown", "parked domain"), or ends in :data:`MENDED`; None when all is well.
    """

    url: str
    source: Source
    adapter: str
    layout: str
    marks: tuple[str, ...] = ()
    blog: Blog | None = None
    about: str | None = None
    posts: tuple[Post, ...] = ()
    comments: tuple[Comment, ...] = ()
    promised: tuple[Promise, ...] = ()
    follow: tuple[Follow, ...] = ()
    links: tuple[Link, ...] = field(default=(), repr=False)
    language: str | None = None
    doubt: str | None = None

    @property
    def post(self) -> Post | None:
        """The post of a post's page; None on index pages, feeds and second pages of comments."""
        return self.posts[0] if self.source == "page" and len(self.posts) == 1 else None
