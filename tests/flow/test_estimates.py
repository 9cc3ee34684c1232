"""Pages that count back from now: what they mean is reckoned from their captures, years later too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from archive.home import create_home
from archive.models import Exchange
from archive.warc.writer import WarcWriter
from tests.flow.blogkeep import dump, run, select

URL = "http://kettle.example/2009/kettle.html"
TIMES = """
select author, published, published_local, published_precision, published_raw
from comments
order by author
"""

PAGE = """<html lang="en"><title>The kettle</title><body><div class="hentry"><h1 class="entry-title">The kettle</h1>
<div class="entry-content"><p>The kettle was older than the house, and it said so every morning at six.</p></div></div>
<h3>2 Comments</h3><ol class="commentlist">
<li class="comment" id="comment-1"><b class="author">Ann</b> <span class="date">{ann}</span>
<p>It still complains.</p></li>
<li class="comment" id="comment-2"><b class="author">Basil</b> <span class="date">{basil}</span>
<p>Let me hear it.</p></li>
</ol></body></html>"""

SEEN = (
    (datetime(2010, 3, 17, 14, tzinfo=UTC), "2 weeks ago", "3 days ago"),
    (datetime(2010, 4, 17, 14, tzinfo=UTC), "6 weeks ago", "5 weeks ago"),
    (datetime(2015, 3, 17, 14, tzinfo=UTC), "5 years ago", "March 13, 2010 at 5:06 PM"),
)


def write_captures(folder: Path) -> list[Path]:
    """The page as it looked at three times, each in a WARC of its own."""
    files = []
    for number, (time, ann, basil) in enumerate(SEEN):
        home = create_home(folder / str(number))
        body = PAGE.format(ann=ann, basil=basil).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
        with WarcWriter(home, info={}) as writer:
            writer.write(Exchange(URL, b"", head + body, time))
        found = next(iter(home.warcs.glob("*.warc.gz")))
        files.append(found.rename(folder / f"{number}-{found.name}"))
    return files


def test_what_counts_back_is_reckoned_from_the_capture_whenever_it_is_read(tmp_path: Path) -> None:
    files = write_captures(tmp_path)
    one, other = tmp_path / "one", tmp_path / "other"
    run("import", *files, "--archive", one)
    for path in reversed(files):
        run("import", path, "--archive", other)
    assert select(one, TIMES) == [
        ("Ann", None, "2010-03-03", "week", "2 weeks ago"),
        ("Basil", None, "2010-03-13T17:06:00", None, "March 13, 2010 at 5:06 PM"),
    ]
    assert dump(one) == dump(other)
    run("reread", "--archive", one)
    assert dump(one) == dump(other)
    assert select(one, "select zone from blogs") == [(None,)]


def test_exports_and_checks_say_that_it_is_an_estimate(tmp_path: Path) -> None:
    run("import", write_captures(tmp_path)[0], "--archive", tmp_path / "one")
    said = run("check", URL, "--archive", tmp_path / "one").stdout
    assert "about 2010-03-03 (reckoned from '2 weeks ago', to a week)" in said
    told = json.loads(run("check", URL, "--archive", tmp_path / "one", "--json").stdout)
    times = [(one["published"], one["published_precision"]) for one in told["comments"]]
    assert times == [("2010-03-03", "week"), ("2010-03-14", "day")]
