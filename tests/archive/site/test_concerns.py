"""Concerns on the site: what is wrong and who was told; strangers do not read who was told, nor of the machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from archive.db.connect import open_db
from archive.db.store import save_blog, transaction
from archive.home import Home, create_home
from archive.models import Blog
from archive.serve import open_datasette

ADD = """
insert into concerns (id, blog_id, kind, severity, sentence, advice, url, opened, seen, accepted, resolved)
values (?, ?, ?, ?, ?, 'Look <b>again</b>.', ?, '2026-03-02T12:00:00Z', '2026-03-03T12:00:00Z', ?, ?)
"""

TELL = """
insert into notices (time, target, target_key, concern_id, about, outcome, error)
values ('2026-03-02T12:01:00Z', 'anna@post.example', 'k', 'one', 'opened', 'failed', 'no <i>route</i>')
"""


def a_home(folder: Path) -> Home:
    """An archive with concerns of every sort, with hostile words."""
    home = create_home(folder / "archive")
    db = open_db(home.db)
    with transaction(db):
        blog = save_blog(db, Blog("http://moth.example/"))
        hostile = "Gone <script>alert(1)</script>"
        db.execute(ADD, ("one", blog, "blog gone", "urgent", hostile, "http://moth.example/", None, None))
        db.execute(ADD, ("two", blog, "layout unknown", "note", "Odd pages.", "javascript:alert(1)", None, None))
        db.execute(ADD, ("three", None, "disk nearly full", "urgent", "Few bytes.", None, None, None))
        db.execute(ADD, ("four", blog, "parked", "warning", "Parked.", None, "Bought <b>back</b>", None))
        db.execute(ADD, ("five", blog, "robots", "warning", "Shut.", None, None, "2026-03-04T12:00:00Z"))
        db.execute(TELL)
    db.close()
    return home


def ask(home: Home, path: str, *, public: bool = False) -> Any:
    """The answer to a reader."""
    datasette = open_datasette(home, public=public)

    async def get() -> Any:
        await datasette.invoke_startup()
        return await datasette.client.get(path)

    return asyncio.run(get())


def test_concerns_are_listed_the_most_urgent_first_and_nothing_hostile_runs(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    page = ask(home, "/-/concerns")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert 'href="javascript:' not in page.text
    assert "<i>route</i>" not in page.text
    assert "<b>back</b>" not in page.text
    told = ask(home, "/-/concerns.json").json()
    assert [one["id"] for one in told["open"]] == ["one", "three", "two"]
    assert sorted(one["kind"] for one in told["past"]) == ["parked", "robots"]
    assert [one["target"] for one in told["told"]] == ["anna@post.example"]
    assert "3 concerns" in ask(home, "/").text


def test_strangers_read_of_the_blogs_only(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    told = ask(home, "/-/concerns.json", public=True).json()
    assert [one["kind"] for one in told["open"]] == ["blog gone", "layout unknown"]
    assert told["told"] is None
    assert "anna@post.example" not in ask(home, "/-/concerns", public=True).text


def test_strangers_may_not_open_the_tables_behind_it(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    for table in ("notices", "schedules", "runs"):
        for form in ("", ".json"):
            assert ask(home, f"/archive/{table}{form}").status_code == 200
            assert ask(home, f"/archive/{table}{form}", public=True).status_code == 403
        assert ask(home, f"/archive/{table}/1", public=True).status_code in (403, 404)
    assert "anna@post.example" not in ask(home, "/archive/notices/1", public=True).text
