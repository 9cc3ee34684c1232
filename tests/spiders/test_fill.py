"""What a known layout leaves empty is asked of the generic reader, and the reading says so."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.models import Reading
from spiders.account import iter_lines
from spiders.examine import examine
from spiders.page import Page
from spiders.read import read_page

URL = "http://gutterwise.example/2014/06/ledger/"
TALK = '<div class="said"><b class="who">{0}</b> <span class="day">June {1}, 2014 at 7:15 am</span><p>{2}</p></div>'
THREAD = "".join(
    TALK.format(*one) for one in (("Perpetua", 4, "Do you count dew?"), ("Hob", 5, "No."), ("Ana", 6, "Pity."))
)


def page(thread: str, body: str = "entry-content") -> Page:
    """A post of a WordPress theme that gives its comments no ids."""
    text = (
        '<html><head><title>Ledger | Gutterwise</title><meta name="generator" content="WordPress 3.9.2">'
        f'<link rel="canonical" href="{URL}"></head><body class="single postid-88">'
        f'<h2 class="entry-title">Ledger</h2><div class="{body}"><p>Every rain goes into the green book.</p></div>'
        f'{thread}<form action="/wp-comments-post.php" id="commentform"></form></body></html>'
    )
    return Page(URL, text.encode(), content_type="text/html; charset=utf-8")


def read(thread: str) -> Reading:
    """The reading of that post with this thread."""
    return read_page(page(thread))


def test_promised_comments_without_ids_are_found_by_their_shape_and_doubted() -> None:
    found = read(f"<h3>3 Responses</h3><div>{THREAD}</div>")
    assert (found.adapter, found.layout) == ("wordpress", "quiet")
    assert [c.author for c in found.comments] == ["Perpetua", "Hob", "Ana"]
    assert [(p.count, p.by) for p in found.promised] == [(3, "heading")]
    assert found.doubt == "layout quiet leaves out comments, read by the generic reader"
    assert found.marks[-1].startswith("repeated structure ")


def test_body_of_the_layout_stays_when_comments_are_filled_in() -> None:
    found, alone = read(f"<h3>3 Responses</h3><div>{THREAD}</div>"), read("")
    assert found.posts == alone.posts
    assert alone.doubt is None


def test_page_that_promises_no_comment_is_given_none() -> None:
    assert read(f"<h3>No Responses</h3><div>{THREAD}</div>").comments == ()


def test_body_that_the_layout_does_not_know_is_filled_in_and_named() -> None:
    found = read_page(page("", body="prose"))
    assert found.post is not None
    assert found.post.html == "<p>Every rain goes into the green book.</p>"
    assert found.doubt == "layout quiet leaves out the body, read by the generic reader"
    assert found.marks[-1] == "body named"


def test_check_says_where_filled_in_comments_stand() -> None:
    told = "\n".join(
        iter_lines(examine(page(f"<h3>3 Responses</h3><div>{THREAD}</div>"), datetime(2026, 1, 1, tzinfo=UTC)), "a")
    )
    assert "3 by worked out by the reader; it stands in div.said > b.who" in told
    assert "doubt        layout quiet leaves out comments, read by" in told


NUMBERED = (
    '<dt class="comment" id="comment-{0}"><span class="comment_author">{1}</span> <span class="comment_time">'
    '<a href="#comment-{0}">June {0}, 2014 at 7:15 am</a></span></dt>'
    '<dd class="comment"><div id="comment-body-{0}"><p>{2}</p></div></dd>'
)


def test_comments_with_numbers_are_found_though_the_page_promises_none() -> None:
    talk = ((4, "Perpetua", "Do you count dew?"), (5, "Hob", "No, only rain."), (6, "Ana", "Pity about the dew."))
    items = "".join(NUMBERED.format(*one) for one in talk)
    found = read(f'<div id="comments"><dl id="comment_list">{items}</dl></div>')
    assert (found.adapter, found.layout) == ("wordpress", "quiet")
    assert [(c.source_id, c.author) for c in found.comments] == [("4", "Perpetua"), ("5", "Hob"), ("6", "Ana")]
    assert found.promised == ()
    assert found.doubt == "layout quiet leaves out comments, read by the generic reader"


def test_list_of_recent_comments_with_numbers_is_no_thread() -> None:
    items = "".join(
        f'<li id="comment-{n}"><a href="/2014/05/other/#comment-{n}">{who} on Other</a></li>'
        for n, who in ((4, "Perpetua"), (5, "Hob"), (6, "Ana"))
    )
    found = read(f'<div class="widget" id="sidebar"><h3>Recent comments</h3><ul>{items}</ul></div>')
    assert found.comments == ()


ODD = (
    '<li class="comment" id="comment-{0}"><div class="talker"><strong class="name">{1}</strong></div>'
    '<p class="stamp">June {0}, 2014 at 7:15 am</p><div class="words"><p>{2}</p></div>{3}</li>'
)


def odd(number: int, name: str, words: str, replies: str = "", like: str = ODD) -> str:
    """A comment of a theme that names nothing as WordPress does."""
    return like.format(number, name, words, f'<ul class="children">{replies}</ul>' if replies else "")


def thread(*items: str) -> str:
    """A list of comments as WordPress wraps them."""
    return f'<div id="comments"><ol class="commentlist">{"".join(items)}</ol></div>'


def test_fields_that_a_layout_finds_nowhere_are_filled_in_by_number() -> None:
    found = read(thread(odd(4, "Perpetua", "Do you count dew?", odd(5, "Hob", "No.")), odd(6, "Ana", "Pity.")))
    assert [(c.source_id, c.author, c.html) for c in found.comments] == [
        ("4", "Perpetua", "<p>Do you count dew?</p>"),
        ("5", "Hob", "<p>No.</p>"),
        ("6", "Ana", "<p>Pity.</p>"),
    ]
    assert [c.published.words for c in found.comments if c.published] == [f"June {n}, 2014 at 7:15 am" for n in "456"]
    assert [c.parent_source_id for c in found.comments] == [None, "4", None]
    assert found.doubt == "layout own leaves out times of comments, words of comments, read by the generic reader"


def test_one_comment_without_a_name_among_named_ones_stays_without() -> None:
    named = ODD.replace('class="talker"', 'class="comment-author vcard"').replace('"name"', '"fn"')
    told = [odd(n, name, "Dew.", like=named) for n, name in ((4, "Perpetua"), (5, ""), (6, "Ana"))]
    assert [c.author for c in read(thread(*told)).comments] == ["Perpetua", None, "Ana"]


def test_hour_alone_is_no_time_and_an_empty_element_no_words() -> None:
    like = (
        '<li class="comment" id="comment-{0}"><div id="div-comment-{0}"><div class="comment-author vcard"><p>{2}</p>'
        '<p><cite>Comment by <span class="fn">{1}</span> — 2014-06-0{0} @ <a href="#comment-{0}">07:15</a></cite></p>'
        "</div></div></li>"
    )
    dew = "Do you count the dew of the mornings too, or only what falls into the green book from above?"
    found = read(thread(odd(4, "Perpetua", dew, like=like), odd(5, "Hob", "No, rain.", like=like)))
    assert [(c.author, c.html) for c in found.comments] == [("Perpetua", f"<p>{dew}</p>"), ("Hob", "<p>No, rain.</p>")]
    assert [c.published.words for c in found.comments if c.published] == ["2014-06-04 @ 07:15", "2014-06-05 @ 07:15"]


def test_comment_that_the_layout_passes_over_comes_to_its_place() -> None:
    inside = f'<div class="entry-content">{odd(5, "Hob", "No.")}</div>'
    found = read(thread(odd(4, "Perpetua", "Do you count dew?", inside), odd(6, "Ana", "Pity.")))
    assert [(c.source_id, c.parent_source_id, c.position) for c in found.comments] == [
        ("4", None, 0),
        ("5", "4", 1),
        ("6", None, 2),
    ]
    assert ", comments, read by the generic reader" in (found.doubt or "")


def test_newest_comments_of_the_blog_in_the_margin_are_not_passed_over_ones() -> None:
    margin = (
        f'<div class="sidebar"><aside class="widget recentcomments">{thread(odd(9, "Ida", "Elsewhere."))}</aside></div>'
    )
    found = read(thread(odd(4, "Perpetua", "Do you count dew?"), odd(6, "Ana", "Pity.")) + margin)
    assert [c.source_id for c in found.comments] == ["4", "6"]


def test_comments_without_numbers_are_filled_in_by_their_places() -> None:
    one = (
        '<div class="comment"><b class="who">{1}</b><span class="when"><time datetime="2014-06-0{0}">day {0}</time>'
        '</span><div class="said-here"><p>{2}</p></div></div>'
    )
    items = "".join(one.format(*said) for said in ((4, "Perpetua", "Do you count dew?"), (5, "Hob", "No, only rain.")))
    text = (
        '<html><head><meta name="generator" content="Drupal 7"></head><body><div class="node node-full" id="node-3">'
        f'<div class="field-name-body">Rain.</div><div id="comments">{items}</div></div></body></html>'
    )
    found = read_page(Page(URL, text.encode(), content_type="text/html; charset=utf-8"))
    assert (found.adapter, found.layout) == ("drupal", "seven")
    assert [(c.author, c.html) for c in found.comments] == [
        ("Perpetua", "<p>Do you count dew?</p>"),
        ("Hob", "<p>No, only rain.</p>"),
    ]
    assert "authors of comments" in (found.doubt or "")
