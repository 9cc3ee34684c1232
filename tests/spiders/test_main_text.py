"""Main text extraction: the last resort for a post's words, and no more than that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import trafilatura

from archive.models import Reading
from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.unknown.main_text import MAX_DEPTH, MAX_ELEMENTS, MAX_LETTERS

ROOT = Path(__file__).parents[2]
WORDS = "The old bell went overboard in March, somewhere between the second pier and the sandbank. " * 4
ASIDE = "A retired pilot draws every hull that passes his window, and knows most of them by their engines. " * 12
THREAD = (
    '<div id="comments"><h3>1 comment</h3><div class="comment" id="comment-11"><b class="author">Brack</b>'
    ' <span class="date">5 May 2013, 21:40</span><p>A third too high is being kind to it.</p></div></div>'
)


def read(words: str, rest: str = THREAD, url: str = "http://harbour.example/2013/05/bell.html") -> Reading:
    """The reading of a page that keeps its words where nothing but a margin is expected."""
    post = f'<div class="module-text"><h1>The bell</h1>{words}</div>'
    page = (
        "<html><head><title>The bell – Harbour Notes</title></head>"
        f'<body>{post}{rest}<div class="module-links"><p>{ASIDE}</p></div></body></html>'
    )
    return GENERIC.read(Page(url, page.encode(), content_type="text/html; charset=utf-8"))


def body_of(found: Reading) -> str:
    """The post's words as markup; empty without a post or words."""
    return (found.post.html if found.post else None) or ""


def test_body_that_nothing_else_finds_is_the_main_text_and_says_so() -> None:
    found = read(f"<p>{WORDS}</p><p>{WORDS}</p>")
    assert "overboard in March" in body_of(found)
    assert found.doubt is not None
    assert found.doubt.startswith("body by main text extraction, sure 0.")
    assert any(mark.startswith("body main text 0.") for mark in found.marks)


def test_comment_is_never_part_of_the_main_text() -> None:
    long_talk = THREAD.replace("kind to it.", "kind to it. " * 60)
    found = read(f"<p>{WORDS}</p>", long_talk)
    assert [c.author for c in found.comments] == ["Brack"]
    assert "overboard" in body_of(found)
    assert "third too high" not in body_of(found)


def test_page_that_does_not_say_it_is_a_post_is_not_made_one() -> None:
    found = read(f"<p>{WORDS}</p>", rest="", url="http://harbour.example/about.html")
    assert (found.posts, found.doubt) == ((), "layout unknown")


@pytest.mark.parametrize(
    "words",
    [
        "<div>" * MAX_DEPTH + f"<p>{WORDS}</p>" + "</div>" * MAX_DEPTH,
        "<b>a</b> " * MAX_ELEMENTS + f"<p>{WORDS}</p>",
        "<p>" + "a" * MAX_LETTERS + "</p>",
    ],
    ids=["too deep", "too many elements", "too long"],
)
def test_page_beyond_the_bounds_is_not_asked_for_its_main_text(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(trafilatura, "extract", lambda *a, **k: asked.append(a))
    read(words, THREAD + f'<div class="module-about"><p>{"b" * 2 * MAX_LETTERS}</p></div>')
    assert asked == []


@pytest.mark.parametrize("error", [RecursionError("too deep"), ValueError("bad"), MemoryError()])
def test_extraction_that_breaks_leaves_the_comments(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr(trafilatura, "extract", fail)
    found = read(f"<p>{WORDS}</p>")
    assert [c.author for c in found.comments] == ["Brack"]
    assert (body_of(found), found.doubt) == ("", None)


@pytest.mark.parametrize("said", ["", "<", "\x01", "<html></html>", "<html><body>   </body></html>"])
def test_garbage_for_a_main_text_is_none(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trafilatura, "extract", lambda *a, **k: said)
    assert body_of(read(f"<p>{WORDS}</p>")) == ""


def test_neither_the_command_nor_an_ordinary_page_loads_it() -> None:
    code = (
        "import sys, spiders.cli\nfrom spiders.page import Page\nfrom spiders.platforms import GENERIC\n"
        "found = GENERIC.read(Page('http://a.example/2013/05/b.html', b'<html><body><h1>B</h1>"
        "<div class=entry-content><p>Words enough to be a body.</p></div></body></html>'))\n"
        "assert found.post is not None, found\nprint('trafilatura' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
