"""Carries a reading through the stations: words, bodies, language, dates, identity, parents, links. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from archive.models import Blog, Comment, Link, Moment, Post, Reading
from archive.urls import join_anchor, plain
from pipelines.clean import clean, strip_control
from pipelines.dates import infer_day_first, read_moment
from pipelines.identity import account_of, identify
from pipelines.language import guess_language, read_language
from pipelines.names import tidy, tidy_name, tidy_names
from pipelines.parents import tie_parents
from pipelines.printed import order_of

_DATED_PATH = re.compile(r"/((?:19|20)\d\d)/(\d\d?)(?:/(\d\d?))?(?=/|$)")


def normalize(reading: Reading, *, seen: datetime) -> Reading:
    """The reading as it may become rows. ``seen`` is when its page was captured (aware): no date is later.

    Bodies are safe and have text and absolute addresses; moments have ``utc``, ``local`` and ``zone`` where
    they can be known; posts and comments have ids; links out of bodies stand in ``links``. Words that were
    printed stay as ``words``. Never raises for what a page says; the same reading gives the same result
    everywhere, and normalizing twice changes nothing.
    """
    links: list[Link] = [link for link in map(_tidy_link, reading.links) if link is not None]
    language = read_language(reading.language)
    posts = tuple(_carry_post(p, i, reading, language, links) for i, p in enumerate(reading.posts))
    comments = tuple(_carry_comment(c, i, reading, links) for i, c in enumerate(reading.comments))
    language = language or next((post.language for post in posts if post.language), None)
    reading = replace(
        reading,
        blog=_tidy_blog(reading.blog) if reading.blog else None,
        posts=posts,
        comments=comments,
        links=tuple(dict.fromkeys(links)),
        language=language,
    )
    return tie_parents(identify(read_dates(reading, seen)))


def read_dates(reading: Reading, seen: datetime) -> Reading:
    """The reading with its moments understood; the order of day and month is what all of them agree on,
    else as the language has it (and then it is said to be open)."""
    oldest = _find_day(reading.about, whole=False)
    proven = infer_day_first(_iter_moments(reading), None, oldest)
    day_first = order_of(reading.language) if proven is None else proven

    def read(moment: Moment | None, day: date | None = None) -> Moment | None:
        if moment is None:
            return None
        is_proven = proven is not None
        return read_moment(
            moment, day_first=day_first, language=reading.language, seen=seen, day=day, order_proven=is_proven
        )

    posts = tuple(
        replace(p, published=read(p.published, _find_day(p.url)), updated=read(p.updated)) for p in reading.posts
    )
    comments = tuple(replace(c, published=read(c.published), updated=read(c.updated)) for c in reading.comments)
    return replace(reading, posts=posts, comments=comments)


def _find_day(permalink: str | None, *, whole: bool = True) -> date | None:
    """The day that a permalink names, as ``/2009/11/08/``; unless ``whole``, the first of a month will do."""
    found = _DATED_PATH.search(permalink or "")
    if found is None or (whole and not found[3]):
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _iter_moments(reading: Reading) -> Iterator[Moment]:
    for post in reading.posts:
        yield from (moment for moment in (post.published, post.updated) if moment)
    for comment in reading.comments:
        yield from (moment for moment in (comment.published, comment.updated) if moment)


def _carry_post(post: Post, place: int, reading: Reading, language: str | None, links: list[Link]) -> Post:
    base = reading.url if reading.source == "page" else post.url
    html, text = _carry_body(post.html, post.text, base, links, post=place)
    return replace(
        post,
        title=tidy(post.title),
        author=tidy_name(post.author),
        author_url=_web_address(post.author_url),
        html=html,
        text=text,
        tags=tidy_names(post.tags),
        categories=tidy_names(post.categories),
        language=read_language(post.language) or language or guess_language(text),
    )


def _carry_comment(comment: Comment, place: int, reading: Reading, links: list[Link]) -> Comment:
    base = reading.url if reading.source == "page" else comment.post_url or reading.about or reading.url
    html, text = _carry_body(comment.html, comment.text, base, links, comment=place)
    address = _web_address(comment.author_url)
    return replace(
        comment,
        title=tidy(comment.title),
        author=tidy_name(comment.author),
        author_url=address,
        author_id=account_of(comment.author_id, address),
        html=html,
        text=text,
        language=read_language(comment.language),
    )


def _carry_body(
    html: str | None,
    text: str | None,
    base: str,
    links: list[Link],
    post: int | None = None,
    comment: int | None = None,
) -> tuple[str | None, str | None]:
    """The body made safe and its text; its links are added to ``links``."""
    if html is None:
        return None, strip_control(text).strip() if text else text
    cleaned = clean(html, base)
    for address, words in cleaned.links:
        url = join_anchor(base, address)
        if url is not None:
            links.append(Link(url, tidy(words), comment, post))
    return cleaned.html, cleaned.text


def _tidy_blog(blog: Blog) -> Blog:
    return replace(
        blog,
        title=tidy(blog.title),
        description=tidy(blog.description),
        language=read_language(blog.language),
    )


def _tidy_link(link: Link) -> Link | None:
    url = plain(link.url)
    return replace(link, url=link.url if "#" in link.url else url, words=tidy(link.words)) if url else None


def _web_address(url: str | None) -> str | None:
    """An author's address when it is one of the web; ``mailto:`` is private and dropped."""
    return plain(url) if url else None
