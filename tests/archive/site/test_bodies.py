"""Archived bodies: what gets out of them, and what never does."""

from __future__ import annotations

import time

import lxml.html
import pytest

from archive.site.bodies import iter_addresses, print_body, print_text
from archive.site.kept import Kept

KEPT = Kept(
    captures={"http://a.example/loaf.png": "11-aa", "http://a.example/old": "22-bb"},
    posts={"http://a.example/rye": "rye"},
)


def body(html: str, **more: int) -> str:
    return str(print_body(html, None, KEPT, **more))


def test_a_kept_picture_comes_from_the_archive() -> None:
    assert (
        body('<img src="http://a.example/loaf.png" alt="A loaf" onerror="x()">')
        == '<div><img src="/-/replay/11-aa/" alt="A loaf"></div>'
    )


def test_a_picture_that_is_not_kept_becomes_a_link_to_its_captures() -> None:
    assert (
        body('<img src="http://b.example/x.png">')
        == '<div><a href="/-/captures?url=http%3A%2F%2Fb.example%2Fx.png" rel="nofollow noreferrer">'
        "[picture not kept: b.example]</a></div>"
    )


def test_a_picture_in_a_link_is_not_linked_twice() -> None:
    assert (
        body('<a href="http://b.example/"><img src="http://b.example/x.png" alt="Cat"></a>')
        == '<div><a href="http://b.example/" rel="nofollow noreferrer">'
        "<span>[picture not kept: Cat]</span></a></div>"
    )


def test_links_lead_to_the_kept_post_else_to_the_kept_copy_else_out() -> None:
    assert 'href="/-/post/rye"' in body('<a href="http://a.example/rye#c1">rye</a>')
    assert 'href="/-/post/rye"' in body('<a href="https://a.example/rye">the other scheme</a>')
    assert 'href="/-/replay/22-bb/"' in body('<a href="http://a.example/old">old</a>')
    assert 'href="http://b.example/" rel="nofollow noreferrer"' in body('<a href="http://b.example/">out</a>')


def test_headings_follow_the_one_above_without_a_gap() -> None:
    assert body("<h1>a</h1><h4>b</h4><h2>c</h2>", under=1) == "<div><h2>a</h2><h3>b</h3><h3>c</h3></div>"
    assert body("<h1>a</h1>") == "<div><strong>a</strong></div>"


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="/-/logout">x</a>',
        '<a href="//evil.example/">x</a>',
        '<img src="http://evil.example/pixel.gif">',
        '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
        "<svg><script>alert(1)</script></svg>",
        '<math><mtext><style><img src=x onerror="alert(1)"></style></mtext></math>',
        '<form action="/-/search"><input name=q><button>x</button></form>',
        '<iframe src="http://evil.example/"></iframe>',
        '<p style="position:fixed;inset:0">x</p>',
        '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
        "<base href='http://evil.example/'>",
        '<link rel="stylesheet" href="http://evil.example/x.css">',
        '<p id="main" class="skip">x</p>',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<plaintext><b>x",
        "<!--><img src=x onerror=alert(1)>-->",
        "<object data='http://evil.example/'></object><embed src='http://evil.example/'>",
    ],
)
def test_nothing_that_acts_asks_or_covers_gets_out(evil: str) -> None:
    printed = lxml.html.fragment_fromstring(body(evil + "<p>after</p>"), create_parent=True)
    for element in printed.iter():
        assert element.tag in {"div", "p", "a", "span", "b", "img"}
        assert set(element.attrib) <= {"href", "rel", "title", "src", "alt"}
        assert element.get("href", "/-/captures?url=").startswith("/-/captures?url=")
        assert element.get("src", "/-/replay/").startswith("/-/replay/")


def test_ten_thousand_levels_are_shown_as_text_at_once() -> None:
    start = time.process_time()
    assert print_body("<div>" * 100_000 + "deep", "deep", KEPT) == "<p>deep</p>"
    assert print_body("<p>" + "x" * 3_000_000, "long", KEPT) == "<p>long</p>"
    assert time.process_time() - start < 5


def test_text_keeps_its_paragraphs_and_lines() -> None:
    assert print_text("a <b>\nc\n\n\n{{ d }}") == "<p>a &lt;b&gt;<br>c</p>\n<p>{{ d }}</p>"


def test_addresses_of_a_body_are_found_however_they_are_quoted() -> None:
    html = "<a href='http://a/'>x</a><img class=z src=http://b/?x=1&amp;y=2><a href=\"mailto:x\">y</a><a name=q>"
    assert list(iter_addresses(html)) == ["http://a/", "http://b/?x=1&y=2"]
