"""Bodies made safe: what stays, what goes, what the words are."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipelines.clean import ATTRIBUTES, STYLES, TAGS, clean, strip_control

BASE = "http://blog.example/2010/03/post.html"

_MARKUP = """
<p>¦</p>¦<b>¦</b>¦<i>¦</i>¦<a href='/x'>¦<a href=javascript:alert(1)>¦</a>¦<br>¦<table>¦<tr>¦<td>¦
</table>¦<pre>¦</pre>¦<ul>¦<li>¦</ul>¦<div style='position:fixed;font-weight:bold'>¦</div>¦
<img src=x.png onerror=alert(1)>¦<img alt='&#128512;'>¦<script>¦</script>¦<style>¦</style>¦<svg>¦</svg>¦
<math>¦<mtext>¦</math>¦<iframe src='//h/v'>¦</iframe>¦<object data=/o>¦<embed src=//h/e>¦<noscript>¦
</noscript>¦<select>¦<option>¦<textarea>¦</textarea>¦<title>¦</title>¦<plaintext>¦<template>¦
<form action=/f>¦<!--¦-->¦<![CDATA[¦]]>¦&lt;script&gt;¦&#0;¦&amp¦\x00¦\x1b[31m¦\u202e¦\u200b¦word¦ ¦'¦>¦
<¦<font color=red>¦<caption>¦<frameset>¦<body onload=x>¦<q cite='javascript:x'>¦
<a title='<img src=x onerror=y>'>¦<xmp>¦<noembed>¦<ruby><rt>¦<h1>¦<center>¦
<blockquote cite='javascript:x'>¦<ins cite='javascript:x'>¦<del cite=' data:x'>¦<source src='data:x'>¦
<video poster='javascript:x' src='data:x'>¦<audio src='vbscript:x'>¦<img src='cid:x'>¦<a href='//'>
"""
PIECES = [*_MARKUP.strip("\n").replace("¦\n", "¦").split("¦"), '"', "\n"]
"""Bits of markup, good and bad, to be put together at random."""
BROKEN = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)


def test_what_was_written_stays() -> None:
    body = "<p>Hello <b>you</b> &amp; <a href='/foo?a=1&amp;b=2'>me <i>too</i></a></p><p>a<br/>b</p>"
    found = clean(body, BASE)
    assert found.html == (
        '<p>Hello <b>you</b> &amp; <a href="http://blog.example/foo?a=1&amp;b=2" rel="nofollow noopener">'
        "me <i>too</i></a></p><p>a<br>b</p>"
    )
    assert found.text == "Hello you & me too\n\na\nb"
    assert found.links == (("http://blog.example/foo?a=1&b=2", "me too"),)


@pytest.mark.parametrize(
    ("found", "safe"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<a href=' java\tscript:alert(1)'>x</a>", '<a rel="nofollow noopener">x</a>'),
        ("<a href='mailto:a@b.example'>x</a>", '<a rel="nofollow noopener">x</a>'),
        ("<img src='data:image/svg+xml,<svg onload=x>'>x", "x"),
        ("<p onclick=x id=y class=z style='position:fixed;top:0'>x", "<p>x</p>"),
        ("<p style='font-style:italic;background:url(//h)'>x", '<p style="font-style:italic">x</p>'),
        ("<form action=/f><input name=q><button>Go</button></form>", "Go"),
        ("<meta http-equiv=refresh content='0;url=//h'><base href=//h>x", "x"),
        ("<noscript><img src=a.gif></noscript>", '<img src="http://blog.example/2010/03/a.gif">'),
        ("a &lt;b&gt; c", "a &lt;b&gt; c"),
        ("{{ config }} {% raw %}", "{{ config }} {% raw %}"),
    ],
)
def test_what_acts_or_covers_goes(found: str, safe: str) -> None:
    assert clean(found, BASE).html == safe


@pytest.mark.parametrize(
    "code",
    [
        "<iframe width=1 src='//video.example/v/1'>none</iframe>",
        "<object><param name='movie' value='http://video.example/v/1'><embed src='/v/1'></object>",
        "<embed src=http://video.example/v/1>",
        "<iframe data-src='http://video.example/v/1'></iframe>",
    ],
)
def test_embedded_player_becomes_a_link(code: str) -> None:
    found = clean(f"a{code}b", BASE)
    assert found.links == (("http://video.example/v/1", "video.example/v/1"),)
    assert found.text == "a\n\nvideo.example/v/1\n\nb"


def test_text_has_a_line_for_each_block_and_keeps_preformatted_space() -> None:
    body = "<ul><li>a <li>b</ul><pre>\n  x\n    y</pre><table><tr><td>1<td>2<tr><td>3</table>c&nbsp; d"
    assert clean(body, BASE).text == "a\nb\n\n  x\n    y\n\n1\t2\n3\n\nc d"


def test_smileys_count_as_words_and_photographs_do_not() -> None:
    body = "a <img src=s.gif alt=':-)'> b <img src=e.png alt='😀'> c <img src=p.jpg alt='Our house'> d"
    assert clean(body, BASE).text == "a :-) b 😀 c d"


def test_terminal_controls_go_and_marks_of_writing_stay() -> None:
    assert clean("\x1b[31mred\x07\x00\u202eabc\u200b\x80", BASE).text == "[31mred\u202eabc\u200b€"
    assert strip_control("a\ud800b\tc\n") == "ab\tc\n"


def test_newline_at_the_start_of_preformatted_text_survives_every_pass() -> None:
    once = clean("<pre>\n\n\na</pre>", BASE).html
    assert once == "<pre>\n\n\na</pre>" == clean(once, BASE).html


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "x",
        "<blockquote>" * 100_000 + "x",
        "".join(f"<font size={i}>" for i in range(3000)) + "<p>x" * 3000,
        "<noscript" * 20_000 + "x>x",
        "<iframe " * 20_000 + ">x",
        "<b><p>" * 20_000 + "x" + "</b>" * 20_000,
        "a" + "\u0301" * 1000 + "x",
    ],
)
def test_markup_bombs_are_survived(body: str) -> None:
    found = clean(body, BASE)
    assert len(found.html) < 20 * len(body)
    assert clean(found.html, BASE) == found


def test_a_base_that_is_no_address_leaves_nothing_relative() -> None:
    assert clean("<a href='/x'>y</a>", "").html == '<a rel="nofollow noopener">y</a>'


@settings(max_examples=300, deadline=None)
@given(BROKEN)
def test_cleaning_what_is_clean_changes_nothing(body: str) -> None:
    once = clean(body, BASE)
    assert clean(once.html, BASE) == once


@settings(max_examples=300, deadline=None)
@given(BROKEN)
def test_nothing_that_is_not_listed_survives_a_second_parser(body: str) -> None:
    safe = clean(body, BASE).html
    root = lxml_html.fragment_fromstring(f"<div>{safe}</div>")
    for element in root.iter():
        assert element.tag in TAGS, safe
        for name, value in element.items():
            assert name in ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, set()) | {"rel"}, safe
            if name in ("href", "src", "cite", "poster"):
                assert value.startswith(("http://", "https://", "ftp://")), safe
            if name == "style":
                assert all(part.partition(":")[0] in STYLES for part in value.split(";")), safe


@given(st.text())
def test_words_without_markup_are_the_words(words: str) -> None:
    plain = " ".join(strip_control(words.replace("\xa0", " ")).split())
    text = " ".join(clean(escape(words), BASE).text.split())
    assert text == plain
