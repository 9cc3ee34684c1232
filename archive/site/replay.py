"""Replay: a capture shown again, script-free, whatever its sender said that it is."""

from __future__ import annotations

import codecs
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

import lxml.html
from lxml import etree
from markupsafe import Markup

from archive import urls
from archive.site.bodies import is_deep
from archive.site.css import iter_css_addresses, rewrite_css
from archive.site.evidence import Record
from archive.site.inert import base_of, iter_page_addresses, make_inert, parse_page, title_of
from archive.site.kept import Kept
from archive.site.times import plain_time

Find = Callable[[Iterable[str]], Kept]
"""Asks the archive what is kept of some addresses, nearest to the capture's time."""

MAX_PAGE = 10_000_000
MAX_PAGE_DEPTH = 1000
"""Longer or deeper pages are shown as text."""

PICTURES = {
    "image/png": b"\x89PNG",
    "image/gif": b"GIF8",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
    "image/bmp": b"BM",
    "image/x-icon": b"\0\0\1\0",
}
_AS_IS = frozenset(("image/avif", "image/svg+xml", "audio/mpeg", "audio/ogg", "video/mp4", "video/webm", "video/ogg"))
_SAME = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/vnd.microsoft.icon": "image/x-icon"}
_HTML = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_TEXT = re.compile(r"text/|application/(?:json|javascript|x-javascript|ecmascript)|[^/]+/(?:[\w.-]+\+)?(?:xml|json)$")

