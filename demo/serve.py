"""A small local server for the sample blogs: one port, several hosts, ETag, Last-Modified, gzip.

Run ``python -m demo.serve`` while you write an adapter; it prints the ``--resolve`` options with which
``blogkeep crawl`` finds the blogs.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlsplit

from demo import blogger, movabletype, typepad, wordpress
from demo.site import Document, Site
from demo.words import Words, read_words

BLOGS = {"saltbox": typepad, "slowtrains": wordpress, "mothnotes": blogger, "tidewrack": movabletype}
"""The sample blogs by name, each with the module that prints its platform's pages."""


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the hosts of its server; every other host gets 421."""

    protocol_version = "HTTP/1.1"
    server_version = "Samples"
    server: BlogServer

    def do_GET(self) -> None:
        """Answer with the document, or 304 when the visitor has it already."""
        parts = urlsplit(self.path)
        site = self.server.sites.get((self.headers.get("Host") or "").partition(":")[0].lower())
        if site is None:
            self._send(Document(b"No such blog here.\n", "text/plain", 421))
            return
        document = site.answer(unquote(parts.path), dict(parse_qsl(parts.query)))
        if document.pause:
            time.sleep(document.pause)
        self._send(document)

    do_HEAD = do_GET

    def _send(self, document: Document) -> None:
        body = document.body
        tag = f'"{hashlib.sha1(body).hexdigest()[:16]}"'
        fresh = document.status == 200 and self.headers.get("If-None-Match") == tag
        packed = len(body) > 400 and _is_text(document) and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            body = gzip.compress(body, 6, mtime=0)
        self.send_response(304 if fresh else document.status)
        self.send_header("Content-Type", document.content_type)
        if document.status == 200:
            self.send_header("ETag", tag)
        if document.modified is not None:
            self.send_header("Last-Modified", format_datetime(document.modified.astimezone(UTC), usegmt=True))
        for name, value in document.headers:
            self.send_header(name, value)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if not fresh:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET" and not fresh:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl says what it fetched."""


class BlogServer(ThreadingHTTPServer):
    """The server with its sites by host. ``port`` is the one it was given by the system."""

    daemon_threads = True

    def __init__(self, sites: Iterable[Site], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.sites: Mapping[str, Site] = {site.host: site for site in sites}

    @property
    def port(self) -> int:
        """The port that it listens on, on 127.0.0.1."""
        return int(self.server_address[1])

    @property
    def resolve(self) -> list[str]:
        """The options that send a crawl of these hosts here instead of into the net."""
        return [word for host in self.sites for word in ("--resolve", f"{host}:80:127.0.0.1:{self.port}")]


def build_sites(names: Iterable[str] = tuple(BLOGS)) -> list[Site]:
    """The sites of the sample blogs, made anew."""
    return [BLOGS[name].build() for name in names]


def sample_blogs() -> list[Words]:
    """The words of every sample blog."""
    return [read_words(name) for name in BLOGS]


@contextmanager
def serving(sites: Iterable[Site], port: int = 0) -> Iterator[BlogServer]:
    """A running server for these sites; it ends with the block."""
    server = BlogServer(sites, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _is_text(document: Document) -> bool:
    return document.content_type.startswith(("text/", "application/", "image/svg"))


def main() -> None:
    """Serve the sample blogs until Ctrl-C."""
    with serving(build_sites()) as server:
        print(f"Sample blogs on 127.0.0.1:{server.port} (by Host). Crawl one of them with:\n")
        for words in sample_blogs():
            option = f"--resolve {words.host}:80:127.0.0.1:{server.port}"
            print(f"  blogkeep crawl {words.home} --delay 0 {option}")
        print("\nCtrl-C ends it.", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
