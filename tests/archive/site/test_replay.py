"""Replay: inert, sandboxed, confined, whatever was archived."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.css import rewrite_css
from archive.site.inert import ATTRIBUTES, ELEMENTS, make_inert, parse_page
from archive.site.kept import Kept
from archive.site.replay import decode, judge
from tests.archive.site.world import BLOG, NEXT, PAGE, PICTURE, PNG, POST, STYLE, World, answer, make_world

HERE = "http://mossandmortar.example/"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Captures that lie, point elsewhere or are broken."""
    return make_world(
        tmp_path_factory.mktemp("odd") / "archive",
        {
            HERE + "lie.png": answer("<html><script>alert(1)</script><p>I am a page</p>", "image/png"),
            HERE + "lie.html": answer(PNG, "text/html"),
            HERE + "lie.css": answer("</style><script>alert(1)</script>", "text/css"),
            HERE + "drawing.svg": answer(
                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"
            ),
            HERE + "paper.pdf": answer(b"%PDF-1.4\0", "application/pdf"),
            HERE + "app.js": answer("alert(1)", "text/javascript"),
            HERE + "feed.xml": answer("<?xml version='1.0'?><rss><script/></rss>", "application/rss+xml"),
            HERE + "nothing": answer(b"", None),
            HERE + "moved": answer("", "text/html", "301 Moved", f"Location: {NEXT}\r\n"),
            HERE + "lost": answer("", "text/html", "302 Found", "Location: javascript:alert(1)\r\n"),
            HERE + "itself": answer("", "text/html", "302 Found", "Location: /itself\r\n"),
            HERE + "missing": answer("<p>Not here</p>", "text/html", "404 Not Found"),
            HERE + "zipped": answer(gzip.compress(b"<p>Unfolded</p>"), "text/html", more="Content-Encoding: gzip\r\n"),
            HERE + "latin": answer("<p>Café ‘1999’</p>".encode("windows-1252"), "text/html; charset=iso-8859-1"),
            HERE + "deep": answer("<div>" * 100_000 + "deep", "text/html"),
            HERE + "twin.html": answer(PAGE, more="X-Other: 1\r\n"),
            HERE + "frames": answer("<frameset cols='50%,50%'><frame src='/moved'><frame src='/gone'></frameset>"),
        },
    )


def replay(world: World, url: str) -> Any:
    return world.get(f"/-/replay/{world.captures[url].id}/")


def test_a_page_comes_back_without_scripts_and_with_its_links_in_the_archive(world: World) -> None:
    shown = replay(world, POST)
    page = lxml.html.document_fromstring(shown.text)
    assert [element.tag for element in page.iter("script", "iframe", "base", "object", "embed")] == []
    assert [meta.attrib for meta in page.iter("meta")] == [{"charset": "utf-8"}]
    assert page.findtext(".//title") == "Slow bread"
    assert {name for element in page.iter() for name in element.attrib if name.startswith("on")} == set()
    ids = {name: world.captures[url].id for name, url in (("rye", NEXT), ("style", STYLE), ("loaf", PICTURE))}
    assert [link.get("href") for link in page.iter("link")] == [f"/-/replay/{ids['style']}/"]
    assert [link.get("href") for link in page.iterfind(".//p/a")] == [
        f"/-/replay/{ids['rye']}/#comments",
        "/-/captures?url=http%3A%2F%2Fmossandmortar.example%2Flost.html",
    ]
    assert [(image.get("src"), image.get("alt")) for image in page.iter("img")] == [
        (f"/-/replay/{ids['loaf']}/", "A loaf"),
        (None, "[not kept: Gone]"),
    ]
    assert [dict(form.attrib) for form in page.iter("form")] == [{}]
    assert "Kept copy of http://mossandmortar.example/blog/2005/03/slow-bread.html" in shown.text
    assert shown.text.startswith('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"')


def test_no_archived_header_comes_along(world: World) -> None:
    shown = replay(world, POST)
    assert set(shown.headers) - {"vary", "content-length"} == {
        "content-type",
        "content-security-policy",
        "x-content-type-options",
        "x-frame-options",
        "x-robots-tag",
        "referrer-policy",
    }
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "script" not in policy
    assert "allow" not in policy


