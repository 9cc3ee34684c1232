"""The sample blogs: small, whole, and answered as real servers answer."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.serve import BLOGS, BlogServer, build_sites, sample_blogs, serving
from demo.words import read_words

ROOT = Path(__file__).parents[2]
GONE = "/weblog/archives/2003/11/the_first_post.html"
"""The one address that the sample blogs name and do not have."""


@pytest.fixture(scope="module")
def server() -> Iterator[BlogServer]:
    """All sample blogs, served."""
    with serving(build_sites()) as running:
        yield running


def ask(server: BlogServer, url: str, **headers: str) -> http.client.HTTPResponse:
    """The answer to one request, with its body read into ``.data``."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    line.request("GET", target, headers={"Host": parts.netloc, **headers})
    answer = line.getresponse()
    answer.data = answer.read()  # type: ignore[attr-defined]
    line.close()
    return answer


def test_samples_are_small() -> None:
    files = [file for file in (ROOT / "demo").rglob("*.*") if file.suffix in (".py", ".txt")]
    assert sum(file.stat().st_size for file in files) < 2**20


def test_sample_blogs_tell_what_they_hold() -> None:
    assert {
        b.title: (len(b.posts), sum(len(p.talk) for p in b.posts), sum(len(p.pings) for p in b.posts))
        for b in sample_blogs()
    } == {
        "The Saltbox Ledger": (8, 20, 0),
        "Slow Trains": (6, 36, 2),
        "Moth Notes": (5, 14, 0),
        "Tidewrack": (5, 10, 1),
    }


def test_start_document_has_five_comments_of_which_three_name_their_author() -> None:
    post = next(p for p in read_words("saltbox").posts if p.title == "On the door that will not stay shut")
    assert [c.author for c in post.comments] == ["Benno Tarn", "", "Wilhelmina", "", "Ferro di Lana"]
    path = "/saltbox/2010/03/on-the-door-that-will-not-stay-shut.html"
    page = BLOGS["saltbox"].build().answer(path, {}).body.decode()
    closed = "The comments to this entry are closed."
    seen = ("&laquo; Frost on the inside", ">Main<", closed, "Powered by FeedBlitz", "(RSS)")
    assert [words for words in seen if words not in page] == []


@pytest.mark.parametrize("name", BLOGS)
def test_every_address_that_a_sample_names_answers(server: BlogServer, name: str) -> None:
    words = read_words(name)
    todo = {words.home}
    answers: dict[str, int] = {}
    while todo:
        url = todo.pop()
        answer = ask(server, url)
        answers[url] = answer.status
        found = re.findall(rb"(?:href|src|url)=['\"]([^'\"]+)['\"]|<(?:loc|link)>([^<]+)<", answer.data)  # type: ignore[attr-defined]
        addresses = {(a or b).decode().replace("&amp;", "&").partition("#")[0] for a, b in found}
        inside = {a for a in addresses if a.startswith(f"http://{words.host}/")}
        ours = {a for a in inside if not re.search(r"replytocom|xmlrpc|\.cgi|comments/default/\d", a)}
        todo |= ours - answers.keys()
    broken = {url for url, status in answers.items() if status not in (200, 301)}
    assert broken == ({f"http://{words.host}{GONE}"} if name == "tidewrack" else set())
    assert len(answers) > 15


def test_second_visit_is_told_that_nothing_changed(server: BlogServer) -> None:
    url = "http://slowtrains.example/"
    first = ask(server, url)
    assert (first.status, first.getheader("Last-Modified")) == (200, "Sat, 14 Sep 2013 18:19:00 GMT")
    again = ask(server, url, **{"If-None-Match": first.getheader("ETag") or ""})
    assert (again.status, again.data) == (304, b"")  # type: ignore[attr-defined]


def test_pages_are_packed_for_who_takes_gzip(server: BlogServer) -> None:
    answer = ask(server, "http://slowtrains.example/", **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip"


def test_unknown_host_is_misdirected(server: BlogServer) -> None:
    assert ask(server, "http://elsewhere.example/").status == 421


def test_wordpress_api_gives_comments_in_pages_and_says_how_many(server: BlogServer) -> None:
    url = "http://slowtrains.example/wp-json/wp/v2/comments?per_page=20&order=asc"
    got: list[int] = []
    following: str | None = url
    while following:
        answer = ask(server, following)
        assert answer.getheader("X-WP-Total") == "36"
        got.extend(comment["id"] for comment in json.loads(answer.data))  # type: ignore[attr-defined]
        link = re.match(r'<([^>]+)>; rel="next"', answer.getheader("Link") or "")
        following = link[1] if link else None
    assert len(set(got)) == 36


def test_blogger_feed_pages_follow_each_other(server: BlogServer) -> None:
    url = "http://mothnotes.blogspot.example/feeds/posts/default?alt=json&max-results=2"
    titles: list[str] = []
    while url:
        feed = json.loads(ask(server, url).data)["feed"]  # type: ignore[attr-defined]
        assert feed["openSearch$totalResults"] == {"$t": "5"}
        titles.extend(entry["title"]["$t"] for entry in feed["entry"])
        url = next((link["href"] for link in feed["link"] if link["rel"] == "next"), "")
    assert titles == [post.title for post in reversed(read_words("mothnotes").posts)]
