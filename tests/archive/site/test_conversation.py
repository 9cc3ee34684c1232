"""Who answers whom: the graph, the tables behind it, and the remarks behind each line."""

from __future__ import annotations

from pathlib import Path

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from archive.db.connect import open_db
from archive.site.arcs import MOST_ARCS, MOST_NODES, Line, draw_graph
from tests.archive.site.reading import read_aloud
from tests.archive.site.test_pages import blog_id, comment_id, person_id
from tests.archive.site.world import BLOG, NEXT, POST, World, make_world

PEOPLE = """\
Moss and Mortar
# Conversation on Moss and Mortar
## Who answers whom
Answers to comments, as the platform states or nests them, and those that were worked out from quotations, names and links. Who speaks under whose posts
Each arc runs from who speaks to whom they answer; the thicker, the more often. Dashed: only worked out, stated by nobody. The table below says the same.
WhoAnswersTimes
BasilOttoline1
CloverBasil1 all worked out
OttolineBasil1
## From blog to blog
Nothing leads from this blog to another kept one, or back.
The table behind it · Conversation of the whole archive"""  # noqa: E501


def test_stated_answers_and_guesses_are_told_apart(world: World) -> None:
    shown = read_aloud(world.get(f"/-/conversation/{blog_id(world)}").text)
    assert sorted(shown.splitlines()) == sorted(PEOPLE.splitlines())


def test_each_arc_leads_to_the_remarks_that_make_it(world: World) -> None:
    page = lxml.html.document_fromstring(world.get(f"/-/conversation/{blog_id(world)}").text)
    arcs = page.cssselect("a.arc")
    assert {arc.findtext("title"): len(arc.xpath(".//*[contains(@class, 'guess')]")) for arc in arcs} == {
        "Basil to Ottoline: 1 time": 0, "Ottoline to Basil: 1 time": 0, "Clover to Basil: 1 time": 1,
    }  # fmt: skip
    for arc in arcs:
        assert world.get(arc.get("href")).status_code == 200
    asked = f"who={person_id(world, 'Clover')}&whom={person_id(world, 'Basil')}"
    (said,) = world.get(f"/-/conversation.json?{asked}").json()["remarks"]
    assert (said["remark"]["id"], said["how"], said["answered"]) == (
        comment_id(world, "5"), "inferred", comment_id(world, "1"),
    )  # fmt: skip
    assert "answer, inferred" in read_aloud(world.get(f"/-/conversation?{asked}").text)


def test_names_pairs_and_arcs_that_belong_together_share_their_numbers(world: World) -> None:
    page = lxml.html.document_fromstring(world.get(f"/-/conversation/{blog_id(world)}").text)
    number = {node.findtext("title"): node.get("class").split()[1][1:] for node in page.cssselect("a.node")}
    assert sorted(number.values()) == ["0", "1", "2"]
    arcs = {arc.findtext("title"): arc.get("class") for arc in page.cssselect("a.arc")}
    rows = page.cssselect("table.pairs tbody tr")
    assert len(rows) == 3
    for who, whom, times in (row.cssselect("a") for row in rows):
        start, end = (number[name.text_content()] for name in (who, whom))
        assert (who.get("class"), whom.get("class"), times.get("class")) == (f"n{start}", f"n{end}", f"v{start} w{end}")
        assert arcs[f"{who.text_content()} to {whom.text_content()}: 1 time"] == f"arc a{start} b{end}"
    sheet = world.get("/-/room.css").text
    assert all(f"section:has(.{kind}{MOST_NODES - 1}:is(" in sheet for kind in "nvw")


