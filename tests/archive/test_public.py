"""The archive served to strangers."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import house
from archive.home import Home
from archive.serve import _bind, open_datasette
from tests.archive.site.world import make_world


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_world(tmp_path_factory.mktemp("public") / "archive").home


def ask(datasette: Any, path: str) -> Any:
    async def get() -> Any:
        await datasette.invoke_startup()
        return await datasette.client.get(path)

    return asyncio.run(get())


def test_strangers_read_but_write_no_sql(home: Home) -> None:
    public, own = open_datasette(home, public=True), open_datasette(home)
    sql = "/archive.json?sql=select+1" if not hasattr(own, "allowed") else "/archive/-/query.json?sql=select+1"
    assert (ask(own, sql).status_code, ask(public, sql).status_code) == (200, 403)
    for path in ("/", "/-/search?q=bread", "/-/coverage", "/archive/posts", "/archive/who_talked_most"):
        assert ask(public, path).status_code == 200, path


def test_robots_are_kept_out_unless_they_are_let_in(home: Home) -> None:
    assert ask(open_datasette(home, public=True), "/robots.txt").text == "User-agent: *\nDisallow: /\n"
    let_in = ask(open_datasette(home, public=True, robots=True), "/robots.txt")
    assert (let_in.status_code, "Disallow: /-/replay/" in let_in.text, "Disallow: /\n" in let_in.text) == (
        200, True, False,
    )  # fmt: skip
    assert ask(open_datasette(home), "/robots.txt").status_code == 404


def test_robots_without_public_is_wrong_use(home: Home, tmp_path: Path) -> None:
    said = CliRunner().invoke(house, ["serve", "--archive", str(home.root), "--robots", "posts"])
    assert (said.exit_code, "--robots is for --public" in said.output) == (2, True)


def test_answers_are_sent_at_once() -> None:
    with _bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
