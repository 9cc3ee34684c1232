"""`blogkeep check`, as a user would run it: from a file, from the net, from the archive."""

from __future__ import annotations

import json
from pathlib import Path

from demo.serve import BlogServer, sample_blogs
from demo.site import Document
from tests.flow.blogkeep import crawl, run, select
from tests.flow.conftest import Serve

WORDS = sample_blogs()[1]
PAGE = Path(__file__).parents[1] / "pages" / "wordpress" / "html5-closed"


def test_a_page_of_the_net_is_read_and_nothing_is_kept(samples: BlogServer, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    done = run("check", WORDS.home, "--archive", archive, *samples.resolve)
    assert f"{WORDS.home}\n  read from  the net, just now" in done.stdout
    assert not archive.exists()


def test_a_page_that_is_kept_is_read_from_the_archive(samples: BlogServer, tmp_path: Path) -> None:
    crawl(tmp_path, WORDS.home, *samples.resolve)
    ((url,),) = select(tmp_path, "select url from posts order by url limit 1")
    kept = json.loads(run("check", url, "--archive", tmp_path, "--json").stdout)
    assert kept["origin"].startswith(f"the archive {tmp_path}, captured ")
    fresh = json.loads(run("check", url, "--fresh", "--archive", tmp_path, "--json", *samples.resolve).stdout)
    assert fresh["origin"] == "the net, just now"
    kept.pop("origin"), fresh.pop("origin")
    assert kept == fresh
    rows = select(tmp_path, "select source_id, id from comments where post_id = ?", kept["post"]["row"])
    assert sorted((one["id"], one["row"]) for one in kept["comments"]) == sorted(rows)


def test_only_the_page_and_where_it_moved_are_asked_for(serve: Serve, tmp_path: Path) -> None:
    page = (PAGE / "page.html").read_bytes()
    moved_to_a = Document(b"", "text/html", 301, headers=(("Location", "/a"),))
    server = serve({"/moved": moved_to_a, "/a": page})
    options = ["--archive", str(tmp_path / "none"), *server.resolve]
    done = run("check", "http://blog.example/a", *options)
    assert "platform     WordPress" in done.stdout
    moved = json.loads(run("check", "http://blog.example/moved", *options, "--json").stdout)
    assert moved["url"] == "http://blog.example/a"


def test_a_move_that_is_kept_is_followed_in_the_archive(serve: Serve, tmp_path: Path) -> None:
    moved = Document(b"", "text/html", 301, headers=(("Location", "/a"),))
    link = "<html><a href='/moved'>moved</a></html>"
    server = serve({"/": link, "/moved": moved, "/a": (PAGE / "page.html").read_bytes()})
    crawl(tmp_path, "http://blog.example/", "--no-media", *server.resolve, check=None)
    found = json.loads(run("check", "http://blog.example/moved", "--archive", tmp_path, "--json").stdout)
    assert (found["url"], found["adapter"]) == ("http://blog.example/a", "wordpress")
    assert found["origin"].startswith("the archive")


def test_robots_txt_is_obeyed_and_said(serve: Serve, tmp_path: Path) -> None:
    robots = Document(b"User-agent: *\nDisallow: /closed\n", "text/plain")
    server = serve({"/robots.txt": robots, "/closed": (PAGE / "page.html").read_bytes()})
    options = ["--archive", str(tmp_path / "none"), *server.resolve]
    assert "robots.txt" in run("check", "http://blog.example/closed", *options, check=1).stderr
    run("check", "http://blog.example/closed", "--ignore-robots", "my own blog", *options)


def test_private_addresses_are_not_asked(tmp_path: Path) -> None:
    said = run("check", "http://internal.lan/", "--archive", tmp_path, check=1).stderr
    assert said.startswith("http://internal.lan/ could not be read (")


def test_wrong_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert "There is no file" in run("check", tmp_path / "nowhere.html", check=2).stderr
    assert "--url" in run("check", PAGE / "nowhere.html", "--url", "http://blog.example/", check=2).stderr
