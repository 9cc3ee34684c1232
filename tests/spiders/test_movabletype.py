"""Movable Type: comment windows, comment listings, signatures."""

from __future__ import annotations

import json
import re

import pytest

from archive.models import Follow
from spiders.page import Page
from spiders.platforms.movabletype import MOVABLETYPE, read_listing
from spiders.read import read_page

POST = "http://cranes.example/2003/02/nine.html"
SCRIPT = "http://cranes.example/mt/mt-comments.cgi"
ABOUT = "about=http%3A%2F%2Fcranes.example%2F2003%2F02%2Fnine.html"


def page(body: str, url: str = POST) -> Page:
    head = "<meta name=generator content='http://www.movabletype.org/'>"
    return Page(url, f"<html><head>{head}</head><body>{body}</body></html>".encode(), content_type="text/html")


def signed(signature: str) -> Page:
    comment = f"<div class=comments-body><p>Ten.</p><span class=comments-post>{signature}</span></div>"
    return page(f"<div class=blogbody><p>Nine.</p></div><a name=comments></a>{comment}")


def listing(count: int, url: str) -> Page:
    rows = "".join(
        f"<div class=comment id=comment-{n}><div class=comment-content>{n}</div></div>" for n in range(count)
    )
    return Page(url, json.dumps({"comments": rows}).encode(), content_type="application/json")


@pytest.mark.parametrize(
    ("signature", "author", "words"),
    [
        ("Posted by: Dan at July 4, 2003 07:42 PM", "Dan", "July 4, 2003 07:42 PM"),
        (
            "Posted by: Mona at the Reeds at July 4, 2003 07:42 PM",
            "Mona at the Reeds",
            "July 4, 2003 07:42 PM",
        ),
        ("Posted by Dan on July 4, 2003 07:42 PM", "Dan", "July 4, 2003 07:42 PM"),
        ("Posted by:  at July 4, 2003 07:42 PM", None, "July 4, 2003 07:42 PM"),
        ("Kommentiert von: Jörg am 4. Juli 2003 19:42", "Jörg", "4. Juli 2003 19:42"),
    ],
)
def test_a_signature_gives_author_and_time(signature: str, author: str | None, words: str) -> None:
    (read,) = read_page(signed(signature)).comments
    assert (read.author, read.published and read.published.words, read.html) == (author, words, "<p>Ten.</p>")


def test_a_comment_window_is_asked_for_with_the_post_it_belongs_to() -> None:
    link = f"<a href='{SCRIPT}?entry_id=29'>Comments (2)</a>"
    reading = read_page(page(f"<div class=blogbody>Nine.<a class=permalink href={POST}>#</a>{link}</div>"))
    assert Follow(f"{SCRIPT}?entry_id=29&{ABOUT}", "comments", "comment window") in reading.follow


def test_a_window_without_its_post_is_a_trap_and_one_with_it_is_none() -> None:
    trap = dict(MOVABLETYPE.traps)["comment window without its post"]
    assert re.search(trap, f"{SCRIPT}?entry_id=29")
    assert not re.search(trap, f"{SCRIPT}?entry_id=29&{ABOUT}")
    assert not re.search(trap, f"{SCRIPT}?__mode=red&id=28")


def test_a_full_listing_leads_to_the_next_one() -> None:
    url = f"{SCRIPT}?__mode=comment_listing&entry_id=29&limit=50&offset=50&{ABOUT}"
    reading = read_listing(listing(50, url))
    assert reading is not None
    assert (reading.about, len(reading.comments)) == (POST, 50)
    assert reading.follow == (Follow(url.replace("offset=50", "offset=100"), "api", "comment listing"),)


def test_the_last_listing_leads_nowhere() -> None:
    reading = read_listing(listing(3, f"{SCRIPT}?__mode=comment_listing&entry_id=29&offset=100&{ABOUT}"))
    assert reading is not None
    assert reading.follow == ()


@pytest.mark.parametrize("answer", ["", "no", "{", '{"comments": 3}', '{"error": "none"}', "[1]", '{"a":' * 5000])
def test_an_answer_that_is_no_listing_is_none(answer: str) -> None:
    url = f"{SCRIPT}?__mode=comment_listing&entry_id=29"
    assert read_listing(Page(url, answer.encode(), content_type="application/json")) is None


def test_a_mail_address_behind_a_name_is_not_kept() -> None:
    signature = "Posted by: <a href='mailto:mona@reeds.example'>Mona</a> at July 4, 2003 07:42 PM"
    (read,) = read_page(signed(signature)).comments
    assert (read.author, read.author_url) == ("Mona", None)


@pytest.mark.parametrize(
    "beside",
    [
        "<form method=get action=http://cranes.example/mt/mt-search.cgi></form>",
        "<a href='http://cranes.example/mt/mt-tb.cgi/29'>TrackBack</a>",
    ],
)
def test_comments_that_are_closed_are_listed_by_the_script_beside_the_others(beside: str) -> None:
    told = "<script>MT.entryID = 29; MT.entryCommentCount = 120;</script>"
    shown = "<div class=comment id=comment-9><div class=comment-content>Ten.</div></div>"
    reading = read_page(page(f"{told}<div class=entry-asset>Nine.</div><div id=comments>{shown}</div>{beside}"))
    assert [p.count for p in reading.promised] == [120]
    assert [re.sub(r"&about=.*", "", f.url) for f in reading.follow if f.role == "api"] == [
        f"{SCRIPT}?__mode=comment_listing&direction=ascend&entry_id=29&limit=50&offset={offset}"
        for offset in (0, 50, 100)
    ]


def test_a_trackback_window_is_asked_for_unless_it_is_said_to_be_empty() -> None:
    window = "http://cranes.example/mt/mt-tb.cgi?__mode=view&entry_id=29"
    trap = dict(MOVABLETYPE.traps)["trackback address"]
    for told, asked in (("TrackBack (2)", [f"{window}&{ABOUT}"]), ("TrackBack (0)", [])):
        reading = read_page(page(f"<div class=blogbody>Nine.</div><a href='{window}'>{told}</a>"))
        assert [f.url for f in reading.follow if f.role == "comments"] == asked
    assert re.search(trap, window)
    assert re.search(trap, "http://cranes.example/mt/mt-tb.cgi/29")
    assert not re.search(trap, f"{window}&{ABOUT}")


def test_pings_of_a_trackback_window_belong_to_the_post() -> None:
    ping = (
        "<div class=trackback id=ping-5><div class=trackback-content><a href=http://reeds.example/>Reeds</a> from Mona"
        "<br>Ten of them.</div><p class=trackback-footer>Tracked on July 4, 2003 07:42 PM</p></div>"
    )
    url = f"http://cranes.example/mt/mt-tb.cgi?__mode=view&entry_id=29&{ABOUT}"
    reading = read_page(page(ping, url))
    assert (reading.about, [(c.source_id, c.kind) for c in reading.comments]) == (POST, [("5", "trackback")])
