"""Traps are known by name; what a blog needs is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.traps import _MAYBE, TRAPS, find_trap

BLOG = "http://blog.example"


def test_a_writer_at_medium_is_not_asked_for_the_sitemaps_of_all_its_writers() -> None:
    assert find_trap("https://medium.com/sitemap/posts/2019/posts-2019-01-01.xml") == "everybody's sitemap"
    assert find_trap("https://hearth.medium.com/sitemap/sitemap.xml") is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/2010/03/a-post/?replytocom=12#respond", "reply form"),
        ("/2010/03/a-post/?share=twitter", "share button"),
        ("/2010/03/a.html?showComment=1268000000000", "comment address"),
        ("/2010/03/a.html?cid=6a00d8341c", "comment address"),
        ("/2010/03/a.html?no_prefetch=1", "prefetch"),
        ("/2010/03/a/print/", "print view"),
        ("/2010/03/a/?PHPSESSID=0123456789abcdef", "session id"),
        ("/2010/03/a.html?m=1", "mobile view"),
        ("/wp-login.php?redirect_to=x", "login"),
        ("/search?q=cats", "search"),
        ("/?s=cats", "search"),
        ("/a/b/a/b/a/b/c.html", "path loop"),
        ("/a/a/a/a/", "path loop"),
        ("/2999/01/", "calendar without end"),
        ("/1066/10/", "calendar without end"),
        ("/" + "x/" * 30, "deep path"),
        ("/?" + "&".join(f"p{i}=1" for i in range(20)), "many parameters"),
    ],
)
def test_traps_have_names(path: str, name: str) -> None:
    assert find_trap(BLOG + path) == name


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2010/03/a-post/",
        "/2010/03/a-post/comment-page-2/",
        "/?p=12",
        "/?page_id=3&cpage=2",
        "/search/label/cats",
        "/search?updated-max=2010-03-01T00:00:00Z&max-results=20",
        "/feeds/posts/default?start-index=151&max-results=150",
        "/wp-json/wp/v2/comments?post=3&per_page=100&order=asc&orderby=id",
        "/node/12?page=3",
        "/archives/000123.html",
        "/1995/12/first.html",
        "/3000-words-on-bread/",
    ],
)
def test_what_a_blog_needs_is_no_trap(path: str) -> None:
    assert find_trap(BLOG + path) is None


@pytest.mark.parametrize(
    "path",
    [
        "/tag/rope/feed/",
        "/category/sea/rope/feed/?paged=2",
        "/author/ines/feed",
        "/?feed=rss2&tag=rope",
        "/?cat=3&feed=rss2&paged=2",
    ],
)
def test_feeds_of_lists_are_traps_on_wordpress_alone(path: str) -> None:
    assert find_trap(BLOG + path, ("wordpress",)) == "feed of a list"
    assert find_trap(BLOG + path) is None


@pytest.mark.parametrize("path", ["/feed/", "/feed/?paged=2", "/?feed=rss2&p=3", "/2010/03/rope/feed/", "/tag/rope/"])
def test_feeds_of_the_blog_and_of_threads_are_no_traps(path: str) -> None:
    assert find_trap(BLOG + path, ("wordpress", "nobody")) is None


ANY_TRAP = st.one_of([st.from_regex(re.compile(pattern, re.IGNORECASE | re.ASCII)) for _, pattern in TRAPS])


@given(ANY_TRAP)
def test_the_one_look_before_all_others_lets_no_trap_through(url: str) -> None:
    assert _MAYBE.search(url.lower())
