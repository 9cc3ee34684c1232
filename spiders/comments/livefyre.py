"""Livefyre (closed in 2021): collections of one site and article, newest first, older ones in numbered pages."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from archive.models import Comment, Follow, Reading
from spiders.adapter import Api
from spiders.comments.scripts import object_settings, setting
from spiders.comments.told import dig, iter_tree, moment, name, number, words
from spiders.page import Page
from spiders.systems import System, ask, permalink_of, post_asked_for, thread

NAME = "livefyre"
_MOST_PAGES = 1000
_OURS = "livefyre.com"
"""The network of sites that have none of their own."""


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The newest part of the collection, by the site's and the article's number."""
    place = page.first("[data-article-id][data-site-id]")
    told = object_settings(page, "convConfig")
    site = name(told, "siteId") or setting(page, "siteId", "data-lf-site-id")
    article = name(told, "articleId") or setting(page, "articleId", "data-lf-article-id")
    if place is not None:
        site, article = place.get("data-site-id"), place.get("data-article-id")
    network = setting(page, "network") or _OURS
    if not site or not article or not re.fullmatch(r"[\w.-]+\.(?:fyre\.co|livefyre\.com)|livefyre\.com", network):
        return
    host = "bootstrap.livefyre.com" if network == _OURS else f"{network.partition('.')[0]}.bootstrap.fyre.co"
    key = quote(b64encode(article.encode()).decode(), safe="=")
    yield ask(NAME, f"https://{host}/bs3/v3.1/{network}/{site}/{key}/init", permalink_of(page, reading))


def read(page: Page) -> Reading | None:
    """The beginning of a collection or one of its pages; replies stand below their comment."""
    answer = page.json
    head = dig(answer, "headDocument")
    part = head if isinstance(head, dict) else answer
    if not isinstance(dig(part, "content"), list):
        return None
    settings = dig(answer, "collectionSettings")
    about = post_asked_for(page, words(settings, "url"))
    writers = dig(part, "authors")
    items = [row for row, _, _ in iter_tree(part["content"], "childContent")]
    pages = min(number(settings, "archiveInfo", "nPages") or 0, _MOST_PAGES)
    top = page.url.partition("?")[0].rpartition("/")[0]
    return thread(
        page,
        NAME,
        "init" if part is head else "page",
        about,
        (_read_comment(one, writers) for one in items if one.get("type") in (0, None) and dig(one, "content")),
        promised=number(settings, "numVisible"),
        by="livefyre numVisible",
        follow=(ask(NAME, f"{top}/{n}.json", about) for n in range(pages)),
    )


def _read_comment(row: dict[str, Any], writers: Any) -> Comment:
    told = row["content"]
    parent, writer = name(told, "parentId"), dig(writers, words(told, "authorId") or "")
    made, changed = moment(told, "createdAt"), moment(told, "updatedAt")
    return Comment(
        source_id=name(told, "id"),
        author=words(writer, "displayName"),
        author_url=words(writer, "profileUrl"),
        author_id=words(told, "authorId"),
        published=made,
        updated=changed if changed != made else None,
        html=words(told, "bodyHtml"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=row.get("vis") == 0 or (row.get("vis") not in (None, 1) and words(told, "bodyHtml") is None),
    )


LIVEFYRE = System(
    name=NAME,
    title="Livefyre (closed in 2021)",
    marks=("livefyre", "fyre.conv.load"),
    find=find,
    apis=(
        Api(
            "Livefyre collection",
            r"^https?://(?:[\w.-]+\.)?(?:fyre\.co|livefyre\.com)/bs3/(?:v3\.1/)?[^/]+/[^/]+/[^/]+/(?:init|\d+\.json)",
            read,
            ("json", "text", "other"),
        ),
    ),
)
