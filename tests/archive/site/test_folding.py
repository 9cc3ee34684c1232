"""Long threads folded, new comments marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.folding import ENDLESS, SHORT, WIDE, fold
from archive.site.thread import Fold, Turn, arrange
from tests.archive.site.world import World, make_world


@dataclass(frozen=True)
class Word:
    id: str
    parent_id: str | None = None
    author: str | None = None
    new: bool = False


def talk(*words: Word, flat: int = SHORT) -> tuple[Turn[Word], ...]:
    """``words`` and so many remarks of the first level behind them."""
    return arrange([*words, *(Word(f"flat-{n}") for n in range(flat))])


def folds(turns: tuple[Turn[Word], ...]) -> dict[str, Fold]:
    return {turn.comment.id: turn.fold for turn in turns if turn.fold}


CHAIN = (Word("a"), Word("b", "a"), Word("c", "b"), Word("d", "c"), Word("e", "d", "Ann"), Word("f", "e", "Bo"))


def test_a_short_thread_is_shown_as_it_is() -> None:
    assert folds(fold(talk(*CHAIN, flat=SHORT - len(CHAIN)), ())) == {}


def test_deep_answers_of_a_long_thread_are_folded_once_and_told() -> None:
    assert folds(fold(talk(*CHAIN), ())) == {"d": Fold(2, ("Ann", "Bo"), 0, 0, False)}


def test_a_wide_branch_is_folded_below_the_answer_that_began_it() -> None:
    crowd = [Word(f"w{n}", "b", f"Name {n}") for n in range(WIDE + 1)]
    assert folds(fold(talk(Word("a"), Word("b", "a"), *crowd), ())) == {
        "b": Fold(WIDE + 1, ("Name 0", "Name 1", "Name 2"), WIDE - 2, 0, False)
    }
    assert folds(fold(talk(Word("b"), *crowd), ())) == {}


def test_an_endless_thread_is_folded_at_its_first_level() -> None:
    crowd = [Word(f"w{n}", "b") for n in range(WIDE + 1)]
    assert folds(fold(talk(Word("b"), *crowd, flat=ENDLESS), ())) == {"b": Fold(WIDE + 1, (), 0, 0, False)}


def test_what_is_asked_for_or_new_stands_open() -> None:
    assert folds(fold(talk(*CHAIN), {"f"}))["d"].open
    assert not folds(fold(talk(*CHAIN), {"d"}))["d"].open
    assert folds(fold(talk(*CHAIN), (), all_open=True))["d"].open
    fresh = (*CHAIN, Word("g", "f", new=True))
    assert folds(fold(talk(*fresh), ())) == {"d": Fold(3, ("Ann", "Bo"), 0, 1, True)}


@given(st.lists(st.integers(0, 40), min_size=SHORT + 1, max_size=80))
def test_every_fold_begins_and_ends_with_its_list(parents: list[int]) -> None:
    turns = fold(arrange([Word(str(n), str(parent)) for n, parent in enumerate(parents)]), ())
    lists: list[bool] = []
    begun = False
    for turn in turns:
        if turn.opens:
            lists.append(begun)
        else:
            assert not begun
        shuts = turn.shuts or (False,) * turn.closes
        assert len(shuts) == turn.closes
        assert [lists.pop() for _ in range(turn.closes)] == list(shuts)
        begun = turn.fold is not None
    assert (lists, begun) == ([], False)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small archive whose thread was seen to grow: a chain of 40 answers came on 1 June 2024."""
    world = make_world(tmp_path_factory.mktemp("long") / "archive")
    last = world.one("select id from comments where source_id = '3'")
    for number in range(40):
        world.write(
            "insert into comments (id, post_id, source_id, author, published, published_zone, parent_id, parent_how, "
            "position, capture_id, first_seen, last_seen, number, html, text) select ?, post_id, ?, 'Basil', ?, "
            "'stated', ?, 'stated', 100, capture_id, '2024-06-01T10:00:00Z', '2024-06-01T10:00:00Z', ?, '<p>On.</p>', "
            "'On.' from comments where source_id = '3'",
            f"long{number}", f"long{number}", f"2024-05-{10 + number // 2}T10:00:00Z", last, 1000 + number,
        )  # fmt: skip
        last = f"long{number}"
    return world


def post_of(world: World, query: str = "") -> Any:
    return lxml.html.document_fromstring(world.get(f"/-/post/{world.post}{query}").text)


def test_the_page_folds_a_long_branch_and_says_what_is_in_it(long: World) -> None:
    page = post_of(long)
    (branch,) = page.xpath("//details[@class='branch']")
    assert branch.get("open") is None
    assert " ".join(branch.find("summary").text_content().split()) == "41 answers by Basil"
    assert len(branch.xpath(".//article")) == 41
    assert "1 branch is folded. Unfold all" in " ".join(page.text_content().split())
    assert post_of(long, "?open=all").xpath("//details[@class='branch']/@open") == [""]


def test_the_address_of_a_folded_comment_unfolds_its_branch(long: World) -> None:
    shown = long.get("/-/comment/long39")
    assert shown.headers["location"] == f"/-/post/{long.post}?open=long39#c-long39"
    assert post_of(long, "?open=long39").xpath("//details[@class='branch']/@open") == [""]


def test_what_came_since_a_day_is_marked_and_listed(long: World) -> None:
    page = post_of(long, "?since=2024-05-20")
    assert len(page.xpath("//article[contains(@class, ' new')]")) == 40
    assert page.xpath("string(//details[@class='since']/summary)") == "40 comments new since 20 May 2024"
    assert page.xpath("//details[@class='branch']/@open") == [""]
    assert page.xpath("//ol[@class='came']/li[1]/a/@href") == ["#c-long0"]
    for nothing_new in ("?since=2024-06-02", "?since=2024-06-01T10:00:00Z", "?since=yesterday", ""):
        assert post_of(long, nothing_new).xpath("//article[contains(@class, ' new')]") == [], nothing_new


def test_before_the_first_look_it_counts_when_a_comment_was_written(long: World) -> None:
    said = long.get(f"/-/post/{long.post}.json?since=2005-03-06").json()["since"]
    assert (said["by"], len(said["new"])) == ("written", 42)


def test_the_days_on_which_the_thread_grew_are_offered(long: World) -> None:
    said = long.get(f"/-/post/{long.post}.json").json()["since"]
    assert (said["looks"], said["now"]) == ([{"day": "2024-06-01", "count": 40}], "2024-06-01T10:00:00Z")
