"""For whole journeys: small servers on this machine, made in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from demo.serve import BlogServer, build_sites, serving
from demo.site import Document, Site

Serve = Callable[..., BlogServer]


@pytest.fixture
def samples() -> Iterator[BlogServer]:
    """All sample blogs of ``demo/``, served by host; ``samples.resolve`` are the options for a crawl."""
    with serving(build_sites()) as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that serves a blog made on the spot: ``serve({"/": "<html>…"}, host="blog.example")``."""
    with ExitStack() as open_servers:

        def start(documents: Mapping[str, Document | str | bytes], host: str = "blog.example") -> BlogServer:
            pages = {path: as_document(one) for path, one in documents.items()}
            return open_servers.enter_context(serving([Site(host, pages)]))

        yield start


def as_document(one: Document | str | bytes) -> Document:
    """Text and bytes as pages of HTML; documents as they are."""
    if isinstance(one, Document):
        return one
    return Document(one.encode() if isinstance(one, str) else one)
