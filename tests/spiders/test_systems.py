"""Comment systems: found on any page, asked as their scripts ask, answered for the post that asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from archive.models import Reading
from archive.posted import filed_with, join_filed
from pipelines.normalize import normalize
from spiders.comments import SYSTEMS
from spiders.exchange import is_api, may_read
from spiders.page import Page
from spiders.read import read_page
from spiders.scope import Scope
from tests.record import PAGES, open_page

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


def test_the_rest_of_a_long_disqus_thread_wants_a_key_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"https://disqus.com/embed/comments/?f=slowgarden&t_u={HERE}"
    data = '{"cursor":{"hasNext":true,"total":62},"code":0,"response":{"posts":[{"id":"1"}],"thread":{"id":"14"}}}'
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


EMBEDS = [
    (
        "remark42",
        (
            "<div id='remark42'></div><script>var remark_config = { host: 'https://r.example/', site_id: 'slow',\n"
            "  url: window.location.origin, // page\n  components: ['embed'] };</script>"
        ),
        "https://r.example/api/v1/find",
        {"site": "slow", "url": HERE, "sort": "time", "format": "plain"},
    ),
    (
        "giscus",
        (
            "<script src='https://giscus.app/client.js' data-repo='moss/slow' data-repo-id='R1' data-category='Talk'"
            " data-category-id='C1' data-mapping='pathname' data-strict='1'></script>"
        ),
        "https://giscus.app/api/discussions",
        {"repo": "moss/slow", "term": "2010/06/on-snails", "category": "Talk", "strict": "true", "first": "50"},
    ),
    (
        "giscus",
        (
            "<script src='https://giscus.app/client.js' data-repo='moss/slow' data-repo-id='R1' data-mapping='number'"
            " data-term='12'></script>"
        ),
        "https://giscus.app/api/discussions",
        {"repo": "moss/slow", "number": "12", "strict": "false", "first": "50"},
    ),
    (
        "utterances",
        "<script src='https://utteranc.es/client.js' repo='moss/slow' issue-term='title'></script>",
        "https://api.github.com/search/issues",
        {"q": '"On snails" type:issue in:title repo:moss/slow', "sort": "created", "order": "asc"},
    ),
    (
        "utterances",
        "<script src='https://utteranc.es/client.js' repo='moss/slow' issue-number='7'></script>",
        "https://api.github.com/repos/moss/slow/issues/7/comments",
        {"per_page": "100", "page": "1"},
    ),
    (
        "gitalk",
        (
            "<div id='gitalk-container'></div><script>var gitalk = new Gitalk({ clientID: 'c', repo: 'slow',\n"
            "  owner: 'moss', admin: ['moss'], id: location.pathname, // path\n distractionFreeMode: false });</script>"
        ),
        "https://api.github.com/repos/moss/slow/issues",
        {"labels": "Gitalk,/2010/06/on-snails.html", "blogkeep_system": "gitalk"},
    ),
    (
        "gitalk",
        (
            "<div id='gitalk-container'></div><script>new Gitalk({ 'repo': 'slow', 'owner': 'moss', 'id': 'snails',\n"
            "'labels': ['talk', 'blog'] })</script>"
        ),
        "https://api.github.com/repos/moss/slow/issues",
        {"labels": "talk,blog,snails", "blogkeep_system": "gitalk"},
    ),
    (
        "gitalk",
        "<div id='gitalk-container'></div><script>new Gitalk({repo: 'slow', owner: 'moss', id: 'x', number: 9})",
        "https://api.github.com/repos/moss/slow/issues/9/comments",
        {"per_page": "100", "page": "1", "blogkeep_system": "gitalk"},
    ),
    (
        "gitment",
        (
            "<div id='gitment-container'></div><script>new Gitment({ owner: 'moss', repo: 'slow', id: 'snails',\n"
            "oauth: { client_id: 'c' } })</script>"
        ),
        "https://api.github.com/repos/moss/slow/issues",
        {"labels": "snails", "creator": "moss", "blogkeep_system": "gitment"},
    ),
    (
        "waline",
        (
            "<div id='waline'></div><script type='module'>import { init } from 'https://unpkg.com/@waline/client';\n"
            "init({ el: '#waline', serverURL: 'https://w.example', path: location.pathname });</script>"
        ),
        "https://w.example/api/comment",
        {"path": "/2010/06/on-snails.html", "pageSize": "50", "page": "1", "lang": "en-US", "sortBy": "insertedAt_asc"},
    ),
    (
        "cusdis",
        "<div id='cusdis_thread' data-host='https://cusdis.com' data-app-id='a-1' data-page-id='snails'></div>",
        "https://cusdis.com/api/open/comments",
        {"page": "1", "appId": "a-1", "pageId": "snails"},
    ),
    (
        "mastodon",
        "<mastodon-comments host='tusk.example' user='moss' tootId='109574160582937075'></mastodon-comments>",
        "https://tusk.example/api/v1/statuses/109574160582937075/context",
        {},
    ),
    (
        "mastodon",
        "<script>fetch('https://tusk.example/api/v1/statuses/109574160582937075/context').then(show)</script>",
        "https://tusk.example/api/v1/statuses/109574160582937075/context",
        {},
    ),
    (
        "discourse",
        (
            "<div id='discourse-comments'></div><script>DiscourseEmbed = { discourseUrl: 'https://forum.example/',\n"
            "discourseEmbedUrl: 'http://slow.example/2010/06/on-snails.html' };</script>"
        ),
        "https://forum.example/embed/comments",
        {"embed_url": HERE},
    ),
    (
        "discourse",
        (
            "<div id='discourse-comments'></div><script>window.DiscourseEmbed = { discourseUrl: 'https://forum.example/',"
            " topicId: 321 };</script>"
        ),
        "https://forum.example/embed/comments",
        {"topic_id": "321"},
    ),
    (
        "intensedebate",
        (
            "<script>var idcomments_acct = 'abc'; var idcomments_post_id = '12'; var idcomments_post_url;</script>"
            "<script src='http://www.intensedebate.com/js/genericCommentWrapperV2.js'></script>"
        ),
        "https://intensedebate.com/js/genericCommentWrapper2.php",
        {"acct": "abc", "postid": "12", "url": HERE},
    ),
    (
        "haloscan",
        (
            "<script src='http://www.haloscan.com/load/warden'></script>"
            "<a href=\"javascript:HaloScan('E2006');\"><script>postCount('E2006');</script></a>"
        ),
        "http://www.haloscan.com/comments/warden/E2006/",
        {},
    ),
    (
        "js-kit",
        "<div class='js-kit-comments' permalink=''></div><script src='http://js-kit.com/comments.js'></script>",
        "http://js-kit.com/api/static/pop_comments",
        {"ref": "http://slow.example", "path": "/2010/06/on-snails.html"},
    ),
    (
        "livefyre",
        (
            "<div id='livefyre-comments'></div><script>var convConfig = { siteId: '303', articleId: 12, el: 'lf',"
            " collectionMeta: meta };\nfyre.conv.load({ network: 'quay.fyre.co' }, [convConfig]);</script>"
        ),
        "https://quay.bootstrap.fyre.co/bs3/v3.1/quay.fyre.co/303/MTI=/init",
        {},
    ),
]


@pytest.mark.parametrize(("system", "body", "address", "parameters"), EMBEDS)
def test_a_thread_is_asked_for_as_its_script_would(
    system: str, body: str, address: str, parameters: dict[str, str]
) -> None:
    reading = embedding(body)
    (url,) = asked(reading, system)
    assert (url.partition("?")[0], query(url)) == (address, {**parameters, "blogkeep_post": HERE})
    assert is_api(url)
    assert f"comments by {system}" in reading.marks


@pytest.mark.parametrize(
    "body",
    [
        "<div id='tpc_thread'></div><script>TPConnect.blog_xid = '6a00b'; TPConnect.post_xid = '6a00d';</script>",
        "<div id='x'></div><script src='http://profile.typepad.com/services/embed/tpc/6a00b/embed.js?asset_id=6a00d'></script>",
    ],
)
def test_typepad_connect_is_asked_for_its_loader_and_for_the_thread(body: str) -> None:
    loader, thread = asked(embedding(body), "typepad connect")
    server = "http://profile.typepad.com/services/embed/tpc/6a00b"
    assert loader.startswith(f"{server}/embed.js?asset_id=6a00d&blogkeep_post=")
    assert thread.startswith(f"{server}/thread.js?asset_id=6a00d&d=0&p=1&permalink=http%3A%2F%2F")
    assert query(thread)["permalink"] == HERE
    assert is_api(loader)
    assert is_api(thread)


def test_a_thread_s_script_of_typepad_connect_that_names_another_server_is_not_followed() -> None:
    body = b"TPConnect.embed_src = 'http://elsewhere.example/thread.js'; TPConnect.post_xid = '6a00d';"
    url = "http://profile.typepad.com/services/embed/tpc/6a00b/embed.js?asset_id=6a00d"
    assert read_page(Page(url, body, content_type="application/javascript")).follow == ()


def test_ghost_is_asked_for_comments_and_their_number() -> None:
    key = "64a0000000000000000000ff"
    script = f"<script data-ghost-comments='http://slow.example/' data-api='x' data-post-id='{key}'></script>"
    first, second = asked(embedding(script), "ghost")
    assert first.startswith(f"http://slow.example/members/api/comments/post/{key}/?limit=50&page=1&")
    assert second.startswith(f"http://slow.example/members/api/comments/counts/?ids={key}&")


def test_webmention_io_is_asked_about_posts_alone() -> None:
    link = "<link rel='webmention' href='https://webmention.io/slow.example/webmention'>"
    (url,) = asked(embedding("", head=f"{link}<link rel=canonical href='{HERE}'>"), "webmention.io")
    assert query(url) == {"target": HERE, "per-page": "100", "page": "0", "blogkeep_post": HERE}


COMMENTO = "<div id=commento></div><script defer src='{}'></script>"
COMENTARIO = (
    "<comentario-comments page-id='{}'></comentario-comments><script src='https://c.example/comentario.js'></script>"
)


@pytest.mark.parametrize(
    ("body", "address", "said"),
    [
        (
            COMMENTO.format("https://c.example/js/commento.js"),
            "https://c.example/api/comment/list",
            {"commenterToken": "anonymous", "domain": "slow.example", "path": "/2010/06/on-snails.html"},
        ),
        (
            COMMENTO.format("https://cdn.commento.io/js/commento.js?v=1' data-page-id='snails"),
            "https://commento.io/api/comment/list",
            {"commenterToken": "anonymous", "domain": "slow.example", "path": "snails"},
        ),
        (
            COMENTARIO.format("/snails"),
            "https://c.example/api/embed/comments",
            {"host": "slow.example", "path": "/snails"},
        ),
    ],
)
def test_who_answers_post_alone_is_asked_by_post(body: str, address: str, said: dict[str, str]) -> None:
    reading = embedding(body)
    (follow,) = [one for one in reading.follow if one.role == "embed"]
    assert follow.url == f"{address}?blogkeep_post={quote(HERE, safe='')}"
    assert follow.body is not None
    assert follow.body.media_type == "application/json"
    assert json.loads(follow.body.text) == said
    assert reading.doubt is None or "comments not read" not in reading.doubt
    answer = Page(filed_with(follow.url, follow.body), b'{"comments":[]}', content_type="application/json")
    assert may_read(answer, Scope("http://slow.example/"))
    assert read_page(answer).about == HERE


@pytest.mark.parametrize(
    "server",
    [
        "https://victim.example/x?y=/js/commento.js",
        "https://victim.example/delete?all=1&x=/js/commento.js",
        "https://victim.example/a%2Fb/js/commento.js",
        "https://victim.example/a;b/js/commento.js",
        "https://victim.example/a:b@c/js/commento.js",
        "https://victim.example/__wb_method=POST/?__wb_method=POST&/commento.js",
        f"https://victim.example/{'a' * 7990}/js/commento.js",
        "ftp://victim.example/js/commento.js",
    ],
)
def test_a_page_cannot_make_us_post_to_anything_but_a_server_of_threads(server: str) -> None:
    assert [one for one in embedding(COMMENTO.format(server)).follow if one.body is not None] == []


@pytest.mark.parametrize("word", ["x" * 1001, "a\x01b", "a&#10;b", "\u202e", "\U0001f41b" * 700])
def test_a_page_cannot_make_us_post_what_is_no_word_of_a_line(word: str) -> None:
    reading = embedding(COMENTARIO.format(word))
    assert [one for one in reading.follow if one.body is not None] == []
    assert reading.doubt == "comments not read: Comentario's server or page id is none to ask"


def test_an_old_answer_is_under_the_post_that_its_question_named() -> None:
    """Commento's answers before attributes.path, as another tool captured them; and Comentario's with no comment."""
    answer = b'{"success":true,"domain":"slow.example","comments":[],"commenters":{}}'
    said = "commenterToken=anonymous&domain=slow.example&path=%2F2010%2F06%2Fon-snails.html"
    commento = join_filed("https://c.example/api/comment/list", "POST", said)
    comentario = join_filed("https://c.example/api/embed/comments", "POST", said.replace("domain", "host"))
    for url in (commento, comentario):
        about = read_page(Page(url, answer, content_type="application/json")).about
        assert about == HERE.replace("http:", "https:")
    elsewhere = join_filed("https://c.example/api/comment/list", "POST", "domain=slow.example&path=.evil.example")
    assert read_page(Page(elsewhere, answer, content_type="application/json")).about is None


def test_no_link_of_a_page_can_be_taken_for_a_post() -> None:
    scope = Scope("http://slow.example/")
    for name in ("__wb_method", "__WB_METHOD"):
        found = scope.judge(f"http://slow.example/x?{name}=POST&a=1", "link", "link")
        assert found is not None
        assert (found.outcome, found.reason) == ("trap", "reserved parameter")
    page = Page(join_filed("http://slow.example/x", "POST", "a=1"), b"<html></html>", content_type="text/html")
    assert not may_read(page, scope)


def test_a_thread_that_cannot_be_asked_for_is_not_missing_in_silence() -> None:
    reading = embedding(f"<div class='fb-comments' data-href='{HERE}' data-numposts='5'></div>")
    assert reading.doubt == "comments not read: Facebook gives its threads to its own frame alone"
    assert "comments by facebook" in reading.marks


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("<iframe src='https://www.facebook.com/plugins/comments.php?href=x'></iframe>", "Facebook gives its"),
        ("<div id=google-comments class=g-comments></div>", "Google+ closed in 2019"),
        ("<hyvor-talk-comments website-id=1></hyvor-talk-comments>", "Hyvor Talk gives its threads"),
        ("<div class=talkyard-comments data-discussion-id=''></div>", "Talkyard gives its threads"),
        ("<div data-spotim-module=conversation data-spot-id=sp_1></div>", "OpenWeb (Spot.IM) gives its threads"),
        ("<div id=coral_thread></div><script src='https://c.example/assets/js/embed.js'></script>", "Coral gives its"),
        ("<div id=coral_talk_stream></div>", "Coral gives its threads"),
        ("<div id=tcomment></div><script>twikoo.init({envId: 'https://t.example'})</script>", "Twikoo "),
        ("<div id=vcomments></div><script>new Valine({el: '#vcomments', appId: 'a', appKey: 'b'})</script>", "Valine "),
        ("<div id=gitalk-container></div><script>new Gitalk({repo: 'r', owner: 'o', id: md5(x)})", "Gitalk keeps"),
        ("<div id=gitment-container></div>", "Gitment keeps threads"),
    ],
)
def test_every_system_that_is_not_asked_is_named(body: str, doubt: str) -> None:
    reading = embedding(body)
    assert (reading.doubt or "").startswith(f"comments not read: {doubt}")
    assert [follow for follow in reading.follow if follow.role == "embed"] == []


def test_gitalk_and_gitment_comments_are_read_under_their_own_names() -> None:
    for system in ("gitalk", "gitment"):
        search = f"https://api.github.com/repos/moss/slow/issues?labels=x&blogkeep_system={system}&blogkeep_post={HERE}"
        found = b'[{"number": 7, "comments": 101}, {"number": 6, "comments": 3}]'
        reading = read_page(Page(search, found, content_type="application/json"))
        assert [(p.count, p.about) for p in reading.promised] == [(101, HERE)]
        (follow,) = reading.follow
        assert follow.url.startswith("https://api.github.com/repos/moss/slow/issues/7/comments?per_page=100&page=1&")
        said = json.dumps([{"id": n, "body": "Ducks.", "user": {"login": "fern"}} for n in range(1, 101)]).encode()
        answer = read_page(Page(follow.url, said, content_type="application/json"))
        assert {one.system for one in answer.comments} == {system}
        assert (answer.about, len(answer.comments)) == (HERE, 100)
        assert query(answer.follow[0].url)["page"] == "2"
        refused = read_page(Page(search, b'{"message":"Not Found"}', content_type="application/json"))
        assert refused.doubt == "GitHub gives no list: Not Found"


def test_a_comment_printed_in_the_page_and_given_by_its_system_is_one() -> None:
    printed = """<div id="disqus_thread"><ul id="dsq-comments"><li id="dsq-comment-59120001"><div
