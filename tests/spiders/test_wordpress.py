"""WordPress: what is worked out beside the data: permalinks, counts, pages of comments, API, marks, traps."""

from __future__ import annotations

import json
import re

import pytest

from archive.models import Follow, Moment, Promise
from spiders.page import Page
from spiders.platforms.wordpress import LAYOUTS, TRAPS
from spiders.platforms.wordpress_pages import MAX_COMMENT_PAGES
from spiders.platforms.wordpress_posts import without_view
from spiders.read import choose_adapter, read_page
from spiders.traps import find_trap

HOME = "http://quillweed.example"
POST = f"{HOME}/2018/02/11/on-thatch/"


def page_of(body: str, url: str = POST, *, head: str = "", css: str = "single postid-41", **headers: str) -> Page:
    generator = '<meta name="generator" content="WordPress 6.1.9" />'
    html = f"<html><head><title>x</title>{generator}{head}</head><body class='{css}'>{body}</body></html>"
    return Page(url, html.encode(), content_type="text/html; charset=utf-8", headers=headers)


def thread(heading: str = "", items: str = "", after: str = "") -> str:
    article = (
        '<article class="hentry" id="post-41"><h1 class="entry-title">3 ways to thatch</h1>'
        '<div class="entry-content"><p>Straw.</p></div></article>'
    )
    return (
        f'{article}<div id="comments"><h2 class="comments-title">{heading}</h2>'
        f'<ol class="comment-list">{items}</ol>{after}</div>'
    )


def item(number: int, page: int | None = None, text: str = "<p>Straw!</p>") -> str:
    part = f"comment-page-{page}/" if page else ""
    return (
        f'<li id="comment-{number}" class="comment"><article id="div-comment-{number}" class="comment-body">'
        f'<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Wren</b></div>'
        f'<div class="comment-metadata"><a href="{POST}{part}#comment-{number}">'
        f'<time datetime="2018-02-12T08:00:00+00:00">12 February 2018</time></a></div></footer>'
        f'<div class="comment-content">{text}</div></article></li>'
    )


def comment_pages(page: Page) -> list[str]:
    return [follow.url for follow in read_page(page).follow if follow.role == "comments"]


def api_lists(page: Page) -> list[str]:
    return [follow.url for follow in read_page(page).follow if follow.role == "api"]


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("5 Responses to &#8220;3 ways to thatch&#8221;", 5),
        ("One thought on &ldquo;<span>3 ways to thatch</span>&rdquo;", 1),
        ("1,204 thoughts on &ldquo;<span>3 ways to thatch</span>&rdquo;", 1204),
        ("7 Kommentare zu „3 ways to thatch“", 7),
        ("Ein Gedanke zu „3 ways to thatch“", 1),
        ("12 réflexions sur « 3 ways to thatch »", 12),
        ("“3 ways to thatch” への4件のフィードバック", 4),
        ("4 Responses to <em>3 ways to thatch</em>", 4),
        ("3 ways to thatch için 9 yorum", 9),
        ("Комментарии (6)", 6),
        ("No Responses to “3 ways to thatch”", 0),
        ("12 комментариев", 12),
        ("12 件のコメント", 12),
        ("1 204 комментария к «3 ways to thatch»", 1204),
        ("1&nbsp;204 réponses à “3 ways to thatch”", 1204),
        ("《3 ways to thatch》有12条评论", 12),
        ("Нет комментариев", 0),
        ("Комментариев нет", 0),
        ("Pas de commentaires", 0),
        ("コメントはまだありません", 0),
        ("暂无评论", 0),
        ("Leave a Reply", None),
        ("Comments", None),
        ("Join the Conversation", None),
    ],
)
def test_heading_over_the_thread_promises_a_number(heading: str, count: int | None) -> None:
    reading = read_page(page_of(thread(heading, item(1))))
    assert [post.promised for post in reading.posts] == [count]
    promised = () if count is None else (Promise("comments", count, "heading", POST),)
    assert reading.promised == promised


LINKS = (
    ("2 Comments", 2),
    ("Ein Kommentar", 1),
    ("12 件のコメント", 12),
    ("Keine Kommentare", 0),
    ("One Comment<span class=screen-reader-text> on 3 ways to thatch</span>", 1),
    ("<i></i><span class=screen-reader-text>7 Replies to 3 ways to thatch</span>", 7),
    ("No Responses to 3 ways to thatch", 0),
    ("Read the discussion", None),
)


