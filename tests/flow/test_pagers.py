"""Threads over several pages, each platform in its own way: all of it is asked for, once, and filed under one post."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, select

COUNT, ON_A_PAGE = 50, 20
LAST = -(-COUNT // ON_A_PAGE)
FACTS = """
select count(*), count(distinct source_id), count(distinct author), count(published_raw),
  sum(text = 'Words of ' || source_id || '.'), count(distinct post_id)
from comments
"""


def numbers(page: int) -> range:
    """The comments of a page, numbered from 1."""
    return range((page - 1) * ON_A_PAGE + 1, min(page * ON_A_PAGE, COUNT) + 1)


def typecho(page: int) -> str:
    """The bare address shows the last page, which links the others."""
    pages = range(1, LAST + 1)
    links = "".join(f"<li><a href='/archives/6/comment-page-{n}#comments'>{n}</a></li>" for n in pages)
    comments = "".join(
        f"""<li id='comment-{n}' class='comment-body comment-parent'>
<div class='comment-author'><cite class='fn'>R{n}</cite></div>
<div class='comment-meta'><a href='/archives/6/comment-page-{page}#comment-{n}'><time
datetime='2021-03-05T08:{n:02}:00+00:00'>March 5th, 2021 at 08:{n:02} am</time></a></div><div class='comment-content'>
<p>Words of {n}.</p></div></li>"""
        for n in numbers(page)
    )
    return f"""<html><head><meta name='generator' content='Typecho 1.2.1'><title>Ink</title></head><body>
<article class='post'><h1 class='post-title'><a itemprop='url' href='/archives/6/'>Ink</a></h1>
<div class='post-content'><p>It dries from the edge.</p></div></article><div id='comments'><h3>已有 {COUNT} 条评论</h3>
<ol class='comment-list'>{comments}</ol><ol class='page-navigator'>{links}</ol></div></body></html>"""


def expressionengine(page: int) -> str:
    """Pages by what they leave out, as a segment of the address, in a line of the owner's own making."""
    here = "/site/comments/gates/"
    links = " ".join(f"<a href='{here}P{(n - 1) * ON_A_PAGE}/'>{n}</a>" for n in range(2, LAST + 1))
    comments = "".join(
        f"""<div class='comment' id='comment-{n}'><p>Words of {n}.</p>
<p class='posted'>Posted by R{n}&nbsp; on 03/15/2008 at 07:{n:02} AM</p></div>"""
        for n in numbers(page)
    )
    form = "".join(f"<input type='hidden' name='{name}' value='18' />" for name in ("XID", "ACT", "entry_id"))
    return f"""<html><head><title>Gates</title></head><body><div class='entry'><h2>Gates</h2><div class='entry-body'>
<p>They swing both ways.</p></div></div><div id='comments'><h3>Comments ({COUNT})</h3>{comments}
<p>Page {page} of {LAST}: <a href='{here}'>1</a> {links}</p></div>
<form id='comment_form' method='post' action='/'><div class='hiddenFields'>{form}</div></form></body></html>"""


def typepad(page: int) -> str:
    """The further pages show nothing of the entry but its comments."""
    entry = """<div class='entry' id='entry-6a01'><h3 class='entry-header'>Wicks</h3><div class='entry-content'>
<div class='entry-body'><p>Trim them short.</p></div></div>
<a class='permalink' href='/2007/05/wicks.html'>Link</a></div>"""
    comments = "".join(
        f"""<div class='comment' id='comment-{n}'><div class='comment-content'><span id='comment-{n}-content'>
<p>Words of {n}.</p></span></div><p class='comment-footer'>Posted by: R{n} |
<a href='/2007/05/wicks.html?cid={n}#comment-{n}'>June 01, 2007 at 08:{n:02} PM</a></p></div>"""
        for n in numbers(page)
    )
    near = [n for n in (page - 1, page + 1) if 0 < n <= LAST]
    links = " ".join(f"<a href='/2007/05/wicks/comments/page/{n}/'>{n}</a>" for n in near)
    return f"""<html id='typepad-standard'><head><meta name='generator' content='http://www.typepad.com/'/></head>
<body>{entry if page == 1 else ""}<div class='comments' id='all-comments'>
<h3 class='comments-header'>Comments ({COUNT})</h3>
<div class='comments-content'>{comments}</div><p class='comments-pager'>{links}</p></div></body></html>"""


def ask(path: str, query: Query) -> Document | None:
    """The feed is shorter than the thread."""
    if path != "/2007/05/wicks/comments/atom.xml":
        return None
    entries = "".join(f"<entry><id>tag:typepad.com,2003:{n}</id></entry>" for n in range(1, 6))
    return Document(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode(), "application/atom+xml")


CASES: list[tuple[Callable[[int], str], str, int, Callable[[int], str]]] = [
    (typecho, "/archives/6/", LAST, lambda n: f"/archives/6/comment-page-{n}"),
    (expressionengine, "/site/comments/gates/", 1, lambda n: f"/site/comments/gates/P{(n - 1) * ON_A_PAGE}/"),
    (typepad, "/2007/05/wicks.html", 1, lambda n: f"/2007/05/wicks/comments/page/{n}/"),
]


@pytest.mark.parametrize(
    ("print_page", "here", "shown", "address"), CASES, ids=["typecho", "expressionengine", "typepad"]
)
def test_every_page_of_a_thread_is_kept_under_its_post(
    print_page: Callable[[int], str], here: str, shown: int, address: Callable[[int], str], tmp_path: Path
) -> None:
    pages = {address(n): Document(print_page(n).encode()) for n in range(1, LAST + 1)}
    pages[here] = Document(print_page(shown).encode())
    pages["/"] = Document(f"<html><body><a href='{here}'>The one</a></body></html>".encode())
    with serving([Site("long.example", pages, ask=ask)]) as server:
        crawl(tmp_path, "http://long.example/", "--no-media", *server.resolve)
    assert select(tmp_path, FACTS) == [(COUNT, COUNT, COUNT, COUNT, COUNT, 1)]
    assert select(tmp_path, "select url from posts where text is not null") == [(f"http://long.example{here}",)]
    assert select(tmp_path, "select promised, kept from threads where kept > 0") == [(COUNT, COUNT)]
