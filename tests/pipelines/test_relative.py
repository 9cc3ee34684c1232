"""Words that count back from now: the day is reckoned from the capture, and said to be an estimate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Moment
from pipelines.dates import read_moment
from pipelines.relative import reckon
from spiders.unknown.words import WHEN

SEEN = datetime(2010, 3, 17, 14, 0, tzinfo=UTC)


def read(words: str, seen: datetime = SEEN, language: str | None = None, **more: object) -> tuple[str, str] | None:
    """The day and how exact it is; None when nothing was reckoned."""
    moment = read_moment(Moment(words, **more), day_first=None, language=language, seen=seen)  # type: ignore[arg-type]
    if moment.local is None or moment.precision is None:
        return None
    assert (moment.utc, moment.zone, moment.day_only, moment.words) == (None, "unknown", True, words)
    return moment.local.date().isoformat(), moment.precision


COUNTED = {
    "day": {
        "2010-03-14": (
            "3 days ago", "vor 3 Tagen", "il y a 3 jours", "hace 3 días", "hace 3 dias", "3 giorni fa", "há 3 dias",
            "3 dagen geleden", "3 dni temu", "3 дня назад", "3日前", "3 dias atrás", "3天前",
        ),
        "2010-03-17": (
            "5 hours ago", "vor 5 Stunden", "il y a 5 heures", "hace 5 horas", "5 ore fa", "há 5 horas",
            "5 uur geleden",
            "5 godzin temu", "5 часов назад", "5時間前", "an hour ago", "il y a une heure", "vor einer Stunde",
            "20 min ago", "vor 20 Minuten", "20 minuten geleden", "godzinę temu", "час назад", "約 20 分前", "2h ago",
            "just now", "только что", "posted 5 hours, 12 minutes ago by Ann", "vor 0 Minuten",
        ),
        "2010-03-16": (
            "1 day ago", "a day ago", "vor einem Tag", "il y a un jour", "hace un día", "un giorno fa", "há um dia",
            "een dag geleden", "dzień temu", "день назад", "1日前", "15 hours ago", "yesterday", "Yesterday at 14:02",
            "gestern um 14:02", "Gestern, 14:02 Uhr", "hier", "hier à 14h02", "le hier 14:02", "ayer a las 14:02",
            "ieri",
            "ontem às 14:02", "gisteren om 14:02", "wczoraj o 14:02", "вчера в 14:02", "昨日 14:02",
        ),
        "2010-03-15": ("vorgestern", "avant-hier", "anteayer", "eergisteren", "przedwczoraj", "позавчера", "一昨日"),
        "2010-03-07": ("1 week, 3 days ago", "vor 1 Woche und 3 Tagen", "il y a 1 semaine et 3 jours"),
    },
    "week": {
        "2010-03-03": (
            "2 weeks ago", "vor 2 Wochen", "il y a 2 semaines", "hace 2 semanas", "2 settimane fa", "há 2 semanas",
            "2 weken geleden", "2 tygodnie temu", "2 недели назад", "2週間前",
        ),
        "2010-03-10": (
            "last week", "letzte Woche", "la semaine dernière", "la semana pasada", "la settimana scorsa",
            "semana passada", "vorige week", "w zeszłym tygodniu", "на прошлой неделе", "先週", "tydzień temu",
        ),
    },
    "month": {
        "2009-11-17": (
            "4 months ago", "vor 4 Monaten", "il y a 4 mois", "hace 4 meses", "4 mesi fa", "há 4 meses",
            "4 maanden geleden", "4 miesiące temu", "4 месяца назад", "4か月前", "4ヶ月前", "about 4 months ago",
        ),
        "2010-02-17": ("last month", "letzten Monat", "le mois dernier", "a month ago", "miesiąc temu", "先月"),
        "1999-05-17": ("10 years, 10 months ago", "vor 10 Jahren und 10 Monaten"),
    },
    "year": {
        "2005-03-17": (
            "5 years ago", "vor 5 Jahren", "il y a 5 ans", "il y a 5 années", "hace 5 años", "5 anni fa", "há 5 anos",
            "5 jaar geleden", "5 lat temu", "5 лет назад", "5年前", "over 5 years ago", "5 YEARS AGO",
            "5\u00a0years ago",
        ),
        "2009-03-17": ("last year", "letztes Jahr", "l’année dernière", "el año pasado", "rok temu", "год назад",
            "去年"),
    },
}  # fmt: skip

TRANSLATED = {
    ("2010-01-14", "day"): (
        "2 months 3 days ago", "2 Monate 3 Tage her", "2 Monate 3 Tage vor", "2 mois 3 jours il y a",
        "2 meses 3 días hace", "2 mesi 3 giorni fa", "2 meses 3 dias atrás", "2 maanden 3 dagen geleden",
        "2 miesięcy 3 dni temu", "2 месяцев 3 дней назад", "2 місяців 3 днів тому", "2 ay 3 gün önce",
        "2 hónapja 3 napja", "2 月 3 天 之前", "2 개월 3 일 전", "2 kuukautta 3 päivää sitten", "2 tháng 3 ngày trước",
    ),
    ("2010-03-17", "day"): (
        "50 Minuten 46 Sekunden her", "1 Stunde 51 Minuten zuvor", "5 Stunden her", "5 heures 3 minutes il y a",
        "5 horas hace", "5 годин тому", "годину тому", "5 saat önce", "5 órája", "5 小时 之前", "5시간 전",
        "20 phút trước",
    ),
    ("2005-03-17", "year"): (
        "5 Jahre her", "5 Jahre zuvor", "5 années il y a", "5 años hace", "5 роки тому", "5 yıl önce", "5 éve",
        "5 年 之前", "5년 전", "5 vuotta sitten", "5 năm trước",
    ),
    ("2009-12-17", "month"): ("3 Monate her", "3 місяці тому", "3 ay önce", "3 hónapja", "3 月 之前", "3개월 전"),
}  # fmt: skip
"""Two counts with nothing between them, and signs that stand where another language has them, as plugins print both."""


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [(words, *told) for told, many in TRANSLATED.items() for words in many],
)
def test_counts_as_plugins_translate_them_word_by_word_give_a_day(words: str, day: str, precision: str) -> None:
    assert read(words) == (day, precision)


def test_what_is_reckoned_by_a_count_is_seen_on_an_unknown_page_too() -> None:
    counted = [words for days in COUNTED.values() for many in days.values() for words in many]
    translated = [words for many in TRANSLATED.values() for words in many]
    unseen = [words for words in counted + translated if any(c.isdigit() for c in words) and not WHEN.search(words)]
    assert unseen == []


@pytest.mark.parametrize("words", ["just now", "right now", "proprio adesso", "прямо сейчас", "щойно", "şimdi", "马上"])
def test_now_is_the_day_of_the_capture(words: str) -> None:
    assert read(words) == ("2010-03-17", "day")


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [(words, day, to) for to, days in COUNTED.items() for day, many in days.items() for words in many],
)
def test_words_that_count_back_give_a_day_and_how_exact_it_is(words: str, day: str, precision: str) -> None:
    assert read(words) == (day, precision)


@pytest.mark.parametrize(
    "words",
    [
        "3 days", "vor 2010", "klicken Sie hier", "hier schreibt Ann", "ago", "days ago", "99 years ago",
        "9999 years ago", "2010年前", "vor dem Tag", "12.3 days ago", "yesterday" + " and so on" * 8, "3 days agouti",
        "il y a Ann", "3 days her", "3 jours il y a du vent", "3 Tage vor dem Fest", "3月前", "3월 1일 전체",
    ],
)  # fmt: skip
def test_what_counts_nothing_back_or_beyond_all_blogs_gives_no_day(words: str) -> None:
    assert read(words) is None


def test_german_here_is_no_french_yesterday() -> None:
    assert read("hier") == ("2010-03-16", "day")
    assert read("hier", language="de-AT") is read("hier", language="nl") is None


def test_a_date_that_is_told_is_no_estimate() -> None:
    for words, machine in (("March 1, 2010 (2 weeks ago)", None), ("2 weeks ago", "2010-03-01T10:00:00Z")):
        moment = read_moment(Moment(words, machine), day_first=None, language=None, seen=SEEN)
        assert (moment.precision, moment.utc or moment.local) != (None, None)
        assert moment.precision is None
    open_date = read_moment(Moment("03/02/2010 (6 weeks ago)"), day_first=None, language=None, seen=SEEN)
    assert (open_date.precision, open_date.local) == (None, None)


def test_the_day_that_a_permalink_names_is_better_than_an_estimate_where_both_may_be() -> None:
    def meant(words: str, *day: int) -> tuple[date, str | None]:
        found = read_moment(Moment(words), day_first=None, language=None, seen=SEEN, day=date(*day))
        assert found.local is not None
        assert (found.day_only, found.zone) == (True, "unknown")
        return found.local.date(), found.precision

    assert meant("2 weeks ago", 2010, 2, 27) == (date(2010, 2, 27), None)
    assert meant("4 years ago", 2005, 4, 2) == (date(2005, 4, 2), None)
    assert meant("2 weeks ago", 2009, 2, 27) == (date(2010, 3, 3), "week")


def test_an_estimate_is_reckoned_in_utc_whatever_the_zone_of_the_capture() -> None:
    for hours in (-11, 0, 13):
        seen = datetime(2010, 3, 17, 23, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
        assert read("1 hour ago", seen) == ("2010-03-17", "day")
        assert read("yesterday", seen) == ("2010-03-16", "day")


def test_the_last_day_of_a_month_counts_back_to_the_last_day_of_a_shorter_one() -> None:
    assert read("1 month ago", datetime(2012, 3, 31, tzinfo=UTC)) == ("2012-02-29", "month")
    assert read("1 year ago", datetime(2012, 2, 29, tzinfo=UTC)) == ("2011-02-28", "year")


UNITS = {"day": 1, "week": 7, "month": 30.436875, "year": 365.2425}


@given(
    st.integers(0, 9999),
    st.sampled_from(sorted(UNITS)),
    st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_every_count_gives_a_day_as_far_back_as_it_says(count: int, unit: str, seen: datetime) -> None:
    found = read(f"{count} {unit}s ago", seen)
    days = count * UNITS[unit]
    if found is None:
        assert (seen - timedelta(days=min(days, 700_000))).year <= 1990
        return
    assert found[1] == unit
    assert abs((seen.date() - date.fromisoformat(found[0])).days - days) <= 4
    assert read(f"{count} {unit}s ago", seen.astimezone(timezone(timedelta(hours=9)))) == found


SIGNS = ["ago", "her", "éve", "전", "vor", "il y a", "fa", "temu", "назад", "前", "hier", "yesterday"]


@given(st.text(max_size=80), st.sampled_from(SIGNS))
def test_any_words_are_reckoned_or_left_and_never_lie_ahead(words: str, sign: str) -> None:
    for said in (words, f"{words} {sign}", f"{sign} {words}", f"3 {words} {sign}"):
        found = reckon(said, None, SEEN)
        assert found is None or found[0] <= SEEN.date()


def test_letters_that_only_look_like_capitals_end_nothing() -> None:
    for words in ("3 dayſ ago", "20 mın ago", "yeſterday", "vor 3 Sekunden und 2 Mınuten", "LAST WEEK", "YESTERDAY"):
        found = read(words)
        assert (found is None) == (not words.isascii() and "vor" not in words)


@given(st.sampled_from([words for days in COUNTED.values() for many in days.values() for words in many]))
def test_reading_a_moment_twice_changes_nothing(words: str) -> None:
    known: dict[str, object] = {"day_first": None, "language": None, "seen": SEEN}
    once = read_moment(Moment(words), **known)  # type: ignore[arg-type]
    assert read_moment(once, **known) == once  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["1 day, ", "vor ", "a ", "3", "前", "il y a 1 ", "hier "])
def test_endless_words_are_cut_and_end_nothing(unit: str) -> None:
    read(unit * 100_000)
