"""What a page states for machines of its post: who wrote it and when, where no layout finds it printed."""

from __future__ import annotations

import json

import pytest

from archive.models import Moment, Post, Reading
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page
from spiders.unknown.stated import Stated, read_stated

URL = "http://gutterwise.example/2014/06/ledger/"
BODY = "<p>Every rain goes into the green book, with its day and its depth.</p>"
PRESS = '<meta name="generator" content="WordPress 6.4">'
SITE = '<meta property="og:site_name" content="Gutterwise">'


def page(head: str, body: str = "", above: str = "") -> Page:
    """A post whose theme calls nothing as WordPress does, but its title and its words."""
    text = (
        f'<html><head><title>Ledger | Gutterwise</title><link rel="canonical" href="{URL}">{head}</head>'
        f'<body class="single postid-88"><h2 class="entry-title">Ledger</h2>{above}'
        f'<div class="entry-content">{BODY}</div>{body}</body></html>'
    )
    return Page(URL, text.encode(), content_type="text/html; charset=utf-8")


def told(*things: dict[str, object]) -> str:
    """A script with this JSON-LD."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    return f'<script type="application/ld+json">{json.dumps(graph)}</script>'


def post_of(reading: Reading) -> Post:
    """The one post of this reading."""
    assert reading.post is not None
    return reading.post


PERSON: dict[str, object] = {"@type": "Person", "@id": "#/person/7", "name": "Perpetua Lunt", "url": "/author/lunt/"}
ARTICLE: dict[str, object] = {
    "@type": "Article",
    "headline": "Ledger",
    "datePublished": "2014-06-03T07:15:00+01:00",
    "dateModified": "2019-01-01T00:00:00+00:00",
    "author": {"@id": "#/person/7"},
}


def test_author_told_by_id_alone_is_looked_up_in_the_graph() -> None:
    found = read_stated(page(told(ARTICLE, PERSON)))
    assert found == Stated("Perpetua Lunt", "http://gutterwise.example/author/lunt/", "2014-06-03T07:15:00+01:00")


def test_page_that_is_dated_without_an_article_dates_its_post() -> None:
    web = ARTICLE | {"@type": "WebPage"}
    assert read_stated(page(told(web, PERSON))).published == "2014-06-03T07:15:00+01:00"


def test_dated_page_makes_no_post_of_a_page_that_has_none() -> None:
    web = {"@type": "WebPage", "datePublished": "2014-06-03"}
    bare = Page(
        "http://gutterwise.example/about/", f"<html><head>{told(web)}</head><body>{BODY}</body></html>".encode()
    )
    assert GENERIC.read(bare).posts == ()


def test_organization_that_publishes_is_no_author() -> None:
    house = {"@type": "Organization", "name": "Gutterwise"}
    assert read_stated(page(told(ARTICLE | {"author": house}))).author is None
    assert read_stated(page(told(ARTICLE | {"author": [house, PERSON]}))).author == "Perpetua Lunt"


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ('<meta name="author" content="Perpetua Lunt">', "Perpetua Lunt"),
        ('<meta name="author" content="gutter-wise">', None),
        ('<meta name="author" content="Theme by http://themes.example">', None),
        ('<meta property="article:author" content="https://faces.example/lunt">', None),
        ('<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Lunt">', "Lunt"),
        ('<meta name="twitter:label1" content="Lesezeit"><meta name="twitter:data1" content="5 Minuten">', None),
    ],
)
def test_meta_names_the_author_unless_it_names_the_site(head: str, author: str | None) -> None:
    assert read_stated(page(SITE + head)).author == author


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (
            '<meta property="article:published_time" content="2014-06-03"><meta name="date" content="2020-02-02">',
            "2014-06-03",
        ),
        ('<meta property="article:modified_time" content="2019-01-01">', None),
        ('<meta name="parsely-pub-date" content="2014-06-03T06:15:00Z">', "2014-06-03T06:15:00Z"),
    ],
)
def test_meta_of_publication_dates_the_post_and_one_of_a_change_does_not(head: str, day: str | None) -> None:
    assert read_stated(page(head)).published == day


def test_bare_date_in_the_head_counts_only_where_no_day_is_printed() -> None:
    loose = '<meta name="date" content="2020-02-02T10:00:00Z">'
    printed = '<span class="entry-date">3 June 2014</span>'
    assert post_of(read_page(page(PRESS + loose, above=printed))).published == Moment("3 June 2014")
    assert post_of(read_page(page(PRESS + loose))).published == Moment(None, "2020-02-02T10:00:00Z")
    assert post_of(GENERIC.read(page(loose, above=printed))).published == Moment("3 June 2014")


def test_microdata_without_an_attribute_date_the_post_in_words() -> None:
    assert read_stated(page("", '<span itemprop="datePublished">3 June 2014</span>')).published == "3 June 2014"


def test_year_and_hour_that_stick_together_are_told_apart() -> None:
    found = GENERIC.read(page("", above='<p class="date"><b>3 June 2014</b><b>07:15</b></p>'))
    assert post_of(found).published == Moment("3 June 2014 07:15")


def test_microdata_date_the_post_unless_they_give_several_days() -> None:
    one, other = (f'<time itemprop="datePublished" datetime="2014-06-0{n}">June {n}</time>' for n in (3, 4))
    said = f'<div itemprop="comment" itemtype="http://schema.org/Comment">{other}</div>'
    assert read_stated(page("", one + said)).published == "2014-06-03"
    assert read_stated(page("", one + other)).published is None


def test_layout_without_author_and_time_takes_what_is_stated_and_doubts_nothing() -> None:
    found = read_page(page(PRESS + told(ARTICLE, PERSON)))
    assert (found.adapter, found.layout, found.doubt) == ("wordpress", "quiet", None)
    post = post_of(found)
    assert (post.author, post.published) == ("Perpetua Lunt", Moment(None, "2014-06-03T07:15:00+01:00"))


def test_printed_day_of_the_layout_stays_beside_what_is_stated() -> None:
    printed = '<span class="entry-date">3 June 2014</span>'
    post = post_of(read_page(page(PRESS + told(ARTICLE, PERSON), above=printed)))
    assert post.published == Moment("3 June 2014", "2014-06-03T07:15:00+01:00")


def test_time_that_only_the_generic_reader_finds_is_filled_in_and_doubted() -> None:
    found = read_page(page(PRESS, above='<p class="stamp">Noted on June 3, 2014 at 7:15 am</p>'))
    assert post_of(found).published == Moment("June 3, 2014 at 7:15 am")
    assert (found.doubt or "").startswith("layout quiet leaves out the time, read by the generic reader")


def test_author_that_only_the_generic_reader_finds_is_filled_in_and_doubted() -> None:
    signed = '<p><a rel="author" href="/people/lunt">Perpetua Lunt</a> <span class="entry-date">3 June 2014</span></p>'
    found = read_page(page(PRESS, above=signed))
    assert post_of(found).author == "Perpetua Lunt"
    assert "the author" in (found.doubt or "")


def test_post_that_nobody_signs_or_dates_stays_so_without_doubt() -> None:
    found = read_page(page(PRESS))
    assert (post_of(found).author, post_of(found).published, found.doubt) == (None, None, None)
