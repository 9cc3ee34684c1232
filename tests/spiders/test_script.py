"""Values in scripts."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.script import NotLiteral, find_literal, read_literal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"'a\'b\x3c\074\u00e9\n'", "a'b<<é\n"),
        (r'"\ud83d\ude00"', "😀"),
        ("[1, -2.5, .5, 0x10, 1e3, true, null, undefined,]", [1, -2.5, 0.5, 16, 1000.0, True, None, None]),
        (
            "{a: 1, 'b': {\"c\": [ ]}, 3: 'x', /* why */ d: '' // end\n}",
            {"a": 1, "b": {"c": []}, "3": "x", "d": ""},
        ),
    ],
)
def test_literals_are_read(text: str, value: Any) -> None:
    assert read_literal(text) == value


@pytest.mark.parametrize("text", ["", "f()", "[1", "{a:", "'cut", "[1 2]", "{a 1}", "[" * 500, "{'a':" * 500])
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(NotLiteral):
        read_literal(text)


def test_the_first_assignment_with_a_value_counts() -> None:
    assert find_literal("items == 3; var items = null; var items = [1]; items = [2];", "items") == [1]
    assert find_literal("var myitems = [1];", "items") is None
