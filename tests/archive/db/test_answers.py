"""Parents that were worked out, beside those that are told: written, taken back, never mixed up."""

from __future__ import annotations

from dataclasses import replace

from archive.conversation import Spoken
from archive.db.answers import apply_answers
from archive.db.store import transaction
from archive.models import Comment
from pipelines.afterwards import learn_blog
from pipelines.answers import find_answers
from tests.archive.db.world import capture, comment, new_db, post, post_id, reading, rows, save, tables, utc

PARENTS = """
select source_id, (select source_id from comments p where p.id = comments.parent_id), parent_how, parent_score, depth
from comments
order by source_id
"""


def said(number: int, author: str, text: str, **more: object) -> Comment:
    return comment(
        str(number), text, author=author, published=utc(2006, 1, 2, 10, number), position=number, depth=0, **more
    )


ANN = said(1, "Ann", "My kettle boiled dry twice last winter.")
BOB = said(2, "Bob", "@Ann a whistle?")
CID = said(3, "Cid", "> My kettle boiled dry twice last winter.\nHa!")
POST = post(text="About kettles.", html="About kettles.", author="Dee")


def learn(db, blog_id: str) -> None:
    with transaction(db):
        learn_blog(db, blog_id)


def test_worked_out_parents_have_a_score_and_change_no_depth() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(ANN, BOB, CID, posts=(POST,))))
    learn(db, blog_id)
    expected = [
        ("1", None, None, None, 0),
        ("2", "1", "inferred", 0.95, 0),
        ("3", "1", "quoted", 0.95, 0),
    ]
    assert rows(db, PARENTS) == expected
    before = tables(db)
    learn(db, blog_id)
    assert tables(db) == before


def test_what_is_told_later_takes_the_place_of_what_was_worked_out() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(ANN, BOB, CID, posts=(POST,))))
    learn(db, blog_id)
    told = said(2, "Bob", "@Ann a whistle?", parent_id=CID.id, parent_how="stated")
    save(db, (capture(2), reading(told, source="api")))
    assert rows(db, PARENTS)[1] == ("2", "3", "stated", None, 1)
    learn(db, blog_id)
    assert rows(db, PARENTS)[1] == ("2", "3", "stated", None, 1)


def test_what_is_not_found_any_more_goes() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(ANN, BOB, posts=(POST,))))
    learn(db, blog_id)
    assert rows(db, PARENTS)[1][1:4] == ("1", "inferred", 0.95)
    save(db, (capture(2), reading(said(2, "Bob", "A whistle?"))))
    learn(db, blog_id)
    assert rows(db, PARENTS)[1][1:4] == (None, None, None)


def test_answers_to_a_comment_that_is_joined_follow_it() -> None:
    db = new_db()
    nameless = comment(None, "My kettle boiled dry twice last winter.", author="Ann", published=utc(2006, 1, 2, 10, 1))
    blog_id = save(db, (capture(1), reading(nameless, BOB, source="feed")), (capture(2), reading(posts=(POST,))))
    learn(db, blog_id)
    assert rows(db, "select count(*) from comments where parent_id = ?", nameless.id) == [(1,)]
    save(db, (capture(3), reading(ANN)))
    assert rows(db, PARENTS)[1][:3] == ("2", "1", "inferred")
    learn(db, blog_id)
    assert rows(db, PARENTS)[1][:3] == ("2", "1", "inferred")


def test_a_thread_over_several_captures_is_one_conversation() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(BOB)), (capture(2), reading(ANN, url="http://blog.example/2")))
    learn(db, blog_id)
    assert rows(db, PARENTS)[1][:3] == ("2", "1", "inferred")


def work_through(db, blog_id: str) -> list[list[str]]:
    """The threads that were worked through, each as the texts that were looked at."""
    worked = []

    def find(thread: list[Spoken], subject: object) -> object:
        worked.append([one.text for one in thread])
        return find_answers(thread, subject)

    with transaction(db):
        apply_answers(db, blog_id, find)
    return worked


def test_only_threads_that_changed_are_worked_through_again() -> None:
    db, other = new_db(), "http://blog.example/2006/01/river.html"
    apart = comment("7", "Up the river.", other, author="Eve")
    blog_id = save(db, (capture(1), reading(ANN, BOB, posts=(POST,))), (capture(2, other), reading(apart, about=other)))
    assert len(work_through(db, blog_id)) == 2
    assert work_through(db, blog_id) == []
    save(db, (capture(3), reading(CID)))
    assert [sorted(texts) for texts in work_through(db, blog_id)] == [sorted((ANN.text, BOB.text, CID.text))]
    assert work_through(db, blog_id) == []
    db.execute("update posts set text = 'About rivers.' where id = ?", (post_id(),))
    assert len(work_through(db, blog_id)) == 1


def test_passing_over_what_stands_gives_what_working_through_all_gives() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(ANN, BOB, posts=(POST,))))
    learn(db, blog_id)
    save(db, (capture(2), reading(said(2, "Bob", "A whistle?"), CID)))
    learn(db, blog_id)
    passed_over = tables(db)
    db.execute("update threads set answered = null")
    learn(db, blog_id)
    assert tables(db) == passed_over


def test_nothing_is_left_of_what_was_worked_out_where_every_parent_is_told_by_now() -> None:
    db = new_db()
    blog_id = save(db, (capture(1), reading(ANN, BOB, posts=(POST,))))
    learn(db, blog_id)
    assert rows(db, "select answered is null from threads") == [(0,)]
    circle = (replace(ANN, parent_id=BOB.id, parent_how="stated"), replace(BOB, parent_id=ANN.id, parent_how="stated"))
    save(db, (capture(2), reading(*circle, source="api")))
    learn(db, blog_id)
    assert rows(db, "select answered is null from threads") == [(1,)]
