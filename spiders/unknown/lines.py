"""One comment's markup as a tree of its own, and that tree as the lines a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree, html

from spiders.unknown.words import ASIDE, AUTHOR, DATE, TEXT, has_name, tokens_of

DROPPED = frozenset(
    (
        "script",
        "style",
        "form",
        "input",
        "textarea",
        "select",
        "button",
        "noscript",
        "template",
        "iframe",
        "svg",
    )
)
_BLOCKS = frozenset(
    "p div li ul ol dl dt dd tr td th table tbody h1 h2 h3 h4 h5 h6 blockquote section article header footer"
    " br hr pre address figure details summary fieldset main center".split()
)
_MEDIA = frozenset(("img", "video", "audio", "object", "embed", "picture", "hr", "br", "pre", "math"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z][\w-]*$")
_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

IS_AUTHOR, IS_DATE, IS_TEXT, IS_ASIDE, IS_QUOTE = 1, 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of text: the element it belongs to, and whether it stands after that element."""

    element: html.HtmlElement
    after: bool

    @property
    def words(self) -> str:
        """The text as it is."""
        return (self.element.tail if self.after else self.element.text) or ""

    def put(self, words: str) -> None:
        """Put other text in its place."""
        if self.after:
            self.element.tail = words
        else:
            self.element.text = words

    def clear(self) -> None:
        """Take the text out of the tree."""
        if self.after:
            self.element.tail = " "
        else:
            self.element.text = None


@dataclass(slots=True)
class Line:
    """What stands on one line; ``flags`` are those of all elements around any of it."""

    slots: list[Slot] = field(default_factory=list)
    flags: int = 0
    heading: bool = False
    words: str = ""
    images: bool = False


def copy_out(nodes: Iterable[html.HtmlElement], borders: frozenset[html.HtmlElement]) -> html.HtmlElement:
    """The nodes without scripts, forms, hidden things and what ``borders`` hold, in a ``<div>`` of their own.

    Of a single node only what it holds: what it is called itself tells nothing of its parts.
    """
    box = html.Element("div")
    tops = list(nodes)
    if len(tops) == 1 and tops[0].tag not in ("p", "blockquote", "pre"):
        box.text = _safe(tops[0].text)
        tops = list(tops[0])
    stack: list[tuple[html.HtmlElement, html.HtmlElement]] = [(node, box) for node in reversed(tops)]
    while stack:
        source, target = stack.pop()
        tag = source.tag
        if not isinstance(tag, str) or tag in DROPPED or source in borders or _is_hidden(source):
            _append_text(target, source.tail)
            continue
        made = _make(target, source)
        made.text, made.tail = _safe(source.text), _safe(source.tail)
        if len(source):
            stack.extend((child, made) for child in reversed(source))
    return box


def _make(target: html.HtmlElement, source: html.HtmlElement) -> html.HtmlElement:
    try:
        return etree.SubElement(target, source.tag, dict(source.attrib))
    except ValueError:  # a name or value that HTML's parser admits and XML does not
        attributes = {k: _safe(v) or "" for k, v in source.attrib.items() if _NAME.match(k)}
        return etree.SubElement(target, source.tag if _NAME.match(source.tag) else "span", attributes)


def _safe(text: str | None) -> str | None:
    return _CONTROL.sub("", text) if text and not text.isprintable() else text


def _is_hidden(element: html.HtmlElement) -> bool:
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _append_text(target: html.HtmlElement, text: str | None) -> None:
    text = _safe(text)
    if text:
        if len(target):
            target[-1].tail = (target[-1].tail or "") + text
        else:
            target.text = (target.text or "") + text


@lru_cache(maxsize=8192)
def flags_of(tag: str, names: str, prop: str) -> int:
    """What an element's names say it holds."""
    flags = 0
    if tag == "time":
        flags |= IS_DATE
    if tag in ("blockquote", "q", "pre"):
        flags |= IS_QUOTE
    if prop:
        flags |= IS_AUTHOR if prop in ("author", "creator") else 0
        flags |= IS_DATE if "date" in prop or prop == "commentTime" else 0
        flags |= IS_TEXT if prop in ("text", "commentText", "articleBody") else 0
    if tokens_of(names):
        flags |= IS_TEXT if has_name(TEXT, names) else 0
        flags |= IS_AUTHOR if has_name(AUTHOR, names) and tag not in ("body", "img") else 0
        flags |= IS_DATE if has_name(DATE, names) else 0
        flags |= IS_ASIDE if has_name(ASIDE, names) else 0
    return flags


