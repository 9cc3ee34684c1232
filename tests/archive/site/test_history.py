"""History on the site: what vanished and came back, the thread as it stood, what changed in a blog."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import lxml.etree
import pytest

from archive.db.connect import open_db
from archive.db.store import save_capture, save_reading, transaction
from archive.models import Promise
from pipelines.normalize import normalize
from tests.archive.site.reading import headings, read_aloud
from tests.archive.site.test_pages import blog_id
from tests.archive.site.world import POST, World, _moss, make_world

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The archive after two more looks: a comment of Basil's vanished and came back, Clover's changed, then went."""
    world = make_world(tmp_path_factory.mktemp("later") / "archive")
    reading, first = _moss()[0][1], world.captures[POST]
    one, two, three, four, five, six, seven = reading.comments
    told = (
        (7, (one, two, four, replace(five, html="<p>Mine burns as well, &lt;b&gt;alas&lt;/b&gt;.</p>"), six, seven)),
        (14, (one, two, three, four, six, seven)),
    )
    db = open_db(world.home.db)
    with transaction(db):
        for days, comments in told:
            number = f"00000000-0000-4000-8000-{days:012}"
            capture = replace(first, id=number, time=first.time + timedelta(days=days), offset=first.offset + days)
            placed = tuple(replace(each, position=place) for place, each in enumerate(comments))
            save_capture(db, capture, blog_id(world))
            fewer = (Promise("comments", len(placed), "heading", POST),)
            bread = replace(reading.posts[0], promised=len(placed))
            said = replace(reading, comments=placed, posts=(bread,), promised=fewer)
            save_reading(db, normalize(said, seen=capture.time), capture, blog_id(world))
    db.close()
    return world


def the_post(world: World) -> str:
    return str(world.one("select id from posts where url = ?", POST))


def test_a_post_shows_what_vanished_and_what_is_back(later: World) -> None:
    words = read_aloud(later.get(f"/-/post/{the_post(later)}").text)
    assert "This comment vanished from the page: last seen 6 May 2024, missed 13 May 2024; back 20 May 2024." in words
    assert "It was there again: last seen 6 May 2024, seen so 20 May 2024." in words
    assert "This comment vanished from the page: last seen 13 May 2024, missed 20 May 2024." in words
    shown = later.get(f"/-/post/{the_post(later)}.json").json()
    assert sorted(fate["what"] for fates in shown["fates"].values() for fate in fates) == [
        "back",
        "vanished",
        "vanished",
    ]


def test_the_thread_as_it_stood_has_the_words_of_that_time(later: World) -> None:
    words = read_aloud(later.get(f"/-/post/{the_post(later)}?at=2024-05-15").text)
    assert "As it stood at 15 May 2024, 23:59 UTC" in words
    assert "Look before: 13 May 2024, 07:08 UTC, 3 days away" in words
    assert "Mine burns as well, <b>alas</b>." in words
    assert "It worked!" not in words
    assert "A comment by Basil: vanished, seen so 13 May 2024" in words
    first = read_aloud(later.get(f"/-/post/{the_post(later)}?at=2024-05-07").text)
    assert "Mine burns too." in first
    assert "It worked! Slow is right." in first
    shown = later.get(f"/-/post/{the_post(later)}.json?at=2024-05-15").json()
    assert (shown["at"], shown["state"], len(shown["thread"])) == ("2024-05-15T23:59:59Z", "there", 5)


def test_before_the_first_capture_only_dates_speak(later: World) -> None:
    words = read_aloud(later.get(f"/-/post/{the_post(later)}?at=2005-03-04").text)
    assert "Nobody had captured it yet; by its own date the post was there" in words
    assert "## 3 comments stood there" in words
    assert "by date alone" in words


def test_a_date_that_is_none_is_answered_with_how_to_write_one(later: World) -> None:
    for path in (f"/-/post/{the_post(later)}?at=yesterday", f"/-/history/post/{the_post(later)}?since=soon"):
        shown = later.get(path)
        assert (shown.status_code, "is no date. Write 2019" in shown.text) == (400, True)


def test_the_history_of_a_post_tells_its_events_with_proof(later: World) -> None:
    shown = later.get(f"/-/history/post/{the_post(later)}?since=2024-05-08")
    assert shown.status_code == 200
    page = later.get(f"/-/history/post/{the_post(later)}.json?since=2024-05-08").json()
    told = [line["change"] for line in page["lines"]]
    assert [(one["what"], one["author"], one["time"][:10]) for one in told] == [
        ("back", "Basil", "2024-05-20"),
        ("vanished", "Clover", "2024-05-20"),
        ("edited", "Clover", "2024-05-13"),
        ("vanished", "Basil", "2024-05-13"),
    ]
    assert "<del>too.</del>" in shown.text
    assert "&lt;b&gt;" in shown.text
    assert page["counts"] == {"back": 1, "edited": 1, "vanished": 2}
    assert later.get(f"/-/history/post/{the_post(later)}?since=2030").text.count("Nothing was seen to change") == 1


def test_what_changed_in_a_blog_is_a_page_and_a_feed(later: World) -> None:
    blog = blog_id(later)
    assert "All that changed in this blog" in later.get(f"/-/blog/{blog}").text
    words = read_aloud(later.get(f"/-/history/blog/{blog}").text)
    assert "A comment by Clover on Slow bread vanished" in words
    assert "first seen" not in words
    assert "first seen" in read_aloud(later.get(f"/-/history/blog/{blog}?new=1").text)
    feed = lxml.etree.fromstring(later.get(f"/-/history/blog/{blog}.atom").content)
    titles = [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")]
    assert titles[-1] == "Vanished: a comment by Basil on Slow bread"
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    assert len(set(ids)) == len(ids) == 4


def test_pages_of_history_are_whole_documents(later: World) -> None:
    post, blog = the_post(later), blog_id(later)
    for path in (f"/-/post/{post}?at=2024-05-15", f"/-/history/post/{post}", f"/-/history/blog/{blog}"):
        shown = later.get(path)
        assert shown.status_code == 200
        levels = headings(shown.text)
        assert levels.count(1) == 1
        assert all(after - before < 2 for before, after in pairwise(levels))


def test_what_is_not_kept_has_no_history(later: World) -> None:
    for path in ("post/nobody", "blog/nobody.json", "blog/nobody.atom", "x"):
        assert later.get(f"/-/history/{path}").status_code == 404
    assert later.get("/-/post/nobody?at=2024").status_code == 404


def test_hostile_words_are_only_words_there(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    evil = "<script>alert(1)</script>"
    world.write("update comments set author = ?, text = ?", evil, evil)
    world.write("update posts set title = ?", evil)
    blog = blog_id(world)
    for path in (f"/-/post/{world.post}?at=2024-06", f"/-/history/post/{world.post}", f"/-/history/blog/{blog}?new=1"):
        assert evil not in world.get(path).text
