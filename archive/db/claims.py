"""What a witness claims: a post or comment of a reading as fields with ranks.

The ranks are the rules of who is believed. A page beats an export, an API, an embedded system and a feed; a
whole body beats an excerpt; a stated time zone beats a guess; a stated parent beats a nested, a quoted, an
inferred one. Whether a comment stands or was deleted, and whether comments are open, the latest witness
knows best.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

from archive.db.merge import EXCERPT, Claim, Value, Witness, fingerprint
from archive.models import Blog, Comment, Moment, Post, Precision

DAY_ONLY = -10
"""What a bare date adds to the rank of a wall clock."""

ORDER_OPEN = -20
"""What a date adds of which day and month may be the other way round: such a clock's rank is below ``DAY_ONLY``."""

RECKONED: dict[Precision, int] = {"day": -41, "week": -42, "month": -43, "year": -44}
"""The rank of a day that was reckoned from words that count back, and of these words, whoever tells them."""

MACHINE, PRINTED, PRINTED_OPEN = 20, 10, 5
"""What a stated time adds to its witness's rank: told to machines, printed with an offset, and so with day and month
left open."""

_PARENT_RANK = {"stated": 40, "nested": 30, "quoted": 20, "inferred": 10, None: 0}
_WORDS = re.compile(r"[^\W_]+")
_PINGS = ("trackback", "pingback", "webmention")
_ENTITLED = re.compile(r"\s*<p>\s*<strong>[^<]{1,300}</strong>\s*</p>\s*<p>")
_CUT_OUT = re.compile(r"\s*\[\s*(?:…|\.{3})\s*\].*\[\s*(?:…|\.{3})\s*\]\s*", re.DOTALL)
"""How WordPress writes what it cut out of the page that pings: ``[…] words […]``."""


def instant(time: datetime) -> str:
    """An aware time as text: UTC, ISO 8601 with ``Z``; microseconds only when there are any."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def seconds(time: datetime) -> str:
    """Like :func:`instant`, to the second: times of posts and comments."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def wall_clock(moment: Moment) -> str | None:
    """The wall clock as text, without a zone: ISO 8601 to the second, or the day alone when no time was told."""
    if moment.local is None:
        return None
    return moment.local.date().isoformat() if moment.day_only else moment.local.isoformat(timespec="seconds")


def claims_of_blog(blog: Blog, rank: int) -> Iterator[Claim]:
    """What is said of a blog."""
    for name, value in (
        ("title", blog.title),
        ("description", blog.description),
        ("platform", blog.platform),
        ("language", blog.language),
    ):
        if value is not None:
            yield name, rank, (value,)


def claims_of_post(post: Post, blog_id: str, witness: Witness) -> Iterator[Claim]:
    """What this witness says of a post."""
    rank = witness.rank
    yield "blog", rank, (blog_id,)
    yield "url", rank, (post.url,)
    for name, value in (
        ("source_id", post.source_id),
        ("title", post.title),
        ("author", post.author),
        ("author_url", post.author_url),
        ("previous_url", post.previous_url),
        ("next_url", post.next_url),
    ):
        if value is not None:
            yield name, rank, (value,)
    if post.comments_open is not None:
        yield "comments_open", 0, (int(post.comments_open),)
    yield from _claims_of_times(post.published, post.updated, rank)
    if post.tags:
        yield "tags", rank, ()
    if post.categories:
        yield "categories", rank, ()
    yield _claim_of_body(post, witness)


def claims_of_stub(url: str | None, blog_id: str, witness: Witness) -> Iterator[Claim]:
    """All that a comment's witness says of the post it stands under: that there is one."""
    yield "blog", 0, (blog_id,)
    if url is not None:
        yield "url", 0, (url,)
    yield "body", 0, (None, None, 0, None, witness.capture_id, None)


