"""Versions: what changed, word by word, and how it is shown."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.site.changes import MOST_WORDS, Piece, compare
from tests.archive.site.reading import read_aloud
from tests.archive.site.test_pages import comment_id
from tests.archive.site.world import POST, make_world


def test_words_that_went_and_came_stand_beside_what_stayed() -> None:
    assert compare("Lower the oven, and wait.", "Lower the flame, and wait.") == (
        Piece("same", "Lower the "),
        Piece("gone", "oven, "),
        Piece("new", "flame, "),
        Piece("same", "and wait."),
    )
    assert compare("", "all new") == (Piece("new", "all new"),)
    assert compare("as it was", "as it was") == (Piece("same", "as it was"),)


def test_texts_that_differ_in_thousands_of_words_stand_one_after_the_other() -> None:
    before, after = "same " + "a " * MOST_WORDS + "end", "same " + "b " * MOST_WORDS + "end"
    assert [piece.kind for piece in compare(before, after)] == ["same", "gone", "new", "same"]


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_an_edited_comment_shows_what_it_said_before(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write(
        "insert into versions (id, comment_id, text, first_seen, last_seen, capture_id) "
        "values ('v', ?, 'Lower the <b>oven</b>.', '2023-01-01T00:00:00Z', '2023-02-01T00:00:00Z', ?)",
        comment_id(world, "2"), world.captures[POST].id,
    )  # fmt: skip
    shown = world.get(f"/-/post/{world.post}").text
    assert "Earlier version, seen from 1 Jan 2023 to 1 Feb 2023" in shown
    assert "Lower the <del>&lt;b&gt;oven&lt;/b&gt;.</del><ins>oven, and wait.</ins>" in shown


def test_a_deleted_comment_whose_words_are_kept_is_shown_as_deleted(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update comments set deleted = 1 where source_id = '5'")
    shown = read_aloud(world.get(f"/-/post/{world.post}").text)
    assert "Mine burns too.\n> The platform says that this comment was deleted." in shown
    said = world.get(f"/-/post/{world.post}.json").json()["thread"]
    assert [(turn["comment"]["author"], turn["comment"]["deleted"]) for turn in said if turn["comment"]["deleted"]] == [
        ("Clover", True),
        (None, True),
    ]
