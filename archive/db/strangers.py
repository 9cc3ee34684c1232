"""Strangers: what one blog's captures say of another blog's posts proves nothing, and is left out of the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlite_utils import Database

from archive.models import Link, Reading
from archive.urls import host_of, post_at

HOMES = """
select id, home
from blogs
"""


def leave_out_strangers(db: Database, reading: Reading, blog_id: str) -> Reading:
    """``reading``, captured for the blog ``blog_id``, without what it says of posts on the host of another blog kept.

    A feed may name any address; believed, it could put words into a blog that the archive also holds. What the other
    host itself served is believed, and so are posts on hosts of which no other blog is kept: a blog may live at two
    addresses. The doubt says how much was left out.
    """
    urls = set(_iter_addresses(reading))
    elsewhere = {_host(url) for url in urls} - {_host(reading.url)}
    if not elsewhere:
        return reading
    homes = dict(db.conn.execute(HOMES).fetchall())
    theirs = {_host(home) for one, home in homes.items() if one != blog_id} - {_host(homes.get(blog_id, ""))}
    strange = elsewhere & theirs
    return _without(reading, {post_at(url) for url in urls if _host(url) in strange}) if strange else reading


def _iter_addresses(reading: Reading) -> Iterator[str]:
    """The addresses of posts that the reading may be about."""
    yield from (post.url for post in reading.posts)
    yield from (comment.post_url for comment in reading.comments if comment.post_url)
    yield from (comment.url.partition("#")[0] for comment in reading.comments if comment.url)
    yield from (promise.about for promise in reading.promised if promise.about)
    if reading.about:
        yield reading.about


def _host(url: str) -> str:
    try:
        return host_of(url).removeprefix("www.")
    except ValueError:
        return ""


def _without(reading: Reading, strangers: set[str]) -> Reading:
    posts = [n for n, post in enumerate(reading.posts) if post_at(post.url) not in strangers]
    comments = [n for n, comment in enumerate(reading.comments) if comment.post_id not in strangers]
    lost = (len(reading.posts) - len(posts), len(reading.comments) - len(comments))
    doubt = f"another blog's posts and comments left out: {lost[0]} and {lost[1]}" if any(lost) else None
    return replace(
        reading,
        posts=tuple(reading.posts[n] for n in posts),
        comments=tuple(reading.comments[n] for n in comments),
        links=tuple(_renumber(reading.links, posts, comments)),
        promised=tuple(one for one in reading.promised if one.about is None or post_at(one.about) not in strangers),
        about=None if reading.about is not None and post_at(reading.about) in strangers else reading.about,
        doubt=reading.doubt or doubt,
    )


def _renumber(links: Iterable[Link], posts: list[int], comments: list[int]) -> Iterable[Link]:
    """The links out of what stays, at its new places."""
    place_of_post = {old: new for new, old in enumerate(posts)}
    place_of_comment = {old: new for new, old in enumerate(comments)}
    for link in links:
        if link.comment is not None and link.comment in place_of_comment:
            yield replace(link, comment=place_of_comment[link.comment])
        elif link.comment is None and link.post is not None and link.post in place_of_post:
            yield replace(link, post=place_of_post[link.post])
        elif link.comment is None and link.post is None:
            yield link
