"""A real Isso server: comments posted through its API, crawled from a page, compared one by one."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from demo.serve import serving
from demo.site import Document, Site
from tests.flow.blogkeep import crawl, dump, run, select

pytest.importorskip("isso", reason="Isso is not installed: pip install isso")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

PATH = "/2015/buttons/"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A jar of buttons</title>
<link rel="canonical" href="http://attic.example{PATH}">
<script data-isso="http://talk.example/" src="http://talk.example/js/embed.min.js" async></script></head>
<body><article><h1>A jar of buttons</h1><p>Four hundred and six of them, and no two alike until the very bottom,
where a pair of green ones lay side by side, as if somebody had put them to bed.</p></article>
<section id="isso-thread" data-isso-id="{PATH}"></section></body></html>"""
HOME = f'<html><body><h1>Attic</h1><a href="{PATH}">A jar of buttons</a></body></html>'

ROWS = """
select comments.source_id, comments.system, comments.author, comments.author_url, comments.text, deleted,
  (select source_id from comments as above where above.id = comments.parent_id)
from comments
join posts on posts.id = comments.post_id
where posts.url = ?
order by cast(comments.source_id as integer)
"""


@dataclass
class Server:
    """Isso on a port of its own. ``cookies`` are what lets a writer edit and delete."""

    port: int
    cookies: dict[int, str] = field(default_factory=dict)

    def call(self, method: str, address: str, told: dict[str, Any] | None = None, cookie: str = "") -> Any:
        """One call of its API; the answer as Python."""
        body = json.dumps(told).encode() if told is not None else None
        headers = {"Content-Type": "application/json", "Origin": "http://attic.example", "Cookie": cookie}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", body, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            row = json.load(answer)
            if method == "POST":
                self.cookies[row["id"]] = answer.headers["Set-Cookie"].partition(";")[0]
            return row

    def write(self, text: str, author: str | None, parent: int | None = None, website: str | None = None) -> int:
        """Post a comment; its id."""
        told = {"text": text, "author": author, "parent": parent, "website": website, "title": "A jar of buttons"}
        return int(self.call("POST", f"/new?uri={PATH}", told)["id"])


@pytest.fixture
def isso(tmp_path: Path) -> Iterator[Server]:
    """A running server with an empty database."""
    from isso import config, make_app
    from werkzeug.serving import make_server

    settings = tmp_path / "isso.cfg"
    settings.write_text(
        f"[general]\ndbpath = {tmp_path / 'isso.db'}\nhost = http://attic.example/\n"
        "[server]\nlisten = http://talk.example/\n[guard]\nenabled = false\n[moderation]\nenabled = false\n"
    )
    defaults = Path(config.__file__).with_name("isso.cfg")
    app = make_app(config.load(str(defaults), str(settings)))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Server(server.server_port)
    finally:
        server.shutdown()
        thread.join()


def test_every_comment_of_a_real_isso_becomes_a_row(isso: Server, tmp_path: Path) -> None:
    first = isso.write("Were there *horn* ones?", "Wilma", website="http://wilma.example/")
    second = isso.write("Two, and a half.", None, first)
    third = isso.write("And bone? Ä, ß & 1 < 2.", "Wilma", second)
    gone = isso.write("Something rash.", "Otto")
    stays = isso.write("What did he say?", "Nan", gone)
    more = [isso.write(f"Button number {n}.", f"Counter {n}") for n in range(60)]
    isso.call("PUT", f"/id/{second}", {"text": "Three, in the end.", "author": None}, isso.cookies[second])
    isso.call("DELETE", f"/id/{gone}", cookie=isso.cookies[gone])
    site = Site("attic.example", {"/": Document(HOME.encode()), PATH: Document(PAGE.encode())})
    archive = tmp_path / "archive"
    with serving([site]) as blog:
        resolve = (*blog.resolve, "--resolve", f"talk.example:80:127.0.0.1:{isso.port}")
        assert crawl(archive, "http://attic.example/", *resolve)["outcome"] == "finished"
    one, two, three, four, five = map(str, (first, second, third, gone, stays))
    assert select(archive, ROWS, f"http://attic.example{PATH}") == [
        (one, "isso", "Wilma", "http://wilma.example/", "Were there horn ones?", 0, None),
        (two, "isso", None, None, "Three, in the end.", 0, one),
        (three, "isso", "Wilma", None, "And bone? Ä, ß & 1 < 2.", 0, one),
        (four, "isso", None, None, "", 1, None),
        (five, "isso", "Nan", None, "What did he say?", 0, four),
        *((str(n), "isso", f"Counter {i}", None, f"Button number {i}.", 0, None) for i, n in enumerate(more)),
    ]
    assert select(archive, "select promised, kept from threads where promised is not null") == [(64, 64)]
    assert select(archive, "select count(*) from captures where url = 'http://talk.example/robots.txt'") == [(1,)]
    again = tmp_path / "again"
    run("import", *sorted((archive / "warc").glob("*.warc.gz")), "--archive", again)
    assert dump(again) == dump(archive)


def test_isso_says_no_in_robots_txt_and_is_left_alone(isso: Server, tmp_path: Path) -> None:
    isso.write("Nobody may look.", "Wilma")
    site = Site("attic.example", {"/": Document(HOME.encode()), PATH: Document(PAGE.encode())})
    talk = Site("talk.example", {"/robots.txt": Document(b"User-agent: *\nDisallow: /\n", "text/plain")})
    archive = tmp_path / "archive"
    with serving([site, talk]) as blog:
        crawl(archive, "http://attic.example/", *blog.resolve)
    asked = "select state, outcome from addresses where role = 'embed'"
    assert [row[-1] for row in select(archive, asked)] == ["robots"]
    assert select(archive, "select count(*) from comments") == [(0,)]
