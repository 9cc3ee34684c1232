"""The timetable on the site: read by readers, changed by the root actor alone, from our own pages alone."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from archive.db.connect import open_db
from archive.db.runs import End, begin_run, claim_run, end_run
from archive.db.schedules import add_schedule, find_schedule
from archive.db.store import transaction
from archive.errors import NotKept
from archive.home import Home, create_home
from archive.schedule.plan import read_plan
from archive.serve import login_address, open_datasette

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SEED = "http://moth.example/"
CHANGE = "/-/schedules/change"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An archive with one schedule that has failed once, with a log."""
    home = create_home(tmp_path / "archive")
    db = open_db(home.db)
    with transaction(db):
        add_schedule(db, read_plan(SEED, now=NOW, every="1 week"), NOW)
    run = claim_run(db, "somebody", NOW, is_alive=lambda *_: True, per_domain=4)
    assert run is not None
    folder = home.root / "logs" / run.schedule.id
    folder.mkdir(parents=True)
    (folder / "1.log").write_bytes(b"begun\n\x1b]0;owned\x07\x1b[31mred <script>alert(1)</script>\xff\n")
    begin_run(db, run.id, 4711, f"logs/{run.schedule.id}/1.log")
    end_run(db, run.id, End("failed", "it said <img src=x onerror=alert(1)>", "again"), NOW)
    db.close()
    return home


