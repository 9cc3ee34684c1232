"""Days and moments as people write them."""

from __future__ import annotations

import pytest

from archive.days import between, read_end, read_start
from archive.errors import BadDate


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2019", "2019-01-01T00:00:00Z", "2019-12-31T23:59:59Z"),
        ("2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"),
        (" 2019-05-01 ", "2019-05-01T00:00:00Z", "2019-05-01T23:59:59Z"),
        ("2019-05-01T14:30", "2019-05-01T14:30:00Z", "2019-05-01T14:30:00Z"),
        ("2019-05-01 14:30:07Z", "2019-05-01T14:30:07Z", "2019-05-01T14:30:07Z"),
        ("2019-05-01T14:30+02:00", "2019-05-01T12:30:00Z", "2019-05-01T12:30:00Z"),
    ],
)
def test_what_is_named_begins_and_ends(words: str, start: str, end: str) -> None:
    assert (read_start(words), read_end(words)) == (start, end)


@pytest.mark.parametrize(
    "words",
    ["", "yesterday", "2019-13", "2019-02-30", "01/05/2019", "0000", "2019-05-01T25:00", "2019-05-01T", "9" * 99],
)
def test_what_is_no_date_is_answered_with_how_to_write_one(words: str) -> None:
    with pytest.raises(BadDate, match=r"is no date\. Write 2019, 2019-05, 2019-05-01"):
        read_start(words)
    with pytest.raises(BadDate):
        read_end(words)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ("2019-05-01T00:00:30Z", "less than a minute"),
        ("2019-05-01T00:01:30Z", "1 minute"),
        ("2019-05-01T05:00:00Z", "5 hours"),
        ("2019-05-04T00:00:00Z", "3 days"),
        ("2016-05-01T00:00:00Z", "3 years"),
    ],
)
def test_how_far_two_moments_are_apart(other: str, words: str) -> None:
    assert between("2019-05-01T00:00:00Z", other) == words