def test_a_style_sheet_asks_only_for_what_is_kept(world: World) -> None:
    loaf = world.captures[PICTURE].id
    assert (
        replay(world, STYLE).text
        == f'body {{ background: url("/-/replay/{loaf}/") }} p {{ background: url("data:,") }}'
    )


def test_a_picture_comes_back_byte_for_byte_also_when_a_part_is_asked_for(world: World) -> None:
    place = f"/-/replay/{world.captures[PICTURE].id}/"
    for range in (None, "bytes=0-3", "bytes=9-1", "bytes=" + "0-0," * 5000):
        shown = world.get(place, headers={"Range": range} if range else {})
        assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/png", PNG)


@pytest.mark.parametrize(
    ("path", "kind", "saved"),
    [
        ("lie.png", "text/html; charset=utf-8", False),
        ("lie.html", "image/png", False),
        ("lie.css", "text/css; charset=utf-8", False),
        ("drawing.svg", "image/svg+xml", True),
        ("paper.pdf", "application/octet-stream", True),
        ("app.js", "text/plain; charset=utf-8", False),
        ("feed.xml", "text/plain; charset=utf-8", False),
        ("nothing", "text/plain; charset=utf-8", False),
        ("zipped", "text/html; charset=utf-8", False),
    ],
)
def test_what_is_sent_follows_the_bytes_and_never_acts(odd: World, path: str, kind: str, saved: bool) -> None:
    shown = replay(odd, HERE + path)
    assert shown.status_code == 200
    assert shown.headers["content-type"] == kind
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("sandbox; ")
    assert ("content-disposition" in shown.headers) is saved
    if "html" in kind or "css" in kind:
        assert "<script" not in shown.text


def test_coded_and_old_letters_are_read(odd: World) -> None:
    assert "<p>Unfolded</p>" in replay(odd, HERE + "zipped").text
    assert "<p>Café ‘1999’</p>" in replay(odd, HERE + "latin").text


def test_a_page_too_deep_to_be_drawn_is_shown_as_text(odd: World) -> None:
    assert "&lt;div&gt;&lt;div&gt;" in replay(odd, HERE + "deep").text


def test_frames_become_links(odd: World) -> None:
    shown = replay(odd, HERE + "frames").text
    assert "<frame" not in shown
    moved = odd.captures[HERE + "moved"].id
    assert f'<a href="/-/replay/{moved}/" rel="nofollow noreferrer">[frame: /moved]</a>' in shown


def test_a_redirect_leads_to_the_nearest_capture_of_its_target(odd: World) -> None:
    shown = replay(odd, HERE + "moved")
    assert (shown.status_code, shown.headers["location"]) == (302, f"/-/replay/{odd.captures[NEXT].id}/")


@pytest.mark.parametrize("path", ["lost", "itself"])
def test_a_redirect_to_nowhere_is_a_page_that_says_so(odd: World, path: str) -> None:
    shown = replay(odd, HERE + path)
    assert shown.status_code == 404
    assert "which is not kept" in shown.text
    assert "default-src &#39;none&#39;" not in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_answer_that_was_an_error_says_so(odd: World) -> None:
    assert "the server answered 404" in replay(odd, HERE + "missing").text


