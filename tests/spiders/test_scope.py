"""What belongs to a blog."""

from __future__ import annotations

import re

import pytest

from archive.db.visits import Found
from archive.urls import folder_of
from spiders.scope import Scope

HOME = "http://www.example.com/blog/"


def test_the_folder_of_a_home_is_its_prefix() -> None:
    assert folder_of("http://www.example.com/blog/index.html") == ("example.com", "/blog/")
    assert folder_of("https://example.com/blog") == ("example.com", "/blog/")
    assert folder_of("https://example.com") == ("example.com", "/")


@pytest.mark.parametrize("url", [HOME, "https://example.com/blog/a.html", "http://www.example.com/blog"])
def test_scheme_and_www_do_not_matter(url: str) -> None:
    assert Scope(HOME).is_inside(url)


@pytest.mark.parametrize("url", ["http://www.example.com/other/", "http://example.org/blog/a.html"])
def test_links_that_lead_off_the_blog_are_no_addresses_of_it(url: str) -> None:
    assert Scope(HOME).judge(url, "link", "link") is None


def test_what_a_page_shows_may_stand_anywhere() -> None:
    found = Scope(HOME).judge("http://cdn.example.net/a.png", "requisite", "img")
    assert found == Found("http://cdn.example.net/a.png", "requisite", "img")
    assert Scope(HOME, media=False).judge("http://cdn.example.net/a.png", "requisite", "img") is None


def test_feeds_may_stand_anywhere_on_the_host() -> None:
    assert Scope(HOME).judge("http://example.com/feed.xml", "feed", "link") is not None


def test_include_admits_and_exclude_keeps_out() -> None:
    scope = Scope(HOME, include=(re.compile("/essays/"),), exclude=(re.compile("private"),))
    assert scope.judge("http://example.com/essays/1", "link", "link") == Found(
        "http://www.example.com/essays/1", "link", "link"
    )
    refused = scope.judge("http://example.com/blog/private/1", "link", "link")
    assert refused is not None
    assert (refused.outcome, refused.reason) == ("excluded", "--exclude")


def test_traps_are_refused_with_their_name_and_counted() -> None:
    scope = Scope("http://example.com/")
    refused = scope.judge("http://example.com/a/?replytocom=3", "link", "link")
    assert refused is not None
    assert (refused.outcome, refused.reason) == ("trap", "reply form")
    assert scope.trapped == {"reply form": 1}


def test_a_page_cannot_send_us_to_a_private_address() -> None:
    found = Scope(HOME).judge("http://169.254.169.254/latest/meta-data/", "requisite", "img")
    assert found is not None
    assert found.outcome == "private"


def test_a_private_host_that_the_user_named_is_fine() -> None:
    scope = Scope("http://127.0.0.1:8000/", allowed_private=frozenset({"127.0.0.1:8000"}))
    assert scope.judge("http://127.0.0.1:8000/a", "link", "link") == Found("http://127.0.0.1:8000/a", "link", "link")
    other = scope.judge("http://127.0.0.1:9000/a.png", "requisite", "img")
    assert other is not None
    assert other.outcome == "private"


def test_the_place_a_home_has_moved_to_belongs_to_the_blog() -> None:
    scope = Scope("http://old.example/")
    assert scope.learn_move("http://old.example/", "https://new.example/")
    assert scope.is_inside("https://new.example/a")
    assert not scope.learn_move("http://old.example/a", "https://elsewhere.example/")
    assert not scope.is_inside("https://elsewhere.example/")


def test_one_page_of_the_blog_is_asked_for_under_one_spelling() -> None:
    scope = Scope("https://example.com/")
    for url in ("http://example.com/a", "http://www.example.com/a", "https://www.example.com/a"):
        assert scope.judge(url, "link", "link") == Found("https://example.com/a", "link", "link")
    assert scope.judge("http://www.example.com/a", "link", "redirect") == Found(
        "http://www.example.com/a", "link", "redirect"
    )
    assert scope.prefer("http://cdn.example.com/a") == "http://cdn.example.com/a"


def test_a_home_that_moved_to_https_spells_all_its_pages() -> None:
    scope = Scope("http://example.com/")
    assert not scope.learn_move("http://example.com/", "https://www.example.com/")
    assert scope.prefer("http://example.com/a") == "https://www.example.com/a"
