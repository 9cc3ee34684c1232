"""robots.txt by RFC 9309."""

from __future__ import annotations

from spiders.robots import MAX_BYTES, robots_from_answer

AGENT = "blogkeep"
PAGE = "http://blog.example/a"


def allows(status: int | None, body: bytes, url: str = PAGE) -> bool:
    return robots_from_answer(status, body, AGENT).allows(url, AGENT)


def test_a_missing_file_allows_all() -> None:
    assert allows(404, b"User-agent: *\nDisallow: /")
    assert allows(403, b"")


def test_a_broken_or_silent_server_allows_nothing() -> None:
    assert not allows(503, b"")
    assert not allows(None, b"")


def test_our_own_group_wins() -> None:
    body = b"User-agent: *\nDisallow: /\n\nUser-agent: blogkeep\nUser-agent: other\nAllow: /\nDisallow: /private"
    assert allows(200, body)
    assert not allows(200, body, "http://blog.example/private/1")


def test_stars_and_dollars_are_understood() -> None:
    body = b"User-agent: *\nDisallow: /*.pdf$\nDisallow: /tmp*/x"
    assert not allows(200, body, "http://blog.example/a.pdf")
    assert allows(200, body, "http://blog.example/a.pdf?x")
    assert not allows(200, body, "http://blog.example/tmp1/x")


def test_a_page_in_place_of_the_file_allows_all() -> None:
    assert allows(200, b"<!DOCTYPE html><html>User-agent: *\nDisallow: /</html>")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert not allows(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /")


def test_what_stands_beyond_the_limit_is_not_read() -> None:
    assert allows(200, b"#" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /")


def test_crawl_delay_and_sitemaps_are_read() -> None:
    robots = robots_from_answer(200, b"User-agent: *\nCrawl-delay: 7\nSitemap: http://blog.example/map.xml", AGENT)
    assert robots.crawl_delay == 7.0
    assert robots.sitemaps == ("http://blog.example/map.xml",)
    assert robots_from_answer(200, b"User-agent: *\nCrawl-delay: 999999999", AGENT).crawl_delay == 120.0
