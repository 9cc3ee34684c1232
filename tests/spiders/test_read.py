"""Reading: each kind of answer goes to its reader, and no answer ends the crawl."""

from __future__ import annotations

import pytest

from archive.models import Reading
from spiders.adapter import Adapter, Api, Layout, Marks
from spiders.page import Page
from spiders.platforms import ADAPTERS, GENERIC
from spiders.read import choose_adapter, read_api, read_page

POST = """<html id="typepad-standard"><head><meta name="generator" content="http://www.typepad.com/">
<title>{title}</title></head><body><div class="entry" id="entry-6a01"><h3 class="entry-header">{title}</h3>
<div class="entry-body"><p>Words about fruit.</p></div></div></body></html>"""


def page(text: str, kind: str = "text/html", status: int = 200, url: str = "http://p.example/x") -> Page:
    return Page(url, text.encode(), content_type=kind, status=status)


def shelled(words: str, title: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><p>{words}</p></body></html>"


def doubt(text: str, status: int = 200) -> str | None:
    return read_page(page(text, status=status)).doubt


def test_the_adapter_with_most_marks_is_chosen_and_gives_its_reasons() -> None:
    adapter, marks = choose_adapter(page(POST.format(title="Figs")))
    assert adapter.name == "typepad"
    assert "generator typepad\\.com" in marks
    assert choose_adapter(page("<html><body><p>hello</p></body></html>")) == (GENERIC, ())


def test_the_verdict_does_not_depend_on_the_order_of_adapters() -> None:
    one = page(POST.format(title="Figs"))
    assert choose_adapter(one, reversed(ADAPTERS))[0].name == "typepad"


STYLED = '<link rel="stylesheet" href="http://b.example/wp-content/themes/loom/style.css">'
TRACKBACK = '<p>See <a href="http://www.typepad.com/t/trackback/123">this</a>.</p>'
PICTURE = '<a\nhref="http://photos1.blogger.com/img/13/loom.jpg">A loom</a>'


@pytest.mark.parametrize(
    ("body", "adapter"), [(STYLED + TRACKBACK, "wordpress"), (STYLED + PICTURE, "wordpress"), (PICTURE, "generic")]
)
def test_a_link_to_a_platform_is_weak_evidence_for_it(body: str, adapter: str) -> None:
    assert choose_adapter(page(f"<html><body>{body}</body></html>"))[0].name == adapter


def test_an_error_page_is_never_a_post() -> None:
    reading = read_page(page(POST.format(title="Figs"), status=500))
    assert (reading.posts, reading.doubt) == ((), "status 500")


def test_what_no_reader_survives_is_a_doubt() -> None:
    broken = Page("http://p.example/x", b"<html></html>", headers=None)
    broken.headers = None  # type: ignore[assignment]
    assert (read_page(broken).doubt or "").startswith("reader failed: AttributeError")
    assert isinstance(read_page(page("<html>" + "<div>" * 60_000)), Reading)


def test_apis_are_asked_by_address_only() -> None:
    def answer(page: Page) -> Reading:
        return Reading(page.url, "api", "fruit", "v1")

    api = Api("v1", r"/api/v1\?", answer)
    fruit = Adapter("fruit", "Fruit", Marks(), (Layout("any", "html"),), apis=(api,))
    assert read_api(page("{}", "application/json", url="http://p.example/api/v1?a=1"), (fruit,)) is not None
    assert read_api(page("{}", "application/json", url="http://p.example/api/v2"), (fruit,)) is None


def test_unknown_json_is_doubted_and_other_files_are_not() -> None:
    assert read_page(page('{"a": 1}', "application/json")).doubt == "unknown JSON"
    assert read_page(page("a { color: red }", "text/css")).doubt is None


def test_a_feed_is_read_whatever_the_server_calls_it() -> None:
    feed = "<rss><channel><title>P</title><item><link>http://p.example/a</link></item></channel></rss>"
    assert [p.url for p in read_page(page(feed, "text/html")).posts] == ["http://p.example/a"]


def test_content_after_the_end_of_the_document_is_read_too() -> None:
    text = "<html><body><p>a</p></body></html><div id='late'>b</div></html>"
    assert page(text).first("#late") is not None


def test_bot_walls_are_seen_in_place_of_the_post() -> None:
    script = "<script>_cf_chl_opt={}</script>"
    challenge = shelled("Enable JavaScript and cookies to continue", "Just a moment...", script)
    assert doubt(challenge) == "bot wall"
    assert doubt(challenge, 403) == "bot wall, status 403"
    assert doubt(shelled("Request unsuccessful. Incapsula incident ID: 7-8", "")) == "bot wall"
    assert doubt(shelled("Checking your browser before accessing p.example.", "DDoS-Guard")) == "bot wall"
    stated = Page("http://p.example/", b"<html><p>x</p></html>", headers={"cf-mitigated": "challenge"})
    assert read_page(stated).doubt == "bot wall"


def test_parked_and_suspended_places_are_seen() -> None:
    assert doubt(shelled("Buy this domain. Offered by Sedo.", "p.example is for sale")) == "parked domain"
    assert doubt(shelled("This Account has been suspended.", "Account Suspended")) == "site suspended"
    assert doubt(shelled("Welcome to nginx! Further configuration is required.", "Welcome to nginx!")) == (
        "default page of a server"
    )


def test_not_found_told_with_200_is_seen() -> None:
    assert doubt(shelled("Nothing here", "Page not found – Pomona")) == "not found, told with status 200"
    assert doubt(shelled("Nichts da", "Seite nicht gefunden")) == "not found, told with status 200"
    assert doubt('<html><body class="error404"><p>x</p></body></html>') == "not found, told with status 200"


def test_posts_about_walls_are_posts() -> None:
    for title in ("Just a moment of peace", "404 words on quinces", "My domain is for sale", "Access denied"):
        reading = read_page(page(POST.format(title=title)))
        assert (reading.doubt, [p.title for p in reading.posts]) == (None, [title])
    lost = POST.format(title="404: a love story").replace("fruit", "fruit, " * 60)
    assert read_page(page(lost)).doubt is None
    essay = shelled("I was asked to verify you are human by Cloudflare. " * 60, "Verify you are human")
    assert doubt(essay) != "bot wall"


@pytest.mark.parametrize(
    "post",
    [
        '<div id="p7" class="post"><ul class="post-info"><li>Posts: 12</li></ul><p>Rain.</p></div>',
        '<article id="post_7" class="post"><div class="post-meta">Ida</div><p>Rain.</p></article>',
    ],
)
def test_a_forum_s_posts_do_not_make_a_page_dotclear_s(post: str) -> None:
    page = Page("http://a.example/t7", f"<html><body>{post}{post}</body></html>".encode(), content_type="text/html")
    assert choose_adapter(page)[0].name == "generic"
