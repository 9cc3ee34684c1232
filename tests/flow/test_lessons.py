"""A blog whose layout nobody knows: its comment feeds teach where the pages keep the comments."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

import spiders.lessons
from archive.db.connect import open_db
from archive.db.looks import set_looks
from archive.db.store import transaction
from archive.home import create_home
from demo.site import Document
from pipelines.afterwards import learn_blog
from spiders.lessons import teach_blog
from spiders.reread import Report, Reread, import_file
from tests.flow.blogkeep import DERIVED, crawl, dump, run, select
from tests.flow.conftest import Serve

TALK = {
    "tin": (("11", "Ann Reed", "Rain plays it better than any drum."), ("12", "Bo", "Tin never claps, it waits.")),
    "zinc": (("21", "Cy Marsh", "My uncle tuned his gutter to a low flat."), ("22", "Bo", "Zinc sulks until noon.")),
    "lead": (("31", "Dot", "Too heavy for a song, this one."), ("32", "Ann Reed", "It hums, if you wait a year.")),
}
TOLD = ("tin", "zinc")


def post_page(name: str, told: Iterable[str] = TOLD, wrap: str = "zz") -> str:
    """A post in markup without names or times."""
    feed = f'<link rel="alternate" type="application/rss+xml" href="/{name}/feed/">' if name in told else ""
    shown = "".join(
        f'<div class="{wrap}" id="u_{k}"><div class="m"><span class="qf">{who}</span></div>'
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


HOME = "http://blog.example/"
QUESTION = "select author, text from comments order by text"
TABLES = (*DERIVED, "events", "looks", "joined", "copies", "media", "lessons", "taught")


def build(told: Iterable[str] = TOLD, wrap: str = "zz", names: Iterable[str] = TALK) -> dict[str, Document | str]:
    """A blog of which the comment feeds of some posts tell."""
    pages: dict[str, Document | str] = {f"/{name}/": post_page(name, told, wrap) for name in names}
    home = "<html><title>Roofs</title>" + "".join(f'<h2><a href="/{name}/">{name}</a></h2>' for name in names)
    return {"/": home, **pages, **{f"/{name}/feed/": comment_feed(name) for name in told}}


def check_against_reread(archive: Path) -> None:
    """All rows made anew are the rows that stand."""
    stand = dump(archive, TABLES)
    run("reread", "--archive", archive)
    anew = dump(archive, TABLES)
    for table in TABLES:
        assert anew[table] == stand[table], table


def all_talk() -> list[tuple[str, str]]:
    """Who said what, in the order of the words."""
    return sorted(((who, words) for talk in TALK.values() for _, who, words in talk), key=lambda pair: pair[1])


def test_a_crawl_ends_with_the_rows_of_a_reread(serve: Serve, tmp_path: Path) -> None:
    server = serve(build())
    summary = crawl(tmp_path, HOME, *server.resolve)
    assert (summary["taught"]["read"], summary["taught"]["note"]) == (3, None)
    assert select(tmp_path, QUESTION) == all_talk()
    doubts = select(tmp_path, "select distinct layout, doubt from captures where layout = 'taught'")
    assert doubts == [("taught", "comments read by what the blog's feeds teach")]
    assert select(tmp_path, "select sure, taught, told, feeds from lessons") == [(0.8, 4, 4, 2)]
    said = run("check", f"{HOME}lead/", "--archive", tmp_path).stdout
    assert "taught by 2 captured feeds: 4 of 4 comments were found on their pages, sure 0.80" in said
    assert "each comment is a div.zz" in said
    assert "Dot" in said
    check_against_reread(tmp_path)


def test_a_second_visit_ends_with_the_rows_of_a_reread(serve: Serve, tmp_path: Path) -> None:
    first = serve(build(names=("tin", "zinc")))
    crawl(tmp_path, HOME, *first.resolve)
    check_against_reread(tmp_path)
    second = serve(build(told=(*TOLD, "lead")))
    summary = crawl(tmp_path, HOME, "--full", *second.resolve)
    assert summary["taught"]["note"] is None
    assert select(tmp_path, QUESTION) == all_talk()
    check_against_reread(tmp_path)


def test_what_feeds_taught_is_taken_back_when_they_teach_otherwise(serve: Serve, tmp_path: Path) -> None:
    crawl(tmp_path, HOME, *serve(build(told=("tin",), names=("tin",))).resolve)
    before = select(tmp_path, "select wrapper from lessons")
    server = serve(build(told=TALK, wrap="yy"))
    crawl(tmp_path, HOME, "--full", *server.resolve)
    assert select(tmp_path, "select wrapper from lessons") != before
    check_against_reread(tmp_path)


def test_a_crawl_that_was_stopped_and_goes_on_ends_with_the_rows_of_a_reread(serve: Serve, tmp_path: Path) -> None:
    server = serve(build())
    for _ in range(20):
        summary = crawl(tmp_path, HOME, "--max-pages", "2", *server.resolve)
        check_against_reread(tmp_path)
        if summary["outcome"] == "finished":
            break
    assert select(tmp_path, QUESTION) == all_talk()


def test_an_import_ends_with_the_rows_of_a_reread(serve: Serve, tmp_path: Path) -> None:
    server = serve(build())
    crawl(tmp_path / "first", HOME, *server.resolve)
    for warc in sorted((tmp_path / "first" / "warc").glob("*.warc.gz")):
        run("import", warc, "--archive", tmp_path / "second", "--blog", HOME)
    assert select(tmp_path / "second", QUESTION) == all_talk()
    check_against_reread(tmp_path / "second")


def test_what_cannot_be_read_again_is_not_taken_back(serve: Serve, tmp_path: Path) -> None:
    crawl(tmp_path, HOME, *serve(build(told=("tin",), names=("tin",))).resolve)
    (warc,) = (tmp_path / "warc").glob("*.warc.gz")
    warc.rename(tmp_path / "elsewhere.gz")
    summary = crawl(tmp_path, HOME, "--full", *serve(build(told=TALK, wrap="yy")).resolve)
    assert f"not all can be read again: '{warc.name}' is not in" in summary["taught"]["note"]
    assert set(TALK["tin"]) <= {
        *select(tmp_path, "select source_id, author, text from comments where source_id is not null")
    }
    (tmp_path / "elsewhere.gz").rename(warc)
    crawl(tmp_path, HOME, *serve(build(told=TALK, wrap="yy")).resolve)
    check_against_reread(tmp_path)


def test_a_reading_that_was_broken_off_goes_on(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl(tmp_path / "first", HOME, *serve(build()).resolve)
    home = create_home(tmp_path / "second")
    db = open_db(home.db)
    reread = Reread(home, db, Report(), blog=HOME)
    for warc in (tmp_path / "first" / "warc").glob("*.warc.gz"):
        import_file(home, db, warc, reread)
    (blog_id,) = reread.ids.values()
    monkeypatch.setattr(spiders.lessons, "PAGES_PER_TRANSACTION", 1)
    steps = teach_blog(home, db, blog_id, lambda: transaction(db))
    assert [(one.due, one.pages) for one in islice(steps, 2)] == [(3, 0), (3, 1)]
    steps.close()
    done = list(teach_blog(home, db, blog_id, lambda: transaction(db)))
    assert [(one.due, one.pages) for one in done] == [(2, 0), (2, 1), (2, 2)]
    with transaction(db):
        learn_blog(db, blog_id)
        set_looks(db, blog_id)
    db.conn.close()
    check_against_reread(tmp_path / "second")
