"""Threads that a server gives to POST alone: asked, kept with the question, found, read again, asked once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from archive.home import Home, create_home
from archive.models import Capture, Exchange
from archive.posted import join_filed
from archive.warc.cdxj import find_lines, iter_lines
from archive.warc.reader import iter_exchanges
from archive.warc.writer import WarcWriter
from demo.serve import serving
from demo.site import Document, Site
from tests.flow.blogkeep import crawl, dump, run, select
from tests.record import PAGES

HERE = "http://kiln.example"
POSTS = {"/glazes": "Ash glazes", "/kilns": "Two kilns", "/clay": "Clay"}
SERVER = "http://talk.example/api/comment/list"
ROWS = """
select posts.url, comments.system, comments.source_id, comments.author, comments.text
from comments
join posts on posts.id = comments.post_id
order by posts.url, comments.source_id
"""


def post(path: str, title: str) -> str:
    """A post whose thread lies on talk.example; that of the clay is Comentario's."""
    commento = '<script defer src="http://talk.example/js/commento.js"></script><div id="commento"></div>'
    comentario = (
        '<script defer src="http://talk.example/comentario.js"></script><comentario-comments></comentario-comments>'
    )
    return f"""<html><head><title>{title}</title><link rel="canonical" href="{HERE}{path}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "BlogPosting", "headline": "{title}",
"url": "{HERE}{path}", "commentCount": 1}}</script></head><body>
<article><h1>{title}</h1><p>Wood ash and water, sieved twice and left to stand for a night, and then poured off slowly
so that what is heavy stays where it is. Nobody who was in a hurry ever liked the colour that came of it.</p></article>
<form method="post" action="http://talk.example/api/comment/new"><input name="markdown" value="x"></form>
<a href="{SERVER}?__wb_method=POST&amp;domain=kiln.example&amp;path=%2Fforged">an address that looks like a POST</a>
{comentario if path == "/clay" else commento}</body></html>"""


class Talk:
    """A server of threads. ``heard`` are the requests that reached it; ``robots`` its robots.txt;
    ``busy`` how often it still says 503."""

    def __init__(self, robots: str = "", busy: int = 0) -> None:
        self.heard: list[tuple[str, str, str, object]] = []
        self.robots, self.busy = robots, busy
        self.more = ""

    def answer(self, path: str, asked: object) -> tuple[int, bytes]:
        """What a POST is answered."""
        if self.busy:
            self.busy -= 1
            return 503, b"busy"
        match asked:
            case {"commenterToken": "anonymous", "domain": "kiln.example", "path": str(page)}:
                one = {"commenterHex": "anonymous", "parentHex": "root", "creationDate": "2019-06-01T10:11:12Z"}
                said = [{**one, "commentHex": page[1:], "html": f"<p>What of {page}?{self.more}</p>"}]
                told: object = {"success": True, "domain": "kiln.example", "commenters": {}, "comments": said}
            case {"host": "kiln.example", "path": "/clay"} if path.startswith("/api/embed/comments"):
                told = json.loads((PAGES / "comentario/thread/page.json").read_text())
            case _:
                return 400, b'{"success":false,"message":"missing field"}'
        return 200, json.dumps(told).encode()


@contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """The server on a port of its own: GET gives robots.txt and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            talk.heard.append(("GET", self.path, "", None))
            self._send(200, talk.robots.encode()) if self.path == "/robots.txt" else self._send(405, b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = self.headers["Content-Type"]
            talk.heard.append(("POST", self.path, kind, json.loads(body)))
            self._send(*talk.answer(self.path, json.loads(body)))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("ETag", '"same"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def potters(talk: Talk) -> Iterator[tuple[str, ...]]:
    """The blog and its threads; the options that lead to them."""
    home = "<html><body>" + "".join(f"<a href='{path}'>{title}</a>" for path, title in POSTS.items()) + "</body></html>"
    pages = {"/": home, **{path: post(path, title) for path, title in POSTS.items()}}
    site = Site("kiln.example", {path: Document(text.encode()) for path, text in pages.items()})
    with talking(talk) as port, serving([site]) as blog:
        yield (*blog.resolve, "--resolve", f"talk.example:80:127.0.0.1:{port}")


def posted(talk: Talk) -> list[object]:
    """What was asked by POST, in the order of paths."""
    return sorted((told for method, _, _, told in talk.heard if method == "POST"), key=str)


ASKED = [
    {"commenterToken": "anonymous", "domain": "kiln.example", "path": "/glazes"},
    {"commenterToken": "anonymous", "domain": "kiln.example", "path": "/kilns"},
    {"host": "kiln.example", "path": "/clay"},
]


def filed(path: str) -> str:
    """Where the answer for a post's thread is filed."""
    said = f"commenterToken=anonymous&domain=kiln.example&path=%2F{path}"
    return join_filed(f"{SERVER}?blogkeep_post=http%3A%2F%2Fkiln.example%2F{path}", "POST", said)


def pairs(archive: Path) -> Iterator[tuple[bytes, Capture]]:
    """The requests that were POSTs, with the captures of their answers."""
    for path in sorted((archive / "warc").glob("*.warc.gz")):
        for exchange, capture in iter_exchanges(path):
            if exchange.request.startswith(b"POST "):
                yield exchange.request, capture


def test_a_thread_that_only_a_post_gets_is_a_row_live_reread_and_imported(tmp_path: Path) -> None:
    talk = Talk()
    archive, again = tmp_path / "archive", tmp_path / "again"
    with potters(talk) as options:
        assert crawl(archive, f"{HERE}/", *options)["outcome"] == "finished"
    assert posted(talk) == ASKED
    assert {kind for method, _, kind, _ in talk.heard if method == "POST"} == {"application/json"}
    assert [path for method, path, _, _ in talk.heard if method == "GET" and "/api/" in path] == []
    rows = select(archive, ROWS)
    assert [row for row in rows if row[1] == "commento"] == [
        (f"{HERE}/glazes", "commento", "glazes", None, "What of /glazes?"),
        (f"{HERE}/kilns", "commento", "kilns", None, "What of /kilns?"),
    ]
    assert {row[0] for row in rows if row[1] == "comentario"} == {f"{HERE}/clay"}
    assert select(archive, "select state, outcome from addresses where url = ?", filed("glazes")) == [("done", "kept")]
    assert select(archive, "select count(*) from captures where url = ?", filed("glazes")) == [(1,)]
    assert run("verify", "--archive", archive).stdout.count("orphan") == 0
    before = dump(archive)
    run("reread", "--archive", archive)
    assert dump(archive) == before
    run("import", *sorted((archive / "warc").glob("*.warc.gz")), "--archive", again)
    assert dump(again) == before


