"""WordPress themes that print a time or a name in no element of its own."""

from __future__ import annotations

import pytest

from archive.models import Comment
from spiders.fields import Scope
from spiders.page import Page
from spiders.platforms.wordpress_loose import loose_time
from spiders.read import read_page

POST = "http://quillweed.example/on-thatch/"


def read(item: str, tag: str = "li") -> Comment:
    """The one comment of a post whose theme prints it so."""
    text = (
        '<html><head><title>x</title><meta name="generator" content="WordPress 3.9" /></head>'
        '<body class="single postid-41"><div class="hentry" id="post-41"><h1 class="entry-title">On thatch</h1>'
        '<div class="entry-content"><p>Straw.</p></div></div><ol class="commentlist">'
        f'<{tag} class="comment" id="comment-7">{item}</{tag}></ol></body></html>'
    )
    (comment,) = read_page(Page(POST, text.encode(), content_type="text/html; charset=utf-8")).comments
    return comment


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (
            '<b class="fn">Wren</b> said, on August 3, 2009 at <a href="#comment-7">3:12 pm</a><p>x</p>',
            "August 3, 2009 at 3:12 pm",
        ),
        (
            '<cite class="fn">Wren</cite> &#8212; 2009-08-03 @ <a href="#comment-7">15:12</a><p>x</p>',
            "2009-08-03 @ 15:12",
        ),
        ('<b class="fn">Wren</b> <a href="#comment-7">3 August 2009</a> 15:12<p>x</p>', "3 August 2009"),
        ('<b class="fn">Wren</b> <a href="#comment-7">15:12</a><p>x</p>', "15:12"),
    ],
)
def test_day_before_the_hour_of_a_permalink_is_its_day(item: str, words: str) -> None:
    published = read(item).published
    assert published is not None
    assert published.words == words


def test_loose_time_and_what_follows_it_are_time_and_words() -> None:
    found = read(
        '<div class="box"><span class="author">Wren</span><br />March 7, 2018 <p>It <i>grows</i>.</p>Still.</div>'
    )
    assert (found.author, found.published and found.published.words) == ("Wren", "March 7, 2018")
    assert found.html == "<p>It <i>grows</i>.</p>Still."


@pytest.mark.parametrize(
    "words", ["<p>May 3, 2011</p>", '<div class="comment-text">May 3, 2011</div>', "May 3 and 4, 2011"]
)
def test_day_in_the_words_is_no_loose_time(words: str) -> None:
    page = Page(POST, f"<div><b>Wren</b>{words}</div>".encode(), content_type="text/html")
    assert loose_time(Scope(page, page.root)) is None


def test_loose_times_of_nested_comments_stay_theirs() -> None:
    inner = (
        '<ul class="children"><li class="comment" id="comment-9"><b>Ann</b> May 5, 2011 at 7:00 am <p>No.</p></li></ul>'
    )
    text = (
        '<html><head><meta name="generator" content="WordPress 3.9" /></head><body class="single postid-41">'
        f'<ol><li class="comment" id="comment-7"><b>Wren</b> <p>Yes.</p>{inner}</li></ol></body></html>'
    )
    found = read_page(Page(POST, text.encode(), content_type="text/html; charset=utf-8")).comments
    assert [c.published and c.published.words for c in found] == [None, "May 5, 2011 at 7:00 am"]


def test_name_in_bold_is_told_from_the_loose_time_beside_it() -> None:
    found = read('<div class="comment-author meta"><strong>Wren</strong> May 3, 2011 - Reply</div><p>x</p>')
    assert found.author == "Wren"
