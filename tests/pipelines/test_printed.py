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
