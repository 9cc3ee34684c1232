"""A blog that changes between two crawls: what vanished, changed and went is told, and told again by a reread."""

from __future__ import annotations

from pathlib import Path

from demo.site import redirect
from tests.flow.blogkeep import DERIVED, crawl, dump, run, select
from tests.flow.conftest import Serve, as_document

HOST = "heron.example"
COMMENT = """<div class="u-comment h-cite" id="c{id}"><a class="u-url" href="/{post}#c{id}"></a>
<p class="p-author h-card">Ann {id}</p><time class="dt-published" datetime="2012-04-0{id}T10:00:00Z">then</time>
<div class="p-content"><p>{words}</p></div></div>"""
POST = """<html><body><article class="h-entry"><h1 class="p-name"><a class="u-url" href="/{post}">Of {post}</a></h1>
<time class="dt-published" datetime="2012-04-01T09:00:00Z">1 April</time>
<div class="e-content"><p>Something of {post}, long enough to be the words of a post.</p></div>
{comments}</article></body></html>"""
CHANGES = """
select what, comment_id is not null, before, after
from changes
where what <> 'new'
order by what, before
"""


def page(post: str, **said: str) -> str:
    comments = "".join(COMMENT.format(id=id.removeprefix("c"), post=post, words=words) for id, words in said.items())
    return POST.format(post=post, comments=comments)


def test_a_blog_that_changed_between_two_crawls(serve: Serve, tmp_path: Path) -> None:
    live, again = tmp_path / "live", tmp_path / "again"
    links = "".join(f'<a href="/{one}">{one}</a>' for one in ("ash", "elm", "fir", "oak"))
    home = f"<html><body>{links}</body></html>"
    server = serve(
        {
            "/": home,
            "/ash": page("ash", c1="First words.", c2="Second words.", c3="Third words."),
            "/elm": page("elm", c1="Unchanged words."),
            "/fir": page("fir", c1="Words of a post that will move."),
            "/oak": page("oak", c1="Words of a post that will go."),
        },
        host=HOST,
    )
    crawl(live, f"http://{HOST}/", *server.resolve)
    assert select(live, CHANGES) == []
    documents = server.sites[HOST].documents
    documents["/ash"] = as_document(page("ash", c1="First words, again.", c3="Third words."))
    documents["/fir"] = redirect("/yew")
    documents["/yew"] = as_document(page("yew", c1="Words of a post that will move."))
    del documents["/oak"]
    crawl(live, f"http://{HOST}/", "--full", *server.resolve)
    at = f"http://{HOST}"
    assert select(live, CHANGES) == [
        ("edited", 1, "First words.", "First words, again."),
        ("gone", 0, f"{at}/oak", None),
        ("moved", 0, f"{at}/fir", f"{at}/yew"),
        ("vanished", 1, "Second words.", None),
    ]
    told = dump(live, (*DERIVED, "looks", "events"))
    first, second = sorted((live / "warc").glob("*.warc.gz"))
    run("import", second, "--archive", again)
    run("import", first, "--archive", again)
    assert dump(again, ("looks", "events")) == {name: told[name] for name in ("looks", "events")}
    run("reread", "--archive", live)
    assert dump(live, (*DERIVED, "looks", "events")) == told
