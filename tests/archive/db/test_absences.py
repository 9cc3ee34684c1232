"""Absences: a comment has vanished only when a capture that should show it does not; every doubt is named."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from archive.db import absences
from archive.db.absences import Absence, Look, Remark, Seat, find_absences

DAY = 24 * 3600.0
PAGE = "blog.example/post"
REMARK = Remark("native comments", ping=False, depth=0, named=True, author="Ann")
PING = replace(REMARK, list="native pings", ping=True)


def look(day: float, shows: str = "", **more) -> Look:
    """A look at the thread on a day; ``shows``: its comments, a letter each, a capital one is a tombstone."""
    seats = {letter.lower(): Seat(place, letter.isupper()) for place, letter in enumerate(shows)}
    place = more.pop("place", PAGE)
    known = {"source": "page", "reader": "typepad modern", "readable": True, "promised": None, "open": None}
    return Look(f"{place} {day}", day * DAY, place, **{**known, "more": False, **more}, seats=seats)


def told(*looks: Look, **remarks: Remark) -> list[str]:
    """The absences in words: comment, last seen, missed, back, why."""
    known = {one: remarks.get(one, REMARK) for each in looks for one in each.seats}
    ways = [find_absences(order, known) for order in permutations(looks)] if len(looks) < 5 else []
    found = find_absences(looks, known)
    assert all(way == found for way in ways), "the order of arrival matters"
    return [_words(one) for one in found]


def _words(one: Absence) -> str:
    back = f", back {one.back.when / DAY:g}" if one.back else ""
    why = f": {one.why}" if one.why else ""
    what = "unseen" if one.why else "vanished"
    return f"{one.comment_id} {what}, seen {one.last.when / DAY:g}, missed {one.missed.when / DAY:g}{back}{why}"


def test_a_comment_between_two_that_stay_has_vanished() -> None:
    assert told(look(0, "abc"), look(7, "ac")) == ["b vanished, seen 0, missed 7"]


def test_newest_first_or_oldest_first_makes_no_difference() -> None:
    assert told(look(0, "cba"), look(7, "edca")) == ["b vanished, seen 0, missed 7"]
    assert told(look(0, "abc"), look(7, "ca")) == ["b vanished, seen 0, missed 7"]


def test_last_seen_is_the_latest_capture_that_shows_it_and_missed_the_first_that_does_not() -> None:
    looks = [look(0, "abc"), look(1, "abc"), look(2, "abc"), look(7, "ac"), look(8, "ac"), look(9, "acd")]
    assert told(*looks) == ["b vanished, seen 2, missed 7"]


def test_a_comment_that_is_seen_again_is_back_and_may_vanish_again() -> None:
    looks = [look(0, "abc"), look(7, "ac"), look(14, "abc"), look(21, "ac")]
    assert told(*looks) == ["b vanished, seen 0, missed 7, back 14", "b vanished, seen 14, missed 21"]


@pytest.mark.parametrize("source", ["page", "feed", "api", "embed"])
def test_what_cannot_be_read_is_no_witness(source) -> None:
    assert told(look(0, "abc"), look(7, "ac", readable=False, source=source)) == []
    assert told(look(0, "abc"), look(7, "", readable=False, promised=0)) == []


def test_another_layout_or_reader_is_listed_apart() -> None:
    assert told(look(0, "abc"), look(7, "ac", reader="typepad classic")) == [
        f"b unseen, seen 0, missed 7: {absences.OTHER_LAYOUT}"
    ]


def test_a_layout_that_comes_back_can_be_compared_again() -> None:
    looks = [look(0, "abc"), look(7, "ac", reader="typepad classic"), look(14, "ac")]
    assert told(*looks) == ["b vanished, seen 0, missed 14"]


def test_another_page_of_the_thread_is_no_witness() -> None:
    assert told(look(0, "abc"), look(7, "de", place=f"{PAGE}/page/2")) == []


def test_a_feed_of_the_newest_comments_is_no_witness_of_absence() -> None:
    feed = {"place": "blog.example/feed", "source": "feed"}
    assert told(look(0, "abcd", **feed), look(7, "acef", **feed)) == []


def test_a_feed_that_shows_as_many_as_it_says_there_are_is_one() -> None:
    feed = {"place": "blog.example/feed", "source": "feed"}
    assert told(look(0, "abc", promised=3, **feed), look(7, "ac", promised=2, **feed)) == [
        "b vanished, seen 0, missed 7"
    ]


def test_what_another_source_shows_at_the_same_time_has_not_vanished() -> None:
    api = {"place": "blog.example/api", "source": "api"}
    looks = [look(0, "abc"), look(0.1, "abc", **api), look(7, "ac"), look(7.1, "abc", **api)]
    assert told(*looks) == []


def test_what_another_source_showed_just_before_and_was_not_asked_since_is_not_sure() -> None:
    api = {"place": "blog.example/api", "source": "api"}
    assert told(look(0, "abc"), look(6.9, "abc", **api), look(7, "ac")) == []
    assert told(look(0, "abc"), look(6.9, "abc", **api), look(7, "ac"), look(14, "ac")) == [
        f"b unseen, seen 6.9, missed 14: {absences.ELSEWHERE}"
    ]
    assert told(look(0, "abc"), look(6.9, "abc", **api), look(7, "ac"), look(7.1, "ac", **api)) == [
        "b vanished, seen 6.9, missed 7"
    ]


def test_a_page_that_hides_what_the_api_shows_never_speaks_of_it() -> None:
    api = {"place": "blog.example/api", "source": "api"}
    assert told(look(0, "abc"), look(7, "ac"), look(14, "abc", **api), look(21, "ac")) == []


def test_seen_later_by_another_source_it_is_back() -> None:
    feed = {"place": "blog.example/feed", "source": "feed"}
    assert told(look(0, "abc"), look(7, "ac"), look(14, "abc", **feed)) == ["b vanished, seen 0, missed 7, back 14"]


def test_pages_that_shift_when_a_comment_is_deleted_before_them() -> None:
    second = {"place": f"{PAGE}/2", "more": True}
    looks = [
        look(0, "abc", more=True),
        look(0.01, "def", **second),
        look(7, "acd", more=True),
        look(7.01, "ef", **second),
    ]
    assert told(*looks) == ["b vanished, seen 0, missed 7"]


def test_pages_that_shift_when_comments_come_newest_first() -> None:
    assert told(look(0, "dcba", more=True), look(7, "fedc", more=True)) == [
        f"a unseen, seen 0, missed 7: {absences.EDGE}",
        f"b unseen, seen 0, missed 7: {absences.EDGE}",
    ]
    second = look(7.01, "ba", place=f"{PAGE}/2", more=True)
    assert told(look(0, "dcba", more=True), look(7, "fedc", more=True), second) == []


def test_an_answer_to_the_last_one_that_stays_does_not_prove_that_the_list_goes_on() -> None:
    answer = replace(REMARK, depth=1)
    found = told(look(0, "cba", more=True), look(7, "dcbx", more=True), x=answer)
    assert found == [f"a unseen, seen 0, missed 7: {absences.EDGE}"]


def test_the_last_comment_of_a_page_that_may_be_cut_is_not_sure() -> None:
    assert told(look(0, "abc"), look(7, "ab")) == [f"c unseen, seen 0, missed 7: {absences.CUT}"]


def test_the_last_comment_has_vanished_when_the_page_says_that_it_shows_all() -> None:
    assert told(look(0, "abc", promised=3), look(7, "ab", promised=2)) == ["c vanished, seen 0, missed 7"]


def test_the_last_comment_has_vanished_when_others_stand_behind_its_place() -> None:
    assert told(look(0, "abc"), look(7, "abd")) == ["c vanished, seen 0, missed 7"]


def test_a_page_that_shows_some_of_many_is_no_proof() -> None:
    assert told(look(0, "abc", promised=62), look(7, "ac", promised=62)) == [
        f"b unseen, seen 0, missed 7: {absences.SELECTION}"
    ]


def test_a_branch_may_be_collapsed() -> None:
    answer = replace(REMARK, depth=1)
    paged = {"more": True, "promised": 9}
    assert told(look(0, "abc", **paged), look(7, "ac", **paged), b=answer) == [
        f"b unseen, seen 0, missed 7: {absences.COLLAPSED}"
    ]


def test_all_pages_together_can_show_that_nothing_is_collapsed() -> None:
    answer, second = replace(REMARK, depth=1), look(7.01, "de", place=f"{PAGE}/2", more=True, promised=4)
    first = look(0, "abc", more=True, promised=5)
    assert told(first, look(7, "ac", more=True, promised=4), second, b=answer) == ["b vanished, seen 0, missed 7"]


def test_a_theme_that_hides_pingbacks_deletes_none() -> None:
    assert told(look(0, "apbq"), look(7, "ab"), p=PING, q=PING) == [
        f"p unseen, seen 0, missed 7: {absences.NO_PINGS}",
        f"q unseen, seen 0, missed 7: {absences.NO_PINGS}",
    ]


def test_a_ping_between_two_that_stay_has_vanished() -> None:
    found = told(look(0, "apqrb"), look(7, "aprb"), p=PING, q=PING, r=PING)
    assert found == ["q vanished, seen 0, missed 7"]


def test_a_page_without_any_comment_is_proof_only_when_it_says_that_there_are_none() -> None:
    assert told(look(0, "a"), look(7, "")) == [f"a unseen, seen 0, missed 7: {absences.NO_COMMENTS}"]
    assert told(look(0, "a", promised=1), look(7, "", promised=0)) == ["a vanished, seen 0, missed 7"]


def test_comments_that_were_switched_off_are_not_deleted() -> None:
    assert told(look(0, "a", promised=1, open=True), look(7, "", promised=0, open=False)) == [
        f"a unseen, seen 0, missed 7: {absences.SWITCHED_OFF}"
    ]


def test_a_page_that_lost_most_of_its_thread_is_doubted() -> None:
    assert told(look(0, "abcdefgh"), look(7, "ah"))[0] == f"b unseen, seen 0, missed 7: {absences.MOST_GONE}"


def test_a_page_that_shows_thousands_of_other_comments_each_time_is_judged_once_for_all() -> None:
    """In time, too: one look at each pair of looks for each comment would take minutes here."""
    names = [f"c{number}" for number in range(40_000)]
    looks = [
        replace(look(day), seats={one: Seat(place, False) for place, one in enumerate(names[day * 4000 :][:4000])})
        for day in range(10)
    ]
    found = find_absences(looks, dict.fromkeys(names, REMARK))
    assert len(found) == 36_000
    assert {one.why for one in found} == {absences.MOST_GONE}


def test_a_comment_without_an_id_may_have_been_rewritten() -> None:
    nameless = replace(REMARK, named=False)
    found = told(look(0, "abc"), look(7, "axc"), b=nameless, x=nameless)
    assert found == [f"b unseen, seen 0, missed 7: {absences.REWRITTEN}"]
    other = replace(nameless, author="Bob")
    assert told(look(0, "abc"), look(7, "axc"), b=nameless, x=other) == ["b vanished, seen 0, missed 7"]


def test_comments_in_an_order_that_jumps_are_not_compared() -> None:
    assert told(look(0, "abcde"), look(7, "daec")) == [f"b unseen, seen 0, missed 7: {absences.NO_ORDER}"]


def test_a_system_that_did_not_load_takes_nothing_from_the_page() -> None:
    disqus = replace(REMARK, list="disqus comments")
    embed = {"place": "disqus.example/embed", "source": "embed"}
    looks = [look(0, "ab"), look(0.1, "xyz", **embed), look(7, "ab"), look(7.1, "", readable=False, **embed)]
    assert told(*looks, x=disqus, y=disqus, z=disqus) == []


def test_a_tombstone_that_is_swept_away_is_no_news() -> None:
    assert told(look(0, "abc"), look(7, "aBc"), look(14, "ac")) == []


def test_doubt_is_lifted_by_a_later_look() -> None:
    looks = [look(0, "abc", promised=3), look(7, "", promised=None), look(14, "ac", promised=2)]
    assert told(*looks) == ["b vanished, seen 0, missed 14"]


def test_what_was_only_doubted_and_is_seen_again_is_no_event() -> None:
    assert told(look(0, "abc"), look(7, ""), look(14, "abc")) == []
