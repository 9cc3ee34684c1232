"""What is dropped of one blog, so that its captures can be read again."""

from __future__ import annotations

import re

from archive.db.derived import DERIVED
from archive.db.withdraw import CLEAR

STAY = {"captures", "media", "people"}
"""Captures mirror the WARC, media hang from them alone, people go when nobody names them."""


def test_every_derived_table_is_cleared_of_the_blog() -> None:
    cleared = {match[1] for one in CLEAR if (match := re.match(r"delete from (\w+) where", one))}
    assert cleared == set(DERIVED) - STAY
