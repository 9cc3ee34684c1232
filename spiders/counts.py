"""How many comments a heading or a link speaks of, in figures or in words of many languages."""

from __future__ import annotations

import re

_FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d[\d.,]*")
_ONE = re.compile(
    r"(?:one|ein|eine|un|une|uno|una|um|uma|een|één|en|ett|et|jeden|jedna|один|bir|egy|yksi|un[ăa])\s", re.I
)
_NONE = re.compile(
    r"(?:no|zero|keine?|aucune?|pas de|nessun[ao]?|ningun[ao]?|ningún|sin|geen|nenhuma?|sem|brak|ingen|inga|inget|ei"
    r"|nincs|žádn\w+|nici un|niciun|нет|немає|без|zatím žádn\w+|henüz)\s"
    r"|.*\s(?:нет|yok|nincs)\W*$|.*(?:ありません|はまだない)|(?:暂无|没有|尚無|沒有|暫無)|.*(?:없음|없습니다)",
    re.I,
)
_QUOTED = re.compile(r"[“„«‹「『《\"].*[”“»›」』》\"]", re.S)


def count_in(words: str, title: str | None = None) -> str | None:
    """The number that ``words`` tell ("5 Responses to …", "Ein Kommentar", "Нет комментариев"); None: they tell none.

    Figures in the post's ``title``, and in what is quoted, are no count.
    """
    words = _QUOTED.sub(" ", words)
    if title and len(words) > len(title):
        before, _, after = words.rpartition(title)
        words = f"{before} {after}"
    words = words.strip()
    if found := _FIGURE.search(words):
        return found[0]
    if _ONE.match(words):
        return "1"
    return "0" if _NONE.match(words) else None
