"""Any address, any query, any row: a page, never a traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.site.test_pages import blog_id
from tests.archive.site.world import POST, World, make_world

Asks = Callable[[str, str], tuple[int, bytes]]

NASTY = (
    "", "\0", "'", '"', "' or 1=1 --", '" NEAR(', "*", "-", "a AND", "(", "{x}:y", "^", "text:", "%", "%00",
    "%zz", "../../etc/passwd", "..%2f..%2f", "\\", "\r\nSet-Cookie: a=b", "<script>alert(1)</script>",
    "{{ 7*7 }}", "\ud7ff", "\u202e", "a\u0301" * 1000, "💬", "9" * 400, "-1", "1e9", "NaN",
    "null", ".json", ".json.json",
    ";drop table posts", "http://[::1", "http://a:99999999/", "javascript:alert(1)", "data:,", "//", "?", "#",
    "&", "=", "+", "a" * 9000,
)  # fmt: skip


@pytest.fixture(scope="module")
def asks(world: World) -> Asks:
    """Asks the application itself, so that no client tidies the address up first."""
    app = world.datasette.app()

    async def ask(path: str, query: str) -> tuple[int, bytes]:
        got: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            got.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": [(b"host", b"localhost")],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
        }
        await app(scope, receive, send)
        return got[0]["status"], b"".join(part.get("body", b"") for part in got[1:])

    return lambda path, query: asyncio.run(ask(path, query))


PLACES = (
    ("/-/blog/{}", ""), ("/-/post/{}", ""), ("/-/comment/{}", ""), ("/-/proof/post/{}", ""),
    ("/-/proof/comment/{}.json", ""), ("/-/proof/{}/x", ""), ("/-/capture/{}", ""),
    ("/-/capture/{}.warc.gz", ""),
    ("/-/replay/{}/", ""), ("/-/replay/{}", ""), ("/-/captures", "url={}"), ("/-/captures.json", "url={}"),
    ("/-/search", "q={}"), ("/-/search.json", "q=bread&blog={}"), ("/-/search", "q=bread&kind={}"),
    ("/-/search", "q=bread&page={}"), ("/-/search", "q=bread&person={}"), ("/-/search", "q=bread&year={}"),
    ("/-/search", "q=bread&language={}"), ("/-/search.atom", "q={}"), ("/-/search.atom", "q=bread&blog={}"),
    ("/-/blog/{}.atom", ""), ("/-/post/{}.atom", ""), ("/-/cite/post/{}", ""), ("/-/cite/comment/{}.bib", ""),
    ("/-/person/{}", ""), ("/-/coverage/{}", ""), ("/-/crawl/{}", ""),
    ("/-/crawls", "blog={}"), ("/-/addresses", "blog={}"), ("/-/addresses", "outcome={}&reason={}&page={}"),
    ("/-/blog/BLOG", "author={}"), ("/-/blog/BLOG", "tag={}&page={}"), ("/-/blog/BLOG", "in={}"), ("/", "{}"),
    ("/-/search", "{}"), ("/-/conversation/{}", ""),
    ("/-/conversation", "who={}&whom={}&page={}"), ("/-/conversation", "from={}&to={}"), ("/-/conversation", "by={}"),
    ("/-/post/POST", "since={}&open={}"), ("/-/post/POST", "at={}"), ("/-/history/post/POST", "since={}"),
    ("/-/history/blog/BLOG", "since={}&new={}"), ("/-/history/{}/x", ""), ("/-/history/post/{}", ""),
    ("/-/history/blog/{}.atom", ""), ("/-/schedules", "page={}"), ("/-/schedule/{}", ""),
    ("/-/schedule/SCHEDULE", "run={}"), ("/-/concerns", "{}"), ("/-/schema", "{}"),
)  # fmt: skip


def _fill(path: str, world: World) -> str:
    """A path with ids that are there."""
    schedule = str(world.one("select id from schedules"))
    return path.replace("BLOG", blog_id(world)).replace("POST", world.post).replace("SCHEDULE", schedule)


def check(asks: Asks, place: tuple[str, str], word: str, world: World) -> None:
    safe = quote(word, safe="", errors="replace")
    query = place[1].format(*[safe] * 3)
    status, body = asks(_fill(place[0], world).format(safe), query)
    assert status in (200, 302, 400, 404), (place, word[:50], status)
    assert b"Traceback" not in body
    assert body.startswith(b"{") or b"<script>alert(1)" not in body
    if status != 302 and b"<h1" in body:
        assert b"Something broke" not in body


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "?".join(filter(None, place)))
def test_nasty_words_get_a_page(world: World, asks: Asks, place: tuple[str, str]) -> None:
    for word in NASTY:
        check(asks, place, word, world)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(PLACES),
    word=st.text(max_size=60) | st.text("\"*()-^:{}\0'%\\ aORANDNEAR", max_size=60),
)
def test_any_words_get_a_page(world: World, asks: Asks, place: tuple[str, str], word: str) -> None:
    check(asks, place, word, world)


@pytest.mark.parametrize("place", [place for place in PLACES if place[1]], ids=lambda place: "?".join(place))
@pytest.mark.parametrize("word", ["a", '"', "%00", "a+", "%F0%9F%92%AC", "&x="])
def test_a_million_letters_get_a_page(world: World, asks: Asks, place: tuple[str, str], word: str) -> None:
    query = place[1].format(*[word * (1_000_000 // len(word))] * 3)
    status, _ = asks(_fill(place[0], world), query)
    assert status in (200, 400, 404)


FIELDS = {
    "blogs": "title description platform language zone home",
    "posts": "title author author_url published published_local published_raw published_zone updated html "
    "text language url first_seen last_seen witness next_url",
    "comments": "title author author_url published published_local published_raw kind html text parent_id "
    "parent_how url first_seen system witness",
    "captures": "url time content_type digest truncated adapter layout doubt",
    "threads": "promised_by last_comment",
    "people": "name url platform_id",
    "addresses": "role found_on state outcome reason last_tried not_before",
    "crawls": "seed started ended outcome message settings figures",
    "schedules": "seed every cron zone settings host hours",
    "runs": "seed why outcome message worker log",
    "concerns": "kind severity sentence advice url opened seen",
    "notices": "time about target outcome error",
}
EVIL = ["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "\0\u202e", "{{ 7*7 }}", ""]


@pytest.mark.parametrize("word", EVIL)
def test_any_words_in_any_row_get_a_page_without_markup(tmp_path: Any, word: str) -> None:
    world = make_world(tmp_path / "archive")
    for table, names in FIELDS.items():
        columns = names.split()
        changes = ", ".join(f"{column} = ?" for column in columns)
        world.write(f"update {table} set {changes}", *([word] * len(columns)))
    world.write("update tags set name = name || ?", word)
    capture, post = world.captures[POST].id, world.post_of(POST)
    blog = world.one("select blog_id from posts where id = ?", post)
    comment = world.one("select id from comments where source_id = '2'")
    person = world.one("select author_id from comments where id = ?", comment)
    other = world.one("select author_id from comments where source_id = '1'")
    schedule = world.one("select id from schedules")
    world.write(
        "insert into links (id, post_id, url, host, words, capture_id) select 'x', ?, home, ?, ?, ? from blogs limit 1",
        post, word, word, capture,
    )  # fmt: skip
    for path in ("/", f"/-/blog/{blog}", f"/-/blog/{blog}?in=undated", f"/-/post/{post}",
                 f"/-/proof/post/{post}", f"/-/proof/comment/{comment}", f"/-/capture/{capture}",
                 f"/-/replay/{capture}/", "/-/search?q=bread", "/-/coverage", f"/-/coverage/{blog}", "/-/crawls",
                 "/-/crawl/crawl-1", "/-/addresses", f"/-/cite/post/{post}", f"/-/cite/comment/{comment}",
                 f"/-/person/{person}", f"/-/post/{post}.atom", f"/-/blog/{blog}.atom", "/-/search.atom?q=bread",
                 f"/-/cite/comment/{comment}.txt", "/-/conversation", f"/-/conversation/{blog}",
                 "/-/conversation?by=posts",
                 f"/-/conversation?who={person}&whom={other}", f"/-/conversation?from={blog}&to={blog}",
                 f"/-/post/{post}?since=2005-01-01", f"/-/post/{post}?at=2024-05-07", f"/-/history/post/{post}",
                 f"/-/history/blog/{blog}?new=1", f"/-/history/blog/{blog}.atom", "/-/concerns", "/-/schedules",
                 f"/-/schedule/{schedule}", f"/-/schedule/{schedule}?run=1", "/archive/posts", "/archive/comments",
                 "/archive/captures"):  # fmt: skip
        shown = world.get(path)
        assert shown.status_code == 200, path
        if not path.endswith(".txt"):
            assert "<script>alert" not in shown.text
            assert "<img src=x" not in shown.text
        page, _, query = path.partition("?")
        assert world.get(f"{page}.json?{query}").status_code in (200, 404)
