"""The pages of the reading room: what a reader finds on each."""

# ruff: noqa: E501 - pages as text

from __future__ import annotations

from itertools import pairwise
from typing import Any

import lxml.html
import pytest

from archive.site.chart import draw
from archive.site.times import Told, plain_day, plain_month, plain_time
from tests.archive.site.reading import headings, read_aloud
from tests.archive.site.world import BLOG, OTHER, POST, World, make_world

HOME = """\
# Blogs, and the conversations under them
2 blogs, 3 posts, 6 comments, proven by 6 captures.
1 concern to look at.
## Blogs
### Moss and Mortar
Bread, walls and patience
Posts
2
Comments
5
Years
2005
Platform
TypePad
Coverage: nothing missing of 7 promised comments
Last look 6 May 2024
### Tin Kettle
Posts
1
Comments
1
Platform
WordPress
Coverage: the pages promise no comments
Last look 6 May 2024
## The latest in the conversation
Far Away trackback on Slow bread
linked from elsewhere
7 Mar 2005, 09:00 UTC · Moss and Mortar
Clover on Slow bread
Mine burns too.
5 Mar 2005, 09:00 UTC · Moss and Mortar
no name given on Slow bread
A nameless word about crumbs.
5 Mar 2005, 08:00 UTC · Moss and Mortar
Basil on Slow bread
It worked! Slow is right.
4 Mar 2005, 08:00 UTC · Moss and Mortar
Ottoline on Slow bread
Lower the oven, and wait.
3 Mar 2005, 11:30 UTC · Moss and Mortar
Basil on Slow bread
Mine burns. Why does mine always burn?
3 Mar 2005, 11:00 UTC · Moss and Mortar"""

THREAD = """\
Moss and Mortar
# Slow bread
Ottoline · 3 Mar 2005, 09:11 UTC (the page says “March 3, 2005 at 10:11 AM”, zone stated)
Flour, water, time.
## The crust
[picture not kept: The crumb] and rye.
Kitchen
bread
patience
proof · cite · kept copy of 6 May 2024 · all by this author · history · it first stood at http://mossandmortar.example/blog/2005/03/slow-bread.html
## 5 comments, 1 ping
7 promised (heading), nothing is missing. 1 was deleted by the blog. Comments were closed when last seen. Feed of this thread
Coming back later? This site remembers no readers, but this address does: it will mark what comes after all that is here now.
> ### Basil
> Mine burns. Why does mine always burn?
> 3 Mar 2005, 11:00 UTC (the page says “2005-03-03, in words”, zone stated) · permalink · proof · cite · all by this name
> > ### Ottoline
> > Lower the oven, and wait.
> > 3 Mar 2005, 11:30 UTC (the page says “2005-03-03, in words”, zone stated) · permalink · proof · cite · all by this name
> > > ### Basil
> > > It worked! Slow is right.
> > > 4 Mar 2005, 08:00 UTC (the page says “2005-03-04, in words”, zone stated) · permalink · proof · cite · all by this name
> ### no name given
> A nameless word about crumbs.
> 5 Mar 2005, 08:00 UTC (the page says “2005-03-05, in words”, zone stated) · permalink · proof · cite
> ### Clover
> probably answers Basil inferred
> Mine burns too.
> 5 Mar 2005, 09:00 UTC (the page says “2005-03-05, in words”, zone stated) · permalink · proof · cite · all by this name
> ### Deleted comment
> The platform says that a comment stood here. Its words are not kept.
> 6 Mar 2005, 09:00 UTC (the page says “2005-03-06, in words”, zone stated) · permalink · proof · cite
> ### Far Away
> linked from elsewhere
> 7 Mar 2005, 09:00 UTC (the page says “2005-03-07, in words”, zone stated) · permalink · proof · cite · all by this name
## Where it links
rye kept here http://mossandmortar.example/blog/2005/04/rye.html"""


def blog_id(world: World) -> str:
    return str(world.one("select id from blogs where title = 'Moss and Mortar'"))


def comment_id(world: World, source: str) -> str:
    return str(world.one("select id from comments where source_id = ?", source))


def person_id(world: World, name: str) -> str:
    sql = "select author_id from comments where author = ? order by moment is null, moment"
    return str(world.one(sql, name))


