"""What one blog says of another blog's posts: left out, whoever came first."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.models import Blog, Link, Promise, Reading
from tests.archive.db.world import URL, capture, comment, new_db, post, reading, rows, save

EVIL = "http://evil.example/feed"
OWN = "http://evil.example/mine.html"
TRUE = reading(comment("1", "true words", author="Ann"), posts=(post(title="True", html="<p>true</p>", author="Ann"),))
FORGED = reading(
    comment("1", "forged words", author="Eve", post_url=URL),
    comment("66", "more forged words", author="Eve", post_url=URL),
    comment("5", "her own", OWN, author="Eve", post_url=OWN),
    posts=(post(title="Forged", html="<p>forged</p>", author="Eve"), post(OWN, title="Mine")),
    promised=(Promise("comments", 99, "slash:comments", URL), Promise("comments", 2, "slash:comments", OWN)),
    links=(
        Link("http://a.example/", comment=0),
        Link("http://b.example/", comment=2),
        Link("http://c.example/", post=1),
    ),
    url=EVIL,
    about=None,
    source="feed",
)


def forge(db: Database, number: int, said: Reading = FORGED, url: str = EVIL) -> None:
    with transaction(db):
        blog_id = save_blog(db, Blog("http://www.evil.example/"))
        save_capture(db, capture(number, url), blog_id)
        save_reading(db, said, capture(number, url), blog_id)


def test_a_feed_puts_no_words_into_another_blog_that_is_kept() -> None:
    db = new_db()
    save(db, (capture(1), TRUE))
    forge(db, 2)
    assert rows(db, "select title, author from posts order by title") == [("Mine", None), ("True", "Ann")]
    assert rows(db, "select source_id, author, text from comments order by source_id") == [
        ("1", "Ann", "true words"), ("5", "Eve", "her own"),
    ]  # fmt: skip
    assert rows(db, "select promised from promises") == [(2,)]
    assert rows(db, "select url from links order by url") == [("http://b.example/",), ("http://c.example/",)]
    assert rows(db, "select doubt from captures where url = ?", EVIL) == [
        ("another blog's posts and comments left out: 1 and 2",)
    ]


@pytest.mark.parametrize("said_first", ["forged", "true"])
def test_what_the_blog_itself_says_is_believed_whoever_came_first(said_first: str) -> None:
    db = new_db()
    if said_first == "forged":
        forge(db, 1)
    save(db, (capture(2), TRUE))
    forge(db, 3)
    assert rows(db, "select title, author from posts where url = ?", URL) == [("True", "Ann")]
    assert rows(db, "select author, text from comments where source_id = '1'") == [("Ann", "true words")]


def test_what_the_other_host_served_itself_is_believed() -> None:
    db = new_db()
    save(db, (capture(1), TRUE))
    forge(db, 2, reading(comment("2", "words from its own server")), URL)
    assert rows(db, "select source_id from comments order by source_id") == [("1",), ("2",)]


def test_a_blog_at_two_addresses_stays_whole() -> None:
    db = new_db()
    elsewhere = "http://old.example/a.html"
    said = reading(comment("7", "moved", elsewhere), posts=(post(elsewhere, title="Moved"),), about=elsewhere)
    save(db, (capture(1), said))
    assert rows(db, "select title from posts") == [("Moved",)]
