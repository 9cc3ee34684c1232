"""Whom a comment addresses in its first words: "@Ann", "Ann:", "Bob, …", "Thanks Ann!", "Ann wrote:". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_LOOK = 160
"""Characters of a comment that are looked at: who is addressed is addressed at once."""

_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|thanks|thank you|many thanks|thx|hallo|lieber?|danke|salut|bonjour|ch[eè]re?"
    r"|merci|ciao|car[oa]|grazie|hola|querid[oa]|gracias|olá|obrigad[oa]|beste|bedankt|dag|cześć|dzięki|привет|спасибо|re)\b[\s,:!]*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"[\s,]*(?:wrote|writes|said|says|asks|asked|schrieb|schreibt|sagte?|a écrit|écrit|a dit|dit|escribió|dijo"
    r"|ha scritto|scrive|dice|schreef|zei|escreveu|disse|napisał[a]?|написала?|сказала?)\b[^.\n]{0,40}?:",
    re.IGNORECASE,
)
_STOP = re.compile(r"\s*(?::|,|;|\.\.\.|…|!|\n|$|\s[-–—]+\s|--|[-–—]\s)")
"""What ends an address: a colon, a comma, a dash with space, a line's end."""

_WORD = re.compile(r"\w+")
_AND = re.compile(r"[\s,/]*(?:,|/|&|\+|\band\b|\bund\b|\bet\b|\by\b|\ben\b|\be\b|\bi\b|\bи\b)\s*@?", re.IGNORECASE)
_AT = re.compile(r"(?<![\w.])@\s?(\w+)")

ORDINARY = frozenset(
    "all and anonymous art bill bob both chance chase chip christian dawn dean drew earnest everybody everyone faith"
    " folks frank friend grace grant guest guy guys hi hope house i jack joy june king less long love mark may me more"
    " nobody none note now only page pat people plus ps read rich rob rose sky so stranger sunny summer ted thanks the"
    " they this truth update user victor visitor we well why will yes you admin anon april august".split()
)
"""Names that are words too: they are believed only with an ``@``, after a greeting, or before "wrote:"."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who is addressed (a folded full name) and how sure that is, from 0 to 1. ``by`` is the form it took."""

    name: str
    score: float
    by: str


def fold_name(name: str | None) -> str:
    """A name as two spellings of it share it: no case, compatible letters, nothing but words and single spaces."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", name or "").casefold()))


class Names:
    """The names by which the people of a thread may be addressed: the whole name, or its first word when only one
    of them bears it.

    ``texts`` are the comments' words: a name that also stands in them in small letters is a word of the language.
    """

    def __init__(self, names: Iterable[str], texts: Iterable[str] = ()) -> None:
        whole = {fold_name(name) for name in names} - {""}
        firsts: dict[str, set[str]] = defaultdict(set)
        for name in whole:
            firsts[name.partition(" ")[0]].add(name)
        self._named: dict[str, str | None] = {}
        for first, bearers in firsts.items():
            if len(first) > 1:
                self._named[first] = next(iter(bearers)) if len(bearers) == 1 else None
        self._named.update({name: name for name in whole if len(name) > 1})
        self._longest = max((name.count(" ") + 1 for name in self._named), default=0)
        self._ordinary = self._find_ordinary(texts)

    def _find_ordinary(self, texts: Iterable[str]) -> frozenset[str]:
        single = {name for name in self._named if " " not in name}
        found = set(single & ORDINARY)
        for text in texts:
            found.update(single.intersection(_WORD.findall(text)))
        return frozenset(found)

    def find(self, text: str) -> Addressed | None:
        """Whom ``text`` addresses at its beginning; None when nobody, or more than one."""
        start = unicodedata.normalize("NFKC", text[:_LOOK]).lstrip(" \t\n\xa0[(*\"'“«>-–—")
        greeting = _GREETING.match(start)
        greeted = greeting is not None
        rest = start[greeting.end() :] if greeting else start
        at = rest.startswith("@")
        if at:
            rest = rest[1:].lstrip(" \xa0@")
        found = self._longest_name(rest)
        if found is None:
            return None
        name, end, ordinary = found
        if self._names_another(rest[end:], text, name):
            return None
        return self._judge(name, rest[:end], rest[end:], at=at, greeted=greeted, ordinary=ordinary)

    def _longest_name(self, rest: str) -> tuple[str, int, bool] | None:
        """The longest name at the start: whose it is, where it ends, and whether it may be a word like others."""
        words: list[str] = []
        end = 0
        best: tuple[str, int, bool] | None = None
        for found in _WORD.finditer(rest):
            gap = rest[end : found.start()]
            if (not words and gap) or re.fullmatch(r"[ \xa0._'’-]*", gap) is None:
                break
            words.append(found[0].casefold())
            end = found.end()
            name = " ".join(words)
            if name in self._named and (whose := self._named[name]) is not None:
                best = (whose, end, name in self._ordinary)
            elif name in self._named:
                best = None
            if len(words) >= self._longest:
                break
        return best

    def _names_another(self, after: str, text: str, name: str) -> bool:
        """Whether a second one is addressed: "Ann, Bob: …", "Ann and Bob", or another ``@name`` further down."""
        link = _AND.match(after)
        if link is not None:
            second = self._longest_name(after[link.end() :])
            if second is not None and second[0] != name and _STOP.match(after[link.end() + second[1] :]):
                return True
        for at in _AT.finditer(text):
            whose = self._longest_name(text[at.start(1) : at.start(1) + 60])
            if whose is not None and whose[0] != name:
                return True
        return False

    def _judge(self, name: str, said: str, after: str, *, at: bool, greeted: bool, ordinary: bool) -> Addressed | None:
        if re.match(r"['’]s?\b|\.\w|@", after):  # Ann's, ann.example.com, ann@example.com
            return None
        if _SAID.match(after):
            return Addressed(name, 0.95, "wrote")
        if at:
            return Addressed(name, 0.95, "@")
        stopped = _STOP.match(after)
        if stopped is None:
            return None
        if greeted:
            return Addressed(name, 0.9, "greeting")
        colon = after.lstrip().startswith(":")
        if ordinary and not (colon and said[:1].isupper()):
            return None
        return Addressed(name, 0.9 if colon else 0.85, ":" if colon else ",")