@pytest.mark.parametrize(("words", "count"), LINKS)
def test_link_from_a_list_promises_a_number(words: str, count: int | None) -> None:
    title = f"<h2 class=entry-title><a href='{POST}'>3 ways to thatch</a></h2>"
    entry = f"<article class='hentry post'>{title}<a href='{POST}#comments'>{words}</a></article>"
    reading = read_page(page_of(entry, f"{HOME}/", css="blog"))
    assert [promise.count for promise in reading.promised] == ([] if count is None else [count])


@pytest.mark.parametrize(
    ("seen", "own"),
    [
        (f"{POST}comment-page-2/", POST),
        (f"{HOME}/thatch.html/comment-page-12", f"{HOME}/thatch.html"),
        (f"{HOME}/thatch/comment-page-3", f"{HOME}/thatch"),
        (f"{HOME}/?p=41&cpage=2", f"{HOME}/?p=41"),
        (f"{POST}?replytocom=540", POST),
        (f"{POST}?share=email&nb=1", POST),
        (f"{POST}amp/", POST),
        (f"{HOME}/?page_id=7&amp=1", f"{HOME}/?page_id=7"),
        (f"{HOME}/2018/02/", f"{HOME}/2018/02/"),
        (POST, POST),
    ],
)
def test_address_of_a_view_leads_to_the_post(seen: str, own: str) -> None:
    assert without_view(seen) == own


def test_part_of_a_divided_post_leads_to_the_post() -> None:
    others = (POST, f"{POST}2/")
    assert without_view(f"{POST}3/", others) == POST
    assert without_view(f"{HOME}/?p=41&page=3", (f"{HOME}/?p=41", f"{HOME}/?p=41&page=2")) == f"{HOME}/?p=41"
    assert without_view(f"{HOME}/2018/02/", (f"{POST}2/",)) == f"{HOME}/2018/02/"


def test_a_number_that_is_the_post_s_own_is_no_part_of_it() -> None:
    own = f"{HOME}/archives/48"
    assert without_view(own, (f"{own}/2", f"{own}/3")) == own
    assert without_view(f"{own}/2", (own, f"{own}/3")) == own
    assert without_view(f"{own}/3", (f"{own}/2",)) == own


def test_guessed_pages_end_with_what_was_promised() -> None:
    never_ends = page_of(thread("3 thoughts", item(1)), f"{POST}comment-page-3/")
    assert comment_pages(never_ends) == []


def test_second_page_of_comments_belongs_to_its_post() -> None:
    head = f'<link rel="canonical" href="{POST}comment-page-2/#comments" />'
    reading = read_page(page_of(thread("47 thoughts", item(540, 2)), f"{POST}comment-page-2/", head=head))
    assert (reading.about, [post.url for post in reading.posts]) == (POST, [POST])
    assert [comment.source_id for comment in reading.comments] == ["540"]


def test_all_pages_of_comments_are_asked_for_by_number() -> None:
    older = f'<div class="nav-previous"><a href="{POST}comment-page-3/#comments">Older</a></div>'
    page = page_of(thread("47 thoughts", item(590, 4), older))
    assert comment_pages(page) == [f"{POST}comment-page-{number}/" for number in (1, 2, 3)]


def test_a_ping_without_address_does_not_hide_a_page() -> None:
    ping = '<li id="comment-7" class="pingback"><p class="comment-body">Pingback: <a href="#">x</a></p></li>'
    older = f'<div class="nav-previous"><a href="{POST}comment-page-1/#comments">Older</a></div>'
    page = page_of(thread("47 thoughts", ping + item(590, 2), older))
    assert comment_pages(page) == [f"{POST}comment-page-1/"]


FORM = (
    f"<p>This content is password protected.</p><form action='{HOME}/wp-login.php?action=postpass' method='post'>"
    "<label>Password <input name='post_password' type='password' /></label></form>"
)


@pytest.mark.parametrize("form", [FORM, FORM.replace("wp-login.php?action=postpass", "wp-pass.php").replace("'", '"')])
def test_form_that_asks_for_a_password_is_no_body(form: str) -> None:
    reading = read_page(page_of(thread().replace("<p>Straw.</p>", form)))
    assert [(post.title, post.html, post.whole) for post in reading.posts] == [("3 ways to thatch", None, False)]
    assert reading.doubt == "protected by a password"
    german = thread().replace("<p>Straw.</p>", form).replace("3 ways to thatch", "Geschützt: 3 ways to thatch")
    assert [post.title for post in read_page(page_of(german)).posts] == ["3 ways to thatch"]


def test_post_that_speaks_of_passwords_is_a_post() -> None:
    words = "<p>Never call a field <code>&lt;input name='post_password'&gt;</code>.</p><form><input name='s'></form>"
    reading = read_page(page_of(thread().replace("<p>Straw.</p>", words)))
    assert reading.doubt is None
    assert "post_password" in (reading.posts[0].html or "")


