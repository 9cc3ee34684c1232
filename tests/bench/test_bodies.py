"""Bodies against feeds: which pages are measured, and by what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.bodies import main

WORDS = "Every rain under a millimetre goes into the green book with the hour and who noticed it first of all here"


def save_blog(folder: Path, page_words: str) -> None:
    """A blog of one page, and a feed that carries the post whole."""
    folder.mkdir()
    page = (
        "<html><head><title>Ledger</title></head><body><h1>Ledger</h1>"
        f'<div class="entry-content"><p>{page_words}</p></div></body></html>'
    )
    (folder / "page.html").write_text(page)
    (folder / "feed.xml").write_text(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>G</title>'
        "<link>http://www.gutterwise.example/</link><item><title>Ledger</title>"
        "<link>http://www.gutterwise.example/2014/06/ledger/</link>"
        f"<content:encoded><![CDATA[<p>{WORDS}</p>]]></content:encoded></item></channel></rss>"
    )
    rows = (
        {"path": "a", "file": "page.html", "url": "http://gutterwise.example/2014/06/ledger/", "kind": "html"},
        {"path": "b", "file": "feed.xml", "url": "http://gutterwise.example/feed/", "kind": "feed"},
    )
    (folder / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.parametrize(("page_words", "share"), [(WORDS, "1.000"), (f"{WORDS} {WORDS}", "0.667")])
def test_page_is_measured_by_the_post_its_feed_carries(
    page_words: str, share: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_blog(tmp_path / "gutterwise", page_words)
    assert main(["--pages", str(tmp_path)]) == 0
    row = next(line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("gutterwise"))
    assert row[:4] == ["gutterwise", "1", share, share]
