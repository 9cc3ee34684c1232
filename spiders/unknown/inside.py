"""Reads one comment inside its own markup: who, when, what, whatever the parts are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import html

from archive.models import Comment, Kind
from spiders.markup import inner_html
from spiders.page import Page
from spiders.unknown.lines import (
    copy_out,
    iter_lines,
    words_in,
)
from spiders.unknown.moments import find_moment
from spiders.unknown.names import find_source, find_writer
from spiders.unknown.opened import Opened
from spiders.unknown.said import find_said
from spiders.unknown.signers import Spot
from spiders.unknown.words import (
    GONE,
    NUMBERED,
    PING,
    PINGED,
    has_name,
    is_shut,
    tokens_of,
)

_OWNER = re.compile(
    r"^(?:by-?post-?author|by-?author|comment-by-owner|comment-by-node-author|owner|author-comment|authorcomment|postauthor)$"
)
_REPLY_TO = re.compile(
    r"in reply to|replied to|reply to|parent|antwort auf|en réponse à|réponse à|in risposta|en respuesta|em resposta",
    re.I,
)
_REACTION = re.compile(r"(?<![\w-])u-(?:like|repost|bookmark|favorite)(?:-of)?(?![\w-])")


@dataclass(frozen=True, slots=True)
class Container:
    """The markup of one comment: ``nodes`` side by side, ``borders`` what in it belongs to other comments.

    ``mark`` is the element that bears the number ``key``; ``spot`` is where its name stands if nothing calls it so.
    """

    nodes: tuple[html.HtmlElement, ...]
    borders: frozenset[html.HtmlElement] = frozenset()
    mark: html.HtmlElement | None = None
    key: str | None = None
    spot: Spot | None = None


def read_inside(page: Page, container: Container) -> Comment:
    """The comment in this container; what it does not say stays None."""
    box = copy_out(container.nodes, container.borders)
    url, key = _find_link(page, box, container)
    parent = _find_parent(box, key)
    owner = any(has_name(_OWNER, node.get("class") or "") for node in container.nodes)
    one = Opened(page, box, iter_lines(box))
    find_moment(one)
    find_writer(one, container.spot)
    kind = _kind_of(container, one)
    if one.author is None and kind in ("pingback", "trackback"):
        find_source(one)
    body = find_said(one)
    text = words_in(body)
    markup = inner_html(body)
    return Comment(
        source_id=key,
        kind=kind,
        url=url,
        author=one.author,
        author_url=one.author_url,
        by_post_author=True if owner else None,
        published=one.moment,
        html=markup if text or "<img" in markup else None,
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=0,
        deleted=len(text) < 120 and GONE.match(text) is not None,
    )


def _kind_of(container: Container, one: Opened) -> Kind:
    names = " ".join(f"{node.get('class')} {node.get('id')}" for node in container.nodes[:2]).lower()
    if _REACTION.search(names):
        return "reaction"
    found = PING.search(names) or next((m for i in one.signed if (m := PINGED.match(one.lines[i].words))), None)
    if found is None:
        return "comment"
    return "trackback" if "track" in found[0].lower() else "pingback"


def _find_link(page: Page, box: html.HtmlElement, container: Container) -> tuple[str | None, str | None]:
    """The comment's permalink and its number."""
    key = container.key
    for link in box.iter("a"):
        href = link.get("href") or ""
        if "u-url" in tokens_of(link.get("class") or "") and not _is_in_card(link):
            return page.join_anchor(href), key
        anchor = href.partition("#")[2]
        found = NUMBERED.match(anchor) if anchor else None
        if found and (key is None or found["number"] == key or found["number"].startswith("6a")):
            if not is_shut(link.get("class", "")) and "reply" not in (link.get("class") or "").lower():
                return page.join_anchor(href), found["number"]
    if key is not None and container.mark is not None:
        anchor = container.mark.get("id") or container.mark.get("name") or ""
        return page.join_anchor(f"#{anchor}") if anchor else None, key
    return None, key


def _is_in_card(link: html.HtmlElement) -> bool:
    return any("h-card" in tokens_of(e.get("class") or "") for e in (link, *link.iterancestors()))


def _find_parent(box: html.HtmlElement, key: str | None) -> str | None:
    for link in box.iter("a"):
        anchor = (link.get("href") or "").partition("#")[2]
        found = NUMBERED.match(anchor) if anchor else None
        if found and found["number"] != key:
            parent = link.getparent()
            around = words_in(parent) if parent is not None else ""
            if len(around) < 200 and _REPLY_TO.search(around):
                return found["number"]
    return None


def read_all(page: Page, containers: Iterable[Container]) -> list[Comment]:
    """Every container read, in order."""
    return [read_inside(page, container) for container in containers]