def test_status_without_title_takes_the_window_s() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" title="Quillweed » Feed" href="/feed/">'
    status = '<article class="hentry"><h1>Hester</h1><div class="entry-content">Hail</div></article>'
    html = page_of(status, head=feed).body.replace(b"<title>x", b"<title>Hail | Quillweed")
    assert [post.title for post in read_page(Page(POST, html)).posts] == ["Hail"]


def test_one_page_of_comments_is_not_asked_for_twice() -> None:
    assert comment_pages(page_of(thread("One thought", item(590, 1)))) == []


def test_pages_of_other_posts_are_not_this_thread_s() -> None:
    widget = f'<a href="{HOME}/2017/01/01/rain/comment-page-9/#comment-4">Wren on Rain</a>'
    assert comment_pages(page_of(thread("One thought", item(590), widget))) == []


def test_thread_without_links_that_promises_more_is_asked_for_its_next_page() -> None:
    assert comment_pages(page_of(thread("62 thoughts", item(1)))) == [f"{POST}comment-page-1/"]
    later = page_of(thread("62 thoughts", item(1)), f"{POST}comment-page-1/")
    assert comment_pages(later) == [f"{POST}comment-page-2/"]
    beyond = page_of(thread("62 thoughts"), f"{POST}comment-page-9/")
    assert comment_pages(beyond) == []


def test_absurd_page_numbers_are_not_counted_up() -> None:
    link = f'<a href="{POST}comment-page-{MAX_COMMENT_PAGES + 1}/">last</a>'
    assert comment_pages(page_of(thread("2 thoughts", item(1), link))) == []


def test_a_file_s_own_page_is_a_post_only_when_people_talk_under_it() -> None:
    css = "attachment attachmentid-7"
    assert read_page(page_of(thread("Comments"), css=css)).posts == ()
    assert len(read_page(page_of(thread("1 Comment", item(1)), css=css)).posts) == 1


def test_first_part_of_a_divided_post_is_no_whole_body() -> None:
    links = f'<nav class="post-nav-links"><a class="post-page-numbers" href="{POST}2/">2</a></nav>'
    first = read_page(page_of(thread() + links))
    second = read_page(page_of(thread() + links, f"{POST}2/"))
    assert [post.whole for post in first.posts] == [False]
    assert (second.about, second.posts) == (POST, ())


@pytest.mark.parametrize(
    ("head", "headers", "root"),
    [
        (f'<link rel="https://api.w.org/" href="{HOME}/wp-json/" />', {}, f"{HOME}/wp-json/"),
        ("", {"link": f'<{HOME}/blog/wp-json/>; rel="https://api.w.org/"'}, f"{HOME}/blog/wp-json/"),
    ],
)
def test_api_is_found_by_link_or_header(head: str, headers: dict[str, str], root: str) -> None:
    assert api_lists(page_of("", head=head, **headers)) == [
        f"{root}wp/v2/posts?per_page=100&page=1",
        f"{root}wp/v2/pages?per_page=100&page=1",
        f"{root}wp/v2/comments?per_page=100&page=1&order=asc&orderby=id",
    ]


def test_api_without_permalinks_is_asked_by_parameter() -> None:
    head = f'<link rel="https://api.w.org/" href="{HOME}/index.php?rest_route=/" />'
    first = f"{HOME}/index.php?rest_route=/wp/v2/posts&per_page=100&page=1"
    assert api_lists(page_of("", head=head))[0] == first


def test_api_page_goes_on_while_full_when_headers_are_lost() -> None:
    url = f"{HOME}/wp-json/wp/v2/comments?per_page=1&page=3&order=asc"
    dates = {"date_gmt": "0000-00-00T00:00:00", "date": "2018-02-12T09:00:00"}
    row = {"id": 5, "link": f"{POST}#comment-5", **dates}
    reading = read_page(Page(url, json.dumps([row]).encode(), content_type="application/json"))
    assert reading.follow == (Follow(url.replace("page=3", "page=4"), "api", "wp-json"),)
    assert [comment.published for comment in reading.comments] == [Moment(machine="2018-02-12T09:00:00")]


def test_api_never_leads_to_another_host() -> None:
    link = '<http://10.0.0.1/wp-json/wp/v2/posts?page=2>; rel="next"'
    url = f"{HOME}/wp-json/wp/v2/posts"
    page = Page(url, b"[]", content_type="application/json", headers={"link": link})
    assert read_page(page).follow == ()


