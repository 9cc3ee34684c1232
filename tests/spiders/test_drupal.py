"""Drupal: whose reply a comment is, when its time can be believed, whose name stands where."""

from __future__ import annotations

import re

import pytest

from spiders.check import replace_url
from spiders.page import Page
from spiders.platforms.drupal import DRUPAL
from spiders.read import read_page

POST = "http://plot.example/blog/sheds"


def page(comments: str) -> Page:
    body = "<div class=content><div class=field-name-body>Paint.</div></div>"
    node = f"<div class='node node-full' id=node-3>{body}<div id=comments>{comments}</div></div>"
    text = f"<html><head><meta name=generator content='Drupal 7'></head><body>{node}</body></html>"
    return Page(POST, text.encode(), content_type="text/html; charset=utf-8")


def comment(number: int, inside: str = "") -> str:
    return f"<a id=comment-{number}></a><div class=comment>{inside}<div class=content>{number}</div></div>"


def indented(*parts: str) -> str:
    return f"<div class=indented>{''.join(parts)}</div>"


def test_indented_siblings_answer_the_comment_before_them() -> None:
    thread = comment(1) + indented(comment(2), indented(comment(3)), comment(4)) + comment(5) + indented(comment(6))
    read = read_page(page(thread)).comments
    assert [(c.source_id, c.parent_source_id, c.depth) for c in read] == [
        ("1", None, 0),
        ("2", "1", 1),
        ("3", "2", 2),
        ("4", "1", 1),
        ("5", None, 0),
        ("6", "5", 1),
    ]


def test_a_reply_cut_from_its_parent_by_the_pager_has_none() -> None:
    read = read_page(page(indented(comment(2)) + comment(3))).comments
    assert [(c.source_id, c.parent_source_id) for c in read] == [("2", None), ("3", None)]


@pytest.mark.parametrize(
    ("epoch", "machine"),
    [("1655020800", "1655020800"), ("1655021100", None), ("soon", None), ("9" * 40, None)],
)
def test_the_time_of_the_last_change_counts_only_where_the_printed_time_agrees(epoch: str, machine: str | None) -> None:
    inside = f"<mark data-comment-timestamp={epoch}></mark><p class=comment__time>Sun, 12/06/2022 - 10:00</p>"
    (read,) = read_page(page(comment(1, inside))).comments
    assert read.published is not None
    assert (read.published.words, read.published.machine) == ("Sun, 12/06/2022 - 10:00", machine)


def test_names_and_times_of_comments_are_never_the_posts() -> None:
    inside = "<div class=submitted>Submitted by Otter (not verified) on Tue, 03/04/2012 - 08:31.</div>"
    reading = read_page(page(comment(1, inside)))
    assert reading.post is not None
    assert (reading.post.author, reading.post.published, reading.post.html) == (None, None, "Paint.")
    assert [(c.author, c.published and c.published.words) for c in reading.comments] == [
        ("Otter (not verified)", "Tue, 03/04/2012 - 08:31")
    ]


@pytest.mark.parametrize(
    ("url", "trap"),
    [
        ("http://plot.example/comment/reply/3/1", "reply form"),
        ("http://plot.example/comment/41#comment-41", "comment address"),
        ("http://plot.example/comment/41/edit", "comment form"),
        ("http://plot.example/print/12", "print view"),
        ("http://plot.example/node/3/41#comment-41", "comment address"),
        ("http://plot.example/node/3", None),
        ("http://plot.example/blog/comment-on-sheds", None),
    ],
)
def test_traps_are_known_by_name(url: str, trap: str | None) -> None:
    assert next((name for name, pattern in DRUPAL.traps if re.search(pattern, url)), None) == trap


def folded(number: int, credit: str) -> str:
    subject = f"<span class=subject><a href='/node/3/{number}#comment-{number}'>Re: sheds</a></span>"
    return f"<a id=comment-{number}></a><div class=comment-folded>{subject}<span class=credit>{credit}</span></div>"


