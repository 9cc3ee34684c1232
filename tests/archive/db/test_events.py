"""Events: edited, vanished, tombstoned, back, gone, moved, closed; whatever the order in which captures come."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.db.store import save_capture, transaction
from archive.models import Capture, Comment, Reading
from archive.urls import post_at
from tests.archive.db.world import (
    URL,
    capture,
    comment,
    new_db,
    post,
    reading,
    rows,
    save,
    tables,
)

WEEK = 7 * 24 * 60
NEW_URL = "http://blog.example/new/hello.html"


def page(week: float, *said: str | Comment, url: str = URL, **more) -> tuple[Capture, Reading]:
    """The post's page in a week, with comments: the ids of plain ones, or whole ones."""
    comments = [one if isinstance(one, Comment) else comment(one, f"words of {one}") for one in said]
    placed = [replace(one, position=place) for place, one in enumerate(comments)]
    number = int(week * 100) + 1
    posts = more.pop("posts", (post(URL, title="Hello", html="<p>Hi</p>", promised=more.pop("promised", None)),))
    return capture(number, url, minutes=int(week * WEEK)), reading(*placed, posts=posts, url=url, **more)


def answer(week: float, status: int, url: str = URL, location: str | None = None) -> Capture:
    """An answer that is not read: gone, moved, broken."""
    found = capture(int(week * 100) + 50, url, minutes=int(week * WEEK))
    return replace(found, status=status, location=location)


def events(*pairs) -> list[str]:
    """What became of a thread, in words; the same in every order of arrival."""
    ways = list(permutations(pairs)) if len(pairs) < 5 else [pairs, pairs[::-1], pairs[1::2] + pairs[::2]]
    told = [_told(way) for way in ways]
    assert all(one == told[0] for one in told), "the order of arrival matters"
    return told[0]


def _told(pairs) -> list[str]:
    db = new_db()
    blog_id = save(db)
    for pair in pairs:
        if isinstance(pair, Capture):
            with transaction(db):
                save_capture(db, pair, blog_id)
        else:
            save(db, pair)
    found = rows(
        db,
        """select events.time, comments.source_id, what, last.time, ended, why from events
        left join comments on comments.id = comment_id left join captures last on last.id = last_capture_id
        order by 1, 2, 3""",
    )
    db.close()
    return [" ".join(str(part)[:10] for part in row if part is not None) for row in found]


def test_a_thread_that_only_grows_has_no_events() -> None:
    assert events(page(0, "1"), page(1, "1", "2"), page(2, "1", "2", "3")) == []


def test_a_vanished_comment_names_the_last_capture_that_shows_it_and_the_first_that_does_not() -> None:
    assert events(page(0, "1", "2", "3"), page(1, "1", "2", "3"), page(2, "1", "3"), page(3, "1", "3")) == [
        "2026-01-15 2 vanished 2026-01-08"
    ]


def test_back_again() -> None:
    assert events(page(0, "1", "2", "3"), page(1, "1", "3"), page(2, "1", "2", "3")) == [
        "2026-01-08 2 vanished 2026-01-01 2026-01-15",
        "2026-01-15 2 back 2026-01-01",
    ]


def test_a_page_that_failed_was_cut_or_was_not_understood_deletes_nothing() -> None:
    seen, (then, said) = page(0, "1", "2", "3"), page(1, "1", "3")
    assert events(seen, (replace(then, status=500), said)) == []
    assert events(seen, (replace(then, truncated="disconnect"), said)) == []
    assert events(seen, (then, replace(said, doubt="bot wall"))) == []
    assert events(seen, answer(1, 503), answer(2, 500)) == []


def test_a_layout_that_changed_deletes_nothing() -> None:
    then, said = page(1, "1", "3")
    assert events(page(0, "1", "2", "3"), (then, replace(said, layout="classic"))) == [
        "2026-01-08 2 unseen 2026-01-01 the page w"
    ]


MENDED = "layout own leaves out authors of comments, read by the generic reader"


def test_a_page_whose_layout_left_something_to_another_reader_is_a_witness_beside_its_like() -> None:
    both, one = page(0, "1", "2", "3", doubt=MENDED), page(1, "1", "3", doubt=MENDED)
    assert [told.split()[1:3] for told in events(both, one)] == [["2", "vanished"]]
    assert [told.split()[1:3] for told in events(both, page(1, "1", "3"))] == [["2", "unseen"]]
    assert [told.split()[1:3] for told in events(page(0, "1", "2", "3"), one)] == [["2", "unseen"]]


def test_an_unchanged_capture_sees_again_what_its_body_shows() -> None:
    again, said = page(1, "1", "2", "3")
    found = events(page(0, "1", "2", "3"), (replace(again, status=304), said), page(2, "1", "3"))
    assert found == ["2026-01-15 2 vanished 2026-01-08"]


