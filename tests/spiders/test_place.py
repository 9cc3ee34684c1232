"""Where a value stands, when no selector gave it."""

from __future__ import annotations

from spiders.page import Page
from spiders.place import Places, most_common

PLACES = Places(
    Page(
        "http://blog.example/",
        b"""<body><div id=side class="box recent"><b>Ines</b></div>
<div class="note n1" id=c1><p>One <i>word</i></p><span class=who><a>Ines</a></span> on Monday</div>
<div class="note n2" id=c2><p>Two words</p><span class=who><a>Odo</a></span> on Tuesday</div></body>""",
        content_type="text/html",
    )
)


def test_a_place_is_the_innermost_element_with_these_words() -> None:
    assert PLACES.find("Ines") == ["div#side.box.recent > b", "span.who > a"]
    assert PLACES.find("One word") == ["div.note > p"]


def test_words_among_few_others_stand_in_the_shortest_element() -> None:
    assert PLACES.find("on Tuesday") == ["body > div.note"]


def test_what_stands_nowhere_has_no_place() -> None:
    assert PLACES.find("Nobody") == PLACES.find("") == PLACES.find(None) == []


def test_the_place_that_serves_most_values_comes_first() -> None:
    found = [PLACES.find("Ines"), PLACES.find("Odo"), PLACES.find("Nobody")]
    assert most_common(found) == {"span.who > a": 2}
    assert most_common([["b"], ["a", "b"], ["c"]]) == {"b": 2, "c": 1}


def test_words_of_thousands_of_letters_have_their_place_too() -> None:
    words = "Rain plays it. " * 500
    body = f"<body><div class=post><div class=text><p>{words}</p></div></div><p>{words} And more.</p></body>"
    places = Places(Page("http://blog.example/", body.encode(), content_type="text/html"))
    assert places.find(words) == ["div.text > p"]
    assert places.find(f"{words} And") == ["body > p"]
    assert places.find("No rain. " * 500) == []
