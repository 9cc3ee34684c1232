"""One comment that two systems show is one row, in any order; what turns out to be two is parted again."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.db.aliases import ROW, find_row
from archive.db.copies import UNDER
from archive.db.history import read_history
from archive.db.likes import IS_MIXED, LOOKS, SEATS
from archive.db.queries import find_proof
from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.models import Blog, Capture, Comment, Link, Reading
from archive.site.cite import read_citation
from archive.site.proof import read_proof
from pipelines.afterwards import learn_blog
from tests.archive.db.world import (
    URL,
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
OTHER = "Nobody had asked me for forty years, and then three did in one week."
THERE = "https://disqus.com/embed/comments/?f=blog&t_u=hello"


def page(number: int, *said: Comment, **more: object) -> tuple[Capture, Reading]:
    return capture(number), reading(*said, posts=(post(title="T"),), **more)


def embed(number: int, *said: Comment, **more: object) -> tuple[Capture, Reading]:
    return capture(number, THERE), replace(reading(*said, source="embed", **more), adapter="disqus", layout="embed")


def disqus(source_id: str, text: str = TEXT, **more: object) -> Comment:
    return comment(source_id, text, system="disqus", **more)


PRINTED = comment("17", TEXT, author="Ann", published=wall(2009, 5, 6, 7, 8), author_url="http://ann.example/")
THREAD = disqus("591200", author="Ann", published=utc(2009, 5, 6, 12, 8, 30), author_id="a1")


def all_orders(*pairs: tuple[Capture, Reading]) -> list[dict[str, list[tuple[object, ...]]]]:
    found = []
    for order in permutations(pairs):
        db = new_db()
        save(db, *order)
        assert rows(db, "pragma foreign_key_check") == []
        db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")
        found.append(tables(db))
    return found


def assert_all_equal(found: list[dict[str, list[tuple[object, ...]]]]) -> None:
    for other in found[1:]:
        assert {table: told for table, told in other.items() if told != found[0][table]} == {}, found[0]


def test_a_printed_copy_and_the_answer_of_its_system_are_one_row_in_any_order() -> None:
    pairs = [page(1, PRINTED), embed(2, THREAD), page(3, PRINTED)]
    found = all_orders(*pairs)
    assert_all_equal(found)
    db = new_db()
    save(db, *pairs)
    columns = "id, system, source_id, author_url, published, published_local, first_seen, last_seen"
    assert rows(db, f"select {columns} from comments") == [
        (
            PRINTED.id, "native", "17", "http://ann.example/", "2009-05-06T12:08:30Z", "2009-05-06T07:08:00",
            "2026-01-01T00:01:00Z", "2026-01-01T00:03:00Z",
        )
    ]  # fmt: skip
    assert rows(db, "select id, comment_id, system, source_id from aliases") == [
        (THREAD.id, PRINTED.id, "disqus", "591200")
    ]
    assert rows(db, "select source, as_id, count(*) from sightings where comment_id is not null group by 1, 2") == [
        ("embed", THREAD.id, 1),
        ("page", None, 2),
    ]
    assert rows(db, "select kept from threads") == [(1,)]
    assert rows(db, "select count(*) from people") == [(1,)]


def test_the_row_has_the_id_of_the_copy_that_was_seen_first() -> None:
    db = new_db()
    save(db, embed(1, THREAD), page(2, PRINTED))
    assert rows(db, "select id, system from comments") == [(THREAD.id, "disqus")]
    earlier = capture(3, minutes=-9), page(0, PRINTED)[1]
    save(db, earlier)
    assert rows(db, "select id, author_id from comments") == [(PRINTED.id, rows(db, "select id from people")[0][0])]
    assert rows(db, "select id, comment_id from aliases") == [(THREAD.id, PRINTED.id)]


def test_ann_who_said_plus_one_twice_stays_two_rows_until_times_pair_them() -> None:
    twice = [comment(one, "+1", author="Ann") for one in ("17", "18")]
    there = [disqus(one, "+1", author="Ann") for one in ("591200", "591201")]
    db = new_db()
    save(db, page(1, *twice), embed(2, *there))
    assert rows(db, "select count(*) from comments") == [(4,)]
    times = [utc(2009, 5, 6, 7, 8), utc(2009, 5, 6, 9, 1)]
    timed = [[replace(one, published=time) for one, time in zip(some, times, strict=True)] for some in (twice, there)]
    save(db, page(3, *timed[0]), embed(4, *timed[1]))
    assert rows(db, "select id from comments order by published") == [(one.id,) for one in twice]


def test_what_one_capture_shows_side_by_side_is_parted_again() -> None:
    both = page(3, PRINTED, THREAD)
    pairs = [page(1, PRINTED), embed(2, THREAD, links=(Link("http://a.example/", "a", comment=0),)), both]
    found = all_orders(*pairs)
    assert_all_equal(found)
    db = new_db()
    save(db, *pairs[:2])
    assert rows(db, "select comment_id from links") == [(PRINTED.id,)]
    save(db, both)
    assert rows(db, "select id from comments order by system") == [(THREAD.id,), (PRINTED.id,)]
    assert rows(db, "select count(*) from aliases") == [(0,)]
    assert rows(db, "select comment_id from links") == [(THREAD.id,)]
    apart = new_db()
    save(apart, *pairs)
    assert tables(apart) == tables(db)


def test_a_second_comment_that_fits_parts_what_was_joined() -> None:
    again = replace(comment("18", TEXT, author="Ann"))
    pairs = [page(1, replace(PRINTED, published=None)), embed(2, replace(THREAD, published=None)), page(3, again)]
    found = all_orders(*pairs)
    assert_all_equal(found)
    assert len(found[0]["comments"]) == 3


def test_answers_follow_the_row_of_what_they_answer() -> None:
    said = disqus("591201", OTHER, author="Bob", parent_id=THREAD.id, parent_how="stated")
    found = all_orders(page(1, PRINTED), embed(2, THREAD, said))
    assert_all_equal(found)
    db = new_db()
    save(db, page(1, PRINTED), embed(2, THREAD, said))
    assert rows(db, "select parent_id, depth from comments where author = 'Bob'") == [(PRINTED.id, 1)]
    save(db, page(3, PRINTED, THREAD))
    assert rows(db, "select parent_id, depth from comments where author = 'Bob'") == [(THREAD.id, 1)]


def test_a_text_that_was_edited_in_one_system_stays_the_same_comment() -> None:
    edited = replace(PRINTED, text=OTHER, html=f"<p>{OTHER}</p>")
    found = all_orders(page(1, PRINTED), embed(2, THREAD), page(3, edited))
    assert_all_equal(found)
    assert [len(found[0][table]) for table in ("comments", "versions")] == [1, 1]


def test_a_feeds_nameless_copy_goes_with_the_named_one_to_the_others_row() -> None:
    nameless = numbered([comment(None, TEXT, author="Ann")])[0]
    feed = capture(4), reading(nameless, source="feed")
    found = all_orders(page(2, PRINTED), embed(1, THREAD), feed)
    assert_all_equal(found)
    db = new_db()
    save(db, feed, embed(1, THREAD))
    assert rows(db, "select count(*) from comments") == [(1,)]
    save(db, page(2, PRINTED))
    assert rows(db, "select id from comments") == [(THREAD.id,)]
    assert sorted(rows(db, "select id, comment_id from aliases")) == sorted(
        (one, THREAD.id) for one in (PRINTED.id, nameless.id)
    )


def test_a_comment_that_one_system_deleted_is_a_tombstone_as_the_latest_says() -> None:
    stone = disqus("591200", None, deleted=True)
    found = all_orders(page(1, PRINTED), embed(2, THREAD), embed(3, stone))
    assert_all_equal(found)
    db = new_db()
    save(db, page(1, PRINTED), embed(2, THREAD), embed(3, stone))
    assert rows(db, "select deleted, text from comments") == [(1, TEXT)]
    assert rows(db, "select kept, deleted from threads") == [(0, 1)]


def test_a_blog_that_moved_to_another_platform_keeps_one_row_for_each_comment() -> None:
    old = [comment("600000000000017", TEXT, author="Ann"), comment("600000000000018", OTHER, author="Bob")]
    new = [comment("1", TEXT, author="Ann"), comment("2", OTHER, author="Bob")]
    before = capture(1), replace(page(1, *old)[1], adapter="blogger")
    after = capture(2), replace(page(2, *new)[1], adapter="wordpress")
    found = all_orders(before, after)
    assert found[0] == found[1]
    db = new_db()
    save(db, before, after)
    assert rows(db, "select source_id from comments order by author") == [(one.source_id,) for one in old]


def test_another_blogs_page_can_neither_capture_a_comment_nor_part_it() -> None:
    def told_elsewhere(number: int, *said: Comment) -> None:
        stranger, claim = embed(number, *said)
        with transaction(db):
            blog_id = save_blog(db, Blog("http://evil.example/"))
            save_capture(db, stranger, blog_id)
            save_reading(db, claim, stranger, blog_id)

    db = new_db()
    save(db, page(1, PRINTED))
    stolen = replace(THREAD, author_url="http://evil.example/")
    told_elsewhere(2, stolen)
    assert rows(db, "select id from comments where system = 'native'") == [(PRINTED.id,)]
    assert rows(db, "select count(*) from aliases") == [(0,)]
    save(db, embed(3, THREAD))
    assert rows(db, "select count(*) from comments") == [(1,)]
    told_elsewhere(4, PRINTED, THREAD)
    assert rows(db, "select count(*) from comments") == [(1,)]


authors, texts = st.sampled_from(["Ann", "Ann", "Bob", None]), st.sampled_from([TEXT, TEXT, OTHER, "+1"])
moments = st.sampled_from(
    [None, None, utc(2009, 5, 6, 12, 8, 30), utc(2009, 5, 6, 12, 9), wall(2009, 5, 6, 7, 8), wall(2009, 5, 7, 1)]
)


@st.composite
def comments(draw: st.DrawFn) -> Comment:
    system = draw(st.sampled_from(["native", "disqus", "intensedebate"]))
    source_id = draw(st.sampled_from(["17", "591200", "591201", None] if system == "native" else ["17", "591200"]))
    parent = draw(st.sampled_from([None, None, "17", "591200"]))
    return comment(
        source_id,
        draw(texts),
        author=draw(authors),
        system=system,
        published=draw(moments),
        deleted=draw(st.sampled_from([False, False, True])),
        author_id=draw(st.sampled_from([None, "p1"])),
        whole=draw(st.sampled_from([True, True, False])),
        parent_id=comment(parent, system=system).id if parent not in (None, source_id) else None,
        parent_how="stated" if parent not in (None, source_id) else None,
    )


@st.composite
def histories(draw: st.DrawFn):
    pairs = []
    for number in range(draw(st.integers(2, 6))):
        said = numbered(draw(st.lists(comments(), max_size=3, unique_by=lambda one: one.id)))
        adapter, source = draw(st.sampled_from([("wordpress", "page"), ("disqus", "embed"), ("feed", "feed")]))
        links = (Link("http://a.example/", "here", comment=0),) if draw(st.booleans()) else ()
        told = replace(reading(*said, source=source, posts=(post(title="T"),), links=links), adapter=adapter)
        pairs.append((capture(number, f"{URL}?{adapter}", minutes=draw(st.integers(0, 5))), told))
    order = draw(st.permutations(pairs))
    return pairs, [*order, *draw(st.lists(st.sampled_from(pairs), max_size=2))]


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=None, report_multiple_bugs=False, suppress_health_check=SLOW)
@given(histories(), st.booleans())
def test_any_order_of_captures_of_several_systems_leaves_equal_tables(history, learns: bool) -> None:
    one_way, other_way = history
    first, second = new_db(), new_db()
    blog_id = save(first, *one_way)
    for pair in other_way:
        save(second, pair)
        if learns:
            with transaction(second):
                learn_blog(second, blog_id)
    for db in (first, second):
        if learns:
            with transaction(db):
                learn_blog(db, blog_id)
        assert rows(db, "pragma foreign_key_check") == []
        db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")
    assert tables(first) == tables(second)
    for db in (first, second):
        db.close()


def test_the_id_of_a_copy_is_answered_in_a_citation_a_proof_and_a_history() -> None:
    db = new_db()
    save(db, page(1, PRINTED), embed(2, THREAD))
    assert find_row(db.conn, THREAD.id) == PRINTED.id
    assert find_row(db.conn, "never kept") == "never kept"
    proof = find_proof(db, THREAD.id)
    assert proof is not None
    assert proof.id == "capture-0001"
    assert read_history(db, THREAD.id).url == URL
    db.conn.row_factory = sqlite3.Row
    assert read_citation(db.conn, "comment", THREAD.id, "http://here/").id == PRINTED.id
    assert read_proof(db.conn, "comment", THREAD.id).id == PRINTED.id


def test_what_is_asked_for_one_page_never_walks_through_a_table() -> None:
    db = new_db()
    save(db, page(1, PRINTED), embed(2, THREAD))
    asked = [
        ("copies", UNDER, ("p",)),
        ("likes", IS_MIXED, ("p",)),
        ("aliases", ROW, ("c",)),
        ("sightings", SEATS.format(marks="?"), ("k",)),
        ("looks", LOOKS, ("p",)),
    ]
    for name, sql, values in asked:
        plan = rows(db, f"explain query plan {sql}", *values)
        steps = [
            step[3] for step in plan if step[3] not in ("SCAN CONSTANT ROW", "SCAN aliases")
        ]  # a view's found rows
        assert not [step for step in steps if step.startswith("SCAN ")], (name, steps)


def test_a_nameless_comment_that_finds_its_name_leaves_its_copy_to_it() -> None:
    there = disqus("17", published=utc(2009, 5, 6, 12, 8, 30))
    named = page(2, comment("18", TEXT))
    nameless = page(1, *numbered([comment(None, TEXT, published=utc(2009, 5, 6, 12, 8, 30))]))
    found = all_orders(nameless, named, embed(3, there))
    assert_all_equal(found)
    assert len(found[0]["comments"]) == 1
