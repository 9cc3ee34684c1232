"""Blogger's long threads: pages of 200, feeds that are cut and lead elsewhere, views that only a script fills."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, run, select

HOST = "ferns.blogspot.com"
HERE = f"http://{HOST}/2010/01/moss.html"
BLOG, POST = "95", "8200000000000000001"
COUNT, ON_A_PAGE = 430, 200
LONGEST = 150
"""What the server gives at once, however much is asked for."""
FACTS = """
select count(*), count(distinct source_id), count(parent_id), count(published),
  sum(text = 'Words of ' || source_id || '.')
from comments
"""


def parent_of(number: int) -> int | None:
    """Every third comment answers the one before it, the 430th the first."""
    return 1 if number == COUNT else number - 1 if number % 3 == 0 else None


def shown(number: int) -> str:
    """A comment in the page of 2008."""
    stamp = f"<a href='{HERE}?showComment={1264000000000 + number * 60000}#c{number}'>January 20, 2010</a>"
    return (
        f"<dt class='comment-author' id='c{number}'><a name='c{number}'></a>Reader {number} said...</dt>"
        f"<dd class='comment-body'><p>Words of {number}.</p></dd>"
        f"<dd class='comment-footer'><span class='comment-timestamp'>{stamp}</span></dd>"
    )


def moss(page: int) -> Document:
    """The post with 200 of its comments, and the links to the other pages as Blogger has them."""
    last = -(-COUNT // ON_A_PAGE)
    older = f"<a class='paging-control' href='{HERE}?commentPage={max(page - 1, 1)}#comments'>Older</a>"
    newer = f"<a class='paging-control' href='{HERE}?commentPage={min(page + 1, last)}#comments'>Newer</a>"
    first = (page - 1) * ON_A_PAGE + 1
    comments = "".join(map(shown, range(first, min(first + ON_A_PAGE, COUNT + 1))))
    return Document(
        f"""<html><head><meta content='blogger' name='generator'/><link rel='canonical' href='{HERE}'/>
<link rel='alternate' type='application/atom+xml' href='http://{HOST}/feeds/posts/default'/></head><body>
<div class='post hentry'><a name='{POST}'></a><h3 class='post-title entry-title'>Moss</h3>
<div class='post-body entry-content'>It grows on the north side of everything here.</div></div>
<div class='comments' id='comments'><a name='comments'></a><h4>{COUNT} comments:</h4>
<span class='paging-control-container'>{older} {first} of {COUNT} {newer}</span>
<dl id='comments-block'>{comments}</dl></div></body></html>""".encode()
    )


def feed(entries: str, total: int, start: int, size: int, path: str, alternate: str) -> Document:
    """A feed that names its next part at www.blogger.com, without the form it was asked in."""
    more = f"http://www.blogger.com/feeds/{BLOG}/{path}?start-index={start + size}&amp;max-results={size}"
    link = f"<link rel='next' type='application/atom+xml' href='{more}'/>" if start + size <= total else ""
    return Document(
        f"""<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'
xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'><id>tag:blogger.com,1999:blog-{BLOG}</id>
<link rel='alternate' type='text/html' href='{alternate}'/>{link}
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>
<openSearch:totalResults>{total}</openSearch:totalResults><openSearch:startIndex>{start}</openSearch:startIndex>
<openSearch:itemsPerPage>{size}</openSearch:itemsPerPage>{entries}</feed>""".encode(),
        "application/atom+xml; charset=UTF-8",
    )


def comment(number: int, query: Query, here: str = HERE) -> str:
    """A comment in the feed; only the form with ``v=2`` names parents."""
    parent = parent_of(number) if query.get("v") == "2" else None
    related = (
        f"<link rel='related' href='http://www.blogger.com/feeds/{BLOG}/{POST}/comments/default/{parent}'/>"
        if parent
        else ""
    )
    hour, minute = divmod(number, 60)
    return f"""<entry><id>tag:blogger.com,1999:blog-{BLOG}.post-{number}</id>
<published>2010-01-20T{hour + 7:02}:{minute:02}:00.000-08:00</published><title>Words</title>
<content type='html'>Words of {number}.</content><author><name>Reader {number}</name></author>{related}
<link rel='alternate' type='text/html' href='{here}?showComment=1#c{number}'/>
<thr:in-reply-to href='{here}' ref='tag:blogger.com,1999:blog-{BLOG}.post-{POST}' type='text/html'/></entry>"""


def post(number: str, here: str, comments: int) -> str:
    """A post in the blog's feed."""
    replies = f"http://{HOST}/feeds/{number}/comments/default"
    return f"""<entry><id>tag:blogger.com,1999:blog-{BLOG}.post-{number}</id>
<published>2010-01-20T07:00:00.000-08:00</published><title type='text'>Moss</title>
<content type='html'>It grows on the north side of everything here.</content>
<link rel='replies' type='application/atom+xml' href='{replies}'/><link rel='alternate' type='text/html' href='{here}'/>
<author><name>Fern</name></author><thr:total>{comments}</thr:total></entry>"""


def posts_feed(query: Query, entries: str, total: int) -> Document:
    """Readers are sent to FeedBurner, except who says that he does not want to."""
    if query.get("redirect") != "false":
        return Document(b"", status=302, headers=(("Location", "http://feeds.feedburner.com/ferns"),))
    return feed(entries, total, 1, 150, "posts/default", f"http://{HOST}/")


