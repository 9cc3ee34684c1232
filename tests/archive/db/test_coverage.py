"""Promised against kept, with reasons; histories, proofs and exports."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from archive.db.coverage import Cause, MissingPost, ThreadCoverage, list_threads, read_coverage
from archive.db.export import inert, iter_export, write_csv, write_jsonl
from archive.db.history import Tombstone, VersionRow, read_history
from archive.db.queries import find_blogs, find_captures, find_proof
from archive.errors import NotKept
from archive.models import Promise
from archive.site.certificate import find_steps
from archive.site.in_short import iter_in_short
from tests.archive.db.world import (
    HOME,
    URL,
    capture,
    comment,
    new_db,
    post,
    post_id,
    reading,
    rows,
    save,
    utc,
)

LOST = "http://blog.example/2006/03/lost.html"
ADDRESS = """
insert into addresses (blog_id, url, role, finder, found_on, state, outcome, reason, status, first_found)
values (?, ?, ?, 'pager', ?, ?, ?, ?, ?, '2026-01-01T00:00:00Z')
"""


def gappy():
    db = new_db()
    blog_id = save(
        db,
        (
            capture(1),
            reading(
                comment("1", published=utc(2006, 1, 2)),
                comment("2", kind="pingback", parent_id="nobody", parent_how="stated"),
                posts=(post(title="Hello", promised=5),),
                promised=(Promise("posts", 40, "X-WP-Total"), Promise("comments", 2, "index", LOST)),
            ),
        ),
        (capture(2, HOME), reading(source="feed", about=None, doubt="bot wall")),
    )
    db.execute(ADDRESS, (blog_id, f"{URL}/page/2", "comments", URL, "failed", "error", "timed out", 504))
    db.execute(ADDRESS, (blog_id, LOST, "post", HOME, "refused", "robots", None, None))
    db.execute(ADDRESS, (blog_id, HOME + "?share=1", "link", HOME, "refused", "trap", "share button", None))
    return db


def test_coverage_names_every_gap_with_its_reasons() -> None:
    (found,) = read_coverage(gappy())
    assert (found.posts_promised, found.posts_promised_by, found.posts_kept, found.posts_whole) == (
        40, "X-WP-Total", 1, 0,
    )  # fmt: skip
    assert (found.threads, found.threads_promised, found.comments_promised, found.comments_kept) == (
        2,
        2,
        7,
        1,
    )
    assert (found.pings, found.deleted, found.orphans, found.comments_missing) == (1, 0, 1, 5)
    assert found.sources == {"page": 2}
    assert found.outcomes == {"error": 1, "robots": 1, "trap": 1}
    assert found.doubts == {"bot wall": 1}
    assert found.missing == (
        ThreadCoverage(
            post_id(), URL, "Hello", 5, "page", 1, 1, 0, 3, (f"{URL}/page/2: error (timed out, 504)",),
            (Cause("page_failed", 1, f"{URL}/page/2", "timed out"),), {"page": 5}, {"page": 2},
        ),
        ThreadCoverage(
            None, LOST, None, 2, "index", 0, 0, 0, 2, (f"{LOST}: robots",), (Cause("robots", 1, LOST, "robots"),)
        ),
    )  # fmt: skip
    assert found.causes == {"page_failed": 1, "robots": 1}
    assert found.posts_promises == (("X-WP-Total", 40),)
    assert found.posts_missing == (MissingPost(LOST, "pager", "robots", None, None),)


def test_roll_tells_of_every_thread_who_promised_what_and_who_showed_it() -> None:
    db = gappy()
    whole = "http://blog.example/2006/02/whole.html"
    feed = reading(
        comment("3", url=whole), source="feed", about=whole, posts=(post(whole, title="Whole"),),
        promised=(Promise("comments", 1, "slash:comments", whole), Promise("comments", 4, "slash:comments", URL)),
    )  # fmt: skip
    save(db, (capture(3, HOME + "feed"), feed))
    (found,) = read_coverage(db)
    gap, kept = list_threads(db, found)
    assert (gap.url, gap.promised, gap.promised_by, gap.missing, gap.cause) == (URL, 5, "page", 3, "page_failed")
    assert (gap.told, gap.sources, gap.capture_id) == ({"page": 5, "slash:comments": 4}, {"page": 2}, "capture-0001")
    assert (kept.url, kept.told, kept.sources, kept.missing, kept.cause, kept.capture_id) == (
        whole, {"slash:comments": 1}, {"feed": 1}, 0, None, "capture-0003",
    )  # fmt: skip
    assert found.missing[0].told == gap.told


def test_a_comment_that_is_kept_without_its_words_is_counted_though_nothing_is_missing() -> None:
    db = new_db()
    shown = (comment("1"), comment("2", None, whole=False), comment("3", None, whole=False))
    save(db, (capture(1), reading(*shown, posts=(post(title="Hello", promised=3),))))
    (found,) = read_coverage(db)
    assert (found.comments_kept, found.comments_missing, found.folded) == (3, 0, 2)
    assert [(one.missing, one.folded) for one in list_threads(db, found)] == [(0, 2)]
    assert list(iter_in_short(found))[-1] == (
        "2 comments are kept without their words: every page that is kept shows only who wrote, and in which branch."
    )


def test_traps_are_counted_and_shown() -> None:
    assert rows(gappy(), "select trap, addresses, example from traps") == [
        ("share button", 1, "http://blog.example/?share=1")
    ]


def test_a_gap_that_nobody_explains_says_so() -> None:
    db = new_db()
    save(db, (capture(1), reading(posts=(post(promised=1),))))
    (found,) = read_coverage(db, "blog.example")
    (reason,) = found.missing[0].reasons
    assert reason.startswith("no page of the thread failed: the platform counts more than it shows")


def test_a_blog_is_found_by_any_address_in_it() -> None:
    db = gappy()
    blog_id = rows(db, "select id from blogs")[0][0]
    for words in (blog_id, HOME, "blog.example", "https://www.blog.example/2006/", URL, f"{HOME}?p=7"):
        assert [blog.id for blog in find_blogs(db, words)] == [blog_id]
    with pytest.raises(NotKept, match=r"No blog is kept under 'blog.example.org'. Kept are: http://blog.example/"):
        find_blogs(db, "blog.example.org")


def test_history_tells_captures_versions_and_what_was_deleted() -> None:
    db = new_db()
    save(
        db,
        (capture(1), reading(comment("1", "red", author="Ann"), comment("2", "gone", author="Bob"))),
        (capture(2), reading(comment("1", "blue", author="Ann"), comment("2", None, deleted=True))),
        (capture(3, HOME), reading(about=None)),
    )
    found = read_history(db, "https://www." + URL.removeprefix("http://"))
    assert [one.id for one in found.captures] == ["capture-0001", "capture-0002"]
    assert found.versions == (
        VersionRow(
            "comment", comment("1").id or "", "Ann", None, "red",
            "2026-01-01T00:01:00Z", "2026-01-01T00:01:00Z", "capture-0001",
        ),
    )  # fmt: skip
    assert found.deleted == (Tombstone(comment("2").id or "", "Bob", None, "gone", "2026-01-01T00:02:00Z"),)
    with pytest.raises(NotKept, match=r"Nothing is kept of 'http://else\.example/'"):
        read_history(db, "http://else.example/")


def test_every_row_has_its_proof() -> None:
    db = gappy()
    proof = find_proof(db, comment("1").id or "")
    assert proof is not None
    assert (proof.warc, proof.offset, proof.digest, proof.time) == (
        "a.warc.gz", 100, "sha1:AAAA", "2026-01-01T00:01:00Z",
    )  # fmt: skip
    assert find_proof(db, post_id()) == proof
    assert find_proof(db, "nobody") is None
    assert find_captures(db, "http://nowhere.example/") == []


def test_exported_comments_carry_their_post_and_proof() -> None:
    file = io.StringIO()
    assert write_jsonl(iter_export(gappy(), "comments"), file) == 2
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    first = {one["source_id"]: one for one in lines}["1"]
    assert {name: first[name] for name in ("post_url", "post_title", "published", "text", "warc", "offset")} == {
        "post_url": URL,
        "post_title": "Hello",
        "published": "2006-01-02T00:00:00Z",
        "text": "words",
        "warc": "a.warc.gz",
        "offset": 100,
    }


def test_csv_runs_no_formula() -> None:
    evil = ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"]
    assert [inert(text) for text in evil] == [f"'{text}" for text in evil]
    assert [inert(value) for value in ("fine", 7, None, "a=b")] == ["fine", 7, None, "a=b"]
    db = new_db()
    save(db, (capture(1), reading(comment("1", "=1+1", author='"quoted", and\nbroken'))))
    file = io.StringIO()
    assert write_csv(iter_export(db, "comments"), file) == 1
    assert "'=1+1" in file.getvalue()
    assert '"""quoted"", and\nbroken"' in file.getvalue()


