"""The blog's order of day and month: learned from dates that prove it, applied where a page left it open."""

from __future__ import annotations

from itertools import permutations

from archive.db.store import transaction
from pipelines.zonepass import learn_order, learn_zone
from tests.archive.db.world import capture, comment, new_db, post, printed, reading, rows, save, utc

CLOCKS = """
select source_id, published_raw, published_local, published, json_extract(witness, '$.said_local')
from comments
order by 1
"""

GUESSED = comment("1", published=printed("08/11/2009 5:58", (2009, 8, 11, 5, 58), order_open=True))
UNREAD = comment("2", published=printed("09/11/2009", None, order_open=True))
SURE = comment("3", published=printed("25/11/2009 5:58", (2009, 11, 25, 5, 58)))
OTHERWISE = comment("4", published=printed("11/26/2009 5:58", (2009, 11, 26, 5, 58)))


def learn(db, blog_id: str) -> bool | None:
    with transaction(db):
        return learn_order(db, blog_id)


def test_what_one_page_proves_another_page_is_read_by() -> None:
    for said in permutations([(capture(1), reading(GUESSED, UNREAD)), (capture(2), reading(SURE))]):
        db = new_db()
        blog_id = save(db, *said)
        assert learn(db, blog_id) is True
        assert rows(db, CLOCKS) == [
            ("1", "08/11/2009 5:58", "2009-11-08T05:58:00", None, "2009-08-11T05:58:00"),
            ("2", "09/11/2009", "2009-11-09", None, ""),
            ("3", "25/11/2009 5:58", "2009-11-25T05:58:00", None, None),
        ]
        assert rows(db, "select first_comment from threads") == [("2009-11-08T05:58:00",)]


def test_what_is_not_proven_any_more_is_as_the_page_had_it() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(GUESSED, UNREAD)))
    save(db, (capture(2), reading(SURE, url="http://blog.example/2")))
    learn(db, blog_id)
    db.execute("delete from sightings where comment_id = ?", [SURE.id])
    db.execute("delete from comments where id = ?", [SURE.id])
    assert learn(db, blog_id) is None
    assert [row[2:] for row in rows(db, CLOCKS)] == [("2009-08-11T05:58:00", None, None), (None, None, None)]


def test_dates_that_disagree_prove_nothing() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(GUESSED)), (capture(2), reading(SURE)), (capture(3), reading(OTHERWISE)))
    assert learn(db, blog_id) is None
    assert rows(db, CLOCKS)[0][2:] == ("2009-08-11T05:58:00", None, None)


def test_a_machines_time_of_the_same_comment_tells_the_order_and_the_blogs_clock() -> None:
    db = new_db()
    feed = reading(*(comment(str(n), published=utc(2009, 11, 8, n, 58)) for n in (1, 2, 3)), source="feed")
    page = [printed(f"08/11/2009 {n + 1}:58", (2009, 8, 11, n + 1, 58), order_open=True) for n in (1, 2, 3)]
    blog_id = save(
        db,
        (capture(1), reading(*(comment(str(n), published=page[n - 1]) for n in (1, 2, 3)))),
        (capture(2), feed),
        (capture(3), reading(comment("4", published=printed("09/11/2009 0:30", None, order_open=True)))),
    )
    with transaction(db):
        assert learn_zone(db, blog_id) == ("Europe/Berlin", 0.9)
    assert rows(db, CLOCKS)[2:] == [
        ("3", "08/11/2009 4:58", "2009-11-08T04:58:00", "2009-11-08T03:58:00Z", "2009-08-11T04:58:00"),
        ("4", "09/11/2009 0:30", "2009-11-09T00:30:00", "2009-11-08T23:30:00Z", ""),
    ]


def test_a_witness_who_is_sure_ends_what_was_worked_out() -> None:
    post_said = post(published=printed("08/11/2009", None, order_open=True))
    sure = post(published=printed("November 7, 2009", (2009, 11, 7), day_only=True))
    db = new_db()
    blog_id = save(db, (capture(1), reading(SURE, posts=(post_said,))))
    learn(db, blog_id)
    assert rows(db, "select published_local from posts") == [("2009-11-08",)]
    save(db, (capture(2), reading(posts=(sure,), source="feed")))
    learn(db, blog_id)
    found = rows(db, "select published_local, json_extract(witness, '$.said_local') from posts")
    assert found == [("2009-11-07", None)]
