"""Search: what a reader may type, and what comes of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.db.connect import open_db
from archive.db.store import transaction
from archive.site.finding import to_match
from archive.site.hits import mark
from tests.archive.site.reading import read_aloud
from tests.archive.site.world import World, make_world


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("slow bread", '("slow" AND "bread")'),
        ('"slow bread"', '("slow bread")'),
        ("conver*", '("conver"*)'),
        ("bread -rye", '("bread") NOT "rye"'),
        ("-rye", ""),
        ("a OR b", '(("a" OR "b"))'),
        ('x a OR "b c" OR d* y', '("x" AND ("a" OR "b c" OR "d"*) AND "y")'),
        ("a AND b NOT c", '("a" AND "b") NOT "c"'),
        ("OR a", '("OR" AND "a")'),
        ("a OR", '("a" AND "OR")'),
        ("a or b", '("a" AND "or" AND "b")'),
        ("a OR -b", '("a") NOT "b"'),
        ('half "a phrase', '("half" AND "a phrase")'),
        ("text:x NEAR(a b)", '("text:x" AND "NEAR(a" AND "b)")'),
        ('&& ** "" \'', ""),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_a_query_that_is_never_wrong(typed: str, asked: str) -> None:
    assert to_match(typed) == asked


@given(st.text(max_size=40) | st.text(alphabet='"*-()^:+ANDORT{}ab \x00\\', max_size=40))
def test_no_words_break_the_search(words: str) -> None:
    match = to_match(words.replace("\0", " "))
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table t using fts5(text)")
    if match:
        connection.execute("select * from t where t match ?", (match,)).fetchall()
    connection.close()


def test_marks_never_let_markup_through() -> None:
    assert mark("a \x02<b>\x03 & \x02c") == "a <mark>&lt;b&gt;</mark> &amp; <mark>c</mark>"
    assert mark("\x03x\x02\x02y\x03\x03") == "x<mark></mark><mark>y</mark>"
    assert mark(None) == ""


def test_hits_come_from_posts_and_comments_with_the_words_marked(world: World) -> None:
    answer = world.get("/-/search?q=slow")
    assert "Slow</mark> bread" in answer.text
    assert "It worked! <mark>Slow</mark> is right." in answer.text
    assert read_aloud(answer.text).splitlines()[:2] == ["# Search", "## 2 hits"]


def test_a_filter_leaves_the_rest_out(world: World) -> None:
    kettle = world.one("select id from blogs where title = 'Tin Kettle'")
    found = world.get(f"/-/search.json?q=bread&blog={kettle}&kind=comment").json()
    assert [(hit["kind"], hit["author"], hit["words"]) for hit in found["hits"]] == [
        ("comment", "Basil", "I hear <mark>bread</mark>.")
    ]


def test_deleted_comments_are_not_found_and_nothing_found_is_said(world: World) -> None:
    assert "Nothing kept holds all of these words." in world.get("/-/search?q=xylophone").text


def test_pages_of_hits_follow_each_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    world = make_world(tmp_path_factory.mktemp("many") / "archive")
    post, capture = world.post, world.one("select id from captures")
    for number in range(45):
        world.write(
            "insert into comments (id, post_id, author, text, capture_id, first_seen, last_seen, number) "
            "values (?, ?, 'Echo', ?, ?, '', '', ?)",
            f"echo-{number}", post, f"a gherkin of number {number}", capture, 1000 + number,
        )  # fmt: skip
    pages = [world.get(f"/-/search.json?q=gherkin&page={page}").json() for page in (1, 2, 3, 4)]
    assert [len(page["hits"]) for page in pages] == [20, 20, 5, 0]
    assert len({hit["id"] for page in pages for hit in page["hits"]}) == 45
    assert [page["more"] for page in pages] == [True, True, False, False]
    assert pages[0]["count"] == 45


def fill(world: World, count: int) -> None:
    """So many comments about gherkins, a year apart by the hundred."""
    post, capture = world.post, world.one("select id from captures")
    db = open_db(world.home.db)
    with transaction(db):
        db.execute("insert into people (id, name) values ('p-echo', 'Echo'), ('p-narcissus', 'Narcissus')")
        db.conn.executemany(
            "insert into comments (id, post_id, author, author_id, published, language, text, capture_id, first_seen, "
            "last_seen, number) values (?, ?, ?, ?, ?, ?, 'a common gherkin', ?, '', '', ?)",
            [
                (
                    f"echo-{n:05}", post, "Echo" if n % 100 else "Narcissus", "p-echo" if n % 100 else "p-narcissus",
                    f"{2000 + n // 1000}-01-02T03:04:05Z", "en" if n % 2 else "fr", capture, 1000 + n,
                )
                for n in range(count)
            ],
        )  # fmt: skip
    db.close()


def test_facets_count_the_hits_and_filters_keep_to_them(world: World) -> None:
    found = world.get("/-/search.json?q=bread").json()
    facets = {name: {one["words"]: one["count"] for one in found["facets"][name]} for name in found["facets"]}
    assert facets["kind"] == {"posts": 1, "comments": 1}
    assert facets["blog"] == {"Moss and Mortar": 1, "Tin Kettle": 1}
    assert facets["year"] == {"2005": 1}
    year = world.get("/-/search.json?q=bread&year=2005").json()
    assert [(hit["kind"], hit["title"]) for hit in year["hits"]] == [("post", "Slow bread")]
    basil = world.one("select author_id from comments where source_id = '9'")
    person = world.get(f"/-/search.json?q=bread&person={basil}").json()
    assert ([hit["words"] for hit in person["hits"]], person["person_name"]) == (
        ["I hear <mark>bread</mark>."],
        "Basil",
    )


def test_what_can_not_be_a_filter_is_left_out(world: World) -> None:
    found = world.get("/-/search.json?q=bread&year=20x5&language=%3Cb%3E&kind=person").json()
    assert (found["year"], found["language"], found["kind"], found["count"]) == (None, None, None, 2)


def test_common_words_come_newest_first_and_filters_say_how_far_they_looked(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    fill(world, 6000)
    found = world.get("/-/search.json?q=gherkin").json()
    assert (found["many"], found["ranked"], found["hits"][0]["time"]["utc"][:4]) == (True, False, "2005")
    pages = [world.get(f"/-/search.json?q=gherkin&page={page}").json()["hits"] for page in (1, 2, 3)]
    assert len({hit["id"] for page in pages for hit in page}) == 60
    early = world.get("/-/search.json?q=gherkin&year=2001").json()
    assert (early["count"], early["narrow"]) == (0, True)
    far = world.get("/-/search.json?q=gherkin&year=2001&far=1").json()
    assert (len(far["hits"]), far["many"], far["narrow"]) == (20, True, False)
    narcissus = world.get("/-/search.json?q=gherkin&person=p-narcissus").json()
    assert (narcissus["count"], narcissus["narrow"]) == (60, False)
    assert "look through all" in world.get("/-/search?q=gherkin&year=2001").text
