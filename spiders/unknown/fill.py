"""Fills what a known layout left empty: comments, fields of comments, a post's fields; and says what it guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.models import MENDED, Moment, Post, Promise, Reading
from spiders.page import Page
from spiders.unknown.fill_thread import ThreadGaps, fill_thread, find_thread_gaps
from spiders.unknown.headline import find_headline
from spiders.unknown.lines import words_in
from spiders.unknown.main_text import find_main_text
from spiders.unknown.outline import is_heading_of_thread, walk
from spiders.unknown.read import read_unknown
from spiders.unknown.slight import is_fuller, is_slight
from spiders.unknown.stated import loose_time, read_stated
from spiders.unknown.threads import find_thread
from spiders.unknown.words import COUNT, WHEN

_HEADINGS = "h2, h3, h4, h5"
_FEW = 100
"""Comments of a page up to which the post's author alone is worth reading it once more."""


@dataclass(frozen=True, slots=True)
class _Gaps:
    """What a reading lacks though its page may have it.

    ``promised`` comments of which none was read; what is missing of those ``thread`` tells; a body that is ``slight``;
    ``of_post`` says whether the post lacks its body, time or author.
    """

    promised: int
    thread: ThreadGaps | None
    slight: bool
    of_post: bool

    def __bool__(self) -> bool:
        return bool(self.promised or self.thread or self.slight or self.of_post)


def fill_gaps(page: Page, reading: Reading) -> Reading:
    """The reading, with what the generic reader finds of what its layout did not.

    ``doubt`` names what that was, in the same words for every page of a theme; ``marks`` gain the ways it was found.

    Nothing that the layout did read is touched but a title that is another heading's than the page's own, and a body
    that is but a small part of what the page says. The generic reader is asked only where something is missing, and not
    where the layout itself says why (a password, a wall). What the page states for machines is no guess, and no doubt.
    """
    if reading.doubt is not None:
        return reading
    reading = _with_stated(page, reading)
    gaps = _find_gaps(page, reading)
    if not gaps:
        return reading
    guess = read_unknown(page, Reading(page.url, "page", reading.adapter, reading.layout))
    reading, of_thread = _fill_comments(reading, guess, gaps)
    reading, of_post = _fill_posts(page, reading, guess, gaps)
    said = (*of_thread, *of_post)
    if not said:
        return reading
    ways = (mark for mark in guess.marks if "the body" in said or not mark.startswith("body "))
    doubt = f"layout {reading.layout} leaves out {', '.join(said)}{MENDED}"
    return replace(reading, marks=(*reading.marks, *ways), doubt=doubt)


def _with_stated(page: Page, reading: Reading) -> Reading:
    """The reading with the title that the page repeats of itself, and what its head states of a post."""
    post = reading.post
    if post is None or reading.source != "page":
        return reading
    headline = find_headline(page, post.title) or post.title
    return replace(reading, posts=(replace(fill_stated(page, post), title=headline),))


def _find_gaps(page: Page, reading: Reading) -> _Gaps:
    is_thread = reading.about is not None and reading.source == "page"
    promised = _promised(page, reading) if is_thread and not reading.comments else 0
    post = reading.post
    body = post.html if post is not None else None
    thread = find_thread_gaps(page, reading.comments, body) if is_thread and not promised else None
    if post is None:
        return _Gaps(promised, thread, slight=False, of_post=False)
    unsigned = not post.author and len(reading.comments) <= _FEW
    return _Gaps(
        promised,
        thread,
        slight=is_thread and is_slight(page, post.html, reading.comments),
        of_post=not post.html or not _is_dated(post) or unsigned,
    )


def _fill_comments(reading: Reading, guess: Reading, gaps: _Gaps) -> tuple[Reading, list[str]]:
    """The reading with comments or fields of them, and the names of what was filled in."""
    if gaps.promised and guess.comments:
        return _with_promised(reading, guess, gaps.promised), ["comments"]
    if gaps.thread:
        comments, said = fill_thread(reading.comments, guess.comments, gaps.thread)
        return replace(reading, comments=comments), said
    return reading, []


def _fill_posts(page: Page, reading: Reading, guess: Reading, gaps: _Gaps) -> tuple[Reading, list[str]]:
    """The reading with fields of its post, and the names of what was filled in."""
    post, other = reading.post, guess.post
    if post is not None and other is None and (gaps.slight or not post.html):
        other = _main_text(page, post)
    if post is None or other is None:
        return reading, []
    filled, names = _fill_post(post, other, slight=gaps.slight)
    return replace(reading, posts=(filled,)), names


def _with_promised(reading: Reading, guess: Reading, promised: int) -> Reading:
    """The reading with the comments of ``guess``, and with the promise of the heading that led to them."""
    told = any(p.of == "comments" and p.about == reading.about for p in reading.promised)
    heading = () if told or reading.about is None else (Promise("comments", promised, "heading", reading.about),)
    return replace(reading, comments=guess.comments, promised=(*reading.promised, *heading))


def _promised(page: Page, reading: Reading) -> int:
    """How many comments the page says its post has: to the layout, else in a heading; 0 when it says nothing."""
    counts = [p.count for p in reading.promised if p.of == "comments" and p.about == reading.about]
    if counts:
        return max(counts)
    for heading in page.css(_HEADINGS):
        words = words_in(heading)[:120]
        if is_heading_of_thread(words) and (found := COUNT.search(words)):
            return int(found[1] or found[2])
    return 0


def fill_stated(page: Page, post: Post) -> Post:
    """The post with its author and the machine's form of its time, where only the page's head or data state them."""
    has_machine = post.published is not None and post.published.machine is not None
    if post.author and has_machine:
        return post
    stated = read_stated(page)
    if not post.author and stated.author:
        post = replace(post, author=stated.author, author_url=post.author_url or stated.author_url)
    words = post.published.words if post.published is not None else None
    machine = stated.published or (None if words else loose_time(page))
    if not has_machine and machine:
        post = replace(post, published=Moment(words, machine))
    return post


def _is_dated(post: Post) -> bool:
    """Whether a time was read: what the layout took for one may hold none."""
    told = post.published
    return told is not None and bool(told.machine or WHEN.search((told.words or "")[:300]))


def _main_text(page: Page, post: Post) -> Post:
    """The post with the main text of a page that the generic reader takes for none, though its layout is a post's."""
    outline = walk(page)
    found = find_main_text(outline, find_thread(outline)) if outline is not None else None
    return Post(url=post.url, html=found[0] if found is not None else None)


def _fill_post(post: Post, guess: Post, *, slight: bool) -> tuple[Post, list[str]]:
    """A title is filled in only together with the body: a post that has one and no title is just that."""
    names: list[str] = []
    if not post.html and not post.title and guess.title:
        post = replace(post, title=guess.title)
        names.append("the title")
    if guess.html and (not post.html or (slight and is_fuller(guess.html, post.html))):
        post = replace(post, html=guess.html)
        names.append("the body")
    if not post.author and guess.author:
        post = replace(post, author=guess.author, author_url=guess.author_url)
        names.append("the author")
    if not _is_dated(post) and guess.published is not None:
        post = replace(post, published=guess.published)
        names.append("the time")
    return post, names
