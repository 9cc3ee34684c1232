"""Links: all of them, plain, each once, and those met before at no cost."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import join, plain
from spiders.links import LinkCache, iter_links, iter_new
from spiders.page import Page
from spiders.read import read_page

HTML = """<html><head><link rel="next" href="/2010/page/2/"><link rel="stylesheet" href="/x.css">
<meta http-equiv="Refresh" content="0; URL='/moved.html'"></head><body>
<a href="http://P.example:80/a.html#top">A</a> <a href="/b.html">B</a> <a href="c.html#one">C</a>
<a href="c.html#two">C</a> <a href="../d.html">D</a> <a href="?page=2">2</a>
<a href="//other.example/e">E</a>
<a href="#here">h</a> <a href="javascript:void(0)">j</a> <a href="mailto:a@b.example">m</a>
<a href=" /f g.html ">F</a>
<map><area href="/g.html"></map><iframe src="/h.html"></iframe><iframe src="http://tube.example/v"></iframe>
<a name="x">no href</a> <a href="">itself</a></body></html>"""


def page(text: str, url: str = "http://p.example/2010/05/") -> Page:
    return Page(url, text.encode(), content_type="text/html")


def test_every_link_is_absolute_plain_and_given_once() -> None:
    assert list(iter_links(page(HTML))) == [
        "http://p.example/2010/page/2/",
        "http://p.example/moved.html",
        "http://p.example/a.html",
        "http://p.example/b.html",
        "http://p.example/2010/05/c.html",
        "http://p.example/2010/d.html",
        "http://p.example/2010/05/?page=2",
        "http://other.example/e",
        "http://p.example/f%20g.html",
        "http://p.example/g.html",
        "http://p.example/h.html",
    ]


def test_base_decides_what_relative_links_hang_from() -> None:
    text = '<base href="http://q.example/x/"><a href="y">y</a>'
    assert list(iter_links(page(text))) == ["http://q.example/x/y"]


def test_a_cache_gives_only_what_no_earlier_page_had() -> None:
    cache = LinkCache()
    list(iter_new(page(HTML), cache))
    again = HTML.replace("/b.html", "/new.html")
    assert list(iter_new(page(again), cache)) == ["http://p.example/new.html"]
    elsewhere = page('<a href="c.html">another c</a><a href="/b.html">the same b</a>', "http://p.example/2011/")
    assert list(iter_new(elsewhere, cache)) == ["http://p.example/2011/c.html"]
    other_host = page('<a href="/b.html">another b</a>', "http://q.example/")
    assert list(iter_new(other_host, cache)) == ["http://q.example/b.html"]


def test_a_full_cache_forgets_and_goes_on() -> None:
    cache = LinkCache(limit=3)
    text = "".join(f'<a href="/{n}">n</a>' for n in range(10))
    assert len(list(iter_new(page(text), cache))) == 10
    assert len(list(iter_new(page(text), cache))) == 10


def test_a_long_address_and_a_loop_of_frames_are_no_links() -> None:
    text = f'<a href="/{"x" * 9000}">x</a><iframe src="data:text/html,x"></iframe>'
    assert list(iter_links(page(text))) == []


SIGNS = "abzAZ019/.:?#&=%-_~!@ ;,+*'()[]|\\\"<>é\u200b\thtp"
STARTS = ("", "http://p.example", "https://q.example:443", "http://Q.example:81/", "//h.example/", "/", "../../", "./")
WRITTEN = st.builds(str.__add__, st.sampled_from(STARTS), st.text(alphabet=SIGNS, max_size=24))
BASES = ("http://p.example/", "http://p.example/a/b/c.html?q=1/2", "https://p.example:81/a/", "http://p.example/a//")


@given(WRITTEN, st.sampled_from(BASES))
def test_the_short_cut_says_what_parsing_says(written: str, base: str) -> None:
    try:
        parsed = plain(urljoin(base, written.strip()))
    except ValueError:
        parsed = None
    assert join(base, written) == parsed


def test_links_beyond_what_is_parsed_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    post = f'<article class="hentry"><h1>Tin roof</h1><div class="entry-content">{"Rain plays. " * 9}</div></article>'
    rest = '<p>More</p><a class=x href="/two?a=1&amp;b=2">2</a><a href=/three>3</a>'
    body = f'<html><body><a href="/one">1</a>{post}{rest}'
    monkeypatch.setattr("spiders.page.MAX_TREE", body.index("<p>"))
    huge = page(body, "http://p.example/2010/05/tin.html")
    assert list(iter_links(huge)) == [f"http://p.example/{path}" for path in ("one", "two?a=1&b=2", "three")]
    assert huge.first("p") is None
    assert "only the first" in (read_page(huge).doubt or "")
