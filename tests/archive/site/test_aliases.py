"""A comment that two systems show: who asks for the id of a copy is led to the row in which it stands now."""

from __future__ import annotations

import pytest

from archive.db.connect import open_db
from archive.db.store import save_reading, transaction
from archive.models import Comment, Moment, Reading
from pipelines.normalize import normalize
from tests.archive.site.test_pages import blog_id, comment_id
from tests.archive.site.world import POST, World, answer, make_world

EMBED = "https://disqus.com/embed/comments/?f=moss&t_u=slow-bread"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small archive, whose first comment Disqus shows as well."""
    world = make_world(tmp_path_factory.mktemp("aliases") / "archive", {EMBED: answer("{}", "application/json")})
    copy = Comment(
        source_id="591200", system="disqus", author="Basil", html="<p>Mine burns. Why does mine always burn?</p>",
        published=Moment(machine="2005-03-03T11:00:30Z"),
    )  # fmt: skip
    reading = Reading(EMBED, "embed", "disqus", "embed", about=POST, comments=(copy,))
    seen, db = world.captures[EMBED], open_db(world.home.db)
    with transaction(db):
        save_reading(db, normalize(reading, seen=seen.time), seen, blog_id(world))
    db.close()
    return world


def alias(world: World) -> str:
    return str(world.one("select id from aliases"))


@pytest.mark.parametrize("form", ["", ".json"])
def test_the_address_of_a_copy_leads_to_the_comment_in_its_thread(two: World, form: str) -> None:
    kept = comment_id(two, "1")
    assert alias(two) != kept
    led = two.get(f"/-/comment/{alias(two)}{form}")
    assert (led.status_code, led.headers["location"]) == (302, f"/-/post/{two.post}{form}#c-{kept}")
    assert led.headers["location"] == two.get(f"/-/comment/{kept}{form}").headers["location"]
    assert kept in two.get(f"/-/post/{two.post}{form}").text


def test_a_copy_is_cited_and_proved_as_the_comment_in_which_it_stands(two: World) -> None:
    kept = comment_id(two, "1")
    for page in ("proof/comment/{}", "proof/comment/{}.json", *(f"cite/comment/{{}}{end}" for end in (".txt", ".bib"))):
        old, new = (two.get("/-/" + page.format(id)) for id in (alias(two), kept))
        assert (old.status_code, old.text) == (200, new.text), page
    assert f"/-/comment/{kept} " in two.get(f"/-/cite/comment/{alias(two)}.txt").text
    seen = two.get(f"/-/proof/comment/{alias(two)}.json").json()["sightings"]
    assert {one["capture"]["url"] for one in seen} == {POST, EMBED}


def test_an_id_that_nobody_ever_had_is_not_kept(two: World) -> None:
    for page in ("comment", "proof/comment", "cite/comment"):
        assert two.get(f"/-/{page}/aaaaaaaaaaaaaaaa").status_code == 404
