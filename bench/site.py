"""A made-up TypePad blog of any size, the same for the same seed, served from this machine at full speed.

Run ``python -m bench.site --posts 1000``; it prints its port. Nothing is stored: pages are made when asked.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from html import escape

PROSE = """quince medlar orchard ladder basket frost graft prune press cider pulp stone stem rind peel
core seed sugar kettle winter ripens slowly under straw while neighbours argue about the right week to pick
them and whether the old wall keeps enough heat for figs because nobody remembers who planted the tree"""
WORDS = PROSE.split()
PEOPLE = "Ada Bo Cyrus Dagny Emil Fleur Goran Hilde Ines Jun Kaja Lorenz Mirjam Nils Odile Per Quirin Rosa"
NAMES = PEOPLE.split()
FIRST_DAY = datetime(2004, 3, 1, 9, 30, tzinfo=UTC)
PER_PAGE = 10
COMMENTS = 20
HTML = "text/html; charset=utf-8"
ATOM = "application/atom+xml"
NOT_FOUND = (404, HTML, "<html><head><title>Not Found</title></head><body>Not here.</body></html>")
SIDEBAR_MONTHS = 120


@dataclass(frozen=True)
class Blog:
    """The made-up blog. ``posts`` are numbered from 0, the oldest; three are written each week."""

    posts: int
    seed: int = 7

    @lru_cache(maxsize=4096)  # noqa: B019 - one blog lives as long as its process
    def day(self, number: int) -> datetime:
        """When a post was written."""
        return FIRST_DAY + timedelta(hours=56 * number)

    def path(self, number: int) -> str:
        """A post's permalink."""
        return f"/{self.day(number):%Y/%m}/{WORDS[number % len(WORDS)]}-{number}.html"

    @cached_property
    def months(self) -> dict[str, list[int]]:
        """The posts of each month, newest month first."""
        months: dict[str, list[int]] = {}
        for number in reversed(range(self.posts)):
            months.setdefault(f"{self.day(number):%Y/%m}", []).append(number)
        return months

    @cached_property
    def index_pages(self) -> int:
        return (self.posts + PER_PAGE - 1) // PER_PAGE

    @cached_property
    def pages(self) -> int:
        """How many HTML pages there are: posts, index pages, months, home, list of archives."""
        return self.posts + (self.index_pages - 1) + len(self.months) + 2

    def text(self, chance: random.Random, words: int) -> str:
        """So many words of prose."""
        return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."

    def head(self, title: str, more: str = "") -> str:
        """The beginning of every page, with the scripts and styles that such pages carry."""
        return (
            "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' ''>\n"
            '<html xmlns="http://www.w3.org/1999/xhtml" id="typepad-standard" lang="en"><head>'
            '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
            '<meta name="generator" content="http://www.typepad.com/" />'
            f"<title>{title}</title>{more}"
            '<link rel="alternate" type="application/atom+xml" title="Atom" href="/atom.xml" />'
            f"{SCRIPTS}</head><body class='layout-two-column-right'><div id='container'>"
            "<div id='banner'><h1 id='banner-header'><a href='/'>Pomona's notes</a></h1></div>"
        )

    @cached_property
    def sidebar(self) -> str:
        """What stands beside every page: latest posts and comments, months, a blogroll."""
        newest = range(self.posts - 1, max(-1, self.posts - 21), -1)
        latest = "".join(f"<li><a href='{self.path(n)}'>Post number {n}</a></li>" for n in newest)
        talk = "".join(
            f"<li><a href='{self.path(n)}#comment-{_xid(n, 0)}'>{NAMES[n % 18]}</a> on Post {n}</li>" for n in newest
        )
        months = "".join(
            f"<li class='module-list-item'><a href='/{month}/'>{month}</a></li>"
            for month in list(self.months)[:SIDEBAR_MONTHS]
        )
        roll = "".join(f"<li><a href='http://no-{n}.example/'>Neighbour {n}</a></li>" for n in range(40))
        return (
            f"<div id='beta'><div class='module-recent-posts'><ul>{latest}</ul></div>"
            f"<div class='module-recent-comments'><ul>{talk}</ul></div>"
            f"<div class='module-archives'><ul>{months}</ul><a href='/archives.html'>Archives</a></div>"
            f"<div class='module-typelist'><ul>{roll}</ul></div></div></div></body></html>"
        )

    def entry(self, number: int, words: int) -> str:
        """A post as it stands on pages: its title, body and footer."""
        chance = random.Random(self.seed * 1_000_003 + number)
        others = [chance.randrange(self.posts) for _ in range(4)]
        body = "".join(f"<p>{self.text(chance, words // 8)}</p>" for _ in range(8))
        links = "".join(f"<p>See <a href='{self.path(n)}'>what I wrote on {n}</a>.</p>" for n in others)
        return (
            f"<h2 class='date-header'>{self.day(number):%m/%d/%Y}</h2>"
            f"<div class='entry entry-author-pomona entry-type-post' id='entry-{_xid(number)}'>"
            f"<h3 class='entry-header'><a href='{self.path(number)}'>Post number {number}</a></h3>"
            f"<div class='entry-content'><div class='entry-body'>{body}{links}</div></div>"
            "<div class='entry-footer'><p class='entry-footer-info'><span class='post-footers'>"
            f"Posted by Pomona at {self.day(number):%I:%M %p} in"
            f" <a href='/{self.day(number):%Y/%m}/'>Fruit</a>"
            f"</span> | <a class='permalink' href='{self.path(number)}'>Permalink</a> | "
            f"<a href='{self.path(number)}#comments'>Comments ({COMMENTS})</a></p></div></div>"
        )

    def talk(self, number: int, place: int) -> tuple[str, str, datetime]:
        """Who said what under a post, and when."""
        chance = random.Random(self.seed * 7_000_003 + number * 100 + place)
        name = f"{chance.choice(NAMES)} {chance.choice(NAMES)}"
        body = f"<p>{self.text(chance, 45)}</p><p>{self.text(chance, 45)}</p>"
        return name, body, self.day(number) + timedelta(hours=place * 5 + 1)

    def comment(self, number: int, place: int) -> str:
        """One comment under a post, with a blank author's address now and then, as in life."""
        name, body, when = self.talk(number, place)
        xid = _xid(number, place)
        if place % 3:
            href = f"http://{name.split()[0].lower()}.example/"
            name = f"<a rel='nofollow' target='_blank' href='{href}'>{name}</a>"
        return (
            f"<a id='c{xid}'></a><div class='comment font-entrybody comment-odd' id='comment-{xid}'>"
            f"<div class='comment-content font-entrybody' id='comment-{xid}-content'>"
            f"<span id='comment-{xid}-content'>{body}</span></div>"
            f"<p class='comment-footer font-entryfooter'>Posted by: {name} | "
            f"<a rel='nofollow' href='{self.path(number)}#comment-{xid}'>{when:%B %d, %Y at %I:%M %p}</a>"
            "</p></div>"
        )

    def post_page(self, number: int) -> str:
        """A post with its comments, and its neighbours."""
        nav = []
        if number > 0:
            nav.append(f"<a class='content-nav-prev' href='{self.path(number - 1)}'>« Post {number - 1}</a>")
        nav.append("<a class='content-nav-main' href='/'>Main</a>")
        if number < self.posts - 1:
            nav.append(f"<a class='content-nav-next' href='{self.path(number + 1)}'>Post {number + 1} »</a>")
        comments = "".join(self.comment(number, place) for place in range(COMMENTS))
        return (
            self.head(f"Pomona's notes: Post number {number}")
            + f"<div id='alpha'><p class='content-nav'>{' | '.join(nav)}</p>{self.entry(number, 1600)}"
            + "<div class='comments' id='all-comments'><h3 class='comments-header'>Comments</h3>"
            + f"<div class='comments-content' id='comments-content'>{comments}</div>"
            + "<div class='comments-info'>You can follow this conversation by subscribing to the"
            + f" <a href='{self.path(number)[:-5]}/comments/atom.xml'>comment feed</a> for this post.</div>"
            + "<p class='comments-closed'>The comments to this entry are closed.</p></div></div>"
            + self.sidebar
        )

    def list_page(self, numbers: list[int], title: str, pager: str = "") -> str:
        """A page that lists posts."""
        entries = "".join(self.entry(n, 400) for n in numbers)
        return f"{self.head(title)}<div id='alpha'>{entries}{pager}</div>{self.sidebar}"

    def index_page(self, page: int) -> str:
        """Ten posts, newest first, ``page`` from 1."""
        first = self.posts - 1 - (page - 1) * PER_PAGE
        older = f"<a href='/page/{page + 1}/'>Older</a>" if page < self.index_pages else ""
        newer = f"<a href='{'/' if page == 2 else f'/page/{page - 1}/'}'>Newer</a>" if page > 1 else ""
        pager = f"<div class='pager'><div class='pager-inner'>{newer} {older}</div></div>"
        return self.list_page(list(range(first, max(-1, first - PER_PAGE), -1)), "Pomona's notes", pager)

    def archives(self) -> str:
        """The list of all months."""
        links = "".join(f"<li><a href='/{month}/'>{month}</a></li>" for month in self.months)
        return f"{self.head('Archives')}<div class='archive-content'><ul>{links}</ul></div>{self.sidebar}"

    def feed(self) -> str:
        """The twenty newest posts."""
        entries = "".join(
            f"<entry><title>Post number {n}</title>"
            f"<link rel='alternate' type='text/html' href='{self.path(n)}'/>"
            f"<id>tag:typepad.com,2003:post-{_xid(n)}</id>"
            f"<published>{self.day(n):%Y-%m-%dT%H:%M:%SZ}</published>"
            f"<summary>{self.text(random.Random(n), 40)}</summary></entry>"
            for n in range(self.posts - 1, max(-1, self.posts - 21), -1)
        )
        return _feed("Pomona's notes", "/", entries)

    def comment_feed(self, number: int) -> str:
        """The comments of a post once more, times in UTC."""
        entries = []
        for place in range(COMMENTS):
            name, body, when = self.talk(number, place)
            link = f"{self.path(number)}#comment-{_xid(number, place)}"
            entries.append(
                f"<entry><title>{name} commented on 'Post number {number}'</title>"
                f"<link rel='alternate' type='text/html' href='{link}'/>"
                f"<id>tag:typepad.com,2003:{_xid(number, place)}</id>"
                f"<published>{when:%Y-%m-%dT%H:%M:%SZ}</published><author><name>{name}</name></author>"
                f"<content type='html'>{escape(body)}</content></entry>"
            )
        return _feed(f"Comments on Post number {number}", self.path(number), "".join(entries))

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, content type and body for a path."""
        path = path.partition("?")[0]
        if path == "/robots.txt":
            return 200, "text/plain", "User-agent: *\nDisallow: /private/\n"
        if path == "/atom.xml":
            return 200, ATOM, self.feed()
        if path.endswith("/comments/atom.xml"):
            number = self.find(path.removesuffix("/comments/atom.xml") + ".html")
            return (200, ATOM, self.comment_feed(number)) if number is not None else NOT_FOUND
        body = self.html(path)
        return (200, HTML, body) if body is not None else NOT_FOUND

    def html(self, path: str) -> str | None:
        """The page at a path; None when there is none."""
        if path in ("/", "/archives.html"):
            return self.index_page(1) if path == "/" else self.archives()
        if path.strip("/") in self.months:
            return self.list_page(self.months[path.strip("/")], "Month")
        if path.startswith("/page/"):
            page = path.removeprefix("/page/").strip("/")
            number = int(page) if page.isdigit() else 0
            return self.index_page(number) if 1 < number <= self.index_pages else None
        post = self.find(path)
        return self.post_page(post) if post is not None else None

    def find(self, path: str) -> int | None:
        """The post whose permalink this is."""
        told = path.removesuffix(".html").rpartition("-")[2]
        number = int(told) if told.isdigit() else self.posts
        return number if number < self.posts and self.path(number) == path else None


def _feed(title: str, url: str, entries: str) -> str:
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>{title}</title><link rel='alternate' type='text/html' href='{url}'/>"
        f"<generator uri='http://www.typepad.com/'>TypePad</generator>{entries}</feed>"
    )


def _xid(number: int, place: int | None = None) -> str:
    return f"6a00d83f{number:010x}{0 if place is None else place + 1:06x}"


_CODE = " ".join(f"_wall.push(['track', 'event-{n}', {n * 37 % 1009}]);" for n in range(120))
SCRIPTS = (
    f"<style type='text/css'>{' '.join(f'.rule-{n} {{ margin: {n}px; }}' for n in range(60))}</style>"
    f"<script type='text/javascript'>{_CODE}</script>"
)


class Server(asyncio.Protocol):
    """HTTP/1.1 with keep-alive and nothing else: the client is to be the slow one.

    ``/-/count`` tells what was asked since it was last asked itself.
    """

    def __init__(self, blog: Blog, latency: float, counts: dict[str, int]) -> None:
        self.blog, self.latency, self.counts = blog, latency, counts
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes came: answer every whole request among them."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            if self.latency and not path.startswith("/-/"):
                asyncio.get_running_loop().call_later(self.latency, self.reply, path)
            else:
                self.reply(path)

    def reply(self, path: str) -> None:
        """Send the answer, counted by kind."""
        if path == "/-/count":
            status, kind, text = 200, "application/json", json.dumps(self.counts)
            self.counts.clear()
        else:
            status, kind, text = self.blog.answer(path)
            name = "pages" if status == 200 and kind.startswith("text/html") else f"other {status}"
            self.counts[name] = self.counts.get(name, 0) + 1
            self.counts["requests"] = self.counts.get("requests", 0) + 1
        body = text.encode()
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        if not self.transport.is_closing():
            self.transport.write(head.encode() + body)


async def serve(blog: Blog, port: int, latency: float) -> None:
    """Serve until cancelled; the first line of output is the port."""
    counts: dict[str, int] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(blog, latency, counts), "127.0.0.1", port, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until Ctrl-C or until standard input ends."""
    parser = argparse.ArgumentParser(prog="bench.site", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Blog(options.posts), options.port, options.latency))


if __name__ == "__main__":
    main()