def test_the_warc_holds_the_question_and_the_index_finds_it(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with potters(Talk()) as options:
        crawl(archive, f"{HERE}/", *options)
    found = {capture.url: request for request, capture in pairs(archive)}
    assert len(found) == 3
    head, _, body = found[filed("glazes")].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/comment/list?blogkeep_post=http%3A%2F%2Fkiln.example%2Fglazes HTTP/1.1\r\n")
    assert json.loads(body) == ASKED[0]
    (index,) = Home(archive).warcs.glob("*.cdxj")
    (line,) = find_lines(index, filed("glazes"))
    assert (line.method, line.request_body) == ("POST", "commenterToken=anonymous&domain=kiln.example&path=%2Fglazes")
    assert line.url == f"{SERVER}?blogkeep_post=http%3A%2F%2Fkiln.example%2Fglazes"
    assert sum(line.method is not None for line in iter_lines(index)) == 3


def test_a_second_visit_asks_by_post_again_and_keeps_the_answer_whole(tmp_path: Path) -> None:
    talk = Talk()
    archive = tmp_path / "archive"
    with potters(talk) as options:
        crawl(archive, f"{HERE}/", *options)
        talk.more = " And since?"
        crawl(archive, f"{HERE}/", "--full", *options)
    assert posted(talk) == sorted([*ASKED, *ASKED], key=str)
    asked = "select text from comments where source_id = 'kilns'"
    assert select(archive, asked) == [("What of /kilns? And since?",)]
    whole = "select status, revisit_of from captures where url = ?"
    assert select(archive, whole, filed("kilns")) == [(200, None), (200, None)]
    assert run("verify", "--archive", archive).returncode == 0


def test_a_busy_server_is_asked_again_by_post(tmp_path: Path) -> None:
    talk = Talk(busy=1)
    archive = tmp_path / "archive"
    with potters(talk) as options:
        crawl(archive, f"{HERE}/", *options)
    assert len(posted(talk)) == 4
    assert select(archive, "select count(*) from comments where system = 'commento'") == [(2,)]


def test_robots_txt_forbids_the_plain_address_and_coverage_names_the_post(tmp_path: Path) -> None:
    talk = Talk(robots="User-agent: *\nDisallow: /api/comment/\n")
    archive = tmp_path / "archive"
    with potters(talk) as options:
        crawl(archive, f"{HERE}/", *options)
    assert posted(talk) == ASKED[2:]
    assert select(archive, "select distinct outcome from addresses where url like '%comment/list%'") == [("robots",)]
    coverage = run("coverage", "--archive", archive).stdout
    assert "POST http://talk.example/api/comment/list?blogkeep_post=" in coverage, coverage


def test_a_server_on_a_private_address_is_refused(tmp_path: Path) -> None:
    page = post("/glazes", "Ash glazes").replace("http://talk.example/js", "http://127.0.0.1:9/js")
    site = Site("kiln.example", {"/": Document(b"<a href='/glazes'>Ash</a>"), "/glazes": Document(page.encode())})
    archive = tmp_path / "archive"
    with serving([site]) as blog:
        crawl(archive, f"{HERE}/", *blog.resolve)
    asked = "select outcome from addresses where role = 'embed'"
    assert select(archive, asked) == [("private",)]


def kept(path: str) -> Exchange:
    """An old Commento's answer, which names no page, as another tool captured it with its question."""
    said = f'{{"commenterToken":"anonymous","domain":"kiln.example","path":"{path}"}}'
    form = f"Content-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
    request = f"POST /api/comment/list HTTP/1.1\r\n{form}"
    body = Talk().answer("", json.loads(said))[1].decode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return Exchange(SERVER, f"{request}{said}".encode(), f"{head}{body}".encode(), datetime(2020, 1, 2, tzinfo=UTC))


def test_two_posts_to_one_address_in_anybodys_warc_are_two_threads(tmp_path: Path) -> None:
    theirs, ours = create_home(tmp_path / "theirs"), tmp_path / "ours"
    with WarcWriter(theirs, info={}) as writer:
        for path in ("/glazes", "/kilns"):
            writer.write(kept(path))
    warcs = sorted(theirs.warcs.glob("*.warc.gz"))
    run("import", *warcs, "--archive", ours, "--blog", f"{HERE}/")
    assert [(url.partition("://")[2], key) for url, _, key, *_ in select(ours, ROWS)] == [
        ("kiln.example/glazes", "glazes"),
        ("kiln.example/kilns", "kilns"),
    ]
    assert "orphan" not in run("verify", "--archive", ours).stdout
    said = "commenterToken=anonymous&domain=kiln.example&path=%2Fkilns"
    checked = run("check", *warcs, "--url", join_filed(SERVER, "POST", said)).stdout
    assert "about        https://kiln.example/kilns" in checked


def test_check_says_in_words_that_a_thread_is_asked_for_by_post(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(post("/glazes", "Ash glazes"))
    said = f"POST {SERVER}?blogkeep_post=http%3A%2F%2Fkiln.example%2Fglazes with commenterToken=anonymous&domain="
    assert said in run("check", file).stdout
    (follow,) = [one for one in json.loads(run("check", file, "--json").stdout)["follow"] if one["role"] == "embed"]
    assert (follow["method"], json.loads(follow["body"])) == ("POST", ASKED[0])
