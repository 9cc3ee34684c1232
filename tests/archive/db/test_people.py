"""People: tied by the strongest tie, named as they last named themselves, gone when nobody is them."""

from __future__ import annotations

from archive.db.people import person_id
from tests.archive.db.world import capture, comment, new_db, post, reading, rows, save, utc


def test_the_strongest_tie_makes_the_person() -> None:
    assert person_id("b", "native", None, None, "http://a.example/") is None
    assert person_id("b", "native", None, "Ann", None) == person_id("b", "native", None, " ANN ", None)
    assert person_id("b", "native", None, "Ann", None) != person_id("c", "native", None, "Ann", None)
    with_address = person_id("b", "native", None, "Ann", "http://www.ann.example/")
    assert with_address == person_id("c", "disqus", None, "ann", "https://ann.example")
    assert person_id("b", "native", "p1", "Ann", None) == person_id("b", "native", "p1", "Annabel", "http://x.example/")
    assert person_id("b", "disqus", "p1", "Ann", None) == person_id("c", "disqus", "p1", "Ann", None)


def test_a_person_bears_the_name_of_their_latest_words() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("1", author="Old Name", author_id="p1", published=utc(2006, 1, 1)))),
        (capture(2), reading(comment("2", author="New Name", author_id="p1", published=utc(2008, 1, 1)))),
        (capture(3), reading(comment("3", author="Mid Name", author_id="p1", published=utc(2007, 1, 1)))),
    )
    assert rows(db, "select name, platform_id from people") == [("New Name", "p1")]


def test_a_name_that_a_better_witness_corrects_leaves_nobody_behind() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("1", author="Anonymous"), source="feed", posts=(post(author="admin"),))),
        (capture(2), reading(comment("1", author="Bob"), posts=(post(author="Ann"),))),
    )
    assert rows(db, "select name from people order by 1") == [("Ann",), ("Bob",)]
    assert rows(db, "select count(*) from comments join people on people.id = author_id") == [(1,)]
