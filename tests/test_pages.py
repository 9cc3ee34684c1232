"""Recorded pages: a folder is a test, a part of its reading a result."""

from __future__ import annotations

import difflib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.record import PAGES, expected, iter_cases, read_case

CASES = iter_cases()
PARTS = ("posts", "comments", "promised", "follow", "page")
"""The parts of a reading; ``page`` is all that is not a list of its own."""

_read = lru_cache(maxsize=1024)(read_case)


def _part(reading: dict[str, Any], part: str) -> Any:
    if part == "page":
        return {name: value for name, value in reading.items() if name not in PARTS}
    return reading.get(part, [])


def _lines(value: Any) -> list[str]:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(PAGES).as_posix())
def test_recorded_page_reads_as_written_down(case: Path, part: str) -> None:
    wanted, found = _lines(_part(expected(case), part)), _lines(_part(_read(case), part))
    diff = "\n".join(difflib.unified_diff(wanted, found, "expected.json", "read now", lineterm=""))
    where = case.relative_to(PAGES)
    assert not diff, f"{where}: {part} differ. If now is right: python -m tests.record {case}\n{diff}"
