"""A comment that a feed shows without an id and a page with one is one row, whichever comes first."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from archive.models import Comment
from tests.archive.db.world import (
    capture,
    comment,
    new_db,
    numbered,
    post,
    reading,
    rows,
    save,
    tables,
    utc,
    wall,
)

TEXT = "I wrote this down in a hurry, and every letter of it is true."


def page(number: int, *comments: Comment):
    return capture(number), reading(*comments, posts=(post(title="T"),))


def feed(number: int, *comments: Comment):
    return capture(number), reading(*numbered(list(comments)), source="feed")


def test_a_feeds_nameless_comment_is_the_pages_comment_in_any_order() -> None:
    said_there = comment("7", TEXT, author="Ann Other", published=wall(2006, 1, 3, 17, 9))
    said_here = comment(None, TEXT.upper() + "!", author="ann  other", published=utc(2006, 1, 4, 1, 9, 24))
    both = [page(1, said_there), feed(2, said_here)]
    for order in permutations(both):
        db = new_db()
        save(db, *order)
        assert rows(db, "select id, source_id, published, published_local, last_seen from comments") == [
            (said_there.id, "7", "2006-01-04T01:09:24Z", "2006-01-03T17:09:00", "2026-01-01T00:02:00Z")
        ]
        assert rows(db, "select comment_id, source, as_id from sightings where comment_id is not null order by 2") == [
            (said_there.id, "feed", both[1][1].comments[0].id),
            (said_there.id, "page", None),
        ]
        assert rows(db, "select kept from threads") == [(1,)]
        assert rows(db, "select name from people") == [("Ann Other",)]


def test_as_many_equal_comments_are_joined_as_have_names() -> None:
    pairs = [
        feed(1, *(comment(None, "+1", author="Bob") for _ in range(3))),
        page(2, comment("5", "+1", author="Bob")),
        page(3, comment("9", "+1", author="Bob")),
    ]
    counts = []
    for order in permutations(pairs):
        db = new_db()
        save(db, *order)
        counts.append(rows(db, "select count(*), count(source_id) from comments")[0])
    assert counts == [(3, 2)] * 6


def test_a_pages_ping_without_text_is_the_feeds_ping_of_that_title_in_any_order() -> None:
    title, address = "Frost round-up | Notes", "http://notes.example/frost/"
    shown = comment(None, None, author=title, author_url=address, kind="pingback")
    named = comment("7", "[…] the boots that froze […]", author=title, published=utc(2006, 1, 4, 1, 9, 24))
    other = comment("8", "I am no ping.", author=title)
    for order in permutations([page(1, shown), feed(2, named, other)]):
        db = new_db()
        save(db, *order)
        assert rows(db, "select source_id, kind, author_url, text, published from comments order by 1") == [
            ("7", "pingback", address, named.text, "2006-01-04T01:09:24Z"),
            ("8", "comment", None, "I am no ping.", None),
        ]


def test_a_trackback_in_a_feed_is_the_pages_ping_of_that_title_in_any_order() -> None:
    title, address = "Notes on frost", "http://notes.example/frost/"
    shown = comment(None, None, author=title, author_url=address, kind="pingback")
    told = "<p><strong>Boots</strong></p>\n<p>They froze to the step.</p>"
    named = replace(comment("7", "Boots They froze to the step.", author=title), html=told)
    for order in permutations([page(1, shown), feed(2, named)]):
        db = new_db()
        save(db, *order)
        assert rows(db, "select source_id, kind, author_url from comments") == [("7", "pingback", address)]


def test_as_many_pings_without_text_are_joined_as_have_names() -> None:
    shown = numbered([comment(None, None, author="A title", kind="pingback")] * 2)
    named = comment("7", "[...] the boots [...]", author="A title")
    for order in permutations([page(1, *shown), feed(2, named)]):
        db = new_db()
        save(db, *order)
        assert rows(db, "select source_id, kind from comments order by 1") == [(None, "pingback"), ("7", "pingback")]


def test_other_words_or_another_author_are_another_comment() -> None:
    db = new_db()
    save(
        db,
        page(1, comment("7", TEXT, author="Ann")),
        feed(2, comment(None, TEXT, author="Bob"), comment(None, TEXT[:30], author="Ann")),
    )
    assert rows(db, "select count(*) from comments") == [(3,)]


def test_an_answer_follows_the_comment_it_answers() -> None:
    asked = comment(None, "Why?", author="Ann")
    asked = numbered([asked])[0]
    answer = comment(None, "Because.", author="Bob", parent_id=asked.id, parent_how="nested", depth=1)
    named = comment("7", "Why?", author="Ann")
    for order in permutations([feed(1, asked, answer), page(2, named)]):
        db = new_db()
        save(db, *order)
        assert rows(db, "select parent_id, depth from comments where text = 'Because.'") == [(named.id, 1)]


def test_an_edited_comment_is_known_by_what_it_said_before() -> None:
    pairs = [
        page(1, comment("7", "Tpyo everywhere", author="Ann")),
        page(2, comment("7", "Typo everywhere", author="Ann")),
        feed(3, comment(None, "Tpyo everywhere", author="Ann")),
    ]
    found = []
    for order in permutations(pairs):
        db = new_db()
        save(db, *order)
        found.append(tables(db))
        assert rows(db, "select source_id, text from comments") == [("7", "Typo everywhere")]
    assert all(one == found[0] for one in found)


def test_a_hundred_equal_comments_are_a_hundred_rows() -> None:
    db = new_db()
    save(db, page(1, *numbered([comment(None, "First!", author="Bob")] * 100)))
    assert rows(db, "select count(*) from comments") == [(100,)]


def test_the_joined_comment_is_not_found_twice() -> None:
    db = new_db()
    save(db, feed(1, comment(None, "marmalade", author="A")), page(2, comment("7", "marmalade", author="A")))
    assert rows(db, "select count(*) from comments_fts where comments_fts match 'marmalade'") == [(1,)]
    db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")
    assert rows(db, "pragma foreign_key_check") == []
