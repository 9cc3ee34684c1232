"""Threads of Substack: trees with tombstones, one that is refused, one that a browser kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.home import create_home
from archive.models import Exchange
from archive.warc.writer import WarcWriter
from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, run, select
from tests.flow.hosted import GAPS, THREAD, THREADS, answer, page, visit

HERE = "http://wick.substack.com"
STYLE = '<link rel="stylesheet" href="https://substackcdn.com/x.css">'


def row(number: int, above: str, **more: Any) -> dict[str, Any]:
    """A comment as the API gives it."""
    told = {"id": number, "name": f"Reader {number}", "user_id": number, "date": "2022-09-10T13:00:00.000Z"}
    return {**told, "body": f"Word {number}.", "ancestor_path": above, "status": "published", "children": [], **more}


def in_list(slug: str, key: int, count: int) -> dict[str, Any]:
    """A post in the list of all posts."""
    told = {"id": key, "slug": slug, "title": slug.title(), "canonical_url": f"{HERE}/p/{slug}"}
    return {**told, "comment_count": count, "post_date": "2022-09-10T12:00:00.000Z"}


def ask(path: str, query: Query) -> Document | None:
    """A list of two parts, a tree with a tombstone, a thread that is refused."""
    if path == "/api/v1/archive":
        start = int(query["offset"])
        return answer([in_list("lamps", 12, 3), in_list("wicks", 13, 2)][start : start + 1])
    if path == "/api/v1/post/12/comments":
        gone = row(9002, "9001", body=None, name=None, deleted=True, children=[row(9003, "9001.9002")])
        return answer({"comments": [row(9001, "", children=[gone]), row(9004, "")]})
    if path == "/api/v1/post/13/comments":
        return Document(b'{"error":"no"}', "application/json", 403)
    return None


def post(slug: str, key: int) -> Document:
    """A post's page."""
    words = "<p>Trim it square and it will burn until the morning.</p>"
    body = f'<div class="available-content"><div class="body markup">{words}</div></div>'
    script = f'<script>window._preloads = JSON.parse("{{\\"post\\":{{\\"id\\":{key}}}}}")</script>'
    article = f'<article class="newsletter-post"><h1 class="post-title">{slug.title()}</h1>{body}</article>'
    return page(f'<title>{slug}</title><link rel="canonical" href="{HERE}/p/{slug}">{STYLE}', article + script)


def test_threads_of_substack_come_as_trees_and_one_that_is_refused_is_a_gap_of_its_post(tmp_path: Path) -> None:
    home = page(STYLE, '<a href="/p/lamps">Lamps</a>')
    documents = {"/": home, "/p/lamps": post("lamps", 12), "/p/wicks": post("wicks", 13)}
    archive = visit(tmp_path, Site("wick.substack.com", documents, ask), f"{HERE}/")
    when = "2022-09-10T13:00:00Z"
    assert select(archive, THREAD) == [
        ("9001", None, "Reader 9001", "Word 9001.", when, 0),
        ("9002", "9001", None, None, when, 1),
        ("9003", "9002", "Reader 9003", "Word 9003.", when, 0),
        ("9004", None, "Reader 9004", "Word 9004.", when, 0),
    ]
    assert select(archive, GAPS) == [(f"{HERE}/p/wicks", 2, 0, "blocked")]


def test_a_thread_of_substack_that_has_grown_is_asked_again_though_its_page_is_the_same(tmp_path: Path) -> None:
    rows, url = [row(9001, "")], f"{HERE}/p/lamps"

    def grown(path: str, query: Query) -> Document | None:
        if path == "/api/v1/archive":
            return answer([in_list("lamps", 12, len(rows))] if query["offset"] == "0" else [])
        return answer({"comments": rows}) if path == "/api/v1/post/12/comments" else None

    documents = {"/": page(STYLE, '<a href="/p/lamps">Lamps</a>'), "/p/lamps": post("lamps", 12)}
    site = Site("wick.substack.com", documents, grown)
    with serving([site]) as server:
        for wanted in (1, 2):
            assert crawl(tmp_path / "archive", f"{HERE}/", *server.resolve)["outcome"] == "finished"
            assert select(tmp_path / "archive", THREADS) == [(url, wanted, wanted)]
            rows.append(row(9002, "9001"))


def kept(url: str, document: Document, headers: Mapping[str, str]) -> Exchange:
    """An answer with its question, as a browser's crawler keeps both."""
    host, _, path = url.partition("://")[2].partition("/")
    asked = "".join(f"{name}: {value}\r\n" for name, value in {"Host": host, **headers}.items())
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {document.content_type}\r\nContent-Length: {len(document.body)}\r\n\r\n"
    request = f"GET /{path} HTTP/1.1\r\n{asked}\r\n".encode()
    return Exchange(url, request, head.encode() + document.body, datetime(2023, 1, 2, tzinfo=UTC))


def test_threads_that_a_browser_kept_find_the_post_from_which_they_were_asked(tmp_path: Path) -> None:
    home = create_home(tmp_path / "theirs")
    url, thread = f"{HERE}/p/lamps", ask("/api/v1/post/12/comments", {})
    assert thread is not None
    with WarcWriter(home, info={}) as writer:
        writer.write(kept(url, post("lamps", 12), {}))
        asked = f"{HERE}/api/v1/post/12/comments?token=&all_comments=true"
        writer.write(kept(asked, thread, {"Referer": f"{url}/comments"}))
    again = tmp_path / "ours"
    run("import", *sorted(home.warcs.glob("*.warc.gz")), "--archive", again, "--blog", f"{HERE}/")
    counted = "select posts.url, count(*) from comments join posts on posts.id = comments.post_id group by 1"
    assert select(again, counted) == [(url, 4)]


def test_a_thread_that_nobody_kept_is_not_taken_for_moderated(tmp_path: Path) -> None:
    home = create_home(tmp_path / "theirs")
    url, shown = f"{HERE}/p/lamps", post("lamps", 12)
    counted = shown.body.replace(b'\\"id\\":12', b'\\"id\\":12,\\"comment_count\\":3')
    with WarcWriter(home, info={}) as writer:
        writer.write(kept(url, Document(counted), {}))
    again = tmp_path / "ours"
    run("import", *sorted(home.warcs.glob("*.warc.gz")), "--archive", again, "--blog", f"{HERE}/")
    assert select(again, GAPS) == [(url, 3, 0, "not_asked_yet")]