id="dsq-comment-message-59120001">Beer in a saucer.</div></li></ul></div>"""
    case = PAGES / "disqus/embed"
    answer = read_page(open_page(case, json.loads((case / "expected.json").read_text())))
    seen = datetime(2020, 1, 1, tzinfo=UTC)
    ids = [normalize(reading, seen=seen).comments[0].id for reading in (embedding(printed), answer)]
    assert ids[0] == ids[1]


def test_staticman_comments_printed_by_a_theme_are_read() -> None:
    body = """<form action="https://api.staticman.net/v2/entry/moss/slow/main/comments"></form>
<article id="comment1" class="js-comment comment" itemprop="comment"><div class="comment__content-wrapper">
<h3 class="comment__author"><span itemprop="name"><a href="http://fern.example">Fern</a></span></h3>
<div class="comment__date"><a href="#comment1"><time datetime="2014-02-09T23:08:40-05:00">February 09</time></a></div>
<div itemprop="text"><p>Put out beer.</p></div></div></article>"""
    (comment,) = embedding(body).comments
    assert (comment.system, comment.source_id, comment.author) == ("staticman", "1", "Fern")
    assert "<p>Put out beer.</p>" in (comment.html or "")
    assert comment.published is not None
    assert comment.published.machine == "2014-02-09T23:08:40-05:00"


def test_the_post_that_we_asked_for_counts_not_one_that_a_server_put_in() -> None:
    script = (
        'IDCommentScript.src = "https://intensedebate.com/js/genericComment.php?blogkeep_post=http://evil.example/";'
    )
    url = f"https://intensedebate.com/js/genericCommentWrapper2.php?blogkeep_post={HERE}"
    (follow,) = read_page(Page(url, script.encode(), content_type="text/javascript")).follow
    assert read_page(Page(follow.url, b"", content_type="text/javascript")).about == HERE


def test_an_index_is_asked_for_no_thread() -> None:
    text = f"""<html><head><meta name="generator" content="Blogger"></head><body class="index">