def test_the_nearest_capture_in_time_is_chosen(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write(
        "insert into captures (id, blog_id, url, time, status, digest, warc, offset, length) "
        "select 'nearer', blog_id, url, '2024-05-06T07:08:10Z', 200, digest, warc, offset + 1, length "
        "from captures where url = ?",
        PICTURE,
    )
    world.write(
        "insert into captures (id, blog_id, url, time, status, digest, warc, offset, length) "
        "select 'broken', blog_id, url, '2024-05-06T07:08:10Z', 500, digest, warc, offset + 2, length "
        "from captures where url = ? and id <> 'nearer'",
        PICTURE,
    )
    assert 'src="/-/replay/nearer/"' in replay(world, POST).text


def test_the_record_is_downloaded_as_it_lies_in_the_file(world: World) -> None:
    capture = world.captures[POST]
    whole = (world.home.warcs / capture.warc).read_bytes()
    record = world.get(f"/-/capture/{capture.id}.warc.gz")
    assert record.content == whole[capture.offset : capture.offset + capture.length]
    assert record.headers["content-disposition"] == f'attachment; filename="{capture.id}.warc.gz"'
    assert gzip.decompress(record.content).startswith(b"WARC/1.1\r\n")


@pytest.mark.parametrize("name", ["../archive.db", "/etc/passwd", "link.warc.gz", "gone.warc.gz", "a\0b", "..", ""])
def test_no_row_leads_out_of_the_folder_of_warcs(tmp_path: Path, name: str) -> None:
    world = make_world(tmp_path / "archive")
    (tmp_path / "secret").write_text("secret" * 1000)
    (world.home.warcs / "link.warc.gz").symlink_to(tmp_path / "secret")
    world.write("update captures set warc = ?, offset = 0, length = 10 where url = ?", name, POST)
    capture = world.captures[POST].id
    for path in (f"/-/replay/{capture}/", f"/-/capture/{capture}.warc.gz"):
        shown = world.get(path)
        assert shown.status_code == 404
        assert "secret" not in shown.text.replace(str(tmp_path), "")
    assert "can’t be read" in world.get(f"/-/capture/{capture}").text


@pytest.mark.parametrize(("offset", "length"), [(-1, 5), (0, 10**12), (3, 50), (10**15, 5), (0, 0)])
def test_a_row_with_a_wrong_place_is_a_page_that_says_so(tmp_path: Path, offset: int, length: int) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update captures set offset = ?, length = ? where url = ?", offset, length, POST)
    shown = replay(world, POST)
    assert (shown.status_code, "blogkeep verify" in shown.text) == (404, True)


def test_a_page_kept_twice_is_shown_from_its_first_body(tmp_path: Path) -> None:
    twice = answer("<h1>Twice</h1>" + "the same words " * 100)
    world = make_world(tmp_path / "archive", {BLOG + "first": twice, BLOG + "again": twice})
    assert world.captures[BLOG + "again"].revisit_of == world.captures[BLOG + "first"].id
    assert "<h1>Twice</h1>" in replay(world, BLOG + "again").text
    assert "the same as in" in world.get(f"/-/capture/{world.captures[BLOG + 'again'].id}").text


def test_css_cannot_end_its_element_or_ask_elsewhere() -> None:
    kept = Kept({"http://a/b.css": "B"})
    sheet = (
        "@import 'b.css'; @import url(//evil/x); </style><script> "
        'a{b:url( "x\\"y" )} i{c:url(javascript:1)} u{d:url(#m)}'
    )
    assert rewrite_css(sheet, "http://a/", kept) == (
        '@import url("/-/replay/B/"); @import url("data:,"); \\3c /style>\\3c script> '
        'a{b:url("data:,")y" )} i{c:url("data:,")} u{d:url("#m")}'
    )


@given(st.text(max_size=200) | st.text(alphabet="<>/ abimgscrptyle='\"&;!-=\x00", max_size=200))
def test_whatever_a_page_holds_only_named_things_get_out(html: str) -> None:
    page = parse_page(html)
    if page is None:
        return
    text = lxml.html.tostring(make_inert(page, "http://a/", Kept()), encoding="unicode")
    for tag in re.findall(r"<([a-zA-Z][^\s/>]*)", text):
        assert tag in ELEMENTS
    for element in parse_page(text).iter():
        for name in element.attrib:
            assert name in ATTRIBUTES | {"href", "src", "rel", "srcset", "style", "background", "poster"} or (
                name.startswith("aria-")
            )


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "text/html", "image/png", "text/css", "x/y; charset=utf-7", "\0"]),
)
def test_any_bytes_are_judged_and_read(data: bytes, said: str | None) -> None:
    assert "/" in judge(data=data, said=said)
    assert isinstance(decode(data, said), str)


def test_a_kind_that_lies_is_judged_in_time() -> None:
    assert judge("image/png", b"<!---->" * 5000) == "application/octet-stream"
