"""What `blogkeep check` tells of a page: the traces of fields, the account, the page in a file or a WARC."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import BadAddress, BlogkeepError, NotKept
from spiders.account import as_json, iter_lines
from spiders.check import Origin, page_of_file
from spiders.examine import WORKED_OUT, Examined, examine
from spiders.page import Page

PAGES = Path(__file__).parents[1] / "pages"
WARCS = Path(__file__).parents[1] / "warcs"
SEEN = datetime(2020, 1, 1, tzinfo=UTC)


def no_fault(fault: str) -> None:
    """These files are whole."""
    raise AssertionError(fault)


def read(path: Path, url: str | None = None) -> Origin:
    """The page in a whole file."""
    return page_of_file(path, url, no_fault)


def look(case: str) -> Examined:
    """A recorded page, examined under the address that it was recorded with."""
    about = json.loads((PAGES / case / "expected.json").read_text("utf-8"))
    return examine(read(PAGES / case / "page.html", about["url"]).page, SEEN)


def test_every_field_is_told_with_the_selector_that_gave_it() -> None:
    found = look("wordpress/html5-pings-among")
    told = {one.name: (one.value, one.by) for one in found.post}
    assert told["title"] == ("On 3 kinds of thatch", "text of h1.entry-title")
    assert told["machine"] == (
        "2018-02-11T09:00:00+00:00",
        "@content of meta[property='article:published_time']",
    )
    assert told["closed"] == (None, "")
    assert [one.name for one in found.post if not one.asked] == ["updated_words"]


def test_fields_of_comments_are_counted_by_the_selector_that_gave_them() -> None:
    tallies = {one.name: one for one in look("wordpress/html5-pings-among").comments}
    author = {by: (len(values), values[0]) for by, values in tallies["author"].by.items()}
    assert author == {
        "text of a.url": (30, "Thatch digest no. 0"),
        "text of .comment-author .fn": (6, "Neighbour 1"),
    }
    assert tallies["html"].empty == 30


@pytest.mark.parametrize("case", sorted(p.parent for p in PAGES.rglob("page.html")), ids=lambda p: p.name)
def test_traces_say_what_the_reading_says(case: Path) -> None:
    found = look(str(case.relative_to(PAGES)))
    for one in found.post:
        assert (one.value is None) == (one.by == ""), one
        assert one.asked or one.by in ("", WORKED_OUT), one
    assert list(iter_lines(found, "a file"))
    json.dumps(as_json(found, "a file"))


def test_the_account_for_programs_has_the_ids_of_the_platform_and_ours() -> None:
    account = as_json(look("wordpress/walker-threaded"), "a file")
    by_id = {one["id"]: one for one in account["comments"]}
    rows = {one["row"] for one in account["comments"]}
    answers = [one for one in account["comments"] if one["parent"]]
    assert answers
    for one in answers:
        assert by_id[one["parent"]]["row"] == one["parent_row"]
        assert one["parent_row"] in rows
    wanted = {"id", "author", "author_url", "published", "published_raw", "text", "parent", "kind"}
    assert wanted <= set(account["comments"][0])
    assert {"adapter", "layout", "marks", "post", "comments", "follow", "promised"} <= set(account)


def test_the_account_says_of_each_comment_whether_it_is_whole() -> None:
    item = "<item><title>By: Ann</title><link>http://blog.example/tin#comment-{}</link><description>{}</description></item>"
    items = item.format(1, "All of it.") + item.format(2, "Half of it [...]")
    head = "<title>Comments on: Tin roof</title><link>http://blog.example/tin</link>"
    feed = f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()
    page = Page("http://blog.example/tin/feed/", feed, content_type="application/rss+xml")
    assert [one["whole"] for one in as_json(examine(page, SEEN), "")["comments"]] == [True, False]


def test_a_page_that_nothing_understands_says_so() -> None:
    page = Page("http://blog.example/", b"<html><p>Hello.</p></html>", content_type="text/html")
    found = examine(page, SEEN)
    assert not found.is_understood
    assert as_json(found, "")["doubt"]


def test_an_error_page_is_not_understood() -> None:
    page = Page("http://blog.example/x", b"<html><h1>Gone</h1></html>", status=404, content_type="text/html")
    assert "doubt        status 404" in list(iter_lines(examine(page, SEEN), "a file"))


@pytest.mark.parametrize(
    ("name", "body", "url"),
    [
        ("a.html", b"<link rel=canonical href='http://blog.example/a.html'><p>x", "http://blog.example/a.html"),
        ("b.html", b"<meta property='og:url' content='http://blog.example/b?x=1&amp;y=2'>", "http://blog.example/b?x=1&y=2"),
        ("c.html", b"<!-- saved from url=(0022)http://blog.example/c -->\n<link rel=canonical href=/d>", "http://blog.example/c"),
        ("d.xml", b"<rss><channel><atom:link href='http://blog.example/feed/' rel='self'/></channel></rss>", "http://blog.example/feed/"),
    ],
)  # fmt: skip
def test_a_file_tells_its_own_address(tmp_path: Path, name: str, body: bytes, url: str) -> None:
    (tmp_path / name).write_bytes(body)
    assert read(tmp_path / name).page.url == url
    assert read(tmp_path / name, "other.example/z").page.url == "http://other.example/z"


def test_a_file_without_an_address_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<link rel=canonical href=/a.html>")
    with pytest.raises(BadAddress, match=r"--url https://"):
        read(tmp_path / "a.html")


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(BlogkeepError, match="cannot be read"):
        read(tmp_path, "http://blog.example/")


def test_a_record_of_a_warc_is_read_by_its_address(tmp_path: Path) -> None:
    urls = []
    with pytest.raises((BadAddress, NotKept)) as refused:
        read(WARCS / "whole.warc.gz", "http://nowhere.example/")
    urls = str(refused.value).partition("It holds: ")[2].split(", ")
    origin = read(WARCS / "whole.warc.gz", urls[0])
    assert origin.page.url == urls[0]
    assert origin.seen.tzinfo is not None
    packed = tmp_path / "whole.wacz"
    with zipfile.ZipFile(packed, "w") as out:
        out.write(WARCS / "whole.warc.gz", "archive/whole.warc.gz")
    assert read(packed, urls[0]).page.body == origin.page.body
