"""A small archive to visit: two blogs, a thread with every kind of comment, and the captures behind them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from archive.db.connect import open_db
from archive.db.runs import End, claim_run, end_run
from archive.db.schedules import add_schedule
from archive.db.store import save_blog, save_capture, save_reading, transaction
from archive.home import Home, create_home
from archive.models import Blog, Capture, Comment, Exchange, Moment, Post, Promise, Reading
from archive.schedule.plan import read_plan
from archive.warc.writer import WarcWriter
from pipelines.normalize import normalize

BLOG = "http://mossandmortar.example/blog/"
POST = "http://mossandmortar.example/blog/2005/03/slow-bread.html"
NEXT = "http://mossandmortar.example/blog/2005/04/rye.html"
STYLE = "http://mossandmortar.example/styles.css"
PICTURE = "http://mossandmortar.example/loaf.png"
OTHER = "http://tin-kettle.example/"
RUN = datetime(2024, 5, 6, 8, tzinfo=UTC)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc05f0f"
    "000604027f6e5c2ff50000000049454e44ae426082"
)

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html><head><title>Slow bread</title><link rel="stylesheet" href="/styles.css">
<script src="/track.js"></script><meta http-equiv="refresh" content="0;url=http://elsewhere.example/">
</head><body class="layout" onload="steal()">
<h1>Slow bread</h1><p><a href="../04/rye.html#comments">Rye</a> <a href="/lost.html">lost</a>
<img src="/loaf.png" alt="A loaf"><img src="/gone.png" alt="Gone"></p>
<form action="http://elsewhere.example/login" method="post"><input name="password" type="password"></form>
<iframe src="http://elsewhere.example/frame"></iframe>
<script>document.title = "owned"</script></body></html>"""

SHEET = "body {{ background: url('/loaf.png') }} p {{ background: url(/gone.png) }}".replace("{{", "{").replace(
    "}}", "}"
)


@dataclass(frozen=True)
class World:
    """The archive's folder, its captures by address, and a Datasette that serves it."""

    home: Home
    captures: dict[str, Capture]
    datasette: Any

    def get(self, path: str, **more: Any) -> Any:
        """The answer to a reader who asks for ``path``."""

        async def ask() -> Any:
            await self.datasette.invoke_startup()
            return await self.datasette.client.get(path, **more)

        return asyncio.run(ask())

    def one(self, sql: str, *arguments: Any) -> Any:
        """The first value of the first row."""
        db = open_db(self.home.db, read_only=True)
        try:
            row = db.execute(sql, arguments).fetchone()
            return row[0] if row else None
        finally:
            db.close()

    def write(self, sql: str, *arguments: Any) -> None:
        """Rows changed behind the archive's back, as an attacker's bytes might have become them."""
        db = open_db(self.home.db)
        with transaction(db):
            db.execute(sql, arguments)
        db.close()

    @property
    def post(self) -> str:
        """The id of the post with the long thread."""
        return self.post_of(POST)

    def post_of(self, url: str) -> str:
        """The id of the post that was read at ``url``."""
        capture = self.captures[url].id
        return str(self.one("select id from posts where capture_id = ?", capture))


def answer(
    body: bytes | str,
    content_type: str | None = "text/html; charset=utf-8",
    status: str = "200 OK",
    more: str = "",
) -> bytes:
    """A response as it crosses the wire."""
    data = body.encode() if isinstance(body, str) else body
    kind = f"Content-Type: {content_type}\r\n" if content_type else ""
    head = f"HTTP/1.1 {status}\r\n{kind}{more}Content-Length: {len(data)}\r\n\r\n"
    return head.encode("latin-1") + data


def make_world(root: Path, more: dict[str, bytes] | None = None) -> World:
    """The archive at ``root``; ``more`` answers are captured too."""
    home = create_home(root)
    answers = {
        BLOG: answer("<h1>Moss and Mortar</h1>"),
        POST: answer(PAGE, more="Set-Cookie: a=b\r\nStrict-Transport-Security: max-age=9\r\nX-Odd: <b>1</b>\r\n"),
        NEXT: answer("<h1>Rye</h1>"),
        STYLE: answer(SHEET, "text/css"),
        PICTURE: answer(PNG, "image/png"),
        OTHER: answer("<h1>Tin Kettle</h1>"),
        **(more or {}),
    }
    captures = _capture(home, answers)
    db = open_db(home.db)
    with transaction(db):
        moss = save_blog(db, Blog(BLOG, "Moss and Mortar", "TypePad", "en", "Bread, walls and patience"))
        kettle = save_blog(db, Blog(OTHER, "Tin Kettle", "WordPress"))
        for url, capture in captures.items():
            save_capture(db, capture, kettle if url == OTHER else moss)
        for url, reading in (*_moss(), *_kettle()):
            seen = captures[url]
            save_reading(db, normalize(reading, seen=seen.time), seen, kettle if url == OTHER else moss)
        _crawl(db, moss)
        add_schedule(db, read_plan(BLOG, now=RUN, every="1 week"), RUN)
    _run(db)
    with transaction(db):
        _worry(db, moss)
    db.close()
    return World(home, captures, Datasette([str(home.db)], settings={"sql_time_limit_ms": 5000}))


