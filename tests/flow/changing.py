"""A blog that changes behind our back, in the dress of WordPress or TypePad; its server notes what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from demo.serve import BlogServer, Handler, serving
from demo.site import Document, Query, redirect

HOST = "hedge.example"
HOME = f"http://{HOST}/"
LONG_AGO = datetime(2011, 5, 6, 9, 0, tzinfo=UTC)
PROSE = "The hedge was laid in March, and by June nobody could tell where the hook had gone through it. "


@dataclass
class Talk:
    """A comment."""

    number: int
    author: str
    words: str


@dataclass
class Entry:
    """A post with its comments. ``gone`` is the status it answers with in place of its page; ``moved`` where to."""

    number: int
    words: str
    talks: list[Talk]
    changed: datetime
    closed: bool = False
    gone: int | None = None
    moved: str | None = None


@dataclass
class ChangingBlog:
    """The blog as it stands. ``dress`` is wordpress or typepad; ``feed`` how many posts and comments feeds show.

    ``dated``: the sitemap tells when pages changed. ``counted``: feed and home tell how many comments there are.
    ``stiff``: the home answers as it did at first, whatever happened.
    """

    dress: str = "wordpress"
    posts: int = 40
    feed: int = 5
    dated: bool = False
    counted: bool = False
    talkative: bool = False
    stiff: bool = False
    theme: str = "twenty"
    host: str = HOST
    entries: dict[int, Entry] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    _home: Document | None = None

    def __post_init__(self) -> None:
        for number in range(1, self.posts + 1):
            self.write(number)

    def write(self, number: int, changed: datetime | None = None) -> Entry:
        """A new post with two comments."""
        talks = [Talk(10 * number + n, f"Reader {n}", f"Comment {n} on post {number}.") for n in (1, 2)]
        day = LONG_AGO + timedelta(days=number)
        entry = self.entries[number] = Entry(number, f"Words of post {number}. {PROSE * 3}", talks, changed or day)
        return entry

    def say(self, number: int, words: str) -> None:
        """Somebody comments on a post."""
        talks = self.entries[number].talks
        talks.append(Talk(10 * number + len(talks) + 1, "Late Reader", words))

    def path(self, number: int) -> str:
        """A post's permalink."""
        return f"/2011/post-{number}/" if self.dress == "wordpress" else f"/2011/post-{number}.html"

    def answer(self, path: str, query: Query) -> Document:
        """What an address answers now."""
        entry = next((e for e in self.entries.values() if path in (self.path(e.number), e.moved)), None)
        if entry is not None and entry.gone:
            return Document(b"<html><body>Gone.</body></html>", status=entry.gone)
        if entry is not None and entry.moved and path != entry.moved:
            return redirect(entry.moved)
        if entry is not None:
            return self._document(self._post(entry))
        if path == "/":
            self._home = self._home if self.stiff and self._home else self._document(self._index(self._newest()))
            return self._home
        if path.startswith("/page/"):
            number = int(path.strip("/").rpartition("/")[2])
            return self._document(self._index(self._live()[(number - 1) * 5 : number * 5], number))
        lists = {"/feed/": self._feed, "/comments/feed/": self._talk_feed, "/sitemap.xml": self._sitemap}
        if path in lists:
            return Document(lists[path]().encode(), "application/xml; charset=utf-8")
        return Document(b"<html><title>Not found</title><body><h1>Not found</h1></body></html>", status=404)

    def _document(self, html: str) -> Document:
        return Document(html.encode())

    def _live(self) -> list[Entry]:
        return [e for _, e in sorted(self.entries.items(), reverse=True) if e.gone is None]

    def _newest(self) -> list[Entry]:
        return self._live()[: self.feed]

    def _url(self, entry: Entry) -> str:
        return f"http://{HOST}{entry.moved or self.path(entry.number)}"

    def _head(self, kind: str) -> str:
        maker = "WordPress 6.4" if self.dress == "wordpress" else "http://www.typepad.com/"
        comments = "<link rel=alternate type='application/rss+xml' href='/comments/feed/'>" if self.talkative else ""
        return (
            f"<html lang=en><head><meta charset=utf-8><meta name=generator content='{maker}'><title>Hedge</title>"
            f"<link rel=alternate type='application/rss+xml' href='/feed/'>{comments}</head><body class='{kind}'>"
        )

    def _post(self, entry: Entry) -> str:
        if self.dress != "wordpress":
            return self._typepad_post(entry)
        talks = "".join(
            f"<li id=comment-{t.number} class='comment {self.theme}'><article id=div-comment-{t.number}>"
            f"<footer class=comment-meta><div class='comment-author vcard'><b class=fn>{t.author}</b></div>"
            f"<a href='{self._url(entry)}#comment-{t.number}'><time datetime=2011-08-01T10:00:00+00:00>1 Aug</time></a>"
            f"</footer><div class=comment-content><p>{t.words}</p></div></article></li>"
            for t in entry.talks
        )
        form = "<p class=no-comments>Comments are closed.</p>" if entry.closed else "<form id=commentform></form>"
        return (
            f"{self._head('single single-post')}<article id=post-{entry.number} class='post type-post hentry'>"
            f"<h1 class=entry-title>Post {entry.number}</h1><time class='entry-date published' "
            f"datetime=2011-07-01T10:00:00+00:00>1 July</time><div class=entry-content><p>{entry.words}</p></div>"
            f"</article><div id=comments><ol class=comment-list>{talks}</ol>{form}</div></body></html>"
        )

    def _typepad_post(self, entry: Entry) -> str:
        talks = "".join(
            f"<a id='c6a00d8{t.number:010x}'></a><div class='comment' id='comment-6a00d8{t.number:010x}'>"
            f"<div class='comment-content'><p>{t.words}</p></div><p class='comment-footer'>Posted by: {t.author} | "
            f"<a href='{self._url(entry)}#comment-6a00d8{t.number:010x}'>August 01, 2011 at 10:00 AM</a></p></div>"
            for t in entry.talks
        )
        closed = "<p class='comments-closed'>The comments to this entry are closed.</p>" if entry.closed else ""
        return (
            f"{self._head('layout-two-column-right')}<div id='alpha'>{self._typepad_entry(entry)}"
            "<div class='comments' id='all-comments'><h3 class='comments-header'>Comments</h3>"
            f"<div class='comments-content' id='comments-content'>{talks}</div>{closed}</div></div></body></html>"
        )

    def _typepad_entry(self, entry: Entry) -> str:
        count = f"<a href='{self._url(entry)}#comments'>Comments ({len(entry.talks)})</a>" if self.counted else ""
        return (
            f"<h2 class='date-header'>07/01/2011</h2><div class='entry' id='entry-6a00d8{entry.number:010x}'>"
            f"<h3 class='entry-header'><a href='{self._url(entry)}'>Post {entry.number}</a></h3>"
            f"<div class='entry-content'><div class='entry-body'><p>{entry.words}</p></div></div>"
            "<div class='entry-footer'><p class='entry-footer-info'><span class='post-footers'>Posted by Hedger at "
            f"10:00 AM</span> | <a class='permalink' href='{self._url(entry)}'>Permalink</a> | {count}</p></div></div>"
        )

    def _index(self, entries: list[Entry], page: int = 1) -> str:
        more = f"<a class='next page-numbers' rel=next href='/page/{page + 1}/'>Older</a>" if len(entries) == 5 else ""
        if self.dress != "wordpress":
            shown = "".join(map(self._typepad_entry, entries))
            return f"{self._head('layout-two-column-right')}<div id='alpha'>{shown}{more}</div></body></html>"
        shown = "".join(
            f"<article id=post-{e.number} class='post hentry {self.theme}'><h2 class=entry-title>"
            f"<a href='{self._url(e)}' rel=bookmark>Post {e.number}</a></h2><div class=entry-content>"
            f"<p>{e.words}</p></div></article>"
            for e in entries
        )
        return f"{self._head('blog home')}<div id=primary>{shown}{more}</div></body></html>"

    def _feed(self) -> str:
        count = "<slash:comments>{}</slash:comments>"
        items = "".join(
            f"<item><title>Post {e.number}</title><link>{self._url(e)}</link><guid>{self._url(e)}</guid>"
            f"<description>Words of it […]</description>{count.format(len(e.talks)) if self.counted else ''}</item>"
            for e in self._newest()
        )
        return (
            "<rss version='2.0' xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel><title>Hedge</title>"
            f"<link>{HOME}</link>{items}</channel></rss>"
        )

    def _talk_feed(self) -> str:
        talks = [(t, e) for e in self._live() for t in e.talks]
        late = sorted(talks, key=lambda one: (one[0].author != "Late Reader", -one[0].number))[: self.feed]
        items = "".join(
            f"<item><title>Comment on Post {e.number} by {t.author}</title><link>{self._url(e)}#comment-{t.number}"
            f"</link><guid>{self._url(e)}#comment-{t.number}</guid><description>{t.words}</description></item>"
            for t, e in late
        )
        return f"<rss version='2.0'><channel><title>Comments on Hedge</title><link>{HOME}</link>{items}</channel></rss>"

    def _sitemap(self) -> str:
        told = "<lastmod>{:%Y-%m-%dT%H:%M:%SZ}</lastmod>"
        urls = "".join(
            f"<url><loc>{self._url(e)}</loc>{told.format(e.changed) if self.dated else ''}</url>" for e in self._live()
        )
        return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"

    def take_asked(self) -> list[tuple[str, int]]:
        """Paths and statuses of what was asked since the last call, robots.txt left out."""
        found, self.asked = self.asked, []
        return [one for one in found if one[0] != "/robots.txt"]


class Writer(Handler):
    """Writes down what was asked."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """As the handler does; the answer is noted."""
        site = self.server.sites[HOST]
        assert isinstance(site, ChangingBlog)
        site.asked.append((self.path, code))
        super().send_response(code, message)


@contextmanager
def running(blog: ChangingBlog) -> Iterator[BlogServer]:
    """The blog's server; it ends with the block."""
    with serving([blog]) as server:  # type: ignore[list-item]
        server.RequestHandlerClass = Writer
        yield server