def all_pages(world: World) -> dict[str, str]:
    """One path for each kind of page."""
    return {
        "home": "/",
        "blog": f"/-/blog/{blog_id(world)}",
        "month": f"/-/blog/{blog_id(world)}?in=2005-03",
        "post": f"/-/post/{world.post}",
        "search": "/-/search?q=bread",
        "proof of a post": f"/-/proof/post/{world.post}",
        "proof of a comment": f"/-/proof/comment/{comment_id(world, '2')}",
        "capture": f"/-/capture/{world.captures[POST].id}",
        "captures": f"/-/captures?url={POST}",
        "coverage": "/-/coverage",
        "coverage of a blog": f"/-/coverage/{blog_id(world)}",
        "crawls": "/-/crawls",
        "crawl": "/-/crawl/crawl-1",
        "addresses": f"/-/addresses?blog={blog_id(world)}&outcome=gone",
        "person": f"/-/person/{person_id(world, 'Basil')}",
        "cite a post": f"/-/cite/post/{world.post}",
        "cite a comment": f"/-/cite/comment/{comment_id(world, '2')}",
        "narrow search": f"/-/search?q=bread&year=2005&kind=post&blog={blog_id(world)}",
        "schema": "/-/schema",
        "by author and tag": f"/-/blog/{blog_id(world)}?author=Ottoline&tag=bread",
        "conversation": "/-/conversation",
        "conversation of a blog": f"/-/conversation/{blog_id(world)}",
        "pair": f"/-/conversation?who={person_id(world, 'Ottoline')}&whom={person_id(world, 'Basil')}",
        "way": f"/-/conversation?from={blog_id(world)}&to={world.one('select id from blogs where home = ?', OTHER)}",
        "new since": f"/-/post/{world.post}?since=2005-03-05",
        "unfolded": f"/-/post/{world.post}?open=all",
        "as it stood": f"/-/post/{world.post}?at=2024-05-07",
        "history of a post": f"/-/history/post/{world.post}",
        "history of a blog": f"/-/history/blog/{blog_id(world)}?new=1",
        "concerns": "/-/concerns",
        "schedules": "/-/schedules",
        "schedule": f"/-/schedule/{world.one('select id from schedules')}",
        "who speaks under whose posts": "/-/conversation?by=posts",
        "empty search": "/-/search",
        "search for nothing": "/-/search?q=zzzz",
        "not kept": "/-/captures?url=http://nowhere.example/",
    }


