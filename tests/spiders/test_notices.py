"""Telling people: mail and webhooks on this machine, once, again when it failed, with no secret written down."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest

from archive.db.connect import open_db
from archive.db.standing import list_standing
from archive.db.store import transaction
from archive.errors import BadAddress, BlogkeepError
from archive.home import Home, create_home
from spiders import webhook
from spiders.mail import send_mail, write_mail
from spiders.notices import Delivery, report_concerns, send_trial
from spiders.targets import MailServer, Target, Targets, read_server, read_target, read_targets
from spiders.webhook import post_json

SEED = "http://blog.example/"


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted; answers with the statuses it was told to, then 200."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))  # type: ignore[attr-defined]
        status = self.server.answers.pop(0) if self.server.answers else 200  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Post(StreamRequestHandler):
    """A mail server that takes everything (or nothing: ``refuse``) and keeps it."""

    def handle(self) -> None:
        self.say("220 post.example")
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word == "DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.got.append(b"".join(lines).decode())  # type: ignore[attr-defined]
                self.say("250 taken")
            elif word.startswith("RCPT") and self.server.refuse:  # type: ignore[attr-defined]
                self.say("550 nobody of that name")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.got, server.answers = [], []
    with serving(server):
        yield server


@pytest.fixture
def postman() -> Iterator[Any]:
    server: Any = ThreadingTCPServer(("127.0.0.1", 0), Post)
    server.got, server.refuse = [], False
    with serving(server):
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "archive")


def by_hook(hook: Any) -> Targets:
    return Targets((Target("webhook", f"http://127.0.0.1:{hook.server_address[1]}/in?token=secret"),))


def by_mail(postman: Any) -> Targets:
    server = MailServer("127.0.0.1", postman.server_address[1])
    return Targets((Target("mail", "anna@post.example"),), server, "house@blog.example")


def test_a_webhook_hears_of_a_failed_crawl_once(home: Home, hook: Any) -> None:
    for _ in range(2):
        told = report_concerns(home, seed=SEED, failure="killed after 3 hours", targets=by_hook(hook))
    assert [one.kind for one in told.concerns] == ["crawl failed"]
    assert told.deliveries == ()
    ((path, value),) = hook.got
    assert path == "/in?token=secret"
    assert value["source"] == "blogkeep"
    assert value["archive"] == "archive"
    assert value["text"].startswith("URGENT: The crawl of http://blog.example/ failed: killed after 3 hours")
    assert [(one["about"], one["kind"], one["home"]) for one in value["news"]] == [("opened", "crawl failed", SEED)]


def test_the_archive_never_learns_the_secret_of_a_webhook(home: Home, hook: Any) -> None:
    report_concerns(home, seed=SEED, failure="it broke", targets=by_hook(hook))
    db = open_db(home.db)
    ((target, outcome),) = db.execute("select target, outcome from notices").fetchall()
    db.close()
    assert (target, outcome) == (f"http://127.0.0.1:{hook.server_address[1]}/…", "sent")
    assert b"secret" not in home.db.read_bytes()
    assert "secret" not in repr(by_hook(hook))


def test_what_could_not_be_sent_is_sent_with_the_next_report(
    home: Home, hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "ATTEMPTS", 1)
    hook.answers = [404]
    first = report_concerns(home, seed=SEED, failure="it broke", targets=by_hook(hook))
    second = report_concerns(home, seed=SEED, failure="it broke", targets=by_hook(hook))
    assert "status 404" in str(first.deliveries[0].error)
    assert [(one.concerns, one.error) for one in second.deliveries] == [(1, None)]


def test_a_webhook_is_tried_again_after_a_pause_that_grows(hook: Any) -> None:
    hook.answers = [503, 429]
    pauses: list[float] = []
    url = f"http://127.0.0.1:{hook.server_address[1]}/"
    post_json(url, {}, agent="test", first_pause=1.0, pause=pauses.append)
    assert pauses == [1.0, 4.0]
    assert len(hook.got) == 3


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (404, 1), (302, 1)])
def test_a_webhook_that_refuses_is_named(hook: Any, status: int, tries: int) -> None:
    hook.answers = [status] * 9
    url = f"http://127.0.0.1:{hook.server_address[1]}/"
    with pytest.raises(BlogkeepError, match=rf"The webhook at 127\.0\.0\.1 did not take .*status {status}"):
        post_json(url, {}, agent="test", pause=lambda seconds: None)
    assert len(hook.got) == tries


def test_a_name_that_leads_to_a_private_machine_is_refused(monkeypatch: pytest.MonkeyPatch, hook: Any) -> None:
    port = hook.server_address[1]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(BadAddress, match=r"hook\.example leads to the private address 127\.0\.0\.1"):
        post_json(f"http://hook.example:{port}/", {}, agent="test")
    assert hook.got == []


def test_a_mail_tells_what_is_wrong_and_what_to_do(home: Home, postman: Any) -> None:
    told = report_concerns(home, seed=SEED, failure="it broke", targets=by_mail(postman))
    assert told.deliveries == (Delivery("anna@post.example", 1),)
    (mail,) = postman.got
    assert "Subject: [blogkeep] crawl failed, http://blog.example/" in mail
    assert "From: house@blog.example" in mail
    assert "Auto-Submitted: auto-generated" in mail
    assert "Run it again" in mail


def test_hostile_words_neither_begin_a_header_nor_reach_the_terminal() -> None:
    mail = write_mail("a@b.example", "c@d.example", "one\r\nBcc: x@y.example\x1b[31m", "body \x1b[31m\u202ered")
    assert mail["Subject"] == "one Bcc: x@y.example"
    assert mail["Bcc"] is None
    assert mail.get_content() == "body red\n"


def test_a_mail_server_that_refuses_is_named(postman: Any) -> None:
    postman.refuse = True
    with pytest.raises(BlogkeepError, match=r"The mail server 127\.0\.0\.1:\d+ did not take the message for anna@"):
        send_mail(by_mail(postman), "anna@post.example", "subject", "text")


def test_a_password_is_not_sent_in_the_clear(postman: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    port = postman.server_address[1]
    server = MailServer("127.1", port, user="u", password="p")
    with pytest.raises(BlogkeepError, match="not sent in the clear"):
        send_mail(Targets((), server, "a@b.example"), "anna@post.example", "subject", "text")


def test_sendmail_takes_the_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/to\ncat > {tmp_path}/mail\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    send_mail(Targets(sender="a@b.example"), "anna@post.example", "subject", "text")
    assert (tmp_path / "to").read_text() == "-i -f a@b.example -- anna@post.example\n"
    assert "Subject: subject" in (tmp_path / "mail").read_text()


def test_a_trial_reaches_everybody_and_writes_nothing(home: Home, hook: Any) -> None:
    assert [one.error for one in send_trial(home, by_hook(hook))] == [None]
    assert hook.got[0][1]["text"].startswith("This is a trial")
    assert not home.db.exists()


def test_targets_stand_in_the_archive_and_in_the_environment(home: Home) -> None:
    (home.root / "notify").write_text("# us\nmailto:anna@post.example\n\nhttps://hooks.example/x\n")
    read = read_targets(home, {"BLOGKEEP_NOTIFY": "bert@post.example anna@post.example"})
    assert [one.address for one in read.targets] == [
        "bert@post.example", "anna@post.example", "https://hooks.example/x",
    ]  # fmt: skip
    assert read.server is None


@pytest.mark.parametrize(
    "words",
    ["", "anna", "anna@", "-x@", "a b@c.example", "ftp://x.example/", "https:///x", "a@b\nc", "http://x:999999/"],
)
def test_what_is_nobody_to_tell(words: str) -> None:
    with pytest.raises(BadAddress, match="is nobody we can tell"):
        read_target(words)


def test_mail_servers_are_addresses() -> None:
    assert read_server("smtp://me%40x:p%3Aw@mail.example") == MailServer("mail.example", 587, False, "me@x", "p:w")
    assert read_server("smtps://mail.example:9") == MailServer("mail.example", 9, True)
    assert "p:w" not in repr(read_server("smtp://me:p%3Aw@mail.example"))
    for words in ("mail.example", "http://mail.example", "smtp://", "smtp://h:x"):
        with pytest.raises(BadAddress, match="BLOGKEEP_SMTP is not understood"):
            read_server(words)


def test_a_report_without_anybody_to_tell_is_written_down(home: Home) -> None:
    report_concerns(home, seed=SEED, failure="it broke", targets=Targets())
    db = open_db(home.db)
    with transaction(db):
        assert [one.kind for one in list_standing(db)] == ["crawl failed"]
    db.close()
