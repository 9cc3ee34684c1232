"""A body that is but a small part of what its page says gives way to the main text; a short post stays what it is."""

from __future__ import annotations

import pytest

from archive.models import Comment
from spiders.page import Page
from spiders.read import read_page
from spiders.unknown.slight import is_fuller, is_slight

URL = "http://gutterwise.example/2014/06/ledger/"
LEAD = "Every rain goes into the green book."
REST = tuple(
    f"<p>In the year {year} the gutters of the mill overflowed {year % 7} times, and each time somebody had to "
    "climb up with a spoon and a bucket, since nobody had thought of a ladder that would reach the eaves.</p>"
    for year in range(2001, 2009)
)
ABOUT = "<aside><p>The writer of these pages lives under a roof of tin and has opinions on all others.</p></aside>"


def page(inside: str, after: str) -> Page:
    """A post of a WordPress theme: what its body holds, and what stands behind that."""
    text = (
        '<html><head><title>Ledger | Gutterwise</title><meta name="generator" content="WordPress 3.9.2">'
        f'<link rel="canonical" href="{URL}"></head><body class="single postid-88"><article class="hentry">'
        f'<h1 class="entry-title">Ledger</h1><time class="entry-date" datetime="2014-06-01T09:00:00Z">June 1</time>'
        f'<div class="entry-content">{inside}</div></article>{after}</body></html>'
    )
    return Page(URL, text.encode(), content_type="text/html; charset=utf-8")


def body(inside: str, after: str = "") -> str:
    """The body that is read, without markup."""
    post = read_page(page(inside, after)).post
    assert post is not None
    return post.html or ""


def test_summary_gives_way_to_the_text_that_follows() -> None:
    whole = body(f"<p>{LEAD}</p>", f'<div class="builder">{"".join(REST)}</div>')
    assert whole.count("a bucket") == len(REST)
    found = read_page(page(f"<p>{LEAD}</p>", f'<div class="builder">{"".join(REST)}</div>'))
    assert found.doubt == "layout quiet leaves out the body, read by the generic reader"


def test_short_post_beside_a_margin_stays_as_it_is() -> None:
    assert body(f"<p>{LEAD}</p>", ABOUT * 12) == f"<p>{LEAD}</p>"


def test_whole_body_stays_as_it_is() -> None:
    assert body("".join(REST), ABOUT) == "".join(REST)


@pytest.mark.parametrize("told", [0, 8])
def test_what_comments_say_is_not_missing_from_the_body(told: int) -> None:
    comments = [Comment(html=one) for one in REST[:told]]
    assert is_slight(page(f"<p>{LEAD}</p>", "".join(REST)), f"<p>{LEAD}</p>", comments) is (told == 0)


@pytest.mark.parametrize(
    ("text", "fuller"),
    [
        (f"<p>{LEAD}</p>{''.join(REST)}", True),
        ("".join(REST), True),
        (f"<p>{LEAD} And so on.</p>", False),
        (None, False),
    ],
)
def test_fuller_text_holds_the_body_or_is_very_much_longer(text: str | None, fuller: bool) -> None:
    assert is_fuller(text, f"<p>{LEAD}</p>") is fuller


def test_text_half_as_long_again_must_hold_the_body() -> None:
    assert is_fuller("".join(REST), "".join(REST[:3]))
    assert not is_fuller("".join(REST[3:]), "".join(REST[:2]))
