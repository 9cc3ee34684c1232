"""Datasette's own pages stay, described; and the house keeps its rules there too."""

from __future__ import annotations

import asyncio
import html
import json
import sqlite3
from pathlib import Path
from typing import Any

import lxml.html
from datasette.app import Datasette

from archive.db.connect import open_db
from archive.db.describe import TABLES
from archive.home import create_home
from archive.serve import CLOSED_ROBOTS, NOT_FOR_STRANGERS
from archive.site.gallery import QUESTIONS
from tests.archive.site.world import POST, World, make_world


def ask(datasette: Any, path: str) -> Any:
    async def get() -> Any:
        await datasette.invoke_startup()
        return await datasette.client.get(path)

    return asyncio.run(get())


def test_every_question_of_the_gallery_runs(world: World) -> None:
    db = open_db(world.home.db, read_only=True)
    for question in QUESTIONS:
        db.execute(question.sql, {"name": "Basil", "post": POST}).fetchall()
    db.close()


def test_every_question_of_the_gallery_runs_on_an_empty_archive(tmp_path: Path) -> None:
    db = open_db(create_home(tmp_path / "archive").db)
    asked = {"name": "", "post": ""}
    found = {one.name: db.execute(one.sql, asked).fetchall() for one in QUESTIONS}
    db.close()
    assert {name for name, rows in found.items() if any(any(row) for row in rows)} == set()


def test_the_recipe_for_passwords_names_our_shut_tables() -> None:
    told = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
    recipe = json.loads(told.partition("```json\n")[2].partition("```")[0])
    assert recipe["databases"]["archive"]["tables"] == {name: {"allow": False} for name in NOT_FOR_STRANGERS}
    assert recipe["plugins"]["blogkeep"]["robots"] == CLOSED_ROBOTS


def test_there_are_many_questions_and_each_is_explained() -> None:
    assert len(QUESTIONS) == len({question.name for question in QUESTIONS}) >= 20
    unexplained = [one.name for one in QUESTIONS if not (one.title.endswith("?") and one.description)]
    assert unexplained == []


def test_no_question_has_the_name_of_a_table_or_view(world: World) -> None:
    db = open_db(world.home.db, read_only=True)
    assert {question.name for question in QUESTIONS} & {*db.table_names(), *db.view_names()} == set()
    db.close()


def test_the_gallery_is_in_datasette(world: World) -> None:
    # 0.65 lists all on the database's page, 1.0 the first ones, and all on a page of their own
    listed = world.get("/archive").text + world.get("/archive/-/queries?_size=max").text
    assert "Who talked most?" in listed
    rows = world.get("/archive/who_talked_most.json?_shape=array").json()
    assert rows[0]["author"] == "Basil"
    assert world.get("/archive/comments_by_name.json?_shape=array&name=Clover").json()[0]["text"] == "Mine burns too."


def test_tables_and_columns_are_described(world: World) -> None:
    shown = html.unescape(world.get("/archive/comments").text)
    assert "Times are UTC" in world.get("/archive").text
    assert TABLES["comments"][0] in shown
    assert TABLES["comments"][1]["parent_how"] in shown


def test_archived_html_stands_in_tables_as_text(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update posts set html = '<script>alert(1)</script>', title = '<img src=x onerror=alert(1)>'")
    shown = world.get("/archive/posts").text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<img src=x" not in shown


def test_ids_in_tables_lead_to_the_reading_room(world: World) -> None:
    shown = world.get("/archive/comments").text
    assert f'href="/-/capture/{world.captures[POST].id}"' in shown
    assert f'href="/-/post/{world.post}"' in shown


def test_datasettes_own_answers_carry_our_headers(world: World) -> None:
    headers = world.get("/archive").headers
    assert (headers["x-content-type-options"], headers["referrer-policy"], headers["x-frame-options"]) == (
        "nosniff",
        "no-referrer",
        "DENY",
    )


def test_datasettes_own_page_of_an_error_has_a_way_home(world: World) -> None:
    for place in ("/nothing", "/archive/nothing", "/archive/posts/nothing"):
        shown = world.get(place)
        assert shown.status_code == 404, place
        page = lxml.html.document_fromstring(shown.text)
        ways = {link.text_content(): link.get("href") for link in page.cssselect(".content a")}
        assert ways == {"Reading room": "/", "Search the archive": "/-/search"}, place
    assert world.get("/nothing.json").json()["ok"] is False


def test_the_table_of_migrations_is_not_among_the_archives(world: World) -> None:
    tables = world.get("/archive.json").json()["tables"]
    assert [one["name"] for one in tables if one["name"].startswith("_") and not one["hidden"]] == []
    assert not next(one["hidden"] for one in tables if one["name"] == "comments")


def test_who_may_not_see_the_database_may_not_see_the_room(world: World) -> None:
    rules: dict[str, Any] = {"databases": {"archive": {"allow": {"id": "root"}}}}
    path = str(world.home.db)
    try:
        closed = Datasette([path], config=rules)
    except TypeError:
        closed = Datasette([path], metadata=rules)
    if not hasattr(closed, "allowed"):
        closed = Datasette([path], metadata=rules)
    for place in (
        "/",
        "/.json",
        "/-/search?q=bread",
        f"/-/post/{world.post}",
        f"/-/replay/{world.captures[POST].id}/",
    ):
        shown = ask(closed, place)
        assert shown.status_code == 403, place
        assert "bread" not in shown.text.lower().replace("q=bread", "")


def test_without_an_archive_datasette_is_as_it_was(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("create table t (a)").connection.close()
    datasette = Datasette([str(tmp_path / "other.db")])
    assert "other" in ask(datasette, "/").text
    assert ask(datasette, "/-/search").status_code == 404
    assert "Reading room" not in ask(datasette, "/nothing").text
    assert ask(datasette, "/other/t").status_code == 200