<script src="http://www.blogger.com/static/v1/widgets/1.js"></script><div class="hfeed">
<div class="post hentry"><h3 class="post-title"><a href="/2010/06/a.html">A</a></h3>
<div class="post-body">One.</div></div>
<div class="post hentry"><h3 class="post-title"><a href="/2010/06/b.html">B</a></h3>
<div class="post-body">Two.</div></div>
</div>{DISQUS}</body></html>"""
    reading = read_page(Page("http://slow.example/", text.encode(), content_type="text/html"))
    assert (reading.about, asked(reading, "disqus")) == (None, [])


def test_a_pager_of_sixty_replies_is_doubted() -> None:
    rows = ",".join(f'{{"id":"{n}","content":"x"}}' for n in range(60))
    url = f"https://tusk.example/api/v1/statuses/110/context?blogkeep_post={HERE}"
    page = Page(url, f'{{"descendants":[{rows}]}}'.encode(), content_type="application/json")
    assert read_page(page).doubt == "perhaps more replies: the server shows visitors 60"


NONSENSE = (
    b"{}",
    b"[]",
    b"null",
    b'"x"',
    b"{",
    b"<html></html>",
    b'{"comments":[1,null,{"id":{}}]}',
    b'{"replies":[[],{"created":"x","replies":{}}]}',
    b'{"data":{"data":[{"objectId":[],"time":{}}]}}',
    b'{"discussion":{"comments":[{"author":7,"replies":3}]}}',
    b'{"children":[{"content":[]}]}',
    b'{"descendants":[{"account":[]}]}',
    b'{"post_stream":{"posts":[{}],"stream":{"a":1}}}',
    b'{"headDocument":{"content":[{"type":0,"content":{"id":[]}}]}}',
    b'{"items":[{"title":5}]}',
)


def test_nonsense_in_an_answer_is_no_reason_to_stumble() -> None:
    urls = [json.loads(file.read_text())["url"] for file in PAGES.glob("*/*/expected.json")]
    asked_of = [url for url in urls if any(api.matches(url) for system in SYSTEMS for api in system.apis)]
    assert len(asked_of) > 20
    for url in asked_of:
        for body in NONSENSE:
            reading = read_page(Page(url, body, content_type="application/json"))
            assert not (reading.doubt or "").startswith("reader failed"), (url, body, reading.doubt)


@pytest.mark.parametrize("flood", [b"'<\\", b"new IDComment(", b'"<', b"IDCommentScript.src = '"])
def test_a_script_made_to_hang_a_reader_does_not(flood: bytes) -> None:
    url = f"https://intensedebate.com/js/genericComment.php?blogkeep_post={HERE}"
    assert read_page(Page(url, flood * 100_000, content_type="text/javascript")).comments == ()