_LOOKS_LIKE_HTML = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|script|iframe|table|div|p|a|h1|style|br|b)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CSS_CHARSET = re.compile(rb'@charset "([\w.:-]{1,40})"', re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_DOCTYPE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?"
    r'(<!DOCTYPE\s+html(?:\s+PUBLIC\s+"[\w/ .+:-]{1,80}"(?:\s+"[\w/.:-]{1,120}")?)?\s*>)',
    re.IGNORECASE,
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_NOTE = (
    "all:initial!important;display:block!important;"
    "box-sizing:border-box!important;padding:.6em 1em!important;"
    "background:#fff8e1!important;color:#3b2f14!important;border-bottom:1px solid #c9b37a!important;"
    "font:14px/1.4 system-ui,sans-serif!important;overflow-wrap:anywhere!important;max-width:100vw!important;"
)
_LINK = (
    "all:initial!important;font:inherit!important;color:#7a3b10!important;"
    "text-decoration:underline!important;cursor:pointer!important;"
)

_FRAME = Markup(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
    '<body>{note}<pre style="white-space:pre-wrap;overflow-wrap:anywhere">{text}</pre></body></html>'
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser gets for a capture. ``download`` is a file name when it is to be saved, not shown."""

    content_type: str
    body: bytes
    download: str | None = None


def show(row: sqlite3.Row, record: Record, find: Find) -> Shown:
    """The capture of ``row`` as something that can't act: pages and style sheets rewritten, the rest as data.

    Kind is judged by what the sender said *and* what the bytes are; where they differ, the harmless wins.
    """
    kind = judge(record.content_type, record.body.data)
    if kind == "text/html":
        return Shown("text/html; charset=utf-8", _show_page(row, record, find).encode("utf-8", "replace"))
    if kind == "text/css":
        return Shown("text/css; charset=utf-8", _show_sheet(row, record, find).encode("utf-8", "replace"))
    if kind == "text/plain":
        return Shown("text/plain; charset=utf-8", _decode(row, record).encode("utf-8", "replace"))
    if kind in ("application/octet-stream", "image/svg+xml"):
        # inside a page a picture is shown all the same; alone, an SVG file is a document that could act
        return Shown(kind, record.body.data, _file_name(row["url"]))
    return Shown(kind, record.body.data)


def judge(said: str | None, data: bytes) -> str:
    """The type under which ``data`` is safe to send, from what its sender said and its first bytes."""
    media = (said or "").partition(";")[0].strip().lower()
    media = _SAME.get(media, media)
    start = data[:2048].lstrip(codecs.BOM_UTF8)
    seen = next((kind for kind, magic in PICTURES.items() if start.startswith(magic)), None)
    if media == "text/css":
        return media
    if seen:
        return seen
    if media in _HTML or (media != "text/plain" and not _TEXT.match(media) and _LOOKS_LIKE_HTML.match(start)):
        return "text/html"
    if media in _AS_IS:
        return media
    if _TEXT.match(media) or (not media and b"\0" not in start):
        return "text/plain"
    return "application/octet-stream"


def decode(data: bytes, said: str | None) -> str:
    """``data`` as text: by its byte order mark, its sender's word, its own, else UTF-8 or windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:4096]
    told = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", said or "", re.IGNORECASE)
    inside = _META_CHARSET.search(head) or _CSS_CHARSET.match(head) or _XML_CHARSET.match(head)
    for label in (told[1] if told else None, inside[1].decode("ascii", "replace") if inside else None):
        encoding_or_none = _python_encoding(label)
        if encoding_or_none:
            return data.decode(encoding_or_none, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def _python_encoding(label: str | None) -> str | None:
    """Python's name of a text encoding, as browsers understand its label; None when it is no such thing."""
    try:
        info = codecs.lookup(label or "")
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name.startswith(("utf-7", "idna", "punycode", "unicode")):
        return None
    return {"iso8859-1": "windows-1252", "ascii": "windows-1252", "utf-16": "utf-8"}.get(info.name, info.name)


def _decode(row: sqlite3.Row, record: Record) -> str:
    return decode(record.body.data, record.content_type)


def _show_page(row: sqlite3.Row, record: Record, find: Find) -> str:
    html = _decode(row, record)
    page = parse_page(html) if len(html) <= MAX_PAGE and not is_deep(html, MAX_PAGE_DEPTH) else None
    if page is None:
        return _FRAME.format(title=row["url"], note=_note(row, record), text=html[:MAX_PAGE])
    base, title = base_of(page, row["url"]), title_of(page)
    narrow = any((meta.get("name") or "").lower() == "viewport" for meta in page.iter("meta"))
    kept = find(iter_page_addresses(page, base))
    make_inert(page, base, kept)
    _furnish(page, title or row["url"], narrow, _note(row, record))
    doctype = _DOCTYPE.match(html)
    text: str = lxml.html.tostring(page, encoding="unicode")
    return f"{doctype[1]}\n{text}" if doctype else text


def _furnish(page: lxml.html.HtmlElement, title: str, narrow: bool, note: Markup) -> None:
    """A head of our own (character set, title, width) and the note at the top of the body."""
    head = page.find("head")
    if head is None:
        head = etree.SubElement(page, "head")
        page.insert(0, head)
    wanted = [lxml.html.Element("meta", charset="utf-8"), lxml.html.Element("title")]
    wanted[1].text = title
    if narrow:
        wanted.append(lxml.html.Element("meta", name="viewport", content="width=device-width, initial-scale=1"))
    for place, element in enumerate(wanted):
        head.insert(place, element)
    body = page.find("body")
    if body is None:
        body = page.find("frameset")
        if body is None:
            body = etree.SubElement(page, "body")
        body.tag = "body"
    banner = lxml.html.fragment_fromstring(note)
    banner.tail, body.text = body.text, None
    body.insert(0, banner)


def _note(row: sqlite3.Row, record: Record) -> Markup:
    """The line above a replayed page that says what it is; the page's style sheet can't change its looks."""
    status = record.head.status if record.head.status is not None else row["status"]
    odd = [f"the server answered {status}"] if status is not None and status >= 400 else []
    odd += ["the server answered 304: unchanged since the copy before"] if status == 304 else []
    odd += ["the answer is cut short"] if row["truncated"] or record.body.truncated else []
    return Markup(
        '<div style="{look}" role="note">Kept copy of {url} from {time} UTC, without scripts and forms{odd}. '
        '<a style="{link}" href="/-/capture/{id}">Proof of this copy</a> '
        '<a style="{link}" href="/">Back to the archive</a></div>'
    ).format(
        look=Markup(_NOTE),
        link=Markup(_LINK),
        url=row["url"][:300],
        time=plain_time(row["time"]),
        odd="".join(f"; {what}" for what in odd),
        id=quote(row["id"], safe=""),
    )


def _show_sheet(row: sqlite3.Row, record: Record, find: Find) -> str:
    css = _decode(row, record)[:MAX_PAGE]
    return rewrite_css(css, row["url"], find(iter_css_addresses(css, row["url"])))


def _file_name(url: str) -> str:
    """A name to save a capture under: the last part of its address, plain letters only."""
    last = re.sub(r"[^A-Za-z0-9._-]+", "-", url.partition("?")[0].rstrip("/").rpartition("/")[2]).strip("-.")
    return last[:80] or re.sub(r"[^a-z0-9]+", "-", urls.host_of(url)) or "capture"
