"""For journeys over hosted platforms: what they answer, a crawl that an import proves, the questions asked after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.serve import serving
from demo.site import Document, Site
from tests.flow.blogkeep import crawl, dump, run

THREAD = """
select comments.source_id, parents.source_id, comments.author, comments.text, comments.published, comments.deleted
from comments
left join comments parents on parents.id = comments.parent_id
order by comments.source_id
"""
THREADS = """
select posts.url, threads.promised, threads.kept
from threads
join posts on posts.id = threads.post_id
order by posts.url
"""
GAPS = "select url, promised, kept, cause from gaps order by url"


def answer(value: Any) -> Document:
    """Something as JSON."""
    return Document(json.dumps(value).encode(), "application/json")


def page(head: str, body: str = "", classes: str = "") -> Document:
    """A page of HTML."""
    text = f'<!DOCTYPE html><html><head>{head}</head><body class="{classes}">{body}</body></html>'
    return Document(text.encode())


def visit(tmp_path: Path, site: Site, seed: str) -> Path:
    """A crawl of the site; what it kept gives the same rows when it is imported elsewhere."""
    archive, again = tmp_path / "archive", tmp_path / "again"
    with serving([site]) as server:
        assert crawl(archive, seed, *server.resolve)["outcome"] == "finished"
    run("import", *sorted((archive / "warc").glob("*.warc.gz")), "--archive", again)
    assert dump(again) == dump(archive)
    return archive
