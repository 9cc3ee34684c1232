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
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 20


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The body as text, and the charset with how it was chosen: ``utf-8 (header)``. Never raises.

    A byte order mark wins. What is valid UTF-8 is UTF-8, whatever header and meta say ("truth"), since no other
    charset looks like it by accident. Else the header, the meta tag or the XML declaration (in the first 4 KB),
    the first in which the whole body can be read; a header that says latin-1, a server's default, yields to
    a page that says otherwise. Latin-1 and ASCII mean windows-1252, as in browsers. With nothing declared
    windows-1252 is assumed. Broken sequences become U+FFFD. Runs of doubly encoded UTF-8 are repaired, one by
    one, and counted in the note: ``utf-8 (meta, 12 doubly encoded runs repaired)``.
    """
    name, how, errors = _choose(body, content_type)
    text = _read(body, name, errors).removeprefix("\ufeff")
    text, repaired = repair(text)
    if repaired:
        how += f", {repaired} doubly encoded runs repaired"
    return text, f"{_plain_name(name)} ({how})"


def _choose(body: bytes, content_type: str | None) -> tuple[str, str, str]:
    """Charset, reason and error handling."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return name, "bom", "replace"
    if b"\x00" in body[:_PRESCAN]:
        wide = _guess_utf16(body[:_PRESCAN])
        if wide is not None:
            return wide, "nul pattern", "replace"
    declared = list(_iter_declared(body, content_type))
    if _can_read(body, "utf-8"):
        return _confirm_utf8(body, declared)
    said = [how for name, how in declared if name == "utf-8"]
    if _is_utf8_at_heart(body, 1 if said else 10):
        return "utf-8", f"{said[0] if said else 'truth'}, broken", "replace"
    others = [(name, how) for name, how in declared if name != "utf-8"]
    if len(others) > 1 and others[0] == ("cp1252", "header") and _can_read(body, others[1][0]):
        del others[0]
    for name, how in others:
        if _can_read(body, name):
            return name, how, "strict"
    if others and others[0][0] in _WIDE:
        return others[0][0], f"{others[0][1]}, broken", "replace"
    return "cp1252", "truth" if declared else "assumed", "replace"


def _confirm_utf8(body: bytes, declared: list[tuple[str, str]]) -> tuple[str, str, str]:
    for name, how in declared:
        if name == "utf-8":
            return name, how, "strict"
        if name in _ESCAPED and body.isascii() and _can_read(body, name):
            return name, how, "strict"
    return "utf-8", "truth" if declared else "assumed", "strict"


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


def _can_read(body: bytes, name: str) -> bool:
    try:
        _read(body, name, "strict")
    except (UnicodeError, ValueError):
        return False
    return True


def _read(body: bytes, name: str, errors: str) -> str:
    if name == "cp1252":
        return codecs.charmap_decode(body, errors, _WINDOWS_1252)[0]
    return body.decode(name, errors)


def _is_utf8_at_heart(body: bytes, times: int) -> bool:
    """Whether so many times more bytes above ASCII stand in UTF-8 sequences than outside: UTF-8 with a wound."""
    sample = body[:_SAMPLE]
    high = len(_HIGH.findall(sample))
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
