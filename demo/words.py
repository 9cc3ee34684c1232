"""The words of the invented blogs, read from the text files in `blogs/`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "blogs"
REMOVED = "<removed>"
"""What a text file says in place of a comment that its writer took back."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment or, when ``ping``, a trackback. ``number`` counts all comments of the blog from 1.

    ``author`` is empty when nobody put a name. ``when`` is aware, in the blog's zone. ``parent`` is a number.
    """

    number: int
    author: str
    url: str
    when: datetime
    html: str
    depth: int
    parent: int | None
    ping: bool

    @property
    def removed(self) -> bool:
        """Whether only the place is left where it stood."""
        return self.html == REMOVED

    @property
    def paragraphs(self) -> str:
        """The body as blog software prints it: in paragraphs."""
        return self.html if self.html.startswith("<p>") else f"<p>{self.html}</p>"


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its thread. ``number`` counts from 1, oldest first."""

    number: int
    title: str
    when: datetime
    html: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def slug(self) -> str:
        """The title as an address says it."""
        return slug(self.title)

    @property
    def talk(self) -> tuple[Comment, ...]:
        """The comments without trackbacks."""
        return tuple(c for c in self.comments if not c.ping)

    @property
    def pings(self) -> tuple[Comment, ...]:
        """The trackbacks."""
        return tuple(c for c in self.comments if c.ping)


@dataclass(frozen=True, slots=True)
class Words:
    """An invented blog: its name, its address and its posts, oldest first."""

    title: str
    tagline: str
    author: str
    home: str
    zone: ZoneInfo
    posts: tuple[Post, ...] = field(repr=False)

    @property
    def host(self) -> str:
        """The host of the blog's address."""
        return urlsplit(self.home).netloc

    @property
    def path(self) -> str:
        """The path of the blog's address; it ends in a slash."""
        return urlsplit(self.home).path


def slug(words: str) -> str:
    """Words as addresses say them: small letters and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def utc(when: datetime) -> str:
    """A time as Atom wants it: ``2010-03-09T21:02:00Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc822(when: datetime) -> str:
    """A time as RSS wants it: ``Tue, 09 Mar 2010 21:02:00 +0000``."""
    return when.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def epoch_ms(when: datetime) -> int:
    """A time in milliseconds since 1970."""
    return int(when.timestamp() * 1000)


def long_id(*parts: object, digits: int = 19) -> str:
    """A made-up decimal id, the same for the same parts."""
    number = int(hashlib.sha256(repr(parts).encode()).hexdigest(), 16)
    return str(10 ** (digits - 1) + number % (9 * 10 ** (digits - 1)))


def hex_id(*parts: object, digits: int = 30) -> str:
    """A made-up hexadecimal id, the same for the same parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:digits]


def read_words(name: str) -> Words:
    """The blog told by ``blogs/NAME.txt``."""
    head, *posts = re.split(r"(?m)^== ", (FOLDER / f"{name}.txt").read_text("utf-8"))
    about = dict(line.split(": ", 1) for line in head.strip().splitlines())
    zone = ZoneInfo(about["zone"])
    read: list[Post] = []
    count = 0
    for number, text in enumerate(posts, 1):
        post = _read_post(number, text, about["home"], zone, count)
        count += len(post.comments)
        read.append(post)
    return Words(about["title"], about["tagline"], about["author"], about["home"], zone, tuple(read))


def _read_post(number: int, text: str, home: str, zone: ZoneInfo, count: int) -> Post:
    text = text.replace("{home}", home).replace("{pictures}", home + "pictures")
    body, *rest = re.split(r"(?m)^(?=(?:--)+ |\+\+ )", text)
    title, *lines = body.strip().splitlines()
    facts = dict(line.split(": ", 1) for line in lines[: lines.index("")])
    html = "\n".join(lines[lines.index("") + 1 :])
    comments: list[Comment] = []
    for entry in rest:
        comments.append(_read_comment(entry, zone, count + len(comments) + 1, comments))
    return Post(
        number=number,
        title=title,
        when=_when(facts["date"], zone),
        html=html,
        categories=_list(facts.get("categories", "")),
        tags=_list(facts.get("tags", "")),
        comments=tuple(comments),
    )


def _read_comment(entry: str, zone: ZoneInfo, number: int, before: list[Comment]) -> Comment:
    line, _, body = entry.strip().partition("\n")
    marks, _, who = line.partition(" ")
    found = re.fullmatch(r"(.*?)\s*(?:<(.*)>\s*)?(\d{4}-\d\d-\d\d \d\d:\d\d)", who)
    assert found is not None, f"A comment's first line is not understood: {line}"
    depth = 0 if marks == "++" else len(marks) // 2 - 1
    above = next((c for c in reversed(before) if not c.ping and c.depth == depth - 1), None)
    return Comment(
        number=number,
        author=found[1],
        url=found[2] or "",
        when=_when(found[3], zone),
        html=body.strip(),
        depth=depth,
        parent=above.number if above else None,
        ping=marks == "++",
    )


def _when(words: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def _list(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
