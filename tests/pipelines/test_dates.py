"""Times as blogs tell them, in print and to machines."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Moment
from pipelines.dates import infer_day_first, infer_order, read_again, read_moment

SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def at(words: str) -> datetime:
    """A wall clock."""
    return datetime.fromisoformat(words)


def read(words: str | None = None, machine: str | None = None, **how: object) -> Moment:
    known: dict[str, object] = {"day_first": None, "language": None, "seen": SEEN, **how}
    return read_moment(Moment(words, machine), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "local"),
    [
        ("April 10, 2008 at 11:49 AM", "2008-04-10 11:49"),
        ("April 10, 2008 11:49 AM", "2008-04-10 11:49"),
        ("10:58 PM, July 31, 2005", "2005-07-31 22:58"),
        ("10:08, July 06, 2005", "2005-07-06 10:08"),
        ("Posted on March 7th, 2010 at 12:15 am", "2010-03-07 00:15"),
        ("Jan 19, 2006 5:09:24 PM", "2006-01-19 17:09:24"),
        ("Monday 5th of June 2006 03:15:22 PM", "2006-06-05 15:15:22"),
        ("16 avril 2012 à 12 h 01", "2012-04-16 12:01"),
        ("1er août 2011 à 9h05", "2011-08-01 09:05"),
        ("8.3.2010 – 14:02 Uhr", "2010-03-08 14:02"),
        ("Donnerstag, 4. Jänner 2007, 17.50 Uhr", "2007-01-04 17:50"),
        ("4 de enero de 2007 a las 10:15 p. m.", "2007-01-04 22:15"),
        ("giovedì 4 gennaio 2007 alle ore 17:50", "2007-01-04 17:50"),
        ("Quinta-feira, 4 de Janeiro de 2007 às 17:50", "2007-01-04 17:50"),
        ("4 maart 2010 om 14:02", "2010-03-04 14:02"),
        ("4 stycznia 2007 r. o 17:50", "2007-01-04 17:50"),
        ("4 января 2007 г. в 17:50", "2007-01-04 17:50"),
        ("den 7 mars 2010 kl. 14.02", "2010-03-07 14:02"),
        ("4. ledna 2007 v 17:50", "2007-01-04 17:50"),
        ("4 d’octubre de 2007 17:50", "2007-10-04 17:50"),
        ("2010年3月7日 23:15", "2010-03-07 23:15"),
        ("2010年3月7日 下午11:15", "2010-03-07 23:15"),
        ("2010/03/07 23:15", "2010-03-07 23:15"),
        ("15/03/2009 at 9:25 pm", "2009-03-15 21:25"),
        ("Mon, 02/10/2006 - 07:56", "2006-10-02 07:56"),
        ("Fri, 02/10/2006 - 07:56", "2006-02-10 07:56"),
        ("5.1.06, 7:45", "2006-01-05 07:45"),
        ("4 Jan ’07 17:50", "2007-01-04 17:50"),
        ("١٣/١٢/٢٠١٠ ١٤:٠٢", "2010-12-13 14:02"),
        ("7 Ağustos 2010 12:30", "2010-08-07 12:30"),
    ],
)
def test_printed_time_is_a_wall_clock_without_a_zone(words: str, local: str) -> None:
    assert read(words) == Moment(words, local=datetime.fromisoformat(local), zone="unknown")


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        ("Thu, 04 Jan 2007 17:50:51 +0100", "2007-01-04T16:50:51Z"),
        ("Thursday, 4. Jan @ 17:50 116793305105Thu, 04 Jan 2007 17:50:51 +0100", "2007-01-04T16:50:51Z"),
        ("Thu Jan 04 17:50:51 CET 2007", "2007-01-04T16:50:51Z"),
        ("07 Mar 2010 10:15 pm PST", "2010-03-08T06:15:00Z"),
        ("July 7, 2010 10:15 pm ET", "2010-07-08T02:15:00Z"),
        ("January 1 2004, 09:57:17 UTC", "2004-01-01T09:57:17Z"),
        ("7 March 2010 10:15 (GMT+5)", "2010-03-07T05:15:00Z"),
        ("2009-03-15T21:25:37-08:00", "2009-03-16T05:25:37Z"),
    ],
)
def test_printed_zone_is_stated(words: str, utc: str) -> None:
    moment = read(words)
    assert (moment.utc, moment.zone) == (datetime.fromisoformat(utc), "stated")
    assert moment.local is not None


@pytest.mark.parametrize(
    ("machine", "utc", "local"),
    [
        ("2008-04-10T18:49:22Z", "2008-04-10T18:49:22Z", None),
        ("2008-04-10T18:49:22.123+00:00", "2008-04-10T18:49:22Z", None),
        ("2003-07-03T17:16:38-07:00", "2003-07-04T00:16:38Z", "2003-07-03 17:16:38"),
        ("2003-07-03 17:16:38 +0530", "2003-07-03T11:46:38Z", "2003-07-03 17:16:38"),
        ("20080410T184922Z", "2008-04-10T18:49:22Z", None),
        ("1207853362", "2008-04-10T18:49:22Z", None),
        ("1207853362.75", "2008-04-10T18:49:22Z", None),
        ("1207853362999", "2008-04-10T18:49:22Z", None),
        ("Thu, 10 Apr 2008 18:49:22 +0000", "2008-04-10T18:49:22Z", None),
        ("Thu, 10 Apr 08 18:49:22 EST", "2008-04-10T23:49:22Z", "2008-04-10 18:49:22"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z", None),
        ("2008-04-10 18:49:22", None, "2008-04-10 18:49:22"),
        ("20080410184922", None, "2008-04-10 18:49:22"),
        ("2008-04-10", None, "2008-04-10 00:00:00"),
    ],
)
def test_machine_time_is_utc_when_it_has_an_offset(machine: str, utc: str | None, local: str | None) -> None:
    assert read(machine=machine) == Moment(
        None,
        machine,
        datetime.fromisoformat(utc) if utc else None,
        datetime.fromisoformat(local) if local else None,
        "stated" if utc else "unknown",
        day_only=machine == "2008-04-10",
    )


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "2 days", "klicken Sie hier", "Thursday, 4. Jan @ 17:50",
        "31 February 2010", "31/02/2010", "January 1, 1970", "December 31, 1969 11:59 PM", "March 7, 0000",
        "March 7, 9999", "March 7, 2027", "0000-00-00 00:00:00", "0", "000000000", "2008-13-45T00:00:00Z",
        "Posted by Ann", "5 comments", "4 January, 10 PM", "Posted 02/10/2006", "17:50",
        "99999999999999999999", "Jan", "\x00" * 50,
    ],
)  # fmt: skip
def test_what_is_half_told_impossible_or_absurd_keeps_its_words_only(words: str) -> None:
    assert read(words) == Moment(words)
    assert read(machine=words) == Moment(None, words)


def test_machine_and_print_together_give_the_moment_and_the_blogs_own_clock() -> None:
    both = read("April 10, 2008 at 11:49 AM", "2008-04-10T18:49:22Z")
    moment = datetime(2008, 4, 10, 18, 49, 22, tzinfo=UTC)
    assert (both.utc, both.local) == (moment, at("2008-04-10 11:49"))
    wrong = read("October 4, 2008 at 11:49 AM", "2008-04-10T18:49:22Z")
    assert (wrong.utc, wrong.local) == (moment, None)
    exact = read("April 10, 2008 at 11:49 AM", "2008-04-10T11:49:22-07:00")
    assert exact.local == at("2008-04-10 11:49:22")
    day = read("April 10, 2008 at 11:49 AM", "2008-04-10")
    assert (day.utc, day.local) == (None, at("2008-04-10 11:49"))
    zero = read("April 10, 2008 at 11:49 AM", "0000-00-00T00:00:00Z")
    assert zero.local == at("2008-04-10 11:49")


def test_permalink_gives_the_year_or_the_day_that_the_words_leave_out() -> None:
    day = date(2007, 1, 4)
    assert read("Thursday, 4. Jan @ 17:50", day=day).local == at("2007-01-04 17:50")
    assert read("at 05:06 PM", day=day).local == at("2007-01-04 17:06")
    assert read("Friday, 5. Jan @ 17:50", day=day) == Moment("Friday, 5. Jan @ 17:50")
    assert read("Friday 17:50", day=day) == Moment("Friday 17:50")
    assert read("by Ann", day=day) == Moment("by Ann")


def test_bare_date_is_told_from_midnight() -> None:
    for bare in (read("March 7, 2010"), read(machine="2010-03-07")):
        assert (bare.utc, bare.local, bare.zone, bare.day_only) == (None, at("2010-03-07"), "unknown", True)
    for told in ("March 7, 2010 12:00 AM", "2010-03-07 00:00 +0100"):
        assert not read(told).day_only
    assert not read(machine="2010-03-07T00:00:00").day_only
    assert not read("March 7, 2010", machine="2010-03-07T22:10:00Z").day_only
    assert not read("soon").day_only


def test_offset_printed_for_people_is_known_from_a_machines() -> None:
    assert read("07 Mar 2010 10:15 pm PST").printed
    assert read("07 Mar 2010 10:15 pm PST", machine="2010-03-07").printed
    assert not read("07 Mar 2010 10:15 pm PST", machine="2010-03-08T06:15:00Z").printed
    assert not read(machine="Sun, 07 Mar 2010 22:15:00 PST").printed


@pytest.mark.parametrize(
    ("words", "language", "oldest", "expected"),
    [
        (["02/10/2006", "15/10/2006"], "en-US", None, True),
        (["02/10/2006", "10/15/2006"], "de", None, False),
        (["Mon, 02/10/2006"], None, None, True),
        (["02/10/2006"], "en-US", None, False),
        (["02/10/2006"], "en-GB", None, True),
        (["02/10/2006"], "fr", None, True),
        (["02/10/2006"], None, None, None),
        (["08/11/2009 at 5:58 am"], "en-US", date(2009, 11, 8), True),
        (["5/5/2006"], None, None, None),
        (["02/10/2006", "15/10/2006", "10/15/2006"], "en", None, None),
        (["15/10/2006", "16/10/2006", "Mon, 02/10/2006", "10/15/2006"], "fr", None, None),
        (["15/10/2006"] * 19 + ["10/15/2006"], "en", None, True),
    ],
)
def test_order_of_day_and_month_is_what_all_dates_of_a_page_agree_on(
    words: list[str], language: str | None, oldest: date | None, expected: bool | None
) -> None:
    assert infer_day_first([Moment(one) for one in words], language, oldest) is expected


def test_end_of_a_day_is_the_next_midnight_for_machines_too() -> None:
    assert read(machine="2010-03-07T24:00:00Z").utc == datetime(2010, 3, 8, tzinfo=UTC)
    assert read(machine="2010-12-31T24:00+0100").utc == datetime(2010, 12, 31, 23, tzinfo=UTC)
    assert read(machine="2010-03-07T24:00:01Z").utc is None


def test_machine_dates_teach_the_order_too() -> None:
    assert infer_day_first([Moment("02/10/2006 7:56", "2006-10-02T05:56:00Z")], "en") is True


def test_date_that_could_be_read_both_ways_says_so() -> None:
    for words in ("02/10/2006 07:56", "02/10/2006"):
        guess, blank = read(words, language="en", order_proven=False), read(words, order_proven=False)
        assert (guess.order_open, guess.local and guess.local.month) == (True, 2)
        assert (blank.order_open, blank.local) == (True, None)
        assert not read(words, day_first=True).order_open
    for sure in ("Mon, 02/10/2006", "2.10.2006", "15/10/2006", "10/10/2006", "October 2, 2006", "2006/10/02", "soon"):
        assert not read(sure, language="en", order_proven=False).order_open
    assert not read("02/10/2006", "2006-10-02T05:56:00Z", language="en", order_proven=False).order_open


def test_date_that_would_be_in_the_future_the_other_way_round_is_not_open() -> None:
    moment = read("02/12/2026", order_proven=False)
    assert (moment.order_open, moment.local) == (False, at("2026-02-12"))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([("25/11/2009", None, None), ("08/11/2009", None, None)], True),
        ([("08/11/2009", date(2009, 11, 8), None)], True),
        ([("08/11/2009 5:58", None, "2009-08-11T04:58:00Z")], False),
        ([("08/11/2009 5:58 PST", None, "2009-08-11T13:58:00Z")], None),
        ([("25/11/2009", None, None), ("11/25/2009", None, None)], None),
        ([("08/11/2009", None, None), ("soon", None, None)], None),
        ([], None),
    ],
)
def test_order_of_a_blog_is_what_its_sure_dates_agree_on(
    dates: list[tuple[str, date | None, str | None]], expected: bool | None
) -> None:
    assert infer_order(dates) is expected


def test_open_date_is_read_again_by_a_machine_or_in_the_order_of_the_blog() -> None:
    def again(raw: str, machine: str | None, day_first: bool | None) -> datetime | None:
        told = read_again(raw, machine, day_first, SEEN)
        return told.local if told else None

    assert again("08/11/2009 5:58", None, True) == at("2009-11-08 05:58")
    assert again("08/11/2009 5:58", "2009-11-08T04:58:00Z", False) == at("2009-11-08 05:58")
    for nothing in ("25/11/2009", "November 8, 2009", "08/11/2009 5:58 PST", "soon"):
        assert again(nothing, None, True) is None
    assert again("08/11/2009", None, None) is None


def test_order_decides_numbers() -> None:
    assert read("02/10/2006 07:56", day_first=True).local == at("2006-10-02 07:56")
    assert read("02/10/2006 07:56", day_first=False).local == at("2006-02-10 07:56")
    assert read("02/10/2006 07:56").local is None


@given(st.text(max_size=60), st.none() | st.text(max_size=30), st.none() | st.booleans(), st.dates())
def test_any_words_are_read_and_no_date_is_absurd(
    words: str, machine: str | None, day_first: bool | None, day: date
) -> None:
    moment = read(words, machine, day_first=day_first, day=day)
    assert (moment.words, moment.machine) == (words, machine)
    for told in (moment.utc, moment.local and moment.local.replace(tzinfo=UTC)):
        assert told is None or datetime(1989, 12, 31, tzinfo=UTC) < told < SEEN + timedelta(days=3)


@given(st.datetimes(at("1995-01-01"), at("2026-01-01")), st.integers(-12, 14))
def test_every_time_that_is_told_with_its_offset_is_read_back(local: datetime, hours: int) -> None:
    aware = local.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    expected = aware.astimezone(UTC)
    assert read(machine=aware.isoformat()).utc == expected
    assert read(machine=aware.strftime("%a, %d %b %Y %H:%M:%S %z")).utc == expected
    assert read(machine=str(int(aware.timestamp()))).utc == expected
    assert read(aware.strftime("%d %B %Y at %I:%M:%S %p %z")).utc == expected
    assert read(aware.strftime("%A, %B %d, %Y %H:%M:%S")).local == aware.replace(tzinfo=None)
