"""Reckons the day from words that count back from now: 3 days ago, vor 2 Wochen, gestern um 14:02, 3日前."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from archive.models import Precision

_UNITS = """
second: second seconds sec secs|Sekunde Sekunden|seconde secondes|segundo segundos|secondo secondi|seconden|
 sekunda sekundę sekundy sekund|секунда секунду секунды секунд секунди|sekunder|saniye|másodperce|sekuntia|giây|秒 초
minute: minute minutes min mins|Minuten|minuto minutos|minuti|minuut|minuta minutę minuty minut|
 минута минуту минуты минут|хвилина хвилину хвилини хвилин|minuter minutter|dakika|perce|minuuttia|phút|
 分 分钟 分鐘 분
hour: hour hours hr hrs h|Stunde Stunden|heure heures|hora horas|ora ore|uur uren|
 godzina godzinę godziny godzin|час часа часов|година годину години годин|timme timmar timer|saat|órája|
 tunti tuntia|giờ|時間 小时 小時 시간
day: day days d|Tag Tage Tagen|jour jours|día días dia dias|giorno giorni|dag dagen|dzień dni|
 день дня дней дні днів|dagar dager dage|gün|napja|päivä päivää|ngày|日 天 일
week: week weeks|Woche Wochen|semaine semaines|semana semanas|settimana settimane|weken|
 tydzień tygodnie tygodni|неделя неделю недели недель|тиждень тижні тижнів|vecka veckor uke uker uge uger|
 hafta|hete|viikko viikkoa|tuần|週間 周 週 주
month: month months|Monat Monate Monaten|mois|mes meses|mese mesi|mês|maand maanden|
 miesiąc miesiące miesięcy|месяц месяца месяцев|місяць місяці місяців|månad månader måned måneder|ay|
 hónapja|kuukausi kuukautta|tháng|か月 ヶ月 カ月 ヵ月 ケ月 箇月 个月 個月 개월 달
year: year years yr yrs|Jahr Jahre Jahren|an ans année années|año años|anno anni|ano anos|jaar jaren|
 rok lata lat|год года лет|рік роки років|år|yıl|éve|vuosi vuotta|năm|年 년
"""
_NAMED = """
day 0: just now|moments ago|today|gerade eben|soeben|heute|à l'instant|aujourd'hui|hoy|oggi|hoje|agora mesmo|
 zojuist|vandaag|przed chwilą|dzisiaj|dziś|dzis|только что|сегодня|たった今|今日|今天