def own_flags(element: html.HtmlElement) -> int:
    """What this element's own names say."""
    attributes = element.attrib
    if not attributes:
        return flags_of(element.tag, "", "")
    return flags_of(element.tag, attributes.get("class", ""), attributes.get("itemprop", ""))


def _joined(slots: list[Slot]) -> str:
    """The text of a line; numbers and links in elements of their own never grow together with what is beside them."""
    joined, before = "", None
    for slot in slots:
        words = slot.words
        link = slot.element if slot.element.tag == "a" and not slot.after else None
        if joined and words and joined[-1].isalnum() and words[0].isalnum():
            joined += " " if joined[-1].isdigit() or words[0].isdigit() or (link is not None and before) else ""
        joined, before = joined + words, link is not None
    return joined


def _inherit(above: int, own: int) -> int:
    """The nearest name counts: a reply link in the text is no text, a text in the author's box no author."""
    if own & IS_TEXT:
        above &= IS_QUOTE
    elif own & (IS_AUTHOR | IS_DATE | IS_ASIDE):
        above &= ~IS_TEXT
    return above | own


def iter_lines(box: html.HtmlElement) -> list[Line]:
    """The lines of a tree in order; empty ones are left out unless they hold a picture."""
    lines: list[Line] = []
    line = Line()
    flags: dict[html.HtmlElement, int] = {box: 0}

    def flush() -> None:
        nonlocal line
        line.words = _SPACE.sub(" ", _joined(line.slots)).strip()
        if line.words or line.images:
            lines.append(line)
        line = Line()

    def add(slot: Slot, flag: int) -> None:
        if slot.words and not slot.words.isspace():
            line.flags |= flag
            line.slots.append(slot)
        elif slot.words and line.slots:
            line.slots.append(slot)

    for event, element in etree.iterwalk(box, events=("start", "end")):
        block = element.tag in _BLOCKS
        if block:
            flush()
        if event == "start":
            if element is not box:
                flags[element] = _inherit(flags[element.getparent()], own_flags(element))
            if element.tag == "img" and not flags[element] & IS_ASIDE:
                line.images = True
            line.heading |= element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
            add(Slot(element, False), flags[element])
        elif element is not box:
            add(Slot(element, True), flags[element.getparent()])
    flush()
    return lines


def prune(box: html.HtmlElement) -> html.HtmlElement:
    """Take away elements that hold nothing any more, then go down to the one that holds all."""
    for element in reversed(list(box.iter("*"))):
        if element is box or element.tag in _MEDIA or len(element) or (element.text or "").strip():
            continue
        _drop(element)
    _trim(box)
    while len(box) == 1 and not (box.text or "").strip() and not (box[0].tail or "").strip():
        inside = box[0]
        if inside.tag not in (
            "div",
            "dd",
            "td",
            "tr",
            "tbody",
            "table",
            "section",
            "article",
            "li",
            "span",
            "center",
            "main",
        ):
            break
        box = inside
        _trim(box)
    return box


def _trim(box: html.HtmlElement) -> None:
    """Take away the breaks and rules at either end."""
    while len(box) and box[0].tag in ("br", "hr") and not (box.text or "").strip():
        box.text = box[0].tail
        box[0].tail = None
        box.remove(box[0])
    while len(box) and box[-1].tag in ("br", "hr") and not (box[-1].tail or "").strip():
        box[-1].tail = None
        box.remove(box[-1])


def _drop(element: html.HtmlElement) -> None:
    parent = element.getparent()
    before, tail = element.getprevious(), element.tail
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def drop(element: html.HtmlElement) -> None:
    """Take an element and all it holds out of its tree; what stands after it stays."""
    if element.getparent() is not None:
        _drop(element)


def words_in(element: html.HtmlElement) -> str:
    """All text inside, white space folded."""
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def first_words(element: html.HtmlElement, most: int) -> str:
    """As :func:`words_in`, but of more than ``most`` characters only so many that this can be seen."""
    pieces: list[str] = []
    told = 0
    for piece in element.itertext():
        pieces.append(piece[: 20 * most])
        told += len("".join(pieces[-1].split()))
        if told > most or len(pieces) > 20 * most:
            break
    return " ".join("".join(pieces).split())
