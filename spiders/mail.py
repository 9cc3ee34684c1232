"""Sends a message by mail: to an SMTP server, or through the machine's sendmail."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
import ssl
import subprocess
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from archive.errors import BlogkeepError
from archive.terminal import plain_text
from spiders.targets import SMTP, MailServer, Targets

TIMEOUT = 30.0
_LONGEST_SUBJECT = 150


def write_mail(to: str, sender: str, subject: str, text: str) -> EmailMessage:
    """The message; archived words in it can neither begin a header nor leave the terminal's plain letters."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = " ".join(plain_text(subject).split())[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain_text(text), charset="utf-8")
    return mail


def send_mail(targets: Targets, to: str, subject: str, text: str) -> None:
    """Hand one message over. BlogkeepError says why it could not be."""
    sender = targets.sender or f"blogkeep@{socket.gethostname() or 'localhost'}"
    mail = write_mail(to, sender, subject, text)
    if targets.server is None:
        _to_sendmail(mail, sender, to)
        return
    try:
        _to_server(targets.server, mail, sender, to)
    except (OSError, smtplib.SMTPException) as error:
        where = f"{targets.server.host}:{targets.server.port}"
        raise BlogkeepError(f"The mail server {where} did not take the message for {to}: {_words(error)}") from error


def _to_server(server: MailServer, mail: EmailMessage, sender: str, to: str) -> None:
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        if server.secure
        else smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    ) as smtp:
        smtp.ehlo_or_helo_if_needed()
        safe = server.secure
        if not safe and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            safe = True
        if server.user is not None:
            if not safe and server.host not in ("localhost", "127.0.0.1", "::1"):
                raise smtplib.SMTPNotSupportedError("it offers no STARTTLS, and a password is not sent in the clear")
            smtp.login(server.user, server.password or "")
        smtp.send_message(mail, sender, [to])


def _to_sendmail(mail: EmailMessage, sender: str, to: str) -> None:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib"))
    program = shutil.which("sendmail", path=path)
    if program is None:
        raise BlogkeepError(
            f"No mail can be sent: there is no sendmail on this machine. Name a server in {SMTP}, for example "
            "smtp://user:password@mail.example.org:587"
        )
    command = [program, "-i", "-f", sender, "--", to]
    try:
        done = subprocess.run(command, input=mail.as_bytes(), capture_output=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BlogkeepError(f"{program} did not take the message for {to}: {_words(error)}") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit status {done.returncode}"
        raise BlogkeepError(f"{program} did not take the message for {to}: {' '.join(said.split())[:300]}")


def _words(error: Exception) -> str:
    """An error's words on one line; smtplib's own hold bytes."""
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error
        words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        return f"{error.smtp_code} {' '.join(words.split())}"[:300]
    return " ".join(str(error).split())[:300] or type(error).__name__