def claims_of_comment(comment: Comment, witness: Witness) -> Iterator[Claim]:
    """What this witness says of a comment."""
    rank = witness.rank
    yield "kind", rank + 10 * (comment.kind != "comment"), (comment.kind,)
    yield "deleted", 0, (int(comment.deleted),)
    for name, value in (
        ("url", comment.url),
        ("author", comment.author),
        ("author_url", comment.author_url),
        ("who", comment.author_id),
        ("title", comment.title),
        ("depth", comment.depth),
        ("position", comment.position),
    ):
        if value is not None:
            yield name, rank, (value,)
    if comment.by_post_author is not None:
        yield "by_post_author", rank, (int(comment.by_post_author),)
    if comment.parent_id is not None:
        yield "parent", _PARENT_RANK[comment.parent_how] + rank, (comment.parent_id, comment.parent_how)
    yield from _claims_of_times(comment.published, comment.updated, rank)
    yield _claim_of_body(comment, witness)


def _claims_of_times(published: Moment | None, updated: Moment | None, rank: int) -> Iterator[Claim]:
    if updated is not None and updated.utc is not None:
        yield "updated", rank, (seconds(updated.utc),)
    if published is None:
        return
    if published.utc is not None:
        stated = published.zone == "stated"
        sure = PRINTED_OPEN if published.order_open else PRINTED if published.printed else MACHINE
        sure = sure if stated else 0
        yield "published", rank + sure, (seconds(published.utc), "stated" if stated else "inferred")
    if (local := wall_clock(published)) is not None:
        if published.precision is not None:
            yield "reckoned", RECKONED[published.precision], (local, published.precision)
            yield "raw", RECKONED[published.precision], (published.words,)
            return
        yield "local", rank + _local_rank(published), (local,)
    if published.words is not None:
        yield "raw", rank + 10, (published.words,)
    elif published.machine is not None:
        yield "raw", rank, (published.machine,)


def _local_rank(moment: Moment) -> int:
    """A bare wall clock is the blog's own; one with an offset may be; one that equals UTC says nothing; a bare date
    is better than none, and so is one that was guessed."""
    if moment.order_open:
        return ORDER_OPEN
    if moment.day_only:
        return DAY_ONLY
    if moment.utc is None or moment.local is None:
        return 20
    return 0 if moment.utc.replace(tzinfo=None) == moment.local else 10


def _claim_of_body(item: Post | Comment, witness: Witness) -> Claim:
    if item.html is None and item.text is None:
        return "body", 0, (None, None, 0, item.language, witness.capture_id, None)
    rank = witness.rank if item.whole else EXCERPT
    title = item.title if item.whole else None
    return "body", rank, (item.html, item.text, int(item.whole), item.language, witness.capture_id, title)


def fold(text: str | None) -> str:
    """Text as two witnesses may tell it alike: letters and digits only, no case (or all signs, if there are
    only signs)."""
    if not text:
        return ""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return "".join(_WORDS.findall(plain)) or " ".join(plain.split())


def likeness(comment: Comment) -> int | None:
    """A number (48 bits) that two witnesses of one comment share: system, author and how the text begins.

    None without a text: nothing can be told by it.
    """
    text = fold((comment.text if comment.text is not None else comment.html or "").lstrip()[:400])[:200]
    if not text:
        return None
    return _number(f"{comment.system}\x1f{fold(comment.author)}\x1f{text}")


def ping_likeness(comment: Comment) -> int | None:
    """A number that two witnesses of one ping share though one shows no text: system and author (which is the title of
    the page that pings). None for what is no ping; a feed's comment is one when its text is cut out of a page, or
    begins with a title in bold letters as WordPress keeps trackbacks.
    """
    is_cut_out = _CUT_OUT.fullmatch(comment.text or "") or _ENTITLED.match(comment.html or "")
    is_ping = comment.kind in _PINGS or is_cut_out is not None
    author = fold(comment.author) if is_ping else ""
    return _number(f"ping\x1e{comment.system}\x1f{author}") if author else None


def body_of(item: Post | Comment) -> int | None:
    """A number that two whole bodies share which are no different versions; None for an excerpt or no body."""
    words = item.text if item.text is not None else item.html
    return body_number(item.title, words) if item.whole and words is not None else None


def body_number(title: Value, words: Value) -> int:
    """The number of a body by its title and words (see :func:`archive.db.merge.fingerprint`)."""
    return _number(fingerprint(title, words))


def _number(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")