def test_export_keeps_to_one_blog() -> None:
    db = gappy()
    assert list(iter_export(db, "posts", "another")) == []
    assert [row["id"] for row in iter_export(db, "posts")] == [post_id()]


def test_views_answer_the_common_questions() -> None:
    db = new_db()
    other = "http://blog.example/2006/02/other.html"
    save(
        db,
        (
            capture(1),
            reading(
                comment("1", "a", author="Ann", published=utc(2006, 1, 3)),
                comment("2", "b", author="Ann", published=utc(2006, 1, 4)),
                comment("3", "c", author="Bob", published=utc(2006, 1, 5)),
                replace(comment("4", "d"), deleted=True),
                posts=(
                    post(title="Hello", published=utc(2006, 1, 2)),
                    post(other, title="Quiet", published=utc(2006, 2, 2)),
                ),
            ),
        ),
    )
    assert rows(db, "select name, comments, first from top_commenters") == [
        ("Ann", 2, "2006-01-03T00:00:00Z"),
        ("Bob", 1, "2006-01-05T00:00:00Z"),
    ]
    assert rows(db, "select month, posts, comments from posts_by_month") == [
        ("2006-01", 1, 3),
        ("2006-02", 1, 0),
    ]
    assert rows(db, "select title from unanswered_posts") == [("Quiet",)]
    assert rows(db, "select text from recent_comments") == [("c",), ("b",), ("a",)]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("authors of comments, the body", "no page of the thread failed"), ("comments", f"{URL}: layout own leaves out")],
)
def test_a_page_that_a_second_reader_understood_explains_a_gap_only_where_comments_were_left_out(
    left_out: str, said: str
) -> None:
    db = new_db()
    doubt = f"layout own leaves out {left_out}, read by the generic reader"
    save(db, (capture(1), reading(posts=(post(promised=1),), doubt=doubt)))
    (found,) = read_coverage(db, "blog.example")
    (reason,) = found.missing[0].reasons
    assert reason.startswith(said)
    assert not any(step.command == "blogkeep reread" for step in find_steps(found))
