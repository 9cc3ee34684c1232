"""Which charset a body is in: what it proves to be, then what it says; double encoding is repaired."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from pipelines.mojibake import repair

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN = frozenset(
    ["utf-8", "utf-16-le", "utf-16-be", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874"]
    + [f"cp{number}" for number in range(1250, 1259)]
    + [f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
    + ["cp932", "euc_jp", "iso2022_jp", "cp949", "gb18030", "big5hkscs", "hz"]
)
"""Charsets of the web, by the names Python knows them by; what else is declared is not believed."""

_PLAIN_NAMES = {
    "cp932": "shift_jis",
    "cp949": "euc-kr",
    "big5hkscs": "big5",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
}
_ESCAPED = frozenset(("iso2022_jp", "hz"))
"""Charsets that look like ASCII: their bytes are valid UTF-8 whatever they say."""

_WIDE = frozenset(("cp932", "euc_jp", "cp949", "gb18030", "big5hkscs"))
_PRESCAN = 4096
_UTF8_RUN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 1 << 20


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The body as text, and the charset with how it was chosen: ``utf-8 (header)``. Never raises.

    A byte order mark wins. What is valid UTF-8 is UTF-8, whatever header and meta say ("truth"): nothing else
    looks like it by accident. Else the header, the meta tag or the XML declaration (in the first 4 KB), the
    first in which the whole body can be read; a header that says latin-1, a server's default, yields to a
    page that says otherwise. Latin-1 and ASCII mean windows-1252, as in browsers, and so does nothing at all
    ("assumed"). Broken sequences become U+FFFD. Doubly encoded runs are repaired and counted in the note:
    ``utf-8 (meta, 12 doubly encoded runs repaired)``.
    """
    text, name, how = _read_marked(body) or _read_declared(body, list(_iter_declared(body, content_type)))
    text, repaired = repair(text)
    if repaired:
        how += f", {repaired} doubly encoded runs repaired"
    return text, f"{_plain_name(name)} ({how})"


_Chosen = tuple[str, str, str]
"""Text, Python's name of the charset, how it was chosen."""


def _read_marked(body: bytes) -> _Chosen | None:
    """The body when its bytes say by themselves in which wide charset they are."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name, "bom"
    wide = _guess_utf16(body[:_PRESCAN]) if b"\x00" in body[:_PRESCAN] else None
    return (body.decode(wide, "replace"), wide, "nul pattern") if wide else None


def _read_declared(body: bytes, declared: list[tuple[str, str]]) -> _Chosen:
    said = next((how for name, how in declared if name == "utf-8"), None)
    unsaid = "truth" if declared else "assumed"
    text = _read(body, "utf-8")
    if text is not None:
        return _confirm_utf8(body, declared) or (text, "utf-8", said or unsaid)
    if _is_utf8_at_heart(body, 1 if said else 10):
        return body.decode("utf-8", "replace"), "utf-8", f"{said or unsaid}, broken"
    others = [(name, how) for name, how in declared if name != "utf-8"]
    if len(others) > 1 and others[0] == ("cp1252", "header"):
        others.append(others.pop(0))
    for name, how in others:
        text = _read(body, name)
        if text is not None:
            return text, name, how
    if others and others[0][0] in _WIDE:
        return body.decode(others[0][0], "replace"), others[0][0], f"{others[0][1]}, broken"
    return codecs.charmap_decode(body, "replace", _WINDOWS_1252)[0], "cp1252", unsaid


def _confirm_utf8(body: bytes, declared: list[tuple[str, str]]) -> _Chosen | None:
    """The body in a declared escaped charset, when it is ASCII: such bytes are UTF-8 in name only."""
    for name, how in declared:
        if name in _ESCAPED and body.isascii() and (text := _read(body, name)) is not None:
            return text, name, how
    return None


def _iter_declared(body: bytes, content_type: str | None) -> Iterator[tuple[str, str]]:
    """What header and body say, each with its place; nothing that is no charset of the web."""
    header = _web_charset(http_content_type_encoding(content_type)) if content_type else None
    if header:
        yield header, "header"
    start = body[:_PRESCAN]
    inside = _web_charset(html_body_declared_encoding(start))
    if inside:
        if inside.startswith("utf-16"):
            inside = "utf-8"  # it could not have been read if it were
        yield inside, "xml" if start.lstrip()[:5] == b"<?xml" and b"<meta" not in start.lower() else "meta"


@lru_cache(maxsize=256)
def _web_charset(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return None
    name = {"utf-16": "utf-16-le", "ascii": "cp1252", "iso8859-1": "cp1252"}.get(name, name)
    return name if name in _KNOWN else None


def _read(body: bytes, name: str) -> str | None:
    """The body in this charset; None when it is not."""
    try:
        if name == "cp1252":
            return codecs.charmap_decode(body, "strict", _WINDOWS_1252)[0]
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _is_utf8_at_heart(body: bytes, times: int) -> bool:
    """Whether so many times more bytes above ASCII stand in UTF-8 sequences than outside."""
    sample = body[:_SAMPLE]
    high = len(sample) - len(sample.translate(None, _HIGH))
    inside = sum(map(len, _UTF8_RUN.findall(sample)))
    return inside >= times * (high - inside)


def _guess_utf16(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text and of any markup is NUL."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    enough = len(start) // 8
    if odd > enough and even <= odd // 20:
        return "utf-16-le"
    if even > enough and odd <= even // 20:
        return "utf-16-be"
    return None


def _plain_name(name: str) -> str:
    if name.startswith("cp125"):
        return "windows-" + name[2:]
    return _PLAIN_NAMES.get(name, name.replace("iso8859", "iso-8859"))


_WINDOWS_1252 = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
"""As browsers have it: five bytes that windows-1252 leaves open are C1 controls."""
