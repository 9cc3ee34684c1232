"""Why a thread has a gap, as a value: a small world for each cause."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlite_utils import Database

from archive.db.coverage import CAUSE_WORDS, read_coverage
from archive.models import Blog, Comment, Promise
from tests.archive.db.world import HOME, URL, capture, comment, new_db, post, reading, rows, save

ADDRESS = """
insert into addresses (blog_id, url, role, finder, found_on, state, outcome, reason, status, first_found)
values (?, ?, ?, 'pager', ?, ?, ?, ?, ?, '2026-01-01T00:00:00Z')
"""
CRAWL = "insert into crawls (id, blog_id, seed, started, message) values ('c', ?, ?, '2026-01-01T00:00:00Z', ?)"
PAGE = f"{URL}?page=2"


def world(
    *more: Comment, promised: int = 5, platform: str | None = None, doubt: str | None = None
) -> tuple[Database, str]:
    """A thread of which one comment is kept and more are promised."""
    db = new_db()
    said = reading(
        comment("1", author="Ann"), *more, posts=(post(title="Hello", promised=promised),), doubt=doubt,
        blog=Blog(HOME, platform=platform),
    )  # fmt: skip
    return db, save(db, (capture(1), said))


def causes(db: Database) -> list[str]:
    (found,) = read_coverage(db)
    (gap,) = found.missing
    assert [one.cause for one in gap.causes] == sorted(
        (cause for (cause,) in rows(db, "select cause from gaps where post_id is not null")),
        key=list(CAUSE_WORDS).index,
    )
    return [one.cause for one in gap.causes]


def address(db: Database, blog_id: str, state: str, outcome: str | None, role: str = "comments", **more: Any) -> None:
    found_on = more.get("found_on", URL)
    db.execute(
        ADDRESS,
        (blog_id, more.get("url", PAGE), role, found_on, state, outcome, more.get("reason"), more.get("status")),
    )


@pytest.mark.parametrize(
    ("cause", "state", "outcome", "role", "status"),
    [
        ("page_failed", "failed", "error", "comments", 500),
        ("page_failed", "done", "gone", "comments", 404),
        ("page_failed", "failed", "unreachable", "comments", None),
        ("behind_login", "done", "denied", "comments", 401),
        ("blocked", "done", "denied", "comments", 403),
        ("proxy_refused", "done", "denied", "comments", 407),
        ("embed_unreachable", "failed", "unreachable", "embed", None),
        ("robots", "refused", "robots", "comments", None),
        ("robots", "refused", "robots", "embed", None),
        ("excluded", "refused", "excluded", "comments", None),
        ("not_asked_yet", "due", None, "comments", None),
    ],
)
def test_address_of_the_thread_tells_the_cause(
    cause: str, state: str, outcome: str | None, role: str, status: int | None
) -> None:
    db, blog_id = world()
    address(db, blog_id, state, outcome, role, status=status)
    assert causes(db) == [cause]


def test_what_is_due_after_a_limit_lies_beyond_it() -> None:
    db, blog_id = world()
    db.execute(CRAWL, (blog_id, HOME, "--max-pages 3 reached; 1 addresses are still due"))
    address(db, blog_id, "due", None)
    assert causes(db) == ["beyond_budget"]


@pytest.mark.parametrize(
    ("doubt", "cause"),
    [
        ("layout unknown", "layout_unknown"),
        ("reader failed: ValueError", "layout_unknown"),
        ("private blog", "behind_login"),
        ("age gate, status 403", "behind_login"),
        ("protected by a password", "behind_login"),
        ("bot wall", "blocked"),
        ("comments not read: Facebook gives its threads to its own frame alone", "embed_unreachable"),
        (
            "comments not read: 2 of 3 responses are in the page, the rest Medium gives to POST alone",
            "embed_unreachable",
        ),
    ],
)
def test_doubt_about_a_page_of_the_thread_tells_the_cause(doubt: str, cause: str) -> None:
    db, _ = world(doubt=doubt)
    assert causes(db) == [cause]


def test_address_in_another_spelling_is_of_the_same_thread() -> None:
    db, blog_id = world()
    other = URL.replace("http://", "https://www.") + "/#comments"
    address(db, blog_id, "failed", "error", "post", url=other, found_on=HOME)
    assert causes(db) == ["page_failed"]


@pytest.mark.parametrize("behind", ["", "&page=2"])
def test_an_answer_that_was_asked_for_the_post_is_of_its_thread_wherever_it_was_found(behind: str) -> None:
    db, blog_id = world()
    lists = "http://blog.example/api/v1/archive?offset=0"
    asked = f"http://blog.example/api/v1/post/12/comments?sort=new&blogkeep_post={quote(URL, safe='')}{behind}"
    address(db, blog_id, "done", "denied", "embed", url=asked, found_on=lists, status=403)
    assert causes(db) == ["blocked"]
    (gap,) = read_coverage(db)[0].missing
    assert gap.reasons == (f"{asked}: denied (403)",)


def test_an_answer_that_was_asked_for_another_post_is_no_cause() -> None:
    db, blog_id = world()
    asked = f"http://blog.example/api/v1/post/13/comments?blogkeep_post={quote(URL + '/other', safe='')}"
    address(db, blog_id, "done", "denied", "api", url=asked, found_on=HOME, status=403)
    assert causes(db) == ["moderated_or_deleted"]


def test_trouble_with_another_post_is_no_cause() -> None:
    db, blog_id = world()
    address(db, blog_id, "failed", "error", "post", url="http://blog.example/other")
    assert causes(db) == ["moderated_or_deleted"]


def test_comments_without_their_words_are_collapsed() -> None:
    db, _ = world(comment("2", None, author="Bob", whole=False))
    assert causes(db) == ["collapsed"]
    assert read_coverage(db)[0].causes == {"collapsed": 1}


def test_wordpress_counts_pings_that_its_page_hides() -> None:
    api = "http://blog.example/wp-json/wp/v2/comments?per_page=100"
    db, _ = world(platform="wordpress")
    assert causes(db) == ["moderated_or_deleted"]
    save(db, (capture(2, api), reading(comment("1", author="Ann"), source="api", url=api)))
    assert causes(db) == ["pings_counted"]
    save(db, (capture(3), reading(comment("9", "held back since", author="Cid"))))
    assert causes(db) == ["moderated_or_deleted"]


def test_a_gap_may_have_several_causes_the_surest_first() -> None:
    db, blog_id = world()
    address(db, blog_id, "due", None, url=PAGE + "3")
    address(db, blog_id, "failed", "error")
    assert causes(db) == ["page_failed", "not_asked_yet"]
    assert read_coverage(db)[0].missing[0].cause == "page_failed"


def test_post_that_is_named_and_not_kept_has_its_cause() -> None:
    db, blog_id = world(promised=1)
    lost, cut = "http://blog.example/lost", "http://blog.example/cut"
    address(db, blog_id, "done", "gone", "post", url=lost, status=404)
    address(db, blog_id, "due", None, "post", url=cut)
    address(db, blog_id, "failed", "gone", "post", url=URL)
    address(db, blog_id, "refused", "trap", "post", url="http://blog.example/calendar")
    (found,) = read_coverage(db)
    assert {one.url: one.cause for one in found.posts_missing if one.url != URL} == {
        lost: "page_failed", cut: "not_asked_yet",
    }  # fmt: skip


def test_sitemaps_promise_posts_too_and_the_greatest_figure_is_named() -> None:
    db, blog_id = world()
    said = reading(promised=(Promise("posts", 2, "X-WP-Total"),), source="api", about=None)
    save(db, (capture(2, HOME), said))
    for number in range(3):
        url = f"http://blog.example/{number}"
        db.execute(ADDRESS.replace("'pager'", "'sitemap'"), (blog_id, url, "post", HOME, "due", None, None, None))
    (found,) = read_coverage(db)
    assert found.posts_promises == (("sitemap", 3), ("X-WP-Total", 2))
    assert (found.posts_promised, found.posts_promised_by) == (3, "sitemap")


def test_archive_lists_of_two_pages_promise_the_greater_figure_each_page_its_latest() -> None:
    db, _ = world()
    short, long = (f"{HOME}{name}/" for name in ("short", "long"))
    for place, (url, count) in enumerate([(long, 90), (short, 12), (long, 80), (short, 13)], start=2):
        page = reading(promised=(Promise("posts", count, "archive list"),), about=None, url=url)
        save(db, (capture(place, url), page))
    (found,) = read_coverage(db)
    assert found.posts_promises == (("archive list", 80),)


def test_post_that_only_a_page_promises_was_never_asked_for() -> None:
    db, _ = world(promised=1)
    save(db, (capture(2), reading(promised=(Promise("comments", 4, "index", "http://blog.example/lost"),))))
    (gap,) = read_coverage(db)[0].missing
    assert (gap.post_id, gap.cause) == (None, "not_asked_yet")


@pytest.mark.parametrize(
    "other", [URL.replace("http://", "https://"), URL.replace("http://", "http://www."), URL + "/", URL + "#top"]
)
def test_post_that_is_kept_under_another_spelling_is_not_missing(other: str) -> None:
    db, blog_id = world()
    address(db, blog_id, "failed", "error", "post", url=other, found_on=HOME)
    assert [one.url for one in read_coverage(db)[0].posts_missing] == [other]
    db.execute("update posts set whole = 1")
    assert read_coverage(db)[0].posts_missing == ()


def test_longer_address_is_another_post() -> None:
    db, blog_id = world()
    db.execute("update posts set whole = 1")
    address(db, blog_id, "failed", "error", "post", url=URL + "/part", found_on=HOME)
    assert [one.url for one in read_coverage(db)[0].posts_missing] == [URL + "/part"]


def test_post_that_is_named_under_two_spellings_is_missing_once() -> None:
    db, blog_id = world()
    db.execute("update posts set whole = 1")
    lost = "http://blog.example/lost"
    for url in (lost, "https://www.blog.example/lost/", lost + "/more"):
        address(db, blog_id, "failed", "error", "post", url=url, found_on=HOME)
    assert [one.url for one in read_coverage(db)[0].posts_missing] == [lost, lost + "/more"]


def test_post_behind_a_password_is_named_until_it_is_kept_whole() -> None:
    db, _ = world(doubt="protected by a password")
    db.execute("update posts set whole = 0")
    (missing,) = read_coverage(db)[0].posts_missing
    assert (missing.url, missing.cause, missing.reason) == (URL, "behind_login", "protected by a password")
    db.execute("update posts set whole = 1")
    assert read_coverage(db)[0].posts_missing == ()


@pytest.mark.parametrize(("promised", "doubts"), [(5, {"comments not read: x": 1}), (1, {})])
def test_a_page_that_shows_a_part_of_a_thread_is_doubted_until_the_thread_is_whole(
    promised: int, doubts: dict[str, int]
) -> None:
    db, _ = world(promised=promised, doubt="comments not read: x")
    assert read_coverage(db)[0].doubts == doubts
