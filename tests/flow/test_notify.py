"""From a blog that dies to the message: crawl, crawl again, be told, once."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from demo.site import Document
from tests.flow.blogkeep import COMMAND, crawl, run
from tests.flow.conftest import Serve

POST = "<html><title>Lamp</title><article class='h-entry'><h1 class='p-name'>Lamp</h1><p>Oil.</p></article></html>"


def test_a_blog_that_is_gone_is_told_once(serve: Serve, tmp_path: Path) -> None:
    server = serve({"/": "<html><title>Lamps</title><a href='/lamp.html'>Lamp</a></html>", "/lamp.html": POST})
    home = "http://blog.example/"
    crawl(tmp_path, home, *server.resolve)
    server.sites["blog.example"].documents["/"] = Document(b"gone", "text/html", 410)
    summary = crawl(tmp_path, home, *server.resolve)
    assert "blog gone" in [one["kind"] for one in summary["concerns"]]
    listed = json.loads(run("concerns", "--json", "--archive", tmp_path).stdout)
    assert [one["url"] for one in listed if one["kind"] == "blog gone"] == [home]
    letters = tmp_path / "letters"
    program = tmp_path / "bin" / "sendmail"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat >> {letters}\n")
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "BLOGKEEP_NOTIFY": "anna@post.example"}
    command = [COMMAND, "notify", "--archive", str(tmp_path)]
    for told in ("anna@post.example: told of", "There is nothing new to tell."):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert told in done.stdout + done.stderr
    assert letters.read_text().count("Subject:") == 1
    assert "The blog http://blog.example/ is gone: status 410." in letters.read_text()


def test_nobody_named_is_said_before_the_crawl(tmp_path: Path) -> None:
    done = run("crawl", "http://blog.example/", "--notify", "--archive", tmp_path, check=1)
    assert "Nobody is named to be told." in done.stderr
