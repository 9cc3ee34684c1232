"""A real WordPress, crawled and compared with its own database: what it says is the truth."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flow.blogkeep import crawl, run, select

TESTBED = Path(__file__).parents[2].parent / "shared" / "testbed"
MAP = {
    "posts": {
        "table": "posts",
        "id": "id",
        "url": "url",
        "title": "title",
        "author": "author",
        "date": "published",
        "html": "html",
    },
    "comments": {
        "table": "told_comments",
        "id": "id",
        "parent": "parent",
        "native_id": "source_id",
        "post_id": "post_id",
        "author": "author",
        "author_url": "author_url",
        "date": "published",
        "html": "html",
        "type": "kind",
    },
}
"""Which columns of ours hold what the scorer asks for."""

TOLD_COMMENTS = """
create view if not exists told_comments as
select *, case when parent_score is null then parent_id end as parent
from comments
"""
"""Comments with the parents that WordPress tells: what we work out of "@Ann" is our word, not WordPress's."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (TESTBED / "wordpress-up.sh").exists(), reason="needs ../shared/testbed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="the testbed starts servers of its own as root"),
    pytest.mark.skipif(shutil.which("apt-get") is None, reason="the testbed takes WordPress from Debian"),
]


@dataclass(frozen=True, slots=True)
class Truth:
    """A running WordPress: where it is, and its posts and comments as it knows them itself."""

    home: str
    file: Path


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """The testbed's folder; its servers end with the tests, whatever happens.

    Not in pytest's own folder: the servers run as other users, who may not look in there.
    """
    folder = Path(tempfile.mkdtemp(prefix="wpt-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        up(folder, "--stop-all")
        shutil.rmtree(folder, ignore_errors=True)


def up(root: Path, *arguments: str, **settings: str) -> None:
    """Run the testbed's script."""
    done = subprocess.run(
        [str(TESTBED / "wordpress-up.sh"), *arguments],
        env={**os.environ, "WPT_ROOT": str(root), **settings},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(root: Path, theme: str, **settings: str) -> Truth:
    """A WordPress with this theme and these settings, and its truth."""
    port = str(free_port())
    up(root, theme, port, **settings)
    ask = ["--socket", f"{root}/run/mysqld.sock", "--db", f"wp_{port}", "--docroot", f"{root}/{port}/html"]
    told = subprocess.run(
        [sys.executable, str(TESTBED / "wp_truth.py"), *ask], check=True, capture_output=True, timeout=120
    )
    file = root / f"truth-{port}.jsonl"
    file.write_bytes(told.stdout)
    return Truth(f"http://127.0.0.1:{port}/", file)


def score(truth: Truth, archive: Path) -> dict[str, Any]:
    """What the testbed's scorer says of an archive."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute(TOLD_COMMENTS)
    given = archive / "map.json"
    given.write_text(json.dumps(MAP), "utf-8")
    ask = ["--truth", truth.file, "--db", archive / "archive.db", "--map", given, "--json"]
    done = subprocess.run(
        [sys.executable, str(TESTBED / "score.py"), *map(str, ask)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


@pytest.mark.parametrize(
    ("theme", "permalinks", "first_page", "pings_told"),
    [
        # Twenty Twenty-One prints pings as "Pingback: NAME": their time and text are known from comment
        # feeds alone, and those end after ten comments
        ("twentytwentyone", "dated", "newest", 0.98),
        ("twentytwentytwo", "month", "oldest", 1.0),
        ("twentytwentythree", "plain", "newest", 1.0),
    ],
)
def test_all_that_wordpress_knows_and_shows_is_kept(
    root: Path, tmp_path: Path, theme: str, permalinks: str, first_page: str, pings_told: float
) -> None:
    truth = start(root, theme, PERMALINKS=permalinks, COMMENTS_PAGE=first_page)
    summary = crawl(tmp_path, truth.home, "--no-media")
    assert summary["outcome"] == "finished"
    scores = score(truth, tmp_path)
    posts, comments = scores["posts"], scores["comments"]

    assert {name: posts[name] for name in ("recall", "precision", "duplicates")} == {
        "recall": 1.0,
        "precision": 1.0,
        "duplicates": 0,
    }
    exact = ("title_exact", "date_present", "date_exact_s")
    assert {name: posts[name] for name in exact} == dict.fromkeys(exact, 1.0)
    # no theme prints the author of a page (5 of 77), and the API names authors by number
    assert posts["author_exact"] >= 72 / 77 - 0.0001
    # block themes show the first part of a divided post and no link to the others (1 of 77); the form that asks
    # for a password is no body (1 of 77)
    assert posts["body_f1_over_0.95"] >= 75 / 77 - 0.0001

    whole = ("recall", "precision", "author_exact", "author_url_exact", "type_exact")
    whole += ("post_exact", "parent_exact")
    assert {name: comments[name] for name in whole} == dict.fromkeys(whole, 1.0)
    told = ("date_present", "date_exact_s", "text_f1_over_0.95")
    assert {name: comments[name] >= pings_told for name in told} == dict.fromkeys(told, True)

    assert select(tmp_path, "select count(*) from addresses where state = 'due'") == [(0,)]
    assert run("verify", "--archive", tmp_path).returncode == 0
    asked = select(tmp_path, "select count(*) from captures")[0][0]
    assert asked <= MOST_REQUESTS * posts["truth"], f"{asked} requests for {posts['truth']} posts"


MOST_REQUESTS = 5
"""Requests for a post with its thread, all that leads to it included; what is wasted shows here."""


IN_FEED = """
select comment_ID, comment_post_ID
from wp_comments
join wp_posts on wp_posts.ID = comment_post_ID
where comment_approved = '1'
  and comment_type = 'comment'
  and post_type = 'post'
  and post_password = ''
order by post_date desc, comment_ID
limit 1
"""
"""A comment under one of the newest posts that people talk about."""


def test_a_deleted_comment_is_announced_although_the_feed_s_date_is_as_before(root: Path, tmp_path: Path) -> None:
    truth = start(root, "twentytwentyone")
    crawl(tmp_path, truth.home, "--no-media")
    database = f"wp_{truth.home.strip('/').rpartition(':')[2]}"

    def ask(sql: str) -> str:
        command = ["mariadb", "--no-defaults", "-S", f"{root}/run/mysqld.sock", "-N", database, "-e", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    comment, post = ask(IN_FEED).split()
    ask(f"update wp_comments set comment_approved = 'trash' where comment_ID = {comment}")
    ask(f"update wp_posts set comment_count = comment_count - 1 where ID = {post}")
    second = crawl(tmp_path, truth.home, "--no-media")
    assert second["because"]["another number of comments was announced"] >= 1
    looks = """
        select looks.shown from looks join captures on captures.id = looks.capture_id
        join comments on comments.post_id = looks.post_id
        where comments.source_id = ? and looks.source = 'page' and captures.url not like '%comment-page%'
        order by captures.time
    """
    before, after = (shown for (shown,) in select(tmp_path, looks, comment))
    assert after == before - 1


def test_a_post_behind_a_password_is_named_and_its_form_is_nobody_s_words(root: Path, tmp_path: Path) -> None:
    truth = start(root, "twentytwentythree")
    crawl(tmp_path, truth.home, "--no-media")
    said = "select count(*) from {} where text like '%password%protected%' or html like '%post_password%'"
    assert [select(tmp_path, said.format(table)) for table in ("posts", "comments")] == [[(0,)], [(0,)]]
    ((url, cause),) = select(tmp_path, "select url, cause from missing_posts where reason like '%password%'")
    assert ("hidden-post-4" in url, cause) == (True, "behind_login")