BROKEN = (b"{}", b"null", b"[[[", b'[null, 7, {"link": 3}, {"id": true}]', b'{"code": []}')


@pytest.mark.parametrize("body", BROKEN)
def test_broken_api_answers_have_an_outcome(body: bytes) -> None:
    for kind in ("posts", "comments"):
        url = f"{HOME}/wp-json/wp/v2/{kind}?per_page=100&page=1"
        reading = read_page(Page(url, body, content_type="application/json"))
        assert (reading.posts, reading.comments) == ((), ())


@pytest.mark.parametrize("body", [*BROKEN, b'{"posts": [3, {}], "comments": [{"ID": 1}, null]}'])
def test_broken_answers_of_the_public_api_have_an_outcome(body: bytes) -> None:
    for kind in ("posts?number=100", "comments?page=1"):
        url = f"https://public-api.wordpress.com/rest/v1.1/sites/quillweed.wordpress.com/{kind}"
        reading = read_page(Page(url, body, content_type="application/json"))
        assert (reading.posts, reading.comments) == ((), ())


def test_pictures_of_a_wordpress_do_not_make_another_page_one() -> None:
    html = b"<html><body><img src='http://quillweed.example/wp-content/uploads/a.png'></body></html>"
    adapter, marks = choose_adapter(Page("http://other.example/", html, content_type="text/html"))
    assert (adapter.name, marks) == ("generic", ())


@pytest.mark.parametrize(
    ("url", "trap"),
    [
        (f"{POST}?replytocom=540", "reply form"),
        (f"{POST}?share=tumblr", "share button"),
        (f"{POST}?like_comment=5&_wpnonce=1", "like button"),
        (f"{POST}amp/", "AMP view"),
        (f"{HOME}/wp-login.php?redirect_to=x", "login"),
        (f"{HOME}/xmlrpc.php?rsd", "XML-RPC"),
        (f"{HOME}/wp-json/oembed/1.0/embed?url=x", "oEmbed"),
        (f"{POST}trackback/", "trackback address"),
        (f"{HOME}/tag/straw/feed/", "feed of a list"),
        (f"{HOME}/2961/03/", "calendar far away"),
        (f"{POST}feed/", None),
        (f"{HOME}/?p=41", None),
        (f"{HOME}/feed/?paged=3", None),
        (f"{POST}comment-page-2/", None),
        (f"{HOME}/wp-json/wp/v2/comments?per_page=100&page=1&order=asc&orderby=id", None),
        (f"{HOME}/index.php?rest_route=/wp/v2/comments&per_page=100&page=1&order=asc&orderby=id", None),
    ],
)
def test_traps_have_names(url: str, trap: str | None) -> None:
    assert next((name for name, pattern in TRAPS if re.search(pattern, url)), None) == trap
    if trap is None:
        assert find_trap(url) is None


def test_every_layout_has_a_name_of_its_own_or_reads_an_index() -> None:
    names = [layout.name for layout in LAYOUTS if layout.page != "index"]
    assert len(names) == len(set(names))


def test_a_thread_of_two_thousand_comments_is_read_whole() -> None:
    reading = read_page(page_of(thread("2,000 thoughts", "".join(item(n) for n in range(2000)))))
    assert len(reading.comments) == 2000
    assert {comment.author for comment in reading.comments} == {"Wren"}


def test_an_archive_of_one_post_is_no_post_in_themes_without_classes_on_the_body() -> None:
    shown = '<ol class="commentlist"><li id="comment-9"><cite>Nobody</cite></li></ol>'
    entry = f'<div class="post"><h3><a href="{POST}" rel="bookmark">On thatch</a></h3>{shown}</div>'
    archive = '<h2 class="pagetitle">Archive for the &#8216;Straw&#8217; Category</h2>' + entry
    reading = read_page(page_of(archive, f"{HOME}/category/straw/", css=""))
    assert (reading.layout, reading.posts) == ("index", ())
    assert POST in [follow.url for follow in reading.follow]


def test_kubrick_shows_a_ping_by_its_words_alone() -> None:
    def said(number: int, words: str) -> str:
        return (
            f'<li class="alt" id="comment-{number}"><cite><a href="http://h.example/">Hedges</a></cite> Says:'
            f'<small class="commentmetadata"><a href="#comment-{number}">June 4th, 2005 at 9:26 am</a></small>'
            f"<p>{words}</p></li>"
        )

    ping, talk = said(7, "[&#8230;] Wren on thatch [&#8230;]"), said(8, "Wren [&#8230;] is right.")
    reading = read_page(page_of(f'<ol class="commentlist">{ping}{talk}</ol>', css=""))
    assert [(one.source_id, one.kind, one.author) for one in reading.comments] == [
        ("7", "pingback", "Hedges"),
        ("8", "comment", "Hedges"),
    ]


