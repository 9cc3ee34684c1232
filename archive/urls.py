"""Addresses: made plain, compared, turned into keys and ids."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

MAX_LENGTH = 8192
"""Longer addresses are refused: no browser or server of the blogs we know makes them."""

_PORTS = {"http": 80, "https": 443}
_NOISE = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|no_prefetch|replytocom|share|showComment|cid|nb|like_comment"
    r"|phpsessid|jsessionid|sid|s?session_?id)$",
    re.IGNORECASE,
)

_NAMED = re.compile(r"^(/post/\d{7,})/[^/]+$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::(?!80/|443/)\d{1,5})?/(?!\.)"
    r"(?:[A-Za-z0-9_~!$&*+,=:@%-]|/(?!\.)|\.)*(?:\?[A-Za-z0-9_~!$&*+,=:@%/.-]+)?"
)
"""What :func:`plain` leaves as it is: most addresses, told apart at a tenth of the cost of parsing."""


@lru_cache(maxsize=65536)
def plain(url: str) -> str | None:
    """``url`` ready to be fetched: absolute http(s), lower-case host, no fragment, default port or dots.

    None when it is no web address (mailto, javascript, data, relative, over :data:`MAX_LENGTH`, malformed).
    """
    url = url.strip()
    if not url or len(url) > MAX_LENGTH:
        return None
    if _PLAIN.fullmatch(url):
        return url
    try:
        parts = urlsplit(safe_url_string(url))
        port = parts.port
        host = parts.hostname
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _PORTS or not host or not host.isascii():
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    path = parts.path or "/"
    if "/." in path:
        path = urlsplit(urljoin(f"http://h{path}", path)).path or "/"
    return urlunsplit((parts.scheme, netloc, path, parts.query, ""))


def join(base: str, url: str) -> str | None:
    """``url`` as found on the page ``base``, made plain; None when it is no web address."""
    url = url.strip()
    joined = _join_plain(base, url)
    if joined is not None:
        return joined
    try:
        return plain(urljoin(base, url))
    except ValueError:
        return None


def _join_plain(base: str, url: str) -> str | None:
    """The common cases of :func:`join` without parsing; None when it takes more than that."""
    if len(base) + len(url) > MAX_LENGTH or not _PLAIN.fullmatch(base):
        return None
    url = url.partition("#")[0]
    if _SCHEME.match(url):
        whole = url
    elif url.startswith("/"):
        whole = base[: base.find("/", base.find("://") + 3)] + url if not url.startswith("//") else ""
    elif url[:1] in ("?", ""):
        return None
    else:
        folder, rest, origin = base.partition("?")[0].rpartition("/")[0], url, base.find("/", 8)
        if "//" in f"{folder[8:]}/" or "//" in rest:  # urljoin folds these
            return None
        while rest.startswith("../") and len(folder) > origin:
            folder, rest = folder.rpartition("/")[0], rest[3:]
        whole = f"{folder}/{rest}"
    return whole if _PLAIN.fullmatch(whole) else None


def join_anchor(base: str, url: str) -> str | None:
    """Like :func:`join`, with the fragment kept: a place on a page, as permalinks of comments are."""
    joined = join(base, url)
    fragment = url.strip().partition("#")[2]
    return f"{joined}#{quote(unquote(fragment), safe='/~!$&()*+,;=:@%-._')}" if joined and fragment else joined


@lru_cache(maxsize=65536)
def key(url: str) -> str:
    """What two addresses of one page share: no scheme, no ``www.``, no session or share parameters.

    Query parameters are sorted; percent encoding is made regular; a trailing slash counts for nothing, nor does the
    title that Tumblr writes behind a post's number (its pages do, its feeds do not). The key names a page and is
    never fetched. What is no address at all is its own key.
    """
    url = url.encode("utf-8", "replace").decode("utf-8")
    try:
        parts = urlsplit(plain(url) or url)
    except ValueError:
        return url
    host = (parts.netloc or "").lower().removeprefix("www.")
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _NOISE.match(k))
    path = quote(unquote(parts.path), safe="/~!$&'()*+,;=:@%-._").rstrip("/")
    path = _NAMED.sub(r"\1", path)
    if path.endswith(("/index.html", "/index.htm", "/index.php")):
        path = path.rpartition("/")[0]
    return host + path + ("?" + urlencode(query) if query else "")


def place(url: str) -> str:
    """An address as two looks at it are compared: without scheme, ``www.``, fragment and a slash at its end.

    Narrower than :func:`key`: another query is another place, as a second page of comments is.
    """
    return url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")


@lru_cache(maxsize=65536)
def stable_id(*parts: str) -> str:
    """The id of a thing from what never changes about it: 16 characters a–z, 2–7 (80 bits of SHA-256).

    Text, so JSON and JavaScript keep it whole; the same on every machine and after every rebuild.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()


def post_at(url: str) -> str:
    """The id of the post at an address, in whatever spelling."""
    return stable_id("post", key(url))


def host_of(url: str) -> str:
    """The host of an address with its port when one is given; empty when there is none."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def folder_of(home: str) -> tuple[str, str]:
    """The host (without ``www.``) and the folder of a blog's home: ``("example.com", "/blog/")``."""
    parts = urlsplit(home)
    path = parts.path or "/"
    last = path.rpartition("/")[2]
    if last and ("." in last):
        path = path[: -len(last)]
    elif not path.endswith("/"):
        path += "/"
    return host_of(home).removeprefix("www."), path
