"""The archive that pages are measured on."""

from __future__ import annotations

from pathlib import Path

from archive.db.connect import open_db
from archive.home import Home
from bench.pages import find_pages
from bench.world import COMMONEST, LONG_THREAD, make_world


def rows(home: Home) -> list[tuple[object, ...]]:
    db = open_db(home.db, read_only=True)
    found = db.execute("select id, post_id, author, moment, parent_id, text from comments order by number").fetchall()
    db.close()
    return found


def test_the_same_seed_makes_the_same_archive(tmp_path: Path) -> None:
    one, same, other = (make_world(tmp_path / name, 1000, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8)))
    assert rows(one) == rows(same) != rows(other)
    said = [COMMONEST in str(row[-1]) for row in rows(one)]
    assert 0.65 < sum(said) / len(said) < 0.85


def test_every_page_to_measure_is_there(tmp_path: Path) -> None:
    pages = find_pages(make_world(tmp_path / "a", 1000))
    assert f"post with {LONG_THREAD} comments" in pages
    assert all(path.startswith("/") and "None" not in path for path in pages.values())
