"""Threads of Ghost, which stand in no page: asked for page after page, replies apart, under posts for members too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from demo.site import Document, Query, Site
from tests.flow.blogkeep import select
from tests.flow.hosted import THREAD, THREADS, answer, page, visit

HERE = "http://sieve.example"
KEY = "0a1b2c3d4e5f60718293a4b5c6"
OPEN, GATED = "64535c0fe1a2b3c4d5e6f708", "64535c0fe1a2b3c4d5e6f709"
CONTENT = f'data-key="{KEY}" data-api="{HERE}/ghost/api/content/"'
HEAD = f'<title>Sieve</title><meta name="generator" content="Ghost 5.130"><script data-ghost="/" {CONTENT}></script>'
SCRIPT = f'<script src="/x.js" data-ghost-comments="{HERE}/" {CONTENT} data-post-id="{OPEN}"></script>'


def post(title: str, script: str = "") -> Document:
    """A post's page; one for members names no thread."""
    body = "<p>Of wire and hair, and of what passes through them when nobody shakes.</p>"
    section = f'<h1 class="article-title">{title}</h1><section class="gh-content">{body}</section>'
    return page(HEAD, f'<article class="article">{section}{script}</article>', "post-template")


def name(number: int) -> str:
    """A comment's id."""
    return f"{number:024x}"


def comment(number: int, reply_to: str | None = None, **more: Any) -> dict[str, Any]:
    """A comment as the API gives it; the number is its id and its minute."""
    told = {"id": name(number), "parent_id": reply_to, "in_reply_to_id": None, "status": "published"}
    told |= {"html": f"<p>Word {number}</p>", "created_at": f"2023-05-04T08:{number:02}:00.000Z"}
    return {**told, "member": {"id": f"m{number}", "name": f"Member {number}"}, **more}


def a_list(rows: list[dict[str, Any]], following: int | None) -> Document:
    """A part of a list of comments."""
    return answer({"comments": rows, "meta": {"pagination": {"next": following}}})


def ask(path: str, query: Query) -> Document | None:
    """Two threads: one of three pages with replies that are not all shown, one under a post for members."""
    number = int(query.get("page", "1"))
    if path.endswith("/content/posts/"):
        rows = [(OPEN, "nine-sieves", True), (GATED, "tenth-sieve", False)]
        posts = [
            {"id": key, "title": slug, "url": f"{HERE}/{slug}/", "access": may, "comments": may, "html": "<p>Wire.</p>"}
            for key, slug, may in rows
        ]
        return answer({"posts": posts, "meta": {"pagination": {"total": 2, "next": None}}})
    if path.endswith("/counts/"):
        return answer({query["ids"]: {OPEN: 8, GATED: 1}[query["ids"]]})
    if path.endswith(f"/post/{GATED}/"):
        return a_list([comment(40)], None)
    if path.endswith(f"/post/{OPEN}/"):
        shown = [comment(n, name(1)) for n in (2, 3, 4)]
        pages = [[comment(1, replies=shown, count={"replies": 5})], [comment(9)], [comment(10)]]
        return a_list(pages[number - 1], number + 1 if number < len(pages) else None)
    if path.endswith(f"/{name(1)}/replies/"):
        first = [comment(n, name(1)) for n in (2, 3, 4, 5)]
        last = [comment(6, name(1), in_reply_to_id=name(2))]
        return a_list(first if number == 1 else last, 2 if number == 1 else None)
    return None


def test_threads_of_ghost_come_whole_under_posts_for_members_too(tmp_path: Path) -> None:
    home = page(HEAD, '<div class="post-feed"><article class="post-card"><a href="/nine-sieves/">9</a></article></div>')
    documents = {"/": home, "/nine-sieves/": post("Nine sieves", SCRIPT), "/tenth-sieve/": post("The tenth sieve")}
    archive = visit(tmp_path, Site("sieve.example", documents, ask), f"{HERE}/")
    parents = {2: 1, 3: 1, 4: 1, 5: 1, 6: 2}
    assert [row[:2] for row in select(archive, THREAD)] == [
        (name(number), name(parents[number]) if number in parents else None) for number in (1, 2, 3, 4, 5, 6, 9, 10, 40)
    ]
    assert select(archive, THREADS) == [(f"{HERE}/nine-sieves/", 8, 8), (f"{HERE}/tenth-sieve/", 1, 1)]
