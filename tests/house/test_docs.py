"""What the docs say is true: made from today's code, every link leads somewhere, the worked example works."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.db.connect import open_db
from archive.db.schema import schema
from docs import make_platforms
from docs.make_reference import TARGET, reference
from docs.make_tree import README, tree
from spiders.page import Page

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def place(file: Path) -> str:
    """A file's place in the house."""
    return file.relative_to(ROOT).as_posix()


def anchors(file: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"(?m)^#+ (.+)$", file.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readme_shows_the_house_as_it_stands() -> None:
    assert tree() in README.read_text("utf-8"), "The tree is old. Run: make docs"


def test_command_reference_says_what_help_says() -> None:
    assert TARGET.read_text("utf-8") == reference(), "The reference is old. Run: make docs"


def test_schema_page_says_what_the_database_is() -> None:
    page = (ROOT / "docs" / "schema.md").read_text("utf-8")
    assert page.strip() == schema().strip(), "The schema is old. Run: make docs"


def test_platform_page_says_what_the_adapters_say() -> None:
    page = make_platforms.TARGET.read_text("utf-8")
    assert page == make_platforms.platforms(), "The page is old. Run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_links_of_the_docs_lead_somewhere(page: Path) -> None:
    words = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken: list[str] = []
    for target in re.findall(r"\]\(([^)\s]+)\)", words):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_make_has_every_word_that_the_docs_use() -> None:
    rules = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    words = "\n".join(page.read_text("utf-8") for page in PAGES)
    used = set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", words))
    assert used - rules == set()


def iter_queries() -> Iterator[tuple[str, str]]:
    """Every SQL query that the docs tell a reader to try, with the page it stands on."""
    for page in PAGES:
        words = page.read_text("utf-8")
        blocks = re.findall(r"```sql\n(.*?)```", words, re.DOTALL)
        blocks += re.findall(r'sqlite3 [^"\n]*"\n(.*?)"\n', words, re.DOTALL)
        yield from ((place(page), query) for query in blocks)


def test_every_query_of_the_docs_fits_the_schema(tmp_path: Path) -> None:
    db = open_db(tmp_path / "archive.db")
    queries = list(iter_queries())
    assert len(queries) > 8
    for page, query in queries:
        try:
            db.execute(query).fetchall()
        except sqlite3.Error as error:
            pytest.fail(f"{page}: {error}\n{query}")


def test_ci_runs_what_the_readme_says() -> None:
    words = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\nmake test " in words
    assert "\nmake demo SERVE=0" in words


def test_worked_example_of_an_adapter_reads_its_page() -> None:
    words = (ROOT / "docs" / "adapters.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", words, re.DOTALL)
    html = re.search(r"```html\n(.*?)```", words, re.DOTALL)
    assert code is not None
    assert html is not None
    names: dict[str, Any] = {"__name__": "inkpot"}
    exec(compile(code[1], "inkpot.py", "exec", dont_inherit=True), names)
    page = Page("http://quay.example/log/17", html[1].encode(), content_type="text/html")
    reading = names["INKPOT"].read(page)
    assert [(p.url, p.title, p.author, p.html) for p in reading.posts] == [
        ("http://quay.example/log/17", "Fog, late", "Ismay", "<p>The horn is out.</p>")
    ]
    assert [(c.source_id, c.author, c.parent_source_id, c.depth) for c in reading.comments] == [
        ("203", "Corbin", None, 0),
        ("204", "Ismay", "203", 1),
    ]
    assert [follow.url for follow in reading.follow] == ["http://quay.example/log/17?drops=2"]
