"""Feeds, citations and people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lxml.etree
import pytest

from tests.archive.site.reading import read_aloud
from tests.archive.site.test_pages import blog_id, comment_id, person_id
from tests.archive.site.world import World, make_world

ATOM = "{http://www.w3.org/2005/Atom}"


def feeds(world: World) -> list[str]:
    return [
        "/-/search.atom?q=slow&kind=comment", f"/-/blog/{blog_id(world)}.atom", f"/-/post/{world.post}.atom",
        f"/-/history/blog/{blog_id(world)}.atom",
    ]  # fmt: skip


def test_a_search_a_blog_and_a_thread_can_be_subscribed_to(world: World) -> None:
    titles = {}
    for path in feeds(world)[:3]:
        feed = lxml.etree.fromstring(world.get(path).content)
        entries = [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")]
        titles[feed.findtext(ATOM + "title")] = entries[:2]
    assert titles == {
        "Search: slow": ["Basil on Slow bread"],
        "Moss and Mortar": ["Rye", "Far Away on Slow bread"],
        "Comments on Slow bread": ["Far Away on Slow bread", "Clover on Slow bread"],
    }


def assert_is_atom(feed: Any) -> None:
    """What RFC 4287 demands of a feed (sections 3.3, 4.1.1, 4.1.2, 4.2.6, 4.2.7)."""
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(ATOM + name)) == 1, (name, lxml.etree.tostring(one))
            assert one.findtext(ATOM + name).strip(), (name, lxml.etree.tostring(one))
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one.findtext(ATOM + "id"))
        links = [(link.get("rel"), link.get("type")) for link in one.findall(ATOM + "link")]
        assert len(links) == len(set(links))
        assert ("alternate", "text/html") in links
        assert len(one.findall(ATOM + "content")) <= 1
        assert len(one.findall(ATOM + "published")) <= 1
    assert len(feed.findall(ATOM + "link[@rel='self']")) == 1
    assert all(entry.findtext(f"{ATOM}author/{ATOM}name").strip() for entry in entries)
    addresses = [link.get("href") for link in feed.iter(ATOM + "link")]
    assert [url for url in addresses if not re.match(r"https?://[^/]+/-/[^\s<>\"]*$", url)] == []
    times = [time.text for name in ("updated", "published") for time in feed.iter(ATOM + name)]
    assert [time for time in times if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time)] == []
    ids = [feed.findtext(ATOM + "id"), *(entry.findtext(ATOM + "id") for entry in entries)]
    assert len(ids) == len(set(ids))


def test_feeds_have_what_atom_demands(world: World) -> None:
    ids = set()
    for path in (*feeds(world), "/-/search.atom?q=zzzz", "/-/search.atom"):
        shown = world.get(path)
        assert shown.headers["content-type"] == "application/atom+xml; charset=utf-8"
        feed = lxml.etree.fromstring(shown.content)
        assert_is_atom(feed)
        assert feed.find(ATOM + "link[@rel='self']").get("href") == "http://localhost" + path
        page = feed.find(ATOM + "link[@rel='alternate']").get("href")
        assert world.get(page.removeprefix("http://localhost")).status_code == 200
        ids.add(feed.findtext(ATOM + "id"))
    assert len(ids) == len(feeds(world)) + 2


def test_an_entry_has_one_id_in_every_feed(world: World) -> None:
    names: dict[str, set[str]] = {}
    for path in feeds(world):
        for entry in lxml.etree.fromstring(world.get(path).content).iter(ATOM + "entry"):
            names.setdefault(entry.find(ATOM + "link").get("href"), set()).add(entry.findtext(ATOM + "id"))
    assert len(names) > 3
    assert {place: ids for place, ids in names.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("evil", ["]]></content><script>", "\0\x08\ufffe<b>&amp;", "\U0001f4ac & \"'", ""])
def test_feeds_stay_whole_whatever_was_archived(tmp_path: Path, evil: str) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update comments set text = text || ?, author = ?, published = ?", evil, evil, evil)
    world.write("update posts set title = ?, text = ?, author = ?", evil, evil, evil)
    for path in feeds(world):
        assert_is_atom(lxml.etree.fromstring(world.get(path).content))


def test_a_comment_is_cited_with_its_record_and_digest(world: World) -> None:
    id = comment_id(world, "2")
    capture = world.one("select capture_id from comments where id = ?", id)
    digest = world.one("select digest from captures where id = ?", capture)
    cited = {end: world.get(f"/-/cite/comment/{id}.{end}").text for end in ("txt", "bib", "ris")}
    assert cited["txt"] == (
        "Ottoline. Comment on “Slow bread”. Moss and Mortar, 3 Mar 2005. "
        "http://mossandmortar.example/blog/2005/03/slow-bread.html. Captured 6 May 2024: "
        f"http://localhost/-/comment/{id} (Blogkeep comment {id}; WARC record urn:uuid:{capture}; payload {digest}).\n"
    )
    assert cited["bib"].splitlines()[:4] == [
        f"@misc{{blogkeep-comment-{id},",
        "  author       = {{Ottoline}},",
        "  title        = {{Comment on “Slow bread”}},",
        "  howpublished = {Moss and Mortar},",
    ]
    assert cited["ris"].split("\r\n")[:5] == [
        "TY  - BLOG", "AU  - Ottoline", "TI  - Comment on “Slow bread”", "T2  - Moss and Mortar", "PY  - 2005",
    ]  # fmt: skip
    assert f"http://localhost/-/comment/{id}" in world.get(f"/-/cite/comment/{id}").text


def test_no_archived_words_break_out_of_a_citation(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update posts set title = ?, author = ?", "a}\r\nER  - \r\n}, x = {", "\\input{/etc/passwd} & 100%")
    bib = world.get(f"/-/cite/post/{world.post}.bib").text
    ris = world.get(f"/-/cite/post/{world.post}.ris").text
    assert "{{a\\} ER - \\}, x = \\{}}" in bib
    assert "\\textbackslash{}input\\{/etc/passwd\\} \\& 100\\%" in bib
    assert ris.count("\r\nER  - ") == 1
    assert world.get(f"/-/cite/post/{world.post}.txt").headers["content-type"] == "text/plain; charset=utf-8"


def test_a_person_is_no_more_than_what_ties_the_rows(world: World) -> None:
    shown = read_aloud(world.get(f"/-/person/{person_id(world, 'Basil')}").text)
    assert "# Basil\n2 comments in 1 thread, 3 Mar 2005 to 4 Mar 2005." in shown
    assert "signed with the same name and the same address, http://basil.example/. Anybody could type both." in shown
    assert "### Perhaps the same, nobody says so\nBasil – the same name, no address" in shown
    clover = read_aloud(world.get(f"/-/person/{person_id(world, 'Clover')}").text)
    assert "It may be several people." in clover


def test_an_account_of_a_platform_is_said_to_be_one(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update people set platform_id = 'u<7>', url = 'javascript:alert(1)'")
    shown = world.get(f"/-/person/{person_id(world, 'Basil')}").text
    assert 'All of this carries one account of the platform: <code class="long">u&lt;7&gt;</code>' in shown
    assert "javascript:" not in shown
    assert "The platform says that one account wrote it." in shown


def test_an_account_with_many_names_is_not_taken_for_a_person(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    basil = person_id(world, "Basil")
    world.write("update people set platform_id = 'pid-1' where id = ?", basil)
    world.write("update comments set author = 'Name ' || source_id, author_id = ?", basil)
    shown = read_aloud(world.get(f"/-/person/{basil}").text)
    assert "But it is signed with 8 different names" in shown
    assert "do not take this for one person" in shown


def test_who_links_here_and_where_it_links(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update links set url = url || '#more'")
    rye = world.one("select id from posts where title = 'Rye'")
    assert "## Who links here\nOttoline: Slow bread" in read_aloud(world.get(f"/-/post/{rye}").text)
    assert world.get(f"/-/post/{world.post}.json").json()["trail"]["out"][0]["place"] == f"/-/post/{rye}"
