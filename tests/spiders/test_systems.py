"""Comment systems: found on any page, asked as their scripts ask, answered for the post that asked."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from archive.models import Reading
from spiders.exchange import is_api, may_read
from spiders.page import Page
from spiders.read import read_page
from spiders.scope import Scope

HERE = "http://slow.example/2010/06/on-snails.html"


def embedding(body: str, url: str = HERE, head: str = "") -> Reading:
    """What is read from a page of a blog of no known platform."""
    text = f"""<!DOCTYPE html><html><head><title>On snails</title>{head}</head><body><h1>On snails</h1>
<p>They came over the wall in the night, eleven of them, and sat on the lettuce as if it were theirs.</p>
{body}</body></html>"""
    return read_page(Page(url, text.encode(), content_type="text/html; charset=utf-8"))


def asked(reading: Reading, system: str) -> list[str]:
    """The addresses to ask of one system."""
    return [follow.url for follow in reading.follow if follow.role == "embed" and follow.finder == system]


def query(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


DISQUS = """<div id="disqus_thread"></div><script>
// var disqus_identifier = 'an-example';
/* var disqus_url = 'http://example.com/permalink'; */
var disqus_config = function () { this.page.identifier = "snails\\u002d1"; this.page.url = PAGE_URL; };
(function() { var d = document, s = d.createElement('script');
s.src = 'https://slowgarden.disqus.com/embed.js'; d.body.appendChild(s); })();
</script>"""


def test_disqus_is_asked_for_the_thread_as_the_page_names_it() -> None:
    (url,) = asked(embedding(DISQUS), "disqus")
    assert url.startswith("https://disqus.com/embed/comments/?")
    wanted = {"base": "default", "f": "slowgarden", "t_i": "snails-1", "t_u": HERE, "s_o": "default"}
    assert query(url) == {**wanted, "blogkeep_post": HERE}


def test_a_page_that_only_counts_disqus_comments_asks_nothing() -> None:
    count = "<script src='http://slowgarden.disqus.com/count.js'></script><a href='/x#disqus_thread'>Comments</a>"
    assert asked(embedding(count), "disqus") == []


def test_disqus_comments_printed_outside_wordpress_are_rows_of_disqus() -> None:
    printed = """<div id="disqus_thread"><ul id="dsq-comments"><li id="dsq-comment-59120001">
<div id="dsq-comment-header-59120001"><cite><a id="dsq-author-user-59120001" href="http://moss.example/">Moss</a>
</cite></div><div id="dsq-comment-body-59120001"><div id="dsq-comment-message-59120001">Beer in a saucer.</div></div>
</li></ul></div>"""
    (comment,) = embedding(printed).comments
    assert (comment.system, comment.source_id, comment.author, comment.html) == (
        "disqus",
        "59120001",
        "Moss",
        "Beer in a saucer.",
    )


def test_the_rest_of_a_long_disqus_thread_wants_a_key_and_says_so(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    url = f"https://disqus.com/embed/comments/?f=slowgarden&t_u={HERE}"
    data = '{"cursor":{"hasNext":true,"total":62},"code":0,"response":{"posts":[],"thread":{"id":"14"}}}'
    page = Page(url, f'<html><script id="disqus-threadData" type="text/json">{data}</script></html>'.encode())
    monkeypatch.delenv("BLOGKEEP_DISQUS_KEY", raising=False)
    assert "set BLOGKEEP_DISQUS_KEY" in (read_page(page).doubt or "")
    monkeypatch.setenv("BLOGKEEP_DISQUS_KEY", "k" * 64)
    (follow,) = read_page(page).follow
    assert (query(follow.url)["api_key"], query(follow.url)["thread"]) == ("k" * 64, "14")


def test_isso_is_asked_at_its_server_for_the_thread_that_the_page_names() -> None:
    section = '<script data-isso="//talk.slow.example/"></script><section id="isso-thread" data-isso-id="/snails">'
    (url,) = asked(embedding(section + "</section>"), "isso")
    assert url == f"http://talk.slow.example/?uri=%2Fsnails&blogkeep_post={quote(HERE, safe='')}"
    bare = '<script src="/isso/js/embed.min.js"></script><section id="isso-thread"></section>'
    assert [query(url)["uri"] for url in asked(embedding(bare), "isso")] == ["/2010/06/on-snails.html"]


def test_an_answer_that_names_no_post_is_kept_with_a_doubt() -> None:
    answer = b'{"replies": [], "total_replies": 0}'
    page = Page("http://talk.example/?uri=%2Fx", answer, content_type="application/json")
    reading = read_page(page)
    assert (reading.about, reading.doubt) == (None, "which post these comments belong to is not said")


def test_answers_of_systems_are_read_wherever_they_come_from() -> None:
    scope = Scope("http://slow.example/")
    embed = "https://disqus.com/embed/comments/?f=slowgarden"
    assert is_api(embed)
    assert may_read(Page(embed, b"<html></html>", content_type="text/html"), scope)
    assert not may_read(Page("https://disqus.com/home/", b"<html></html>", content_type="text/html"), scope)
    isso = "http://talk.example/?uri=%2Fx"
    assert may_read(Page(isso, b'{"replies": []}', content_type="application/json"), scope)
    assert not may_read(Page(isso, b"<html></html>", content_type="text/html"), scope)
