"""Targets: who is told of concerns, by mail or webhook, and the mail server that carries it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from archive.errors import BadAddress
from archive.home import Home
from archive.urls import stable_id

NOTIFY = "BLOGKEEP_NOTIFY"
SMTP = "BLOGKEEP_SMTP"
MAIL_FROM = "BLOGKEEP_MAIL_FROM"
FILE = "notify"
"""A file in the archive's folder: a target a line, ``#`` begins a remark."""

_MAIL = re.compile(r"[^\s@<>,;:\"\\()\[\]]{1,64}@[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. ``secure``: TLS from the first byte, else STARTTLS where the server offers it."""

    host: str
    port: int
    secure: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to tell: a mail address, or the address of a webhook (which may hold a secret: see ``name``)."""

    by: Literal["mail", "webhook"]
    address: str = field(repr=False)

    @property
    def name(self) -> str:
        """The target without its secrets."""
        if self.by == "mail":
            return self.address
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}/…"

    @property
    def key(self) -> str:
        """A hash that knows the target again."""
        return stable_id("target", self.by, self.address)


@dataclass(frozen=True, slots=True)
class Targets:
    """Everybody who is told, and how mail leaves: ``server`` None is the machine's own sendmail."""

    targets: tuple[Target, ...] = ()
    server: MailServer | None = None
    sender: str | None = None


def read_target(words: str) -> Target:
    """``name@example.org``, ``mailto:name@example.org`` or ``https://…``. BadAddress for anything else."""
    mail = words.removeprefix("mailto:")
    if _MAIL.fullmatch(mail):
        return Target("mail", mail)
    try:
        parts = urlsplit(words)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_web = False
    if is_web and words.isprintable() and words.isascii() and " " not in words:
        return Target("webhook", words)
    raise BadAddress(
        f"'{words[:60]}' is nobody we can tell. Write a mail address, or the https:// address of a webhook."
    )


def read_server(words: str) -> MailServer:
    """``smtp://[user:password@]host[:port]`` (587, STARTTLS) or ``smtps://…`` (465, TLS). BadAddress for neither.

    User and password are percent-encoded, as everywhere in addresses.
    """
    try:
        parts = urlsplit(words)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("smtp", "smtps") or parts.path.strip("/"):
        raise BadAddress(f"{SMTP} is not understood. Write smtp://user:password@mail.example.org:587, or smtps://…")
    secure = parts.scheme == "smtps"
    user, password = (unquote(one) if one else None for one in (parts.username, parts.password))
    return MailServer(host, port or (465 if secure else 587), secure, user, password)


def read_targets(home: Home, environment: Mapping[str, str] = os.environ) -> Targets:
    """Who is told of what concerns this archive: the file ``notify`` in its folder, and BLOGKEEP_NOTIFY.

    BadAddress names what is not understood, and where it stands.
    """
    words = environment.get(NOTIFY, "").split()
    words += _read_lines(home.root / FILE)
    server = environment.get(SMTP, "").strip()
    sender = environment.get(MAIL_FROM, "").strip() or None
    if sender is not None and not _MAIL.fullmatch(sender):
        raise BadAddress(f"{MAIL_FROM}: '{sender[:60]}' is no mail address.")
    targets = tuple(dict.fromkeys(read_target(one) for one in words))
    return Targets(targets, read_server(server) if server else None, sender)


def _read_lines(file: Path) -> list[str]:
    if not file.is_file():
        return []
    lines = file.read_text("utf-8", "replace").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
