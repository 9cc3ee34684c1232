"""A post with teasers of others beside it is a post; a list of posts is none, whatever its head says."""

from __future__ import annotations

import pytest

from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page

URL = "http://gutterwise.example/reports/ledger-of-rains"
BODY = "".join(
    f"<p>Every rain of week {n} goes into the green book, with its day and its depth.</p>" for n in range(12)
)
TEASERS = "".join(
    f'<article class="post"><h3><a href="/reports/{n}-buckets">{n} buckets</a></h3><p>They filled.</p></article>'
    for n in (60, 70, 80)
)
DAY = '<p class="date">3 June 2014</p>'


def page(body: str, head: str = "", url: str = URL) -> Page:
    """A page with this head and body."""
    text = f"<html><head><title>Ledger of rains – Gutterwise</title>{head}</head><body>{body}</body></html>"
    return Page(url, text.encode(), content_type="text/html; charset=utf-8")


PUBLISHED = '<meta property="article:published_time" content="2014-06-03">'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (PUBLISHED, f"<div><h1>What fell</h1>{DAY}{BODY}</div>"),
        (
            "",
            f'<article class="story"><h1>Ledger of rains</h1>{DAY}<p>Every rain goes into the book.</p></article>',
        ),
        ("", f"<div><h1>Ledger of rains</h1>{DAY}{BODY}</div>"),
    ],
)
def test_teasers_of_other_posts_make_no_list_of_a_post(head: str, body: str) -> None:
    found = GENERIC.read(page(body + TEASERS, head))
    assert (found.layout, len(found.posts)) == ("generic", 1)


@pytest.mark.parametrize(
    ("head", "body", "url"),
    [
        ("", f"<h1>All that fell</h1>{TEASERS}", URL),
        ("", f"<h1>Ledger of rains</h1><p>What fell on us.</p>{TEASERS}", URL),
        ("", f'<h1><a href="/">Ledger of rains</a></h1>{BODY}{TEASERS}', URL),
        (PUBLISHED, f"<h1>Ledger of rains</h1>{BODY}{TEASERS}", "http://gutterwise.example/category/rain/"),
    ],
)
def test_list_of_posts_stays_a_list(head: str, body: str, url: str) -> None:
    found = GENERIC.read(page(body, head, url))
    assert (found.layout, found.posts) == ("generic-index", ())
    assert len([f for f in found.follow if f.role == "post"]) == 3


def test_post_under_a_number_is_no_list_though_its_address_has_no_path() -> None:
    body = f'<article class="story"><h1>Ledger of rains</h1>{DAY}{BODY}</article>{TEASERS}'
    assert len(GENERIC.read(page(body, url="http://gutterwise.example/?p=3289")).posts) == 1
    assert GENERIC.read(page(body, url="http://gutterwise.example/?paged=12")).posts == ()


PRESS = '<meta name="generator" content="WordPress 6.4">'


def test_post_that_a_layout_takes_for_a_list_is_read_when_its_head_says_that_it_is_one() -> None:
    body = f'<div class="hentry"><h1>Ledger of rains</h1>{DAY}<div class="entry-content">{BODY}</div></div>'
    assert read_page(page(body, PRESS)).posts == ()
    found = read_page(page(body, PRESS + PUBLISHED))
    assert found.post is not None
    assert (found.adapter, found.post.title) == ("wordpress", "Ledger of rains")


def test_list_of_a_known_platform_stays_one_though_its_head_calls_it_an_article() -> None:
    body = "".join(
        f'<div class="hentry"><h2><a href="/{n}-buckets/">{n} buckets</a></h2>{BODY}</div>' for n in (60, 70, 80)
    )
    found = read_page(page(body, PRESS + '<meta property="og:type" content="article">'))
    assert (found.layout, found.posts) == ("index", ())
