"""Threads on other hosts: asked in a live crawl as guests ask, read the same from the WARC."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from archive.home import create_home
from archive.models import Exchange
from archive.warc.writer import WarcWriter
from demo.serve import serving
from demo.site import Document, Query, Site
from tests.flow.blogkeep import crawl, dump, run, select
from tests.record import PAGES

HERE = "http://warden.example/2006/06/bees.html"
BEES = """<html><head><title>Bees</title><script src="http://www.haloscan.com/load/warden"></script></head><body>
<div class="post"><h2>Bees</h2><p>Something lives in the wall of the shed, and it hums from six in the morning on,
and it comes and goes by a hole no wider than a pencil, always the same way round.</p></div>
<a href="javascript:HaloScan('E2006');">Comments</a></body></html>"""
RAIN = """<html><head><title>Rain</title></head><body><div class="post"><h2>Rain</h2><p>It rained on the roof and in the
gutter and after a while in the kitchen too, so that we ate upstairs that day with the lamp on at noon.</p></div>
<div id="tpc_thread"></div><script>TPConnect = {}; TPConnect.blog_xid = '6a00d8341c0153ef';
TPConnect.post_xid = '6a00d8341c0153ef0133f2';</script>
</body></html>"""
HOME = "<html><body><a href='/2006/06/bees.html'>Bees</a> <a href='/2010/02/rain.html'>Rain</a></body></html>"
ROWS = """
select posts.url, comments.system, comments.source_id, comments.author, comments.text
from comments
join posts on posts.id = comments.post_id
order by comments.source_id
"""


def answers(path: str, query: Query) -> Document | None:
    """What the dead servers said: TypePad Connect's loader first, then the thread in two parts."""
    if path == "/comments/warden/E2006/":
        return Document((PAGES / "haloscan/pop-up/page.html").read_bytes())
    part = {"/embed.js": "loader", "/thread.js": {"0": "built", "1": "last"}.get(query.get("d", ""))}
    case = next((one for end, one in part.items() if path.endswith(end)), None)
    if case is None:
        return None
    return Document((PAGES / f"typepad-connect/{case}/page.js").read_bytes(), "application/javascript")


def test_answers_in_html_and_script_become_rows_live_and_from_the_warc(tmp_path: Path) -> None:
    pages = {"/": HOME, "/2006/06/bees.html": BEES, "/2010/02/rain.html": RAIN}
    blog = Site("warden.example", {path: Document(text.encode()) for path, text in pages.items()})
    others = [Site("www.haloscan.com", ask=answers), Site("profile.typepad.com", ask=answers)]
    archive, again = tmp_path / "archive", tmp_path / "again"
    with serving([blog, *others]) as server:
        assert crawl(archive, "http://warden.example/", *server.resolve)["outcome"] == "finished"
    assert select(archive, ROWS) == [
        (HERE, "haloscan", "137940", "Apis", "Bees, surely.\nOr wasps."),
        (HERE, "haloscan", "137955", "Vespa", "No."),
        *(
            ("http://warden.example/2010/02/rain.html", "native", f"6a00d8341c0153ef0120{end}", author, text)
            for end, author, text in (
                ("01", "Nuala", "First drops."),
                ("a5", "Orla", "It's rain again."),
                ("c9", "Fergus", "And hail."),
            )
        ),
    ]
    asked = "select count(*) from captures where url in ('http://www.haloscan.com/robots.txt', 'http://profile.typepad.com/robots.txt')"
    assert select(archive, asked) == [(2,)]
    run("import", *sorted((archive / "warc").glob("*.warc.gz")), "--archive", again)
    assert dump(again) == dump(archive)


SNAILS = b"""<html><head><title>On snails</title></head><body><div class="post"><h2>On snails</h2><p>They came over the
wall in the night, eleven of them, and sat on the lettuce as if it had been sown for them alone.</p></div>
<div id="disqus_thread"></div><script>var disqus_shortname = 'slowgarden';</script></body></html>"""
SNAILS_URL = "http://slow.example/2010/06/on-snails.html"


