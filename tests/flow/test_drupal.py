"""A long thread of Drupal: pages that cut it in the middle of a branch, replies whose parents stand elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, select

HERE = "http://mire.example/weirs"
COUNT, ON_A_PAGE = 120, 50
DEEP = frozenset(range(45, 56))
"""A branch of replies to replies that the first page begins and the second ends."""
ROWS = """
select cast(comments.source_id as integer), up.source_id, comments.parent_how
from comments
left join comments up on up.id = comments.parent_id
order by 1
"""


def parent_of(number: int) -> int | None:
    """Every tenth comment answers the one before; those of the branch answer one another."""
    return number - 1 if number in DEEP or number % 10 == 0 else None


def depth_of(number: int) -> int:
    parent = parent_of(number)
    return 0 if parent is None else depth_of(parent) + 1


def comment(number: int, names_parent: bool) -> str:
    """A comment in the markup of Drupal 9; older themes do not name whom it answers."""
    link = f"<a href='/comment/{number}#comment-{number}' class='permalink'>Subject {number}</a>"
    parent = parent_of(number)
    answered = f"<a href='/comment/{parent}#comment-{parent}' class='permalink'>Subject {parent}</a>"
    said = f"<p class='parent visually-hidden'>In reply to {answered} by <span>X</span></p>"
    return f"""<article data-comment-user-id='0' id='comment-{number}' class='comment js-comment by-anonymous'>
<footer class='comment__meta'><p class='comment__submitted'>Submitted by <span>Reader{number}</span> on
Tue, 05/02/2017 - 01:00</p>{said if names_parent and parent else ""}</footer>
<div class='comment__content'><h3>{link}</h3><div class='field--name-comment-body'><p>Words of {number}.</p></div></div>
</article>"""


def thread(page: int, names_parent: bool) -> str:
    """The comments of a page. However deep the first of them stands, one wrapper is opened for it."""
    parts, depth = [], 0
    for number in range(page * ON_A_PAGE + 1, min((page + 1) * ON_A_PAGE, COUNT) + 1):
        wanted = min(depth_of(number), depth + 1)
        parts.append("<div class='indented'>" * (wanted - depth) + "</div>" * (depth - wanted))
        parts.append(comment(number, names_parent))
        depth = wanted
    return "".join(parts) + "</div>" * depth


def node(page: int, names_parent: bool) -> Document:
    pages = "".join(f"<li class='pager__item'><a href='?page={n}'>{n + 1}</a></li>" for n in range(3))
    return Document(
        f"""<html><head><meta name='Generator' content='Drupal 9 (https://www.drupal.org)'/>
<link rel='canonical' href='{HERE}'/><title>Weirs</title></head><body class='path-node page-node-type-article'><main>
<h1 class='page-title'>Weirs</h1><article data-history-node-id='77' class='node node--view-mode-full'>
<div class='node__content'><div class='field--name-body field__item'><p>Stone keeps, and oak under water.</p></div>
<section class='comments'><div class='comments__title'><h2>{COUNT} comments</h2></div>{thread(page, names_parent)}
<nav class='pager'><ul>{pages}</ul></nav></section></div></article></main></body></html>""".encode()
    )


def home() -> Document:
    teaser = f"<div class='node node--view-mode-teaser'><h2><a href='{HERE}'>Weirs</a></h2></div>"
    head = "<meta name='Generator' content='Drupal 9'/>"
    return Document(f"<html><head>{head}</head><body><main>{teaser}</main></body></html>".encode())


@pytest.mark.parametrize("names_parent", [True, False], ids=["parents named", "wrappers alone"])
def test_a_thread_cut_by_its_pager_is_whole_and_keeps_every_parent_that_is_told(
    names_parent: bool, tmp_path: Path
) -> None:
    def ask(path: str, query: Query) -> Document | None:
        return node(int(query["page"]), names_parent) if query.get("page", "").isdigit() else None

    site = Site("mire.example", {"/": home(), "/weirs": node(0, names_parent)}, ask=ask)
    with serving([site]) as server:
        crawl(tmp_path, "http://mire.example/", "--no-media", *server.resolve)
    how = "stated" if names_parent else "nested"
    expected = [(n, str(p) if (p := parent_of(n)) else None, how if p else None) for n in range(1, COUNT + 1)]
    if not names_parent:  # what the pager cuts off from its parent stays without one, and without a wrong one
        expected[50] = (51, None, None)
    assert select(tmp_path, ROWS) == expected
    assert select(tmp_path, "select promised, kept from threads") == [(COUNT, COUNT)]
    asked = "select count(*) from captures where url like '%/comment/%' or url like '%reply%'"
    assert select(tmp_path, asked) == [(0,)]


def row(number: int) -> dict[str, object]:
    """A comment as the JSON:API tells it."""
    parent = parent_of(number)
    answered = {"type": "comment--comment", "id": f"c-{parent}", "meta": {"drupal_internal__target_id": parent}}
    node = {"type": "node--article", "id": "n-77", "meta": {"drupal_internal__target_id": 77}}
    attributes = {
        "drupal_internal__cid": number,
        "status": True,
        "subject": f"Subject {number}",
        "name": f"Reader{number}",
        "created": f"2017-05-02T0{1 + number // 60}:{number % 60:02}:00+00:00",
        "comment_body": {"value": f"Words of {number}.", "processed": f"<p>Words of {number}.</p>\n"},
    }
    related = {"entity_id": {"data": node}, "pid": {"data": answered if parent else None}, "uid": {"data": None}}
    return {"type": "comment--comment", "id": f"c-{number}", "attributes": attributes, "relationships": related}


def test_an_open_json_api_gives_every_parent_and_the_hour_in_utc(tmp_path: Path) -> None:
    asked = "http://mire.example/jsonapi/comment/comment?page%5Boffset%5D="

    def ask(path: str, query: Query) -> Document | None:
        if path == "/jsonapi/comment/comment":
            start = int(query.get("page[offset]", "0"))
            end = start + ON_A_PAGE
            links = {"next": {"href": f"{asked}{end}&page%5Blimit%5D=50"}} if end < COUNT else {}
            included = [{"type": "node--article", "id": "n-77", "attributes": {"path": {"alias": "/weirs"}}}]
            data = [row(n) for n in range(start + 1, min(end, COUNT) + 1)]
            answer = {"jsonapi": {"version": "1.0"}, "data": data, "included": included, "links": links}
            return Document(json.dumps(answer).encode(), "application/vnd.api+json")
        return node(int(query["page"]), names_parent=False) if query.get("page", "").isdigit() else None

    page = node(0, names_parent=False).body
    told = b'{"path":{"baseUrl":"\\/"}}'
    settings = b"<script type='application/json' data-drupal-selector='drupal-settings-json'>" + told + b"</script>"
    weirs = Document(page.replace(b"</head>", settings + b"</head>"))
    with serving([Site("mire.example", {"/": home(), "/weirs": weirs}, ask=ask)]) as server:
        crawl(tmp_path, "http://mire.example/", "--no-media", *server.resolve)
    expected = [(n, str(p) if (p := parent_of(n)) else None, "stated" if p else None) for n in range(1, COUNT + 1)]
    assert select(tmp_path, ROWS) == expected
    assert select(tmp_path, "select count(*), count(distinct post_id) from comments") == [(COUNT, 1)]
    hours = "select published from comments where source_id = '119'"
    assert select(tmp_path, hours) == [("2017-05-02T02:59:00Z",)]
