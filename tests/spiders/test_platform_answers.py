"""Answers of the hosted platforms that are broken, hostile or of another kind than their address says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spiders.page import Page
from spiders.platforms.medium_paragraphs import as_html
from spiders.read import read_page

ADDRESSES = (
    "https://reed.livejournal.com/reed/__rpc_get_thread?journal=reed&itemid=512&page=1",
    "https://sieve.example/ghost/api/content/posts/?key=0a&limit=100&page=1",
    "https://wick.substack.com/api/v1/archive?sort=new&offset=0&limit=12",
    "https://wick.substack.com/api/v1/posts/lamps",
    "https://wick.substack.com/api/v1/post/12/comments?token=",
    "https://medium.com/_/graphql",
    "https://medium.com/@ash/grates-0f0e0d0c0b0a?format=json",
    "https://weir.example/journal?format=json",
    "https://weir.example/api/comment/GetComments?targetId=5&targetType=1&page=1",
)
NOTHING: tuple[Any, ...] = (None, 0, "x", [], {}, [None, 1, "x", []], {"error": "no"})
BROKEN: tuple[Any, ...] = (
    {"comments": [None, 3, "x", [], {}, {"id": [], "dtalkid": {}, "children": 7, "replies": "x"}]},
    {"comments": {"a": 1}, "posts": {"a": 1}, "items": 3, "collection": 1, "website": 2},
    {"posts": [{"url": 5, "authors": "x", "tags": [1]}, {"url": "javascript:x"}], "meta": "x"},
    {
        "website": {},
        "collection": {},
        "items": [{"fullUrl": 1}, {"fullUrl": "/a", "tags": 5}],
        "pagination": 1,
    },
    {"data": {"post": {"threadedPostResponses": {"posts": [{"id": 1}, {"content": [], "creator": 3}]}}}},
    {"payload": {"value": {"firstPublishedAt": "x", "content": {"bodyModel": {"paragraphs": [1, {}]}}}}},
    [{"slug": 3}, {"slug": "a", "publishedBylines": [None], "postTags": {"x": 1}, "id": {}}],
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("answer", [*NOTHING, *BROKEN], ids=lambda one: json.dumps(one)[:40])
def test_no_answer_breaks_its_reader(address: str, answer: Any) -> None:
    page = Page(address, json.dumps(answer).encode(), content_type="application/json")
    assert "reader failed" not in (read_page(page).doubt or "")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("body", [b"", b"{", b"<html></html>", b"[" * 5000, b"\xff\xfe\x00"])
def test_no_body_breaks_a_reader(address: str, body: bytes) -> None:
    assert "reader failed" not in (
        read_page(Page(address, body, content_type="application/json")).doubt or ""
    )


def test_overlapping_marks_of_a_paragraph_are_cut_into_pieces() -> None:
    marks = [{"type": "STRONG", "start": 0, "end": 6}, {"type": "EM", "start": 3, "end": 9}]
    assert as_html([{"type": "P", "text": "one<two>", "markups": marks}]) == (
        "<p><strong>one</strong><strong><em>&lt;tw</em></strong><em>o&gt;</em></p>"
    )


def test_places_in_a_paragraph_count_signs_beyond_the_first_plane_twice() -> None:
    marks = [{"type": "A", "start": 3, "end": 6, "href": 'http://a.example/"'}]
    assert as_html([{"type": "P", "text": "\U0001f525 ash!", "markups": marks}]) == (
        '<p>\U0001f525 <a href="http://a.example/&quot;">ash</a>!</p>'
    )


@pytest.mark.parametrize(
    ("promised", "doubt"),
    [
        (1, None),
        (40, "comments not read: 1 of 40 responses are in the page, the rest Medium gives to POST alone"),
    ],
)
def test_responses_of_medium_that_only_a_post_gives_are_named(promised: int, doubt: str | None) -> None:
    state = {
        "Post:0f0e0d0c0b0a": {
            "id": "0f0e0d0c0b0a",
            "title": "Grates",
            "postResponses": {"count": promised},
            "threadedPostResponses": {"posts": [{"__ref": "Post:aaaabbbbcccc"}]},
        },
        "Post:aaaabbbbcccc": {"id": "aaaabbbbcccc", "title": "Thrice"},
    }
    body = f"<article><h1>Grates</h1></article><script>window.__APOLLO_STATE__ = {json.dumps(state)}</script>"
    page = Page("https://medium.com/@ash/grates-0f0e0d0c0b0a", body.encode(), content_type="text/html")
    reading = read_page(page)
    assert (len(reading.comments), reading.doubt) == (1, doubt)
