"""A blog whose layout nobody knows: its comment feeds teach where the pages keep the comments."""

from __future__ import annotations

from pathlib import Path

from demo.site import Document
from tests.flow.blogkeep import crawl, run, select
from tests.flow.conftest import Serve

TALK = {
    "tin": (("11", "Ann Reed", "Rain plays it better than any drum."), ("12", "Bo", "Tin never claps, it waits.")),
    "zinc": (("21", "Cy Marsh", "My uncle tuned his gutter to a low flat."), ("22", "Bo", "Zinc sulks until noon.")),
    "lead": (("31", "Dot", "Too heavy for a song, this one."), ("32", "Ann Reed", "It hums, if you wait a year.")),
}
TOLD = ("tin", "zinc")


def post_page(name: str) -> str:
    """A post in markup without names or times."""
    feed = f'<link rel="alternate" type="application/rss+xml" href="/{name}/feed/">' if name in TOLD else ""
    shown = "".join(
        f'<div class="zz" id="u_{k}"><div class="m"><span class="qf">{who}</span></div>'
        f'<div class="wv"><p>{words}</p></div></div>'
        for k, who, words in TALK[name]
    )
    words = "A roof is an instrument that nobody has to carry home after the concert. " * 3
    links = "".join(f'<a href="/{other}/">{other}</a> ' for other in TALK)
    head = f"<html><head><title>{name}</title>{feed}</head><body><h1>{name}</h1>"
    return f"{head}<div class=ab><p>{words}</p></div><div class=th>{shown}</div><p>{links}</p></body></html>"


def comment_feed(name: str) -> Document:
    """The feed of a post's comments."""
    items = "".join(
        f"<item><title>By: {who}</title><link>http://blog.example/{name}/#comment-{k}</link>"
        f"<guid>http://blog.example/{name}/#comment-{k}</guid><dc:creator>{who}</dc:creator>"
        f"<pubDate>Mon, 0{k[-1]} May 2006 10:00:00 +0000</pubDate><description>{words}</description></item>"
        for k, who, words in TALK[name]
    )
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    told = f"{head}<title>Comments on: {name}</title><link>http://blog.example/{name}/</link>{items}</channel></rss>"
    return Document(told.encode(), "application/rss+xml")


def test_rows_made_anew_hold_what_the_feeds_teach(serve: Serve, tmp_path: Path) -> None:
    pages = {f"/{name}/": post_page(name) for name in TALK} | {f"/{name}/feed/": comment_feed(name) for name in TOLD}
    home = "<html><title>Roofs</title>" + "".join(f'<h2><a href="/{name}/">{name}</a></h2>' for name in TALK)
    server = serve({"/": home, **pages})
    crawl(tmp_path, "http://blog.example/", *server.resolve)
    question = "select author, text from comments order by text"
    assert len(select(tmp_path, question)) == 4
    run("reread", "--archive", tmp_path)
    found = select(tmp_path, question)
    assert [tuple(row) for row in found] == sorted(
        ((who, words) for talk in TALK.values() for _, who, words in talk), key=lambda pair: pair[1]
    )
    doubts = select(tmp_path, "select distinct layout, doubt from captures where layout = 'taught'")
    assert [tuple(row) for row in doubts] == [("taught", "comments read by what the blog's feeds teach, sure 0.80")]
    run("reread", "--archive", tmp_path)
    assert select(tmp_path, question) == found
