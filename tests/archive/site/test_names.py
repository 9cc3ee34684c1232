"""Names for readers: of languages and of a blog's clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.site.names import language_name
from archive.site.times import plain_zone
from tests.archive.site.reading import read_aloud
from tests.archive.site.test_pages import blog_id
from tests.archive.site.world import make_world


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("Etc/GMT+5", "UTC−5"),
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT+10", "UTC−10"),
        ("Etc/GMT", "UTC"),
        ("Etc/GMT-0", "UTC"),
        ("Etc/UTC", "UTC"),
        ("UTC", "UTC"),
        ("America/Los_Angeles", "America/Los_Angeles"),
        ("Etc/GMT+5 until 2011-06-08; Etc/GMT+8", "UTC−5 until 2011-06-08, then UTC−8"),
        ("Etc/GMT+555", "Etc/GMT+555"),
    ],
)
def test_a_fixed_zone_is_told_by_the_sign_that_readers_know(clock: str, words: str) -> None:
    assert plain_zone(clock) == words


@pytest.mark.parametrize(
    ("tag", "words"),
    [("de", "Deutsch"), ("EN", "English"), ("pt-BR", "Português (BR)"), ("en_GB", "English (GB)"), ("pcm", "pcm")],
)
def test_a_language_is_told_by_its_own_name(tag: str, words: str) -> None:
    assert language_name(tag) == words


def test_readers_see_words_and_programs_see_names(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    place = f"/-/blog/{blog_id(world)}"
    world.write("update blogs set zone = 'Etc/GMT+5', zone_confidence = 1.0")
    assert "language English · time zone UTC−5 (explains 100% of its times)" in read_aloud(world.get(place).text)
    told = world.get(place + ".json").json()
    assert (told["language"], told["zone"]) == ("en", "Etc/GMT+5")


def test_a_search_offers_languages_by_name(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update comments set language = case author when 'Basil' then 'de' else 'en' end")
    facets = world.get("/-/search.json?q=mine").json()["facets"]["language"]
    assert {one["value"]: one["words"] for one in facets} == {"de": "Deutsch", "en": "English"}
    assert 'language=de"' in world.get("/-/search?q=mine").text
    assert "Only: Deutsch" in read_aloud(world.get("/-/search?q=mine&language=de").text)
