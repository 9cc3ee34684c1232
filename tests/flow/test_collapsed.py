"""Threads that a platform folds up: followed until every word is kept, and named when they cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from demo.serve import serving
from demo.site import Document, Site
from tests.flow.blogkeep import crawl, run, select

HERE = "http://marrow.dreamwidth.org/1234.html"
TOP = (
    "<html><head><title>marrow | Glue</title></head><body class='page-entry'>"
    "<div class='entry-wrapper security-public'>"
)
ENTRY = (
    "<div class='entry'><h3 class='entry-title'>Glue</h3><div class='entry-content'>It sets overnight, mostly.</div>"
)
LINKS = (
    "<div class='entry-interaction-links'><span class='entry-readlink'><a href='?'>{} comments</a></span></div>"
    "</div></div>"
)
PAGER = f"<div class='comment-pages'><a class='comment-page' href='{HERE}?view=flat&amp;page=2#comments'>2</a></div>"
COUNT = 6
ROWS = """
select comments.source_id, comments.whole, comments.text, up.source_id
from comments
left join comments up on up.id = comments.parent_id
order by comments.source_id
"""


def comment(number: int, depth: int, full: bool = True) -> str:
    """A comment as Dreamwidth prints it, opened or collapsed to its subject."""
    here = f"{HERE}?thread={number}#cmt{number}"
    parent = f"<span class='commentparent'><a href='{HERE}?thread=1#cmt1'>Parent</a></span>"
    words = f"<div class='comment-content'>Words of {number}.</div>{parent if number > 1 else ''}" if full else ""
    return (
        f"<div class='comment-thread comment-depth-{depth}'><div id='cmt{number}' class='dwexpcomment'>"
        f"<div class='comment-wrapper visible {'full' if full else 'partial'}'>"
        f"<h4 class='comment-title'><a href='{here}'>re {number}</a></h4>"
        f"<span class='comment-poster'><span class='ljuser' lj:user='reader{number}'></span></span>{words}"
        "</div></div></div>"
    )


def thread(comments: str, pager: str = "") -> Document:
    return Document(f"{TOP}{ENTRY}{LINKS.format(COUNT)}{pager}{comments}</body></html>".encode())


NUMBERS = range(1, COUNT + 1)
FOLDED = thread("".join(comment(n, 1 if n == 1 else 2, full=n < 3) for n in NUMBERS))
FLAT = {
    "1": thread("".join(comment(n, 1) for n in NUMBERS if n < 4), PAGER),
    "2": thread("".join(comment(n, 1) for n in NUMBERS if n >= 4), PAGER),
}


def flat(path: str, query: dict[str, str]) -> Document | None:
    """The flat view, three comments on a page."""
    return FLAT[query.get("page", "1")] if query.get("view") == "flat" else None


@pytest.fixture
def blog() -> Site:
    """A journal with one post whose thread is folded."""
    home = (
        f"{TOP}<div class='entry'><h3 class='entry-title'><a href='/1234.html'>Glue</a></h3></div></div></body></html>"
    )
    return Site("marrow.dreamwidth.org", {"/": Document(home.encode()), "/1234.html": FOLDED}, ask=flat)


def test_a_folded_thread_is_opened_in_its_flat_view_page_by_page(blog: Site, tmp_path: Path) -> None:
    with serving([blog]) as server:
        crawl(tmp_path, "http://marrow.dreamwidth.org/", "--no-media", *server.resolve)
    assert select(tmp_path, ROWS) == [(str(n), 1, f"Words of {n}.", None if n == 1 else "1") for n in NUMBERS]
    asked = "select count(*) from captures where url like '%thread=%'"
    assert select(tmp_path, asked) == [(0,)]
    (blog_told,) = json.loads(run("coverage", "--json", "--archive", tmp_path).stdout)
    assert "collapsed" not in blog_told["causes"]


def test_what_stays_folded_is_named(blog: Site, tmp_path: Path) -> None:
    blog.ask = lambda path, query: Document(b"<html>Busy</html>", status=500) if query.get("view") else None
    with serving([blog]) as server:
        crawl(tmp_path, "http://marrow.dreamwidth.org/", "--no-media", *server.resolve, check=None)
    (blog_told,) = json.loads(run("coverage", "--json", "--archive", tmp_path, check=None).stdout)
    assert blog_told["causes"]["collapsed"] == 4


NODE = (
    "<html><head><title>Smoke | Hives</title><script>jQuery.extend(Drupal.settings, {{}});</script></head><body>"
    "<div id='squeeze'><h2>Smoke</h2><div id='node-12' class='node'><div class='content'><p>Two puffs.</p></div></div>"
    "<div id='comments'>{}</div></div></body></html>"
)


def leaf(number: int, full: bool) -> str:
    """A comment as Drupal 6 prints it, opened or folded to its subject and its writer."""
    if full:
        title = f"<h3><a href='/smoke#comment-{number}'>Re {number}</a></h3>"
        words = f"{title}<div class='content'>Words of {number}.</div>"
        by = f"<span class='submitted'>Submitted by Bee{number} on Fri, 05/08/2009 - 09:1{number}.</span>"
        return f"<a id='comment-{number}'></a><div class='comment'>{by}{words}</div>"
    subject = f"<span class='subject'><a href='/node/12/{number}#comment-{number}'>Re {number}</a></span>"
    credit = f"<span class='credit'>by Bee{number}</span>"
    return f"<a id='comment-{number}'></a><div class='comment-folded'>{subject}{credit}</div>"


def drupal(full: bool) -> Document:
    """A node of three comments, the last two of them replies to the first."""
    replies = "".join(leaf(n, full) for n in (2, 3))
    return Document(NODE.format(f"{leaf(1, full)}<div class='indented'>{replies}</div>").encode())


def test_folded_comments_of_drupal_are_opened_with_one_request(tmp_path: Path) -> None:
    home = NODE.format("").replace("<h2>Smoke</h2>", "").replace("<p>Two", "<h2><a href='/smoke'>Smoke</a></h2><p>Two")
    site = Site(
        "hives.example",
        {"/": Document(home.encode()), "/smoke": drupal(full=False)},
        ask=lambda path, query: drupal(full=True) if query.get("mode") == "4" else None,
    )
    with serving([site]) as server:
        crawl(tmp_path, "http://hives.example/", "--no-media", *server.resolve)
    assert select(tmp_path, ROWS) == [(str(n), 1, f"Words of {n}.", None if n == 1 else "1") for n in (1, 2, 3)]
    assert select(tmp_path, "select url from comments order by url") == [
        (f"http://hives.example/smoke#comment-{n}",) for n in (1, 2, 3)
    ]
    asked = "select count(*) from captures where url like '%/node/%' or url like '%mode=4%'"
    assert select(tmp_path, asked) == [(1,)]
