"""What a doubt says of a capture: whether the page was understood, and whether comments may be missing from it."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from archive.db.doubts import explains_gaps, is_trusted, trusted

FIELDS = "layout own leaves out authors of comments, the body, read by the generic reader"
SOME = "layout own leaves out authors of comments, comments, read by the generic reader"
CASES = (
    (None, True, None),
    ("bot wall", False, True),
    ("comments not read: the host refused", False, True),
    (FIELDS, True, False),
    (SOME, True, True),
    ("layout quiet leaves out comments, read by the generic reader", True, True),
)


@pytest.mark.parametrize(("doubt", "understood", "gaps"), CASES)
def test_a_page_that_a_second_reader_understood_is_trusted(
    doubt: str | None, understood: bool, gaps: bool | None
) -> None:
    assert is_trusted(doubt) is understood
    (told,) = Database(memory=True).execute(f"select {trusted('said')} from (select ? said)", [doubt]).fetchone()
    assert bool(told) is understood
    if doubt is not None:
        assert explains_gaps(doubt) is gaps
