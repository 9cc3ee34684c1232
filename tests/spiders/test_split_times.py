"""Times of unknown blogs that are split over elements, stand once over many comments, or count back from now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Comment, Moment, Reading
from pipelines.normalize import normalize
from spiders.page import Page
from spiders.read import read_page

SEEN = datetime(2010, 4, 1, 12, tzinfo=UTC)
URL = "http://blog.example/archive/kettle.html"
BODY = (
    "<p>The kettle was older than the house, and it said so every morning at six in a voice of its own that nobody"
    " answered.</p><p>We kept it on the stove beside the window, where the light came in low and brown.</p>"
)
SAID = (
    "That kettle is in my kitchen now and it still complains.",
    "I should like to hear it once more before the winter comes.",
    "Nobody ever answered it because nobody understood the question.",
)
NAMES = ("Ann", "Basil", "Cora")


def read(page: str) -> Reading:
    found = read_page(Page(URL, page.encode(), content_type="text/html; charset=utf-8"))
    return normalize(found, seen=SEEN)


def page(*signatures: str, date: str = "<p>A day</p>", byline: str = "") -> str:
    comments = "".join(
        f'<li class="comment" id="comment-{n}"><b class="author">{name}</b><div class="meta">{signature}</div>'
        f'<div class="comment-body"><p>{words}</p></div></li>'
        for n, (name, words, signature) in enumerate(zip(NAMES, SAID, signatures, strict=False), 1)
    )
    return (
        f'<html lang="en"><title>The kettle</title><body><div class="post">{date}<h1>The kettle</h1>'
        f'<div class="entry">{BODY}</div>{byline}</div><h3>3 Comments</h3><ol class="commentlist">{comments}</ol>'
    )


def told(moment: Moment | None) -> str | None:
    if moment is None or moment.local is None:
        return None
    words = moment.local.isoformat(" ", "minutes")
    return f"{words[:10]} ({moment.precision})" if moment.precision else words[:10] if moment.day_only else words


def times(comments: tuple[Comment, ...]) -> list[str | None]:
    return [told(comment.published) for comment in comments]


@pytest.mark.parametrize(
    "date",
    [
        '<p class="date"><abbr class="day">7</abbr><span class="month">Mar</span><span class="year">2010</span></p>',
        '<p class="postdate"><span class="month">March</span> <b class="day">7</b> <span class="year">2010</span></p>',
        '<div class="post-date"><span>7</span><span>mars</span><span>2010</span></div>',
    ],
)
def test_a_posts_day_month_and_year_may_each_have_an_element(date: str) -> None:
    post = read(page("March 8, 2010 at 5:06 PM", date=date)).post
    assert post is not None
    assert told(post.published) == "2010-03-07"


def test_a_day_over_the_post_and_an_hour_in_its_byline_are_one_time() -> None:
    date, byline = '<h2 class="date-header">Sunday, March 7, 2010</h2>', "<p>Posted by Dora at 5:06 PM</p>"
    post = read(page("March 8, 2010 at 5:06 PM", date=date, byline=byline)).post
    assert post is not None
    assert told(post.published) == "2010-03-07 17:06"


def test_a_comments_day_month_and_year_may_each_have_an_element() -> None:
    signed = [
        f'<abbr class="day">{day}</abbr><span class="month">Mar</span><span class="year">2010</span> <i>5:06 PM</i>'
        for day in (7, 8, 9)
    ]
    assert times(read(page(*signed)).comments) == ["2010-03-07 17:06", "2010-03-08 17:06", "2010-03-09 17:06"]


HOURS = ("at 5:06 PM", "at 6:06 PM", "at 7:06 PM")


def grouped(first: str = "<h4>March 7, 2010</h4>", hours: tuple[str, ...] = HOURS) -> str:
    one, two, three = (
        f'<div class="comment" id="c{n}"><p>{words}</p><p class="posted">Posted by {name} {hour}</p></div>'
        for n, (words, name, hour) in enumerate(zip(SAID, NAMES, hours, strict=True), 1)
    )
    return (
        f"<html><title>The kettle</title><body><h2>March 1, 2010</h2><h1>The kettle</h1><div>{BODY}</div>"
        "<h3>Comments</h3>"
        f'<div id="comments">{first}{one}{two}<h4>March 9, 2010</h4>{three}</div>'
    )


def test_a_day_that_stands_over_several_comments_is_that_of_each() -> None:
    assert times(read(grouped()).comments) == ["2010-03-07 17:06", "2010-03-07 18:06", "2010-03-09 19:06"]


def test_a_day_over_comments_is_not_theirs_where_one_has_no_hour_or_the_first_no_day() -> None:
    assert times(read(grouped(hours=(HOURS[0], "", HOURS[2]))).comments) == [None, None, None]
    assert times(read(grouped(first="<h4>Talk</h4>")).comments) == [None, None, None]


@pytest.mark.parametrize(
    "signatures",
    [
        ("2 weeks ago", "3 days ago", "yesterday at 14:02"),
        ("vor 2 Wochen", "vor 3 Tagen", "gestern um 14:02"),
        ("il y a 2 semaines", "il y a 3 jours", "hier à 14h02"),
        ("hace 2 semanas", "hace 3 días", "ayer a las 14:02"),
        ("2 settimane fa", "3 giorni fa", "ieri alle 14:02"),
        ("há 2 semanas", "3 dias atrás", "ontem às 14:02"),
        ("2 weken geleden", "3 dagen geleden", "gisteren om 14:02"),
        ("2 tygodnie temu", "3 dni temu", "wczoraj o 14:02"),
        ("2 недели назад", "3 дня назад", "вчера в 14:02"),
        ("2週間前", "3日前", "昨日 14:02"),
    ],
)
def test_a_signature_that_counts_back_gives_about_the_day(signatures: tuple[str, ...]) -> None:
    marked = read(page(*signatures)).comments
    assert [comment.published and comment.published.words for comment in marked] == list(signatures)
    assert times(marked) == ["2010-03-18 (week)", "2010-03-29 (day)", "2010-03-31 (day)"]
    plain = "".join(
        f"<div><p>{words}</p><p>{name} - {signature}</p></div>"
        for name, words, signature in zip(NAMES, SAID, signatures, strict=True)
    )
    found = read(f"<html><title>The kettle</title><body><h1>The kettle</h1><div>{BODY}</div><h3>Comments</h3>{plain}")
    assert [comment.author for comment in found.comments] == list(NAMES)
    assert times(found.comments) == times(marked)
