"""Platforms that speak the language of their readers: tombstones, times and promises in other words than English."""

from __future__ import annotations

import pytest

from archive.models import Reading
from spiders.page import Page
from spiders.read import read_page


def read(url: str, generator: str, body: str) -> Reading:
    head = f"<meta charset=utf-8><meta name=generator content='{generator}'>"
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_page(Page(url, text.encode(), content_type="text/html; charset=utf-8"))


def s9y(*comments: tuple[int, str, str]) -> Reading:
    """A Serendipity thread without indents: (number, trace, words)."""
    rows = "".join(
        f"<a id=c{number}></a><div id=serendipity_comment_{number} class=serendipity_comment>"
        f"<div class=serendipity_commentBody>{words}</div><div class=serendipity_comment_source>"
        f"<a class=comment_source_trace href='#c{number}'>#{trace}</a> <span class=comment_source_author>Spark</span>"
        "</div></div>"
        for number, trace, words in comments
    )
    entry = "<div class=serendipity_entry><div class=serendipity_entry_body>Oil.</div></div>"
    section = f"<div class='serendipity_comments serendipity_section_comments'>{rows}</div>"
    return read("http://forge.example/archives/3-Quench.html", "Serendipity v.2.3", entry + section)


@pytest.mark.parametrize(
    "words",
    ["(Comment removed)", "(Kommentar entfernt)", "(Reactie verwijderd)", "(Комментарий удалён)", "(回复被删除)"],
)
def test_a_tombstone_of_serendipity_is_known_in_any_of_its_languages(words: str) -> None:
    (one,) = s9y((5, "1", words)).comments
    assert one.deleted


def test_words_in_brackets_are_no_tombstone() -> None:
    (one,) = s9y((5, "1", "(Comment removed) was all it said.")).comments
    assert not one.deleted


def test_a_trace_of_serendipity_tells_whose_reply_it_is() -> None:
    read = s9y((5, "1", "Whale?"), (8, "1.1", "Any."), (9, "1.1.1", "Good."), (6, "2", "Water!")).comments
    assert [(one.source_id, one.parent_source_id) for one in read] == [("5", None), ("8", "5"), ("9", "8"), ("6", None)]


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ("Posted by <b>Ada on the lathe</b> on June 04, 2008 at 03:33 PM CEST", "June 04, 2008 at 03:33 PM CEST"),
        ("Enviado por <b>Ada en casa</b> en junio 04, 2008 a las 03:33 PM", "junio 04, 2008 a las 03:33 PM"),
        ("Publié par <b>Ada</b> le 04 juin 2008 à 03:33 PM CEST", "04 juin 2008 à 03:33 PM CEST"),
        ("投稿者 <b>Ada</b> 投稿日時: 2008年6月4日 午後 03:33 JST", "2008年6月4日 午後 03:33 JST"),
        ("опубликовал <b>Ada 2</b> Июнь 04, 2008 at 03:33 PM MSD", "Июнь 04, 2008 at 03:33 PM MSD"),
        ("作者 <b>Ada</b> 在 2008-06-04 03:33 下午 CST", "2008-06-04 03:33 下午 CST"),
    ],
)
def test_roller_signs_comments_in_many_languages(signature: str, words: str) -> None:
    foot = f"<p class=comment-details>{signature} <a href='#comment-1212586400000' class=entrypermalink>#</a></p>"
    comment = f"<a id=comment-1212586400000></a><div class='comment even' id=comment0>Turning.{foot}</div>"
    entry = "<div class=entryBox><div class=entryContent>It turns.</div></div>"
    body = f"{entry}<div id=comments class=comments>{comment}</div>"
    (one,) = read("http://swarf.example/swarf/entry/lathe", "Apache Roller Weblogger", body).comments
    assert (one.author or "").startswith("Ada")
    assert one.published is not None
    assert (one.published.words, one.published.machine) == (words, "1212586400000")


@pytest.mark.parametrize("heading", ["3 comments", "3 commentaires", "3 commenti", "3 Kommentare", "3 reacties"])
def test_b2evolution_promises_in_many_languages(heading: str) -> None:
    body = (
        "<article class=evo_post id=item_4><div class=evo_post__full>Salt.</div></article>"
        f"<section id=feedbacks><h3 class=evo_comment__list_title>{heading}</h3></section>"
    )
    reading = read("http://brine.example/blog/salt", "b2evolution 7.2.5", body)
    assert [(one.count, one.of) for one in reading.promised] == [(3, "comments")]