class Visitor:
    """Somebody with a browser's cookies; ``root`` has logged in."""

    def __init__(self, home: Home, *, root: bool = False, public: bool = False, actor: str | None = None) -> None:
        self.home = home
        self.datasette = open_datasette(home, public=public)
        self.cookies: dict[str, str] = {}
        if root or actor:
            signed = self.datasette.sign({"a": {"id": actor or "root"}}, "actor")
            self.cookies["ds_actor"] = signed

    def ask(self, method: str, path: str, said: dict[str, str] | None = None, **headers: str) -> Any:
        """One request with the cookies, which the answer may set."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        content = None
        if said is not None:
            content = urlencode(said)
            sent["Content-Type"] = "application/x-www-form-urlencoded"

        async def get() -> Any:
            await self.datasette.invoke_startup()
            return await self.datasette.client.request(method, path, content=content, headers=sent)

        answer = asyncio.run(get())
        self.cookies |= dict(answer.cookies)
        return answer

    def form(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        page = self.ask("GET", "/-/schedules").text
        return dict(re.findall(r'name="(token|csrftoken)" value="([^"]*)"', page))

    def send(self, act: str, **said: str) -> Any:
        """A form sent as a browser does."""
        return self.ask("POST", CHANGE, {**self.form(), "act": act, **said}, Sec_Fetch_Site="same-origin")

    def kept(self, name: str = SEED) -> Any:
        """The schedule as it stands."""
        db = open_db(self.home.db, read_only=True)
        try:
            return find_schedule(db, name)
        finally:
            db.close()


def test_readers_see_what_is_scheduled_and_how_it_went(home: Home) -> None:
    reader = Visitor(home)
    page = reader.ask("GET", "/-/schedules")
    assert page.status_code == 200
    assert "every 1 week" in page.text
    assert "it said &lt;img src=x" in page.text
    assert 'method="post"' not in page.text
    said = reader.ask("GET", "/-/schedules.json").json()
    assert said["schedules"][0]["schedule"]["seed"] == SEED
    assert (said["control"], said["counts"]["failing"]) == (None, 1)


def test_the_end_of_a_log_is_plain_text(home: Home) -> None:
    id = Visitor(home).kept().id
    page = Visitor(home).ask("GET", f"/-/schedule/{id}?run=1").text
    assert "red &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x1b" not in page
    assert "owned" not in page
    assert "<script" not in page


def test_a_log_outside_the_archives_logs_is_not_shown(home: Home) -> None:
    db = open_db(home.db)
    db.execute("update runs set log = '../../../../../../etc/passwd'")
    db.close()
    visitor = Visitor(home)
    assert "End of the log" not in visitor.ask("GET", f"/-/schedule/{visitor.kept().id}").text


def test_root_pauses_resumes_runs_and_removes(home: Home) -> None:
    root = Visitor(home, root=True)
    id = root.kept().id
    assert root.send("pause", id=id).status_code == 302
    assert root.kept().paused
    root.send("resume", id=id)
    assert not root.kept().paused
    root.send("run", id=id)
    assert root.kept().asked is not None
    assert root.send("remove", id=id).headers["location"] == "/-/schedules"
    with pytest.raises(NotKept):
        root.kept()


def test_root_adds_a_schedule(home: Home) -> None:
    root = Visitor(home, root=True)
    words = {"every": "2 days", "zone": "Europe/Berlin", "window": "22-6", "max_pages": "50", "no_media": "1"}
    added = root.send("add", url="https://tin-kettle.example/", **words)
    assert added.status_code == 302
    found = root.kept("tin-kettle.example")
    assert found.rhythm == "every 2 days, 22:00-06:00, Europe/Berlin"
    assert list(found.options.iter_arguments()) == ["--no-media", "--max-pages=50"]
    assert root.ask("GET", added.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"url": SEED, "every": "1 week"}, "is scheduled already"),
        ({"url": "http://a.example/", "every": "soon"}, "is no span of time"),
        ({"url": "http://a.example/", "cron": "<script>"}, "fields, not five"),
        ({"url": "http://a.example/", "every": "1 day", "zone": "Berlin"}, "Did you mean Europe/Berlin"),
        ({"url": "http://a.example/", "every": "1 day", "max_pages": "many"}, "is no number"),
        ({"url": "javascript:alert(1)", "every": "1 day"}, "is no web address"),
        ({"url": "http://127.0.0.1:8001/", "every": "1 day"}, "on this machine or in its network"),
        ({"url": "http://localhost/", "every": "1 day"}, "on this machine or in its network"),
        ({"url": "http://0x7f.1/", "every": "1 day"}, "on this machine or in its network"),
        ({"url": "http://[::1]/", "every": "1 day"}, "on this machine or in its network"),
        ({"url": "http://2130706433/", "every": "1 day"}, "on this machine or in its network"),
        ({"url": "http://router.lan/", "every": "1 day"}, "on this machine or in its network"),
    ],
)
def test_what_cannot_be_scheduled_is_said_on_a_page(home: Home, said: dict[str, str], words: str) -> None:
    answer = Visitor(home, root=True).send("add", **said)
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>" not in answer.text


def test_an_unknown_act_or_schedule_is_refused(home: Home) -> None:
    root = Visitor(home, root=True)
    assert root.send("explode", id=root.kept().id).status_code == 400
    assert root.send("pause", id="nothing").status_code == 404


@pytest.mark.parametrize("actor", [None, "reader"])
def test_nobody_but_root_changes_anything(home: Home, actor: str | None) -> None:
    root, other = Visitor(home, root=True), Visitor(home, actor=actor)
    form = {**root.form(), "act": "pause", "id": root.kept().id}
    other.ask("GET", "/-/schedules")
    csrf = {"csrftoken": other.cookies.get("ds_csrftoken", "")}
    for said in (form, {**form, **csrf}):
        assert other.ask("POST", CHANGE, said, Sec_Fetch_Site="same-origin").status_code == 403
    assert not root.kept().paused
    assert 'method="post"' not in other.ask("GET", "/-/schedules").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
    ],
)
def test_a_form_from_another_site_is_refused_though_the_cookie_came_along(home: Home, headers: dict[str, str]) -> None:
    root = Visitor(home, root=True)
    said = {**root.form(), "act": "pause", "id": root.kept().id}
    assert root.ask("POST", CHANGE, said, **headers).status_code == 403
    assert not root.kept().paused


@pytest.mark.parametrize("token", ["", "x", "eyJhY3RvciI6InJvb3QifQ.AAAA", None])
def test_a_form_without_our_token_is_refused(home: Home, token: str | None) -> None:
    root = Visitor(home, root=True)
    old = root.datasette.sign({"actor": "root", "until": 1}, "blogkeep-control")
    said = {**root.form(), "act": "pause", "id": root.kept().id, "token": old if token is None else token}
    assert root.ask("POST", CHANGE, said, Sec_Fetch_Site="same-origin").status_code == 403
    assert not root.kept().paused


def test_a_form_that_was_sent_by_get_changes_nothing(home: Home) -> None:
    root = Visitor(home, root=True)
    said = {**root.form(), "act": "pause", "id": root.kept().id}
    assert root.ask("GET", f"{CHANGE}?{urlencode(said)}").status_code == 405
    assert not root.kept().paused


@pytest.mark.parametrize("root", [False, True])
def test_in_public_there_is_no_timetable(home: Home, root: bool) -> None:
    stranger = Visitor(home, root=root, public=True)
    id = stranger.kept().id
    for path in ("/-/schedules", "/-/schedules.json", f"/-/schedule/{id}", f"/-/schedule/{id}.json"):
        assert stranger.ask("GET", path).status_code == 403, path
    assert stranger.ask("POST", CHANGE, {"act": "pause", "id": id}).status_code == 403
    assert not stranger.kept().paused


def test_root_logs_in_once_by_the_address_that_serve_prints(home: Home) -> None:
    visitor = Visitor(home)
    path = login_address(visitor.datasette, "/")
    assert visitor.ask("GET", path).status_code == 302
    assert "ds_actor" in visitor.cookies
    assert visitor.send("pause", id=visitor.kept().id).status_code == 302
    assert visitor.kept().paused
    assert Visitor(home).ask("GET", path).status_code == 403


def test_the_pages_tell_whence_a_form_comes_to_nobody_else(home: Home) -> None:
    headers = Visitor(home, root=True).ask("GET", "/-/schedules").headers
    assert headers["referrer-policy"] == "same-origin"
    assert "no-store" in headers["cache-control"]
    assert "form-action 'self'" in headers["content-security-policy"]
