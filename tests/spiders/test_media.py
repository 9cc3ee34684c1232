"""What a page shows is found wherever it may be named."""

from __future__ import annotations

from archive.models import Follow
from spiders.links import LinkCache
from spiders.media import iter_requisites, read_srcset, read_style
from spiders.page import Page

HTML = """<html><head><link rel="stylesheet" href="/s.css"><link rel="shortcut icon" href="/favicon.ico">
<link rel="alternate" type="application/rss+xml" href="/feed/"><script src="//cdn.example/j.js"></script>
<style>/* url(no.png) */ @import "more.css"; body { background: url( 'bg.png' ) }</style></head>
<body background="/paper.gif"><img src="a.png" srcset="a-2.png 2x, /a,3.png 300w">
<img src="data:image/png;base64,AAAA">
<img src="a.png" data-src="late.png"><input type="image" src="go.gif"><input type="text" src="no.gif">
<picture><source srcset="b.webp"></picture><video src="v.mp4" poster="v.jpg"></video>
<audio><source src="s.ogg"></audio>
<object data="http://tube.example/player"></object><embed src="http://else.example/song.mp3">
<div style="background-image:url(&quot;/d.png&quot;)"></div><iframe src="http://tube.example/v"></iframe></body></html>"""


def page(text: str, url: str = "http://p.example/2010/", kind: str = "text/html") -> Page:
    return Page(url, text.encode(), content_type=kind)


def test_everything_shown_is_found_once() -> None:
    assert list(iter_requisites(page(HTML))) == [
        Follow(url, "requisite", finder)
        for finder, url in (
            ("link", "http://p.example/s.css"),
            ("link", "http://p.example/favicon.ico"),
            ("script", "http://cdn.example/j.js"),
            ("style", "http://p.example/2010/more.css"),
            ("style", "http://p.example/2010/bg.png"),
            ("img", "http://p.example/2010/a.png"),
            ("srcset", "http://p.example/2010/a-2.png"),
            ("srcset", "http://p.example/a,3.png"),
            ("lazy img", "http://p.example/2010/late.png"),
            ("input", "http://p.example/2010/go.gif"),
            ("srcset", "http://p.example/2010/b.webp"),
            ("video", "http://p.example/2010/v.mp4"),
            ("poster", "http://p.example/2010/v.jpg"),
            ("source", "http://p.example/2010/s.ogg"),
            ("embed", "http://else.example/song.mp3"),
            ("background", "http://p.example/paper.gif"),
            ("style", "http://p.example/d.png"),
        )
    ]


def test_a_cache_gives_only_what_no_earlier_page_showed() -> None:
    cache = LinkCache()
    list(iter_requisites(page(HTML), cache))
    assert list(iter_requisites(page(HTML + '<img src="new.png">'), cache)) == [
        Follow("http://p.example/2010/new.png", "requisite", "img")
    ]


def test_a_style_sheet_leads_to_fonts_images_and_further_sheets() -> None:
    css = "@import url(base.css); @font-face { src: url('f.woff2'), url(data:font/woff;base64,AA) }"
    found = iter_requisites(page(css, "http://p.example/css/s.css", "text/css"))
    assert [f.url for f in found] == ["http://p.example/css/base.css", "http://p.example/css/f.woff2"]


def test_srcset_keeps_commas_that_belong_to_addresses() -> None:
    assert read_srcset("a,b.png 1x,c.png 2x , d.png") == ["a,b.png", "c.png", "d.png"]
    assert read_srcset("") == []


def test_style_is_read_with_escapes_and_without_comments() -> None:
    assert read_style(r"a{b:url(x\ y.png)}/* url(z.png) */ c{d:URL( 'w).png' )}") == ["x y.png", "w).png"]


def test_other_files_show_nothing() -> None:
    assert list(iter_requisites(page("url(x.png)", kind="text/plain"))) == []
