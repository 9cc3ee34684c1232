"""The verbs of the timetable, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.errors import BadAddress, BadSchedule, NotKept
from spiders.timetable import schedule


def type_(archive: Path, *words: str) -> str:
    """What ``blogkeep schedule WORDS`` prints; its error is raised."""
    verb, *rest = words
    done = CliRunner().invoke(schedule, [verb, "--archive", str(archive), *rest], catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def read(archive: Path, *words: str) -> Any:
    """The same as JSON."""
    return json.loads(type_(archive, *words, "--json"))


def test_a_blog_is_scheduled_listed_paused_resumed_and_removed(tmp_path: Path) -> None:
    rule = ("--every", "1 week", "--zone", "Europe/Berlin", "--window", "22:00-6:00", "--jitter", "20m")
    added = read(tmp_path, "add", "moth.example", *rule, "--max-pages", "50", "--memory", "1GB", "--contact", "me")
    assert (added["seed"], added["rhythm"]) == ("http://moth.example/", "every 1 week, 22:00-06:00, Europe/Berlin")
    assert (added["jitter"], added["memory"], added["options"]) == (1200, 10**9, {"contact": "me", "max_pages": 50})
    assert "every 1 week, 22:00-06:00, Europe/Berlin; next " in type_(tmp_path, "list")
    assert read(tmp_path, "pause", "moth.example")[0]["state"] == "paused"
    assert read(tmp_path, "run", added["id"])[0]["state"] == "asked"
    assert read(tmp_path, "resume", "http://moth.example/")[0]["state"] in ("asked", "planned")
    shown = read(tmp_path, "show", "moth.example")
    assert (shown["id"], shown["runs"]) == (added["id"], [])
    assert read(tmp_path, "remove", "moth.example") == [
        {"id": added["id"], "seed": "http://moth.example/", "removed": True}
    ]
    assert read(tmp_path, "list")["schedules"] == []


def test_nobody_at_work_is_said(tmp_path: Path) -> None:
    assert "Nobody is at work" in type_(tmp_path, "add", "moth.example", "--every", "1 day")


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("moth.example",), BadSchedule, "How often"),
        (("moth.example", "--every", "1 day", "--cron", "0 0 * * *"), BadSchedule, "either"),
        (("moth.example", "--every", "30 seconds"), BadSchedule, "too often"),
        (("moth.example", "--every", "1 hour", "--jitter", "2 hours"), BadSchedule, "--jitter"),
        (("moth.example", "--every", "1 day", "--start", "tomorrow"), BadSchedule, "--start"),
        (("moth.example", "--every", "1 day", "--zone", "Berlin"), BadSchedule, "Did you mean Europe/Berlin"),
        (("moth.example", "--every", "1 day", "--include", "("), BadAddress, "--include"),
        (("moth.example", "--every", "1 day", "--ignore-robots", " "), BadSchedule, "reason in words"),
        (("moth.example", "--every", "1 day", "--resolve", "nonsense"), BadAddress, "nonsense"),
        (("javascript:alert(1)", "--every", "1 day"), BadAddress, "no web address"),
    ],
)
def test_what_cannot_be_kept_is_said_at_once(
    tmp_path: Path, words: tuple[str, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        type_(tmp_path, "add", *words)


def test_what_is_not_scheduled_cannot_be_paused_and_nothing_is_changed(tmp_path: Path) -> None:
    type_(tmp_path, "add", "moth.example", "--every", "1 day")
    with pytest.raises(NotKept, match="No schedule is kept for 'other'"):
        type_(tmp_path, "pause", "moth.example", "other")
    assert read(tmp_path, "list")["schedules"][0]["state"] != "paused"
