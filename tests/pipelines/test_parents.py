"""Answers tied to what they answer."""

from archive.models import Comment, Reading
from archive.urls import post_at
from pipelines.identity import comment_id, identify
from pipelines.parents import tie_parents

URL = "http://blog.example/post"


def tie(*comments: Comment) -> tuple[Comment, ...]:
    reading = Reading(URL, "page", "wordpress", "walker", about=URL, comments=comments)
    return tie_parents(identify(reading)).comments


def id_of(source_id: str) -> str:
    return comment_id(post_at(URL), "native", source_id)


def child(source_id: str, parent: str, **more: int) -> Comment:
    return Comment(source_id, parent_source_id=parent, parent_how="stated", **more)  # type: ignore[arg-type]


def test_parents_are_ids_and_depth_is_counted() -> None:
    roots = Comment("1", depth=0), Comment("4", depth=0)
    tied = tie(roots[0], child("2", "1", depth=0), child("3", "2", depth=0), roots[1])
    assert [c.parent_id for c in tied] == [None, id_of("1"), id_of("2"), None]
    assert [c.depth for c in tied] == [0, 1, 2, 0]


def test_parent_may_stand_after_its_child() -> None:
    assert [c.depth for c in tie(child("2", "1"), Comment("1", depth=0))] == [1, 0]


def test_parent_that_is_not_here_keeps_its_id_and_depth_is_not_invented() -> None:
    tied = tie(child("2", "99", depth=0), child("3", "2", depth=0), child("4", "98", depth=3))
    assert [(c.parent_id, c.parent_how, c.depth) for c in tied] == [
        (id_of("99"), "stated", None),
        (id_of("2"), "stated", None),
        (id_of("98"), "stated", 3),
    ]


def test_circles_are_cut_at_one_place_whoever_tells_them_first() -> None:
    ring = [child("1", "3"), child("2", "1"), child("3", "2"), child("4", "2")]
    cut = {c.source_id for c in tie(*ring) if c.parent_id is None}
    assert len(cut) == 1
    assert cut == {c.source_id for c in tie(*reversed(ring)) if c.parent_id is None}
    assert all(c.depth is not None for c in tie(*ring))


def test_comment_is_not_its_own_parent() -> None:
    (alone,) = tie(child("1", "1", depth=0))
    assert (alone.parent_id, alone.parent_how) == (None, None)


def test_nesting_ties_comments_that_have_no_ids() -> None:
    nested = [
        Comment(author="Ann", text="a", depth=0),
        Comment(author="Bob", text="b", depth=1, parent_how="nested"),
        Comment(author="Cid", text="c", depth=2, parent_how="nested"),
        Comment(author="Dee", text="d", depth=1, parent_how="nested"),
    ]
    tied = tie(*nested)
    assert [c.parent_id for c in tied] == [None, tied[0].id, tied[1].id, tied[0].id]


def test_ten_thousand_answers_in_a_row_are_counted() -> None:
    chain = [Comment("0", depth=0), *(child(str(i), str(i - 1)) for i in range(1, 10_000))]
    assert tie(*chain)[-1].depth == 9_999


def test_a_box_without_an_id_leads_to_the_last_comment_one_level_up_however_many_there_are() -> None:
    many = [Comment(str(n), depth=n % 2, parent_how="nested" if n % 2 else None) for n in range(40_000)]
    tied = tie(*many)
    assert [c.parent_id for c in tied[1:6]] == [id_of("0"), None, id_of("2"), None, id_of("4")]
    assert tied[-1].parent_id == id_of("39998")
