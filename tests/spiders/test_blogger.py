"""Blogger: scripts that hold threads, feeds as JSON, bylines."""

from __future__ import annotations

import pytest

from archive.models import Moment
from spiders.page import Page
from spiders.platforms.blogger_api import read_json_feed
from spiders.read import read_page

POST = "http://loom.example.blogspot.com/2013/09/warp.html"


def page(comments: str, head: str = "") -> Page:
    body = "<div class=post-body id=post-body-87>Threads.</div>"
    post = f"<div class=post><h3 class=post-title>Warp</h3>{body}</div><div id=comments>{comments}</div>"
    text = f"<html><head><meta name=generator content=blogger>{head}</head><body>{post}</body></html>"
    return Page(POST, text.encode(), content_type="text/html; charset=utf-8")


def legacy(author: str) -> str:
    return f"<dl id=comments-block><dt id=c1200>{author}</dt><dd class=comment-body><p>Silk.</p></dd></dl>"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Ann said...", "Ann"),
        ("Ann a dit…", "Ann"),
        ("Rosa hat gesagt...", "Rosa"),
        ("Vanessa", "Vanessa"),
        ("花子さんのコメント...", "花子"),
        ("At 9:52 AM, April 26, 2005, Ann said…", "Ann"),
        ("<a rel=nofollow href='http://a.example/'>Ann said</a> said...", "Ann said"),
    ],
)
def test_the_verb_is_no_part_of_the_name(line: str, author: str) -> None:
    (read,) = read_page(page(legacy(line))).comments
    assert (read.source_id, read.author, read.html) == ("1200", author, "<p>Silk.</p>")


def test_replies_in_the_script_keep_their_parents_and_depths() -> None:
    items = "".join(
        f"{{'id': '{n}', 'parentId': '{n - 1 if n > 1 else ''}', 'body': 'b', 'timestamp': '13782276{n}'}},"
        for n in range(1, 5)
    )
    read = read_page(page(f"<script>var items = [{items}];</script>")).comments
    assert [(c.source_id, c.parent_source_id, c.depth) for c in read] == [
        ("1", None, 0),
        ("2", "1", 1),
        ("3", "2", 2),
        ("4", "3", 3),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "var items = null; timestamp",
        "var items = 'timestamp';",
        "var items = [1, 'timestamp', [2], {}, {'id': {}}, {'id': 'x', 'author': 7}];",
        "var items = [{'id': '1', 'timestamp': '2', 'body': 'cut",
        "var items = " + "[" * 9000 + " timestamp",
    ],
)
def test_a_script_that_holds_no_thread_leaves_the_markup_to_be_read(script: str) -> None:
    read = read_page(page(f"<script>{script}</script>{legacy('Ann said...')}")).comments
    assert [c.source_id for c in read] == ["1200"]


def test_a_byline_in_the_body_goes_only_when_it_is_the_author() -> None:
    text = (
        "<html><head><meta name=generator content=blogger></head><body>"
        "<div class=post><h3 class=post-title>T</h3>"
        "<div class=post-body><em>Posted by {}</em><br /><br />Words.</div>"
        "<p class=post-footer><em>posted by Ann at "
        "<a title='permanent link' href=/2005/04/t.html>4:16 AM</a></em></p></div><div id=comments></div>"
        "</body></html>"
    )
    bodies = []
    for name in ("Ann", "Ben"):
        read = read_page(Page("http://b.example/2005/04/t.html", text.format(name).encode(), content_type="text/html"))
        assert read.post is not None
        bodies.append(read.post.html)
    assert bodies == ["Words.", "<em>Posted by Ben</em><br><br>Words."]


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"feed": 3}', "null", "f({)", '{"feed":{"entry":[1,{"id":2}]}}'])
def test_json_that_is_no_feed_never_raises(answer: str) -> None:
    url = "http://loom.example.blogspot.com/feeds/posts/default?alt=json"
    reading = read_json_feed(Page(url, answer.encode(), content_type="application/json"))
    assert reading is None or (reading.posts, reading.comments) == ((), ())


