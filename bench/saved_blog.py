"""Serves a saved blog (a folder with ``manifest.jsonl``) under the addresses it had when it was live.

Run ``python -m bench.saved_blog FOLDER``; it prints the ``blogkeep crawl`` command with its ``--resolve``.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit


def read_manifest(folder: Path) -> dict[str, tuple[Path, str]]:
    """The files of a saved blog by host and path, each with its content type."""
    files: dict[str, tuple[Path, str]] = {}
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        parts = urlsplit(row["url"])
        guess = mimetypes.guess_type(parts.path)[0] or "application/octet-stream"
        kinds = {"html": "text/html", "feed": "application/xml"}
        files[place(parts.netloc, parts.path)] = (folder / row["file"], kinds.get(row["kind"], guess))
    return files


def place(host: str, path: str) -> str:
    """A host and path as they are looked up: ``index.html`` and a trailing slash count for nothing."""
    path = unquote(path).removesuffix("index.html").rstrip("/")
    return host.partition(":")[0].lower().removeprefix("www.") + (path or "/")


class Handler(BaseHTTPRequestHandler):
    """Answers with the saved file, or 404."""

    protocol_version = "HTTP/1.1"
    server: SavedBlog

    def do_GET(self) -> None:
        """One saved file."""
        if self.server.latency:
            time.sleep(self.server.latency)
        self.server.asked += 1
        found = self.server.files.get(place(self.headers.get("Host", ""), urlsplit(self.path).path))
        status = 200 if found and found[0].is_file() else 404
        body = found[0].read_bytes() if found and status == 200 else b"<html><body>Not here.</body></html>"
        self.send_response(status)
        self.send_header("Content-Type", found[1] if found and status == 200 else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class SavedBlog(ThreadingHTTPServer):
    """The server of one saved blog. ``asked`` counts requests; ``latency`` is seconds before each answer."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0, latency: float = 0.0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.files = read_manifest(folder)
        self.latency = latency
        self.asked = 0
        rows = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        self.hosts = sorted({urlsplit(json.loads(row)["url"]).netloc for row in rows})
        self.home = f"{urlsplit(json.loads(rows[0])['url']).scheme}://{self.hosts[0]}/"

    @property
    def resolve(self) -> list[str]:
        """The options that send a crawl here instead of into the net."""
        ends = [(host, 80) for host in self.hosts]
        return [w for host, port in ends for w in ("--resolve", f"{host}:{port}:127.0.0.1:{self.server_address[1]}")]


@contextmanager
def serving(folder: Path, port: int = 0, latency: float = 0.0) -> Iterator[SavedBlog]:
    """A running server of a saved blog; it ends with the block."""
    server = SavedBlog(folder, port, latency)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with serving(options.folder, options.port) as server:
        print(f"blogkeep crawl {server.home} --delay 0 {' '.join(server.resolve)}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
