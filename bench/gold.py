"""What is known of real pages beforehand, and which comment of ours is which of theirs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree, html

from archive.models import Comment
from spiders.markup import words_of
from spiders.page import Page

_NOISE = re.compile(r"\s*\((?:noreply@blogger\.com|not verified)\)$")
_NOBODY = frozenset(("", "anonymous", "anonyme", "anonym", "anonimo", "anónimo"))
"""How platforms call a nameless author: the page in the blog's language, the feed in English."""
_TYPES = {"html": "text/html", "feed": "application/xml"}


@dataclass(frozen=True, slots=True)
class Known:
    """A comment as the list tells it: ``date`` as printed (silver) or ISO 8601 UTC (feed gold)."""

    id: str | None
    author: str | None
    date: str | None
    text: str
    ping: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page with the comments that must come out; ``feed`` is its saved comment feed, if any."""

    source: str
    file: Path
    url: str
    comments: tuple[Known, ...]
    feed: Path | None = None
    feed_url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One saved blog: every HTML page with its address, and what is known of some of them."""

    name: str
    pages: dict[Path, str]
    silver: tuple[Sheet, ...]
    gold: tuple[Sheet, ...]


def iter_sources(folder: Path, only: str | None = None) -> Iterator[Source]:
    """Every saved blog below ``folder`` whose name contains ``only``."""
    for manifest in sorted(folder.glob("*/manifest.jsonl")):
        if only is None or only in manifest.parent.name:
            yield _read_source(manifest.parent)


def _read_source(folder: Path) -> Source:
    files = {row["path"]: row for row in _rows(folder / "manifest.jsonl")}
    pages = {folder / row["file"]: row["url"] for row in files.values() if row["kind"] == "html"}
    silver = tuple(
        Sheet(folder.name, folder / row["file"], row["url"], _known(row))
        for row in _rows(folder / "silver.jsonl")
        if not row["suspect"]
    )
    gold = []
    for row in _rows(folder / "feedgold.jsonl"):
        page, feed = files[row["path"]], files[row["feed_path"]]
        file, feed_file = folder / page["file"], folder / feed["file"]
        gold.append(Sheet(folder.name, file, row["url"], _known(row), feed_file, feed["url"]))
    return Source(folder.name, pages, silver, tuple(gold))


def read_manifest(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Every saved page and feed of a blog: its file, its address, ``html`` or ``feed``."""
    for row in _rows(folder / "manifest.jsonl"):
        if row["kind"] in _TYPES:
            yield folder / row["file"], row["url"], row["kind"]


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _known(row: dict[str, Any]) -> tuple[Known, ...]:
    return tuple(Known(c["id"], c["author"], c["date"], c["text"] or "", bool(c.get("ping"))) for c in row["comments"])


def open_page(file: Path, url: str, kind: str = "html") -> Page:
    """The saved file as the page it was."""
    return Page(url, file.read_bytes(), content_type=_TYPES[kind])


@dataclass(frozen=True, slots=True)
class Pair:
    """A comment of the list with ours; ``ours`` None: not found; ``by_id`` False: by place only."""

    known: Known
    ours: Comment | None
    by_id: bool = False


def match(known: tuple[Known, ...], ours: tuple[Comment, ...]) -> list[Pair]:
    """Each comment of the list with ours: by id, else by place among what is left on both sides.

    Place counts as an id only where the two id spaces differ by nature: TypePad's decimal anchor against
    its ``6a…`` xid.
    """
    index = {c.source_id: c for c in reversed(ours) if c.source_id}
    pairs = {i: Pair(k, index[k.id], True) for i, k in enumerate(known) if k.id is not None and k.id in index}
    taken = {id(pair.ours) for pair in pairs.values()}
    left = [c for c in ours if id(c) not in taken and not c.deleted]
    open_places = [i for i in range(len(known)) if i not in pairs]
    if len(left) == len(open_places):
        for i, comment in zip(open_places, left, strict=True):
            xid = (comment.source_id or "").startswith("6a") and (known[i].id or "").isdigit()
            pairs[i] = Pair(known[i], comment, xid or known[i].id is None)
    return [pairs.get(i, Pair(k, None)) for i, k in enumerate(known)]


def fold(text: str | None) -> str:
    """Letters and signs only: what two spellings of one text share."""
    text = re.sub(r"[\x80-\x9f]", _windows, text or "")
    return re.sub(r"[\s\u200b-\u200f\ufeff\u00ad]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _windows(found: re.Match[str]) -> str:
    """A C1 control as browsers show it; the lists kept some as they are."""
    return found[0].encode("latin-1").decode("cp1252", "ignore")


def same_author(known: str | None, ours: str | None) -> bool:
    """Whether both name the same person; what a platform glues behind a name does not count."""
    a, b = fold(_NOISE.sub("", known or "")), fold(_NOISE.sub("", ours or ""))
    return a == b or (a in _NOBODY and b in _NOBODY)


def same_words(known: str | None, ours: str | None) -> bool:
    """Whether the printed dates agree; one list may have cut more around them than the other."""
    a, b = fold(known), fold(ours)
    return a == b or (min(len(a), len(b)) >= 5 and (a in b or b in a))


def same_minute(known: str | None, ours: datetime | None) -> bool:
    """Whether ``ours`` (aware) is the ISO time ``known`` within a minute: pages print no seconds."""
    if known is None or ours is None:
        return known is None and ours is None
    told = datetime.fromisoformat(known).astimezone(UTC)
    return abs(told - ours.astimezone(UTC)) <= timedelta(seconds=60)


def text_of(comment: Comment) -> str:
    """The comment's words: as normalised, else out of its markup."""
    if comment.text is not None:
        return comment.text
    if not comment.html:
        return ""
    try:
        return words_of(html.fragment_fromstring(comment.html, create_parent="div"))
    except (etree.ParserError, ValueError):
        return comment.html


def overlap(known: str, ours: str) -> float:
    """How much two texts share, word by word (F1); 1.0 when both are empty."""
    a, b = Counter(known.casefold().split()), Counter(ours.casefold().split())
    if not a and not b:
        return 1.0
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values()))
