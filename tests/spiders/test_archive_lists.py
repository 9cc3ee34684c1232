"""Lists of months and years that count posts: read in every platform's form, never more than there are."""

from __future__ import annotations

import pytest

from spiders.archive_lists import read_archive_lists
from spiders.page import Page

HOME = "http://blog.example/"
WORDPRESS = """
<ul><li><a href='http://blog.example/2010/03/'>March 2010</a>&nbsp;(12)</li>
<li><a href='http://blog.example/2010/02/'>February 2010</a>&nbsp;(3)</li></ul>
"""
DROPDOWN = """
<select><option value="">Select Month</option><option value='http://blog.example/2010/03/'> March 2010 (12)</option>
<option value='http://blog.example/2010/02/'> February 2010 &nbsp;(3)</option></select>
"""
BLOGGER = """
<ul class='hierarchy'><li class='archivedate expanded'><a class='toggle' href='javascript:void(0)'><span>v</span></a>
<a class='post-count-link' href='http://blog.example/2010/'>
2010
</a>
<span class='post-count' dir='ltr'>(15)</span>
<ul class='hierarchy'><li><a class='post-count-link' href='http://blog.example/2010/03/'>March</a>
<span class='post-count' dir='ltr'>(12)</span></li></ul></li>
<li><a class='post-count-link' href='http://blog.example/2009/'>2009</a> <span class='post-count'>(4)</span></li></ul>
"""
MOVABLE_TYPE = """
<ul><li><a href="/blog/2010/03/index.html">March 2010 (12)</a></li>
<li><a href="/blog/2010/02/">February 2010 (3)</a></li></ul>
"""
WEEKS = """
<a href="/2004_03_07_archive.html">07/03/04</a> (2) <a href="/2004_03_14_archive.html">14/03/04</a> (5)
"""
TWICE = WORDPRESS + "<ul><li><a href='/2010/03/'>March 2010</a> (2)</li></ul>"
CATEGORIES = "<ul><li><a href='/category/bread/'>Bread</a> (12)</li><li><a href='/category/rye/'>Rye</a> (3)</li></ul>"
POSTS = "<a href='/2010/03/rye.html'>Rye</a> (12) <a href='/2010/03/oat.html'>Oat</a> (3)"
ELSEWHERE = WORDPRESS.replace("blog.example", "other.example")
ANCHORS = "<a href='/2010/03/#5'>Comments</a> (12) <a href='/2010/02/#6'>Comments</a> (3)"
ONE = "<a href='/2010/03/'>March 2010</a> (12)"
BARE = "<a href='/2010/03/'>March 2010</a> <a href='/2010/02/'>February 2010</a>"


@pytest.mark.parametrize(
    ("words", "posts"),
    [
        (WORDPRESS, 15), (DROPDOWN, 15), (BLOGGER, 19), (MOVABLE_TYPE, 15), (WEEKS, 7), (TWICE, 15), (CATEGORIES, None),
        (POSTS, None), (ELSEWHERE, None), (ANCHORS, None), (ONE, None), (BARE, None),
    ],
)  # fmt: skip
def test_months_with_counts_promise_posts(words: str, posts: int | None) -> None:
    page = Page(HOME, f"<html><body>{words}</body></html>".encode(), content_type="text/html; charset=utf-8")
    wanted = [] if posts is None else [("posts", posts, "archive list")]
    assert [(one.of, one.count, one.by) for one in read_archive_lists(page)] == wanted


def test_a_list_without_end_costs_little() -> None:
    rows = "".join(f"<a href='/{1900 + n % 150}/{n % 12 + 1:02}/'>{'x' * 50}(((</a> (7)" for n in range(20_000))
    told = read_archive_lists(Page(HOME, f"<html>{rows}</html>".encode(), content_type="text/html"))
    assert len(told) == 1
