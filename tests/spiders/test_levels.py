"""Replies that stand in one list, known by their level alone."""

from __future__ import annotations

from archive.models import Comment
from spiders.levels import nest


def _list(*names: str) -> list[Comment]:
    return [Comment(source_id=name, depth=0) for name in names]


def test_a_reply_belongs_to_the_last_one_that_stands_higher() -> None:
    nested = nest(_list("a", "b", "c", "d", "e"), [0, 1, 2, 1, 0])
    assert [(one.parent_source_id, one.depth) for one in nested] == [
        (None, 0),
        ("a", 1),
        ("b", 2),
        ("a", 1),
        (None, 0),
    ]


def test_levels_that_are_left_out_do_not_break_the_branch() -> None:
    nested = nest(_list("a", "b", "c"), [1, 4, 2])
    assert [one.parent_source_id for one in nested] == [None, "a", "a"]


def test_a_parent_that_is_stated_stays() -> None:
    stated = Comment(source_id="c", parent_source_id="a", parent_how="stated")
    nested = nest([*_list("a", "b"), stated], [0, 1, 2])
    assert (nested[2].parent_source_id, nested[2].parent_how, nested[2].depth) == ("a", "stated", 1)


def test_a_comment_without_a_level_is_nobodys_child() -> None:
    nested = nest(_list("a", "ping", "b"), [0, None, 1])
    assert [one.parent_source_id for one in nested] == [None, None, "a"]