def _crawl(db: Any, blog: str) -> None:
    """What a crawl of the first blog leaves in the ledger."""
    db.execute(
        "insert into crawls (id, blog_id, seed, started, ended, outcome, settings, figures) values "
        "('crawl-1', ?, ?, '2024-05-06T07:00:00Z', '2024-05-06T07:30:00Z', 'stopped', ?, ?)",
        (
            blog, BLOG, '{"media": true, "resolve": [], "timeout": 60.0}',
            '{"fetched": 6, "posts": 2, "comments": 5, "outcomes": {"kept": 5, "gone": 1}}',
        ),
    )  # fmt: skip
    for number, (url, state, outcome, reason, status) in enumerate(
        (
            (POST, "done", "kept", None, 200),
            (BLOG + "lost.html", "done", "gone", "status 404", 404),
            (BLOG + "slow.html", "failed", "unreachable", "no answer", None),
            (BLOG + "2005/05/next.html", "due", None, None, None),
        )
    ):
        db.execute(
            "insert into addresses (id, blog_id, url, role, finder, found_on, state, outcome, reason, status, "
            "attempts, crawl_id, first_found, last_tried) values "
            "(?, ?, ?, 'post', 'page', ?, ?, ?, ?, ?, 1, 'crawl-1', '2024-05-06T07:00:00Z', '2024-05-06T07:10:00Z')",
            (number + 1, blog, url, BLOG, state, outcome, reason, status),
        )


def _run(db: Any) -> None:
    """A run of the schedule that failed."""
    run = claim_run(db, "worker-1", RUN, is_alive=lambda *_: True, per_domain=4)
    assert run is not None
    end_run(db, run.id, End("failed", "the host does not answer", "again"), RUN)


def _worry(db: Any, blog: str) -> None:
    """The concern that it left, and who was told."""
    db.execute(
        "insert into concerns (id, blog_id, kind, severity, sentence, advice, url, opened, seen) values "
        "('concern-1', ?, 'blog unreachable', 'urgent', 'The blog does not answer.', 'Look at it in a browser.', ?, "
        "'2024-05-06T08:00:00Z', '2024-05-06T08:00:00Z')",
        (blog, BLOG),
    )
    db.execute(
        "insert into notices (time, concern_id, about, target, target_key, outcome, error) values "
        "('2024-05-06T08:00:00Z', 'concern-1', 'opened', 'mail', 'key', 'failed', 'no server')"
    )


def _capture(home: Home, answers: dict[str, bytes]) -> dict[str, Capture]:
    start = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    with WarcWriter(home, info={"software": "tests"}) as writer:
        captures = {
            url: writer.write(
                Exchange(url, b"GET / HTTP/1.1\r\nHost: tests\r\n\r\n", response, start + timedelta(seconds=number))
            )
            for number, (url, response) in enumerate(answers.items())
        }
        writer.sync()
    return captures


def _at(day: str, words: str | None = None) -> Moment:
    return Moment(words=words, machine=day)


def _moss() -> list[tuple[str, Reading]]:
    bread = Post(
        POST,
        title="Slow bread",
        author="Ottoline",
        published=_at("2005-03-03T10:11:00+01:00", "March 3, 2005 at 10:11 AM"),
        html='<p>Flour, water, <em>time</em>.</p><h3>The crust</h3><p><img src="/loaf.png" alt="A loaf"> '
        '<img src="/gone.png" alt="The crumb"> and <a href="/blog/2005/04/rye.html">rye</a>.</p>',
        tags=("bread", "patience"),
        categories=("Kitchen",),
        next_url=NEXT,
        comments_open=False,
        promised=7,
    )
    said = [
        ("1", None, "Basil", "Mine burns. Why does mine always burn?", "2005-03-03T12:00:00+01:00", {}),
        (
            "2",
            "1",
            "Ottoline",
            "Lower the oven, and wait.",
            "2005-03-03T12:30:00+01:00",
            {"by_post_author": True},
        ),
        ("3", "2", "Basil", "It worked! Slow is right.", "2005-03-04T09:00:00+01:00", {}),
        ("4", None, None, "A nameless word about crumbs.", "2005-03-05T09:00:00+01:00", {}),
        ("5", "1", "Clover", "Mine burns too.", "2005-03-05T10:00:00+01:00", {"parent_how": "inferred"}),
        ("6", None, None, None, "2005-03-06T10:00:00+01:00", {"deleted": True}),
        ("7", None, "Far Away", "linked from elsewhere", "2005-03-07T10:00:00+01:00", {"kind": "trackback"}),
    ]
    comments = tuple(
        Comment(
            source_id=id,
            author=author,
            author_url="http://basil.example/" if author == "Basil" else None,
            html=f"<p>{words}</p>" if words else None,
            published=_at(moment, f"{moment[:10]}, in words"),
            parent_source_id=parent,
            parent_how=more.pop("parent_how", "stated" if parent else None),
            position=place,
            **more,
        )
        for place, (id, parent, author, words, moment, more) in enumerate(said)
    )
    blog = Blog(BLOG, "Moss and Mortar", "TypePad", "en", "Bread, walls and patience")
    rye = Post(NEXT, title="Rye", author="Ottoline", published=_at("2005-04-01T08:00:00Z"), html="<p>Dark.</p>")
    return [
        (
            POST,
            Reading(
                POST,
                "page",
                "typepad",
                "modern",
                (),
                blog,
                POST,
                (bread,),
                comments,
                (Promise("comments", 7, "heading", POST),),
            ),
        ),
        (NEXT, Reading(NEXT, "page", "typepad", "modern", (), blog, NEXT, (rye,))),
    ]


def _kettle() -> list[tuple[str, Reading]]:
    post = Post(
        OTHER + "steam",
        title="Steam",
        html="<p>Whistling, slowly.</p>",
        published=Moment(words="one evening"),
    )
    talk = Comment(source_id="9", author="Basil", html="<p>I hear bread.</p>", post_url=OTHER + "steam")
    blog = Blog(OTHER, "Tin Kettle", "WordPress")
    return [(OTHER, Reading(OTHER, "page", "wordpress", "classic", (), blog, OTHER + "steam", (post,), (talk,)))]
