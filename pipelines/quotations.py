"""What a comment quotes of the others: quoted passages found again, word by word, in what was said before. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import unescape

_MARKED = re.compile(r"<(blockquote|q|em|i|cite)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?blockquote)\b[^>]*>", re.IGNORECASE)
_IN_MARKS = re.compile(r"“([^“”]{20,}?)”|„([^„“”]{20,}?)[“”]|«([^«»]{20,}?)»|»([^«»]{20,}?)«|\"([^\"]{20,}?)\"")
_CUT = re.compile(r"\n|\[?\(?(?:\.{3,}|…)\)?\]?|\[(?:snip|…)\]|<snip>")
_WORD = re.compile(r"\w+")

SHORTEST = 20
"""Letters of the shortest passage that counts as a quotation; what is shorter may stand anywhere by chance."""

FEWEST_WORDS = 4
MOST_PASSAGES = 40
"""So many passages of one comment are looked for."""


def fold(text: str | None) -> str:
    """Words alone, no case: what a quotation and its original share, whatever marks and signs stand between."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text or "").casefold()))


def find_passages(text: str, html: str | None) -> tuple[str, ...]:
    """What a comment quotes by its marks (elements, ``>`` before a line, quotation marks), folded, each once."""
    passages: dict[str, None] = {}
    for passage in _iter_marked(text, html):
        for piece in _CUT.split(passage):
            folded = fold(piece)
            wide = sum(not letter.isascii() for letter in folded)
            if len(folded) + wide >= SHORTEST and (folded.count(" ") + 1 >= FEWEST_WORDS or wide >= SHORTEST // 2):
                passages[folded] = None
    return tuple(passages)[:MOST_PASSAGES]


def _iter_marked(text: str, html: str | None) -> Iterator[str]:
    if html and "<" in html:
        for found in _MARKED.finditer(html):
            yield unescape(_TAG.sub("", _BREAK.sub("\n", found[2])))
    if ">" in text or "＞" in text:
        lines = (line.strip() for line in text.splitlines())
        yield " ".join(line.lstrip(">＞| ") for line in lines if line.startswith((">", "＞")))
        yield "\n".join(line.lstrip(">＞| ") for line in text.splitlines() if line.strip().startswith((">", "＞")))
    for found in _IN_MARKS.finditer(text):
        yield next(group for group in found.groups() if group)


class Words:
    """All that a thread says as one string of folded words, in which a passage is found at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._starts: list[int] = []
        parts: list[str] = []
        at = 0
        for text in texts:
            part = f"\x1f {fold(text)} "
            self._starts.append(at)
            parts.append(part)
            at += len(part)
        self._all = "".join(parts)

    def find(self, passage: str, most: int = 20) -> tuple[int, ...]:
        """The places (in the texts given) where a folded passage stands, each once, at most so many."""
        found: dict[int, None] = {}
        sought = f" {passage} " if passage.isascii() else passage
        at = self._all.find(sought)
        while at >= 0 and len(found) < most:
            found[bisect_right(self._starts, at) - 1] = None
            at = self._all.find(sought, at + 1)
        return tuple(found)
