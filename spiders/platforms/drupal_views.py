"""Drupal 5 and 6 show a thread in several ways: which address is the node's own, and which shows all words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Follow
from spiders.fields import Scope
from spiders.page import Page

_OF_VIEW = frozenset({"page", "mode", "sort", "comments_per_page"})
"""Parameters that choose which comments a node's page shows, and how."""
_OPENED = "mode=4&comments_per_page=300"


def _without_view(url: str) -> str:
    """The node's own address: no page, no way of showing the thread, no comment (`/node/9/21` shows one alone)."""
    address, _, query = url.partition("#")[0].partition("?")
    rest = "&".join(one for one in query.split("&") if one.partition("=")[0] not in _OF_VIEW)
    return re.sub(r"(\bnode/\d+)/\d+/?$", r"\1", f"{address}?{rest}" if rest else address)


def own_address(scope: Scope) -> str | None:
    """The address without what chooses a view, when there is any; of others the page's own metas know better."""
    plain = _without_view(scope.page.url)
    return plain if plain != scope.page.url.partition("#")[0] else None


def canonical_address(scope: Scope) -> str | None:
    """The page's canonical address, of which some themes make one for each page of the thread."""
    canonical = scope.page.first("link[rel=canonical]")
    url = scope.page.join(canonical.get("href")) if canonical is not None else None
    return _without_view(url) if url is not None else None


def open_folded(page: Page) -> Iterable[Follow]:
    """The thread with all words, where comments are folded to a subject and a name.

    Drupal 5 and 6 take the way of showing from the address: 4 is "threaded, expanded", 300 the longest page.
    """
    if page.first(".comment-folded") is not None:
        url = _without_view(page.url)
        yield Follow(f"{url}{'&' if '?' in url else '?'}{_OPENED}", "comments", "folded thread, opened")
