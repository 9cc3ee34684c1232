"""Coming back to a blog that changes behind our back: what is announced is seen at once, silence at the next look."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flow.blogkeep import COMMAND, crawl, dump, run, select
from tests.flow.changing import HOME, ChangingBlog, Talk, running
from tests.flow.test_crawl import wait_for_rows

Change = Callable[[ChangingBlog], None]
OLD = 3
DRESSES = pytest.mark.parametrize("dress", ["wordpress", "typepad"])


def words_of(archive: Path, number: int) -> set[str]:
    """What is said under a post."""
    sql = "select comments.text from comments join posts on posts.id = post_id where posts.url like ?"
    return {text for (text,) in select(archive, sql, f"%/post-{number}%")}


def make_due(archive: Path, number: int) -> None:
    """The thread clock has come round for one post."""
    db = sqlite3.connect(archive / "archive.db")
    with db:
        db.execute(
            "update threads set next_look = '2012-01-01T00:00:00Z'"
            " where post_id = (select id from posts where url like ?)",
            (f"%/post-{number}%",),
        )
    db.close()


def new_comment(blog: ChangingBlog) -> None:
    blog.say(OLD, "Said years later.")
    blog.entries[OLD].changed = datetime.now(UTC) + timedelta(minutes=1)


def edited_comment(blog: ChangingBlog) -> None:
    blog.entries[OLD].talks[0] = Talk(10 * OLD + 1, "Late Reader", "Comment 1, put otherwise.")
    blog.entries[OLD].changed = datetime.now(UTC) + timedelta(minutes=1)


def edited_post(blog: ChangingBlog) -> None:
    blog.entries[OLD].words = "Other words now. " * 30
    blog.entries[OLD].changed = datetime.now(UTC) + timedelta(minutes=1)


@DRESSES
def test_an_unchanged_blog_costs_next_to_nothing(tmp_path: Path, dress: str) -> None:
    blog = ChangingBlog(dress, posts=120, counted=True, talkative=True, dated=True)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        first, before = blog.take_asked(), dump(tmp_path, ("posts", "comments"))
        second = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        asked = blog.take_asked()
    assert len(asked) <= 0.1 * len(first)  # the fixed part (home, feeds, sitemap) weighs more on so small a blog
    assert not any("post-" in path for path, _ in asked)
    assert {status for path, status in asked if path in ("/", "/feed/", "/sitemap.xml")} == {304}
    assert (second["visit"], second["posts"], second["comments"], second["changed"]) == ("return", 0, 0, 0)
    assert second["outcomes"]["unchanged"] >= 4
    assert sum(second["because"].values()) == len(asked)
    ids = {row["id"] for rows in before.values() for row in rows}
    assert {row["id"] for rows in dump(tmp_path, ("posts", "comments")).values() for row in rows} == ids
    assert run("verify", "--archive", tmp_path).returncode == 0


@DRESSES
@pytest.mark.parametrize("change", [new_comment, edited_comment, edited_post], ids=lambda one: one.__name__)
def test_what_a_sitemap_announces_is_seen(tmp_path: Path, dress: str, change: Change) -> None:
    blog = ChangingBlog(dress, dated=True)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.take_asked()
        change(blog)
        summary = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        asked = [path for path, _ in blog.take_asked() if "post-" in path]
        assert asked == [blog.path(OLD)]
        assert summary["comments"] + summary["changed"] > 0
        assert summary["because"]["the sitemap says that it changed"] == 1
        assert {t.words for t in blog.entries[OLD].talks} <= words_of(tmp_path, OLD)
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        again = [path for path, _ in blog.take_asked() if "post-" in path]
        assert set(again) <= {blog.path(OLD)}
    assert run("verify", "--archive", tmp_path).returncode == 0
    before = dump(tmp_path)
    run("reread", "--archive", tmp_path)
    assert dump(tmp_path) == before


def test_a_count_in_the_feed_announces_a_comment_once(tmp_path: Path) -> None:
    blog = ChangingBlog("wordpress", counted=True)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.take_asked()
        blog.say(39, "Counted.")
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        assert [path for path, _ in blog.take_asked() if "post-" in path] == [blog.path(39)]
        assert "Counted." in words_of(tmp_path, 39)
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        assert not [path for path, _ in blog.take_asked() if "post-" in path]


def test_a_count_on_the_home_announces_a_comment_and_a_deletion(tmp_path: Path) -> None:
    blog = ChangingBlog("typepad", counted=True)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.take_asked()
        blog.say(38, "Counted.")
        del blog.entries[39].talks[0]
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        asked = [path for path, _ in blog.take_asked() if "post-" in path]
        assert sorted(asked) == [blog.path(38), blog.path(39)]
        assert "Counted." in words_of(tmp_path, 38)
        assert len(words_of(tmp_path, 39)) == 2  # what was kept stays


@pytest.mark.parametrize("change", [new_comment, edited_comment], ids=lambda one: one.__name__)
def test_the_comment_feed_announces_comments_on_old_posts(tmp_path: Path, change: Change) -> None:
    blog = ChangingBlog("wordpress", talkative=True)
    with running(blog) as server:
        if change is edited_comment:
            blog.entries[OLD].talks[0].author = "Late Reader"
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.take_asked()
        change(blog)
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        assert blog.path(OLD) in [path for path, _ in blog.take_asked()]
        assert {t.words for t in blog.entries[OLD].talks} <= words_of(tmp_path, OLD)


@DRESSES
def test_new_posts_are_seen_also_those_that_fell_out_of_the_feed(tmp_path: Path, dress: str) -> None:
    blog = ChangingBlog(dress)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.take_asked()
        for number in range(41, 53):
            blog.write(number)
        summary = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        asked = [path for path, _ in blog.take_asked() if "post-" in path and "/comments/" not in path]
    assert summary["posts"] == 12
    assert sorted(asked) == sorted(blog.path(number) for number in range(41, 53))


def silent_comment(blog: ChangingBlog) -> None:
    blog.say(OLD, "Said in silence.")


def deleted_comment(blog: ChangingBlog) -> None:
    del blog.entries[OLD].talks[0]


def moved_post(blog: ChangingBlog) -> None:
    blog.entries[OLD].moved = "/2024/post-3-moved/"


def gone_post(blog: ChangingBlog) -> None:
    blog.entries[OLD].gone = 404


def removed_post(blog: ChangingBlog) -> None:
    blog.entries[OLD].gone = 410


def closed_comments(blog: ChangingBlog) -> None:
    blog.entries[OLD].closed = True


SILENT = [silent_comment, deleted_comment, moved_post, gone_post, removed_post, closed_comments]
PAGE = "where (url like '%/post-3.html' or url like '%/post-3/')"
MARKS: dict[str, tuple[str, Any]] = {
    "silent_comment": ("select count(*) from comments where text = 'Said in silence.'", 1),
    "deleted_comment": (f"select count(*) from captures {PAGE} and revisit_of is null", 2),
    "moved_post": (f"select outcome from addresses {PAGE}", "redirected"),
    "gone_post": (f"select outcome from addresses {PAGE}", "gone"),
    "removed_post": (f"select status from addresses {PAGE}", 410),
    "closed_comments": ("select open from threads join posts on id = post_id where url like '%/post-3%'", 0),
}


@pytest.mark.parametrize("way", ["look", "full"])
@pytest.mark.parametrize("change", SILENT, ids=lambda one: one.__name__)
def test_silence_is_seen_at_the_next_look_and_by_a_full_visit(tmp_path: Path, change: Change, way: str) -> None:
    blog = ChangingBlog("typepad" if way == "look" else "wordpress", posts=12)
    question, found = MARKS[change.__name__]
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.stiff = True
        blog.answer("/", {})
        change(blog)
        blog.take_asked()
        quiet = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        if change is not moved_post:  # the sitemap lists its new address: that is announced
            assert blog.path(OLD) not in [path for path, _ in blog.take_asked()]
            assert quiet["changed"] == 0
        if way == "look":
            make_due(tmp_path, OLD)
            crawl(tmp_path, HOME, "--no-media", *server.resolve)
            assert blog.path(OLD) in [path for path, _ in blog.take_asked()]
        else:
            crawl(tmp_path, HOME, "--no-media", "--full", *server.resolve)
        assert select(tmp_path, question)[0][0] == found
        if change in (gone_post, removed_post):
            blog.entries[OLD].gone = None
            make_due(tmp_path, OLD)
            crawl(tmp_path, HOME, "--no-media", *server.resolve)
            here = "select state, outcome from addresses where url = ?"
            assert select(tmp_path, here, HOME.rstrip("/") + blog.path(OLD)) == [("done", "unchanged")]
    assert run("verify", "--archive", tmp_path).returncode == 0


def test_a_new_theme_is_no_reason_to_ask_everything_and_a_new_platform_is(tmp_path: Path) -> None:
    blog = ChangingBlog("wordpress", posts=12)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        blog.theme = "fifteen"
        blog.take_asked()
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        assert not [path for path, _ in blog.take_asked() if "post-" in path]
        old = [blog.path(number) for number in blog.entries]
        blog.dress = "typepad"
        summary = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        asked = [path for path, _ in blog.take_asked()]
        assert set(old) <= set(asked)
        assert summary["because"]["the blog moved from wordpress to typepad"] >= 12
        assert len(select(tmp_path, "select id from posts where url like '%.html'")) == 12


@pytest.mark.slow
def test_a_return_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    blog = ChangingBlog("typepad", posts=60, dated=True)
    with running(blog) as server:
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        for entry in blog.entries.values():
            entry.changed = datetime.now(UTC) + timedelta(minutes=1 + entry.number)
            entry.words += " Edited."
        blog.take_asked()
        command = [COMMAND, "crawl", HOME, "--no-media", "--archive", str(tmp_path), "--delay", "0.05", "--quiet"]
        kept = len(select(tmp_path, "select id from captures"))
        process = subprocess.Popen([*command, *server.resolve], stdin=subprocess.DEVNULL)
        wait_for_rows(tmp_path, process, kept + 15)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        due = select(tmp_path, "select count(*) from addresses where state = 'due' and asked_because is not null")
        first = blog.take_asked()
        summary = crawl(tmp_path, HOME, "--no-media", *server.resolve)
        second = blog.take_asked()
        assert (summary["resumed"], summary["visit"]) == (True, "return")
        assert len(second) <= due[0][0] + 1
        assert "/sitemap.xml" not in [path for path, _ in second]
        asked = [path for path, _ in (*first, *second) if "post-" in path]
        assert set(asked) == {blog.path(number) for number in blog.entries}
        assert select(tmp_path, "select count(*) from posts where text like '%Edited.%'") == [(60,)]
        assert select(tmp_path, "select count(distinct visit), count(*) from crawls") == [(2, 3)]
    assert run("verify", "--archive", tmp_path).returncode == 0
