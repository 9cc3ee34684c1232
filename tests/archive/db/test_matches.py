"""Which comments of several systems are one: never two of one system, never where two may be meant."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.db.matches import Copy, find_groups, find_spaces, words_of

TEXT = words_of("I wrote this down in a hurry, and every letter of it is true: http://a.example/one/two.html")
HERE, THERE = frozenset({("wordpress", "page")}), frozenset({("disqus", "embed")})


def native(id: str, text: str = TEXT, **more: object) -> Copy:
    return replace(_copy(id, text, "native", HERE), **more)


def disqus(id: str, text: str = TEXT, **more: object) -> Copy:
    return replace(_copy(id, text, "disqus", THERE), **more)


def _copy(id: str, text: str, system: str, sources: frozenset[tuple[str, str]]) -> Copy:
    seen = frozenset({f"seen by {system}"})
    return Copy(id, system, id[1:], False, "ann", frozenset({text}), None, None, None, sources, seen)


def test_author_and_a_long_text_are_enough_while_no_time_speaks_against_it() -> None:
    assert find_groups([native("n1"), disqus("d9")]) == [("d9", "n1")]
    assert find_groups([native("n1", author="bob"), disqus("d9")]) == []
    assert find_groups([native("n1", utc=0), disqus("d9", utc=45)]) == [("d9", "n1")]
    assert find_groups([native("n1", utc=0), disqus("d9", utc=5 * 60)]) == []
    assert find_groups([native("n1", day=14000), disqus("d9", utc=14003 * 86400)]) == []


def test_addresses_that_a_system_cuts_short_do_not_tell_two_texts_apart() -> None:
    cut = words_of("I wrote this down in a hurry, and every letter of it is true: http://a.example/on...")
    assert find_groups([native("n1"), disqus("d9", cut)]) == [("d9", "n1")]


def test_a_wrong_or_unknown_zone_is_no_other_time_for_a_long_text() -> None:
    assert find_groups([native("n1", local=7 * 3600 + 20), disqus("d9", utc=0)]) == [("d9", "n1")]
    assert find_groups([native("n1", utc=7 * 3600), disqus("d9", utc=0)]) == [("d9", "n1")]
    assert find_groups([native("n1", local=7 * 3600 + 400), disqus("d9", utc=0)]) == []
    assert find_groups([native("n1", "1", local=7 * 3600), disqus("d9", "1", utc=0)]) == []


def test_a_short_text_wants_the_same_minute_and_an_author() -> None:
    assert find_groups([native("n1", "1"), disqus("d9", "1")]) == []
    assert find_groups([native("n1", "1", utc=0), disqus("d9", "1", utc=59)]) == [("d9", "n1")]
    anonymous = [native("n1", "1", utc=0, author=""), disqus("d9", "1", utc=59, author="")]
    assert find_groups(anonymous) == []


def test_what_ann_said_twice_stays_two_and_is_paired_by_its_times_only() -> None:
    twice = [native("n1", "1"), native("n2", "1"), disqus("d8", "1"), disqus("d9", "1")]
    assert find_groups(twice) == []
    times = [0, 600, 600, 0]
    timed = [replace(copy, utc=time) for copy, time in zip(twice, times, strict=True)]
    assert find_groups(timed) == [("d8", "n2"), ("d9", "n1")]
    assert find_groups([native("n1", utc=0), native("n2", utc=30), disqus("d9", utc=0)]) == []


def test_two_that_one_capture_shows_are_two() -> None:
    both = frozenset({"a page with both threads"})
    assert find_groups([native("n1", seen=both), disqus("d9", seen=both | {"seen by disqus"})]) == []


def test_a_printed_number_of_the_other_system_joins_whatever_the_text() -> None:
    said = [native("n591200", "an older text"), disqus("d591200"), disqus("d591201", "an older text")]
    assert find_groups(said) == [("d591200", "n591200")]
    assert find_groups([native("n591200", "other", author="bob"), disqus("d591200")]) == []
    assert find_groups([native("n17", "other"), disqus("d17")]) == []


def test_three_systems_are_one_comment_only_when_all_agree() -> None:
    debate = replace(disqus("i5"), system="intensedebate", seen=frozenset({"a third"}))
    assert find_groups([native("n1"), disqus("d9"), debate]) == [("d9", "i5", "n1")]
    assert find_groups([native("n1", utc=0), disqus("d9"), replace(debate, utc=400)]) == []


def test_two_numberings_of_one_system_want_two_matches_and_no_number_in_common() -> None:
    old, new = frozenset({("blogger", "page")}), frozenset({("wordpress", "page")})
    seen = frozenset({"another capture"})
    other = words_of("Another thing that I had meant to say for a long time, and now it is said.")
    moved = [native("n1", sources=new), native("n2", other, sources=new)]
    before = [native("b1", sources=old, seen=seen), native("b2", other, sources=old, seen=seen)]
    assert find_groups([moved[0], before[0]]) == []
    assert find_groups([*moved, *before]) == [("b1", "n1"), ("b2", "n2")]
    shared = native("s3", "hello", sources=old | new)
    assert find_groups([*moved, *before, shared]) == []
    assert len(set(find_spaces([*moved, *before]).values())) == 2


def _any_copy(id: str, system: str, number: str | None, *told: object, source: str) -> Copy:
    return Copy(id, system, number, False, *told, None, frozenset({(system, source)}), frozenset({id}))  # type: ignore[arg-type]


copies = st.builds(
    _any_copy,
    st.uuids().map(str),
    st.sampled_from(["native", "disqus", "intensedebate"]),
    st.sampled_from([None, "591200", "591201", "7"]),
    st.sampled_from(["ann", "bob", ""]),
    st.frozensets(st.sampled_from(["1", TEXT, "x" * 50]), max_size=2),
    st.sampled_from([None, 0, 30, 3600, 100_000]),
    st.sampled_from([None, 0, 3600]),
    source=st.sampled_from(["page", "feed", "embed"]),
)


@given(st.lists(copies, max_size=9, unique_by=lambda copy: copy.id), st.randoms())
def test_any_order_gives_the_same_groups_and_each_is_sound(some: list[Copy], random: object) -> None:
    groups = find_groups(some)
    mixed = list(some)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert find_groups(mixed) == groups
    spaces = find_spaces(some)
    members = [one for group in groups for one in group]
    assert len(members) == len(set(members))
    for group in groups:
        assert len({spaces[one] for one in group}) == len(group) > 1
