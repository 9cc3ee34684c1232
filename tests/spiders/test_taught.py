"""Wrappers taught by feeds: learnt from what the feeds tell, true to each container, and sure of what they are."""

from __future__ import annotations

from archive.models import Comment
from spiders.page import Page
from spiders.unknown.taught import Lesson, learn, read_taught

TALK = (
    ("41", "Ann Reed", "Rain plays it better than any drum I own."),
    ("42", "Bo", "Tin is a patient listener, and it never claps."),
    ("43", None, "Nobody signs a remark about the weather at night."),
    ("44", "Cy Marsh", "My uncle tuned his gutter to a low flat seventh."),
)


def one(key: str, who: str | None, words: str, more: str = "") -> str:
    """A remark in markup of which no name means anything, without a time."""
    name = f'<span class="qf"><a href="http://{key}.example/">{who}</a></span>' if who else ""
    said = f'<div class="m">{name}</div><div class="wv"><p>{words}</p></div>'
    return f'<div class="zz k{int(key) % 2}" id="u_{key}">{said}{more}</div>'


def page(shown: str, url: str = "http://blog.example/tin.html") -> Page:
    """A post with these remarks."""
    body = f"<html><title>Tin</title><h1>Tin</h1><div class=ab><p>A roof.</p></div><div class=th>{shown}</div></html>"
    return Page(url, body.encode(), content_type="text/html; charset=utf-8")


def told(*keys: str) -> tuple[Comment, ...]:
    """What the feed tells of these remarks."""
    return tuple(Comment(source_id=k, author=who, text=words) for k, who, words in TALK if k in keys)


def taught() -> Lesson:
    """The lesson of one page of which the feed tells all remarks but the nameless one."""
    lesson = learn([(page("".join(one(*each) for each in TALK)), told("41", "42", "44"))])
    assert lesson is not None
    return lesson


def test_missing_author_misaligns_nothing() -> None:
    read = read_taught(page("".join(one(*each) for each in TALK)), taught())
    assert [(c.source_id, c.author, c.html) for c in read] == [(k, who, f"<p>{words}</p>") for k, who, words in TALK]


def test_lesson_reads_pages_of_which_no_feed_tells() -> None:
    other = page(one("7", "Dot", "A word that stands in no feed at all."), "http://blog.example/zinc.html")
    assert [(c.source_id, c.author) for c in read_taught(other, taught())] == [("7", "Dot")]


def test_what_stands_inside_another_remark_answers_it() -> None:
    inner = one("42", TALK[1][1], TALK[1][2])
    read = read_taught(page(one("41", TALK[0][1], TALK[0][2], more=inner) + one("44", "Cy", TALK[3][2])), taught())
    assert [(c.source_id, c.parent_source_id, c.parent_how) for c in read] == [
        ("41", None, None),
        ("42", "41", "nested"),
        ("44", None, None),
    ]


def test_lesson_is_the_same_in_whatever_order_the_pages_come() -> None:
    sheets = [
        (page("".join(one(*each) for each in TALK[:2])), told("41", "42")),
        (page("".join(one(*each) for each in TALK[2:])), told("43", "44")),
    ]
    assert learn(sheets) == learn(sheets[::-1])


def test_two_words_that_happen_to_meet_teach_nothing() -> None:
    prose = "<p>Rain plays it better than any drum I own.</p>"
    assert learn([(page(prose), told("41", "42", "44"))]) is None


def test_few_teachers_make_it_less_sure() -> None:
    few = learn([(page("".join(one(*each) for each in TALK[:2])), told("41", "42"))])
    assert few is None or few.sure < taught().sure
