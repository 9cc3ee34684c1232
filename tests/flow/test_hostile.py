"""Servers with bad manners: each fault gets an outcome, the rest goes on, nobody gets in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.blogkeep import crawl, run, select
from tests.flow.nasty import http, nasty

EXPECTED = {
    "/": "kept",
    "/good": "kept",
    "/interims": "kept",
    "/latin": "kept",
    "/bareheads": "kept",
    "/lies": "kept",
    "/bomb": "kept",
    "/deflate": "kept",
    "/deep": "kept",
    "/nul": "kept",
    "/plain": "kept",
    "/binary": "kept",
    "/wrongcharset": "kept",
    "/base": "kept",
    "/longlinks": "kept",
    "/atom.xml": "kept",
    "/xxe.xml": "kept",
    "/json": "kept",
    "/sitemap.xml": "kept",
    "/manyheaders": "kept",
    "/bigheader": "kept",
    "/lengths": "kept",
    "/endless": "too large",
    "/http09": "unreachable",
    "/chunk": "kept",
    "/badlength": "kept",
    "/reset": "kept",
    "/silence": "kept",
    "/drip": "kept",
    "/loop": "redirected",
    "/loop2": "redirected",
    "/tofile": "redirected",
    "/todata": "redirected",
    "/toscript": "redirected",
    "/tometa": "redirected",
    "/tolocal": "redirected",
    "/todecimal": "redirected",
    "/tosix": "redirected",
    "/tonowhere": "redirected",
    "/gone": "gone",
    "/secret": "denied",
    "/broken": "error",
    "/busy": "error",
    "/nothing": "unreachable",
}


@pytest.mark.slow
def test_every_bad_answer_gets_an_outcome_and_the_rest_goes_on(tmp_path: Path) -> None:
    with nasty() as server:
        seed = f"http://127.0.0.1:{server.port}/"
        summary = crawl(tmp_path, seed, "--timeout", "3", "--max-file", "1MB", check=4)
        asked = list(server.asked)
    rows = select(tmp_path, "select url, outcome, state from addresses where url like ?", f"{seed}%")
    outcomes = {"/" + url.removeprefix(seed): outcome for url, outcome, _ in rows}
    assert {path: outcomes.get(path) for path in EXPECTED} == EXPECTED
    assert [row for row in rows if row[2] == "due"] == []
    assert summary["outcome"] == "finished"
    cut = select(
        tmp_path,
        "select distinct truncated from captures where url like '%/endless' union all"
        " select distinct truncated from captures where url like '%/drip'",
    )
    assert cut == [("length",), ("time",)]
    assert not [path for path in asked if "meta-data" in path or len(path) > 9000]
    private = select(tmp_path, "select count(*) from addresses where outcome = 'private'")
    assert private[0][0] >= 3
    run("verify", "--archive", tmp_path)


def test_robots_are_obeyed_and_what_they_forbid_is_listed(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {
            "/": http(b'<html><a href="/open">x</a><a href="/closed/1">y</a></html>'),
            "/open": http(b"<html>open</html>"),
            "/robots.txt": http(b"User-agent: *\nDisallow: /closed/\n", kind="text/plain"),
        }
        seed = f"http://127.0.0.1:{server.port}/"
        crawl(tmp_path, seed)
        assert "/closed/1" not in server.asked
    rows = select(tmp_path, "select state, outcome from addresses where url = ?", f"{seed}closed/1")
    assert rows == [("refused", "robots")]


def test_a_host_whose_robots_cannot_be_had_is_left_alone(tmp_path: Path) -> None:
    with nasty() as server:
        server.answers = {"/robots.txt": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"}
        crawl(tmp_path, f"http://127.0.0.1:{server.port}/", check=None)
        assert set(server.asked) == {"/robots.txt"}


def test_private_addresses_are_refused_unless_named(tmp_path: Path) -> None:
    done = run("crawl", "http://internal.lan/", "--archive", tmp_path, "--delay", "0", "--retry-pause", "0", check=1)
    assert "internal.lan" in done.stdout + done.stderr