def test_where_nobody_answers_a_comment_remarks_under_posts_are_shown(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update comments set parent_id = null, parent_how = null")
    page = world.get("/-/conversation.json").json()
    assert (page["basis"], page["other"]) == ("posts", False)
    assert [(pair["who_name"], pair["whom_name"], pair["told"]) for pair in page["pairs"]] == [
        ("Basil", "Ottoline", 2), ("Clover", "Ottoline", 1),
    ]  # fmt: skip
    assert "Nothing kept here says which comment answers which" in world.get("/-/conversation").text


def test_links_pings_and_signatures_lead_from_blog_to_blog(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    kettle = str(world.one("select id from blogs where title = 'Tin Kettle'"))
    steam = str(world.one("select id from posts where blog_id = ?", kettle))
    said = str(world.one("select id from comments where source_id = '9'"))
    capture = world.captures[POST].id
    for id, post, comment, url in (
        ("x1", steam, None, POST), ("x2", None, said, "https://www.mossandmortar.example/blog/about"),
        ("x3", steam, None, "http://mossandmortar.example/shop"), ("x4", world.post, None, NEXT),
    ):  # fmt: skip
        world.write(
            "insert into links (id, post_id, comment_id, url, host, words, capture_id) "
            "values (?, ?, ?, ?, 'h', 'w', ?)",
            id, post, comment, url, capture,
        )  # fmt: skip
    world.write("update people set url = ? where id = (select author_id from comments where id = ?)", BLOG, said)
    (way,) = world.get("/-/conversation.json").json()["ways"]
    assert (way["start_title"], way["end_title"], way["posts"], way["comments"]) == (
        "Tin Kettle", "Moss and Mortar", 1, 2,
    )  # fmt: skip
    asked = f"from={kettle}&to={blog_id(world)}"
    leads = world.get(f"/-/conversation.json?{asked}").json()["leads"]
    assert sorted(lead["how"] for lead in leads) == ["comment", "post", "signature"]
    assert "From Tin Kettle to Moss and Mortar" in read_aloud(world.get(f"/-/conversation?{asked}").text)
    page = lxml.html.document_fromstring(world.get("/-/conversation").text)
    assert [arc.findtext("title") for arc in page.cssselect("section[aria-labelledby=blogs] a.arc")] == [
        "Tin Kettle to Moss and Mortar: 3 times"
    ]


def test_a_blog_within_a_blogs_address_is_another_blog(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update blogs set home = 'http://mossandmortar.example/blog/2005/' where title = 'Tin Kettle'")
    world.write(
        "insert into links (id, post_id, url, host, capture_id) select 'x', id, ?, 'h', capture_id from posts "
        "where blog_id = (select id from blogs where title = 'Tin Kettle')",
        "http://mossandmortar.example/blog/2005/own.html",
    )
    ways = world.get("/-/conversation.json").json()["ways"]
    assert [(way["start_title"], way["end_title"]) for way in ways if way["start_title"] == "Tin Kettle"] == []


def test_the_whole_archive_is_counted_without_touching_its_rows(world: World) -> None:
    from archive.site.replies import ANSWERS

    db = open_db(world.home.db, read_only=True)
    plan = " ".join(
        str(row[3]) for row in db.execute("explain query plan " + ANSWERS.format(where=""), {"most": 1, "blog": None})
    )
    db.close()
    assert (plan.count("COVERING INDEX comments_answers"), plan.count("COVERING INDEX comments_speaker")) == (1, 1)


def test_who_is_not_kept_is_said_not_to_be(world: World) -> None:
    for path in ("/-/conversation/none", "/-/conversation?who=a&whom=b", "/-/conversation?from=a&to=b"):
        assert world.get(path).status_code == 404, path


def test_a_person_is_shown_with_whom_they_speak(world: World) -> None:
    said = world.get(f"/-/person/{person_id(world, 'Basil')}.json").json()
    assert [one["name"] for one in said["answers"]] == ["Ottoline"]
    assert {one["name"]: one["inferred"] for one in said["answered_by"]} == {"Ottoline": 0, "Clover": 1}


lines = st.lists(
    st.builds(
        Line,
        st.sampled_from([str(n) for n in range(40)]), st.sampled_from([f"b{n}" for n in range(40)]),
        st.integers(1, 10**9), st.booleans(),
    ),
    max_size=120,
)  # fmt: skip


@given(lines)
def test_any_lines_are_drawn_the_same_and_within_bounds(lines: list[Line]) -> None:
    names = {line.start: "x" * 300 for line in lines}
    graph = draw_graph(lines, names)
    assert graph == draw_graph(lines, names)
    if graph is None:
        assert lines == []
        return
    assert len(graph.nodes) <= MOST_NODES
    assert 0 < len(graph.arcs) <= MOST_ARCS
    assert all(len(node.short) <= 20 and 0 < node.y < graph.height for node in graph.nodes)
    assert all(1 <= arc.width <= 4 for arc in graph.arcs)
