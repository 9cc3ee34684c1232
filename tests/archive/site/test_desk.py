"""Coverage, crawls, the ledger and the schema, as pages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import lxml.etree
from click.testing import CliRunner

from archive.cli import house
from archive.site.diagram import read_schema
from tests.archive.site.reading import read_aloud
from tests.archive.site.test_pages import blog_id
from tests.archive.site.world import BLOG, POST, World, make_world

COVERAGE = """\
Coverage of all blogs
# Coverage of Moss and Mortar
What was promised, what is kept, what is missing and why.
## Moss and Mortar
http://mossandmortar.example/blog/
Posts
2 kept, 2 of them whole; nobody says how many there are; 3 named and not kept whole
Comments
5 kept, 30 promised in 1 of 2 threads, 23 missing
Besides
1 ping, 1 deleted, 0 answers to comments that are not kept
Seen in
7 on pages
Addresses
1 due, 1 gone, 1 kept, 1 unreachable
### What is missing
Slow bread 23 comments missing: 30 promised by heading, 5 kept, 1 ping, 1 deleted (page 7) moderated or deleted
no page of the thread failed: the platform counts more than it shows (deleted, held back, elsewhere)
### Posts that are named and not kept whole
http://mossandmortar.example/blog/2005/05/next.html named by page not asked yet
http://mossandmortar.example/blog/lost.html named by page: status 404 page failed
http://mossandmortar.example/blog/slow.html named by page: no answer page failed
### What to do next
blogkeep crawl http://mossandmortar.example/blog/ – 1 address was found and not asked yet
blogkeep crawl http://mossandmortar.example/blog/ --again – 1 address could not be had; the host may answer better now
blogkeep import FILE.warc.gz – what is gone from the web may be in somebody else’s captures
Crawls of this blog · Every address found · Concerns · certificate to file: to read, for programs"""


def gapped(folder: Path) -> World:
    world = make_world(folder / "archive")
    world.write("update threads set promised = 30 where post_id = ?", world.post)
    return world


def test_coverage_says_what_is_missing_why_and_what_helps(tmp_path: Path) -> None:
    world = gapped(tmp_path)
    assert read_aloud(world.get(f"/-/coverage/{blog_id(world)}").text) == COVERAGE


def test_the_page_says_the_words_of_the_command(tmp_path: Path) -> None:
    world = gapped(tmp_path)
    page = read_aloud(world.get(f"/-/coverage/{blog_id(world)}").text)
    said = CliRunner().invoke(house, ["coverage", BLOG, "--archive", str(world.home.root)]).output
    assert [line[13:] for line in said.splitlines()[1:3] if line[13:] not in page] == []


def test_coverage_of_all_blogs_names_each(world: World) -> None:
    found = world.get("/-/coverage.json").json()["blogs"]
    assert sorted(one["title"] for one in found) == ["Moss and Mortar", "Tin Kettle"]


def test_a_crawl_tells_figures_settings_and_outcome(world: World) -> None:
    shown = read_aloud(world.get("/-/crawl/crawl-1").text)
    for words in ("stopped", "fetched\n6", "answers: kept\n5", "resolve\nnone", "1 address is due."):
        assert words in shown


def test_a_crawl_runs_while_its_process_lives(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update crawls set outcome = null, ended = null, figures = 'x', settings = '[]'")
    assert world.get("/-/crawls.json").json()["crawls"][0]["outcome"] == "broken off"
    assert "The crawl ended without a word." in world.get("/-/crawl/crawl-1").text
    (world.home.locks / f"{blog_id(world)}.lock").write_text(f"{os.getpid()}\n")
    assert world.get("/-/crawls.json").json()["crawls"][0]["outcome"] == "running"
    assert "So far" in world.get("/-/crawl/crawl-1").text
    assert "refresh" not in world.get("/-/crawl/crawl-1").headers
    assert world.get("/-/crawl/crawl-1?live=1").headers["refresh"] == "5"


def test_addresses_are_listed_by_outcome_and_reason(world: World) -> None:
    found = world.get(f"/-/addresses.json?blog={blog_id(world)}&outcome=gone&reason=status%20404").json()
    assert [one["url"] for one in found["addresses"]] == [BLOG + "lost.html"]
    assert {one["outcome"]: one["count"] for one in found["counts"]} == {
        "kept": 1, "gone": 1, "unreachable": 1, "due": 1,
    }  # fmt: skip
    everything = world.get("/-/addresses.json").json()["addresses"]
    others = (BLOG + end for end in ("lost.html", "slow.html", "2005/05/next.html"))
    assert [one["url"] for one in everything] == [POST, *others]
    assert world.get("/-/addresses?blog=none").status_code == 404


def test_the_schema_is_drawn_and_described(world: World) -> None:
    shown = world.get("/-/schema.svg")
    assert shown.headers["content-type"].startswith("image/svg+xml")
    drawing = lxml.etree.fromstring(shown.content)
    words = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"blogs", "comments", "posts", "captures", "post_id"} <= words
    page = world.get("/-/schema.json").json()
    comments = next(table for table in page["tables"] if table["name"] == "comments")
    assert next(c["points_at"] for c in comments["columns"] if c["name"] == "post_id") == "posts"
    assert "How that is known: stated, nested, quoted, inferred." in world.get("/-/schema").text


def test_every_table_of_the_drawing_is_described(world: World) -> None:
    import sqlite3

    connection = sqlite3.connect(world.home.db)
    connection.row_factory = sqlite3.Row
    undescribed = [table.name for table in read_schema(connection).tables if not table.words and not table.view]
    connection.close()
    assert undescribed == []


def test_hostile_ledgers_get_a_page(tmp_path: Any) -> None:
    world = make_world(tmp_path / "archive")
    evil = "<script>alert(1)</script>"
    world.write("update addresses set url = id || ?, outcome = ?, reason = ?, found_on = ?, role = ?", *[evil] * 5)
    world.write("update crawls set seed = ?, started = ?, outcome = ?, message = ?, settings = ?, figures = ?",
                evil, evil, evil, evil, f'{{"{evil}": ["{evil}"]}}', f'{{"{evil}": 1, "outcomes": [1]}}')  # fmt: skip
    world.write("update captures set doubt = ?", evil)
    for path in ("/-/coverage", "/-/crawls", "/-/crawl/crawl-1", "/-/addresses", "/-/addresses?outcome=" + evil):
        shown = world.get(path)
        assert shown.status_code == 200, path
        assert "<script>alert" not in shown.text


def test_the_drawing_of_the_schema_fits_a_window_of_1280_pixels(world: World) -> None:
    drawing = lxml.etree.fromstring(world.get("/-/schema.svg").content)
    assert int(drawing.get("width")) <= 72 * 17  # .diagram in the sheet, less than 1280 with its margins
