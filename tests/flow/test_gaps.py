"""Ways in which a thread stays short: a crawl produces it, and coverage names it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from demo.serve import serving
from demo.site import Document, Site
from tests.flow.blogkeep import crawl, run

HOME = "http://gaps.example/"
TOP = '<html><head><title>{0} | Gaps</title><meta name="generator" content="WordPress 2.9.2"></head><body class="{1}">'
COMMENT = """
<li class="comment depth-1" id="comment-{0}"><div id="div-comment-{0}" class="comment-body">
<div class="comment-author vcard"><cite class="fn">Wren</cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="{1}#comment-{0}">October 30, 2009 at 8:00 am</a></div>
<p>Words of {0}.</p></div></li>
"""
POST = """
<div class="post-{0} post hentry" id="post-{0}"><h1 class="entry-title">{1}</h1>
<div class="entry-content"><p>Counted twice, labelled once, and put back where it was.</p></div></div>
<h3 id="comments">{3} Responses to &#8220;{1}&#8221;</h3><ol class="commentlist">{2}</ol>
"""
ANSWERS = {
    "failed": Document(b"<html>Busy</html>", status=500),
    "login": Document(b"<html>Who are you?</html>", status=401),
    "blocked": Document(b"<html>No.</html>", status=403),
    "proxy": Document(b"<html>No.</html>", status=407),
    "strange": Document(b"<html><h1>New wine</h1><p>Old words, in a skin that nobody has seen before.</p></html>"),
    "robots": None,
    "excluded": None,
}
"""What the second page of a thread answers, by the post's name."""
CAUSES = {
    "failed": "page_failed",
    "login": "behind_login",
    "blocked": "blocked",
    "proxy": "proxy_refused",
    "strange": "layout_unknown",
    "robots": "robots",
    "excluded": "excluded",
    "deleted": "moderated_or_deleted",
    "talk": "embed_unreachable",
}
"""Why the thread under the post of this name stays short."""
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>
<title>Gaps</title><item><title>talk</title><link>{}</link><slash:comments>3</slash:comments></item></channel></rss>"""
ISSO = '<script data-isso="http://talk.example/"></script><section id="isso-thread"></section>'


def address(name: str) -> str:
    return f"{HOME}2009/10/08/{name}/"


def thread(number: int, name: str, *, comments: int = 1, promised: int = 3) -> Document:
    """A post of which three comments are promised and one is shown."""
    here = address(name)
    shown = "".join(COMMENT.format(number * 10 + n, here) for n in range(comments))
    more = f'<div class="navigation"><a href="{here}comment-page-2/#comments">Newer Comments</a></div>'
    more = more if name in ANSWERS else ISSO if name == "talk" else ""
    words = TOP.format(name, "single") + POST.format(number, name, shown, promised) + more + "</body></html>"
    return Document(words.encode())


def make_site(*names: str) -> Site:
    title = '<h2 class="entry-title"><a href="{0}" rel="bookmark">{1}</a></h2>'
    links = "".join(title.format(address(name), name) for name in names)
    pages = {"/": Document(f"{TOP.format('Home', 'home')}<a href='/feed/'>Feed</a>{links}</body></html>".encode())}
    for number, name in enumerate(names, start=1):
        pages[f"/2009/10/08/{name}/"] = thread(number, name)
        if (answer := ANSWERS.get(name)) is not None:
            pages[f"/2009/10/08/{name}/comment-page-2/"] = answer
    if "talk" in names:
        pages["/feed/"] = Document(FEED.format(address("talk")).encode(), "application/rss+xml")
    rules = b"User-agent: *\nDisallow: /2009/10/08/robots/comment-page-2/\n"
    pages["/robots.txt"] = Document(rules, "text/plain")
    return Site("gaps.example", pages)


def coverage(archive: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("coverage", HOME, "--json", "--archive", archive).stdout)[0]
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The coverage of a blog in which each thread goes wrong in a way of its own."""
    archive = tmp_path_factory.mktemp("gaps")
    talk = Site("talk.example", ask=lambda path, query: Document(b"down", "text/plain", 500))
    with serving([make_site(*CAUSES), talk]) as server:
        crawl(archive, HOME, "--no-media", "--exclude", "excluded/comment-page", *server.resolve, check=None)
    return coverage(archive)


@pytest.mark.parametrize(("name", "cause"), CAUSES.items())
def test_a_crawl_names_why_a_thread_is_short(told: dict[str, Any], name: str, cause: str) -> None:
    gaps = {gap["url"]: [one["cause"] for one in gap["causes"]] for gap in told["missing"]}
    assert gaps[address(name)] == [cause]


def test_roll_holds_every_thread_with_its_cause_and_left_out_what_was_not_asked(told: dict[str, Any]) -> None:
    assert {one["url"]: (one["promised"], one["kept"], one["cause"]) for one in told["roll"]} == {
        address(name): (3, 1, cause) for name, cause in CAUSES.items()
    }
    assert all(one["capture_id"] for one in told["roll"])
    assert [one["sources"] for one in told["roll"] if one["kept"]] == [{"page": 1}] * len(CAUSES)
    left_out = {one["outcome"]: one["first"] for one in told["left_out"]}
    assert left_out["robots"] == [f"{address('robots')}comment-page-2/"]
    assert left_out["excluded"] == [f"{address('excluded')}comment-page-2/"]


def test_what_the_blog_shows_no_more_has_vanished_and_is_kept(tmp_path: Path) -> None:
    site = make_site("deleted")
    place = "/2009/10/08/deleted/"
    with serving([site]) as server:
        site.documents[place] = thread(1, "deleted", comments=2, promised=2)
        crawl(tmp_path, HOME, "--no-media", *server.resolve)
        site.documents[place] = thread(1, "deleted", comments=1, promised=1)
        crawl(tmp_path, HOME, "--no-media", "--full", *server.resolve)
    told = coverage(tmp_path)
    assert (told["causes"], told["comments_kept"], told["comments_missing"]) == ({"vanished": 1}, 2, 0)


def test_what_a_crawl_left_at_its_own_limit_is_beyond_its_budget(tmp_path: Path) -> None:
    with serving([make_site("failed", "login")]) as server:
        crawl(tmp_path, HOME, "--no-media", "--max-pages", "4", *server.resolve, check=None)
    told = coverage(tmp_path)
    gaps = [(gap["url"], [one["cause"] for one in gap["causes"]]) for gap in told["missing"]]
    assert gaps == [(address("failed"), ["beyond_budget"])]
    assert [(post["url"], post["cause"]) for post in told["posts_missing"]] == [(address("login"), "beyond_budget")]
