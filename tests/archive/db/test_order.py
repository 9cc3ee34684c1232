"""Rows are a function of captures: any order of the same readings leaves equal tables."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.db.store import transaction
from archive.models import Blog, Link, Promise, Reading
from pipelines.afterwards import learn_blog
from tests.archive.db.world import (
    URL,
    capture,
    comment,
    day,
    new_db,
    numbered,
    post,
    printed,
    reading,
    rows,
    save,
    tables,
    utc,
    wall,
)

OTHER = "http://blog.example/2006/02/other.html"

authors = st.sampled_from([None, "Ann", "ann", "Bob"])
texts = st.sampled_from(
    [None, "Yes!", "YES!", "No.", "Yes  !", "something longer", "[…] cut out […]", "@Ann no", "Bob: yes", "Thanks Ann!"]
)
numbers = [
    printed("08/11/2009 5:58", (2009, 8, 11, 5, 58), order_open=True),
    printed("08/11/2009 5:58", None, order_open=True),
    printed("09/11/2009", (2009, 9, 11), day_only=True, order_open=True),
    printed("25/11/2009 5:58", (2009, 11, 25, 5, 58)),
    printed("11/26/2009 5:58", (2009, 11, 26, 5, 58)),
    replace(utc(2009, 11, 8, 4, 58), words="08/11/2009 5:58"),
    utc(2009, 11, 8, 3, 58),
]
moments = st.sampled_from(
    [
        None,
        utc(2006, 1, 2, 3, 4, 5),
        utc(2006, 1, 2, 3, 5),
        replace(utc(2006, 1, 2, 3, 6), printed=True),
        wall(2006, 1, 1, 19, 4),
        wall(2006, 1, 9),
        day(2006, 1, 1),
        day(2006, 1, 3),
        *numbers,
    ]
)
sources = st.sampled_from(["page", "feed", "api", "embed"])


@st.composite
def comments(draw: st.DrawFn):
    source_id = draw(st.sampled_from([None, None, "1", "2", "3"]))
    parent = draw(st.sampled_from([None, None, "1", "2", "3"]))
    author, kind = draw(authors), draw(st.sampled_from(["comment", "comment", "trackback"]))
    shows_nothing = author is None or kind == "comment"
    text = draw(texts.filter(bool) if not source_id and shows_nothing else texts)
    return comment(
        source_id,
        text,
        author=author,
        author_url=draw(st.sampled_from([None, "http://ann.example/"])),
        author_id=draw(st.sampled_from([None, None, "p1"])),
        kind=kind,
        published=draw(moments),
        whole=draw(st.booleans()),
        deleted=draw(st.booleans()),
        position=draw(st.sampled_from([None, 0, 1])),
        depth=draw(st.sampled_from([None, 0, 2])),
        parent_id=comment(parent, "Yes!", author="Ann").id if parent else None,
        parent_how=draw(st.sampled_from(["stated", "nested", "quoted"])) if parent else None,
    )


@st.composite
def posts(draw: st.DrawFn):
    return post(
        draw(st.sampled_from([URL, OTHER])),
        title=draw(st.sampled_from([None, "A title", "Another"])),
        author=draw(authors),
        html=draw(texts),
        whole=draw(st.booleans()),
        published=draw(moments),
        comments_open=draw(st.sampled_from([None, True, False])),
        tags=draw(st.sampled_from([(), ("a",), ("a", "b")])),
        promised=draw(st.sampled_from([None, 0, 3])),
    )


links = st.builds(
    Link,
    st.sampled_from(["http://a.example/", "http://b.example/"]),
    st.sampled_from(["here", "there"]),
    comment=st.sampled_from([None, 0, 1]),
    post=st.sampled_from([None, 0]),
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    return reading(
        *numbered(draw(st.lists(comments(), max_size=4))),
        source=draw(sources),
        posts=tuple(draw(st.lists(posts(), max_size=2))),
        links=tuple(draw(st.lists(links, max_size=2))),
        promised=tuple(
            Promise(
                "comments",
                draw(st.integers(0, 9)),
                draw(st.sampled_from(["heading", "feed"])),
                draw(st.sampled_from([URL, OTHER])),
            )
            for _ in range(draw(st.integers(0, 1)))
        ),
        blog=draw(
            st.sampled_from([None, Blog("http://blog.example/", "A blog"), Blog("http://blog.example/", "The blog")])
        ),
    )


@st.composite
def histories(draw: st.DrawFn):
    said = draw(st.lists(readings(), min_size=2, max_size=5))
    minutes = [draw(st.integers(0, 3)) for _ in said]
    pairs = [(capture(i, minutes=m), one) for i, (m, one) in enumerate(zip(minutes, said, strict=True))]
    order = draw(st.permutations(range(len(pairs))))
    again = draw(st.lists(st.sampled_from(range(len(pairs))), max_size=2))
    other = [pairs[i] for i in [*order, *again]]
    return pairs, other, draw(st.lists(st.booleans(), min_size=len(other), max_size=len(other)))


@settings(
    max_examples=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(histories())
def test_any_order_of_readings_leaves_equal_tables(history):
    one_way, other_way, _ = history
    first, second = new_db(), new_db()
    save(first, *one_way)
    save(second, *other_way)
    assert tables(first) == tables(second)
    for db in (first, second):
        assert rows(db, "pragma foreign_key_check") == []
        db.execute("insert into comments_fts(comments_fts, rank) values ('integrity-check', 1)")
        db.execute("insert into posts_fts(posts_fts, rank) values ('integrity-check', 1)")
        db.close()


@settings(
    max_examples=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(histories())
def test_clock_order_and_answers_learned_at_any_time_are_in_the_end_the_same(history):
    one_way, other_way, learns = history
    first, second = new_db(), new_db()
    blog_id = save(first, *one_way)
    for pair, learn in zip(other_way, learns, strict=True):
        save(second, pair)
        if learn:
            with transaction(second):
                learn_blog(second, blog_id)
    for db in (first, second):
        with transaction(db):
            learn_blog(db, blog_id)
    assert tables(first) == tables(second)
    for db in (first, second):
        db.close()
