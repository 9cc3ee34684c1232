"""Who answers whom where nobody says so: links, quotations, names; and the traps among them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.conversation import Answer, Spoken, Subject
from pipelines.addressed import Names
from pipelines.answers import _without_circles, find_answers
from pipelines.quotations import find_passages

KETTLE = "My kettle boiled dry twice last winter, and the third time I had learned to listen for it."
RIVER = "The river path floods every spring; take the upper lane by the mill instead."


def talk(*said: tuple[str | None, str], **more: str) -> tuple[Spoken, ...]:
    """A thread, a minute a comment, the oldest first; ids are "1", "2", …"""
    return tuple(
        Spoken(str(i), author, text, more.get(f"html{i}"), f"http://b.example/p#c{i}", position=i,
               moment=f"2010-03-01T10:{i:02}:00Z")
        for i, (author, text) in enumerate(said, 1)
    )  # fmt: skip


def tied(thread: tuple[Spoken, ...], subject: Subject | None = None) -> dict[str, str]:
    return {one.id: one.parent for one in find_answers(thread, subject)}


@pytest.mark.parametrize(
    "said",
    [
        "@Ann Lee: so do I.", "@ann so do I", "@ Ann Lee, so do I", "Ann: so do I.", "Ann Lee, so do I.",
        "Ann – so do I.", "Hi Ann, so do I.", "Thanks Ann!", "Danke, Ann! Ich auch.", "Merci Ann, moi aussi.",
        "Ann wrote: something else entirely", "Ann Lee schrieb am Montag: etwas", "Ann\nso do I.", "Re: Ann, so do I.",
    ],
)  # fmt: skip
def test_who_is_addressed_at_the_beginning_is_answered(said: str) -> None:
    (found,) = find_answers(talk(("Ann Lee", KETTLE), ("Cid", "No kettle here."), ("Bob", said)))
    assert (found.id, found.parent, found.how) == ("3", "1", "inferred")
    assert 0.8 <= found.score < 1


@pytest.mark.parametrize(
    "said",
    [
        "ann@example.org is where to write", "Write to @annex about it", "@ann.example.com has it",
        "@ann_lee_99 is on another site", "Ann's kettle is famous", "@Ann's kettle is famous",
        "Ann is right about kettles", "I agree with Ann, mostly", "Ann, Bob: stop it", "Ann and Cid, please",
        "@Ann: yes.\n\n@Cid: no.", "Anna, so do I", "Thanks Ann Smith for the loan",
    ],
)  # fmt: skip
def test_who_is_only_named_or_one_of_two_is_not_answered(said: str) -> None:
    thread = talk(("Ann", KETTLE), ("Cid", "No kettle here."), ("Bob", "Hm."), ("Dee", said))
    assert tied(thread) == {}


def test_names_that_are_words_are_believed_only_when_they_are_called() -> None:
    said = [("Will", "It floods."), ("Mark", "It does not.")]
    for word in ("Will, of course, never", "Mark, learn and read", "will it rain?", "Mark my words: it will"):
        assert tied(talk(*said, ("Dee", word))) == {}
    for call, parent in (("@will it does", "1"), ("Will: it does", "1"), ("Hi Mark, it does", "2")):
        assert tied(talk(*said, ("Dee", call))) == {"3": parent}


def test_word_that_the_thread_itself_writes_small_is_no_address() -> None:
    said = talk(("Sage", "Hello"), ("Bob", "I put sage on it."), ("Dee", "Sage, thyme and salt: that is all."))
    assert tied(said) == {}


def test_two_commenters_of_one_name_are_nobody() -> None:
    one, other, asks = talk(("Ann", KETTLE), ("Ann", RIVER), ("Bob", "@Ann which lane?"))
    known = (replace(one, person="ann.example"), replace(other, person="ann.other.example"), asks)
    assert tied(known) == {}
    by_first_name = talk(("Ann Lee", KETTLE), ("Ann Ray", RIVER), ("Bob", "@Ann which lane?"))
    assert tied(by_first_name) == {}


def test_of_several_comments_the_one_that_waits_for_an_answer_is_answered() -> None:
    said = talk(("Ann", KETTLE), ("Bob", "@Ann a whistle?"), ("Ann", "No whistle."), ("Bob", "@Ann buy one."))
    assert tied(said) == {"2": "1", "4": "3"}
    two_wait = talk(("Ann", KETTLE), ("Ann", RIVER), ("Bob", "@Ann which lane?"))
    assert tied(two_wait) == {}


def test_nobody_answers_what_came_later_whatever_stands_first_on_the_page() -> None:
    later = talk(("Bob", "@Ann buy one."), ("Ann", KETTLE))
    assert tied(later) == {}
    falling = tuple(
        replace(one, position=10 - int(one.id))
        for one in talk(("Ann", KETTLE), ("Cid", "Hm."), ("Bob", "@Ann buy one."))
    )
    assert tied(falling) == {"3": "1"}


def test_comments_of_one_minute_stand_as_the_page_has_them() -> None:
    rising = talk(("Ann", KETTLE), ("Bob", "@Ann buy one."), ("Cid", "Hm."), ("Dee", "Hm!"))
    same = tuple(replace(one, moment="2010-03-01T10:00:00Z") for one in rising[:2]) + rising[2:]
    assert tied(same) == {"2": "1"}
    falls = tuple(replace(one, position=-(one.position or 0)) for one in same)
    assert tied(falls) == {"2": "1"}


def test_the_blog_s_own_writer_is_addressed_for_the_post() -> None:
    host = Subject("A post about kettles.", frozenset({"Christopher Allen"}))
    said = talk(("Christopher Allen", "Thanks all."), ("Bob", "@Christopher lovely post"), ("Cid", "Chris, lovely"))
    assert tied(said, host) == {}
    assert tied(talk(("Chris Smith", KETTLE), ("Bob", "Chris, your post is lovely")), host) == {}
    assert tied(talk(("Ann", KETTLE), ("Christopher Allen", "Ann: thanks")), host) == {"2": "1"}


def test_quotation_is_found_by_any_marks() -> None:
    quoted = "the third time I had learned to listen for it"
    for text, html in (
        (f"> {quoted}\nHow?", None),
        (f"“{quoted}” How?", None),
        (f"{quoted}\nHow?", f"<blockquote><p>{quoted}</p></blockquote><p>How?</p>"),
        (f"{quoted}\nHow?", f"<p><em>… {quoted}.</em></p><p>How?</p>"),
        (f"« My kettle boiled dry twice [...] {quoted} » How?", None),
    ):
        thread = talk(("Ann", KETTLE), ("Cid", RIVER), ("Bob", text), **({"html3": html} if html else {}))
        (found,) = find_answers(thread, Subject("About kettles."))
        assert (found.id, found.parent, found.how) == ("3", "1", "quoted")
        assert found.score >= 0.9


def test_quoting_the_post_two_people_oneself_or_a_later_comment_ties_nothing() -> None:
    about = Subject(f"Listen. {KETTLE} That is all.")
    assert tied(talk(("Ann", KETTLE), ("Bob", f"> {KETTLE}\nIndeed.")), about) == {}
    assert tied(talk(("Ann", KETTLE), ("Cid", RIVER), ("Bob", f"> {KETTLE}\nYes.\n\n> {RIVER}\nNo."))) == {}
    assert tied(talk(("Bob", KETTLE), ("Bob", f"> {KETTLE}\nI said.")), Subject("x")) == {}
    assert tied(talk(("Bob", f"> {KETTLE}\nIndeed."), ("Ann", KETTLE)), Subject("x")) == {}


def test_who_quotes_too_is_not_who_said_it() -> None:
    said = talk(("Ann", KETTLE), ("Cid", f"> {KETTLE}\nIndeed."), ("Bob", f"> {KETTLE}\nMine too."))
    assert tied(said, Subject("x")) == {"2": "1", "3": "1"}


def test_quotation_longer_than_the_comment_it_would_answer_is_none() -> None:
    long = "I agree with all of that and more besides, since the mill was closed in the year of the flood"
    assert tied(talk(("Ann", "I agree with all of that"), ("Bob", f"> {long}\nSource?")), Subject("x")) == {}


def test_short_phrase_in_marks_is_no_quotation() -> None:
    assert find_passages('He said "yes, of course" and left.', None) == ()
    assert tied(talk(("Ann", "A common phrase, all in all."), ("Bob", "“all in all” is odd")), Subject("x")) == {}


def test_quotation_and_name_that_disagree_tie_nothing() -> None:
    said = talk(("Ann", KETTLE), ("Cid", RIVER), ("Bob", f"@Cid see this:\n> {KETTLE}"))
    assert tied(said, Subject("x")) == {}
    agreeing = talk(("Ann", KETTLE), ("Cid", RIVER), ("Bob", f"@Ann\n> {KETTLE}"))
    assert find_answers(agreeing, Subject("x")) == (Answer("3", "1", "quoted", 0.99),)


def test_link_at_the_beginning_names_whom_it_answers() -> None:
    link = '<p>@<a href="http://b.example/p#c1" rel="nofollow">somebody</a>: yes</p>'
    (found,) = find_answers(talk(("Ann", KETTLE), ("Cid", RIVER), ("Bob", "@somebody: yes"), html3=link))
    assert found == Answer("3", "1", "inferred", 0.98)
    further_down = "<p>" + "Long before. " * 9 + '<a href="http://b.example/p#c1">that</a></p>'
    assert tied(talk(("Ann", KETTLE), ("Bob", "Long before."), html2=further_down)) == {}


def test_told_parents_stay_and_pings_and_tombstones_take_no_part() -> None:
    one, ping, asks = talk(("Ann", KETTLE), ("Ann's Blog", "[…] kettle […]"), ("Bob", "@Ann how?"))
    ping = replace(ping, mute=True)
    assert tied((one, ping, replace(asks, answers="2"))) == {}
    assert tied((replace(one, mute=True), ping, asks)) == {}
    assert tied((one, ping, replace(asks, mute=True))) == {}


def test_answers_never_close_a_circle_with_told_parents() -> None:
    ann, bob = talk(("Ann", KETTLE), ("Bob", "@Ann how?"))
    assert tied((replace(ann, answers="2"), bob)) == {}


FEW = st.sampled_from("abcdefgh")


@given(st.dictionaries(FEW, st.none() | FEW), st.dictionaries(FEW, st.tuples(FEW, st.sampled_from([0.9, 0.95]))))
def test_answers_are_kept_as_long_as_the_walk_up_from_them_ends(
    told: dict[str, str | None], found: dict[str, tuple[str, float]]
) -> None:
    answers = [Answer(one, parent, "inferred", score) for one, (parent, score) in found.items() if not told.get(one)]
    parents, kept = dict(told), []
    for answer in sorted(answers, key=lambda each: (-each.score, each.id)):
        seen: set[str | None] = {answer.id}
        above: str | None = answer.parent
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above is None:
            parents[answer.id] = answer.parent
            kept.append(answer)
    assert list(_without_circles(answers, told)) == sorted(kept, key=lambda each: each.id)


def test_order_of_the_thread_given_does_not_matter() -> None:
    said = talk(
        ("Ann", KETTLE), ("Bob", "@Ann how?"), ("Ann", "Bob: by ear."), ("Cid", f"> {KETTLE}\nHa!"), ("Dee", "Cid, no.")
    )
    expected = tied(said, Subject("x"))
    assert expected == {"2": "1", "3": "2", "4": "1", "5": "4"}
    for seed in range(5):
        mixed = list(said)
        random.Random(seed).shuffle(mixed)
        assert tied(tuple(mixed), Subject("x")) == expected


def test_thread_of_ten_thousand_calls_is_worked_through() -> None:
    said = [(("Ann", "Bob")[i % 2], f"@{('Bob', 'Ann')[i % 2]} word number {i}") for i in range(10_000)]
    thread = tuple(Spoken(f"{i:05}", author, text, position=i, number=i) for i, (author, text) in enumerate(said))
    found = find_answers(thread)
    assert len(found) == 9_999
    assert found[-1].parent == "09998"


def test_hostile_names_and_texts_are_only_text() -> None:
    names = Names(["(((", "", "a" * 9000, ".*+", "\u202eevil", "@", "𝕬nn"])
    for text in ("(((: x", "@" * 5000, "\u202eevil: y", "a" * 9000, "", "@\n@", "> " * 4000, '"' * 4001):
        names.find(text)
        find_passages(text, text)
    assert names.find("@ann hello") is not None
