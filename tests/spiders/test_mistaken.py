"""What has the shape of a conversation and is none: posts in a list, paragraphs, parts of the page."""

from __future__ import annotations

import pytest

from archive.models import Comment, Moment
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.unknown.mistaken import is_mistaken

URL = "http://blog.example/2006/05/tin-roof.html"


def authors(body: str) -> list[str | None]:
    """Who is read as having commented on a post with this body."""
    text = (
        f"<html><head><title>Tin roof - Quillweed</title></head><body><h1>Tin roof</h1><p>Rain.</p>{body}</body></html>"
    )
    page = Page(URL, text.encode(), content_type="text/html; charset=utf-8")
    return [c.author for c in GENERIC.read(page, ()).comments]


def parts(one: str, *names: str) -> str:
    """One part for each name; ``{0}`` is its number, ``{1}`` the name."""
    return "".join(one.format(n, name) for n, name in enumerate(names, 1))


DATED = '<div class="com-part"><b class="comment-author">{1}</b> <i class="comment-date">May {0}, 2006</i>'


def test_posts_in_a_list_with_their_writers_and_days_are_no_comments() -> None:
    post = DATED + '<h3><a href="/2006/04/gutter-{0}.html">Gutters, part {0}</a></h3><p>All of it.</p></div>'
    assert authors(parts(post, "Ida", "Rook", "Wren")) == []


def test_related_posts_with_their_pictures_are_no_comments() -> None:
    related = (
        '<li class="near"><article><div class="thumb"><a href="/2006/04/gutter-{0}.html"><img src="{0}.png"/></a>'
        '<a class="post-comments" href="/2006/04/gutter-{0}.html#comments"><span>{0}</span></a></div>'
        '<h4><a href="/2006/04/gutter-{0}.html">{1}</a></h4><p class="date">May {0}, 2006</p></article></li>'
    )
    assert authors(f"<ul>{parts(related, 'Gutters of the town', 'Rain barrels', 'Moss')}</ul>") == []


def test_comments_with_links_among_their_words_are_comments() -> None:
    said = DATED + '<p class="comment-text">As I said <a href="/2006/04/gutter-{0}.html">there</a>, it drips.</p></div>'
    assert authors(parts(said, "Ida", "Rook", "Wren")) == ["Ida", "Rook", "Wren"]


def test_one_comment_of_nothing_but_a_link_does_not_end_the_thread() -> None:
    linked = '<p class="comment-text"><a href="http://else.example/">http://else.example/</a></p></div>'
    talk = parts(DATED + "<p>It drips.</p></div>", "Ida", "Rook") + parts(DATED + linked, "Wren")
    said = f'<div id="comments">{talk}</div>'
    assert authors(said) == ["Ida", "Rook", "Wren"]


@pytest.mark.parametrize(("where", "found"), [("", []), (' id="comments"', ["Ida", "Rook", "Wren"])])
def test_parts_without_a_time_are_comments_only_within_a_thread(where: str, found: list[str]) -> None:
    said = '<div class="q"><b class="comment-author">{1}</b><p class="comment-text">It drips, {0} aunts say.</p></div>'
    assert authors(f"<div{where}>{parts(said, 'Ida', 'Rook', 'Wren')}</div>") == found


@pytest.mark.parametrize(
    ("day", "way", "mistaken"), [(None, "p", True), (None, "h-cite", False), ("May 3", "p", False)]
)
def test_lone_part_is_a_comment_if_its_time_or_its_markup_says_so(day: str | None, way: str, mistaken: bool) -> None:
    one = Comment(author="The editors", html="Write to us.", published=Moment(day) if day else None)
    assert is_mistaken(Page(URL, b"", content_type="text/html"), [one], way, in_thread=True) is mistaken


def test_page_in_an_element_with_a_comment_s_number_is_no_comment() -> None:
    text = (
        '<html><head><title>Tin roof - Quillweed</title></head><body><div id="cmt_2"><h1>Tin roof</h1>'
        '<span class="comment-author">Ida</span> May 3, 2006<p>Rain plays it better.</p></div></body></html>'
    )
    assert GENERIC.read(Page(URL, text.encode(), content_type="text/html"), ()).comments == ()


def test_skip_links_to_parts_of_the_page_are_no_rows_of_comments() -> None:
    row = '<div class="nav{0}x"><a href="#n{0}">{1}</a><div id="n{0}"><p>{1} of the paper.</p></div></div>'
    assert authors(parts(row.replace("nav{0}x", "navx"), "News", "Sport")) == []


def test_readers_letters_are_found_though_other_posts_bear_names_and_days_before_them() -> None:
    share = '<a href="http://share.example/?u={0}"><img src="s.png"/></a></div>'
    posts = parts(DATED + share, "Ida", "Rook", "Wren")
    letter = '<div class="letter"><div class="letter-meta"><span>{1}</span> / May {0}, 2006</div><p>It drips.</p></div>'
    assert authors(f'{posts}<div id="comment_entries">{parts(letter, "Odo", "Pell")}</div>') == ["Odo", "Pell"]