def test_an_unchanged_feed_is_no_witness_against_a_page() -> None:
    feed = f"{URL}/feed"
    first, said = page(0, "1", "2", "3", url=feed, posts=(), source="feed")
    again, _ = page(1.01, "1", "2", "3", url=feed)
    told = (page(0.01, "1", "2", "3"), (first, said), page(1, "1", "3"))
    assert events(*told, (again, said)) == []
    assert events(*told, (replace(again, status=304), said)) == ["2026-01-08 2 vanished 2026-01-01"]


def test_a_tombstone_is_told_with_what_stood_there_and_may_be_lifted() -> None:
    stone = comment("2", None, deleted=True)
    assert events(page(0, "1", "2"), page(1, "1", stone)) == ["2026-01-08 2 tombstoned 2026-01-01"]
    assert events(page(0, "1", "2"), page(1, "1", stone), page(2, "1", "2")) == [
        "2026-01-08 2 tombstoned 2026-01-01 2026-01-15",
        "2026-01-15 2 back 2026-01-08",
    ]


def test_a_cached_feed_does_not_lift_a_tombstone() -> None:
    stone = comment("2", None, deleted=True)
    feed = "http://blog.example/feed"
    old = [page(week, "2", url=feed, source="feed", posts=()) for week in (0.1, 1.1)]
    assert events(page(0, "1", "2"), old[0], page(1, "1", stone), old[1]) == ["2026-01-08 2 tombstoned 2026-01-01"]


def test_an_edit_keeps_both_texts_and_both_captures() -> None:
    db = new_db()
    save(db, page(0, comment("2", "red")), page(1, comment("2", "blue")), page(2, comment("2", "red")))
    assert rows(db, "select time, before, after, last_capture_id, capture_id from edits order by time") == [
        ("2026-01-08T00:00:00Z", "red", "blue", "capture-0001", "capture-0101"),
        ("2026-01-15T00:00:00Z", "blue", "red", "capture-0101", "capture-0201"),
    ]


def test_an_edited_post_is_told_with_its_title() -> None:
    db = new_db()
    first = page(0, posts=(post(URL, title="Hello", html="<p>Hi</p>"),))
    save(db, first, page(1, posts=(post(URL, title="Hello again", html="<p>Hi, all</p>"),)))
    assert rows(db, "select time, title, before, after, why from edits") == [
        ("2026-01-08T00:00:00Z", "Hello", "<p>Hi</p>", "<p>Hi, all</p>", None)
    ]


def test_two_pages_that_print_one_body_differently_are_no_edit() -> None:
    index = "http://blog.example/"
    short = (post(URL, title="Hello", html="<p>Hi there</p>"), post(NEW_URL, title="Other", html="<p>x</p>"))
    lists = [page(week, url=index, posts=short, about=None) for week in (0.1, 1.1)]
    assert events(page(0), lists[0], page(1), lists[1]) == []


def test_an_edit_read_by_another_layout_is_marked() -> None:
    then, said = page(1, comment("2", "blue"))
    found = events(page(0, comment("2", "red")), (then, replace(said, layout="classic")))
    assert found == ["2026-01-08 2 edited 2026-01-01 the page w"]


def test_gone_is_404_or_410_and_nothing_else() -> None:
    for status in (404, 410):
        assert events(page(0, "1"), answer(1, status)) == ["2026-01-08 gone 2026-01-01"]
    for status in (200, 302, 307, 401, 403, 429, 451, 500, 502, 503):
        assert events(page(0, "1"), answer(1, status)) == []
    assert events(page(0, "1"), answer(1, 404, URL + "?replytocom=7")) == []


def test_a_post_that_is_back_ends_its_absence_and_keeps_its_comments() -> None:
    assert events(page(0, "1"), answer(1, 404), answer(2, 410), page(3, "1")) == [
        "2026-01-08 gone 2026-01-01 2026-01-22",
        "2026-01-22 back 2026-01-08",
    ]


def test_a_page_that_was_not_there_before_its_post_was_is_not_gone() -> None:
    assert events(answer(0, 404), page(1, "1")) == []


def test_moved_is_a_lasting_redirect_to_another_post() -> None:
    for status in (301, 308):
        assert events(page(0, "1"), answer(1, status, location=NEW_URL)) == ["2026-01-08 moved 2026-01-01"]
    for place in (URL.replace("http:", "https:"), "/2006/01/hello.html?utm_source=x", None):
        assert events(page(0, "1"), answer(1, 301, location=place)) == []
    assert events(page(0, "1"), answer(1, 302, location=NEW_URL)) == []