@pytest.mark.parametrize("root", [f"{HOME}/index.php?rest_route=/", f"{HOME}/?rest_route=/"])
def test_without_permalinks_the_sitemap_is_asked_by_parameter(root: str) -> None:
    follow = read_page(page_of("", head=f'<link rel="https://api.w.org/" href="{root}" />')).follow
    assert [one.url for one in follow if one.role == "sitemap"] == [f"{HOME}/?sitemap=index"]


REPLY = '<a class="comment-reply-link" href="#comment-{0}" aria-label="{2}">{1}</a>'


@pytest.mark.parametrize(
    ("link", "label", "name"),
    [
        ("Reply", "Reply to Wren", "Wren"),
        ("Antworten", "Antworte auf Wren Rook", "Wren Rook"),
        ("返信", "Wren へ返信する", "Wren"),
    ],
)
def test_reply_link_tells_which_words_are_the_name(link: str, label: str, name: str) -> None:
    one = (
        f'<li class="comment" id="comment-5"><div class="top"><em>Top fan</em><i>{link}</i><span>{name}</span></div>'
        f'<div class="comment-text"><p>Straw!</p></div>{REPLY.format(5, link, label)}</li>'
    )
    (comment,) = read_page(page_of(thread("One thought on x", one))).comments
    assert comment.author == name


def test_themes_that_name_parts_in_their_own_way_are_read_without_a_guess() -> None:
    boxed = (
        '<li class="comment" id="li-comment-5"><div id="comment-5"><div class="comment-author">'
        '<a class="url" href="http://wren.example/">Wren</a></div>'
        '<span class="comment-date-time">12 February 2018 at 08:00</span><section class="comment-text"><p>Straw!</p>'
        "</section></div></li>"
    )
    reading = read_page(page_of(thread("One thought on x", boxed)))
    (comment,) = reading.comments
    assert (reading.layout, reading.doubt) == ("boxed", None)
    assert (comment.author, comment.author_url, comment.html) == ("Wren", "http://wren.example/", "<p>Straw!</p>")
    assert comment.published is not None
    assert comment.published.words == "12 February 2018 at 08:00"


def test_thread_within_the_post_s_own_element_is_read_and_no_part_of_the_body() -> None:
    inside = thread("One thought on x", item(5)).replace("<p>Straw.</p></div></article>", "<p>Straw.</p>")
    reading = read_page(page_of(f"{inside}</div></article>"))
    assert [c.source_id for c in reading.comments] == ["5"]
    assert reading.post is not None
    assert reading.post.html == "<p>Straw.</p>"


def test_comments_that_call_themselves_entry_content_are_read_with_their_replies() -> None:
    replied = item(6).replace('class="comment"', 'class="comment entry-content"')
    one = item(5).replace('class="comment"', 'class="comment entry-content"')
    one = one.replace("</article></li>", f'</article><ul class="children">{replied}</ul></li>')
    comments = read_page(page_of(thread("2 thoughts on x", one))).comments
    assert [(c.source_id, c.parent_source_id) for c in comments] == [("5", None), ("6", "5")]


def test_hour_that_stands_in_a_link_behind_a_loose_day_is_no_body() -> None:
    one = (
        '<li class="comment" id="comment-5"><div class="comment_author"><strong class="fn">Wren</strong> said, on '
        '12 February 2018 at <a href="#comment-5">8:00 am</a></div><p>Straw!</p></li>'
    )
    (comment,) = read_page(page_of(thread("One thought on x", one))).comments
    assert comment.html == "<p>Straw!</p>"
    assert comment.published is not None
    assert comment.published.words == "12 February 2018 at 8:00 am"


@pytest.mark.parametrize("place", ['<div class="wp-block-comments"></div>', '<div id="respond"><form></form></div>'])
@pytest.mark.parametrize("kind", ["entry-content", "entry-content wp-block-post-content"])
def test_sample_of_a_thread_in_a_post_nobody_commented_on_is_no_comment(kind: str, place: str) -> None:
    sample = f'<p>So it looks:</p><ol class="commentlist">{item(999)}</ol>'
    body = f'<article class="hentry"><h1 class="entry-title">x</h1><div class="{kind}">{sample}</div></article>{place}'
    reading = read_page(page_of(body))
    assert reading.comments == ()
    assert reading.post is not None
    assert "comment-999" in (reading.post.html or "")
