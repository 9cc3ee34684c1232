"""Repairs doubly encoded UTF-8 (``cafÃ©``), run by run, where it is certain."""

from __future__ import annotations

import re

SEVERAL = 3
"""Fewer certain runs on a page are left alone: they may be meant (a page that explains the fault)."""

_TAIL = {bytes((b,)).decode("cp1252", "ignore") or chr(b): b for b in range(0x80, 0xC0)}
"""The characters that windows-1252 shows for the second to fourth byte of a UTF-8 sequence."""

_BYTES = {**_TAIL, **{chr(b): b for b in range(0xC2, 0xF5)}}
_TAILS = "".join(map(re.escape, _TAIL))
_UNIT = re.compile(f"[Â-ß][{_TAILS}]|[à-ï][{_TAILS}]{{2}}|[ð-ô][{_TAILS}]{{3}}")
_RUN = re.compile(f"(?:{_UNIT.pattern})+")
_QUICK = re.compile(
    rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c]"
    rb"|\xe2(?:\x80[\x93-\xba]|\x82\xac|\x84\xa2))"
)
"""The same in bytes, as a quick question: the literal start lets the search skip."""

_AFTER_WORDS = frozenset("“”‘’»›…–—•\xa0\xbb")
_CERTAIN = re.compile(f"[ÂÃ][{_TAILS}]|â[€\x81„†‡“–œ”•][{_TAILS}]|ðŸ[{_TAILS}]{{2}}|ï¿½")
"""Runs that no language has: Ã or Â and a sign, ``â€``, emoji, the replacement character."""


def repair(text: str) -> tuple[str, int]:
    """``text`` with doubly encoded runs decoded once more, and how many there were.

    A run is decoded when it is UTF-8 read as windows-1252 to the last character and no words are written like
    that: an accented letter before a quotation mark, an apostrophe or a French space is left alone. A page
    with fewer than three certain runs is left as it is. Text encoded three times is repaired twice.
    """
    total = 0
    for _ in range(2):
        if text.isascii() or not _QUICK.search(text.encode("utf-8", "replace")):
            break
        decoded = [(found, _decode(found, text)) for found in _RUN.finditer(text)]
        if sum(1 for found, new in decoded if new is not None and _is_certain(found, text)) < SEVERAL:
            break
        total += sum(1 for _, new in decoded if new is not None)
        text = _replace(text, decoded)
    return text, total


def _replace(text: str, decoded: list[tuple[re.Match[str], str | None]]) -> str:
    parts: list[str] = []
    position = 0
    for found, new in decoded:
        if new is not None:
            parts += (text[position : found.start()], new)
            position = found.end()
    return "".join((*parts, text[position:]))


def _decode(found: re.Match[str], text: str) -> str | None:
    """The run decoded once more; None when it is no UTF-8 or may be meant."""
    if not _is_certain(found, text):
        run = found[0]
        may_end_word = run[1] in _AFTER_WORDS and not text[found.end() : found.end() + 1].isalpha()
        if run[0] not in "ÄÅÐÑ" or len(run) != 2 or may_end_word:
            return None
    try:
        return bytes(_BYTES[char] for char in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_certain(found: re.Match[str], text: str) -> bool:
    """Whether nobody writes this on purpose: several letters in a row, or a pair that no language has."""
    run = found[0]
    if len(_UNIT.findall(run)) > 1:
        return True
    if not _CERTAIN.match(run):
        return False
    ends_word = len(run) == 2 and run[1] in _AFTER_WORDS and not text[found.end() : found.end() + 1].isalpha()
    return not (ends_word and text[max(0, found.start() - 1) : found.start()].isupper())  # as in “IRMÃ”
