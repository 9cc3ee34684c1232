"""A day that was reckoned from words that count back is shown as an estimate, everywhere."""

from __future__ import annotations

from pathlib import Path

from archive.site.phrases import say_when
from archive.site.times import Told
from tests.archive.site.world import make_world

ESTIMATE = """
update comments
set published_local = '2010-03-03', published_raw = 'vor 2 Wochen', published_precision = 'week',
  published_zone = 'unknown'
where text = 'I hear bread.'
"""


def test_an_estimate_is_told_no_finer_than_it_is() -> None:
    def say(precision: str) -> tuple[str | None, str | None]:
        told = Told(None, "2010-03-03", "vor langem", "unknown", precision)
        return told.sentence, told.machine

    assert say("day") == say("week") == ("about 3 Mar 2010", "2010-03-03")
    assert say("month") == ("about Mar 2010", "2010-03")
    assert say("year") == ("about 2010", "2010")
    week = Told(None, "2010-03-03", "vor 2 Wochen", "unknown", "week")
    assert say_when(week) == (
        '<time datetime="2010-03-03">about 3 Mar 2010</time>'
        ' <span class="how">(reckoned from “vor 2 Wochen”, to a week)</span>'
    )


def test_an_hour_that_came_twice_is_told_beside_the_time() -> None:
    twice = Told("2006-10-29T00:30:00Z", "2006-10-29T02:30:00", "02:30", "inferred", "hour")
    assert twice.sentence == "29 Oct 2006, 00:30 UTC"
    assert twice.how == "“02:30”, zone inferred, an hour that the clock repeated or skipped"


def test_the_pages_of_a_comment_tell_an_estimate(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write(ESTIMATE)
    asked = "select {} from comments where text = 'I hear bread.'"
    comment, post = (world.one(asked.format(name)) for name in ("id", "post_id"))
    assert "about 3 Mar 2010" in world.get(f"/-/post/{post}").text
    assert "reckoned from “vor 2 Wochen”, to a week" in world.get(f"/-/post/{post}").text
    assert "about 3 Mar 2010" in world.get("/-/search?q=bread").text
    assert ", about 3 Mar 2010. " in world.get(f"/-/cite/comment/{comment}.txt").text
