"""Which charset a body is in, and what becomes of broken and doubly encoded ones."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.charset import decode
from pipelines.mojibake import repair

LATIN = "text/html; charset=ISO-8859-1"


def double(text: str) -> str:
    """UTF-8 read as windows-1252, as browsers read it."""
    return "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize(
    ("body", "content_type", "text", "note"),
    [
        ("é".encode(), "text/html; charset=utf-8", "é", "utf-8 (header)"),
        ("é".encode(), LATIN, "é", "utf-8 (truth)"),
        ("é".encode(), None, "é", "utf-8 (assumed)"),
        (b"", None, "", "utf-8 (assumed)"),
        ("“é”".encode("cp1252"), LATIN, "“é”", "windows-1252 (header)"),
        ("é".encode("cp1252"), "text/html; charset=utf-8", "é", "windows-1252 (truth)"),
        ("é\x81".encode("latin-1"), None, "é\x81", "windows-1252 (assumed)"),
        ("Привет".encode("koi8-r"), "text/html; charset=KOI8-R", "Привет", "koi8-r (header)"),
        ("中文網頁".encode("big5"), "text/html; charset=big5", "中文網頁", "big5 (header)"),
        ("中文网页".encode("gbk"), "text/html; charset=gb2312", "中文网页", "gb18030 (header)"),
        ("日本".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "日本", "iso-2022-jp (header)"),
        (codecs.BOM_UTF8 + "é".encode(), LATIN, "é", "utf-8 (bom)"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), LATIN, "é", "utf-16-le (bom)"),
        ("<p>Hé".encode("utf-16-le"), None, "<p>Hé", "utf-16-le (nul pattern)"),
        ("<p>Hé".encode("utf-16-be"), LATIN, "<p>Hé", "utf-16-be (nul pattern)"),
        (b"abc", "text/html; charset=utf-7", "abc", "utf-8 (assumed)"),
        (b"abc", "text/html; charset=rot13", "abc", "utf-8 (assumed)"),
    ],
)
def test_charset_is_what_bytes_prove_then_what_they_are_said_to_be(
    body: bytes, content_type: str | None, text: str, note: str
) -> None:
    assert decode(body, content_type) == (text, note)


def test_meta_is_heard_when_the_header_gives_a_servers_default() -> None:
    body = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">日本語'.encode("shift_jis")
    assert decode(body, LATIN)[1] == "shift_jis (meta)"
    assert "日本語" in decode(body, None)[0]


def test_xml_declaration_is_heard() -> None:
    body = "<?xml version='1.0' encoding='windows-1251'?><a>Привет</a>".encode("cp1251")
    assert decode(body, "text/xml")[1] == "windows-1251 (xml)"


def test_a_wound_in_utf8_does_not_make_it_latin() -> None:
    body = "Größe ".encode() * 30 + b"\xc3 Ende"
    assert decode(body, LATIN) == ("Größe " * 30 + "\ufffd Ende", "utf-8 (truth, broken)")


def test_one_doubly_encoded_comment_is_repaired_and_the_others_are_left() -> None:
    page = f"<p>café à la “Größe”</p><p>{double('naïve — “été”')}</p>"
    assert decode(page.encode(), "text/html; charset=utf-8") == (
        "<p>café à la “Größe”</p><p>naïve — “été”</p>",
        "utf-8 (header, 4 doubly encoded runs repaired)",
    )


@pytest.mark.parametrize("text", ["Größe, it’s “é”", "Привет мир друзья", "Biały żółw, łąka", "😀 👍 é"])
def test_double_and_triple_encoding_is_undone(text: str) -> None:
    text = f"{text} {text} {text}"
    assert repair(double(text))[0] == text
    assert repair(double(double(text)))[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "il dit « café » et « été », là »",
        "la “Ñ”, la “Ñ”, la “Ñ”",
        "”Å” ”Å” ”Å” Spaß“ Spaß“ Spaß“ weiß´n weiß´n weiß´n",
        "“IRMÃ” “IRMÃ” “IRMÃ” É» É» É»",
        "Ã© is what é becomes",
    ],
)
def test_what_may_be_meant_is_left_alone(text: str) -> None:
    assert repair(text) == (text, 0)


@given(st.binary(max_size=400), st.none() | st.text(max_size=60))
def test_any_bytes_are_decoded(body: bytes, content_type: str | None) -> None:
    text, note = decode(body, content_type)
    assert isinstance(text, str)
    assert note.endswith(")")


@given(st.text())
def test_what_is_utf8_stays_what_it_is(text: str) -> None:
    body = text.encode("utf-8", "replace")
    if b"\x00" not in body and not body.startswith((codecs.BOM_UTF8, b"\xff\xfe")):
        assert decode(body, None)[1].startswith("utf-8")
