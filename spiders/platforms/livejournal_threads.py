"""LiveJournal's own threads as JSON: `__rpc_get_thread`, and the same rows in a page's `Site.page`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from archive.models import Comment, Follow, Moment, Promise, Reading
from archive.urls import join
from spiders.adapter import Api
from spiders.comments.told import dig, name, number, rows, words
from spiders.page import Page
from spiders.script import find_literal
from spiders.systems import parameter

TOP_LEVEL = 15
"""Threads (not comments) on one page of the answer."""
MOST_UNOPENED = 200
"""Comments that one row "more" may stand for."""


def thread_url(page: Page, journal: str, item: str) -> str:
    """The address of the first page of a post's thread, branches opened."""
    root = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    user = journal.replace("-", "_")
    return f"{root}/{journal}/__rpc_get_thread?journal={user}&itemid={item}&page=1&expand_all=1"


def read_thread(page: Page) -> Reading | None:
    """One page of a thread, or one opened branch; None when the answer is something else."""
    item = parameter(page.url, "itemid")
    if not isinstance(dig(page.json, "comments"), list) or not item:
        return None
    about = join(page.url, f"/{item}.html")
    total = number(page.json, "replycount")
    return Reading(
        url=page.url,
        source="api",
        adapter="livejournal",
        layout="api thread",
        about=about,
        comments=read_rows(page.json["comments"]),
        promised=(Promise("comments", total, "replycount", about),) if total is not None else (),
        follow=tuple(dict.fromkeys(_iter_more(page, rows(page.json["comments"]), total or 0))),
    )


def read_rows(told: Any) -> tuple[Comment, ...]:
    """The comments of a thread in its order. A row for several unopened ones gives one without words for each."""
    found: dict[str | None, Comment] = {}
    for row in rows(told):
        for one in [_read_row(row)] if name(row, "dtalkid") else _read_unopened(row):
            if one.source_id not in found or not found[one.source_id].whole:
                found[one.source_id] = one
    return tuple(replace(one, position=place) for place, one in enumerate(found.values()))


def _iter_unopened(row: dict[str, Any]) -> list[str]:
    """The ids that a row "27 more comments" stands for."""
    ids = (words(row, "data") or "").split(":") if row.get("more") else []
    return [one for one in ids if re.fullmatch(r"\d{1,12}", one)][:MOST_UNOPENED]


def _read_unopened(row: dict[str, Any]) -> list[Comment]:
    parent, level = name(row, "parent"), number(row, "level")
    return [
        Comment(
            source_id=one,
            whole=False,
            parent_source_id=parent,
            parent_how="stated" if parent else None,
            depth=level - 1 if level else None,
        )
        for one in _iter_unopened(row)
    ]


def _read_row(row: dict[str, Any]) -> Comment:
    gone = any(row.get(one) for one in ("deleted", "suspended")) or words(row, "leafclass") in _GONE
    parent = name(row, "parent") or name(row, "above")
    level = number(row, "level")
    epoch = number(row, "ctime_ts")
    edited = number(row, "etime_ts")
    user = words(row, "uname")
    return Comment(
        source_id=name(row, "dtalkid"),
        url=words(row, "thread_url"),
        author=words(row, "dname") or user,
        author_url=words(row, "commenter_journal_base"),
        author_id=user,
        by_post_author=True if user and user == words(row, "poster") else None,
        title=words(row, "subject"),
        published=Moment(words(row, "ctime"), str(epoch) if epoch else None) if epoch else None,
        updated=Moment(machine=str(edited)) if edited else None,
        html=words(row, "article"),
        whole=row.get("loaded") not in (0, "0"),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=level - 1 if level else None,
        deleted=gone,
    )


_GONE = ("deleted", "screened", "suspended", "spammed")


def _iter_more(page: Page, told: list[dict[str, Any]], total: int) -> Iterator[Follow]:
    """Branches that came unopened, and the next page while there can be one.

    "More" is asked for by the comment it stands below; where that was asked already, comment by comment.
    """
    asked = parameter(page.url, "thread")
    for row in told:
        branches = [name(row, "dtalkid")] if row.get("loaded") in (0, "0") else []
        if row.get("more"):
            above = name(row, "parent")
            branches = [above] if above and above != asked else [*_iter_unopened(row)]
        for branch in branches:
            if branch and branch != asked and not row.get("deleted"):
                url = re.sub(r"&(?:page|thread)=\d*", "", page.url) + f"&thread={branch}"
                yield Follow(url, "api", "unopened branch")
    here = int(parameter(page.url, "page") or "1") if (parameter(page.url, "page") or "1").isdecimal() else 1
    tops = sum(1 for row in told if not (row.get("parent") or row.get("above")))
    if asked is None and tops >= TOP_LEVEL and here * TOP_LEVEL < total:
        yield Follow(re.sub(r"([?&]page=)\d+", rf"\g<1>{here + 1}", page.url), "api", "next page of a thread")


def add_rows(page: Page, reading: Reading) -> Reading:
    """The thread as the page's script gives it; comments that only the markup shows follow."""
    told = find_literal(page.text, "Site.page") if "Site.page" in page.text else None
    comments = read_rows(dig(told, "comments"))
    if not comments:
        return reading
    known = {one.source_id for one in comments}
    rest = [one for one in reading.comments if one.source_id not in known]
    every = [*comments, *rest]
    return replace(reading, comments=tuple(replace(one, position=n) for n, one in enumerate(every)))


THREAD = Api("LiveJournal thread", r"/__rpc_get_thread\?", read_thread)
