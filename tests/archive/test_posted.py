"""Where the answer to a question is filed: as other tools file it, and so that no two POSTs are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Posted
from archive.posted import METHOD, filed, filed_with, join_filed, split_filed, told, wire_address
from archive.warc.question import address_of

URL = "https://talk.example/api/list"
JSON = "application/json"


@pytest.mark.parametrize(
    ("kind", "body", "query"),
    [
        (JSON, '{"domain":"a.example","path":"/ä b"}', "domain=a.example&path=%2F%C3%A4+b"),
        (JSON, '{"a":{"b":[1,{"b":true}],"c":null},"b":""}', "b=1&b.2_=True&c=None&b.3_="),
        ("application/json; charset=utf-8", "[]", ""),
        (JSON, "no JSON", ""),
        ("application/x-www-form-urlencoded", "b=2&a=ä+x&c=", "b=2&a=%C3%A4%20x&c="),
        ("text/plain", '{"a":1}', "a=1"),
        ("text/plain", "a", "__wb_post_data=YQ=="),
        ("", "a=1", "__wb_post_data=YT0x"),
    ],
)
def test_what_a_post_carries_is_written_behind_its_address(kind: str, body: str, query: str) -> None:
    address = filed(URL, "POST", kind, body.encode())
    assert address == f"{URL}?{METHOD}=POST" + (f"&{query}" if query else "")
    assert split_filed(address) == (URL, "POST", query)


def test_a_get_is_filed_under_its_address_and_other_methods_apart_from_it() -> None:
    assert filed(URL, "GET", JSON, b'{"a":1}') == URL
    assert filed(f"{URL}?x=1", "HEAD", "", b"") == f"{URL}?x=1&{METHOD}=HEAD"
    assert filed_with(URL, None) == URL
    assert filed_with(URL, Posted('{"a":1}')) == f"{URL}?{METHOD}=POST&a=1"
    assert split_filed(URL) == (URL, None, "")


def test_people_are_told_of_a_post_in_words() -> None:
    assert told(f"{URL}?x=1&{METHOD}=POST&path=%2F") == f"POST {URL}?x=1 with path=%2F"
    assert told(f"{URL}?{METHOD}=HEAD") == f"HEAD {URL}"
    assert told(URL) == URL


@given(st.text(), st.sampled_from(["POST", "HEAD", "PUT"]), st.text())
def test_what_was_put_together_comes_apart_again(url: str, method: str, query: str) -> None:
    if METHOD not in url:
        assert split_filed(join_filed(url, method, query)) == (url, method, query)
        assert wire_address(join_filed(url, method, query)) == url


@given(st.binary(max_size=300), st.sampled_from([JSON, "text/plain", "application/x-www-form-urlencoded", "x"]))
def test_any_body_is_filed_within_bounds(body: bytes, kind: str) -> None:
    assert len(filed(URL, "POST", kind, body)) < len(URL) + 4200
    assert filed(URL, "POST", kind, body).startswith(f"{URL}?{METHOD}=POST")


@pytest.mark.parametrize("deep", [b"[" * 50_000, b'{"a":' * 50_000, b'{"a":[' + b"1," * 100_000 + b"1]}"])
def test_a_body_made_to_hang_or_to_fell_us_does_neither(deep: bytes) -> None:
    assert len(filed(URL, "POST", JSON, deep)) < 4200


def test_a_request_as_it_crossed_the_wire_says_what_was_asked() -> None:
    head = b"POST /api/list HTTP/1.1\r\nHost: talk.example\r\ncontent-type: application/json\r\n"
    plain = head + b'Content-Length: 7\r\n\r\n{"a":1}'
    chunked = head + b'Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n'
    packed = f"{URL}?{METHOD}=POST&a=1"
    assert address_of(URL, plain) == address_of(URL, chunked) == packed
    assert address_of(packed, plain) == packed
    assert address_of(URL, b"") == address_of(URL, b"GET /api/list HTTP/1.1\r\n\r\n") == URL
    assert split_filed(address_of(URL, b"POST "))[:2] == (URL, "POST")
