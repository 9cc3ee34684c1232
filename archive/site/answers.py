"""Answers: a page as HTML or JSON, with the headers that keep the house safe."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from archive.site.arcs import print_rules
from archive.site.replay import Shown

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""For our own pages: no scripts at all, nothing from elsewhere."""

REPLAY_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; "
    "style-src 'self' 'unsafe-inline' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""For archived pages: an origin of their own, no scripts, forms or frames, and nothing from elsewhere."""

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def page_headers() -> dict[str, str]:
    """The headers of our own pages."""
    return {"Content-Security-Policy": PAGE_POLICY, **_ALWAYS}


def html_answer(html: str, status: int = 200) -> Response:
    """One of our own pages."""
    return Response.html(html, status=status, headers=page_headers())


def json_answer(page: Any, status: int = 200) -> Response:
    """The same page as JSON: its dataclass, field by field."""
    text = json.dumps(_plain(page), ensure_ascii=False, indent=1)
    return Response(
        text.encode("utf-8", "replace"),
        status=status,
        headers=page_headers(),
        content_type="application/json; charset=utf-8",
    )


def text_answer(text: str, content_type: str, name: str | None = None) -> Response:
    """Plain text, a feed or a drawing of ours; with ``name`` to be saved under it."""
    data = text.encode("utf-8", "replace")
    saved = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(data, headers={**page_headers(), **saved}, content_type=f"{content_type}; charset=utf-8")


def redirect_answer(place: str) -> Response:
    """To another page of this site."""
    return Response("", status=302, headers={**page_headers(), "Location": place})


@cache
def _sheet() -> bytes:
    return (Path(__file__).parent / "static" / "room.css").read_bytes() + print_rules().encode()


def sheet_mark() -> str:
    """Letters that change when the style sheet does, so that browsers may keep it."""
    return sha256(_sheet()).hexdigest()[:12]


def sheet_answer() -> Response:
    """The style sheet of our pages."""
    headers = {**page_headers(), "Cache-Control": "public, max-age=86400"}
    return Response(_sheet(), headers=headers, content_type="text/css; charset=utf-8")


def replay_answer(shown: Shown) -> Response:
    """An archived capture: none of its own headers, no cookies, a policy under which it can't act."""
    headers = {"Content-Security-Policy": REPLAY_POLICY, "X-Robots-Tag": "noindex", **_ALWAYS}
    if shown.download:
        headers["Content-Disposition"] = f'attachment; filename="{shown.download}"'
    return Response(shown.body, headers=headers, content_type=shown.content_type)


class FileSlice(Response):  # type: ignore[misc]
    """``length`` bytes of a file from ``offset`` on, sent piece by piece, to be saved as ``name``."""

    def __init__(self, path: Path, offset: int, length: int, name: str) -> None:
        super().__init__(b"")
        self.path, self.offset, self.length, self.name = path, offset, length, name

    async def asgi_send(self, send: Any) -> None:
        """What Datasette calls to answer."""
        headers = {
            **page_headers(),
            "Content-Type": "application/octet-stream",
            "Content-Length": str(self.length),
            "Content-Disposition": f'attachment; filename="{self.name}"',
        }
        raw = [[name.lower().encode("latin-1"), value.encode("latin-1")] for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        for piece in self._iter_pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _iter_pieces(self, size: int = 1 << 18) -> Iterator[bytes]:
        left = self.length
        with self.path.open("rb") as file:
            file.seek(self.offset)
            while left > 0 and (piece := file.read(min(size, left))):
                left -= len(piece)
                yield piece


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries all the way down; their properties are not part of it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