def test_a_feed_in_a_call_is_read_like_a_bare_one() -> None:
    answer = (
        '// API callback\nshow({"feed":{"link":[{"rel":"alternate","type":"text/html","href":"http://loom.example/"}],'
        '"entry":[{"id":{"$t":"tag:blogger.com,1999:blog-9.post-87"},"title":{"$t":"Warp"},"content":{"$t":"Threads."},'
        '"link":[{"rel":"alternate","type":"text/html","href":"http://loom.example/2013/09/warp.html"}],'
        '"thr$total":{"$t":"4"}}],"openSearch$totalResults":{"$t":"12"}}});'
    )
    url = "http://loom.example/feeds/posts/default?alt=json-in-script&callback=show"
    reading = read_page(Page(url, answer.encode(), content_type="text/javascript"))
    assert [(p.url, p.source_id, p.title, p.html, p.promised) for p in reading.posts] == [
        ("http://loom.example/2013/09/warp.html", "87", "Warp", "Threads.", 4)
    ]
    assert [(p.of, p.count) for p in reading.promised] == [("comments", 4), ("posts", 12)]


def test_a_comment_that_was_removed_is_a_tombstone_in_json() -> None:
    url = "http://loom.example.blogspot.com/feeds/87/comments/default?alt=json"
    entry = (
        '{"id":{"$t":"tag:blogger.com,1999:blog-9.post-%d"},"content":{"$t":"This comment has been removed."},'
        '"thr$in-reply-to":{"ref":"tag:blogger.com,1999:blog-9.post-87"},"gd$extendedProperty":[{"name":"blogger.%s"}]}'
    )
    answer = '{"feed":{"entry":[' + entry % (1, "contentRemoved") + "," + entry % (2, "itemClass") + "]}}"
    reading = read_json_feed(Page(url, answer.encode(), content_type="application/json"))
    assert reading is not None
    assert [(c.source_id, c.deleted) for c in reading.comments] == [("1", True), ("2", False)]


@pytest.mark.parametrize("tag", ["span", "div"])
def test_pages_of_more_than_two_hundred_comments_belong_to_their_post(tag: str) -> None:
    links = "".join(f"<a class=x href='{POST}?commentPage={n}'>to {n}</a>" for n in (1, 2, 4, 5))
    pager = f"<h4>913 comments:</h4><{tag} class=paging-control-container>{links} 401 – 600 of 913</{tag}>"
    third = page(pager + legacy("Ann said..."), f"<link rel=canonical href='{POST}'>")
    reading = read_page(Page(f"{POST}?commentPage=3", third.body, content_type="text/html; charset=utf-8"))
    assert (reading.about, [c.source_id for c in reading.comments]) == (POST, ["1200"])
    assert [(p.count, p.about) for p in reading.promised] == [(913, POST)]
    pages = [f.url.rpartition("=")[2] for f in reading.follow if f.role == "comments"]
    assert pages == ["1", "2", "4", "5"]


def test_the_time_in_a_comment_s_address_counts_not_the_printed_one() -> None:
    stamp = (
        f"<dd class=comment-footer><span class=comment-timestamp>"
        f"<a href='{POST}?showComment=1193166060000#c1200'>October 23, 2007 at 4:01 PM</a></span></dd>"
    )
    (one,) = read_page(page(legacy("Ann said...").replace("</dl>", f"{stamp}</dl>"))).comments
    assert one.published == Moment("October 23, 2007 at 4:01 PM", "1193166060000")


def test_a_dynamic_view_shows_nothing_and_leads_to_the_feeds() -> None:
    feed = "<link rel=alternate type='application/atom+xml' href='http://loom.example/feeds/posts/default'>"
    script = "<script>window.onload = function() { blogger.ui().configure().view(); };</script>"
    head = f"<head><meta name=generator content=blogger>{feed}</head>"
    text = f"<html>{head}<body><div id=main></div>{script}</body></html>"
    reading = read_page(Page("http://loom.example/2013/09/warp.html", text.encode(), content_type="text/html"))
    assert (reading.adapter, reading.posts, reading.comments) == ("blogger", (), ())
    assert reading.doubt == "layout unknown"
    feeds = [f.url for f in reading.follow if f.role == "feed"]
    assert "http://loom.example/feeds/posts/default?redirect=false&start-index=1&max-results=150" in feeds


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("55 comments:", 55),
        ("12 件のコメント:", 12),
        ("1 204 комментария:", 1204),
        ("1 comment:", 1),
        ("0 comments:", 0),
        ("No comments:", 0),
        ("Keine Kommentare:", 0),
        ("Нет комментариев:", 0),
        ("コメントはありません:", 0),
        ("Post a Comment", None),
    ],
)
def test_heading_over_the_thread_promises_a_number(heading: str, count: int | None) -> None:
    (post,) = read_page(page(f"<h4>{heading}</h4><h4 id=comment-post-message>Post a Comment</h4>")).posts
    assert post.promised == count
