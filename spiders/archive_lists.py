"""Lists of a blog's months and years with the number of posts in each: a lower bound of how many posts there are.

The forms: WordPress's ``get_archives_link`` with ``show_post_count`` (``<a>March 2010</a>&nbsp;(12)``, also as
options of a select), Blogger's archive widget (``span.post-count`` after the link, months within years), Movable
Type's archive widget (``March 2010 (12)`` within the link). Categories are no such list: a post stands in several.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from lxml import html

from archive.models import Promise
from spiders.page import Page

Period = tuple[int, ...]
"""A year, a year with its month, or these with a day on which a week begins."""

_PERIOD = (
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:[/_-]?(?P<month>0[1-9]|1[0-2])(?:_(?P<day>[0-3]\d)_archive)?)?(?:/(?:index)?)?(?:\.\w{2,5})?"
)
_ADDRESS = re.compile(rf"(?P<before>.*?[/?&])(?:m=)?{_PERIOD}")
_LAST = re.compile(rf"[/?&=]{_PERIOD}\Z")
_COUNTED = re.compile(r"\S[^()]{0,60}\(\s*(\d{1,6})\s*\)\s*")
_COUNT = re.compile(r"\s*\(\s*(\d{1,6})\s*\)")
_BRACKETS = re.compile(r"\(\s?\d{1,6}\s?\)")
_MOST = 5_000
"""Periods of one page: four hundred years of months."""


def read_archive_lists(page: Page) -> tuple[Promise, ...]:
    """How many posts the page's lists of months and years count; empty when it has no such list of two or more."""
    if _BRACKETS.search(page.text) is None:
        return ()
    found: dict[str, dict[Period, int]] = defaultdict(dict)
    here = urlsplit(page.url).netloc.removeprefix("www.")
    for place, (before, period, count) in enumerate(_iter_counts(page)):
        if place >= _MOST:
            break
        if urlsplit(before).netloc.removeprefix("www.") == here:
            found[before][period] = max(count, found[before].get(period, 0))
    longest = max(found.values(), key=len, default={})
    return (Promise("posts", count_posts(longest), "archive list"),) if len(longest) > 1 else ()


def count_posts(counts: Mapping[Period, int]) -> int:
    """The posts of all periods; of a year and its months, or a month and its weeks, the greater figure counts."""
    totals = dict(counts)
    for length in (2, 1):
        within: dict[Period, int] = defaultdict(int)
        for period, count in totals.items():
            if len(period) == length + 1:
                within[period[:length]] += count
        totals = {period: count for period, count in totals.items() if len(period) <= length}
        for period, count in within.items():
            totals[period] = max(count, totals.get(period, 0))
    return sum(totals.values())


def _iter_counts(page: Page) -> Iterator[tuple[str, Period, int]]:
    """Each link to a year or month with a count beside it: the address before the date, the period, the count."""
    for element in page.root.iter("a", "option"):
        address = element.get("href") or element.get("value")
        if not address or len(address) > 500:
            continue
        if _LAST.search(address) is None and not address.startswith((".", "index")):  # these may lead to where we are
            continue
        if (count := _find_count(element)) is None:
            continue
        dated = _ADDRESS.fullmatch(page.join(address) or "")
        if dated is not None:
            yield dated["before"], tuple(int(part) for part in dated.group("year", "month", "day") if part), count


def _find_count(element: html.HtmlElement) -> int | None:
    """The number in brackets at the end of a link's words, right behind it or in the next element."""
    after = element.tail or ""
    follower = element.getnext()
    if not after.strip() and follower is not None and follower.tag == "span":
        after = follower.text or ""
    if (found := _COUNT.match(after)) is not None:
        return int(found[1])
    words = " ".join(part for part in element.itertext() if isinstance(part, str))
    counted = _COUNTED.fullmatch(words.strip()) if len(words) < 200 else None
    return int(counted[1]) if counted else None
