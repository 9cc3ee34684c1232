"""A small archive on disk with WARC, index and rows, for tests of the verbs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from archive.db.connect import open_db
from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.home import Home, create_home
from archive.models import Blog, Exchange, Promise
from archive.warc.writer import WarcWriter
from tests.archive.db.world import HOME, START, URL, comment, post, reading, utc

EVIL = "red \x1b]0;owned\x07alert\x1b[31m \u202eback"


def make_shelf(root: Path) -> Home:
    """One blog, one post with three comments (one of them hostile, one changed), and the WARC behind it."""
    home = create_home(root)
    writer = WarcWriter(home, info={})
    captures = []
    for number, (url, body) in enumerate([(URL, b"one"), (URL, b"two"), (HOME, b"home")]):
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        request = f"GET {url} HTTP/1.1\r\n\r\n".encode()
        captures.append(writer.write(Exchange(url, request, head + body, START + timedelta(minutes=number))))
    writer.close()
    db = open_db(home.db)
    with transaction(db):
        blog_id = save_blog(db, Blog(HOME, "The Saltbox"))
        for capture in captures:
            save_capture(db, capture, blog_id)
        for number, words in enumerate(("marmalade", "marmalade and toast")):
            said = reading(
                comment("1", words, author="Ann", published=utc(2006, 1, 3)),
                comment("2", EVIL, author="=Bob", published=utc(2006, 1, 4)),
                comment("3", "marmalade?", author="Cy", parent_id=comment("1").id, parent_how="stated"),
                posts=(post(title="Breakfast", html="<p>marmalade</p>", published=utc(2006, 1, 2)),),
                promised=(Promise("comments", 4, "heading", URL),),
            )
            save_reading(db, said, captures[number], blog_id)
    db.close()
    return home
