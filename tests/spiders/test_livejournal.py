"""LiveJournal: what stands for comments that are not opened, and how they are asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.models import Reading
from spiders.page import Page
from spiders.read import read_page

ASK = "https://reed.livejournal.com/reed/__rpc_get_thread?journal=reed&itemid=512&page=1&expand_all=1"
MORE = {"more": 3, "parent": 7, "data": "8:9:10", "level": 2}


def answer(*rows: dict[str, Any], url: str = ASK) -> Reading:
    return read_page(Page(url, json.dumps({"comments": rows}).encode(), content_type="application/json"))


def test_more_comments_are_rows_without_words_until_they_are_opened() -> None:
    read = answer({"dtalkid": 7, "article": "Up.", "loaded": 1}, MORE)
    assert [(c.source_id, c.whole, c.parent_source_id) for c in read.comments] == [
        ("7", True, None),
        *((one, False, "7") for one in ("8", "9", "10")),
    ]
    assert [one.url[-9:] for one in read.follow] == ["&thread=7"]


def test_more_comments_of_an_opened_branch_are_asked_for_one_by_one() -> None:
    read = answer({"dtalkid": 7, "article": "Up.", "loaded": 1}, MORE, url=f"{ASK}&thread=7")
    assert [one.url.rpartition("&")[2] for one in read.follow] == ["thread=8", "thread=9", "thread=10"]


def test_a_comment_that_is_shown_is_not_replaced_by_the_row_that_counts_it() -> None:
    read = answer({"dtalkid": 8, "article": "Said.", "loaded": 1}, MORE)
    assert [(c.source_id, c.html) for c in read.comments] == [("8", "Said."), ("9", None), ("10", None)]


@pytest.mark.parametrize("data", [None, 5, "x:y", ":".join(["1"] * 9), "1:" * 100_000])
def test_a_row_of_many_ids_is_bounded(data: object) -> None:
    read = answer({"more": 3, "parent": 7, "data": data})
    assert len(read.comments) <= 1
    assert len(read.follow) <= 1
