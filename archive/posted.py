"""What a request says beside its address, and the address under which its answer is then filed.

An address alone does not tell two POSTs apart. So method and body are written behind it as the IIPC's guideline
for CDX, pywb and cdxj-indexer do: ``https://x.example/list?__wb_method=POST&domain=a.example&path=%2F``. That is
the address in the ledger, in ``captures`` and in the key of the index; over the wire, and as the record's
WARC-Target-URI, goes the address without it.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from archive.models import Posted

ASKED_FOR = "blogkeep_post"
"""The parameter in which an address that is asked for a thread carries the permalink of its post."""
METHOD = "__wb_method"
"""The parameter that begins what we wrote behind an address. No page's link may bear it."""

MOST = 4096
"""Characters of a body that are written behind an address, as other tools have it."""

_DATA = "__wb_post_data"
_FILED = re.compile(rf"(.*?)[?&]{METHOD}=([A-Z]+)(?:&(.+))?", re.DOTALL)
_LARGEST_JSON = 1024 * 1024


def filed(url: str, method: str, content_type: str, body: bytes) -> str:
    """The address under which the answer to this request is filed; ``url`` itself for a GET."""
    if method == "GET":
        return url
    return join_filed(url, method, _query(content_type, body)[:MOST] if method in ("POST", "PUT") else "")


def filed_with(url: str, body: Posted | None) -> str:
    """The address under which the answer to a question of ours is filed."""
    return filed(url, "POST", body.media_type, body.text.encode()) if body is not None else url


def join_filed(url: str, method: str, query: str) -> str:
    """An address with what was said beside it, which is written as a query."""
    return f"{url}{'&' if '?' in url else '?'}{METHOD}={method}{'&' if query else ''}{query}"


def split_filed(url: str) -> tuple[str, str | None, str]:
    """The address that goes over the wire, the method (None: a GET), and the body as a query."""
    found = _FILED.fullmatch(url) if METHOD in url else None
    return (found[1], found[2], found[3] or "") if found else (url, None, "")


def wire_address(url: str) -> str:
    """The address that goes over the wire."""
    return split_filed(url)[0]


def told(url: str) -> str:
    """An address as people are told of it: "POST https://x.example/list with domain=a.example&path=%2F"."""
    address, method, query = split_filed(url)
    return f"{method} {address}{' with ' if query else ''}{query}" if method else url


def _query(content_type: str, body: bytes) -> str:
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            return urlencode(parse_qsl(body.decode(), keep_blank_values=True), quote_via=quote)
        if kind in ("application/json", "text/plain") and len(body) <= _LARGEST_JSON:
            return urlencode(list(_iter_values(json.loads(body))))
    except (ValueError, RecursionError):
        if kind == "application/json":
            return ""
    return f"{_DATA}={base64.b64encode(body[:MOST]).decode('ascii')}"


def _iter_values(told: Any) -> Iterator[tuple[str, str]]:
    """Every value of a JSON text with its name, in its order; a name that comes again is numbered."""
    seen: Counter[str] = Counter()
    stack: list[tuple[str, Any]] = [("", told)]
    while stack:
        name, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((name, one) for one in reversed(value))
        elif name:
            seen[name] += 1
            yield (f"{name}.{seen[name]}_" if seen[name] > 1 else name), str(value)
