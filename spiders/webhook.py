"""Sends a message to a webhook: JSON by POST, tried a few times, never to a private machine that nobody named."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from archive.errors import BadAddress, BlogkeepError
from spiders.addresses import is_private, is_private_host, read_ip

TIMEOUT = 15.0
ATTEMPTS = 3
FIRST_PAUSE = 2.0
"""Seconds before the second attempt; four times longer each time."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST = 2000
"""Bytes of an answer that are looked at."""


class _Refused(Exception):
    """The attempt failed; ``again``: another one may do better."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.again = again


def post_json(
    url: str,
    value: Any,
    *,
    agent: str,
    timeout: float = TIMEOUT,
    attempts: int = ATTEMPTS,
    first_pause: float = FIRST_PAUSE,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """POST ``value`` as JSON. BlogkeepError names the host and why it did not take it; redirects are not followed.

    ``timeout`` and ``first_pause`` are seconds. BadAddress when its name leads to a private address, unless the address
    itself says so (``http://127.0.0.1:9000/``, ``http://localhost/``): then the user named it.
    """
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    host = urlsplit(url).hostname or ""
    for attempt in range(attempts):
        try:
            _post(url, body, agent, timeout)
        except _Refused as refused:
            if not refused.again or attempt + 1 == attempts:
                tries = f" ({attempt + 1} times)" if attempt else ""
                raise BlogkeepError(f"The webhook at {host} did not take the message{tries}: {refused}") from refused
            pause(first_pause * 4**attempt)
        else:
            return


def _post(url: str, body: bytes, agent: str, timeout: float) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": agent, "Connection": "close"}
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.sock = _connect(host, port, timeout, secure)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        said = answer.read(_MOST).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise _Refused(" ".join(str(error).split())[:300] or type(error).__name__, again=True) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        words = " ".join(said.split())[:200]
        raise _Refused(f"status {answer.status} {words}".strip(), again=answer.status in _AGAIN)


def _connect(host: str, port: int, timeout: float, secure: bool) -> socket.socket:
    """A connection to the very address that was looked at: a name that changes between two questions gains nothing."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not is_private_host(host):
        for address in addresses:
            ip = read_ip(address)
            if ip is None or is_private(ip):
                raise BadAddress(
                    f"The webhook's host {host} leads to the private address {address}. If that is meant, write the "
                    "address itself instead of the name."
                )
    link = socket.create_connection((addresses[0], port), timeout)
    if not secure:
        return link
    try:
        return ssl.create_default_context().wrap_socket(link, server_hostname=host)
    except BaseException:
        link.close()
        raise
