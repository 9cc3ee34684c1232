"""Who may ask by POST: comment systems alone, through the one function that bounds what is said."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("archive", "pipelines", "spiders")
MAKERS = {"spiders/systems.py", "archive/db/ledger.py"}
"""Where a body is made: of validated words, or as the ledger kept it."""


def calls() -> list[tuple[str, ast.Call]]:
    """Every call in the three rooms, with its file."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    return [
        (file.relative_to(ROOT).as_posix(), node)
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def name_of(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_bodies_are_made_in_two_places() -> None:
    assert {file for file, call in calls() if name_of(call) == "Posted"} == MAKERS


def test_only_comment_systems_ask_by_post() -> None:
    found = {file for file, call in calls() if name_of(call) == "ask_by_post"}
    assert found
    assert all(file.startswith("spiders/comments/") for file in found), found


def test_a_body_is_handed_on_by_few() -> None:
    """Whoever names ``body=`` of a question: the crawler and the ledger hand on what a system asked."""
    questions = {"Follow", "Found", "Address", "replace"}
    named = {
        file
        for file, call in calls()
        if name_of(call) in questions and any(keyword.arg == "body" for keyword in call.keywords)
    }
    assert named == {*MAKERS, "spiders/blog.py"}
