"""Which validators go with a question, and which 304s are believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.db.visits import Held
from archive.models import Capture, Exchange
from archive.warc.tags import is_same_tag, stands_for, tags_of
from spiders.conditions import conditions, is_trusted_date

SEEN = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
CAPTURE = Capture("1", "http://blog.example/", SEEN, 200, "text/html", "sha1:A", "a.warc.gz", 0, 9)


def ask(etag: str | None = None, last_modified: str | None = None) -> dict[str, str]:
    return conditions(Held(CAPTURE, etag, last_modified))


def test_both_validators_go_with_the_question() -> None:
    assert ask('"a1"', "Tue, 03 Mar 2026 10:00:00 GMT") == {
        "If-None-Match": '"a1"',
        "If-Modified-Since": "Tue, 03 Mar 2026 10:00:00 GMT",
    }
    assert ask() == {}


def test_a_feed_that_is_dated_by_its_newest_entry_is_asked_without_conditions() -> None:
    date = "Tue, 25 Jul 2023 19:49:48 GMT"
    for tag in ('"c922ee2ccb18cdb05a13f2a9cc8c7cbf"', 'W/"c922ee2ccb18cdb05a13f2a9cc8c7cbf-gzip"'):
        assert ask(tag, date) == {}
        assert ask(tag, date.replace("48", "47")) != {}


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        ('W/"a1"', 'W/"a1"'),
        ('"a1-gzip"', '"a1-gzip", "a1"'),
        ('W/"a1;gz"', 'W/"a1;gz", W/"a1"'),
        ("a1", None),
        ('"a1', None),
        ('"a"b"', None),
        ('"a1", "a2"', None),
        ('"a\r\nX: y"', None),
        (f'"{"x" * 600}"', None),
    ],
)
def test_a_tag_is_sent_as_it_came_and_without_its_coding(etag: str, sent: str | None) -> None:
    assert ask(etag).get("If-None-Match") == sent


@pytest.mark.parametrize(
    ("date", "trusted"),
    [
        ("Wed, 04 Mar 2026 11:59:00 GMT", True),
        ("Wed, 04 Mar 2026 12:00:00 GMT", False),
        ("Thu, 05 Mar 2026 12:00:00 GMT", False),
        ("Wed, 04 Mar 9999 12:00:00 GMT", False),
        ("yesterday", False),
        ("", False),
        (None, False),
        ("Fri, 31 Dec 9999 23:59:59 GMT", False),
        ("99999999999999999999", False),
    ],
)
def test_a_date_is_trusted_when_it_is_older_than_the_answer(date: str | None, trusted: bool) -> None:
    assert is_trusted_date(date, SEEN) is trusted


def test_weak_and_packed_spellings_of_a_tag_are_one() -> None:
    assert is_same_tag('W/"a1"', '"a1-gzip"')
    assert is_same_tag('"a1"', None)
    assert is_same_tag('"a1"', "no tag")
    assert not is_same_tag('"a1"', '"a2"')
    assert tags_of(' "a1" ') == ('"a1"',)


def test_a_304_is_believed_that_was_asked_with_conditions_and_names_no_other_tag() -> None:
    def exchange(request: bytes, head: bytes) -> Exchange:
        return Exchange("http://blog.example/", request, head, SEEN)

    original = exchange(b"", b'HTTP/1.1 200 OK\r\nETag: "a1"\r\n\r\nwords')
    asked = b'GET / HTTP/1.1\r\nif-none-match: "a1"\r\n\r\n'
    same, other = b"HTTP/1.1 304 Not Modified\r\n\r\n", b'HTTP/1.1 304 Not Modified\r\nETag: "a2"\r\n\r\n'
    assert stands_for(exchange(asked, same), original)
    assert stands_for(exchange(b"", same), original)
    assert not stands_for(exchange(b"GET / HTTP/1.1\r\n\r\n", same), original)
    assert not stands_for(exchange(asked, other), original)
