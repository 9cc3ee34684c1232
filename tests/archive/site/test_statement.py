"""The certificate as a file: it says all, loads nothing, and runs nothing."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
from click.testing import CliRunner

from archive.cli import house
from archive.db.connect import open_db
from archive.site.desk import MOST_TO_WEIGH
from archive.site.statement import as_html, read_statements
from tests.archive.site.test_pages import blog_id
from tests.archive.site.world import BLOG, NEXT, POST, make_world

NOW = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


def test_certificate_is_written_as_html_and_json_with_digests(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update threads set promised = 30 where post_id = ?", world.post)
    out = tmp_path / "filed" / "here"
    given = ["coverage", BLOG, "--archive", str(world.home.root), "--certificate", str(out), "--json"]
    done = CliRunner().invoke(house, given)
    assert done.exit_code == 0, done.output
    (written,) = json.loads(done.output)
    told = json.loads(Path(written["json"]).read_text("utf-8"))
    assert told["certificate"] == 1
    assert told["coverage"]["comments_missing"] == 23
    assert [one["cause"] for one in told["coverage"]["missing"][0]["causes"]] == ["moderated_or_deleted"]
    files = {one["name"]: one for one in told["warcs"]}
    assert files
    for name, one in files.items():
        held = (world.home.warcs / name).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(held), hashlib.sha256(held).hexdigest())
    roll = {one["url"]: one for one in told["roll"]}
    assert (roll[POST]["missing"], roll[POST]["promised"], roll[POST]["cause"]) == (23, 30, "moderated_or_deleted")
    assert (roll[NEXT]["promised"], roll[NEXT]["missing"]) == (None, 0)
    page = Path(written["html"]).read_text("utf-8")
    (first, *rest) = lxml.html.document_fromstring(page).cssselect("table.roll tbody tr")
    assert POST in first.text_content()
    assert "nobody says" in rest[0].text_content()
    for words in ("23 missing", "moderated_or_deleted", *(one["sha256"] for one in files.values())):
        assert words in page
    assert sorted(path.suffix for path in out.iterdir()) == [".html", ".json"]


def test_certificate_runs_and_loads_nothing_whatever_a_blog_is_called(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    evil = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>"
    world.write("update blogs set title = ?", evil)
    world.write("update posts set title = ?, url = 'javascript:alert(1)'", evil)
    world.write("update threads set promised = 99")
    for one in read_statements(world.home, open_db(world.home.db), None, NOW):
        page = lxml.html.document_fromstring(as_html(one))
        assert page.xpath("//script | //img | //link | //iframe | //a | //@onerror | //@src | //@href") == []


def test_certificate_says_what_is_not_known(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    for path in world.home.warcs.glob("*.warc.gz"):
        path.unlink()
    (one, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    assert one.made == "2026-02-03T04:05:00Z"
    assert all(warc.sha256 is None for warc in one.warcs)
    said = " ".join(one.unknown)
    assert "Nobody says how many posts the blog has" in said
    assert "Some WARC files are not there" in said


def test_certificate_begins_with_plain_sentences(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update threads set promised = null, promised_by = null")
    (none, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    assert "how many posts the blog has is not known" in none.in_short[0]
    assert none.in_short[-1].endswith("comments are kept; nobody says how many there should be.")
    world.write("update threads set promised = 30, promised_by = 'page' where post_id = ?", world.post)
    (gap, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    last = gap.in_short[-1]
    assert last.startswith("Of 30 comments that 1 thread promises 23 are missing, in 1 thread. ")
    assert "By the first known cause: 23: nothing failed" in last
    assert "Of 30 comments" in as_html(gap)
    world.write("update threads set promised = 1 where post_id = ?", world.post)
    (whole, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    assert whole.in_short[-1] == "Of 1 comment that 1 thread promises none is missing."


def test_accepted_gaps_and_what_was_left_out_stand_apart(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update threads set promised = 30 where post_id = ?", world.post)
    blog_id = world.one("select blog_id from posts where id = ?", world.post)
    decide = "insert into decisions (time, blog_id, what, url, why, measure) values ('t', ?, 'gap accepted', ?, ?, 23)"
    world.write(decide, blog_id, POST, "spam, says the owner")
    shut = BLOG + "shut/"
    refuse = """
    insert into addresses (blog_id, url, role, finder, state, outcome, reason, first_found)
    values (?, ?, 'post', 'index', 'refused', 'robots', 'robots.txt', '2026-01-01T00:00:00Z')
    """
    world.write(refuse, blog_id, shut)
    (told, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    assert "Of the missing comments 23 are accepted as missing: listed apart." in told.in_short
    page = as_html(told)
    _, after = page.split("<h2>Gaps that were accepted</h2>")
    assert POST in after.partition("<h2>")[0]
    assert "spam, says the owner" in after.partition("<h2>")[0]
    assert shut in page.partition("<h2>What was left out on purpose</h2>")[2].partition("<h2>")[0]
    assert "Nothing is missing" not in page
    shown = world.get(f"/-/coverage/{blog_id}").text
    assert "23 of them accepted" in shown
    assert "spam, says the owner" in shown
    assert "Nothing is missing" not in shown


def test_a_certificate_is_saved_from_the_page_of_coverage(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    page = lxml.html.document_fromstring(world.get(f"/-/coverage/{blog_id(world)}").text)
    read, checked = [link.get("href") for link in page.cssselect("a[download]")]
    shown = world.get(read)
    name = shown.headers["content-disposition"].partition("filename=")[2].strip('"')
    assert re.fullmatch(r"mossandmortar-example-blog-[a-z2-7]{6}-\d{4}-\d\d-\d\d\.html", name)
    assert (shown.headers["content-type"], "Every thread" in shown.text) == ("text/html; charset=utf-8", True)
    filed = tmp_path / "filed.json"
    filed.write_bytes(world.get(checked).content)
    given = ["verify", "--archive", str(world.home.root), "--certificate", str(filed)]
    assert CliRunner().invoke(house, given).output.startswith("The archive holds what was certified.")
    assert world.get("/-/coverage/none/certificate.html").status_code == 404


def test_a_certificate_of_very_much_is_left_to_the_command(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    (warc,) = world.home.warcs.glob("*.warc.gz")
    with warc.open("r+b") as file:
        file.truncate(MOST_TO_WEIGH + 1)
    shown = world.get(f"/-/coverage/{blog_id(world)}/certificate.json")
    assert shown.status_code == 503
    assert f"blogkeep coverage {blog_id(world)} --certificate DIR" in shown.text


def test_certificate_says_how_many_comments_are_kept_without_their_words(tmp_path: Path) -> None:
    world = make_world(tmp_path / "archive")
    world.write("update threads set promised = kept, promised_by = 'page', folded = 2 where post_id = ?", world.post)
    (one, *_) = read_statements(world.home, open_db(world.home.db), BLOG, NOW)
    assert one.in_short[-1].startswith("2 comments are kept without their words")
    page = lxml.html.document_fromstring(as_html(one))
    assert "2 of them without their words" in page.text_content()
    (first, *_) = page.cssselect("table.roll tbody tr")
    assert "(2 without words)" in first.text_content()
