"""TypePad: what the recorded pages cannot show."""

from __future__ import annotations

import pytest

from spiders.page import Page
from spiders.platforms.typepad import TYPEPAD
from spiders.read import read_page

POST = "http://gull.example.typepad.com/street/2006/01/four_ropes.html"


def page(body: str, url: str = POST) -> Page:
    return Page(url, f"<html id=typepad-standard><body>{body}</body></html>".encode(), content_type="text/html")


def comment(footer: str) -> str:
    return (
        f"<div class=entry id=entry-1><div class=entry-body>Words.</div></div><div id=all-comments>"
        f"<div class=comment id=comment-12><div class=comment-content><p>Yes.</p></div>"
        f"<p class=comment-footer>{footer}</p></div></div>"
    )


@pytest.mark.parametrize(
    ("footer", "author", "words"),
    [
        (
            "Posted by: Dan | <a href='#comment-12'>May 1, 2009 at 10:00 AM</a>",
            "Dan",
            "May 1, 2009 at 10:00 AM",
        ),
        ("Posted by: | <a href='#comment-12'>May 1, 2009</a>", None, "May 1, 2009"),
        ("<a href='#comment-12'>May 1, 2009</a>", None, "May 1, 2009"),
        ("May 1, 2009 at 10:00 AM", None, "May 1, 2009 at 10:00 AM"),
        ("Rédigé par : Élie | <a href='#c12'>le 1 mai 2009</a>", "Élie", "le 1 mai 2009"),
        (
            "Posted by: null | <a href='#comment-12'>May 1, 2009</a> | <a href='#' class=reply>Reply</a>",
            "null",
            "May 1, 2009",
        ),
    ],
)
def test_a_footer_names_an_author_only_where_one_stands(footer: str, author: str | None, words: str) -> None:
    (read,) = read_page(page(comment(footer))).comments
    assert (read.author, read.published and read.published.words) == (author, words)


def test_a_post_that_shows_a_thread_has_a_comment_feed_even_if_it_links_none() -> None:
    follow = read_page(page(comment("May 1, 2009"))).follow
    assert [f.url for f in follow if f.role == "feed"] == [POST.removesuffix(".html") + "/comments/atom.xml"]


def test_an_index_of_one_entry_is_no_post() -> None:
    link = f"<a class=permalink href={POST}>Permalink</a>"
    body = f"<div class=entry id=entry-1><div class=entry-body>Words.</div>{link}</div>"
    reading = read_page(page(body, "http://gull.example.typepad.com/street/2006/01/index.html"))
    assert (reading.layout, reading.posts) == ("index", ())
    assert [f.url for f in reading.follow if f.finder == "index"] == [POST]


def test_a_preview_without_a_comment_is_none() -> None:
    skeleton = "<div class='comment comment-has-avatar' id=comment-0>Posted by: |</div>"
    preview = f"<div id=comment-preview>{skeleton}</div>"
    assert read_page(page(comment("May 1, 2009") + preview)).comments[1:] == ()


def test_comment_addresses_are_traps() -> None:
    assert [name for name, _ in TYPEPAD.traps] == ["no_prefetch", "comment address"]
