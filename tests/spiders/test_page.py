"""What a page's bytes are, whatever the server says."""

from __future__ import annotations

import pytest

from spiders.page import Page

URL = "http://blog.example/a"


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"<html><p>x</p></html>", "text/html", "html"),
        (b"<html><p>x</p></html>", None, "html"),
        (b"<html><p>x</p></html>", "text/plain", "html"),
        (b"<html><body>\0\0<p>nul</p></body></html>", "text/html", "html"),
        ("<html><p>x</p></html>".encode("utf-16-le"), "text/html", "html"),
        ("<html><p>x</p></html>".encode("utf-16"), "text/html", "html"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/html", "other"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png", "other"),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", "text/html", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='x'></feed>", "application/atom+xml", "feed"),
        (b"<!DOCTYPE html><html><pre>&lt;rss <rss></pre></html>", "text/html", "html"),
        (b"<?xml version='1.0'?><urlset></urlset>", "text/xml", "sitemap"),
        (b'{"a": 1}', "application/json", "json"),
        (b'[{"a": 1}]', None, "json"),
        (b"words", "text/plain", "text"),
        (b"", "text/html", "html"),
        (b"p { color: red }", "text/css", "text"),
    ],
)
def test_the_kind_of_a_page_is_what_its_bytes_are(body: bytes, content_type: str | None, kind: str) -> None:
    assert Page(URL, body, content_type=content_type).kind == kind


def test_a_page_in_utf_16_is_read() -> None:
    page = Page(URL, "<html><p>héllo</p></html>".encode("utf-16-le"), content_type="text/html")
    assert page.root.findtext(".//p") == "héllo"


def test_addresses_hang_from_a_base_that_is_a_web_address() -> None:
    page = Page(URL, b"<html><head><base href='http://other.example/b/'></head></html>")
    assert page.join("c") == "http://other.example/b/c"
    odd = Page(URL, b"<html><head><base href='javascript:x'></head></html>")
    assert odd.join("c#d") == "http://blog.example/c"
    assert odd.join_anchor("c#d") == "http://blog.example/c#d"


def test_what_is_no_json_is_none() -> None:
    assert Page(URL, b"{", content_type="application/json").json is None
    assert Page(URL, b"[" * 100_000, content_type="application/json").json is None
