"""A server that says exactly the bytes it is told to, and remembers exactly the bytes it was asked."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Answer:
    """``raw`` goes out in pieces of ``step`` bytes. ``after``: "keep" the connection, "close" it, "reset" it,
    or "hang": say nothing more until the client goes."""

    raw: bytes
    after: str = "keep"
    step: int = 1000


@dataclass(frozen=True)
class Seen:
    """One exchange as the server saw it."""

    target: str
    request: bytes
    response: bytes


class RawServer:
    """Serves ``answers`` (path without query → Answer) on a free port of 127.0.0.1 while its ``with`` lasts.

    A path that is asked for more often than it has answers gets the last one again.
    """

    def __init__(self, answers: Mapping[str, Answer | list[Answer]], certificate: Path | None = None) -> None:
        self._answers = {path: a if isinstance(a, list) else [a] for path, a in answers.items()}
        self._asked: dict[str, int] = {}
        self._lock = threading.Lock()
        self.seen: list[Seen] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)

    @property
    def url(self) -> str:
        """The address of the server, without a closing slash."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(timeout=10)

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self._connections.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            buffer = b""
            while found := _read_request(connection, buffer):
                request, buffer = found
                if not self._answer(connection, request):
                    break
        except OSError:
            pass
        finally:
            connection.close()

    def _answer(self, connection: socket.socket, request: bytes) -> bool:
        method, target = request.split(b" ", 2)[:2]
        path = target.decode("latin-1").partition("?")[0]
        answer = self._next(path)
        raw = answer.raw
        if method == b"HEAD":
            raw = raw[: raw.index(b"\r\n\r\n") + 4]
        with self._lock:
            self.seen.append(Seen(target.decode("latin-1"), request, raw))
        for start in range(0, len(raw), answer.step):
            connection.sendall(raw[start : start + answer.step])
        if answer.after == "hang":
            connection.recv(1)
        if answer.after == "reset":
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return answer.after == "keep"

    def _next(self, path: str) -> Answer:
        answers = self._answers.get(path) or [Answer(b"HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\n\r\n")]
        with self._lock:
            number = self._asked.get(path, 0)
            self._asked[path] = number + 1
        return answers[min(number, len(answers) - 1)]


def _read_request(connection: socket.socket, buffer: bytes) -> tuple[bytes, bytes] | None:
    while b"\r\n\r\n" not in buffer:
        data = connection.recv(65536)
        if not data:
            return None
        buffer += data
    head, _, rest = buffer.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    size = sum(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
    while len(rest) < size:
        rest += connection.recv(65536)
    return head + b"\r\n\r\n" + rest[:size], rest[size:]


def write_certificate(path: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, at ``path``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    return path
