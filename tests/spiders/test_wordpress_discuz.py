"""wpDiscuz: what its ids, counts, cuts and buttons say, in the shapes that the recorded pages do not show."""

from __future__ import annotations

import pytest

from archive.models import Comment, Reading
from spiders.page import Page
from spiders.read import read_page

POST = "http://quillweed.example/on-thatch/"


def read(thread: str, url: str = POST) -> Reading:
    """The reading of a post with this thread of the plugin."""
    text = (
        '<html><head><title>x</title><meta name="generator" content="WordPress 6.1.9" /></head>'
        '<body class="single postid-41"><article class="hentry" id="post-41"><h1 class="entry-title">On thatch</h1>'
        f'<div class="entry-content"><p>Straw.</p></div></article>{thread}</body></html>'
    )
    return read_page(Page(url, text.encode(), content_type="text/html; charset=utf-8"))


def item(ids: str, number: int, inside: str = "", prefix: str = "wpd", css: str = "") -> str:
    """A comment whose container has these ids; ``inside`` follows its box."""
    return (
        f'<div id="{prefix}-comm-{ids}" class="{prefix}-comment {css}">'
        f'<div id="comment-{number}" class="{prefix}-comment-right"><div class="{prefix}-comment-author">Wren</div>'
        f'<div class="{prefix}-comment-date">May 4, 2021 9:00 am</div>'
        f'<div class="{prefix}-comment-text"><p>Straw!</p></div></div>{inside}</div>'
    )


def parents(comments: tuple[Comment, ...]) -> list[tuple[str | None, str | None, str | None]]:
    """Who answers whom, and how that is known."""
    return [(c.source_id, c.parent_source_id, c.parent_how) for c in comments]


def test_id_of_the_container_states_the_parent_where_nesting_ends() -> None:
    """At the last level that the blog nests, answers stand beside what they answer."""
    found = read(f'<div id="wpdcom">{item("7_0", 7, item("8_7", 8) + item("9_8", 9))}</div>')
    assert parents(found.comments) == [("7", None, None), ("8", "7", "stated"), ("9", "8", "stated")]


def test_post_in_the_container_s_id_is_nobody_s_parent() -> None:
    inside = item("41_8", 8, prefix="wc")
    found = read(f'<div id="wpcomm">{item("41_7", 7, inside, prefix="wc")}{item("41_9", 9, prefix="wc")}</div>')
    assert parents(found.comments) == [("7", None, None), ("8", "7", "nested"), ("9", None, None)]


@pytest.mark.parametrize(
    "head",
    [
        '<div class="wpd-thread-info" data-comments-count="1204"><span class="wpdtc" title="1204">1.2K</span></div>',
        '<div class="wpd-thread-info"><span class="wpdtc" title="1204">1.2K</span> Comments</div>',
        '<p class="wc-comment-title"><span class="wc_header_text_count">1204</span> Comments on "9 roofs"</p>',
        '<h3 id="wc-comment-header"><div><div class="wpd-cc-value">1204</div></div> Leave a Reply</h3>',
    ],
)
def test_count_over_the_thread_promises_what_is_loaded_later(head: str) -> None:
    box = "wpdcom" if "wpd-thread" in head else "wpcomm"
    found = read(f'<div id="{box}">{head}</div>')
    assert [(p.count, p.about) for p in found.promised] == [(1204, POST)]
    assert found.comments == ()


def test_no_page_is_guessed_where_the_plugin_links_none() -> None:
    found = read(f'<div id="wpdcom"><div class="wpd-thread-info" data-comments-count="90"></div>{item("7_0", 7)}</div>')
    assert [f.url for f in found.follow if f.role == "comments"] == []


def test_page_behind_the_link_to_more_is_of_the_same_post() -> None:
    found = read(f'<div id="wpcomm">{item("7_0", 7, prefix="wc")}</div>', f"{POST}?wpdParentID=9")
    assert found.about == POST


@pytest.mark.parametrize(
    ("rest", "doubt"),
    [
        (
            '<input id="wpdiscuzHasMoreComments" type="hidden" value="1" />',
            "comments not read: wpDiscuz loads more by POST, and does not say how many",
        ),
        (
            '<a class="wc-load-more-link" href="/?wpdParentID=7"><input id="wpdiscuzHasMoreComments" value="1"></a>',
            None,
        ),
        ('<span class="wc_header_text_count">9</span><input id="wpdiscuzHasMoreComments" value="1">', None),
        ('<input id="wpdiscuzHasMoreComments" value="0">', None),
    ],
)
def test_page_that_has_more_without_saying_how_many_or_where_is_doubted(rest: str, doubt: str | None) -> None:
    assert read(f'<div id="wpcomm">{item("7_0", 7, prefix="wc")}{rest}</div>').doubt == doubt


def test_closed_and_open_threads_are_told_by_the_plugin_s_box() -> None:
    said = [read(f'<div id="wpdcom" class="wpd-comments-{state}"></div>').post for state in ("open", "closed")]
    assert [post.comments_open for post in said if post] == [True, False]