def test_moved_is_said_when_the_other_post_is_kept_and_redirected_when_it_is_not() -> None:
    db = new_db()
    blog_id = save(db, page(0, "1"))
    with transaction(db):
        save_capture(db, answer(1, 301, location="/new/hello.html"), blog_id)
    told = "select what, before, after from changes where what in ('moved', 'redirected')"
    assert rows(db, told) == [("redirected", URL, "/new/hello.html")]
    save(db, (capture(900, NEW_URL), reading(posts=(post(NEW_URL, title="Hello"),), url=NEW_URL, about=NEW_URL)))
    assert rows(db, told) == [("moved", URL, NEW_URL)]


def test_comments_closed_and_opened() -> None:
    def told(week: float, is_open: bool | None):
        return page(week, posts=(post(URL, html="Hi", comments_open=is_open),))

    assert events(told(0, True), told(1, None), told(2, False), told(3, False), told(4, True)) == [
        "2026-01-15 closed 2026-01-01",
        "2026-01-29 opened 2026-01-22",
    ]


def test_a_second_page_of_comments_that_lost_its_last_one_is_a_look() -> None:
    second = f"{URL}?page=2"
    assert events(page(0, "1", url=second, posts=()), page(1, url=second, posts=())) == [
        "2026-01-08 1 unseen 2026-01-01 no comment"
    ]


def test_changes_are_one_line_an_event_with_proof() -> None:
    db = new_db()
    save(db, page(0, "1", "2", "3"), page(1, "1", "3", "4"))
    found = rows(db, "select time, what, before, after, capture_id from changes order by time, what, after")
    assert [(time[:10], *more) for time, *more in found] == [
        ("2026-01-01", "new", None, "Hello", "capture-0001"),
        ("2026-01-01", "new", None, "words of 1", "capture-0001"),
        ("2026-01-01", "new", None, "words of 2", "capture-0001"),
        ("2026-01-01", "new", None, "words of 3", "capture-0001"),
        ("2026-01-08", "new", None, "words of 4", "capture-0101"),
        ("2026-01-08", "vanished", "words of 2", None, "capture-0101"),
    ]
    assert rows(db, "select author, last_capture_id, missed_capture_id from vanished_comments") == [
        (None, "capture-0001", "capture-0101")
    ]
    assert rows(db, "select shown, promised, capture_id from thread_counts order by time") == [
        (3, None, "capture-0001"),
        (3, None, "capture-0101"),
    ]


letters = st.lists(st.sampled_from("123456"), unique=True, max_size=6)


@st.composite
def looks(draw: st.DrawFn):
    number = draw(st.integers(0, 9999))
    url = draw(st.sampled_from([URL, URL, URL, f"{URL}?page=2", "http://blog.example/feed"]))
    if draw(st.integers(0, 5)) == 0:
        status = draw(st.sampled_from([404, 410, 301, 500, 200]))
        return replace(capture(number, url), status=status, location=draw(st.sampled_from([None, NEW_URL])))
    said = [
        comment(
            one if draw(st.integers(0, 5)) else None,
            draw(st.sampled_from(["red", "red", "blue"])),
            author=one,
            deleted=draw(st.integers(0, 7)) == 0,
            kind=draw(st.sampled_from(["comment", "comment", "comment", "pingback"])),
            depth=draw(st.sampled_from([0, 0, 1])),
            position=place if draw(st.integers(0, 9)) else None,
        )
        for place, one in enumerate(draw(letters))
    ]
    own = url == URL and draw(st.booleans())
    told = reading(
        *said,
        url=url,
        source="feed" if "feed" in url else draw(st.sampled_from(["page", "page", "api"])),
        posts=(post(URL, html="Hi", comments_open=draw(st.sampled_from([None, True, False]))),) if own else (),
        doubt=draw(st.sampled_from([None, None, None, "bot wall"])),
    )
    told = replace(told, layout=draw(st.sampled_from(["modern", "modern", "classic"])))
    if own and draw(st.booleans()):
        told = replace(told, posts=(replace(told.posts[0], promised=draw(st.integers(0, 6))),))
    return replace(capture(number, url, minutes=draw(st.integers(0, 40)) * 600), status=200), told


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_order_of_captures_gives_equal_events(data) -> None:
    def number(one):
        return one.id if isinstance(one, Capture) else one[0].id

    found = data.draw(st.lists(looks(), min_size=3, max_size=9, unique_by=number))
    ways = [found, data.draw(st.permutations(found)), found[::-1]]
    told = []
    for way in ways:
        db = new_db()
        blog_id = save(db)
        for one in way:
            if isinstance(one, Capture):
                with transaction(db):
                    save_capture(db, one, blog_id)
            else:
                save(db, one)
        told.append(tables(db))
        assert rows(db, "pragma foreign_key_check") == []
        db.close()
    assert told[0] == told[1] == told[2]


def test_ids_of_posts_are_those_that_looks_name() -> None:
    db = new_db()
    blog_id = save(db, page(0, "1"))
    with transaction(db):
        save_capture(db, answer(1, 301, location=NEW_URL), blog_id)
    assert rows(db, "select moved_to from events") == [(post_at(NEW_URL),)]
