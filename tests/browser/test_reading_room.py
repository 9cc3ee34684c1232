"""The reading room in a real browser: looks, keys, and what was archived stays inert."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")

from tests.archive.site.test_pages import all_pages, comment_id
from tests.archive.site.world import POST, World, answer, make_world
from tests.browser.house import CHROMIUM, listening, picture, visiting

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="no browser; name one in CHROMIUM"),
]

_PLACES = (os.environ.get("AXE", ""), str(Path(__file__).parents[2] / ".cache/axe-core/axe.min.js"))
AXE = next((Path(place) for place in _PLACES if place and Path(place).is_file()), None)
"""The judge of accessibility, when ``.ci/axe`` could fetch it: it is no part of this repository."""

ELSEWHERE = "http://elsewhere.example/"
EVIL = (
    "</title></style></textarea><script>alert('script')</script>"
    f'<img src=x onerror="alert(\'image\')"><img src="{ELSEWHERE}pixel.gif">'
    '<svg onload="alert(\'svg\')"><a xlink:href="javascript:alert(1)">x</a></svg>'
    f'<iframe src="{ELSEWHERE}frame"></iframe>'
    "<iframe srcdoc=\"<script>parent.alert('frame')</script>\"></iframe>"
    f'<meta http-equiv=refresh content="0;url={ELSEWHERE}refresh"><base href="{ELSEWHERE}">'
    f'<link rel=stylesheet href="{ELSEWHERE}style.css"><link rel=prefetch href="{ELSEWHERE}prefetch">'
    f'<form action="{ELSEWHERE}form" id=f><input name=a autofocus onfocus="alert(\'focus\')"></form>'
    f'<div style="position:fixed;inset:0;background:url({ELSEWHERE}cover.png)">cover</div>'
    f'<object data="{ELSEWHERE}object"></object><video src="{ELSEWHERE}film" autoplay></video>'
    "<details open ontoggle=\"alert('toggle')\">x</details>"
    "<a href=\"javascript:alert('link')\" id=bait>bait</a>"
    "<noscript><p title=\"</noscript><img src=x onerror=alert('noscript')>\"></noscript>"
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title=\"--&gt;&lt;img src=1 onerror=alert('math')&gt;\">"
    "'\" onmouseover=\"alert('attribute')\" {{ 7*7 }} ${7*7}"
)
"""What an attacker leaves in every field."""

XHTML = "<html xmlns='http://www.w3.org/1999/xhtml'>"

FIELDS = {
    "blogs": "title description platform language zone home",
    "posts": "title author author_url published_raw html text language url",
    "comments": "title author author_url published_raw html text url parent_how system",
    "captures": "content_type digest truncated adapter layout doubt",
    "threads": "promised_by",
    "people": "name url platform_id",
    "addresses": "role found_on state outcome reason",
    "crawls": "seed message settings figures",
    "schedules": "seed every cron zone settings host hours",
    "runs": "seed why outcome message worker log",
    "concerns": "kind severity sentence advice url",
    "notices": "about target outcome error",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str]]:
    """The small archive, listening."""
    world = make_world(tmp_path_factory.mktemp("browser") / "archive")
    with listening(world.datasette) as address:
        yield world, address


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_every_page_fits_its_window_and_says_nothing_to_the_console(
    house: tuple[World, str], tmp_path: Path, width: int, dark: bool
) -> None:
    world, address = house
    with visiting(address, width=width, dark=dark) as visit:
        for name, path in all_pages(world).items():
            visit.go(path)
            picture(visit, tmp_path, f"{name}-{width}")
            assert visit.hangs_out() <= 0, name
        # the page that is not there answers 404 on purpose
        assert [words for words in visit.complaints if "404" not in words] == []
        assert (visit.strangers, visit.alarms) == ([], [])


@pytest.mark.skipif(AXE is None, reason="no axe-core; fetch it with .ci/axe, or name its axe.min.js in AXE")
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, False), (1280, True), (400, True)])
def test_axe_finds_nothing(house: tuple[World, str], width: int, dark: bool) -> None:
    world, address = house
    assert AXE is not None
    judge = AXE.read_text("utf-8")
    with visiting(address, width=width, dark=dark) as visit:
        for name, path in all_pages(world).items():
            visit.go(path)
            visit.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            visit.page.evaluate(judge)
            found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], name


def test_long_names_tags_and_titles_stay_inside_the_window(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    for change in (
        "update tags set name = name || ?",
        "update posts set title = ?, author = title",
        "update comments set author = ?",
        "update people set name = ?",
        "update blogs set title = ?",
    ):
        world.write(change, "Wolfeschlegelsteinhausenbergerdorff" * 9)
    with listening(world.datasette) as address, visiting(address, width=400) as visit:
        for name, path in all_pages(world).items():
            visit.go(path)
            assert visit.hangs_out() <= 0, name


def test_all_can_be_reached_by_keys(house: tuple[World, str]) -> None:
    world, address = house
    with visiting(address) as visit:
        visit.go(f"/-/post/{world.post}")
        visit.page.keyboard.press("Tab")
        skip = visit.page.evaluate("document.activeElement.textContent")
        assert skip == "Skip to the page"
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"
        visit.page.keyboard.press("Tab")
        outline = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_a_comments_permalink_stands_in_view_and_is_marked(house: tuple[World, str]) -> None:
    world, address = house
    with visiting(address, width=400, scripts=False) as visit:
        visit.go(f"/-/comment/{comment_id(world, '7')}")
        place = visit.page.locator(":target")
        assert place.get_attribute("id") == f"c-{comment_id(world, '7')}"
        assert place.bounding_box()["y"] < 900


def test_on_paper_each_comment_names_its_address_instead_of_offering_ways(house: tuple[World, str]) -> None:
    world, address = house
    with visiting(address, scripts=False) as visit:
        visit.go(f"/-/post/{world.post}")
        own = f"/-/comment/{comment_id(world, '7')}"
        foot = visit.page.locator(f'.comment footer[data-place="{own}"]')
        told = "foot => getComputedStyle(foot, '::after').content"
        assert (foot.evaluate(told), foot.locator(".ways").is_visible()) == ("none", True)
        visit.page.emulate_media(media="print")
        assert (own in foot.evaluate(told), foot.locator(".ways").is_visible()) == (True, False)


def test_a_name_under_the_keys_keeps_its_arcs_and_the_others_fade(house: tuple[World, str]) -> None:
    _, address = house
    with visiting(address, scripts=False) as visit:
        visit.go("/-/conversation")
        row = visit.page.locator(".pairs tr", has_text="Clover").locator("a")
        faded = {}
        for place in (0, 2):
            row.nth(place).focus()
            visit.page.keyboard.press("Shift+Tab")
            visit.page.keyboard.press("Tab")
            for arc in visit.page.locator(".arc").all():
                line = arc.locator(".line").evaluate("line => getComputedStyle(line).opacity")
                faded[place, arc.locator("title").text_content()] = line == "0.15"
    stay = {key for key, fades in faded.items() if not fades}
    assert stay == {(0, "Clover to Basil: 1 time"), (2, "Clover to Basil: 1 time")}
    assert len(faded) == 6


def test_search_works_without_scripts(house: tuple[World, str]) -> None:
    _, address = house
    with visiting(address, scripts=False) as visit:
        visit.go("/")
        visit.page.fill("input[name=q]", "slow")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/-/search?q=slow")
        assert visit.page.locator("mark").all_text_contents() == ["Slow", "Slow"]


def test_a_replayed_page_shows_its_pictures_and_styles(house: tuple[World, str], tmp_path: Path) -> None:
    world, address = house
    with visiting(address) as visit:
        visit.go(f"/-/replay/{world.captures[POST].id}/")
        picture(visit, tmp_path, "replay")
        assert visit.page.title() == "Slow bread"
        assert visit.page.locator("img").first.evaluate("image => image.naturalWidth") == 1
        assert "/-/replay/" in visit.page.evaluate("getComputedStyle(document.body).backgroundImage")
        visit.page.click("text=Rye")
        assert visit.page.locator("h1").text_content() == "Rye"
        assert (visit.strangers, visit.alarms) == ([], [])


def test_what_was_archived_runs_nowhere_and_asks_nobody(tmp_path: Path) -> None:
    pages = {
        ELSEWHERE + "evil.html": answer(f"<html><body onload=\"alert('load')\">{EVIL}</body></html>"),
        ELSEWHERE + "evil.png": answer(f"<html>{EVIL}", "image/png"),
        ELSEWHERE + "evil.svg": answer(
            f"<svg xmlns='http://www.w3.org/2000/svg'><script>alert('svg')</script>"
            f"<image href='{ELSEWHERE}x.png'/></svg>",
            "image/svg+xml",
        ),
        ELSEWHERE + "evil.css": answer(
            f"@import '{ELSEWHERE}a.css'; body{{background:url({ELSEWHERE}b.png)}}{EVIL}", "text/css"
        ),
        ELSEWHERE + "evil.xml": answer(f"<?xml version='1.0'?>{XHTML}{EVIL}</html>", "application/xml"),
        ELSEWHERE + "evil.xhtml": answer(f"{XHTML}{EVIL}</html>", "application/xhtml+xml"),
        ELSEWHERE + "evil.none": answer(f"<html>{EVIL}</html>", None),
        ELSEWHERE + "evil.deep": answer("<div>" * 5000 + EVIL),
        ELSEWHERE + "worker.js": answer("self.addEventListener('fetch', () => 1)", "text/javascript",
                                        more="Service-Worker-Allowed: /\r\nClear-Site-Data: \"*\"\r\n"),
    }  # fmt: skip
    world = make_world(tmp_path / "archive", pages)
    paths = [*all_pages(world).values(), *(f"/-/replay/{world.captures[url].id}/" for url in (POST, *pages))]
    for table, names in FIELDS.items():
        columns = names.split()
        world.write(
            f"update {table} set " + ", ".join(f"{column} = ?" for column in columns),
            *([EVIL] * len(columns)),
        )
    world.write("update tags set name = name || ?", EVIL)
    world.write(
        "insert into versions (id, post_id, text, html, first_seen, last_seen, capture_id) "
        "values ('v', ?, ?, ?, ?, ?, ?)",
        world.post, EVIL, EVIL, EVIL, EVIL, world.captures[POST].id,
    )  # fmt: skip
    world.write("insert into crawls (id, seed, started, message) values ('c', ?, ?, ?)", EVIL, EVIL, EVIL)
    world.write("update links set words = ?", EVIL)
    cites = [f"/-/cite/{kind}/{id}" for kind, id in (("post", world.post), ("comment", comment_id(world, "2")))]
    paths += [f"{cite}.{end}" for cite in cites for end in ("txt", "bib", "ris")]
    paths += [
        "/-/crawl/c",
        "/-/conversation?by=posts",
        f"/-/post/{world.post}?open=all&since=2000-01-01",
        "/-/search.atom?q=alert",
        f"/-/post/{world.post}.atom",
        "/-/schema.svg",
    ]
    paths += ["/-/search?q=alert", "/-/search?q=" + "%3Cscript%3Ealert(1)%3C/script%3E", "/archive",
              "/archive/posts", "/archive/comments", "/archive/captures", "/archive/versions",
              "/archive/crawls", "/archive/blogs",
              f"/archive/posts/{world.post}", "/archive/changed_items"]  # fmt: skip
    with listening(world.datasette) as address, visiting(address) as visit:
        visit.page.context.add_cookies([{"name": "secret", "value": "1", "url": address}])
        for path in paths:
            visit.turn_the_page()
            try:
                visit.go(path)
            except Exception as error:
                if "Download is starting" not in str(error):
                    raise
                continue
            visit.page.mouse.move(600, 400)
            for bait in visit.page.locator("a:text('bait')").all()[:1]:
                bait.click(force=True)
                visit.page.wait_for_load_state("load")  # a page that is closed on its way may hang the browser's driver
            visit.page.wait_for_timeout(50)
            assert visit.page.url.startswith(address), path
            assert (visit.alarms, visit.strangers) == ([], []), path
