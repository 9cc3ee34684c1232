"""Reckons the day from words that count back from now: 3 days ago, vor 2 Wochen, gestern um 14:02, 3日前."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from archive.models import Precision

_UNITS = """
second: second seconds sec secs|Sekunde Sekunden|seconde secondes|segundo segundos|secondo secondi|seconden|
 sekunda sekundę sekundy sekund|секунда секунду секунды секунд|sekunder|秒
minute: minute minutes min mins|Minuten|minuto minutos|minuti|minuut|minuta minutę minuty minut|
 минута минуту минуты минут|minuter minutter|分 分钟 分鐘
hour: hour hours hr hrs h|Stunde Stunden|heure heures|hora horas|ora ore|uur uren|
 godzina godzinę godziny godzin|час часа часов|timme timmar timer|時間 小时 小時
day: day days d|Tag Tage Tagen|jour jours|día días dia dias|giorno giorni|dag dagen|dzień dni|
 день дня дней|dagar dager dage|日 天
week: week weeks|Woche Wochen|semaine semaines|semana semanas|settimana settimane|weken|
 tydzień tygodnie tygodni|неделя неделю недели недель|vecka veckor uke uker uge uger|週間 周 週
month: month months|Monat Monate Monaten|mois|mes meses|mese mesi|mês|maand maanden|
 miesiąc miesiące miesięcy|месяц месяца месяцев|månad månader måned måneder|か月 ヶ月 カ月 ヵ月 ケ月 箇月 个月 個月
year: year years yr yrs|Jahr Jahre Jahren|an ans année années|año años|anno anni|ano anos|jaar jaren|
 rok lata lat|год года лет|år|年
"""
_NAMED = """
day 0: just now|moments ago|today|gerade eben|soeben|heute|à l'instant|aujourd'hui|hoy|oggi|hoje|agora mesmo|
 zojuist|vandaag|przed chwilą|dzisiaj|dziś|dzis|только что|сегодня|たった今|今日|今天
day 1: yesterday|gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|вчера|昨日|昨天
day 2: vorgestern|avant-hier|anteayer|antes de ayer|l'altro ieri|anteontem|eergisteren|przedwczoraj|позавчера|
 一昨日|おととい|前天
week 1: last week|letzte woche|vorige woche|la semaine dernière|la semaine passée|la semana pasada|
 la settimana scorsa|settimana scorsa|semana passada|vorige week|afgelopen week|w zeszłym tygodniu|
 w ubiegłym tygodniu|на прошлой неделе|先週
month 1: last month|letzten monat|vorigen monat|le mois dernier|le mois passé|el mes pasado|il mese scorso|
 mese scorso|mês passado|vorige maand|afgelopen maand|w zeszłym miesiącu|w ubiegłym miesiącu|в прошлом месяце|先月
year 1: last year|letztes jahr|voriges jahr|l'année dernière|l'an dernier|el año pasado|l'anno scorso|
 anno scorso|ano passado|vorig jaar|afgelopen jaar|w zeszłym roku|w ubiegłym roku|в прошлом году|昨年|去年