KINDS = (
    "home", "blog", "month", "post", "search", "proof of a post", "proof of a comment", "capture", "captures",
    "coverage", "coverage of a blog", "crawls", "crawl", "addresses", "person", "cite a post", "cite a comment",
    "narrow search", "schema", "by author and tag", "conversation",
    "conversation of a blog", "pair", "way", "new since", "unfolded", "as it stood", "history of a post",
    "history of a blog", "concerns", "schedules", "schedule", "who speaks under whose posts", "empty search",
    "search for nothing", "not kept",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_strict_scriptless_and_in_order(world: World, kind: str) -> None:
    shown = world.get(all_pages(world)[kind])
    assert shown.status_code == (404 if kind == "not kept" else 200)
    assert shown.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    forms = kind in ("schedules", "schedule")
    assert shown.headers["referrer-policy"] == ("same-origin" if forms else "no-referrer")
    assert "set-cookie" not in shown.headers
    page = lxml.html.document_fromstring(shown.text)
    assert [element.tag for element in page.iter("script", "style", "iframe")] == []
    assert [element.tag for element in page.iter() if "style" in element.attrib] == []
    levels = headings(shown.text)
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.get("lang") == "en"
    assert page.find(".//a[@class='skip']").get("href") == "#main"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    labels = {label.get("for") for label in page.iter("label")}
    assert {field.get("id") for field in page.iter("input", "select") if field.get("type") != "hidden"} <= labels


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_also_json(world: World, kind: str) -> None:
    path, _, query = all_pages(world)[kind].partition("?")
    shown = world.get(f"{path}.json?{query}" if path != "/" else "/.json")
    assert shown.headers["content-type"] == "application/json; charset=utf-8"
    assert shown.json()["title"]


def test_the_links_of_the_house_lead_somewhere(world: World) -> None:
    led: set[str] = set()
    for path in all_pages(world).values():
        page = lxml.html.document_fromstring(world.get(path).text)
        led |= {link.get("href").partition("#")[0] for link in page.iter("a", "link") if link.get("href")}
    kept = {link for link in led if link.startswith("/") and "nowhere" not in link and "gone.png" not in link}
    assert {link: world.get(link, follow_redirects=True).status_code for link in kept} == dict.fromkeys(kept, 200)


def test_the_entrance_tells_blogs_figures_and_the_last_words(world: World) -> None:
    assert read_aloud(world.get("/").text) == HOME


def test_a_post_and_its_thread_are_one_read(world: World) -> None:
    assert read_aloud(world.get(f"/-/post/{world.post}").text) == THREAD


def test_a_thread_is_nested_in_lists_that_close(world: World) -> None:
    page = lxml.html.document_fromstring(world.get(f"/-/post/{world.post}").text)
    answer = page.get_element_by_id("c-" + comment_id(world, "3"))
    above = [item.find("article").get("id") for item in answer.iterancestors("li")]
    assert above == ["c-" + comment_id(world, number) for number in ("3", "2", "1")]
    assert [child.tag for child in page.find(".//ol[@class='thread level-0']")] == ["li"] * 5


def test_the_author_is_marked_where_the_platform_says_so(world: World) -> None:
    said = world.get(f"/-/post/{world.post}.json").json()["thread"]
    assert [(turn["comment"]["author"], turn["comment"]["by_author"]) for turn in said[:3]] == [
        ("Basil", None),
        ("Ottoline", "stated"),
        ("Basil", None),
    ]


def test_a_comments_address_leads_to_its_place_in_the_post(world: World) -> None:
    shown = world.get(f"/-/comment/{comment_id(world, '3')}")
    assert (shown.status_code, shown.headers["location"]) == (
        302,
        f"/-/post/{world.post}#c-{comment_id(world, '3')}",
    )


def test_a_post_that_only_comments_name_says_so(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update posts set html = null, text = null, title = null, whole = 0 where id = ?", world.post)
    shown = read_aloud(world.get(f"/-/post/{world.post}").text)
    assert "The post’s own words are not kept; only comments that name it are." in shown


def test_missing_comments_are_said_loudly(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update threads set promised = 30, promised_by = 'slash:comments' where post_id = ?", world.post)
    assert "30 promised (slash:comments), 23 of them missing." in read_aloud(world.get(f"/-/post/{world.post}").text)
    assert "1 thread says how much there is: 30 promised. 0 of them are whole; 23 comments are missing." in read_aloud(
        world.get(f"/-/blog/{blog_id(world)}").text
    )
    assert "23 of 30 promised comments missing" in read_aloud(world.get("/").text)


def test_comments_of_a_post_that_is_not_kept_are_missing_on_every_page(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    blog, capture = blog_id(world), world.captures[BLOG].id
    world.write(
        "insert into promises (blog_id, post_id, url, said_of, said_by, promised, time, capture_id, id) "
        "values (?, 'nobody', ?, 'comments', 'index', 4, '2024-05-06T08:00:00Z', ?, 'one')",
        blog,
        BLOG + "2005/01/lost.html",
        capture,
    )
    assert "4 of 11 promised comments missing" in read_aloud(world.get("/").text)
    shown = read_aloud(world.get(f"/-/blog/{blog}").text)
    assert "2 threads say how much there is: 11 promised. 1 of them is whole; 4 comments are missing." in shown
    assert "11 promised in 2 of 3 threads, 4 missing" in read_aloud(world.get(f"/-/coverage/{blog}").text)


def test_the_proof_of_a_comment_names_file_offset_and_digest(world: World) -> None:
    capture = world.captures[POST]
    shown = read_aloud(world.get(f"/-/proof/comment/{comment_id(world, '2')}").text)
    for words in (
        "# Proof of a comment by Ottoline",
        capture.warc,
        f"from byte {capture.offset}, {capture.length} bytes long",
        capture.digest,
        "6 May 2024, 07:08page2http://mossandmortar.example/blog/2005/03/slow-bread.htmlcopy · proof",
    ):
        assert words in shown


def test_earlier_versions_stand_with_the_proof(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write(
        "insert into versions (id, post_id, text, first_seen, last_seen, capture_id) "
        "values ('v', ?, 'Flour only.', '2023-01-01T00:00:00Z', '2023-02-01T00:00:00Z', ?)",
        world.post, world.captures[POST].id,
    )  # fmt: skip
    assert "Earlier version, seen from 1 Jan 2023 to 1 Feb 2023" in world.get(f"/-/post/{world.post}").text
    assert "### Seen from 1 Jan 2023 to 1 Feb 2023\nFlour only.Flour, water, time." in read_aloud(
        world.get(f"/-/proof/post/{world.post}").text
    )


def test_a_capture_shows_the_head_as_it_came_and_the_rows_it_gave(world: World) -> None:
    shown = read_aloud(world.get(f"/-/capture/{world.captures[POST].id}").text)
    for words in (
        "X-Odd\n<b>1</b>",
        "Set-Cookie\na=b",
        "post: Slow bread",
        "GET / HTTP/1.1",
        "Read as typepad",
    ):
        assert words in shown


def test_captures_of_an_address_are_found_however_it_is_spelled(world: World) -> None:
    for spelling in (
        POST,
        POST.replace("http:", "https:"),
        POST.replace("moss", "MOSS", 1),
        POST + "#comment-1",
    ):
        assert world.get("/-/captures.json", params={"url": spelling}).json()["captures"][0]["url"] == POST


def test_what_is_not_kept_says_what_to_do(world: World) -> None:
    for path in ("/-/post/none", "/-/blog/none", "/-/comment/none", "/-/proof/post/none", "/-/capture/none",
                 "/-/replay/none/", "/-/capture/none.warc.gz", "/-/captures", "/-/post/",
                 "/-/proof/x/y"):  # fmt: skip
        shown = world.get(path)
        assert shown.status_code == 404, path
        assert "blogkeep crawl URL" in shown.text, path


def test_nothing_can_be_sent(world: World) -> None:
    import asyncio

    async def send() -> Any:
        await world.datasette.invoke_startup()
        return await world.datasette.client.put("/-/search?q=x")

    assert asyncio.run(send()).status_code in (403, 405)


def test_an_empty_archive_says_how_to_fill_it(tmp_path: Any) -> None:
    from datasette.app import Datasette

    from archive.db.connect import open_db
    from archive.home import create_home

    home = create_home(tmp_path / "archive")
    open_db(home.db).close()
    world = World(home, {}, Datasette([str(home.db)]))
    assert "No blog is kept yet." in world.get("/").text
    assert world.get("/-/search?q=x").status_code == 200


def test_times_are_told_as_far_as_they_are_known() -> None:
    assert Told("2005-03-03T09:11:00Z", None, "Mar 3", "inferred").how == "“Mar 3”, zone inferred"
    assert Told(None, "2005-03-03T10:11:00", "Mar 3", "unknown").sentence == "3 Mar 2005, 10:11 by the blog’s clock"
    assert (Told(None, None, "one evening").sentence, Told().sentence, Told().how) == (
        "one evening",
        None,
        None,
    )
    assert (plain_time("0000-99"), plain_day(None), plain_month("2005-13")) == ("0000-99", "", "2005-13")


def test_a_life_is_drawn_from_january_to_december() -> None:
    chart = draw({"2005-03": 4, "x": 1}, {"2006-01": 2})
    assert chart is not None
    assert (len(chart.bars), chart.bars[2].post_height, chart.bars[12].comment_height) == (24, 60.0, 60.0)
    assert chart.sentence == (
        "Posts and comments by month, Jan 2005 to Dec 2006. Most posts: 4 in Mar 2005. Most comments: 2 in Jan 2006."
    )


def test_one_wrong_date_does_not_make_a_thousand_years_of_bars() -> None:
    chart = draw({"0001-01": 1, "2005-03": 4, "9999-12": 1}, {})
    assert chart is not None
    assert ([bar.words for bar in chart.bars], chart.by) == (["0001", "2005", "9999"], "year")
    assert draw({}, {}) is None
