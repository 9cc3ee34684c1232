"""A site of documents that a small server can answer with, and the helpers all four platforms print with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from string import Template
from typing import TypeVar

Query = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """What an address answers. ``pause`` are seconds to wait before answering; ``headers`` are extra ones."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0


@dataclass(slots=True)
class Site:
    """The documents of one host, by path; ``ask`` is asked first, for addresses with a query string."""

    host: str
    documents: dict[str, Document] = field(default_factory=dict)
    ask: Callable[[str, Query], Document | None] | None = None

    def answer(self, path: str, query: Query) -> Document:
        """The document at ``path``; a page that says "not found" with status 404 when there is none."""
        if query and self.ask is not None:
            found = self.ask(path, query)
            if found is not None:
                return found
        return self.documents.get(path) or Document(_NOT_FOUND, status=404)


_NOT_FOUND = b"<html><head><title>Not found</title></head><body><h1>Not found</h1></body></html>"


def page(template: str, facts: Mapping[str, object], **more: object) -> str:
    """``template`` with its ``$names`` filled; a name without a fact is an error."""
    return Template(template).substitute({**facts, **more})


def text(words: str) -> str:
    """Words made safe for HTML and XML, attributes included."""
    return escape(words, quote=True)


def redirect(to: str) -> Document:
    """A permanent redirect."""
    return Document(b"", "text/html", 301, headers=(("Location", to),))


def chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """``items`` in pages of ``size``."""
    return [items[i : i + size] for i in range(0, len(items), size)]
