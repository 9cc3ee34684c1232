"""Who answers whom, however broken the tale."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from archive.site.thread import DEEPEST, Turn, arrange


@dataclass(frozen=True)
class Word:
    id: str
    parent_id: str | None = None


def outline(turns: tuple[Turn[Word], ...]) -> str:
    return " ".join("." * turn.depth + turn.comment.id for turn in turns)


def test_answers_stand_below_what_they_answer_in_the_order_of_the_page() -> None:
    words = [Word("a"), Word("b"), Word("c", "a"), Word("d", "c"), Word("e", "a")]
    assert outline(arrange(words)) == "a .c ..d .e b"


def test_an_answer_that_comes_before_its_question_is_put_right() -> None:
    assert outline(arrange([Word("b", "a"), Word("a")])) == "a .b"


def test_a_parent_that_is_not_kept_makes_a_first_level_turn() -> None:
    turns = arrange([Word("a", "gone"), Word("b", "a")])
    assert outline(turns) == "a .b"
    assert turns[0].parent is None


def test_parents_in_a_circle_are_entered_at_the_first_on_the_page() -> None:
    assert outline(arrange([Word("x"), Word("a", "c"), Word("b", "a"), Word("c", "b")])) == "x a .b ..c"
    assert outline(arrange([Word("self", "self")])) == "self"


def test_ten_thousand_levels_are_drawn_as_a_few() -> None:
    turns = arrange([Word("0"), *(Word(str(n), str(n - 1)) for n in range(1, 10_000))])
    assert (turns[-1].depth, turns[-1].level) == (9_999, DEEPEST)
    assert turns[-1].parent == Word("9998", "9997")


def test_nobody_said_anything() -> None:
    assert arrange([]) == ()


@given(st.lists(st.tuples(st.integers(0, 12), st.none() | st.integers(0, 14)), unique_by=lambda pair: pair[0]))
def test_every_comment_appears_once_and_every_list_that_opens_closes(
    pairs: list[tuple[int, int | None]],
) -> None:
    words = [Word(str(id), None if parent is None else str(parent)) for id, parent in pairs]
    turns = arrange(words)
    assert sorted(turn.comment.id for turn in turns) == sorted(word.id for word in words)
    standing = 0
    for turn in turns:
        standing += turn.opens
        assert standing == turn.level + 1
        standing -= turn.closes
    assert standing == 0
