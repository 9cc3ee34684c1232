"""A server with bad manners, on raw sockets: each path misbehaves in a way of its own."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = bytes | Callable[[socket.socket], None]


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(to: str) -> bytes:
    """A redirect."""
    return http(b"", f"Location: {to}", status="302 Found")


def silence(sock: socket.socket) -> None:
    """The head, and then nothing until the visitor goes away."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>")
    sock.recv(1)


def drip(sock: socket.socket) -> None:
    """A body without a length that stops in the middle, the connection left open."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>half")
    sock.recv(1)


def reset(sock: socket.socket) -> None:
    """Half a body, then a reset connection."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>half")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    sock.close()


def half_a_chunk(sock: socket.socket) -> None:
    """A chunk that promises more than comes."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<html>half")
    sock.shutdown(socket.SHUT_RDWR)


def endless(sock: socket.socket) -> None:
    """A body without end."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
    try:
        while True:
            sock.sendall(b"\x89PNG" * 16384)
    except OSError:
        return


def many_interims(sock: socket.socket) -> None:
    """A storm of 1xx answers before the real one."""
    sock.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>\r\n\r\n" * 50 + http(b"<html>after the storm</html>"))


BOMB = gzip.compress(gzip.compress(b"\0" * 400_000_000, 9), 9)
LINKS = b"".join(b'<a href="/n/%d">x</a>' % n for n in range(3)) + b'<a href="/a/a/a/a/a">loop</a>'

ANSWERS: dict[str, Answer] = {
    "/silence": silence,
    "/drip": drip,
    "/reset": reset,
    "/chunk": half_a_chunk,
    "/interims": many_interims,
    "/http09": b"<html>no head at all</html>",
    "/nothing": b"",
    "/badlength": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html>short</html>",
    "/lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello",
    "/manyheaders": http(b"<html>ok</html>", *[f"X-{n}: y" for n in range(10_000)]),
    "/bigheader": http(b"<html>ok</html>", "X-Big: " + "a" * 1_000_000),
    "/latin": http(b"<html>ok</html>", "X-Name: caf\xe9", " folded"),
    "/bareheads": b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 15\n\n<html>ok</html>",
    "/lies": http(b"<html>not zipped</html>", "Content-Encoding: gzip"),
    "/bomb": http(BOMB, "Content-Encoding: gzip, gzip"),
    "/deflate": http(zlib.compress(b"<html>deflated</html>"), "Content-Encoding: deflate"),
    "/endless": endless,
    "/loop": redirect("/loop2"),
    "/loop2": redirect("/loop"),
    "/tofile": redirect("file:///etc/passwd"),
    "/todata": redirect("data:text/html,<h1>x</h1>"),
    "/toscript": redirect("javascript:alert(1)"),
    "/tometa": redirect("http://169.254.169.254/latest/meta-data/"),
    "/tolocal": redirect("http://127.0.0.1:22/"),
    "/todecimal": redirect("http://2130706433/"),
    "/tosix": redirect("http://[::ffff:127.0.0.1]/"),
    "/img": redirect("http://169.254.169.254/latest/meta-data/a.png"),
    "/tonowhere": http(b"", status="302 Found"),
    "/gone": http(b"gone", status="410 Gone"),
    "/secret": http(b"no", status="403 Forbidden"),
    "/broken": http(b"oops", status="500 Internal Server Error"),
    "/busy": http(b"later", "Retry-After: 0", status="429 Too Many Requests"),
    "/deep": http(b"<html><body>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 10),
    "/nul": http(b"<html><body>\0\0<p>nul</p>\0</body></html>"),
    "/plain": http(b"<html><body><plaintext><a href='/never'>x</a>"),
    "/binary": http(bytes(range(256)) * 100),
    "/wrongcharset": http("<html><p>café – naïve</p></html>".encode("cp1252"), kind="text/html; charset=utf-8"),
    "/base": http(b"<html><base href='http://169.254.169.254/'><a href='x'>x</a></html>"),
    "/longlinks": http(b"<html><a href='/" + b"y" * 100_000 + b"'>x</a><a href='//'>y</a><a href='http://[::1'>z</a></html>"),
    "/calendar/2010/01": http(b"<html><a href='/calendar/2010/02'>next</a></html>"),
    "/atom.xml": http(b"<?xml version='1.0'?><!DOCTYPE f [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]><feed xmlns='http://www.w3.org/2005/Atom'><title>&j;</title>", kind="application/atom+xml"),
    "/xxe.xml": http(b"<?xml version='1.0'?><!DOCTYPE f [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><title>t</title><item><title>&x;</title><link>/post/1</link></item></channel></rss>", kind="application/rss+xml"),
    "/sitemap.xml": http(b"<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap><sitemap><loc>/sitemap.xml?2</loc></sitemap></sitemapindex>", kind="application/xml"),
    "/json": http(b"[" * 100_000, kind="application/json"),
}  # fmt: skip


def home() -> bytes:
    """The page that leads to all of them, and to a good post."""
    links = "".join(f'<a href="{path}">x</a>' for path in ANSWERS)
    feeds = '<link rel=alternate type="application/atom+xml" href="/atom.xml"><link rel=alternate type="application/rss+xml" href="/xxe.xml">'
    return http(
        f"<html><head>{feeds}</head><body>{links}<img src=/endless><img src=/img><img src=http://127.0.0.1:22/a.png><img src=http://0x7f.1/b.png><a href=/good>good</a></body></html>".encode()
    )


class NastyServer:
    """Listens on a free port of 127.0.0.1. ``asked`` lists the paths that were asked for, in order."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.asked: list[str] = []
        self.answers: dict[str, Answer] = {
            **ANSWERS,
            "/": home(),
            "/good": http(b"<html><p>a good page</p></html>"),
        }
        self.answers["/robots.txt"] = http(b"User-agent: *\nAllow: /\n", kind="text/plain")

    def run(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                sock, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                data = sock.recv(65536)
                if not data:
                    return
                head += data
            path = head.split(b" ")[1].decode("latin-1")
            self.asked.append(path)
            answer = self.answers.get(path, http(b"not here", status="404 Not Found"))
            if callable(answer):
                answer(sock)
            else:
                sock.sendall(answer)
        except OSError:
            return
        finally:
            sock.close()


@contextmanager
def nasty() -> Iterator[NastyServer]:
    """A running server; it ends with the block."""
    server = NastyServer()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
