"""The thread as it stood: who was there at a time, with the words of that time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.db.past import Proof, read_thread_at
from archive.db.store import save_capture, transaction
from archive.errors import NotKept
from tests.archive.db.test_events import answer, page
from tests.archive.db.world import comment, new_db, post_id, save, utc

DAY = "T23:59:59Z"


def thread(*pairs, at: str):
    db = new_db()
    save(db, *pairs)
    return read_thread_at(db.conn, post_id(), at)


def told(found) -> list[str]:
    return [f"{one.text} ({one.known})" for one in found.comments]


GROWING = (
    page(0, comment("1", "red"), "2", "3"),
    page(1, comment("1", "blue"), "3"),
    page(2, comment("1", "blue"), "2", "3", "4"),
)


def test_each_time_has_its_comments_and_its_words() -> None:
    first = thread(*GROWING, at="2026-01-05" + DAY)
    assert told(first) == ["red (seen)", "words of 2 (seen)", "words of 3 (seen)"]
    assert [one.other_now for one in first.comments] == [True, False, False]
    second = thread(*GROWING, at="2026-01-10" + DAY)
    assert told(second) == ["blue (seen)", "words of 3 (seen)"]
    assert [(one.what, one.proof) for one in second.absent] == [
        ("vanished", Proof("2026-01-08T00:00:00Z", "capture-0101"))
    ]
    assert told(thread(*GROWING, at="2026-02-01" + DAY)) == [
        "blue (seen)",
        "words of 2 (seen)",
        "words of 3 (seen)",
        "words of 4 (seen)",
    ]


def test_the_looks_before_and_after_and_the_proof_of_each_comment_are_named() -> None:
    found = thread(*GROWING, at="2026-01-05" + DAY)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.capture_id, found.before.shown) == ("capture-0001", 3)
    assert (found.after.capture_id, found.after.shown) == ("capture-0101", 2)
    two = found.comments[1]
    assert two.seen == Proof("2026-01-01T00:00:00Z", "capture-0001")
    assert two.next == Proof("2026-01-15T00:00:00Z", "capture-0201")
    assert two.missed == Proof("2026-01-08T00:00:00Z", "capture-0101")
    assert found.later == 1


def test_before_the_first_look_only_dates_speak_and_it_is_said() -> None:
    early = comment("1", "long ago", published=utc(2019, 3, 1, 12))
    late = comment("2", "last year", published=utc(2025, 3, 1, 12))
    found = thread(page(0, early, late, "3"), at="2019-05-01" + DAY)
    assert told(found) == ["long ago (dated)"]
    assert (found.state, found.before, found.later) == ("unknown", None, 2)
    assert found.text is None


def test_a_tombstone_is_not_standing() -> None:
    stone = replace(comment("2", None, deleted=True))
    found = thread(page(0, "1", "2"), page(1, "1", stone), at="2026-01-10" + DAY)
    assert told(found) == ["words of 1 (seen)"]
    assert [one.what for one in found.absent] == ["tombstoned"]
    before = thread(page(0, "1", "2"), page(1, "1", stone), at="2026-01-05" + DAY)
    assert told(before) == ["words of 1 (seen)", "words of 2 (seen)"]
    always = thread(page(0, "1", stone), at="2026-01-05" + DAY)
    assert [(one.what, one.proof) for one in always.absent] == [("tombstoned", None)]


def test_a_post_that_was_gone_says_so() -> None:
    db = new_db()
    blog_id = save(db, page(0, "1"), page(3, "1"))
    with transaction(db):
        save_capture(db, answer(1, 404), blog_id)
    states = [read_thread_at(db.conn, post_id(), f"2026-01-{day}T00:00:00Z").state for day in ("05", "10", "30")]
    assert states == ["there", "gone", "there"]


def test_what_was_doubted_still_stands() -> None:
    found = thread(page(0, "1", "2"), page(1, "1"), at="2026-02-01" + DAY)
    assert told(found) == ["words of 1 (seen)", "words of 2 (seen)"]


def test_a_post_that_is_not_kept() -> None:
    with pytest.raises(NotKept, match="No post is kept under the id 'nobody'"):
        read_thread_at(new_db().conn, "nobody", "2026-01-01T00:00:00Z")
