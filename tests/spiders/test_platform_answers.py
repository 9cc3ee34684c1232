"""Answers of the hosted platforms that are broken, hostile or of another kind than their address says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from spiders.page import Page
from spiders.platforms.medium_paragraphs import as_html
from spiders.read import read_page
from spiders.since import find_since

STREAM = "https://medium.com/_/api/posts/0f0e0d0c0b0a/responsesStream"
ADDRESSES = (
    "https://reed.livejournal.com/reed/__rpc_get_thread?journal=reed&itemid=512&page=1",
    "https://sieve.example/ghost/api/content/posts/?key=0a&limit=100&page=1",
    "https://wick.substack.com/api/v1/archive?sort=new&offset=0&limit=12",
    "https://wick.substack.com/api/v1/posts/lamps",
    "https://wick.substack.com/api/v1/post/12/comments?token=",
    "https://medium.com/_/graphql",
    "https://medium.com/@ash/grates-0f0e0d0c0b0a?format=json",
    STREAM,
    "https://mire.example/jsonapi/comment/comment?include=entity_id",
    "https://hedge.tumblr.com/api/read/json?num=50&start=0",
    "https://weir.example/journal?format=json",
    "https://weir.example/api/comment/GetComments?targetId=5&targetType=1&page=1",
)
NOTHING: tuple[Any, ...] = (None, 0, "x", [], {}, [None, 1, "x", []], {"error": "no"})
BROKEN: tuple[Any, ...] = (
    {"jsonapi": {}, "data": [None, 3, {"type": "comment--x"}], "included": [1, {"type": [], "id": {}}], "links": 5},
    {
        "jsonapi": {},
        "data": [
            {
                "type": "comment--x",
                "id": [],
                "attributes": {"drupal_internal__cid": 4},
                "relationships": {"entity_id": {"data": {"type": "node--x", "id": [], "meta": {"x": 3}}}, "pid": 7},
            }
        ],
    },
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
    assert "reader failed" not in (read_page(Page(address, body, content_type="application/json")).doubt or "")


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
    ("promised", "doubt", "asked"),
    [
        (1, None, []),
        (
            40,
            "comments not read: 1 of 40 responses are in the page, the rest in Medium's answers alone",
            [f"{STREAM}?blogkeep_post=https%3A%2F%2Fmedium.com%2F%40ash%2Fgrates-0f0e0d0c0b0a"],
        ),
    ],
)
def test_responses_of_medium_that_the_page_lacks_are_named_and_asked_for(
    promised: int, doubt: str | None, asked: list[str]
) -> None:
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
    assert [one.url for one in reading.follow if one.role == "embed"] == asked


def stream(**payload: Any) -> bytes:
    """An answer of Medium's, with the guard before it."""
    return b"])}while(1);</x>" + json.dumps({"success": True, "payload": payload}).encode()


def test_a_page_of_medium_responses_leads_to_the_next_only_while_it_brings_any() -> None:
    row = {"id": "aaaabbbbcccc", "inResponseToPostId": "0f0e0d0c0b0a", "previewContent": {"isFullContent": True}}
    more = {"next": {"limit": 10, "to": "1", "ignoredIds": ["x", "y"], "source": {"a": 1}}}
    asked = []
    for posts in ({"aaaabbbbcccc": row}, {}):
        answer = stream(references={"Post": posts}, paging=more)
        asked.append([f.url for f in read_page(Page(STREAM, answer, content_type="application/json")).follow])
    assert asked == [[f"{STREAM}?limit=10&to=1&ignoredIds=x&ignoredIds=y"], []]


def test_medium_refusing_its_responses_is_said() -> None:
    answer = b'])}while(1);</x>{"success":false,"error":"Not found"}'
    reading = read_page(Page(STREAM, answer, content_type="application/json"))
    assert reading.doubt == "Medium gives no responses: Not found"


def further_comments(url: str, **answer: Any) -> list[str]:
    """The addresses to which an answer of Squarespace's leads."""
    body = json.dumps({"comments": [{"id": "c9", "body": "Yes."}], **answer}).encode()
    return [follow.url for follow in read_page(Page(url, body, content_type="application/json")).follow]


@pytest.mark.parametrize(
    ("asked", "answer", "further"),
    [
        ("page=1", {}, ["page=2&blogkeep_first=c9"]),
        ("page=2&blogkeep_first=c1", {}, ["page=3&blogkeep_first=c9"]),
        ("page=2&blogkeep_first=c9", {"hasMore": True}, []),
        ("page=1", {"hasMore": False}, []),
        ("page=1", {"nextPage": True, "totalCount": 2}, ["page=2&blogkeep_first=c9"]),
        ("page=1", {"totalCount": 1}, []),
    ],
)
def test_squarespace_comments_are_asked_for_until_a_page_brings_nothing_new(
    asked: str, answer: dict[str, Any], further: list[str]
) -> None:
    url = "https://weir.example/api/comment/GetComments?targetId=5&targetType=1&"
    assert further_comments(url + asked, **answer) == [url + one for one in further]


