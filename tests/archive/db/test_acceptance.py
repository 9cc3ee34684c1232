"""Gaps that were accepted: shown apart, counted still, open again when they grow or are taken up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from archive.db.acceptance import save_acceptance, save_reopening
from archive.db.coverage import find_gap, read_coverage
from archive.db.left_out import LeftOut, read_left_out
from archive.errors import NotKept
from archive.models import Promise
from tests.archive.db.world import HOME, URL, capture, comment, new_db, post, reading, rows, save

NOW = datetime(2026, 2, 3, tzinfo=UTC)
LATER = datetime(2026, 2, 4, tzinfo=UTC)
LOST = "http://blog.example/2006/03/lost.html"
ADDRESS = """
insert into addresses (blog_id, url, role, finder, found_on, state, outcome, reason, first_found)
values (?, ?, 'post', 'index', ?, ?, ?, ?, '2026-01-01T00:00:00Z')
"""


def world() -> Database:
    """A thread of which three comments are missing, and a post that could not be had."""
    db = new_db()
    blog_id = save(db, (capture(1), reading(comment("1"), posts=(post(title="Hello", promised=4, whole=True),))))
    db.execute(ADDRESS, (blog_id, LOST, HOME, "failed", "gone", "404"))
    return db


def accept(db: Database, url: str, why: str = "asked the owner: deleted by hand") -> None:
    gap = find_gap(db, url)
    save_acceptance(db, gap.blog_id, gap.url, gap.missing, why, NOW)


def test_accepted_gap_is_missing_still_and_says_why() -> None:
    db = world()
    accept(db, "https://www." + URL.removeprefix("http://") + "/#comments")
    (found,) = read_coverage(db)
    assert (found.comments_missing, found.comments_accepted) == (3, 3)
    assert found.missing[0].accepted == "asked the owner: deleted by hand"
    assert [one.accepted for one in found.posts_missing] == [None]
    assert rows(db, "select what, url, measure from decisions") == [("gap accepted", URL, 3)]


def test_post_that_is_not_kept_can_be_accepted_as_missing() -> None:
    db = world()
    accept(db, LOST, "gone before we came")
    (found,) = read_coverage(db)
    assert [(one.url, one.accepted) for one in found.posts_missing] == [(LOST, "gone before we came")]
    assert (found.posts_accepted, found.comments_accepted) == (1, 0)


def test_accepted_gap_that_grows_is_open_again() -> None:
    db = world()
    accept(db, URL)
    save(db, (capture(2), reading(comment("1"), promised=(Promise("comments", 5, "heading", URL),))))
    (found,) = read_coverage(db)
    assert (found.comments_missing, found.comments_accepted) == (4, 0)
    assert "3 missing were accepted at 2026-02-03T00:00:00Z" in found.missing[0].reasons[-1]


def test_acceptance_can_be_taken_back() -> None:
    db = world()
    accept(db, URL)
    gap = find_gap(db, URL)
    assert gap.accepted
    save_reopening(db, gap.blog_id, gap.url, "a copy was found", LATER)
    assert not find_gap(db, URL).accepted
    assert rows(db, "select what from decisions") == [("gap accepted",), ("gap opened again",)]


def test_where_nothing_is_missing_nothing_can_be_accepted() -> None:
    with pytest.raises(NotKept, match=r"Nothing is missing at 'http://blog.example/other'"):
        find_gap(world(), "http://blog.example/other")


def test_what_was_left_out_on_purpose_is_told_with_its_first_addresses() -> None:
    db = world()
    (blog_id,) = rows(db, "select id from blogs")[0]
    for number in range(7):
        db.execute(ADDRESS, (blog_id, f"{HOME}private/{number}", HOME, "refused", "robots", "robots.txt"))
    db.execute(ADDRESS, (blog_id, f"{HOME}shop", HOME, "refused", "excluded", "--exclude"))
    db.execute(ADDRESS, (blog_id, "http://else.example/", HOME, "refused", "outside", None))
    assert read_left_out(db, blog_id) == (
        LeftOut("robots", "robots.txt", 7, tuple(f"{HOME}private/{number}" for number in range(5))),
        LeftOut("excluded", "--exclude", 1, (f"{HOME}shop",)),
    )