def comments_feed(query: Query) -> Document:
    start, size = int(query.get("start-index", 1)), min(int(query.get("max-results", 25)), LONGEST)
    entries = "".join(comment(n, query) for n in range(start, min(start + size, COUNT + 1)))
    return feed(entries, COUNT, start, size, f"{POST}/comments/default", HERE)


def answer(path: str, query: Query) -> Document | None:
    if path == "/2010/01/moss.html" and query.get("commentPage", "").isdigit():
        return moss(int(query["commentPage"]))
    if path == "/feeds/posts/default":
        return posts_feed(query, post(POST, HERE, COUNT), 1)
    return comments_feed(query) if path == f"/feeds/{POST}/comments/default" else None


def without_feeds(path: str, query: Query) -> Document | None:
    return Document(b"No feeds.", status=404) if path.startswith("/feeds/") else answer(path, query)


def without_pages(path: str, query: Query) -> Document | None:
    return Document(b"Busy.", status=500) if "commentPage" in query else answer(path, query)


def home() -> Document:
    entry = f"<div class='post hentry'><h3 class='post-title'><a href='{HERE}'>Moss</a></h3></div>"
    head = f"<meta content='blogger' name='generator'/><link rel='alternate' href='http://{HOST}/feeds/posts/default'/>"
    return Document(f"<html><head>{head}</head><body>{entry}</body></html>".encode())


@pytest.mark.parametrize(
    ("ask", "parents"),
    [(answer, COUNT // 3 + 1), (without_feeds, 0), (without_pages, COUNT // 3 + 1)],
    ids=["both", "pages alone", "feeds alone"],
)
def test_a_thread_of_more_than_two_hundred_is_whole_by_either_way(
    ask: Callable[[str, Query], Document | None], parents: int, tmp_path: Path
) -> None:
    site = Site(HOST, {"/": home(), "/2010/01/moss.html": moss(1)}, ask=ask)
    with serving([site]) as server:
        crawl(tmp_path, f"http://{HOST}/", "--no-media", *server.resolve, check=None)
    assert select(tmp_path, FACTS) == [(COUNT, COUNT, parents, COUNT, COUNT)]
    assert select(tmp_path, "select promised, kept from threads") == [(COUNT, COUNT)]
    assert select(tmp_path, "select count(*) from posts") == [(1,)]


def view(path: str, post: str | None) -> Document:
    """A page of a dynamic view: nothing but a script's address and what kind of page it is."""
    kind = f"'pageType': 'item', 'postId': '{post}'" if post else "'pageType': 'index'"
    return Document(
        f"""<html><head><meta content='blogger' name='generator'/><meta content='dynamic' name='blogger-template'/>
<link rel='canonical' href='http://{HOST}{path}'/>
<link rel='alternate' type='application/atom+xml' href='http://{HOST}/feeds/posts/default'/></head>
<body class='variant-sidebar'><div class='main section' id='main'></div><script>blogger.ui().configure().view();
_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{{kind}}}}}]);</script></body></html>""".encode()
    )


ICE, REED = f"http://{HOST}/2013/01/ice.html", f"http://{HOST}/2013/02/reed.html"


def in_views(path: str, query: Query) -> Document | None:
    if path == "/feeds/posts/default":
        return posts_feed(query, post("71", ICE, 2) + post("72", REED, 0), 2)
    if path == "/feeds/71/comments/default":
        return feed(comment(2, query, ICE) + comment(3, query, ICE), 2, 1, 250, "71/comments/default", ICE)
    return feed("", 0, 1, 250, "72/comments/default", REED) if path == "/feeds/72/comments/default" else None


def test_a_dynamic_view_is_told_from_an_unknown_layout_and_read_by_its_feeds(tmp_path: Path) -> None:
    pages = {"/": view("/", None), "/2013/01/ice.html": view("/2013/01/ice.html", "71")}
    site = Site(HOST, {**pages, "/2013/02/reed.html": view("/2013/02/reed.html", "72")}, ask=in_views)
    with serving([site]) as server:
        crawl(tmp_path, f"http://{HOST}/", "--no-media", *server.resolve)
    asked = "select source_id, text, (select source_id from comments up where up.id = comments.parent_id) from comments"
    assert select(tmp_path, f"{asked} order by source_id") == [("2", "Words of 2.", None), ("3", "Words of 3.", "2")]
    words = "It grows on the north side of everything here."
    assert select(tmp_path, "select url, text from posts order by url") == [(ICE, words), (REED, words)]
    layouts = "select layout, count(*) from captures where adapter = 'blogger' and layout like 'dynamic%' group by 1"
    assert select(tmp_path, layouts) == [("dynamic", 2), ("dynamic-index", 1)]
    (told,) = json.loads(run("coverage", "--json", "--archive", tmp_path).stdout)
    assert told["causes"] == {}
    assert any("dynamic view" in doubt for doubt in told["doubts"])


def test_a_dynamic_view_whose_feed_is_not_to_be_had_is_a_gap_with_its_cause(tmp_path: Path) -> None:
    def ask(path: str, query: Query) -> Document | None:
        return Document(b"Busy.", status=500) if "/comments/" in path else in_views(path, query)

    pages = {"/": view("/", None), "/2013/01/ice.html": view("/2013/01/ice.html", "71")}
    site = Site(HOST, {**pages, "/2013/02/reed.html": view("/2013/02/reed.html", "72")}, ask=ask)
    with serving([site]) as server:
        crawl(tmp_path, f"http://{HOST}/", "--no-media", *server.resolve, check=None)
    (told,) = json.loads(run("coverage", "--json", "--archive", tmp_path, check=None).stdout)
    assert told["causes"] == {"embed_unreachable": 1}