GHOST = "https://sieve.example/members/api/comments/post/64535c0fe1a2b3c4d5e6f708/?limit=20&page=1"
OLD_GHOST = "https://sieve.example/members/api/comments/?limit=5&filter=post_id%3A64535c0fe1a2b3c4d5e6f708"
SUBSTACK = "https://wick.substack.com/api/v1/post/12/comments?token=&all_comments=true&sort=best_first"
WEIR = "https://weir.example/api/comment/GetComments?targetId=5&targetType=1&page=1"
ONE = {"comments": [{"id": "c1", "body": "Yes.", "html": "<p>Yes.</p>"}]}
RESPONSE = {"id": "aaaabbbbcccc", "inResponseToPostId": "0f0e0d0c0b0a"}
MEDIUM = {"payload": {"references": {"Post": {"aaaabbbbcccc": RESPONSE}}}}
NOWHERE = "which post these comments belong to is not said"


@pytest.mark.parametrize(
    ("asked", "referer", "answer", "about"),
    [
        (GHOST, "https://sieve.example/nine-sieves/?ref=x", ONE, "https://sieve.example/nine-sieves/"),
        (OLD_GHOST, "https://sieve.example/nine-sieves/", ONE, "https://sieve.example/nine-sieves/"),
        (SUBSTACK, "https://wick.substack.com/p/lamps/comments", ONE, "https://wick.substack.com/p/lamps"),
        (WEIR, "https://weir.example/journal/ford", ONE, "https://weir.example/journal/ford"),
        (STREAM, "https://medium.com/@ash/grates-0f0e0d0c0b0a", MEDIUM, "https://medium.com/@ash/grates-0f0e0d0c0b0a"),
        (STREAM, "https://medium.com/@ash/other-ffffffffffff", MEDIUM, "https://medium.com/p/0f0e0d0c0b0a"),
        (GHOST, "https://sieve.example/", ONE, None),
        (GHOST, "https://elsewhere.example/nine-sieves/", ONE, None),
        (SUBSTACK, "https://wick.substack.com/archive", ONE, None),
        (WEIR, None, ONE, None),
        (WEIR, "\x00", ONE, None),
    ],
)
def test_an_answer_that_a_browser_kept_belongs_to_the_page_that_asked(
    asked: str, referer: str | None, answer: Any, about: str | None
) -> None:
    page = Page(asked, json.dumps(answer).encode(), content_type="application/json", referer=referer)
    reading = read_page(page)
    assert (reading.about, reading.doubt) == (about, None if about else NOWHERE)
    assert len(reading.comments) == 1


def test_a_comment_of_substack_with_a_picture_and_no_words_is_no_tombstone() -> None:
    rows = [{"id": 1, "body": None, "attachments": [{"type": "image"}]}, {"id": 2, "body": None}]
    reading = read_page(Page(SUBSTACK, json.dumps({"comments": rows}).encode(), content_type="application/json"))
    assert [comment.deleted for comment in reading.comments] == [False, True]


DOT_COM = "https://public-api.wordpress.com/rest/v1.1/sites/weir.example/comments?number=100&order=ASC&page="


@pytest.mark.parametrize(
    ("number", "answer", "further"),
    [
        (1, {"found": 150, "comments": [{"ID": 1}]}, [2]),
        (1, {"found": 150, "comments": []}, [2]),
        (2, {"found": 150, "comments": [{"ID": 1}]}, [3]),
        (2, {"found": 150, "comments": []}, []),
        (3, {"found": -1, "comments": []}, []),
        (3, {"found": True, "comments": []}, []),
    ],
)
def test_a_page_of_wordpress_com_that_private_posts_emptied_is_not_the_last(
    number: int, answer: Any, further: list[int]
) -> None:
    page = Page(f"{DOT_COM}{number}", json.dumps(answer).encode(), content_type="application/json")
    assert [follow.url for follow in read_page(page).follow] == [f"{DOT_COM}{one}" for one in further]


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("posts?number=100", "&order_by=modified&modified_after=2026-03-02T00:00:00Z"),
        ("posts?number=100&type=page", "&order_by=modified&modified_after=2026-03-02T00:00:00Z"),
        ("comments?number=100&order=ASC&page=1", "&after=2026-02-01T00:00:00Z"),
        ("comments?number=100&order=ASC&page=2", None),
        ("posts?number=100&page_handle=x", None),
    ],
)
def test_a_return_asks_wordpress_com_for_what_is_new(asked: str, question: str | None) -> None:
    sites = "https://public-api.wordpress.com/rest/v1.1/sites/weir.example/"
    since = find_since(sites + asked)
    told = since.question(sites + asked, datetime(2026, 3, 3, 12, tzinfo=UTC)) if since else None
    assert told == (sites + asked + question if question else None)


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("https://cdn.example/ghost/comments-ui@~0.14/umd/comments-ui.min.js", "?filter=post_id%3A%27{}%27&limit=50"),
        ("https://cdn.example/ghost/comments-ui@~0.15/umd/comments-ui.min.js", "post/{}/?limit=50"),
        ("https://cdn.example/ghost/comments-ui@~1.2/umd/comments-ui.min.js", "post/{}/?limit=50"),
        ("/assets/comments.js", "post/{}/?limit=50"),
    ],
)
def test_a_thread_of_ghost_is_asked_for_as_the_script_of_its_version_does(script: str, asked: str) -> None:
    key = "64535c0fe1a2b3c4d5e6f708"
    told = f"<script data-ghost-comments=/ src={script} data-post-id={key}></script>"
    body = f"<body class=post-template><article><h1>A</h1>{told}"
    reading = read_page(Page("https://sieve.example/a/", body.encode(), content_type="text/html"))
    found = [one.url.partition("&page=")[0] for one in reading.follow if one.role == "embed"]
    lists = [url.partition("/members/api/comments/")[2] for url in found if "/counts/" not in url]
    assert lists == [asked.format(key)]
