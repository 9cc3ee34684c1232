"""Notes of Tumblr: page after page, under one post however it is addressed, with what the first API tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.site import Document, Query, Site
from tests.flow.blogkeep import select
from tests.flow.hosted import GAPS, THREAD, THREADS, page, visit

HERE = "http://hedge.tumblr.com"
STYLE = '<link rel="stylesheet" href="https://assets.tumblr.com/x.css">'


def note(blog: str, number: int, said: str = "", source: str = "hedge") -> str:
    """A reblog, with its words if there are any."""
    kind, words = ("with_commentary", f"<blockquote><a>{said}</a></blockquote>") if said else ("without_commentary", "")
    home = f"http://{blog}.tumblr.com/"
    who = f'<a class="tumblelog" href="{home}">{blog}</a> reblogged this from <a class="source_tumblelog">{source}</a>'
    action = f'<span class="action" data-post-url="{home}post/{number}">{who}</span>'
    return f'<li class="note reblog tumblelog_{blog} {kind}">{action}{words}</li>'


def notes(*rows: str, more: str | None = None) -> str:
    """A list of notes with the button that asks for more."""
    asks = f"tumblrReq.open('GET','/notes/700012345/aB3?from_c={more}',true)"
    button = f'<li class="note more_notes_link_container"><a class="more_notes_link" onclick="{asks}">More</a></li>'
    return f'<ol class="notes">{"".join(rows)}{button if more else ""}</ol>'


def in_list(number: int, slug: str, count: int) -> dict[str, Any]:
    """A post as the first API gives it."""
    told = {"id": str(number), "url-with-slug": f"{HERE}/post/{number}/{slug}", "type": "regular"}
    told |= {"unix-timestamp": 1400000000 + number % 10, "note-count": str(count)}
    return {**told, "regular-title": slug.title(), "regular-body": "<p>Wood.</p>"}


def ask(path: str, query: Query) -> Document | None:
    """The list of posts in two parts, and two further pages of notes."""
    if path == "/api/read/json":
        start = int(query["start"])
        posts = [in_list(700012345, "gates", 4), in_list(700012346, "stiles", 3)][start : start + 1]
        told = {"tumblelog": {"name": "hedge"}, "posts-start": start, "posts-total": "2", "posts": posts}
        return Document(f"var tumblr_api_read = {json.dumps(told)};".encode(), "application/x-javascript")
    if path == "/notes/700012345/aB3":
        last = notes(note("dock", 7004))
        return page("", last if query["from_c"] == "20" else notes(note("teasel", 7003, "shut"), more="20"))
    return None


def post(title: str, inside: str, head: str = "") -> Document:
    """A post's page."""
    words = '<div class="post-content"><p>Shut them, and see that they are shut.</p></div>'
    return page(f"{STYLE}{head}", f'<article class="post"><h2 class="post-title">{title}</h2>{words}</article>{inside}')


def feed(number: int) -> Document:
    """The blog's feed, which links posts by their number alone."""
    item = f"<item><title>Gates</title><link>{HERE}/post/{number}</link></item>"
    channel = f"<title>Hedge</title><link>{HERE}/</link><generator>Tumblr (3.0; @hedge)</generator>{item}"
    return Document(f'<rss version="2.0"><channel>{channel}</channel></rss>'.encode(), "application/rss+xml")


def test_notes_of_tumblr_come_page_after_page_under_one_post_however_it_is_addressed(tmp_path: Path) -> None:
    shown = notes(note("burr", 7002, source="thistle"), note("thistle", 7001, "prickly"), more="10")
    gates = post("Gates", shown, f'<link rel="canonical" href="{HERE}/post/700012345/gates">')
    documents = {
        "/": page(f'{STYLE}<link rel="alternate" type="application/rss+xml" href="/rss">', "<article>Rows.</article>"),
        "/rss": feed(700012345),
        "/post/700012345": gates,
        "/post/700012345/gates": gates,
        "/post/700012346/stiles": post("Stiles", '<span class="note_count">3 notes</span>'),
    }
    archive = visit(tmp_path, Site("hedge.tumblr.com", documents, ask), f"{HERE}/")
    assert [(*row[:2], row[3]) for row in select(archive, THREAD)] == [
        ("7001", None, "prickly"),
        ("7002", "7001", None),
        ("7003", None, "shut"),
        ("7004", None, None),
    ]
    assert select(archive, "select title, published from posts order by 1") == [
        ("Gates", "2014-05-13T16:53:25Z"),
        ("Stiles", "2014-05-13T16:53:26Z"),
    ]
    assert [row[1:] for row in select(archive, THREADS)] == [(4, 4), (3, 0)]
    assert select(archive, GAPS) == [(f"{HERE}/post/700012346/stiles", 3, 0, "embed_unreachable")]