def kept(url: str, body: bytes, content_type: str) -> Exchange:
    """An answer as somebody's browser kept it: asked without any parameter of ours."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return Exchange(url, b"", head + body, datetime(2020, 1, 2, tzinfo=UTC))


def test_threads_in_anybodys_warc_are_read_and_find_their_post(tmp_path: Path) -> None:
    home = create_home(tmp_path / "theirs")
    embed = f"https://disqus.com/embed/comments/?base=default&f=slowgarden&t_u={quote(SNAILS_URL, safe='')}&s_o=default"
    commento = b"""{"success":true,"domain":"slow.example","attributes":{"domain":"slow.example",
"path":"/2010/06/on-snails.html","commentCount":1},"commenters":{},"comments":[{"commentHex":"aa","parentHex":"root",
"commenterHex":"anonymous","html":"<p>Ducks.</p>","creationDate":"2019-06-01T10:11:12Z","deleted":false}]}"""
    with WarcWriter(home, info={}) as writer:
        writer.write(kept(SNAILS_URL, SNAILS, "text/html"))
        writer.write(kept(embed, (PAGES / "disqus/embed/page.html").read_bytes(), "text/html; charset=utf-8"))
        writer.write(kept("https://commento.example/api/comment/list", commento, "application/json"))
    again = tmp_path / "ours"
    run("import", *sorted(home.warcs.glob("*.warc.gz")), "--archive", again, "--blog", "http://slow.example/")
    assert [row[:3] for row in sorted(select(again, ROWS))] == [
        (SNAILS_URL, "commento", "aa"),
        (SNAILS_URL, "disqus", "59120001"),
        (SNAILS_URL, "disqus", "59120044"),
        (SNAILS_URL, "disqus", "59120050"),
    ]
    assert select(again, "select count(*) from posts") == [(1,)]


WORMS = "They had come up through the drain in the night, all of them, and went back the same way at dawn."
PRINTED_WORMS = f"""<html><head><title>On worms</title><link rel="stylesheet" href="/wp-content/themes/x/style.css">
<link rel="canonical" href="http://slow.example/2010/07/on-worms.html"></head>
<body class="single single-post postid-7"><div class="post" id="post-7"><h2>On worms</h2>
<div class="entry-content"><p>It had rained for a week, and then the whole of the yard was moving, slowly and
with some dignity, towards the kitchen door.</p></div></div>
<div id="disqus_thread"><div id="dsq-content"><ul id="dsq-comments">
<li id="dsq-comment-31"><div id="dsq-comment-header-31" class="dsq-comment-header"><cite id="dsq-cite-31">
<span id="dsq-author-user-31">Orla</span></cite></div><div id="dsq-comment-body-31" class="dsq-comment-body">
<div id="dsq-comment-message-31" class="dsq-comment-message"><p>{WORMS}</p></div></div></li>
<li id="dsq-comment-32"><div id="dsq-comment-header-32" class="dsq-comment-header"><cite id="dsq-cite-32">
<span id="dsq-author-user-32">Ned</span></cite></div><div id="dsq-comment-body-32" class="dsq-comment-body">
<div id="dsq-comment-message-32" class="dsq-comment-message"><p>Yes.</p></div></div></li></ul></div></div>
<script>var disqus_shortname = 'slowgarden';</script></body></html>"""
WORMS_URL = "http://slow.example/2010/07/on-worms.html"


def test_a_thread_from_disqus_and_its_printed_copy_are_one_thread(tmp_path: Path) -> None:
    said = [("5910001", None, "Orla", WORMS), ("5910002", "5910001", "Pim", "With dignity, too.")]
    posts = [
        {"id": one, "parent": parent, "createdAt": "2010-07-01T06:00:00", "author": {"name": name}, "message": words}
        for one, parent, name, words in said
    ]
    thread = {"id": "9", "link": WORMS_URL, "posts": 2}
    data = {"cursor": {"total": 2, "hasNext": False}, "code": 0, "response": {"posts": posts, "thread": thread}}
    body = f'<html><body><script type="text/json" id="disqus-threadData">{json.dumps(data)}</script></body></html>'
    embed = f"https://disqus.com/embed/comments/?base=default&f=slowgarden&t_u={quote(WORMS_URL, safe='')}"
    answers = [kept(WORMS_URL, PRINTED_WORMS.encode(), "text/html"), kept(embed, body.encode(), "text/html")]
    archives = []
    for name, order in (("one", answers), ("other", answers[::-1])):
        home = create_home(tmp_path / name)
        with WarcWriter(home, info={}) as writer:
            for answer in order:
                writer.write(answer)
        archives.append(tmp_path / f"{name} again")
        files = sorted(home.warcs.glob("*.warc.gz"))
        run("import", *files, "--archive", archives[-1], "--blog", "http://slow.example/")
    for archive in archives:
        rows = select(archive, "select author, text, published from comments order by author")
        assert rows == [("Ned", "Yes.", None), ("Orla", WORMS, "2010-07-01T06:00:00Z"), ("Pim", said[1][3], rows[2][2])]
        answered = "select orla.author from comments join comments orla on orla.id = comments.parent_id"
        assert select(archive, answered) == [("Orla",)]
        assert select(archive, "select promised, kept from threads") == [(2, 3)]
        before = dump(archive)
        run("reread", "--archive", archive)
        assert dump(archive) == before
