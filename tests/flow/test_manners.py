"""Manners: every host's own rules are found, wherever they have moved to; long pauses end no crawl and hang none."""

from __future__ import annotations

import json
from pathlib import Path

from archive.home import create_home
from spiders.crawl import only_one
from spiders.run import blog_id_of
from tests.flow.blogkeep import crawl, run, select
from tests.flow.nasty import http, nasty, redirect

PAGE = http(b"<html><a href='/open'>x</a><a href='/closed'>y</a></html>")
BUSY = http(b"later", "Retry-After: 86400", status="503 Busy")


def test_a_robots_txt_that_lives_at_another_host_rules_the_host_that_points_there(tmp_path: Path) -> None:
    with nasty() as bare, nasty() as www:
        rules = f"http://www.blog.example:{www.port}/robots.txt"
        bare.answers = {"/robots.txt": redirect(rules), "/": PAGE, "/open": PAGE, "/closed": PAGE}
        www.answers = {
            "/robots.txt": http(b"User-agent: *\nDisallow: /closed\n", kind="text/plain"),
        }
        resolve = [f"blog.example:{bare.port}:127.0.0.1", f"www.blog.example:{www.port}:127.0.0.1"]
        options = [part for one in resolve for part in ("--resolve", one)]
        summary = crawl(tmp_path, f"http://blog.example:{bare.port}/", *options)
        assert summary["outcome"] == "finished"
        assert ("/open" in bare.asked, "/closed" in bare.asked) == (True, False)


def test_two_hosts_with_one_robots_txt_both_go_on(tmp_path: Path) -> None:
    with nasty() as bare, nasty() as www:
        picture = f"<img src='http://www.blog.example:{www.port}/a.png'>"
        bare.answers = {
            "/robots.txt": redirect(f"http://www.blog.example:{www.port}/robots.txt"),
            "/": http(f"<html>{picture}<a href='/open'>x</a></html>".encode()),
            "/open": http(b"<html>open</html>"),
        }
        www.answers = {"/robots.txt": http(b"", kind="text/plain"), "/a.png": http(b"\x89PNG", kind="image/png")}
        resolve = [f"blog.example:{bare.port}:127.0.0.1", f"www.blog.example:{www.port}:127.0.0.1"]
        options = [part for one in resolve for part in ("--resolve", one)]
        assert crawl(tmp_path, f"http://blog.example:{bare.port}/", *options)["outcome"] == "finished"
        assert ("/open" in bare.asked, "/a.png" in www.asked) == (True, True)


def test_a_robots_txt_that_moves_in_a_circle_allows_all(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {"/robots.txt": redirect("/other.txt"), "/other.txt": redirect("/robots.txt"), "/": PAGE}
        assert crawl(tmp_path, f"http://127.0.0.1:{server.port}/")["outcome"] == "finished"
        assert "/" in server.asked


def test_a_host_that_wants_a_day_before_it_tells_its_rules_is_left_to_a_later_run(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {"/robots.txt": BUSY, "/": PAGE}
        seed = f"http://127.0.0.1:{server.port}/"
        summary = crawl(tmp_path, seed, check=4)
        assert (summary["outcome"], server.asked) == ("stopped", ["/robots.txt"])
        assert "asks to come back" in summary["message"]
        server.answers |= {"/robots.txt": http(b"", kind="text/plain")}
        assert crawl(tmp_path, seed)["outcome"] == "finished"


def test_the_whole_host_is_left_to_a_later_run_when_one_page_asks_for_a_day(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers["/robots.txt"] = http(b"User-agent: *\nCrawl-delay: 0.01\n", kind="text/plain")
        server.answers |= {"/": PAGE, "/open": BUSY, "/closed": PAGE}
        summary = crawl(tmp_path, f"http://127.0.0.1:{server.port}/", check=4)
        assert summary["outcome"] == "stopped"
        assert "/closed" not in server.asked
    assert select(tmp_path, "select count(*) from addresses where state = 'due'") == [(2,)]


def test_a_host_that_answers_429_for_its_rules_is_left_alone(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {"/robots.txt": http(b"no", "Retry-After: 0", status="429 Too Many Requests"), "/": PAGE}
        crawl(tmp_path, f"http://127.0.0.1:{server.port}/", check=4)
        assert set(server.asked) == {"/robots.txt"}


def test_a_retry_after_that_is_no_number_holds_nothing_up(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers |= {"/": PAGE, "/open": http(b"x", "Retry-After: \xb2", status="503 Busy")}
        summary = crawl(tmp_path, f"http://127.0.0.1:{server.port}/", check=4)
        assert summary["outcome"] == "finished"


def test_a_picture_that_is_linked_to_as_well_as_shown_is_kept(tmp_path: Path) -> None:
    with nasty() as server:
        picture = f"http://pictures.example:{server.port}/abc=s1600"
        server.answers |= {
            "/": http(f"<html><a href='{picture}'><img src='{picture}'></a></html>".encode()),
            "/abc=s1600": http(b"\x89PNG", kind="image/png"),
        }
        options = ("--resolve", f"pictures.example:{server.port}:127.0.0.1")
        crawl(tmp_path, f"http://127.0.0.1:{server.port}/", *options)
        assert "/abc=s1600" in server.asked


def test_a_blog_that_cannot_be_crawled_stops_no_other(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers |= {"/b/": PAGE}
        first, second = (f"http://127.0.0.1:{server.port}/{name}/" for name in "ab")
        home = create_home(tmp_path)
        with only_one(home, blog_id_of(first), first):
            done = run("crawl", first, second, "--archive", tmp_path, "--delay", "0", "--json", check=5)
    told = json.loads(done.stdout)
    assert [(one["seed"], one["outcome"]) for one in told["crawls"]] == [(second, "finished")]
    assert "being crawled" in told["error"]
