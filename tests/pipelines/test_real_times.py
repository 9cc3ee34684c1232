"""Every time that real blogs printed is read, and with the blog's zone it is the time their feeds tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.models import Comment, Moment, Reading
from pipelines.normalize import read_dates
from pipelines.zones import infer_zone, localise

PAGES = Path(__file__).parents[2].parent / "shared" / "pages"
SEEN = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="needs ../shared/pages")


def iter_lines(source: str, name: str) -> Iterator[dict[str, Any]]:
    for line in (PAGES / source / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def read_times(source: str, language: str | None) -> dict[tuple[str, str], Moment]:
    """Page and comment to the time that is printed there."""
    times: dict[tuple[str, str], Moment] = {}
    for page in iter_lines(source, "silver.jsonl"):
        url = page["url"]
        comments = tuple(Comment(c["id"], published=Moment(c["date"])) for c in page["comments"])
        reading = Reading(url, "page", "x", "x", about=url, comments=comments, language=language)
        for comment in read_dates(reading, SEEN).comments:
            assert comment.published is not None
            times[url, comment.source_id or ""] = comment.published
    return times


@pytest.mark.parametrize(
    ("source", "language", "count"),
    [
        ("avocado8-mt", None, 1242),
        ("dallapasqua-wpcom", "it-IT", 269),
        ("jpstacey-drupal7", "en-GB", 234),
        ("lafuite-blogger", "fr", 184),
        ("lifewithalacrity", None, 349),
        ("palace-blogger-ftp", None, 418),
        ("raus-aus-kl", None, 233),
    ],
)
def test_every_printed_time_is_read(source: str, language: str | None, count: int) -> None:
    times = read_times(source, language)
    assert [moment.words for moment in times.values() if moment.local is None] == []
    assert len(times) <= count


@pytest.mark.parametrize(
    ("source", "language", "zone"),
    [
        ("lafuite-blogger", "fr", "America/New_York"),
        ("dallapasqua-wpcom", "it-IT", "Europe/Berlin"),
    ],
)
def test_printed_time_in_the_blogs_zone_is_what_its_feed_tells(source: str, language: str, zone: str) -> None:
    printed = read_times(source, language)
    pairs = []
    for page in iter_lines(source, "feedgold.jsonl"):
        for comment in page["comments"]:
            local = printed[page["url"], comment["id"]].local
            assert local is not None
            pairs.append((local, datetime.fromisoformat(comment["date"])))
    found = infer_zone(pairs)
    assert found is not None
    assert found[0] == zone
    assert found[1] >= 0.9
    for local, utc in pairs:
        told = localise(local, zone)
        assert told is not None
        assert abs((told - utc).total_seconds()) <= 60


def test_a_clock_that_was_set_by_hand_is_found_in_its_feeds() -> None:
    printed = read_times("raus-aus-kl", "de")
    pairs = []
    for page in iter_lines("raus-aus-kl", "feedgold.jsonl"):
        for comment in page["comments"]:
            local = printed[page["url"], comment["id"]].local
            assert local is not None
            pairs.append((local, datetime.fromisoformat(comment["date"])))
    found = infer_zone(pairs)
    assert found is not None
    assert found[0] == "UTC until 2007-05-20; Etc/GMT-2"
    assert found[1] >= 0.99
