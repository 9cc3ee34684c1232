"""Responses of Medium that the page does not hold: its stream, answers to answers, texts that are cut off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.site import Document, Query, Site
from tests.flow.blogkeep import select
from tests.flow.hosted import GAPS, THREAD, THREADS, page, visit

POST = "http://medium.com/@ash/grates-0f0e0d0c0b0a"
RESPONSES = {
    "aaaaaaaa0001": ("0f0e0d0c0b0a", "Lead.", 1, True),
    "aaaaaaaa0002": ("0f0e0d0c0b0a", "It begins", 0, False),
    "aaaaaaaa0003": ("0f0e0d0c0b0a", "No.", 0, True),
    "aaaaaaaa0004": ("aaaaaaaa0001", "Never lead.", 0, True),
}
"""By id: what it answers, its words in the stream, how many answers it has, whether these words are all."""
WHOLE = "It begins in the flue and ends in the shed."


def response(key: str, words: str | None = None) -> dict[str, Any]:
    """A response as it is told in the stream, or (with ``words``) alone."""
    of, shown, answers, whole = RESPONSES[key]
    told = {"id": key, "creatorId": "u1", "inResponseToPostId": of, "firstPublishedAt": 1423000000000}
    body = {"bodyModel": {"paragraphs": [{"type": 1, "text": words or shown}]}, "isFullContent": whole}
    return {**told, "content" if words else "previewContent": body, "virtuals": {"responsesCreatedCount": answers}}


def guarded(payload: dict[str, Any]) -> Document:
    """An answer with its guard."""
    payload = {**payload, "references": {"User": {"u1": {"name": "Hob"}}, **payload["references"]}}
    told = json.dumps({"success": True, "payload": payload})
    return Document(f"])}}while(1);</x>{told}".encode(), "application/json")


def ask(path: str, query: Query) -> Document | None:
    """Streams of two responses a page, and single responses."""
    if path.startswith("/p/") and query.get("format") == "json":
        return guarded({"value": response(path.removeprefix("/p/"), WHOLE), "references": {}})
    if not path.endswith("/responsesStream"):
        return None
    of, start = path.split("/")[-2], int(query.get("to", "0"))
    keys = [key for key, (answered, *_) in RESPONSES.items() if answered == of]
    here = keys[start : start + 2]
    own = {"id": of, "inResponseToPostId": RESPONSES[of][0] if of in RESPONSES else ""}
    more = {"next": {"limit": 2, "to": str(start + 2)}} if start + 2 < len(keys) else {}
    items = [{"postPreview": {"postId": key}} for key in here]
    posts = {of: own, **{key: response(key) for key in here}}
    return guarded({"streamItems": items, "references": {"Post": posts}, "paging": more})


def post(promised: int) -> Document:
    """A post whose script holds none of its responses."""
    state = {"Post:0f0e0d0c0b0a": {"id": "0f0e0d0c0b0a", "title": "Grates", "postResponses": {"count": promised}}}
    head = (
        f'<title>Grates</title><link rel="canonical" href="{POST}"><meta property="og:type" content="article">'
        '<meta property="al:android:package" content="com.medium.reader">'
    )
    words = "<p>Black them, and then black them again, and do not sit on them.</p>"
    script = f"<script>window.__APOLLO_STATE__ = {json.dumps(state)}</script>"
    return page(head, f"<article><h1>Grates</h1><section>{words}</section></article>{script}")


def test_responses_of_medium_come_from_its_stream_answers_to_answers_too(tmp_path: Path) -> None:
    archive = visit(tmp_path, Site("medium.com", {"/@ash/grates-0f0e0d0c0b0a": post(4)}, ask), POST)
    when = "2015-02-03T21:46:40Z"
    assert select(archive, THREAD) == [
        ("aaaaaaaa0001", None, "Hob", "Lead.", when, 0),
        ("aaaaaaaa0002", None, "Hob", WHOLE, when, 0),
        ("aaaaaaaa0003", None, "Hob", "No.", when, 0),
        ("aaaaaaaa0004", "aaaaaaaa0001", "Hob", "Never lead.", when, 0),
    ]
    assert select(archive, THREADS) == [(POST, 4, 4)]
    assert select(archive, GAPS) == []


def test_responses_that_medium_gives_no_more_are_a_named_gap(tmp_path: Path) -> None:
    archive = visit(tmp_path, Site("medium.com", {"/@ash/grates-0f0e0d0c0b0a": post(4)}), POST)
    assert select(archive, GAPS) == [(POST, 4, 0, "embed_unreachable")]
