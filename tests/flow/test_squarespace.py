"""Threads of Squarespace: the answers of 7, followed to their end; the journals of 5, where all stands in the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.site import Document, Query, Site
from tests.flow.blogkeep import select
from tests.flow.hosted import THREAD, THREADS, answer, page, visit
from tests.record import PAGES

POST = page(
    '<title>Ford</title><link rel="canonical" href="http://weir.example/journal/ford">'
    '<script src="https://static1.squarespace.com/x.js"></script>',
    '<article class="hentry" data-item-id="571736c0f8508299ddd2c5f1"><h1 class="entry-title">Ford</h1>'
    '<div class="entry-content"><p>Knee deep in May and not at all in August.</p></div></article>'
    '<div class="squarespace-comments"></div>',
    "view-item",
)


@pytest.mark.parametrize("says", [{}, {"hasMore": True}], ids=["silent", "says"])
def test_comments_of_squarespace_are_followed_to_their_end_also_where_no_answer_tells_it(
    tmp_path: Path, says: dict[str, bool]
) -> None:
    def ask(path: str, query: Query) -> Document | None:
        if path != "/api/comment/GetComments":
            return None
        number = int(query["page"])
        reply = {"id": f"r{number}", "body": "Yes.", "addedOn": 1461240001000, "memberName": "Ford"}
        one = {"id": f"c{number}", "body": f"Word {number}.", "addedOn": 1461240000000, "memberName": "Gudgeon"}
        return answer({"comments": [{**one, "replies": [reply]}] if number < 4 else [], **says})

    archive = visit(tmp_path, Site("weir.example", {"/journal/ford": POST}, ask), "http://weir.example/journal/ford")
    assert [row[:2] for row in select(archive, THREAD)] == [
        *((f"c{number}", None) for number in (1, 2, 3)),
        *((f"r{number}", f"c{number}") for number in (1, 2, 3)),
    ]


def test_a_journal_of_squarespace_5_is_read_with_its_readers_comments(tmp_path: Path) -> None:
    documents = {
        "/blog/": Document((PAGES / "squarespace/five-journal/page.html").read_bytes()),
        "/blog/2011/3/30/the-second-gate.html": Document((PAGES / "squarespace/five/page.html").read_bytes()),
    }
    archive = visit(tmp_path, Site("lock.squarespace.com", documents), "http://lock.squarespace.com/blog/")
    assert [row[2] for row in select(archive, THREAD)] == ["Wade Pound", "Sluice", "Nan"]
    assert ("http://lock.squarespace.com/blog/2011/3/30/the-second-gate.html", 3, 3) in select(archive, THREADS)
