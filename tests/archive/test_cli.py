"""The verbs of the house: what they print, for people and for programs, and how they end."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.cli import run_house
from archive.db.concerns import Concern
from archive.db.connect import open_db
from archive.db.standing import settle_house_concerns
from archive.db.store import transaction
from archive.terminal import plain_text
from tests.archive.db.world import HOME, URL, comment, post_id
from tests.archive.shelf import make_shelf


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make_shelf(tmp_path / "archive").root


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        run_house([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_verify_ends_with_nothing_when_all_agrees(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "verify", "--archive", archive) == (0, "WARC files, indexes and rows agree.\n", "")


def test_verify_ends_with_one_for_cron(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = open_db(archive / "archive.db")
    db.execute("update threads set kept = 9")
    db.close()
    code, out, _ = run(capsys, "verify", "--archive", archive)
    assert code == 1
    assert out == (
        f"{URL}: The thread says [9, 0, 0] comments, pings and tombstones; there are [3, 0, 0]. "
        "Mend it: blogkeep verify --mend [count]\n1 findings.\n"
    )
    code, out, _ = run(capsys, "verify", "--archive", archive, "--json")
    assert (code, [one["code"] for one in json.loads(out)["findings"]]) == (1, ["count"])
    code, out, _ = run(capsys, "verify", "--mend", "--archive", archive)
    assert code == 0
    assert out.endswith("1 threads were counted anew.\nWARC files, indexes and rows agree.\n")


def test_coverage_says_what_is_missing(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "coverage", "blog.example", "--archive", archive)
    assert code == 0
    assert "The Saltbox (http://blog.example/)\n" in out
    assert "  comments   3 kept, 4 promised in 1 of 1 threads, 1 missing\n" in out
    assert f"  missing 1: {URL} (4 by heading, 3 kept, shown by page 3)\n" in out
    db = open_db(archive / "archive.db")
    db.execute("update threads set folded = 2")
    db.close()
    _, out, _ = run(capsys, "coverage", "blog.example", "--archive", archive)
    assert "  comments   3 kept (2 of them without their words), 4 promised in 1 of 1 threads, 1 missing\n" in out
    (one,) = run_json(capsys, "coverage", "--archive", archive)
    assert (one["folded"], one["roll"][0]["folded"]) == (2, 2)
    assert (one["comments_missing"], one["missing"][0]["promised_by"]) == (1, "heading")


def test_gap_is_accepted_and_opened_again_with_a_reason(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "coverage", URL, "--accept", "the owner deleted it", "--archive", archive)
    assert (code, out) == (0, f"{URL}: 1 missing comment, accepted: the owner deleted it\n")
    code, out, _ = run(capsys, "coverage", "--archive", archive)
    assert "1 missing (1 of them accepted)\n" in out
    assert f"  accepted: {URL}: the owner deleted it\n" in out
    assert f"  missing 1: {URL}" not in out
    (told,) = run_json(capsys, "coverage", "--archive", archive)
    assert (told["comments_missing"], told["comments_accepted"], told["left_out"]) == (1, 1, [])
    back = ("coverage", URL, "--reopen", "it is in a backup", "--archive", archive)
    assert run_json(capsys, *back) == {"url": URL, "missing": 1, "accepted": None}
    code, _, err = run(capsys, *back)
    assert code == 1
    assert "nobody accepted it" in err


@pytest.mark.parametrize(
    "given", [("--accept", "why"), (URL, "--accept", " "), (URL, "--accept", "a", "--reopen", "b")]
)
def test_acceptance_wants_an_address_and_one_reason(
    archive: Path, capsys: pytest.CaptureFixture[str], given: tuple[str, ...]
) -> None:
    assert run(capsys, "coverage", *given, "--archive", archive)[0] == 2


def test_search_shows_hits_in_posts_and_comments(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "marmalade", "--archive", archive)
    assert code == 0
    assert out.startswith("3 hits for: marmalade\n")
    assert "*marmalade* and toast" in out
    assert "Ann, 3 Jan 2006, 00:00 UTC: Breakfast" in out
    hits = run_json(capsys, "search", "marmal*", "--kind", "comment", "--archive", archive)["hits"]
    assert sorted(hit["kind"] for hit in hits) == ["comment", "comment"]


@pytest.mark.parametrize("words", ['"', "AND OR", "a:b*", "NEAR(x", "-", "'; drop table posts", "\x00", "*" * 500])
def test_search_takes_any_words(archive: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert run(capsys, "search", "--archive", archive, "--", words)[0] == 0


def test_archived_words_cannot_steer_the_terminal(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "search", "owned", "alert", "--archive", archive)
    _, found, _ = run(capsys, "search", "red", "--archive", archive)
    for text in (out, found):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert plain_text("a\x1b[31mb\x1b]8;;http://x\x1b\\c\x9bd\r\ne\u202ef\x1b") == "abcd\nef"


def test_history_shows_captures_and_what_was_said_before(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "history", URL, "--archive", archive)
    assert code == 0
    assert [line.partition("  ")[0] for line in out.splitlines()[:2]] == [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:01:00Z",
    ]
    assert f"comment {comment('1').id} said:\n  marmalade\n" in out
    found = run_json(capsys, "history", URL, "--archive", archive)
    assert (found["post_id"], len(found["captures"]), found["versions"][0]["text"]) == (
        post_id(),
        2,
        "marmalade",
    )


def test_history_shows_a_thread_as_it_stood(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "history", URL, "--at", "2026-01-01T00:00:30", "--archive", archive)
    assert code == 0
    assert "as it stood at 2026-01-01T00:00:30Z (UTC): the post was there" in out
    assert "look before  2026-01-01T00:00:00Z, less than a minute away" in out
    assert "  marmalade\n" in out
    assert "it says something else now" in out
    found = run_json(capsys, "history", URL, "--at", "2026-01-01T00:00:30", "--archive", archive)
    assert (found["state"], found["comments"][0]["text"], found["comments"][0]["known"]) == (
        "there",
        "marmalade",
        "seen",
    )


def test_history_of_a_home_tells_what_changed_in_the_blog(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "history", HOME, "--since", "2026-01-01T00:01", "--archive", archive)
    assert code == 0
    assert "since 2026-01-01T00:01:00Z (UTC)" in out
    assert "rewritten\n  before   marmalade\n" in out
    found = run_json(capsys, "history", HOME, "--most", "1", "--archive", archive)
    assert found["counts"]["edited"] == 1
    assert len(found["changes"]) == 1
    nothing = run_json(capsys, "history", HOME, "--since", "2030", "--archive", archive)
    assert (nothing["changes"], nothing["counts"]) == ([], {})


def test_history_names_what_is_wrong_and_the_way_out(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "history", URL, "--at", "yesterday", "--archive", archive)
    assert (code, err.partition(".")[0]) == (2, "'yesterday' is no date")
    code, _, err = run(capsys, "history", URL, "--at", "2026", "--since", "2025", "--archive", archive)
    assert (code, "give one of them" in err) == (2, True)
    code, _, err = run(capsys, "history", HOME, "--at", "2026", "--archive", archive)
    assert (code, "is a blog; name one of its posts" in err) == (1, True)


def test_export_writes_lines_or_a_table(archive: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "export", "comments", "--archive", archive)
    assert code == 0
    assert sorted(json.loads(line)["author"] for line in out.splitlines()) == ["=Bob", "Ann", "Cy"]
    target = tmp_path / "out.csv"
    code, out, err = run(capsys, "export", "comments", "--format", "csv", "--output", target, "--archive", archive)
    assert (code, out, err) == (0, "", f"3 comments are in {target}\n")
    assert ",'=Bob," in target.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "out.csv"]


def test_a_missing_archive_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = (
        f"No archive at '{tmp_path}' (there is no archive.db in it). Make one with: blogkeep crawl URL "
        "--archive DIR, or name another folder with --archive.\n"
    )
    assert run(capsys, "coverage", "--archive", tmp_path) == (1, "", sentence)
    code, out, err = run(capsys, "--verbose", "coverage", "--archive", tmp_path)
    assert (code, out) == (1, "")
    assert err.startswith("Traceback (most recent call last):")
    assert err.endswith(sentence)


def test_wrong_use_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["nonsense"], ["search"], ["export", "people"], ["serve", "--port", "x"]):
        code, out, err = run(capsys, *wrong)
        assert (code, out) == (2, "")
        assert "Usage: blogkeep" in err


def test_a_database_that_is_none_is_named(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("archive.db-wal", "archive.db-shm"):
        (archive / name).unlink(missing_ok=True)
    (archive / "archive.db").write_bytes(b"no database" * 1000)
    code, _, err = run(capsys, "search", "x", "--archive", archive)
    assert code == 1
    assert err.count("\n") == 1
    assert "is damaged or no SQLite database" in err


def test_help_is_there_for_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for verb in ("coverage", "export", "history", "search", "serve", "verify"):
        assert verb in out
        assert run(capsys, verb, "--help")[0] == 0


def test_serve_says_where_and_answers_while_a_crawl_writes(archive: Path) -> None:
    command = [sys.executable, "-c", "from archive.cli import run_house; run_house()"]
    serve = [*command, "serve", "--archive", str(archive), "--port", "0", "--json"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = json.loads(server.stdout.readline())
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", said["url"])
            db = open_db(archive / "archive.db")
            with transaction(db):
                db.execute("update posts set title = 'changed'")
                with urllib.request.urlopen(said["url"] + "archive/posts.json?_shape=array", timeout=30) as answer:
                    assert [row["title"] for row in json.load(answer)] == ["Breakfast"]
            db.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        assert server.returncode in (0, 130)
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()


def test_serve_names_a_port_that_is_taken(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(capsys, "serve", "--archive", archive, "--port", port) == (
            1,
            "",
            f"Port {port} on 127.0.0.1 is taken. Take a free one with: --port 0\n",
        )


def test_concerns_are_listed_and_accepted(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = "Nothing is wrong, as far as the last crawls tell.\n"
    assert run(capsys, "concerns", "--archive", archive) == (0, nothing, "")
    full = Concern(None, "disk nearly full", "warning", "The disk is \x1b[31mnearly full.", "Make room.")
    db = open_db(archive / "archive.db")
    with transaction(db):
        settle_house_concerns(db, [full], datetime(2026, 6, 1, tzinfo=UTC))
    db.close()
    (one,) = run_json(capsys, "concerns", "--archive", archive)
    assert run(capsys, "concerns", "--archive", archive)[1] == (
        "warning: The disk is nearly full.\n  Make room.\n"
        f"  disk nearly full, since 2026-06-01T00:00:00Z [{one['id']}]\n"
    )
    code, _, err = run(capsys, "concerns", one["id"], "--archive", archive)
    assert (code, "give both" in err) == (2, True)
    code, out, _ = run(capsys, "concerns", one["id"], "--accept", "a larger one is ordered", "--archive", archive)
    assert (code, "accepted: a larger one is ordered" in out) == (0, True)
    assert run_json(capsys, "concerns", "--archive", archive) == []
    assert len(run_json(capsys, "concerns", "--all", "--archive", archive)) == 1