hour 0: right now|proprio adesso|op dit moment|прямо сейчас|щойно|şimdi|ahora mismo|马上|방금
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
_ALONE = (
    "sekundę minutę godzinę dzień tydzień miesiąc rok секунду минуту час день неделю месяц год "
    "хвилину годину тиждень місяць рік"
).split()
_ONE = "a an one ein eine einem einer un une una uno um uma een één jeden jedną один одну одна en ett et".split()
_DAYS: dict[str, float] = {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_FINEST: dict[str, Precision] = {"week": "week", "month": "month", "year": "year"}
"""How exact a count of these units is; of all shorter ones the day is kept."""


def _split(table: str) -> dict[str, list[str]]:
    lines = table.replace("\n ", " ").strip().split("\n")
    return {name: words.strip().split("|") for name, _, words in (line.partition(":") for line in lines)}


_UNIT_OF = {"月": "month"} | {
    word.lower(): unit for unit, groups in _split(_UNITS).items() for group in groups for word in group.split()
}
_NAMED_AS = {word.strip(): told for told, words in _split(_NAMED).items() for word in words}
_OF_A_DAY = [word for word, told in _NAMED_AS.items() if told.startswith("day")]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _wide(words: Iterable[str]) -> list[str]:
    """Those in Japanese, Chinese and Korean, which stand without spaces."""
    return [word for word in words if word >= "\u3000" and word != "月"]


def _narrow(words: Iterable[str]) -> list[str]:
    return [word for word in words if word < "\u3000"]


_NUMBER = rf"\d{{1,4}}|{_any(_ONE)}"
_UNIT = _any(_narrow(_UNIT_OF))
_WIDE = rf"{_any(_wide(_UNIT_OF))}|(?<=\s)月(?=\s)"
"""A month as a figure before 月 is one of the calendar, unless spaces part the three: 3 月 之前."""
_GERMAN = "sekunden?|minuten?|stunden?|tage?|wochen?|monate?|jahre?"
_HUNGARIAN = "másodperce|perce|órája|napja|hete|hónapja|éve"
_SIGN_BEHIND = r"(?:ago|geleden|fa|temu|тому назад|назад|тому|atrás|atras|sedan|siden|önce|sitten|trước)(?!\w)"
_SIGN_BEFORE = r"(?:vor|il y a|hace|há|faz)"
_SIGN_LAST = rf"{_SIGN_BEFORE}(?!\s*[\w'])"
"""A sign that stands before a count, put behind it all the same, as plugins do that translate word by word."""
_HER = r"(?:her|zuvor)(?!\w)"
"""German signs; the first is an English word, too, so that the units must be German."""
_MAE = r"(?:以上|之|以)?前|전(?!\w)"
_ABOUT = r"(?:(?:etwa|ca\.|circa|environ|plus de|cerca de|casi|unos)\s)?"
_ONE_SIGN = r"(?:temu|назад|тому назад|тому)(?!\w)"
_AND = r"(?:and|und|et|y|e|en|i|и)"


def _plain(unit: str) -> str:
    """One count or two, without groups."""
    one, two = (rf"(?:{_NUMBER}){space}(?:{unit})(?!\w)" for space in (r"\s?", r"\s"))
    return rf"{one}(?:,?\s(?:{_AND}\s)?{two})?"


def _counted(unit: str) -> str:
    """One count or two, with a group for each number and unit."""
    one = rf"(?<![\w.,:/-])({_NUMBER})\s?({unit})\.?(?!\w)"
    return rf"{one}(?:(?:,|\s{_AND})?\s{one})?"


AGO = (
    rf"(?:(?:(?:about|over|almost|less than)\s)?{_plain(_UNIT)}\s(?:{_SIGN_BEHIND}|{_SIGN_LAST})"
    rf"|{_SIGN_BEFORE}\s{_ABOUT}{_plain(_UNIT)}|{_plain(_GERMAN)}\s{_HER}|{_plain(_HUNGARIAN)}"
    rf"|(?:{_any(_ALONE)})\s{_ONE_SIGN}|(?:[約约]\s?)?(?:\d{{1,4}}\s?(?:{_WIDE})\s?){{1,2}}(?:{_MAE}))"
)
"""What counts back, as a pattern without groups (of any case)."""

YESTERDAY = rf"(?:{_any(_OF_A_DAY)})"
"""A day that has a name: yesterday, gestern, hier, as a pattern without groups (of any case)."""

BACK = re.compile(
    "ago|geleden|fa|temu|назад|тому|atr[aá]s|sedan|siden|önce|sitten|trước|vor|il y a|hace|há|faz|前|전|"
    rf"(?:{_GERMAN})\s(?:her|zuvor)|\d\s?(?:{_HUNGARIAN})|" + _any(sorted({word.split()[0] for word in _OF_A_DAY}))
)
"""Signs without which nothing counts back; in small letters."""

_WIDE_COUNT = rf"(\d{{1,4}})\s?({_WIDE})"
_WAYS = tuple(
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"{_counted(_UNIT)}\s(?:{_SIGN_BEHIND}|{_SIGN_LAST})",
        rf"(?<!\w){_SIGN_BEFORE}\s{_ABOUT}{_counted(_UNIT)}",
        rf"(?<![\d.,:/年月日년월일-]){_WIDE_COUNT}(?:\s?{_WIDE_COUNT})?\s?(?:{_MAE})",
        rf"(?<!\w)()({_any(_ALONE)})\s{_ONE_SIGN}",  # a unit alone, which is one of it in Polish and Russian
        rf"{_counted(_GERMAN)}\s{_HER}",
        _counted(_HUNGARIAN),
    )
)
_CALLED = re.compile(
    rf"(?<![\w'-])(?:{_any(_narrow(_NAMED_AS))})(?![\w'-])|{_any(_wide(_NAMED_AS))}",
    re.IGNORECASE,
)
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