@pytest.mark.parametrize(
    ("credit", "author"),
    [
        ("by Drone (not verified)", "Drone (not verified)"),
        ("enviado por Ana Luz", "Ana Luz"),
        ("von <a href='/user/2'>Greta</a>", "Greta"),
        ("от Пчела", "Пчела"),
    ],
)
def test_a_folded_comment_is_known_by_its_writer_and_marked(credit: str, author: str) -> None:
    (one,) = read_page(page(folded(41, credit))).comments
    assert (one.source_id, one.author, one.title, one.html, one.whole) == ("41", author, "Re: sheds", None, False)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        (POST, f"{POST}?mode=4&comments_per_page=300"),
        (f"{POST}?page=2", f"{POST}?mode=4&comments_per_page=300"),
        (f"{POST}?sort=2&mode=3", f"{POST}?mode=4&comments_per_page=300"),
        ("http://plot.example/node/3/41", "http://plot.example/node/3?mode=4&comments_per_page=300"),
        ("http://plot.example/?q=node/3&page=1", "http://plot.example/?q=node/3&mode=4&comments_per_page=300"),
    ],
)
def test_a_folded_thread_is_asked_for_opened(url: str, opened: str) -> None:
    reading = read_page(replace_url(page(folded(41, "by Drone")), url))
    assert [f.url for f in reading.follow if "folded" in f.finder] == [opened]
    assert reading.about == opened.replace("mode=4&comments_per_page=300", "").rstrip("?&")


def test_an_open_thread_is_not_asked_for_again() -> None:
    assert not [f for f in read_page(page(comment(1))).follow if "folded" in f.finder]


def test_the_number_of_replies_in_rdfa_is_promised_in_whatever_language() -> None:
    told = "<span property='sioc:num_replies' content='12' datatype='xsd:integer' class='rdf-meta'></span>"
    read = read_page(page(f"{told}<h2 class=title>Kommentare</h2>{comment(1)}"))
    assert [(one.count, one.of) for one in read.promised] == [(12, "comments")]


@pytest.mark.parametrize(
    "pager",
    [
        '<ul class="pager"><li class="pager-next"><a href="?page=1">next</a></li></ul>',
        '<div class="text-center"><ul class="pagination"><li class="next"><a href="?page=1">next</a></li></ul></div>',
        '<nav><ul class="js-pager__items"><li><a href="?page=1" rel="next">next</a></li></ul></nav>',
        '<div id="pager"><a href="?page=1" class="pager-next active">next page</a></div>',
    ],
)
def test_further_pages_of_a_thread_are_asked_for_whatever_the_theme_calls_its_pager(pager: str) -> None:
    follow = read_page(page(f"{comment(1)}{pager}")).follow
    assert [f.url.partition("?")[2] for f in follow if f.role == "comments"] == ["page=1"]


def test_node_whose_theme_dropped_its_classes_is_a_post_with_its_thread() -> None:
    related = "<div class=view-content><div class=views-row><h3><a href=/blog/beds>Beds</a></h3></div></div>"
    text = (
        "<html><head><meta name=generator content='Drupal 7'></head><body class='not-front page-node-sheds'>"
        f"<h1>Sheds</h1><div class=text><p>Paint.</p></div>{related}{comment(1)}{comment(2)}</body></html>"
    )
    read = read_page(Page(POST, text.encode(), content_type="text/html; charset=utf-8"))
    assert [c.source_id for c in read.comments] == ["1", "2"]
    assert read.about == POST


def test_what_says_nothing_is_no_comment() -> None:
    read = read_page(page(f"{comment(1)}<div class=comment></div>{comment(2)}")).comments
    assert [(c.source_id, c.position) for c in read] == [("1", 0), ("2", 1)]


def test_words_marked_in_rdfa_go_before_a_box_of_that_class() -> None:
    both = (
        "<div class=field--name-comment-body><p property='schema:name'>Paint</p></div>"
        "<div class='field--name-comment-body' property='schema:text'><p>Green.</p></div>"
    )
    (read,) = read_page(page(comment(1, both))).comments
    assert read.html == "<p>Green.</p>"
