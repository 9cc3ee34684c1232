"""Addresses are filed where other tools look for them, and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.models import Capture
from archive.posted import join_filed
from archive.warc.cdxj import find_lines, find_posted, iter_lines, line_of, read_line, surt, write_index

CAPTURE = Capture(
    id="00000000-0000-0000-0000-000000000000",
    url="http://www.marsh.example/Reed?b=2&a=1",
    time=datetime(2011, 5, 6, 7, 8, 9, 123456, tzinfo=UTC),
    status=200,
    content_type="Text/HTML; charset=utf-8",
    digest="sha1:" + "A" * 32,
    warc="x.warc.gz",
    offset=12,
    length=345,
)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.com:80/Path/?b=2&a=1#x", "com,example)/path?a=1&b=2"),
        ("https://example.com:443", "com,example)/"),
        ("https://example.com:8443/", "com,example:8443)/"),
        ("http://www2.example.com/", "com,example)/"),
        ("http://user:pass@example.com/a/", "com,example)/a"),
        ("http://example.com/a;jsessionid=0123456789abcdef0123456789ABCDEF?x", "com,example)/a?x"),
        ("http://example.com/a?PHPSESSID=0123456789abcdef0123456789abcdef&x=1", "com,example)/a?x=1"),
        ("http://example.com/?", "com,example)/"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080)/x"),
        ("http://[2001:DB8::1]/x", "[2001:db8::1])/x"),
        ("http://example.com./x", "com,example)/x"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("http://[broken/", "http://[broken/"),
        (
            "http://example.com/%7Ea//b%2Fc%2520d?u=http%3A%2F%2Fx%2F%C3%84&%61=1",
            "com,example)/~a/b/c%20d?a=1&u=http://x/%c3%84",
        ),
        ("http://example.com/?a.b=2&a=1", "com,example)/?a=1&a.b=2"),
    ],
)
def test_keys(url: str, key: str) -> None:
    assert surt(url) == key


def test_a_line_is_cdxj_as_other_tools_write_it() -> None:
    assert str(line_of(CAPTURE)) == (
        'example,marsh)/reed?a=1&b=2 20110506070809 {"url": "http://www.marsh.example/Reed?b=2&a=1", '
        '"mime": "text/html", "status": "200", "digest": "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", '
        '"length": "345", "offset": "12", "filename": "x.warc.gz"}\n'
    )


def test_a_post_is_filed_as_other_tools_file_it() -> None:
    said = "commenterToken=anonymous&domain=kiln.example&path=%2Fglazes"
    line = line_of(replace(CAPTURE, url=join_filed("https://talk.example/api/comment/list", "POST", said)))
    key = "example,talk)/api/comment/list?__wb_method=post&commentertoken=anonymous&domain=kiln.example&path=/glazes"
    assert str(line).startswith(f'{key} 20110506070809 {{"url": "https://talk.example/api/comment/list", ')
    assert str(line).endswith(f', "requestBody": "{said}", "method": "POST"}}\n')
    assert read_line(str(line).encode()) == line
    assert line.address == join_filed("https://talk.example/api/comment/list", "POST", said)


def test_answers_to_posts_are_found_by_the_address_that_went_over_the_wire(tmp_path: Path) -> None:
    url, path = "http://talk.example/list?z=1&a=2", tmp_path / "x.cdxj"
    urls = [url, *(join_filed(url, "POST", f"page={n}") for n in range(3)), join_filed(f"{url}&b=3", "POST", "")]
    write_index(path, [str(line_of(replace(CAPTURE, url=one, offset=n))).encode() for n, one in enumerate(urls)])
    assert sorted(line.offset for line in find_posted(path, url, CAPTURE.digest)) == [1, 2, 3]
    assert find_posted(path, url, "sha1:" + "B" * 32) == []
    assert [line.offset for line in find_lines(path, url)] == [0]
    assert [line.offset for line in find_lines(path, urls[2])] == [2]


def test_lines_that_are_none_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.cdxj"
    path.write_bytes(b'nonsense\n{}\na 1 {"url": 1}\na 1 []\n\xff\xfe\n' + str(line_of(CAPTURE)).encode())
    faults: list[str] = []
    assert list(iter_lines(path, faults.append)) == [line_of(CAPTURE)]
    assert [fault.partition(":")[0] for fault in faults] == [f"x.cdxj, line {n}" for n in range(1, 6)]


HOSTS = st.text("abz", min_size=1, max_size=4).map(lambda host: f"http://{host}.example/")
URLS = st.builds(str.__add__, HOSTS, st.text("ab/?&= \u00e9\u4e2d", max_size=8))


@given(st.lists(URLS, max_size=30), URLS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_halving_finds_what_reading_all_finds(tmp_path: Path, urls: list[str], wanted: str) -> None:
    path = tmp_path / "x.cdxj"
    lines = [line_of(Capture("", url, CAPTURE.time, 200, None, "", "w", n, 1)) for n, url in enumerate(urls)]
    write_index(path, (str(line).encode() for line in lines))
    for url in (*urls, wanted):
        key = line_of(Capture("", url, CAPTURE.time, 200, None, "", "w", 0, 1)).key
        found = find_lines(path, url)
        assert sorted(line.offset for line in found) == [line.offset for line in lines if line.key == key]
    assert sorted(iter_lines(path), key=lambda line: line.offset) == lines