"""
_ALONE = "sekundę minutę godzinę dzień tydzień miesiąc rok секунду минуту час день неделю месяц год".split()
_ONE = "a an one ein eine einem einer un une una uno um uma een één jeden jedną один одну одна en ett et".split()
_DAYS: dict[str, float] = {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_FINEST: dict[str, Precision] = {"week": "week", "month": "month", "year": "year"}
"""How exact a count of these units is; of all shorter ones the day is kept."""


def _split(table: str) -> dict[str, list[str]]:
    lines = table.replace("\n ", " ").strip().split("\n")
    return {name: words.strip().split("|") for name, _, words in (line.partition(":") for line in lines)}


_UNIT_OF = {word.lower(): unit for unit, groups in _split(_UNITS).items() for group in groups for word in group.split()}
_NAMED_AS = {word.strip(): told for told, words in _split(_NAMED).items() for word in words}
_OF_A_DAY = [word for word, told in _NAMED_AS.items() if told.startswith("day")]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _wide(words: Iterable[str]) -> list[str]:
    """Those in Japanese and Chinese, which stand without spaces."""
    return [word for word in words if word >= "\u3000"]


def _narrow(words: Iterable[str]) -> list[str]:
    return [word for word in words if word < "\u3000"]


_NUMBER = rf"(?:\d{{1,4}}|{_any(_ONE)})"
_UNIT = rf"(?:{_any(_narrow(_UNIT_OF))})"
_SIGN_BEHIND = r"(?:ago|geleden|fa|temu|тому назад|назад|atrás|atras|sedan|siden)"
_SIGN_BEFORE = r"(?:vor|il y a|hace|há|faz)"
_ABOUT = r"(?:(?:etwa|ca\.|circa|environ|plus de|cerca de|casi|unos)\s)?"
_PLAIN = rf"{_NUMBER}\s?{_UNIT}(?!\w)(?:,?\s(?:(?:and|und|et|y|e|en|i|и)\s)?{_NUMBER}\s{_UNIT}(?!\w))?"
AGO = (
    rf"(?:(?:(?:about|over|almost|less than)\s)?{_PLAIN}\s{_SIGN_BEHIND}(?!\w)|{_SIGN_BEFORE}\s{_ABOUT}{_PLAIN}"
    rf"|(?:{_any(_ALONE)})\s(?:temu|назад|тому назад)(?!\w)"
    rf"|(?:[約约]\s?)?\d{{1,4}}\s?(?:{_any(_wide(_UNIT_OF))})(?:以上)?前)"
)
"""What counts back, as a pattern without groups (of any case)."""

YESTERDAY = rf"(?:{_any(_OF_A_DAY)})"
"""A day that has a name: yesterday, gestern, hier, as a pattern without groups (of any case)."""

BACK = re.compile(
    "ago|geleden|fa|temu|назад|atr[aá]s|sedan|siden|vor|il y a|hace|há|faz|前|"
    + _any(sorted({word.split()[0] for word in _OF_A_DAY}))
)
"""Signs without which nothing counts back; in small letters."""

_COUNT = rf"(?<![\w.,:/-])(\d{{1,4}}|{_any(_ONE)})\s?({_any(_narrow(_UNIT_OF))})\.?(?!\w)"
_COUNTS = rf"{_COUNT}(?:(?:,|\s(?:and|und|et|y|e|en|i|и))?\s{_COUNT})?"
_AGO = re.compile(rf"{_COUNTS}\s{_SIGN_BEHIND}(?!\w)", re.IGNORECASE)
_ONE_AGO = re.compile(rf"(?<!\w)()({_any(_ALONE)})\s(?:temu|назад|тому назад)(?!\w)", re.IGNORECASE)
"""A unit alone, which is one of it in Polish and Russian."""

_BEFORE_NOW = re.compile(rf"(?<!\w){_SIGN_BEFORE}\s{_ABOUT}{_COUNTS}", re.IGNORECASE)
_MAE = re.compile(rf"(?<![\d.,:/年月日-])(\d{{1,4}})\s?({_any(_wide(_UNIT_OF))})\s?(?:以上)?前")
_CALLED = re.compile(
    rf"(?<![\w'-])(?:{_any(_narrow(_NAMED_AS))})(?![\w'-])|{_any(_wide(_NAMED_AS))}",
    re.IGNORECASE,
)
_WAYS = (_AGO, _BEFORE_NOW, _MAE, _ONE_AGO)
_YESTERDAY = re.compile(
    r"(?:le |posté |publié )?hier(?:$|\s?[,@|·–-]?\s?(?:à\s?)?\d|\s(?:soir|matin)\b)", re.IGNORECASE
)
"""``hier`` where it is French for yesterday, and not German or Dutch for here."""

_LONGEST = 80
"""Words that name a day ("yesterday at 14:02") are no longer; a sentence that says so speaks of something else."""

_LIKELY = re.compile(f"{BACK.pattern}|{_any(sorted({word.split()[0] for word in _NAMED_AS}))}")


def reckon(words: str, language: str | None, seen: datetime) -> tuple[date, Precision] | None:
    """The day that these words (plain, see :func:`pipelines.printed.plain`) mean, counted back from ``seen`` in UTC,
    and how exact that is; None when they do not count back. Calendar months and years are counted as such.
    """
    words = words.replace("’", "'")
    if _LIKELY.search(words.lower()) is None:
        return None
    found = next(filter(None, (way.search(words) for way in _WAYS)), None)
    told = _read_counts(found) if found else _read_name(words, language)
    if not told:
        return None
    day = _count_back(seen.astimezone(UTC), told)
    finest = min((unit for unit, _ in told), key=list(_split(_UNITS)).index)
    return (day, _FINEST.get(finest, "day")) if day else None


def _read_counts(found: re.Match[str]) -> list[tuple[str, int]]:
    parts = [part for part in found.groups() if part is not None]
    return [
        (_UNIT_OF[unit], int(number) if number.isdecimal() else 1)
        for number, unit in zip(parts[::2], map(str.lower, parts[1::2]), strict=True)
        if unit in _UNIT_OF  # not where letters match that are no capitals of it (ſ, ı)
    ]


def _read_name(words: str, language: str | None) -> list[tuple[str, int]] | None:
    found = _CALLED.search(words)
    if found is None or len(words) > _LONGEST:
        return None
    name = found[0].lower()
    if name == "hier" and ((language or "")[:2] in ("de", "nl") or not _YESTERDAY.match(words)):
        return None
    unit, _, count = _NAMED_AS.get(name, "").partition(" ")
    if not unit:
        return None
    return [(unit, int(count))]


def _count_back(seen: datetime, told: list[tuple[str, int]]) -> date | None:
    """None before the calendar begins."""
    try:
        back = timedelta(days=sum(_DAYS.get(unit, 0) * count for unit, count in told))
        day = (seen - back).date()
        months = day.year * 12 + day.month - 1 - sum(_MONTHS.get(unit, 0) * count for unit, count in told)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None
