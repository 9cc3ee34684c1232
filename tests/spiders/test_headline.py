"""A post's title is what the page calls itself, not the title of another post that its theme shows beside it."""

from __future__ import annotations

import pytest

from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page
from spiders.unknown.headline import find_headline

URL = "http://gutterwise.example/2014/06/ledger/"


def page(body: str, head: str = "<title>Ledger of rains – Gutterwise</title>") -> Page:
    """A page with these parts."""
    text = f"<html><head>{head}</head><body class='single'>{body}</body></html>"
    return Page(URL, text.encode(), content_type="text/html; charset=utf-8")


SITE = '<div class="site-title"><a href="/">Gutterwise</a></div>'


def test_heading_that_the_window_repeats_is_the_title_and_one_of_another_post_is_not() -> None:
    body = f'{SITE}<h1>Ledger of rains</h1><h3 class="entry-title"><a href="/other/">Sixty buckets</a></h3>'
    assert find_headline(page(body), "Sixty buckets") == "Ledger of rains"
    assert find_headline(page(body), None) == "Ledger of rains"


@pytest.mark.parametrize("title", ["Ledger of rains", "Ledger – of rains!"])
def test_title_that_is_repeated_stays_as_it_is(title: str) -> None:
    assert find_headline(page(f"{SITE}<h1>Ledger of Rains</h1>"), title) is None


def test_name_of_the_site_and_of_a_section_are_no_title() -> None:
    head = "<title>The great ledger of rains – News – Gutterwise</title>"
    assert find_headline(page(f"{SITE}<h1>Gutterwise</h1><h2>News</h2>", head), "The ledger") is None


def test_heading_in_the_margin_is_no_title() -> None:
    assert find_headline(page(f'{SITE}<div class="sidebar"><h2>Ledger of rains</h2></div>'), "Buckets") is None


def test_day_and_kicker_in_a_heading_are_no_part_of_the_title() -> None:
    kicked = "<h1><span>Of water</span> <span>Ledger of rains</span> <small>3 June 2014</small></h1>"
    assert find_headline(page(SITE + kicked), "Of water Ledger of rains 3 June 2014") == "Ledger of rains"


def test_title_that_no_heading_says_is_left_to_the_reader() -> None:
    assert find_headline(page(f"{SITE}<h1>All that fell on us</h1>"), "All that fell on us") is None


def test_layout_that_takes_a_related_post_for_the_post_is_set_right() -> None:
    body = (
        '<div class="post"><h1>Ledger of rains</h1><div class="entry-content"><p>Every rain counts.</p></div>'
        '</div><h3 class="entry-title"><a href="/other/">Sixty buckets</a></h3>'
    )
    head = '<title>Ledger of rains – Gutterwise</title><meta name="generator" content="WordPress 6.4">'
    found = read_page(page(body, head))
    assert found.post is not None
    assert (found.adapter, found.post.title, found.doubt) == ("wordpress", "Ledger of rains", None)


def test_generic_reader_takes_the_heading_that_the_window_repeats() -> None:
    body = (
        '<h1 class="title">Ledger</h1><h2>Ledger of rains</h2><p class="date">3 June 2014</p>'
        '<div class="entry-content"><p>Every rain goes into the green book.</p></div>'
    )
    found = GENERIC.read(page(body))
    assert found.post is not None
    assert found.post.title == "Ledger of rains"


def test_heading_of_a_thousand_parts_is_read_in_no_time() -> None:
    heading = "<h1>" + "<b>x</b>" * 20_000 + "</h1>"
    assert find_headline(page(heading * 3), "Ledger") is None


def test_heading_around_a_part_of_the_page_is_no_title() -> None:
    around = "<div class='entry-title'>" + "<i>Ledger</i> of <b>rains</b>" + "<i></i>" * 100 + "</div>"
    assert find_headline(page(around), "Buckets") is None
