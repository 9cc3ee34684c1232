"""The generic reader: what it finds without a platform, what it leaves alone, what it survives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from archive.models import Comment, Reading
from bench.gold import iter_sources, match, open_page
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page
from spiders.unknown.lines import first_words
from spiders.unknown.names import clean_name
from spiders.unknown.outline import is_heading_of_thread
from spiders.unknown.words import WHEN, rest_of

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "pages"


def read(body: str, url: str = "http://blog.example/2006/05/tin-roof.html") -> Reading:
    """The reading of a page with this body."""
    page = f"<html><head><title>Tin roof - Quillweed</title></head><body>{body}</body></html>"
    return GENERIC.read(Page(url, page.encode(), content_type="text/html; charset=utf-8"))


def told(comments: tuple[Comment, ...]) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """Number, author, printed time and markup of each comment."""
    return [(c.source_id, c.author, c.published.words if c.published else None, c.html) for c in comments]


def test_missing_author_shifts_nobody_elses() -> None:
    body = "".join(
        f'<div class="comment"><b class="author">{who}</b><i class="date">{day} May 2006</i><p>{what}</p></div>'
        for who, day, what in (("Ann", 1, "One."), ("", 2, "Two."), ("Cy", 3, "Three."))
    )
    found = read(f'<h1>Tin roof</h1><div id="comments">{body}</div>')
    assert told(found.comments) == [
        (None, "Ann", "1 May 2006", "<p>One.</p>"),
        (None, None, "2 May 2006", "<p>Two.</p>"),
        (None, "Cy", "3 May 2006", "<p>Three.</p>"),
    ]


def test_line_that_signs_belongs_to_what_stands_before_it() -> None:
    found = read(
        "<h2>Tin roof</h2><p>Rain plays it better.</p><h3>Comments</h3>"
        "<p>Encore.</p><p>And again.</p><p>Posted by: Wren at May 2, 2006 6:20 PM</p>"
        "<p>In tin.</p><p>Posted by: Odo Marsh at May 3, 2006 7:00 AM</p>"
        "<h3>Post a comment</h3><form><textarea></textarea></form>"
    )
    assert told(found.comments) == [
        (None, "Wren", "May 2, 2006 6:20 PM", "<p>Encore.</p><p>And again.</p>"),
        (None, "Odo Marsh", "May 3, 2006 7:00 AM", "<p>In tin.</p>"),
    ]


def test_anchor_before_paragraphs_begins_a_comment() -> None:
    found = read(
        '<h2>Tin roof</h2><p>Rain plays it better.</p><h2><a name="comments"></a>Comments</h2>'
        '<a name="c31"></a><p>Encore.</p><p class="posted">Posted by: Wren | May 2, 2006 5:09:24 PM</p>'
        '<a name="c32"></a><p>In tin.</p><p class="posted">Posted by: Odo | May 3, 2006 5:10:00 PM</p>'
    )
    assert told(found.comments) == [
        ("31", "Wren", "May 2, 2006 5:09:24 PM", "<p>Encore.</p>"),
        ("32", "Odo", "May 3, 2006 5:10:00 PM", "<p>In tin.</p>"),
    ]


def test_replies_within_comments_have_their_parents() -> None:
    found = read(
        '<ol id="commentlist"><li id="comment-1"><cite>Ann</cite> says: <p>One.</p>'
        '<ol><li id="comment-2"><cite>Ben</cite> says: <p>Two.</p></li></ol></li>'
        '<li id="comment-3"><cite>Cy</cite> says: <p>Three.</p></li></ol>'
    )
    assert [(c.source_id, c.author, c.html, c.parent_source_id, c.parent_how) for c in found.comments] == [
        ("1", "Ann", "<p>One.</p>", None, None),
        ("2", "Ben", "<p>Two.</p>", "1", "nested"),
        ("3", "Cy", "<p>Three.</p>", None, None),
    ]


def test_replies_in_wrappers_after_their_comment_have_parents_whatever_the_wrappers_are_called() -> None:
    one = '<div class="comment" id="comment-{0}"><cite>Ann</cite> May {0}, 2006<p>Word {0}.</p></div>'.format
    threads = f'{one(1)}<div class="q">{one(2)}</div>{one(3)}<div class="q">{one(4)}{one(5)}</div>'
    found = read(f'<h1>Tin roof</h1><div id="comments">{threads}{one(6)}</div>')
    assert [(c.source_id, c.parent_source_id, c.parent_how) for c in found.comments] == [
        ("1", None, None),
        ("2", "1", "nested"),
        ("3", None, None),
        ("4", "3", "nested"),
        ("5", "3", "nested"),
        ("6", None, None),
    ]


def test_the_rest_of_a_list_that_is_folded_away_answers_nobody() -> None:
    one = '<div class="comment" id="comment-{0}"><cite>Ann</cite> May {0}, 2006<p>Word {0}.</p></div>'.format
    found = read(f'<h1>Tin roof</h1><div id="comments">{one(1)}{one(2)}<div class="more">{one(3)}{one(4)}</div></div>')
    assert [(c.source_id, c.parent_source_id) for c in found.comments] == [(n, None) for n in "1234"]


def test_pointers_to_other_pages_are_no_comments() -> None:
    items = "".join(
        f'<li id="comment-{n}"><b>Ann</b> on <a href="/2006/0{n}/x.html#comment-{n}">X {n}</a> {n} May 2006</li>'
        for n in range(1, 6)
    )
    assert read(f"<h1>Tin roof</h1><p>Rain plays it better.</p><ul>{items}</ul>").comments == ()


def test_form_and_preview_are_no_comments() -> None:
    found = read(
        "<h1>Tin roof</h1><p>Rain plays it better.</p>"
        '<div id="comment-preview"><div class="comment" id="comment-0"><b>You</b> May 1, 2006<p>Text</p></div></div>'
        '<form id="comment-form"><div class="comment"><b>Name</b> May 1, 2006<p>Text</p></div></form>'
    )
    assert found.comments == ()


def test_sure_marks_say_how_it_was_read() -> None:
    found = read('<div id="comments"><div id="c7"><b class="author">Ann</b> May 1, 2006<p>One.</p></div></div>')
    assert found.marks == ("comment ids 1.00",)
    assert found.doubt is None


def test_page_that_says_nothing_is_doubted() -> None:
    assert read("<p>Hello.</p>", "http://blog.example/").doubt == "layout unknown"


def test_unknown_layout_of_a_known_platform_keeps_its_name() -> None:
    body = (
        '<html><head><meta name="generator" content="http://www.typepad.com/"><title>Tin roof</title></head><body>'
        '<h1>Tin roof</h1><div class="story"><p>Rain plays it better than any of us, and it never asks for more.</p>'
        '</div><section class="talk" id="comments"><div id="c7"><b class="author">Ann</b> May 1, 2006<p>One.</p>'
        "</div></section></body></html>"
    )
    found = read_page(Page("http://q.typepad.com/x/2006/05/tin.html", body.encode(), content_type="text/html"))
    assert (found.adapter, found.layout) == ("typepad", "generic")
    assert told(found.comments) == [("7", "Ann", "May 1, 2006", "<p>One.</p>")]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Posted by: Stephanie at June 22, 2003 6:20 PM", "Stephanie"),
        ("Robert Reid said...", "Robert Reid"),
        ("Comment by cygn", "cygn"),
        ("Jeffery To", "Jeffery To"),
        ("magicback (Frank)", "magicback (Frank)"),
        ("=)", "=)"),
        ("http://kettle.example/ Kettle", "Kettle"),
        ("Par Solène le 6 octobre 2009", "Solène"),
        ("12", None),
        ("", None),
    ],
)
def test_names_come_out_of_signatures(printed: str, name: str | None) -> None:
    assert clean_name(printed) == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("3. Le lundi 5 mai 2008, 12:04 par Odile", "Odile"),
        ("At 8:00 AM, April 28, 2005, Drum", "Drum"),
        ("Cod [Visitor]", "Cod"),
        ("UTC", None),
        ("at", None),
    ],
)
def test_what_leads_to_the_day_is_no_name(printed: str, name: str | None) -> None:
    assert clean_name(printed) == name


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        ("7 comments", True),
        ("Comments (3)", True),
        ("4 Responses to “Nettle soup”", True),
        ("Replies: 3 Comments", True),
        ("2 réactions", True),
        ("Comments Welcome", False),
        ("A comment on tin", False),
        ("Leave a comment", False),
    ],
)
def test_headings_of_threads_are_told_from_titles(words: str, heads: bool) -> None:
    assert is_heading_of_thread(words) is heads


@pytest.mark.parametrize(
    "line",
    [
        "June 22, 2003 6:20 PM",
        "le 6 octobre 2009 à 21:14",
        "24. Jan @ 19:51",
        "3 years ago",
        "05/06/2005 10:12",
    ],
)
def test_times_leave_nothing_of_a_line(line: str) -> None:
    assert WHEN.search(line) is not None
    assert rest_of(line) == ""


def test_title_that_gives_the_day_is_better_than_words_that_count_back() -> None:
    item = (
        '<div class="reply" id="reply-{0}"><b class="name">{1}</b> <span class="age"{2}>{0} years ago</span>'
        "<p>Tin, and nothing but tin.</p></div>"
    )
    told = (
        (3, "Ann", ' title="5 May 2021 9:12 am"'),
        (4, "Bo", ' title="2020, the year that Bo liked best"'),
        (5, "Cy", ""),
    )
    body = "".join(item.format(*one) for one in told)
    page = f"<title>Tin</title><article><h1>Tin</h1><p>It rings.</p></article><h2>3 Comments</h2><div>{body}</div>"
    found = read_page(Page("http://blog.example/tin.html", page.encode(), content_type="text/html"))
    printed = ["5 May 2021 9:12 am", "4 years ago", "5 years ago"]
    assert [c.published and c.published.words for c in found.comments] == printed


HOSTILE = {
    "deep": "<div>" * 100_000 + "x",
    "deep comments": "".join(f'<div class="comment" id="comment-{n}"><b>A</b> May 1, 2006 x' for n in range(3_000)),
    "many": "<p>x</p>" * 300_000,
    "white space": "<p>Posted" + " " * 200_000 + "by</p>",
    "digits": "<p>" + "1 " * 50_000 + "</p><h3>Comments</h3><p>" + "Posted by " * 5_000 + "</p>",
    "words": "<div id=comments>" + "<p>" + "on at by " * 30_000 + "</p></div>",
    "attributes": '<div id="comments"><p class="' + "comment " * 50_000 + '">x</p></div>',
    "json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "odd names": '<div id="comments"><div id="c1" a:b="1" 1="2"><x:y>Ann</x:y> May 1, 2006 <p>\x01One.</p></div></div>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_a_reading(name: str) -> None:
    found = read_page(Page("http://blog.example/x.html", HOSTILE[name].encode(), content_type="text/html"))
    assert not (found.doubt or "").startswith("reader failed"), found.doubt


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the saved blogs beside the repo")
@pytest.mark.parametrize("name", sorted(p.parent.name for p in SHARED.glob("*/manifest.jsonl")))
def test_nine_of_ten_comments_are_found_and_hold(name: str) -> None:
    tally: Counter[str] = Counter()
    for source in iter_sources(SHARED, name):
        for sheet in source.silver:
            found = tuple(c for c in GENERIC.read(open_page(sheet.file, sheet.url)).comments if not c.deleted)
            tally["known"] += len(sheet.comments)
            tally["found"] += len(found)
            tally["both"] += sum(pair.ours is not None for pair in match(sheet.comments, found))
    assert tally["both"] >= 0.9 * tally["known"]
    assert tally["both"] >= 0.9 * tally["found"]


def test_comment_of_nothing_but_a_time_is_said() -> None:
    found = read(
        '<div id="comments"><div class="comments-body"><p>December 7, 7:30am!</p>'
        '<p class="comments-post">Posted by: Ann at May 1, 2006 6:20 PM</p></div>'
        '<div class="comments-body"><p>Soon.</p>'
        '<p class="comments-post">Posted by: Ben at May 2, 2006 6:20 PM</p></div></div>'
    )
    assert told(found.comments) == [
        (None, "Ann", "May 1, 2006 6:20 PM", "<p>December 7, 7:30am!</p>"),
        (None, "Ben", "May 2, 2006 6:20 PM", "<p>Soon.</p>"),
    ]


def test_rank_and_time_in_the_authors_box_are_no_part_of_a_name() -> None:
    body = (
        '<article id="comment-3" class="comment"><header class="comment-author vcard"><div class="comment-author-link">'
        '<a href="http://wren.example/">Wren Alder</a><span>Post author</span></div>'
        '<div class="comment-date-time">May 2,'
        ' 2006 at 3:05 am</div><a class="comment-permalink" href="#comment-3">Permalink</a></header>'
        '<section class="comment-content"><p>Encore.</p></section></article>'
    )
    found = read(f'<h1>Tin roof</h1><p>Rain plays it better than most.</p><div id="comments">{body}</div>')
    assert told(found.comments) == [("3", "Wren Alder", "May 2, 2006 at 3:05 am", "<p>Encore.</p>")]


def test_name_that_looks_like_a_time_is_a_name_where_it_is_called_one() -> None:
    body = (
        '<li class="comment" id="comment-7"><cite class="fn">March 3, 2015 at 4:05 pm</cite>'
        '<time datetime="2015-03-04T10:00:00Z">March 4, 2015</time><p class="comment-text">Odd name.</p></li>'
    )
    found = read(f'<h1>Tin roof</h1><p>Rain plays it better than most.</p><ol id="comments">{body}</ol>')
    assert told(found.comments) == [("7", "March 3, 2015 at 4:05 pm", "March 4, 2015", "Odd name.")]


def test_machine_time_left_in_the_template_is_not_believed() -> None:
    body = "".join(
        f'<li class="comment" id="comment-{n}"><b class="fn">{who}</b> <time datetime="2016-01-28T12:43:17+00:00">'
        f"May {n}, 2006 at 3:05 am</time><p>Word {n}.</p></li>"
        for n, who in ((1, "Ann"), (2, "Bo"), (3, "Cy"))
    )
    found = read(f'<h1>Tin roof</h1><p>Rain plays it better than most.</p><ol id="comments">{body}</ol>')
    assert [c.published.machine for c in found.comments if c.published] == [None, None, None]
    assert told(found.comments)[0][2] == "May 1, 2006 at 3:05 am"


def test_head_of_a_quotation_is_not_the_signature() -> None:
    body = (
        '<div class="comment" id="comment-3"><h4><a href="http://wren.example/">Guest</a>'
        " <small>May 2, 2006 at 3:05 am</small>"
        "</h4><p>On March 18, 2005 at 12:05 pm, Bob says:</p><p>Tin.</p></div>"
    )
    found = read(f'<h1>Tin roof</h1><p>Rain plays it better than most.</p><div id="comments">{body}</div>')
    assert told(found.comments) == [
        ("3", "Guest", "May 2, 2006 at 3:05 am", "<p>On March 18, 2005 at 12:05 pm, Bob says:</p><p>Tin.</p>")
    ]


def test_pings_in_a_list_of_their_own_are_read_beside_numbered_comments() -> None:
    page = (
        '<h1>Tin roof</h1><p>Rain plays it better than most.</p><div id="comments"><ol>'
        '<li class="comment" id="comment-1"><b class="fn">Ann</b> <i class="date">1 May 2006</i><p>One.</p></li></ol>'
        '<ol class="pinglist"><li class="ping"><div class="ping-link">'
        '<a href="http://other.example/1">Gutters « Downpipe</a>'
        '</div><div class="ping-meta">2 May 2006</div><div class="ping-content"><p>They sing.</p></div></li></ol></div>'
    )
    found = read(page).comments
    assert [(c.kind, c.author, c.author_url, c.position) for c in found] == [
        ("comment", "Ann", None, 0),
        ("pingback", "Gutters « Downpipe", "http://other.example/1", 1),
    ]


def test_replies_in_a_wrapper_after_their_parent_are_its_children() -> None:
    def one(number: int) -> str:
        return (
            f'<li class="comment" id="item-{number}"><article id="comment-{number}"><b class="fn">Ann {number}</b>'
            f' <i class="date">{number} May 2006</i><p>Word.</p></article></li>'
        )

    page = (
        '<h1>Tin roof</h1><p>Rain plays it better than most.</p><ol id="comments">'
        f'{one(1)}<li class="children"><ol>{one(2)}'
        f'<li class="children"><ol>{one(3)}</ol></li>{one(4)}</ol></li>{one(5)}</ol>'
    )
    assert [c.parent_source_id for c in read(page).comments] == [None, "1", "2", "1", None]


def test_longest_heading_that_the_window_repeats_is_the_title() -> None:
    page = "<html><head><title>On tin roofs - my blog</title></head><body><h1>Blog</h1><h2>On tin roofs</h2><p>" + (
        "Rain plays it better than most. " * 4
    )
    found = GENERIC.read(Page("http://blog.example/2006/05/tin.html", page.encode(), content_type="text/html"))
    assert found.post is not None
    assert found.post.title == "On tin roofs"


def test_post_named_like_a_year_is_no_archive() -> None:
    page = "<h1>Tin roof</h1><p>Rain plays it better than most, and longer.</p>"
    assert read(page, "http://blog.example/2019/02/25/2012/").post is not None
    assert read(page, "http://blog.example/blog/2012/").post is None


@pytest.mark.parametrize("further", ["comment-page-2/", "comments/page/2/", "?cpage=2"])
def test_further_page_of_a_thread_is_no_post_of_its_own(further: str) -> None:
    here = "http://blog.example/2006/05/tin-roof/"
    body = "<h1>Tin roof</h1><p>Rain plays it better than any band that ever came to town, and for longer.</p>"
    said = "".join(f'<li class="comment" id="comment-{n}"><cite>Ann</cite><p>Words {n}.</p></li>' for n in (1, 2, 3))
    assert (read(body, here + further).posts, read(body, here + further).doubt) == ((), "layout unknown")
    found = read(f"{body}<ol>{said}</ol>", here + further)
    assert (found.about, len(found.comments), {post.url for post in found.posts} <= {here}) == (here, 3, True)


@pytest.mark.parametrize(
    ("markup", "most", "words"),
    [
        ("<p> 7 <b>com</b>ments </p>", 40, "7 comments"),
        ("<p>" + " \n" * 5000 + "<b>7</b> comments</p>", 40, "7 comments"),
        ("<p>one <b>two</b> three <b>four</b></p>", 5, "one two"),
    ],
)
def test_no_more_words_are_taken_than_tell_that_there_are_more(markup: str, most: int, words: str) -> None:
    assert first_words(html.fragment_fromstring(markup), most) == words


def test_markup_comments_among_the_parts_of_comments_break_nothing() -> None:
    one = '<a id="c{0}"></a><!-- {0} --><p>Word {0}.</p><p class="posted">Posted by: Wren | May {0}, 2006 5:09 PM</p>'
    items = "".join(f'{one.format(n)}<div class="r"><p class="x">More</p></div>' for n in (2, 3, 4))
    found = read(f"<h1>Tin roof</h1><p>Rain.</p><h2>Comments</h2>{items}")
    assert [(c.source_id, c.author) for c in found.comments] == [("2", "Wren"), ("3", "Wren"), ("4", "Wren")]


def test_paragraphs_with_one_name_and_no_time_are_no_conversation() -> None:
    part = '<div class="comment-text"><div class="comment-author">Ida Rook</div><p>Rain plays it ({0}).</p></div>'
    parts = "".join(part.format(n) for n in range(1, 6))
    assert read(f"<h1>Tin roof</h1>{parts}").comments == ()
    signed = "".join(part.format(n).replace("</div><p>", f", May {n}, 2006</div><p>", 1) for n in range(1, 6))
    assert len(read(f"<h1>Tin roof</h1>{signed}").comments) == 5
