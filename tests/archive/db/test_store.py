"""Saving readings: each field from its best witness, nothing twice, nothing lost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from archive.db.store import Saved, save_blog, save_capture, save_reading, transaction
from archive.errors import BrokenWarc
from archive.models import Blog, Link, Post, Promise
from tests.archive.db.world import (
    HOME,
    URL,
    capture,
    comment,
    new_db,
    post,
    post_id,
    reading,
    rows,
    save,
    tables,
    utc,
    wall,
)


def test_a_post_known_by_a_comment_only_is_filled_when_its_page_comes() -> None:
    db = new_db()
    said = comment("7", "First!", author="Ann")
    save(db, (capture(1), reading(said, source="feed")))
    assert rows(db, "select url, whole, title, html from posts") == [(URL, 0, None, None)]
    save(db, (capture(2), reading(said, posts=(post(title="Hello", html="<p>Hi</p>"),))))
    assert rows(db, "select url, whole, title, html, capture_id from posts") == [
        (URL, 1, "Hello", "<p>Hi</p>", "capture-0002")
    ]
    assert rows(db, "select count(*) from comments") == [(1,)]


def test_an_excerpt_never_replaces_a_whole_body_though_it_is_newer() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(posts=(post(html="<p>All of it</p>"),))),
        (capture(2), reading(posts=(post(html="<p>All…</p>", whole=False),), source="feed")),
    )
    assert rows(db, "select html, whole, first_seen, last_seen from posts") == [
        ("<p>All of it</p>", 1, "2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z")
    ]
    assert rows(db, "select * from versions") == []


def test_a_stated_zone_is_believed_and_the_clock_of_the_page_stays_beside_it() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("7", published=wall(2006, 1, 3, 17, 9)))),
        (capture(2), reading(comment("7", published=utc(2006, 1, 4, 1, 9, 24)), source="feed")),
    )
    assert rows(db, "select published, published_local, published_raw, published_zone from comments") == [
        ("2006-01-04T01:09:24Z", "2006-01-03T17:09:00", "some day", "stated")
    ]


def test_a_changed_body_goes_to_versions_with_its_times() -> None:
    db = new_db()
    for number, text in enumerate(["red", "red", "blue", "green", "blue"], start=1):
        save(db, (capture(number), reading(comment("7", text))))
    assert rows(db, "select text, capture_id from comments") == [("blue", "capture-0005")]
    assert rows(db, "select text, first_seen, last_seen, capture_id from versions order by first_seen") == [
        ("red", "2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z", "capture-0002"),
        ("green", "2026-01-01T00:04:00Z", "2026-01-01T00:04:00Z", "capture-0004"),
    ]


def test_white_space_makes_no_version() -> None:
    db = new_db()
    save(db, (capture(1), reading(comment("7", "one  two"))), (capture(2), reading(comment("7", "one two\n"))))
    assert rows(db, "select * from versions") == []


def test_a_tombstone_keeps_what_was_said() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("7", "Rash words", author="Bob"))),
        (capture(2), reading(comment("7", None, deleted=True))),
    )
    assert rows(db, "select deleted, text, author from comments") == [(1, "Rash words", "Bob")]
    assert rows(db, "select kept, deleted from threads") == [(0, 1)]


def test_a_stated_parent_beats_a_nested_one_in_any_order() -> None:
    one, two = comment("1", "one"), comment("2", "two")
    nested = comment("3", "three", parent_id=one.id, parent_how="nested", depth=1)
    stated = comment("3", "three", parent_id=two.id, parent_how="stated")
    for first, second in ((nested, stated), (stated, nested)):
        db = new_db()
        save(db, (capture(1), reading(one, two, first)), (capture(2), reading(one, two, second)))
        assert rows(db, "select parent_id, parent_how, depth from comments where source_id = '3'") == [
            (two.id, "stated", 1)
        ]


def test_every_witness_leaves_a_sighting() -> None:
    db = new_db()
    said = comment("7", "Yes", position=3, published=utc(2006, 1, 2))
    save(
        db,
        (capture(1), reading(said, posts=(post(published=wall(2006, 1, 1)),))),
        (capture(2), reading(said, source="feed")),
        (capture(2), reading(said, source="feed")),
    )
    assert rows(
        db,
        "select post_id, comment_id, capture_id, source, position, published from sightings order by 3, 2",
    ) == [
        (post_id(), None, "capture-0001", "page", None, "2006-01-01T00:00:00"),
        (None, said.id, "capture-0001", "page", 3, "2006-01-02T00:00:00Z"),
        (None, said.id, "capture-0002", "feed", 3, "2006-01-02T00:00:00Z"),
    ]


def test_tags_are_those_of_the_best_witness() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(posts=(post(tags=("bread", "rye"), categories=("Food",)),))),
        (capture(2), reading(posts=(post(tags=("bread", "feed only")),), source="feed")),
        (capture(3), reading(posts=(post(tags=("bread", "walls")),))),
        (capture(4), reading(posts=(post(),))),
    )
    assert rows(db, "select kind, name from tags order by 1, 2") == [
        ("category", "Food"),
        ("tag", "bread"),
        ("tag", "walls"),
    ]


def test_links_know_the_comment_or_post_or_page_they_stand_in() -> None:
    db = new_db()
    said = comment("7", "see there")
    links = (
        Link("http://a.example/x", "there", comment=0),
        Link("http://b.example/", "post", post=0),
        Link("http://c.example/", "roll"),
        Link("http://c.example/", "again"),
    )
    save(db, (capture(1), reading(said, posts=(post(),), links=links)))
    assert rows(db, "select post_id, comment_id, host, words from links order by host") == [
        (None, said.id, "a.example", "there"),
        (post_id(), None, "b.example", "post"),
        (None, None, "c.example", "roll"),
    ]


def test_promises_are_kept_and_the_greatest_of_the_latest_counts() -> None:
    db = new_db()
    said = comment("7")
    save(
        db,
        (capture(1), reading(said, promised=(Promise("comments", 9, "heading", URL),))),
        (capture(2), reading(said, promised=(Promise("comments", 4, "heading", URL),))),
        (
            capture(3),
            reading(source="feed", about=None, promised=(Promise("comments", 3, "slash:comments", URL),)),
        ),
    )
    assert rows(db, "select promised, promised_by, kept from threads") == [(4, "heading", 1)]
    assert rows(db, "select count(*) from promises") == [(3,)]


def test_a_promise_may_come_before_its_post() -> None:
    db = new_db()
    index = reading(about=None, promised=(Promise("comments", 2, "index", URL), Promise("posts", 40, "feed")))
    save(db, (capture(1), index), (capture(2), reading(posts=(post(title="Hello"),))))
    assert rows(db, "select promised, promised_by, kept from threads") == [(2, "index", 0)]
    assert rows(db, "select said_of, promised, post_id from promises order by 1") == [
        ("comments", 2, post_id()),
        ("posts", 40, None),
    ]


def test_saved_says_what_was_new_and_what_changed() -> None:
    db = new_db()
    blog_id = save(db)
    said = comment("7", "Yes")

    def saved(number: int, *comments, **more) -> Saved:
        with transaction(db):
            save_capture(db, capture(number), blog_id)
            return save_reading(db, reading(*comments, **more), capture(number), blog_id)

    assert saved(1, said, posts=(post(title="Hello"),)) == Saved(1, 1, 0)
    assert saved(2, said, posts=(post(title="Hello"),)) == Saved(0, 0, 0)
    assert saved(3, comment("7", "No"), comment("8", "Oh"), posts=(post(title="Hullo"),)) == Saved(0, 1, 2)
    assert saved(4, replace(said, id=None, post_id=None)) == Saved(0, 0, 0, homeless=1)
    assert rows(db, "select doubt from captures where id = 'capture-0004'") == [("comments without a post: 1",)]


def test_what_sqlite_cannot_hold_is_made_plain() -> None:
    db = new_db()
    said = comment("7", "half \ud800 a sign", author="\udfff", position=10**30)
    save(db, (capture(1), reading(said, promised=(Promise("comments", 10**40, "heading", URL),))))
    assert rows(db, "select text, author, position from comments") == [("half ? a sign", "?", 2**53 - 1)]
    assert rows(db, "select promised from threads") == [(2**53 - 1,)]


def test_a_page_that_fails_leaves_nothing_and_the_others_stay() -> None:
    db = new_db()
    blog_id = save(db)
    with transaction(db):
        save_capture(db, capture(1), blog_id)
        save_reading(db, reading(comment("1")), capture(1), blog_id)
        with pytest.raises(sqlite3.ProgrammingError):
            save_reading(db, reading(comment("2"), replace(comment("3"), author={})), capture(1), blog_id)
        save_reading(db, reading(comment("4")), capture(1), blog_id)
    assert rows(db, "select source_id from comments order by 1") == [("1",), ("4",)]


def test_words_are_found_after_the_transaction_and_forgotten_when_they_change() -> None:
    db = new_db()
    save(db, (capture(1), reading(comment("7", "marmalade"), posts=(post(title="Toast", html="<p>dry</p>"),))))
    found = "select count(*) from comments_fts where comments_fts match ?"
    assert rows(db, found, "marmalade") == [(1,)]
    save(db, (capture(2), reading(comment("7", "honey"))))
    assert rows(db, found, "marmalade") == [(0,)]
    assert rows(db, found, "honey") == [(1,)]
    assert rows(db, "select rowid from posts_fts where posts_fts match 'toast'") == [(1,)]
    db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")


def test_rows_changed_in_the_transaction_that_made_them_are_indexed_once() -> None:
    db = new_db()
    blog_id = save(db)
    with transaction(db):
        for number, text in ((1, "marmalade"), (2, "honey")):
            save_capture(db, capture(number), blog_id)
            save_reading(db, reading(comment("7", text)), capture(number), blog_id)
    assert rows(db, "select count(*) from comments_fts where comments_fts match 'marmalade'") == [(0,)]
    assert rows(db, "select count(*) from comments_fts where comments_fts match 'honey'") == [(1,)]
    db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")


def test_a_capture_saved_again_is_the_same_and_one_in_two_files_is_named_by_the_first() -> None:
    db = new_db()
    blog_id = save(db)
    one = capture(1)
    copy = replace(one, warc="0-copy.warc.gz", offset=5)
    for order in ((one, one, copy), (copy, one, one)):
        with transaction(db):
            for each in order:
                save_capture(db, each, blog_id)
        assert rows(db, "select warc, offset from captures") == [("0-copy.warc.gz", 5)]


def test_another_record_with_the_id_or_the_place_of_one_is_refused() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading()))
    with pytest.raises(BrokenWarc, match="a record of that id is kept already"):
        save_capture(db, replace(capture(2), id="capture-0001"), blog_id)
    with pytest.raises(BrokenWarc, match="knows capture-0001 there"):
        save_capture(db, replace(capture(1), id="capture-0009"), blog_id)


def test_what_pages_say_of_a_blog_is_believed_before_what_the_user_said() -> None:
    db = new_db()
    with transaction(db):
        save_blog(db, Blog(HOME, "my list's name"))
    save(db, (capture(1), reading(blog=Blog(HOME, "The Saltbox", "TypePad"))))
    with transaction(db):
        save_blog(db, Blog(HOME, "my list's name"))
    assert rows(db, "select title, platform, capture_id from blogs") == [("The Saltbox", "TypePad", "capture-0001")]


def test_pictures_are_listed_as_media() -> None:
    db = new_db()
    blog_id = save(db)
    with transaction(db):
        save_capture(db, replace(capture(1), content_type="image/png"), blog_id)
        save_capture(db, replace(capture(2), content_type="image/png", status=404), blog_id)
        save_capture(db, capture(3), blog_id)
    assert rows(db, "select capture_id, content_type, bytes from media") == [("capture-0001", "image/png", None)]


def test_a_post_is_one_whether_asked_with_www_or_without() -> None:
    db = new_db()
    other = URL.replace("http://", "https://www.")
    save(
        db,
        (capture(1), reading(posts=(Post(other, id=post_id(other), title="B"),))),
        (capture(2), reading(posts=(post(title="A"),), source="feed")),
    )
    assert rows(db, "select url, title from posts") == [(other, "B")]


def test_saving_everything_twice_changes_nothing() -> None:
    db = new_db()
    pairs = [
        (
            capture(1),
            reading(comment("1", "a", author="Ann"), comment(None, "b"), posts=(post(title="T", tags=("x",)),)),
        ),
        (capture(2), reading(comment("1", "c", author="Ann"), comment("2", "b"), source="feed")),
    ]
    save(db, *pairs)
    before = tables(db)
    save(db, *pairs)
    assert tables(db) == before
