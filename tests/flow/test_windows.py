"""Threads that open in a window of their own, which nobody who reads the page alone ever sees."""

from __future__ import annotations

from pathlib import Path

from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, select
from tests.record import PAGES

ROWS = """
select posts.url, comments.source_id, comments.author, comments.text
from comments
join posts on posts.id = comments.post_id
order by comments.source_id
"""


def shown(case: str) -> bytes:
    return (PAGES / "textpattern" / case / "page.html").read_bytes()


def window(path: str, query: Query) -> Document | None:
    """The window of article 12; that of article 11 has nothing in it yet."""
    if query.get("parentid") not in ("11", "12"):
        return None
    whole = shown("window")
    start, end = whole.index(b"<ol"), whole.index(b"</ol>")
    return Document(whole if query["parentid"] == "12" else whole[:start] + whole[end + 5 :])


def test_textpattern_s_comment_windows_are_opened_and_filed_under_their_article(tmp_path: Path) -> None:
    whole = shown("classic")
    flax = whole[: whole.index(b'<h3 id="comment">')] + b"</div></div></body></html>"
    tow = flax.replace(b"12/flax", b"11/tow").replace(b">Flax<", b">Tow<")
    pages = {"/": shown("classic-index"), "/articles/12/flax": flax, "/articles/11/tow": tow}
    site = Site("spindle.example", {path: Document(body) for path, body in pages.items()}, ask=window)
    with serving([site]) as server:
        crawl(tmp_path, "http://spindle.example/", "--no-media", *server.resolve)
    here = "http://spindle.example/articles/12/flax"
    assert select(tmp_path, ROWS) == [
        (here, "31", "Distaff", "How wet?"),
        (here, "32", "Nell Loom", "As for a page."),
    ]
    assert select(tmp_path, "select promised, kept from threads where kept > 0") == [(2, 2)]
    posts = [("http://spindle.example/articles/11/tow",), (here,)]
    assert select(tmp_path, "select url from posts order by url") == posts
