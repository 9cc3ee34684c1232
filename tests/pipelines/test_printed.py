"""Times as they are printed in many languages, with and without accents, halves of the day and hours alone."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest

from archive.models import Moment
from pipelines.dates import read_moment
from pipelines.months import _MONTHS, MONTHS, month_of
from pipelines.printed import LONGEST, plain

SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def read(words: str, language: str | None = None, day: date | None = None) -> str | None:
    """The wall clock that these words tell; a bare date without an hour."""
    moment = read_moment(Moment(words), day_first=None, language=language, seen=SEEN, day=day)
    assert moment.utc is None
    if moment.local is None:
        return None
    return moment.local.isoformat(" ", "minutes")[: 10 if moment.day_only else None]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "le vendredi 5 mars 2010 à 15 h 30"),
        ("fr", "5 MARS 2010 15H30"),
        ("de", "Freitag, den 5. März 2010 um 15:30 Uhr"),
        ("de", "5. März 2010, 15 Uhr 30"),
        ("es", "viernes 5 de marzo de 2010, 3:30 p. m."),
        ("es", "5 de marzo del 2010 - 15:30 hs."),
        ("it", "venerdì 5 marzo 2010 ore 15.30"),
        ("pt", "sexta-feira, 5 de Marco de 2010 às 15h30min"),
        ("nl", "vrijdag 5 maart 2010 om 15.30 uur"),
        ("nl", "5 mrt. 2010 15u30"),
        ("pl", "piątek, 5 marca 2010 o godz. 15:30"),
        ("pl", "5.III.2010 15:30"),
        ("ru", "пятница, 5 марта 2010 г., 15:30"),
        ("ru", "Март 5th, 2010 at 15:30"),
        ("uk", "5 березня 2010 о 15:30"),
        ("sv", "fredag 5 mars 2010 klockan 15:30"),
        ("da", "5. marts 2010 kl. 15:30"),
        ("fi", "5. maaliskuuta 2010 klo 15.30"),
        ("hu", "2010. március 5. 15:30"),
        ("tr", "5 MART 2010 15:30"),
        ("ro", "5 martie 2010 la 15:30"),
        ("el", "5 Μαρτίου 2010 στις 3:30 μμ"),
        ("ja", "2010年3月5日（金） 15:30"),
        ("ja", "２０１０年３月５日 １５：３０"),
        ("ja", "2010年3月5日 PM03:30"),
        ("ja", "3月 5th, 2010 15:30"),
        ("ja", "10/03/05 15:30"),
        ("zh-CN", "三月 5th, 2010 下午3:30"),
        ("ko", "2010. 3. 5. 오후 3:30"),
        ("ko", "3월 5, 2010 15시 30분"),
    ],
)
def test_time_is_read_in_the_language_of_the_blog(language: str, words: str) -> None:
    assert read(words, language) == "2010-03-05 15:30"


MONTHS_OF = {
    "en": "January February March April May June July August September October November December",
    "en-GB": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr-CA": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "de-AT": "Jänner Feber März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es-MX": "ene. feb. mzo. abr. may. jun. jul. ago. sept. oct. nov. dic.",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it-CH": "gen feb mar apr mag giu lug ago sett ott nov dic",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt-BR": "jan fev mar abr mai jun jul ago set out nov dez",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl-BE": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl-PL": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru-RU": "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "ja": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
}
SHAPES = "{d} {m} {y} {t}|{d}. {m} {y}, {t}|{m} {d}, {y} {t}|{d} {m} {y} г. в {t}|{d} de {m} de {y} {t}|{d}-{m}-{y} {t}"


@pytest.mark.parametrize("language", MONTHS_OF)
def test_every_month_is_read_in_every_shape_of_a_date(language: str) -> None:
    for number, name in enumerate(MONTHS_OF[language].split(), 1):
        for shape in (*SHAPES.split("|"), "{d}/{m}/{y} {t}", "{m} {d}, {y} at {t}", "{y}-{m}-{d} {t}"):
            words = shape.format(d=14, m=name, y=2010, t="17:50")
            assert read(words, language) == f"2010-{number:02}-14 17:50", words
            assert read(words.upper(), language) == f"2010-{number:02}-14 17:50", words


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("5 mars 2010 à 15h", "15:00"),
        ("5. März 2010 um 15 Uhr", "15:00"),
        ("5 maart 2010, 15 uur", "15:00"),
        ("2010年3月5日 午後3時", "15:00"),
        ("5 mars 2010 kl. 15", "15:00"),
        ("March 5, 2010, 12 noon", "12:00"),
        ("March 5, 2010 at midnight", "00:00"),
        ("March 5, 2010 12:15 a.m.", "00:15"),
        ("March 5, 2010 3pm", "15:00"),
        ("2010-03-05 中午12:30", "12:30"),
        ("5 de marzo de 2010 a las 3:30 de la tarde", "15:30"),
        ("5 de marzo de 2010 a las 9:30 de la noche", "21:30"),
        ("5 de marzo de 2010, 1:30 de la noche", "01:30"),
        ("5 de marzo de 2010 a las 9:30 de la mañana", "09:30"),
        ("5 de março de 2010 às 3:30 da tarde", "15:30"),
        ("5 de março de 2010 às 11 da noite", "23:00"),
        ("5 марта 2010 в 3:30 дня", "15:30"),
        ("5 марта 2010 в 9:30 вечера", "21:30"),
        ("5 марта 2010 в 12:30 ночи", "00:30"),
        ("5 марта 2010 в 9:30 пп", "21:30"),
        ("5 марта 2010 в 9:30 дп", "09:30"),
        ("5 marca 2010 o 3:30 po południu", "15:30"),
        ("5 marzo 2010 alle 3:30 del pomeriggio", "15:30"),
        ("5 marzo 2010 alle 8:30 di sera", "20:30"),
        ("5. März 2010 um 3:30 Uhr nachmittags", "15:30"),
        ("5. März 2010, 3 Uhr nachts", "03:00"),
        ("5. März 2010, 11 Uhr abends", "23:00"),
        ("5 maart 2010 om 3:30 ’s middags", "15:30"),
        ("5 mars 2010 à 3 heures de l’après-midi", "15:00"),
        ("5 mars 2010 à 8h30 du soir", "20:30"),
        ("5 mars 2010 à 8h30 du matin", "08:30"),
        ("5 Μαρτίου 2010, 3:30 π.μ.", "03:30"),
        ("5 Μαρτίου 2010, 3:30 μ.μ.", "15:30"),
        ("5 de marzo de 2010, 15:30 de la tarde", "15:30"),
    ],
)
def test_hour_is_read_however_it_is_called(words: str, hour: str) -> None:
    assert read(words) == f"2010-03-05 {hour}"


@pytest.mark.parametrize(
    "words",
    ["5 March 2010 (3 hours)", "March 5, 2010, 15 seen", "2010年3月5日 3時間", "5 mars 2010, 15", "5. März 2010 25:15"],
)
def test_number_beside_a_date_is_no_hour(words: str) -> None:
    assert read(words) == "2010-03-05"


@pytest.mark.parametrize(
    "words",
    ["5 październikа 201", "13月 5, 2010", "5.XIII.2010", "5 v 2010", "0月 5, 2010", "99/33/33"],
)
def test_what_is_no_month_is_no_date(words: str) -> None:
    assert read(words, "ja") is None


def test_24_o_clock_is_the_end_of_the_day_and_no_later_hour_is_one() -> None:
    for words in ("March 5, 2010 24:00", "5. März 2010, 24:00 Uhr", "5 mars 2010 à 24h00", "2010-03-05 24:00:00"):
        assert read(words) == "2010-03-06 00:00"
    assert read("December 31, 2009 24:00") == "2010-01-01 00:00"
    for words in ("March 5, 2010 24:30", "March 5, 2010 25:00", "March 5, 2010 24:00:01"):
        assert read(words) == "2010-03-05"
    assert read("December 31, 9999 24:00") is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("平成22年3月5日 15:30", "ja"),
        ("平成２２年３月５日（金） １５：３０", None),
        ("H22.3.5 15:30", "ja"),
        ("H22/03/05 15:30", None),
        ("民國99年3月5日 下午3:30", "zh-TW"),
        ("民国99/3/5 15:30", "zh"),
        ("5 มีนาคม 2553 15:30", "th"),
        ("5 มีนาคม พ.ศ. 2553 15:30", "th"),
    ],
)
def test_years_of_other_eras_are_common_years(words: str, language: str | None) -> None:
    assert read(words, language) == "2010-03-05 15:30"


def test_first_year_of_an_era_has_a_name_and_an_era_before_blogs_no_date() -> None:
    assert read("令和元年5月7日", "ja") == "2019-05-07"
    assert read("昭和63年3月7日", "ja") is None


@pytest.mark.parametrize(
    "words", ["07/03/2553", "7 Mar 2553 14:02", "2553-03-07", "22年3月7日", "1431-03-07", "99/3/7"]
)
def test_a_year_of_an_era_that_nobody_names_is_no_date(words: str) -> None:
    for language in (None, "th", "en"):
        assert read(words, language) is None


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("4 Jan 07 17:50", "2007-01-04 17:50"),
        ("4-ene-07", "2007-01-04"),
        ("4 mai '09", "2009-05-04"),
        ("04.01.89", None),
        ("4/1/99", "1999-01-04"),
        ("5 sett. 2010", "2010-09-05"),
        ("5 wrz. 2010 o 15:30", "2010-09-05 15:30"),
        ("5 сент. 2010", "2010-09-05"),
        ("5 de mar. de 2010 às 15:30", "2010-03-05 15:30"),
        ("5/mar/2010", "2010-03-05"),
        ("5 juil. 2010", "2010-07-05"),
        ("5 maja 2010", "2010-05-05"),
    ],
)
def test_short_months_and_short_years_are_read(words: str, date: str | None) -> None:
    assert read(words, "fr") == date


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_is_known_without_its_accents_too(number: int) -> None:
    names = _MONTHS.strip().replace("\n ", " ").split("\n")[number - 1].split()
    bare = ["".join(c for c in unicodedata.normalize("NFD", one) if not unicodedata.combining(c)) for one in names]
    assert {month_of(one.upper()) for one in (*names, *bare)} == {number}
    assert {MONTHS[one] for one in names} == {number}


def test_letters_in_two_parts_and_marks_of_direction_hide_no_date() -> None:
    assert read(unicodedata.normalize("NFD", "5. März 2010 15:30")) == "2010-03-05 15:30"
    assert read("\u200e25\u200e/\u200e03\u200e/\u200e2010\u200e \u200e15\u200e:\u200e30") == "2010-03-25 15:30"
    assert read("March 5, 2010 at 3:30\u202fPM") == "2010-03-05 15:30"


@pytest.mark.parametrize("unit", ["5 March 2010 ", "1", " ", "1 .", "年", "3月 ", "at 1:1", "IV.", "a" * 12 + " 1 "])
def test_endless_words_are_cut_and_end_nothing(unit: str) -> None:
    words = unit * 100_000
    assert len(plain(words)) <= LONGEST
    read(words)
    assert read("x" * LONGEST + " 5 March 2010 15:30") is None
