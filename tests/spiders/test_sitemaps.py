"""Sitemaps: every address once, from any form, and no more than memory can hold."""

from __future__ import annotations

import gzip

from archive.models import Follow, Reading
from spiders.page import Page
from spiders.read import read_page
from spiders.sitemaps import read_robots_sitemaps, unpack

URLSET = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>http://p.example/2010/figs/?a=1&amp;b=2</loc><lastmod>2010-01-01</lastmod>
 <image:image><image:loc>http://p.example/figs.jpg</image:loc></image:image></url>
<url><loc> <![CDATA[http://p.example/2010/plums/]]> </loc></url>
<url><loc>http://p.example/2010/plums/</loc></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""
POSTS = (
    Follow("http://p.example/2010/figs/?a=1&b=2", "post", "sitemap"),
    Follow("http://p.example/2010/plums/", "post", "sitemap"),
)


def read(body: bytes, url: str = "http://p.example/sitemap.xml", kind: str = "application/xml") -> Reading:
    return read_page(Page(url, body, content_type=kind))


def test_a_sitemap_gives_its_pages_without_their_images() -> None:
    reading = read(URLSET)
    assert (reading.source, reading.adapter, reading.layout) == ("feed", "sitemap", "sitemap")
    assert (reading.follow, reading.doubt) == (POSTS, None)


def test_an_index_gives_further_sitemaps() -> None:
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://p.example/sitemap-posts.xml.gz</loc></sitemap><sitemap><loc>/sitemap-2.xml</loc></sitemap>
</sitemapindex>"""
    reading = read(body)
    assert reading.layout == "sitemap index"
    assert reading.follow == (
        Follow("http://p.example/sitemap-posts.xml.gz", "sitemap", "sitemap"),
        Follow("http://p.example/sitemap-2.xml", "sitemap", "sitemap"),
    )


def test_pages_of_a_list_s_sitemap_are_no_posts() -> None:
    reading = read(URLSET, "http://p.example/wp-sitemap-taxonomies-category-1.xml")
    assert {f.role for f in reading.follow} == {"link"}


def test_a_packed_sitemap_is_unpacked() -> None:
    packed = gzip.compress(URLSET)
    assert read(packed, "http://p.example/sitemap.xml.gz", "application/x-gzip").follow == POSTS
    assert read(gzip.compress(packed), "http://p.example/sitemap.xml.gz").follow == POSTS


def test_a_bomb_is_cut_at_the_limit() -> None:
    bomb = gzip.compress(b"\x00" * 5_000_000)
    assert unpack(bomb, 1000) == (b"\x00" * 1000, True)
    assert unpack(b"\x1f\x8bnonsense") == (b"", True)


def test_a_text_sitemap_is_a_list_of_addresses() -> None:
    body = "\ufeffhttp://p.example/a\r\nhttp://p.example/b\r\n\r\n".encode()
    reading = read(body, "http://p.example/sitemap.txt", "text/plain")
    assert [f.url for f in reading.follow] == ["http://p.example/a", "http://p.example/b"]


def test_a_sitemap_that_breaks_off_gives_what_it_has_and_says_so() -> None:
    reading = read(URLSET[: URLSET.index(b"<url><loc>javascript")])
    assert (reading.follow, reading.doubt) == (POSTS, "sitemap cut off after 2 addresses")


def test_entities_and_declarations_mean_nothing() -> None:
    body = b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body += URLSET.replace(b"/figs/", b"/&x;/")
    assert read(body).follow[0].url == "http://p.example/2010/&x;/?a=1&b=2"


def test_robots_txt_names_sitemaps() -> None:
    body = b"User-agent: *\n sitemap : http://p.example/a.xml\nSitemap: /b.xml"
    body += b"\nSITEMAP:http://p.example/a.xml"
    assert read_robots_sitemaps(body) == ("http://p.example/a.xml",)


def test_a_hostile_sitemap_costs_no_more_than_a_good_one() -> None:
    for body in (b"<urlset>" + b"<loc>" * 100_000, b"<urlset><loc>" + b" " * 100_000 + b"x", b"<loc " * 100_000):
        assert read(body).follow == ()


def test_an_address_may_stand_in_a_character_section() -> None:
    body = b"<urlset><url><loc>\n <![CDATA[ http://p.example/a?b=1&c=2 ]]> </loc></url></urlset>"
    assert [one.url for one in read(body).follow] == ["http://p.example/a?b=1&c=2"]
