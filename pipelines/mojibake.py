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
    """``text`` with certain runs of double encoding decoded once more, and how many there were.

    A run is decoded when it is UTF-8 read as windows-1252 to the last character, and cannot be meant: an
    accented letter before a closing quotation mark or a French space is left alone. Pages with fewer than
    three such runs are left as they are. Text encoded three times is repaired twice.
    """
    total = 0
    for _ in range(2):
        text, count = _repair_once(text)
        if not count:
            break
        total += count
    return text, total


def _repair_once(text: str) -> tuple[str, int]:
    if text.isascii() or not _QUICK.search(text.encode("utf-8", "replace")):
        return text, 0
    count = 0

    def decode_run(found: re.Match[str]) -> str:
        nonlocal count
        decoded = _decode(found[0], text, found.start(), found.end())
        count += decoded is not None
        return found[0] if decoded is None else decoded

    repaired = _RUN.sub(decode_run, text)
    return (repaired, count) if count >= SEVERAL else (text, 0)


def _decode(run: str, text: str, start: int, end: int) -> str | None:
    """The run decoded once more; None when it is no UTF-8 or may be meant."""
    units = _UNIT.findall(run)
    if len(units) == 1:
        is_certain = _CERTAIN.match(run) is not None
        may_end_word = run[1] in _AFTER_WORDS and not text[end : end + 1].isalpha()
        if may_end_word and is_certain and len(run) == 2:
            is_certain = not text[max(0, start - 1) : start].isupper()  # as in “IRMÃ”
        if not is_certain and (len(run) > 2 or may_end_word):
            return None
    try:
        return bytes(_BYTES[char] for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return None
